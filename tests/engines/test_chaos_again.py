"""The short storm on PostgreSQL, which crashes in the middle of it and comes back."""

from tests.chaos.test_chaos import *  # noqa: F403
