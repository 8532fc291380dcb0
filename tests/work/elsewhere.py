"""A database of its own for tests in which several processes act at once and are killed."""

import os
import random
import secrets
import shutil
import textwrap
import time
from contextlib import closing, contextmanager
from pathlib import Path

from tests import made
from tests.work import nest

BASE = Path(__file__).resolve().parents[2]
# In the run beside a private PostgreSQL, that one; otherwise SQLite, and a PostgreSQL besides when one is named.
ON_SERVER = os.environ.get("DATABASE_URL", "").startswith("postgres")
SERVER = os.environ["DATABASE_URL"] if ON_SERVER else os.environ.get("TEST_DATABASE_URL", "")
ENGINES = ["postgresql"] if ON_SERVER else ["sqlite", *(["postgresql"] if SERVER else [])]

LONG = 1800  # seconds: what a hundred thousand cases take to be made

OPENING = """
import os, sys, time
from django.conf import settings
from datetime import timedelta
from django.utils import timezone
"""


class Place:
    """A folder and a database. Runs pieces of program there, each in a process of its own (see nest.py)."""

    def __init__(self, folder, database_url):
        self.folder = Path(folder)
        self.database_url = database_url
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "freezedesk.settings",
            "FREEZEDESK_VAR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
            "LOG_LEVEL": "CRITICAL",
            "PYTHONPATH": str(BASE),
        }
        self._nest = None

    @property
    def nest(self):
        """Django as these variables set it; another one when they were changed."""
        if self._nest is not None and self._nest.env != self.env:
            self.close()
        if self._nest is None:
            self._nest = nest.Nest(self.env)
        return self._nest

    def close(self):
        """Whatever still runs is killed."""
        if self._nest is not None:
            self._nest.close()
            self._nest = None

    def start(self, program, *arguments):
        return nest.start(self.nest, OPENING + textwrap.dedent(program), arguments)

    def run(self, program, *arguments, seconds=120):
        return nest.run(self.nest, OPENING + textwrap.dedent(program), arguments, seconds=seconds)

    @contextmanager
    def under_fire(self, program, *, processes, kills, seed, note=lambda: None):
        """Run the program in some processes, and kill -9 one of them now and then; each is replaced at once."""
        luck = random.Random(seed)
        self.noted = []
        running = [self.start(program) for _n in range(processes)]
        try:
            for each in running:
                each.stdout.readline()  # it says when it is ready
            yield
            waiting = [False] * processes
            for _kill in range(kills):
                time.sleep(luck.uniform(0.2, 0.6))
                victim = luck.randrange(processes)
                if waiting[victim]:
                    running[victim].stdout.readline()  # a kill before it works would prove nothing
                running[victim].kill()
                running[victim].wait()
                running[victim].stdout.close()
                self.noted.append(note())
                running[victim], waiting[victim] = self.start(program), True
            # The survivors and the late comers finish what is left.
            deadline = time.monotonic() + 300
            while any(each.poll() is None for each in running):
                assert time.monotonic() < deadline, "the work never ended"
                time.sleep(0.1)
        finally:
            for each in running:
                each.kill()
                each.wait()
                each.stdout.close()


@contextmanager
def place(engine, folder):
    if engine == "sqlite":
        with closing(Place(folder, f"sqlite:///{folder}/test.sqlite3")) as here:
            tables(here)
            people(here)
            yield here
        return
    import psycopg

    name = f"test_elsewhere_{secrets.token_hex(4)}"
    made.on_server(SERVER, name)
    try:
        with closing(Place(folder, f"{SERVER.rpartition('/')[0]}/{name}")) as here:
            people(here)
            yield here
    finally:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tables(here):
    """As a file they are copied; a server of the test's own gets the three rooms that are needed."""
    if here.database_url.startswith("sqlite:///"):
        shutil.copy(made.file(), here.database_url.removeprefix("sqlite:///"))
        return
    here.run(
        """
        from django.core.management import call_command
        for room in ("accounts", "audit", "work", "notifications"):
            call_command("migrate", room, verbosity=0)
        """
    )


def people(here):
    here.run("from tests.work.people import firm, three\nthree(firm())")
