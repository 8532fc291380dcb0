"""The people of the tests, and a clock that stands still. Worlds are built by the real acts, in tests/build.py."""

import copy
import gc
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from _pytest import runner
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from documents import intake, printing
from knowledge import loading
from knowledge.models import Edition
from tests import build, made

# What prints, binds, kills workers or walks the whole house: part of `make test`, left out of `make quick`.
SLOW = (
    "api/", "appeals/test_binding_on", "appeals/test_bundle", "appeals/test_case_letters", "appeals/test_chasing", "appeals/test_evidence",
    "appeals/test_export", "appeals/test_gap", "appeals/test_lateness", "appeals/test_letters", "appeals/test_pace",
    "appeals/test_pack", "appeals/test_proof.py", "appeals/test_rejection", "appeals/test_reviewing", "appeals/test_submission", "audit/test_races",
    "browser/",
    "cases/test_calendar", "cases/test_clocks_that_stand_still", "cases/test_completeness", "cases/test_days_that_were",
    "cases/test_invitations", "cases/test_papers_that_move", "cases/test_summaries", "chaos/", "comms/test_correspondence",
    "documents/", "funds/test_properties", "house/test_demo", "house/test_hostile", "house/test_matrix", "house/test_queries",
    "house/test_setup", "house/test_settings", "house/test_templates", "knowledge/test_loading",
    "notifications/test_outbox", "notifications/test_torture", "rules/test_ladder", "rules/test_properties",
    "stories/", "web/test_appeal_pages", "web/case/", "web/log/", "web/review/", "web/test_dashboard", "web/test_dates_page",
    "web/test_desk_pages", "web/test_letter_pages", "web/test_reminding", "web/test_sealed",
    "web/test_money", "web/test_two_writers", "web/test_people_of", "web/test_register", "web/test_sign_in", "work/test_clock", "work/test_torture", "work/test_worker_killed",
)  # fmt: skip


# What mostly waits, for leases, clocks and processes: in `make test` a run of its own, beside the one that works. Among
# the others it would hold a worker, and leave a core without work.
WAITING = (
    "audit/test_races", "chaos/", "house/test_demo.py", "house/test_setup", "notifications/test_torture", "stories/",
    "work/test_binding_killed", "work/test_clock", "work/test_intake_killed", "work/test_torture",
    "work/test_worker_killed",
)  # fmt: skip

HERE = Path(__file__).parent


def in_a_large_frame(call):
    """Python 3.11 keeps frames in pieces of 16 KB, and gives a piece back as soon as nothing stands on it. Where a deep
    stack sways over the edge of a piece, each call asks the system for memory and returns it: a quarter of the suite's
    time. A frame that claims half a megabyte gets a piece of a megabyte, and all calls below it fit on the rest."""
    return call()


in_a_large_frame.__code__ = in_a_large_frame.__code__.replace(co_stacksize=66_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    return in_a_large_frame(lambda: runner.pytest_runtest_protocol(item, nextitem))


def is_slow(path, kinds=SLOW):
    return path.is_relative_to(HERE) and path.relative_to(HERE).as_posix().startswith(kinds)


def pytest_ignore_collect(collection_path, config):
    """Where all of a file is left out anyway it is not even read, nor what it needs: that alone takes seconds."""
    left_out = config.option.markexpr
    folder = f"{collection_path.relative_to(HERE)}/" if HERE in collection_path.parents else ""
    if (
        "not slow" in left_out
        and (is_slow(collection_path) or folder in SLOW)
        and collection_path.name != "conftest.py"
    ):
        return True
    if collection_path.name.startswith("test_"):
        waits = is_slow(collection_path, WAITING)
        if (waits and "not waiting" in left_out) or (not waits and left_out.startswith("waiting")):
            return True
    return True if "not engines" in left_out and folder == "engines/" else None


def pytest_collection_finish():
    """What thousands of tests have loaded stays, and is not looked through again for rubbish all along."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_collection_modifyitems(items):
    for item in items:
        if is_slow(item.path, WAITING):
            item.add_marker(pytest.mark.waiting)
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """All tables and the shipped knowledge, once for the whole session: every world stands on it."""
    with django_db_blocker.unblock():
        end = made.open_for_tests()
    yield
    with django_db_blocker.unblock():
        end()


@pytest.fixture
def knowledge(db):
    """For worlds built after a transactional test, which empties the tables."""
    if not Edition.objects.exists():
        loading.load(at=made.LOADED)


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings, tmp_path):
    """A cheap hasher, no manifest of static files, a storage of one's own, and no language left by the test before."""
    translation.deactivate()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {
            "BACKEND": "documents.vault.Folder",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.MFA_REQUIRED = False
    settings.WRAPPING_KEY = "a key for tests, and for nothing else, of some length"
    cache.clear()


ASK_CHILD, PRINT = intake.ask_child, printing.Press.print


@pytest.fixture(scope="session", autouse=True)
def _each_paper_is_inspected_and_each_text_printed_once():
    """Hundreds of worlds hold the same five papers and the same letter. tests/documents ask the children every time."""
    inspected, printed = {}, {}

    def ask_child(path, extension, out, *, ocr=False):
        key = hashlib.sha256(path.read_bytes()).hexdigest(), extension, out is not None, ocr
        if key not in inspected:
            answer = ASK_CHILD(path, extension, out, ocr=ocr)
            inspected[key] = copy.deepcopy(answer), out.read_bytes() if answer.get("made") else None
        answer, made = inspected[key]
        if made is not None:
            out.write_bytes(made)
        return copy.deepcopy(answer)

    def print_once(press, job):
        key = hashlib.sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()
        if key not in printed:
            printed[key] = PRINT(press, job)
        head, pdf = printed[key]
        return copy.deepcopy(head), pdf

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "ask_child", ask_child)
        patch.setattr(printing.Press, "print", print_once)
        yield


@pytest.fixture
def noon():
    return datetime(2026, 1, 5, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in Beijing


@pytest.fixture
def firm(db, noon):
    """The organisation everybody but Xu works in."""
    return build.organisation("宁波海岚进出口有限公司", "HL", at=noon)


@pytest.fixture
def ada(firm, noon):
    """Ada, administrator: invites the others."""
    return build.first_administrator(firm, "Ada", at=noon)


@pytest.fixture
def fang(firm, ada, noon):
    """Fang, in finance, logs freezes and collects evidence."""
    return build.member(firm, "Fang", "finance", by=ada, at=noon)


@pytest.fixture
def cai(firm, ada, noon):
    """Cai, counsel, reviews and approves."""
    return build.member(firm, "Cai", "counsel", by=ada, at=noon)


@pytest.fixture
def mo(firm, ada, noon):
    """Mo, manager, watches the dates and decides exceptions. Reads English, sits in Brussels."""
    return build.member(firm, "Mo", "manager", by=ada, at=noon, language="en", time_zone="Europe/Brussels")


@pytest.fixture
def udo(firm, ada, noon):
    """Udo, auditor, reads everything and changes nothing."""
    return build.member(firm, "Udo", "auditor", by=ada, at=noon)


@pytest.fixture
def other_firm(db, noon):
    return build.organisation("Meridian Optics B.V.", "MO", country="NL", zone="Europe/Amsterdam", at=noon)


@pytest.fixture
def xu(other_firm, noon):
    """Xu works for another organisation, has every role one can have there, and sees nothing of ours."""
    return build.first_administrator(other_firm, "Xu", at=noon)


@pytest.fixture
def page():
    """page(fang) is a browser in which Fang is signed in; page() is a stranger's. In Chinese unless told otherwise."""

    def opened(person=None, language="zh-hans"):
        client = Client(enforce_csrf_checks=False)
        client.cookies["django_language"] = language
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return opened
