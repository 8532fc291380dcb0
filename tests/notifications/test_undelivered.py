"""What a person decides about a message that did not arrive, or perhaps did."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit import log
from notifications import outbox, undelivered
from notifications.models import Message, State
from tests.work.people import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def stuck(post):
    def stuck(state):
        message = post()
        Message.objects.filter(pk=message.pk).update(state=state)
        message.refresh_from_db()
        return message

    return stuck


def test_a_dead_one_is_sent_again_by_a_manager_and_the_log_says_so(stuck, mo, house):
    message = stuck(State.DEAD)
    undelivered.send_again(message, by=mo, at=NOON)
    assert outbox.sweep(at=NOON).sent == 1
    message.refresh_from_db()
    assert (message.state, message.resent) == (State.SENT, 0)
    assert log.entries(f"org/{house.pk}").last().action == "message.sent_again"


def test_one_that_may_have_arrived_is_marked_when_it_goes_again(stuck, mo):
    message = stuck(State.UNCERTAIN)
    undelivered.send_again(message, by=mo, at=NOON)
    assert message.may_be_repeated


def test_a_settled_one_is_not_sent(stuck, mo, house):
    message = stuck(State.UNCERTAIN)
    undelivered.settle(message, by=mo, at=NOON)
    assert (message.state, outbox.sweep(at=NOON).sent) == (State.SENT, 0)
    assert log.entries(f"org/{house.pk}").last().action == "message.settled"


def test_the_second_who_decides_is_told(stuck, mo):
    message = stuck(State.DEAD)
    twin = Message.objects.get(pk=message.pk)
    undelivered.settle(message, by=mo, at=NOON)
    with pytest.raises(ValidationError) as refusal:
        undelivered.send_again(twin, by=mo, at=NOON)
    assert refusal.value.code == "decided"


def test_finance_does_not_decide(stuck, fang):
    with pytest.raises(PermissionDenied):
        undelivered.settle(stuck(State.DEAD), by=fang, at=NOON)


def test_what_belongs_to_no_organisation_is_nobodys_to_repeat(stuck, mo):
    message = stuck(State.DEAD)
    message.organisation = None
    with pytest.raises(PermissionDenied):
        undelivered.send_again(message, by=mo, at=NOON)
