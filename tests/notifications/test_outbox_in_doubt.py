"""Carriers that die or sleep, servers that never answer: nothing is lost, and nothing is said twice without a mark."""

import pytest

from notifications import leases, outbox
from notifications.models import Message, State
from tests.notifications.conftest import lease_ran_out
from tests.notifications.sink import Sink
from tests.notifications.test_outbox import only
from tests.work.people import NOON

pytestmark = pytest.mark.django_db


# --- leases ----------------------------------------------------------------------------------------------------------


def test_two_carriers_never_take_the_same_message(post):
    for number in range(4):
        post(number)
    first = leases.claim(at=NOON, count=3, lease=leases.LEASE)
    second = leases.claim(at=NOON, count=3, lease=leases.LEASE)
    assert (len(first), len(second)) == (3, 1)
    assert not {m.pk for m in first} & {m.pk for m in second}


def test_one_whose_carrier_died_before_the_last_byte_is_free_again(post, sink):
    post()
    (message,) = leases.claim(at=NOON, count=1, lease=leases.LEASE)
    assert outbox.sweep(at=NOON).sent == 0
    lease_ran_out(message)
    swept = outbox.sweep(at=NOON)
    assert (swept.recovered, swept.sent, len(sink.accepted)) == (1, 1, 1)


def test_the_fence_stops_a_carrier_that_slept_too_long(post, sink, monkeypatch):
    post()
    look = leases.fence

    def slept(message, **options):
        lease_ran_out(message)
        return look(message, **options)

    monkeypatch.setattr(leases, "fence", slept)
    assert outbox.sweep(at=NOON).sent == 0
    monkeypatch.undo()
    assert sink.accepted == []


# --- in doubt --------------------------------------------------------------------------------------------------------


@pytest.fixture
def swallowing(by_mail):
    """It takes the first two mails and answers neither."""
    with by_mail(Sink(lambda command, count: "swallow" if command == "DOT" and count < 10 else None)) as sink:
        yield sink


def in_doubt(post, **fields):
    message = post(**fields)
    assert outbox.sweep(at=NOON).sent == 0
    message.refresh_from_db()
    assert message.state == State.DATA
    assert outbox.sweep(at=NOON).sent == 0  # it rests: nothing is decided in a hurry
    lease_ran_out(message)
    return message


def test_a_lost_answer_is_settled_by_asking(post, swallowing, settings, caplog):
    settings.MAIL_ASK, settings.MAIL_ASK_PORT = "tests.notifications.sink.ask", swallowing.ask_port
    in_doubt(post)
    outbox.sweep(at=NOON)
    assert (only().state, only().resent, len(swallowing.accepted)) == (State.SENT, 0, 1)


def test_what_the_server_never_took_is_sent_without_a_mark(post, swallowing, settings, caplog):
    settings.MAIL_ASK, settings.MAIL_ASK_PORT = "tests.notifications.sink.ask", swallowing.ask_port
    in_doubt(post)
    swallowing.accepted.clear()
    swallowing.behave = lambda command, count: None
    outbox.sweep(at=NOON)
    assert (only().state, only().resent) == (State.SENT, 0)
    assert "案件" in swallowing.mails[0]["subject"][:2]


def test_where_nobody_can_be_asked_it_is_repeated_and_says_so(post, swallowing, caplog):
    message = in_doubt(post)
    swallowing.behave = lambda command, count: None
    outbox.sweep(at=NOON)
    assert (only().state, only().resent) == (State.SENT, 1)
    assert swallowing.ids == [message.message_id] * 2
    first, second = swallowing.mails
    assert second["subject"] != first["subject"]
    assert second["subject"].endswith(first["subject"])


def test_what_must_not_be_repeated_waits_for_a_person(post, swallowing, mo, caplog):
    in_doubt(post, on_doubt="hold")
    assert outbox.sweep(at=NOON).uncertain == 1
    assert only().state == State.UNCERTAIN
    assert Message.objects.bell_of(mo).exists()


def test_a_server_that_never_answers_does_not_get_it_for_ever(post, by_mail, caplog):
    with by_mail(Sink(lambda command, count: "swallow" if command == "DOT" else None)) as sink:
        post()
        for _round in range(10):
            outbox.sweep(at=NOON)
            if only().state == State.DATA:
                lease_ran_out(only())
        assert only().state == State.UNCERTAIN
        assert len(sink.accepted) == 4
