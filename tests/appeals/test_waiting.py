"""A file that the scanner could not look at waits, sealed, and comes in by itself when the scanner is back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from appeals import evidence, waiting
from documents import intake, scanning, storing
from documents.models import HeldFile, StoredFile
from tests.appeals import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings, monkeypatch):
    """Away at first; what it answers once it is back."""
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    answers = {"is": None}

    def virus_in(path, address):
        if answers["is"] is None:
            raise scanning.Unreachable("nobody there")
        return answers["is"]

    monkeypatch.setattr(intake.scanning, "virus_in", virus_in)
    return answers


@pytest.fixture
def held(case, fang, noon, scanner):
    with pytest.raises(ValidationError) as said:
        evidence.add(
            case, world.pdf("held"), name="合同.pdf", kind="sales-contract", section="evidence", by=fang, at=noon
        )
    assert said.value.code == "on_hold"
    return HeldFile.objects.get()


def test_it_is_kept_and_stands_in_no_list_of_evidence(case, held):
    assert held.is_waiting
    assert not StoredFile.objects.exists()
    assert not case.evidence.exists()
    assert storing.orphans([held.key]) == []
    assert default_storage.exists(held.key)


def test_the_same_bytes_wait_once(case, held, fang, noon):
    with pytest.raises(ValidationError):
        evidence.add(case, world.pdf("held"), name="again.pdf", by=fang, at=noon)
    assert HeldFile.objects.count() == 1


def test_when_the_scanner_is_back_it_becomes_an_exhibit_as_it_was_handed_in(case, held, noon, scanner):
    assert waiting.look_again(noon + timedelta(hours=1)) == 0  # still away
    scanner["is"] = ""
    assert waiting.look_again(noon + timedelta(hours=1)) == 0  # it has just been tried
    assert waiting.look_again(noon + timedelta(hours=2)) == 1
    item = case.evidence.get()
    assert (item.original_name, item.kind, item.section) == ("合同.pdf", "sales-contract", "evidence")
    with storing.open_original(item.file) as original:
        assert original.read() == world.pdf("held")
    assert waiting.of(case) == []
    assert waiting.look_again(noon + timedelta(hours=3)) == 0


def test_what_carries_a_virus_is_refused_with_its_reason_and_not_kept(case, held, noon, scanner, fang, client):
    scanner["is"] = "Test.Harm"
    waiting.look_again(noon + timedelta(hours=1))
    (shown,) = waiting.of(case)
    assert (shown.state, shown.key) == ("refused", "")
    assert shown.sentence
    assert not case.evidence.exists()
    client.force_login(fang)
    address = f"/cases/{case.ref}/evidence/"
    assert shown.sentence in client.get(address).content.decode()
    assert client.post(f"{address}on-hold/{shown.pk}/").status_code == 302
    assert waiting.of(case) == []


def test_the_locker_says_that_it_waits_and_who_does_not_want_to_wait_puts_it_away(
    case, held, fang, noon, client, django_capture_on_commit_callbacks
):
    client.force_login(fang)
    page = client.get(f"/cases/{case.ref}/evidence/").content.decode()
    assert "合同.pdf" in page
    with django_capture_on_commit_callbacks(execute=True):
        waiting.put_away(case, held, by=fang, at=noon)
    assert not default_storage.exists(held.key)


def test_a_worker_killed_between_keeping_and_entering_leaves_nothing_half(case, held, noon, scanner, monkeypatch):
    scanner["is"] = ""
    with monkeypatch.context() as patch:
        patch.setattr(evidence, "enter", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            waiting.look_again(noon + timedelta(hours=1))
    held.refresh_from_db()
    assert held.is_waiting
    assert waiting.look_again(noon + timedelta(hours=2)) == 1
    assert case.evidence.count() == 1
    assert StoredFile.objects.filter(sha256=held.sha256).count() == 1
