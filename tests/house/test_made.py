"""The database that is made once and copied: made anew whenever something it was made from has changed."""

import ast
import shutil

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import made

FOUND = {path.relative_to(made.BASE) for pattern in made.MADE_FROM for path in made.BASE.glob(pattern)}
ROOMS = {path.parents[1].name for path in made.BASE.glob("*/migrations/__init__.py")} | {"web", "api", "jobs", "demo"}


@pytest.fixture
def copied(tmp_path):
    for path in FOUND:
        if (made.BASE / path).is_file():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made.BASE / path, tmp_path / path)
    return tmp_path


@pytest.mark.parametrize(
    "path", ["cases/migrations/0001_initial.py", "knowledge/data/providers.yaml", "knowledge/loading.py"]
)
def test_a_change_of_what_it_was_made_from_makes_it_anew(copied, path):
    before = made.digest(copied)
    assert before == made.digest()
    (copied / path).write_text((copied / path).read_text("utf8") + "\n", "utf8")
    assert made.digest(copied) != before


def test_a_new_migration_makes_it_anew(copied):
    (copied / "cases/migrations/9999_later.py").touch()
    assert made.digest(copied) != made.digest()


def test_no_migration_runs_what_the_digest_does_not_read():
    for path in made.BASE.glob("*/migrations/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            rooms = {name.partition(".")[0] for name in names} & ROOMS
            assert rooms <= {"accounts", "audit", "knowledge"}, f"{path} imports {rooms}: add them to tests/made.py."


@pytest.mark.django_db
def test_every_migration_is_in_the_copy():
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
