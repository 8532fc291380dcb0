"""What the mail server has taken is known on this machine before the database knows it: nobody gets it twice."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError

from notifications import leases, outbox, witness
from notifications.models import Message, State
from tests.notifications.conftest import lease_ran_out
from tests.work.people import NOON

LATER = NOON + timedelta(minutes=10)


class Killed(BaseException):
    """kill -9, as far as a test can be killed and go on."""


def once(monkeypatch, name, error):
    real, calls = getattr(leases, name), []

    def broken(message, **given):
        calls.append(message)
        if len(calls) == 1:
            raise error
        return real(message, **given)

    monkeypatch.setattr(leases, name, broken)


def test_a_carrier_killed_between_the_answer_and_the_row_leaves_no_doubt(post, sink, monkeypatch, own_folder):
    message = post()
    once(monkeypatch, "sent", Killed())
    with pytest.raises(Killed):
        outbox.sweep(at=NOON)
    message.refresh_from_db()
    assert message.state == State.DATA
    lease_ran_out(message)
    outbox.sweep(at=LATER)
    message.refresh_from_db()
    assert (message.state, message.resent, len(sink.accepted)) == (State.SENT, 0, 1)
    assert not list((own_folder / "handed-over").iterdir())


def test_a_database_that_fails_after_the_answer_does_not_send_it_again(post, sink, monkeypatch, caplog):
    first, second = post(1), post(2)
    once(monkeypatch, "sent", OperationalError("the server closed the connection"))
    assert outbox.sweep(at=NOON).sent == 1
    assert Message.objects.get(pk=first.pk).state == State.DATA
    lease_ran_out(first)
    outbox.sweep(at=LATER)
    assert {m.state for m in Message.objects.filter(pk__in=[first.pk, second.pk])} == {State.SENT}
    assert len(sink.accepted) == 2
    assert "could not be noted" in caplog.text


def test_a_database_that_fails_before_the_last_byte_spoils_no_other_mail(post, sink, monkeypatch, caplog):
    post(1, body="first")
    post(2, body="second")
    once(monkeypatch, "fence", OperationalError("a lock was not to be had"))
    told = outbox.sweep(at=NOON)
    assert (told.sent, told.delayed) == (1, 1)
    (raw,) = sink.accepted
    assert b"first" not in raw
    outbox.sweep(at=LATER)
    assert sorted(raw.count(b"\r\n\r\n") for raw in sink.accepted) == [1, 1]
    assert "could not be carried" in caplog.text


def test_without_a_folder_mail_goes_out_all_the_same(post, sink, settings, own_folder, caplog):
    (own_folder / "file").write_text("")
    settings.VAR = own_folder / "file"
    post()
    assert outbox.sweep(at=NOON).sent == 1
    assert len(sink.accepted) == 1


def test_notes_that_nobody_needs_any_more_are_thrown_away(post, own_folder):
    message = post()
    witness.taken(message)
    (note,) = (own_folder / "handed-over").iterdir()
    witness.tidy(NOON)
    assert note.exists()
    os.utime(note, (NOON.timestamp() - 4 * 86400,) * 2)
    witness.tidy(NOON)
    assert not note.exists()
