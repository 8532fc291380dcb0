"""The pages of an administrator's endpoints, and the events that acts on a case send to them."""

import json

import pytest

from accounts.models import User
from cases import moves
from notifications import endpoints
from notifications.models import Message, Webhook
from tests import build

URL = "https://hooks.example.com/in"


@pytest.fixture
def signed_in(page):
    """Ada has just typed her password."""

    def opened(person: User):
        client = page(person, "en")
        client.post("/accounts/reauthenticate/", {"password": build.PASSWORD})
        return client

    return opened


def added(client, firm, **changes):
    return client.post(
        "/webhooks/add/", {"organisation": firm.pk, "url": URL, "kinds": ["case.logged", "case.paused"], **changes}
    )


def test_an_administrator_adds_one_and_sees_its_secret_this_once(ada, firm, signed_in):
    client = signed_in(ada)
    answer = added(client, firm)
    secret = answer.context["secret"]
    assert secret in answer.text
    assert secret not in client.get(f"/webhooks/{Webhook.objects.get().pk}/").text


def test_a_wrong_address_is_said_and_what_was_typed_stays(ada, firm, signed_in):
    answer = added(signed_in(ada), firm, url="http://hooks.example.com/in")
    assert answer.status_code == 422
    assert "http://hooks.example.com/in" in answer.text
    assert "begins with https://" in answer.text


def test_what_happens_to_a_case_is_told_without_amounts_and_names(ada, fang, cai, mo, firm, noon):
    endpoints.add(firm, url=URL, kinds=["case.logged", "case.paused"], by=ada, at=noon)
    case = build.case(fang, at=noon)
    moves.pause(case, because="等客户的提单", by=fang, at=noon)
    logged, paused = (json.loads(event.body) for event in Message.objects.filter(channel="webhook").order_by("pk"))
    assert (logged["kind"], paused["kind"]) == ("case.logged", "case.paused")
    assert paused["case"]["ref"] == case.ref
    for event in Message.objects.filter(channel="webhook"):
        for private in ("486", "9149", "提单", case.party.name):
            assert private not in event.body


def test_a_trial_event_is_listed_and_switching_off_drops_it(ada, firm, signed_in, noon):
    hook, _secret = endpoints.add(firm, url=URL, kinds=["case.paused"], by=ada, at=noon)
    client = signed_in(ada)
    assert "ping" in client.post(f"/webhooks/{hook.pk}/ring/", follow=True).text
    client.post(f"/webhooks/{hook.pk}/off/")
    assert Message.objects.get(webhook=hook).state == "cancelled"
    assert "Switched off" in client.get(f"/webhooks/{hook.pk}/").text
    assert "switched off" in client.post(f"/webhooks/{hook.pk}/ring/", follow=True).text
    client.post(f"/webhooks/{hook.pk}/remove/")
    assert client.get(f"/webhooks/{hook.pk}/").status_code == 404
