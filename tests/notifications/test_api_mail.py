"""Mail through a provider's API, against a local server that behaves like one: once, whatever happens on the way."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from notifications import leases, outbox
from notifications.models import Message, State
from tests.notifications.conftest import lease_ran_out
from tests.notifications.test_outbox import only
from tests.work.people import NOON

pytestmark = pytest.mark.django_db


class Provider:
    """Takes the same idempotency key once. `mischief`, used up in turn: a status, or "swallow" for a lost answer."""

    def __init__(self):
        self.taken, self.asked, self.mischief = {}, [], []

    def __enter__(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                key = self.headers["Idempotency-Key"]
                provider.asked.append((key, self.headers["Authorization"], body))
                wrong = provider.mischief.pop(0) if provider.mischief else None
                if isinstance(wrong, int):
                    return self.answer(wrong, {"message": "no"})
                if provider.taken.setdefault(key, body) != body:
                    return self.answer(409, {"message": "another mail under the same key"})
                if wrong == "swallow":
                    return self.connection.close()
                return self.answer(200, {"id": f"mail-{len(provider.taken)}"})

            def answer(self, status, content):
                raw = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_args):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def provider(settings):
    with Provider() as provider:
        settings.MAIL_CHANNEL, settings.MAIL_API = "api", "resend"
        settings.ANYMAIL = {"RESEND_API_KEY": "key", "RESEND_API_URL": provider.url, "REQUESTS_TIMEOUT": (2, 2)}
        yield provider


def test_a_mail_arrives_whole_and_its_number_is_kept(post, provider, fang):
    ics = {"name": "date.ics", "type": "text/calendar; method=REQUEST", "text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}
    message = post(html="<p>请答复。</p>", headers={"X-FreezeDesk-Case": "HL-0001"}, attachments=[ics])
    assert outbox.sweep(at=NOON).sent == 1
    ((key, authorization, body),) = provider.asked
    assert key == message.message_id.strip("<>")
    assert authorization == "Bearer key"
    assert (body["to"], body["subject"]) == ([fang.email], message.subject)
    assert "请在" in body["text"]
    assert "请答复" in body["html"]
    assert body["headers"]["Message-ID"] == message.message_id
    assert body["attachments"][0]["filename"] == "date.ics"
    assert (only().state, only().provider_ref) == (State.SENT, "mail-1")


def test_a_lost_answer_is_settled_by_sending_again_under_the_same_key(post, provider, caplog):
    provider.mischief = ["swallow"]
    message = post()
    assert outbox.sweep(at=NOON).sent == 0
    assert only().state == State.DATA
    lease_ran_out(message)
    assert outbox.sweep(at=NOON).sent == 1
    assert (only().state, only().resent) == (State.SENT, 0)
    assert (len(provider.asked), len(provider.taken)) == (2, 1)


def test_a_carrier_killed_after_the_request_leads_to_no_second_mail(post, provider):
    message = post()
    (taken,) = leases.claim(at=NOON, count=1, lease=leases.LEASE)
    from notifications.channels import api

    api.carry(taken, lambda: leases.fence(taken, lease=leases.LEASE, grace=leases.GRACE))
    lease_ran_out(message)
    assert outbox.sweep(at=NOON).sent == 1
    assert len(provider.taken) == 1


def test_where_the_provider_knows_no_keys_a_repeat_is_marked(post, provider, monkeypatch, caplog):
    monkeypatch.setattr("notifications.channels.api.IDEMPOTENT", set())
    provider.mischief = ["swallow"]
    message = post()
    outbox.sweep(at=NOON)
    lease_ran_out(message)
    provider.taken.clear()
    outbox.sweep(at=NOON)
    assert (only().state, only().resent) == (State.SENT, 1)
    assert provider.asked[1][2]["subject"] != provider.asked[0][2]["subject"]


def test_one_taken_back_in_the_last_moment_is_not_asked_for(post, provider, monkeypatch):
    message = post()
    look = leases.fence

    def cancelled_meanwhile(message, **options):
        outbox.cancel(about=message.about, at=NOON)
        return look(message, **options)

    monkeypatch.setattr(leases, "fence", cancelled_meanwhile)
    assert outbox.sweep(at=NOON).sent == 0
    message.refresh_from_db()
    assert (message.state, provider.asked) == (State.CANCELLED, [])


@pytest.mark.parametrize(
    ("status", "state", "counted"),
    [(429, State.PENDING, 1), (500, State.PENDING, 1), (503, State.PENDING, 1), (401, State.PENDING, 1),
     (422, State.DEAD, 1), (400, State.DEAD, 1)],
)  # fmt: skip
def test_what_each_answer_means(post, provider, caplog, status, state, counted):
    provider.mischief = [status]
    post()
    outbox.sweep(at=NOON)
    assert (only().state, only().attempts) == (state, counted)
    assert str(status) in only().last_error
    assert "key" not in only().last_error.replace("API key", "")


def test_a_wrong_key_delays_all_and_kills_none(post, provider, caplog):
    provider.mischief = [401]
    for number in range(5):
        post(number)
    assert outbox.sweep(at=NOON).delayed == 1
    assert set(Message.objects.values_list("state", flat=True)) == {State.PENDING}


def test_a_provider_that_is_away_delays_everything_and_kills_nothing(post, provider, settings, caplog):
    settings.ANYMAIL = settings.ANYMAIL | {"RESEND_API_URL": "http://127.0.0.1:1/"}
    post()
    assert outbox.sweep(at=NOON).delayed == 1
    assert only().state == State.PENDING


def test_poison_is_dead_and_never_asked_for(post, provider, caplog):
    message = post()
    Message.objects.filter(pk=message.pk).update(to="a@example.com\nBcc: b@example.com")
    assert outbox.sweep(at=NOON).dead == 1
    assert provider.asked == []
