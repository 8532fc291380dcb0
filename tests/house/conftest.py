"""One house for all walks through it: built once, looked at by many tests, each of which leaves it as it was."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.template import Template
from django.test import override_settings
from django.test.utils import _TestState
from django.utils import timezone

from knowledge import loading
from knowledge.models import Edition
from tests import made
from tests.house.world import build_house

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """In a transaction around all tests of the file. Each test works in a savepoint of its own and is rolled back."""
    folder = tmp_path_factory.mktemp("house")
    theirs = {
        "STORAGES": {
            "default": {
                "BACKEND": "documents.vault.Folder",
                "OPTIONS": {"location": str(folder / "files")},
            },
            "staticfiles": {"BACKEND": PLAIN},
        },
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "MFA_REQUIRED": False,
        # What was signed in at the beginning stays so for the whole walk, however long it takes.
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 86400,
        "SESSION_IDLE": timedelta(days=1),
        "SESSION_ABSOLUTE": timedelta(days=1),
        "WHITENOISE_AUTOREFRESH": True,
        "WHITENOISE_USE_FINDERS": True,
        "VAR": folder,
    }
    around = transaction.atomic()
    around._from_testcase = True
    with django_db_blocker.unblock():
        around.__enter__()
        with override_settings(**theirs):
            if not Edition.objects.exists():  # a transactional test before this file emptied the tables
                loading.load(at=made.LOADED)
            house = build_house(timezone.now())
    yield house, theirs
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def house(built, db, settings, monkeypatch):
    """Pages are drawn as a server draws them: nobody here asks which templates took part."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    found, theirs = built
    for name, value in theirs.items():
        setattr(settings, name, value)
    return found
