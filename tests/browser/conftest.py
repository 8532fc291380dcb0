"""The sample desk behind a real Chromium: made once by the demo's own acts, then a fresh copy for every file of tests.

The sample lives in an SQLite file of its own, not in the database of the other tests, so that a click that saves leaves
nothing behind. The clock begins on one fixed Monday morning; papers are due on the Wednesday.
"""

import contextlib
import fcntl
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from accounts.models import User
from demo import seed
from jobs import running
from notifications import outbox
from tests import made
from tests.browser import known, planted
from web import unsent
from work.models import Job

CHROMIUM = "/usr/bin/chromium-headless-shell"
MOMENT = datetime(2026, 11, 23, 10, 12, tzinfo=ZoneInfo("Europe/Brussels"))
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
expect.set_options(timeout=60_000)  # on a busy machine a page may take its time
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 720}


@pytest.fixture(autouse=True)
def _quick_and_quiet():
    """Nothing to set for a single test: the settings below hold for a whole file, also in the server's threads."""


@contextlib.contextmanager
def _settings(place: Path) -> Iterator[None]:
    with override_settings(
        ALLOWED_HOSTS=["127.0.0.1"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {
                "BACKEND": "documents.vault.Folder",
                "OPTIONS": {"location": str(place / "files")},
            },
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_MAX_AGE=3600,  # a browser asks for style and script once, as behind a real server
        MFA_REQUIRED=False,
        SESSION_IDLE=timedelta(days=1),  # however long the walk takes on a busy machine, nobody is signed out
        SESSION_ABSOLUTE=timedelta(days=1),
    ):
        yield


@contextlib.contextmanager
def _clock() -> Iterator[None]:
    """Every door asks django.utils.timezone.now(); here it begins at MOMENT and goes on."""
    began = time.monotonic()
    utc = MOMENT.astimezone(ZoneInfo("UTC"))

    def now() -> datetime:
        return utc + timedelta(seconds=time.monotonic() - began)

    with mock.patch.object(timezone, "now", now):
        yield


@contextlib.contextmanager
def _database(path: Path) -> Iterator[None]:
    """Every connection made meanwhile, in whichever thread, goes to this file. It need not survive a power cut."""
    settings, usual = connections.settings["default"], connections["default"]
    options = {**settings["OPTIONS"], "init_command": "PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"}
    connections.settings["default"] = {**settings, "NAME": str(path), "OPTIONS": options}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = settings, usual


@pytest.fixture(scope="session")
def sample(django_db_blocker, tmp_path_factory, worker_id) -> Path:
    """A folder with the planted database and its files. Where several workers run, one of them makes it for all."""
    own = tmp_path_factory.getbasetemp()
    place = (own if worker_id == "master" else own.parent) / "sample-desk"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "ready").exists():
            shutil.copy(made.file(), place / "desk.sqlite3")
            with django_db_blocker.unblock(), _settings(place), _clock(), _database(place / "desk.sqlite3"):
                _plant()
            (place / "ready").touch()
    return place


def _plant() -> None:
    """Sample cases, and the long work that would wait for a worker."""
    seed.plant(at=timezone.now())
    for job in Job.objects.order_by("pk"):
        running.run(job.pk)
    outbox.sweep(at=timezone.now())
    planted.plant(at=timezone.now() - timedelta(hours=1))


@dataclass
class Desk:
    """The served sample, and who sits where."""

    url: str
    cookies: dict[str, str]
    addresses: dict[str, str]
    browser: Browser = field(init=False)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def seat(self, person: str = "", language: str = "en", **options: Any) -> BrowserContext:
        """A browser of one person (nobody: not signed in), closed when the file of tests ends."""
        context = self.browser.new_context(
            **{
                "base_url": self.url,
                "viewport": DESKTOP,
                "locale": "en-GB" if language == "en" else "zh-CN",
                "timezone_id": "Asia/Shanghai",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(90_000)  # a page may wait for a busy machine; a fault shows at once, not by this
        self.speak(context, language)
        if person:
            context.add_cookies([{"name": "session", "value": self.cookies[person], "url": self.url}])
        self._contexts.append(context)
        return context

    def speak(self, context: BrowserContext, language: str) -> None:
        context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def _serving() -> Iterator[str]:
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _sign_in(emails: dict[str, str]) -> dict[str, str]:
    """A session each, made before Chromium starts: its event loop keeps Django's queries out of this thread."""
    cookies = {}
    for name, email in emails.items():
        client = Client()
        user = User.objects.get(email=email)
        client.force_login(user, backend=BACKEND)
        session = client.session  # what was sent after an earlier session had ended
        letter = {"title": ["Call with the bank"], "text": ["They ask for the contract and the bill of lading. " * 9]}
        session[unsent.KEPT] = {"who": user.pk, "to": "/cases/FD-0007/timeline/", "fields": letter, "files": 1}
        session.save()
        cookies[name] = client.cookies["session"].value
    return cookies


@pytest.fixture(scope="module")
def desk(sample, django_db_blocker, tmp_path_factory) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("desk")
    shutil.copy(sample / "desk.sqlite3", place)
    shutil.copytree(sample / "files", place / "files")
    cache.clear()
    with (
        django_db_blocker.unblock(),
        _settings(place),
        _clock(),
        _database(place / "desk.sqlite3"),
        _serving() as url,
    ):
        opened = Desk(url, _sign_in(known.EMAILS), known.addresses())
        with sync_playwright() as playwright:
            opened.browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield opened
            opened.browser.close()
    cache.clear()


Seat = Callable[..., BrowserContext]
