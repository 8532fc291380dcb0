from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from notifications import outbox
from notifications.models import Message
from tests.notifications.sink import Sink
from tests.work.people import NOON, firm, three


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path  # the restore guard keeps a file beside the database
    return tmp_path


@pytest.fixture
def house(db):
    return firm()


@pytest.fixture
def people(house):
    return three(house)


@pytest.fixture
def fang(people):
    return people[0]


@pytest.fixture
def mo(people):
    return people[2]


@pytest.fixture
def by_mail(settings):
    """Point the outbox at a sink."""

    @contextmanager
    def start(sink):
        with sink:
            settings.MAIL_CHANNEL = "smtp"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            yield sink

    return start


@pytest.fixture
def sink(by_mail):
    with by_mail(Sink()) as sink:
        yield sink


@pytest.fixture
def post(fang, house):
    def post(number=1, **changes):
        fields = {
            "channel": "mail",
            "kind": "deadline_reminder",
            "about": f"deadline/{number}",
            "subject": "案件 HL-0001：三天后到期",
            "body": "请在 1 月 8 日前答复。\n.\n..两点\n",
            "dedupe": f"deadline/{number}/due/{fang.pk}",
            "recipient": fang,
            "organisation": house,
            "at": NOON,
        }
        return outbox.post(**fields | changes)

    return post


def lease_ran_out(message):
    Message.objects.filter(pk=message.pk).update(lease_until=Now() - timedelta(seconds=1))
