"""Long work again, on PostgreSQL: other locks, other races, the same promises."""

from tests.work.test_queue import *  # noqa: F403
from tests.work.test_torture import *  # noqa: F403
