"""Events reach a firm's own program signed, once or marked as a repeat, and never an address of our own network."""

import hashlib
import hmac
import json
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import wrapping
from accounts.roles import Role
from audit import log
from notifications import endpoint_health, endpoints, health, outbox, webhooks
from notifications.channels import addresses
from notifications.models import Message, State, Webhook
from tests.notifications.conftest import lease_ran_out
from tests.notifications.hooked import Hooked
from tests.work.people import NOON, firm, person

pytestmark = pytest.mark.django_db
CASE = {"ref": "HL-0001", "stage": "confirm", "url": "https://desk.example.com/cases/HL-0001/"}


@pytest.fixture
def ada(house):
    return person("Ada", Role.ADMINISTRATOR, house, language="en")


@pytest.fixture
def there(settings):
    settings.WEBHOOK_LOOPBACK = True
    with Hooked() as there:
        yield there


@pytest.fixture
def hook(there, house, ada):
    hook, there.secret = endpoints.add(house, url=there.url, kinds=["case.moved", "case.closed"], by=ada, at=NOON)
    return hook


def moved(house, at=NOON, **data):
    return webhooks.happened(house.pk, "case.moved", CASE, {"from": "confirm", "to": "funds", **data}, at=at)


# --- what arrives ----------------------------------------------------------------------------------------------------


def test_an_event_arrives_once_and_its_signature_holds(house, hook, there):
    assert moved(house) == 1
    assert outbox.sweep(at=NOON).sent == 1
    assert outbox.sweep(at=NOON).sent == 0
    ((path, headers, body),) = there.got
    assert path == "/in?x=1"
    assert headers["FreezeDesk-Event"] == "case.moved"
    moment, sealed = (part.partition("=")[2] for part in headers["FreezeDesk-Signature"].split(","))
    assert int(moment) == int(NOON.timestamp())
    wanted = hmac.new(there.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(sealed, wanted)
    told = json.loads(body)
    assert told["id"] == headers["FreezeDesk-Delivery"]
    assert (told["kind"], told["case"], told["data"]) == ("case.moved", CASE, {"from": "confirm", "to": "funds"})


def test_an_event_that_waits_for_a_slow_endpoint_is_told_and_wakes_nobody(house, hook):
    outbox.sweep(at=NOON)
    health.beat(health.DERIVER, NOON + timedelta(minutes=9))
    health.beat(health.SWEEPER, NOON + timedelta(minutes=9))
    moved(house)
    told = health.lateness(NOON + timedelta(minutes=10))
    assert (told.oldest_event, told.oldest_pending, told.reasons) == (600, None, [])


def test_amounts_and_names_stay_here(house, hook, there):
    moved(house, amount="486200.00", name="海岚", because="…")
    outbox.sweep(at=NOON)
    assert set(json.loads(there.got[0][2])["data"]) == {"from", "to"}


def test_only_the_events_one_asked_for_and_only_of_ones_own_firm(house, hook):
    other = firm("Elsewhere", "EL")
    assert webhooks.happened(house.pk, "deadline.met", CASE, {}, at=NOON) == 0
    assert webhooks.happened(house.pk, "fact.written", CASE, {}, at=NOON) == 0
    assert webhooks.happened(other.pk, "case.moved", CASE, {}, at=NOON) == 0


def test_an_event_of_an_act_that_failed_does_not_exist(house, hook):
    def act():
        with transaction.atomic():
            moved(house)
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        act()
    assert not Message.objects.exists()


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_refusal_is_tried_again_later_with_the_same_number(house, hook, there, caplog):
    there.answers = [(500, {}), (503, {})]
    moved(house)
    at = NOON
    for _round in range(3):
        outbox.sweep(at=at)
        at += timedelta(hours=1)
    assert Message.objects.get().state == State.SENT
    assert len({headers["FreezeDesk-Delivery"] for _path, headers, _body in there.got}) == 1
    assert len(there.got) == 3
    hook.refresh_from_db()
    assert hook.failures == 0


def test_a_redirect_is_not_followed(house, hook, there):
    there.answers = [(302, {"Location": there.url}), (307, {"Location": "http://169.254.169.254/"})]
    moved(house)
    outbox.sweep(at=NOON)
    assert len(there.got) == 1
    assert Message.objects.get().last_error.startswith("302")


def test_one_that_fails_again_and_again_is_switched_off_and_that_is_told(house, hook, there, ada, mo, caplog):
    there.answers = [(500, {})] * 100
    Webhook.objects.update(failures=endpoint_health.IN_A_ROW - 1)
    for _n in range(3):
        moved(house)
    outbox.sweep(at=NOON)
    hook.refresh_from_db()
    assert not hook.is_on
    assert hook.disabled_why.startswith("500")
    assert set(Message.objects.filter(webhook=hook).values_list("state", flat=True)) == {State.CANCELLED}
    (notice,) = Message.objects.bell_of(ada)
    assert hook.url in notice.body
    assert not Message.objects.bell_of(mo).exists()
    assert moved(house) == 0
    endpoints.switch(hook, on=True, by=ada, at=NOON)
    assert moved(house) == 1


def test_one_that_says_it_is_gone_is_switched_off_at_once(house, hook, there, ada, caplog):
    there.answers = [(410, {})]
    moved(house)
    outbox.sweep(at=NOON)
    hook.refresh_from_db()
    assert not hook.is_on
    assert Message.objects.get(webhook=hook).state == State.DEAD


def test_a_slow_one_holds_up_no_mail_and_only_one_of_its_own(house, hook, there, post, monkeypatch, caplog):
    from notifications.channels import webhook

    monkeypatch.setattr(webhook, "ANSWER", 0.2)
    there.slow = 1.0
    for _n in range(5):
        moved(house)
    post(1)
    swept = outbox.sweep(at=NOON)
    assert (swept.sent, swept.delayed) == (1, 1)
    assert len(there.got) == 1


def test_a_carrier_that_died_after_the_last_byte_leads_to_a_repeat_with_the_same_number(house, hook, there):
    from notifications import leases

    moved(house)
    (event,) = leases.claim(at=NOON, count=1, lease=leases.LEASE, webhooks=True)
    assert leases.fence(event, lease=leases.LEASE, grace=leases.GRACE)
    lease_ran_out(event)
    assert outbox.sweep(at=NOON).sent == 1
    assert len(there.got) == 1


# --- where it may go -------------------------------------------------------------------------------------------------

PRIVATE = [
    "https://127.0.0.1/", "https://localhost/", "https://10.0.0.8/", "https://192.168.1.1/", "https://172.16.0.1/",
    "https://169.254.169.254/latest/", "https://[::1]/", "https://[fe80::1]/", "https://[fc00::1]/",
    "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://0.0.0.0/",
    "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_an_address_of_our_own_network_is_refused(url, house, ada):
    with pytest.raises(ValidationError) as refused:
        endpoints.add(house, url=url, kinds=["case.moved"], by=ada, at=NOON)
    assert refused.value.error_dict["url"][0].code == "private_address"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://example.com/",
        "https://",
        "https://u:p@example.com/",
        "x",
        "https://[1/",
        "https://example.com:99999/",
    ],
)
def test_an_address_that_is_none_is_refused(url, house, ada):
    with pytest.raises(ValidationError) as refused:
        endpoints.add(house, url=url, kinds=["case.moved"], by=ada, at=NOON)
    assert refused.value.error_dict["url"][0].code == "bad_url"


@pytest.mark.parametrize("answers", [["10.0.0.8"], ["93.184.215.14", "127.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_public_name_that_leads_inside_is_not_followed(answers, house, ada, monkeypatch, caplog):
    hook, _secret = endpoints.add(house, url="https://hooks.example.com/", kinds=["case.moved"], by=ada, at=NOON)
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in answers]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *args, **options: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *args: pytest.fail("It connected."))
    moved(house)
    assert outbox.sweep(at=NOON).delayed == 1
    assert "no public address" in Message.objects.get(webhook=hook).last_error


def test_the_connection_goes_to_the_address_that_was_looked_at(house, ada, monkeypatch):
    endpoints.add(house, url="https://hooks.example.com/", kinds=["case.moved"], by=ada, at=NOON)
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *args, **options: rows)
    tried = []

    def connect(where, *args):
        tried.append(where)
        raise OSError("no way")

    monkeypatch.setattr(socket, "create_connection", connect)
    moved(house)
    outbox.sweep(at=NOON)
    assert tried == [("93.184.215.14", 443)]


# --- who keeps it ----------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_once_and_lies_wrapped(hook, there, settings):
    hook.refresh_from_db()
    assert there.secret not in {str(value) for value in vars(hook).values()}
    assert wrapping.unwrap(hook.secret_wrapped, context=hook.context) == there.secret
    with pytest.raises(wrapping.CannotUnwrap):
        wrapping.unwrap(hook.secret_wrapped, context="webhook/0")
    settings.WRAPPING_KEY = "another key"
    with pytest.raises(wrapping.CannotUnwrap):
        wrapping.unwrap(hook.secret_wrapped, context=hook.context)


def test_without_a_key_one_is_made_once_beside_the_database(settings, own_folder):
    settings.WRAPPING_KEY = ""
    wrapped = wrapping.wrap("s", context="a")
    assert wrapping.unwrap(wrapped, context="a") == "s"
    assert (own_folder / "wrapping_key").stat().st_mode & 0o777 == 0o600


def test_a_new_secret_signs_what_waits(house, hook, there, ada):
    moved(house)
    secret = endpoints.rotate(hook, by=ada, at=NOON)
    outbox.sweep(at=NOON)
    _path, headers, body = there.got[0]
    moment = headers["FreezeDesk-Signature"].partition(",")[0].removeprefix("t=")
    wanted = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["FreezeDesk-Signature"].endswith(wanted)


def test_what_is_removed_hears_nothing_more_and_every_step_is_logged(house, hook, there, ada):
    moved(house)
    endpoints.remove(hook, by=ada, at=NOON)
    assert outbox.sweep(at=NOON).sent == 0
    assert there.got == []
    with pytest.raises(ValidationError):
        endpoints.ring(Webhook.objects.get(pk=hook.pk), by=ada, at=NOON)
    assert [entry.action for entry in log.entries(f"org/{house.pk}")][-2:] == ["webhook.added", "webhook.removed"]


def test_only_an_administrator_keeps_endpoints(house, hook, mo):
    for act in (
        lambda: endpoints.add(house, url="https://a.example.com/", kinds=["case.moved"], by=mo, at=NOON),
        lambda: endpoints.rotate(hook, by=mo, at=NOON),
        lambda: endpoints.switch(hook, on=False, by=mo, at=NOON),
        lambda: endpoints.ring(hook, by=mo, at=NOON),
        lambda: endpoints.remove(hook, by=mo, at=NOON),
    ):
        with pytest.raises(PermissionDenied):
            act()
