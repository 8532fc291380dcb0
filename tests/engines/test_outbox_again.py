"""The outbox again, on PostgreSQL: other locks, other races, the same promises."""

from tests.notifications.conftest import *  # noqa: F403
from tests.notifications.test_guards import *  # noqa: F403
from tests.notifications.test_outbox import *  # noqa: F403
from tests.notifications.test_outbox_in_doubt import *  # noqa: F403
from tests.notifications.test_torture import *  # noqa: F403
