"""What a command tells its operator when the database is not there, or not made yet: no traceback, a sentence."""

import psycopg
from django.db import DatabaseError

NO_TABLES = (
    "The tables of this database are missing or of another version. Run `manage.py migrate`, then `manage.py"
    " load_knowledge`; for an older copy see docs/operators/upgrade.md.\n"
    "数据库缺少表，或版本不符。请先运行 `manage.py migrate`，再运行 `manage.py load_knowledge`；"
    "旧版数据见 docs/operators/upgrade.zh.md。"
)
NO_ANSWER = (
    "The database does not answer: {reason}. See that it runs and that DATABASE_URL names it.\n"
    "数据库无应答：{reason}。请确认其正在运行，且 DATABASE_URL 填写正确。"
)
MISSING = ("42P01", "42703")  # no such table, no such column
# No connection, not let in, no such database, not up yet; without a code: nobody was reached.
ABSENT = ("08", "28", "3D", "57P03")


def told(error: DatabaseError) -> str | None:
    """None where it is a fault of ours: then the traceback is wanted."""
    cause = error.__cause__
    code, reason = getattr(cause, "sqlstate", None), str(error).strip().partition("\n")[0].rstrip(".")
    if code in MISSING or reason.startswith(("no such table", "no such column")):
        return NO_TABLES
    unreached = code.startswith(ABSENT) if code else isinstance(cause, psycopg.OperationalError)
    if unreached or reason.startswith("unable to open database file"):
        return NO_ANSWER.format(reason=reason)
    return None
