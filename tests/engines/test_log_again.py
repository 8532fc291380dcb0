"""The audit log again, on PostgreSQL: other triggers, other locks, the same promises."""

from tests.audit.test_log import *  # noqa: F403
from tests.audit.test_races import *  # noqa: F403
