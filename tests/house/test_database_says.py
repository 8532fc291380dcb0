"""A command that finds no database, or an empty one, ends with a sentence for its operator, in both languages."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import DatabaseError, OperationalError

from freezedesk import database_says
from tests.house.test_settings import BASE


def run(command, url, folder):
    env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": "", "FREEZEDESK_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, "manage.py", command], cwd=BASE, env=env, capture_output=True, text=True, check=False
    )


def test_tables_that_are_missing_are_named_with_what_makes_them(tmp_path):
    ended = run("load_knowledge", f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path)
    assert ended.returncode == 1
    assert "manage.py migrate" in ended.stderr
    assert "数据库缺少表" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_nowhere_is_told_with_the_setting_that_names_it(tmp_path):
    ended = run("migrate", f"sqlite:///{tmp_path}/no-such-folder/desk.sqlite3", tmp_path)
    assert ended.returncode == 1
    assert "DATABASE_URL" in ended.stderr
    assert "数据库无应答" in ended.stderr
    assert "Traceback" not in ended.stderr


def raised(cause, words="refused"):
    error = OperationalError(words)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (psycopg.OperationalError("connection refused"), "数据库无应答"),
        (psycopg.errors.InvalidCatalogName("no database"), "数据库无应答"),
        (psycopg.errors.InvalidPassword("not let in"), "数据库无应答"),
        (psycopg.errors.UndefinedTable("no relation"), "数据库缺少表"),
    ],
    ids=["nobody answers", "no such database", "not let in", "no tables"],
)
def test_what_postgresql_says_is_told_the_same_way(cause, told):
    assert told in database_says.told(raised(cause))


@pytest.mark.parametrize(
    "cause", [psycopg.errors.UniqueViolation("twice"), psycopg.errors.QueryCanceled("too long")], ids=str
)
def test_a_fault_of_ours_keeps_its_traceback(cause):
    assert database_says.told(raised(cause)) is None
    assert database_says.told(DatabaseError("database is locked")) is None
