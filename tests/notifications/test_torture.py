"""Senders are killed and frozen, the server says "later" and loses answers. Nothing is lost; nothing arrives twice."""

import json
import random
import signal
import time
from collections import Counter

import pytest

from tests.notifications.sink import Sink
from tests.work.elsewhere import ENGINES, place

COUNT = 200

POST = f"""
    from accounts.models import User
    from notifications import outbox
    fang = User.objects.first()
    for n in range({COUNT}):
        outbox.post(channel="mail", kind="trial", about=f"deadline/{{n}}", subject=f"{{n}}", body="x",
                    dedupe=f"d/{{n}}", recipient=fang, at=timezone.now())
"""
SENDER = """
    from notifications import doubts, leases, outbox
    from notifications.models import Message
    # Towards the end only the unlucky ones are still on their way, and each kill hits them again. How many repeats are
    # allowed before a person must look has its own test; here all of them are counted.
    doubts.REPEATS = 1000
    settings.MAIL_CHANNEL = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ["SINK"])
    settings.EMAIL_TIMEOUT = 5
    settings.MAIL_ASK_PORT = int(os.environ["ASK"])
    settings.MAIL_ASK = os.environ["ASK_BY"]
    outbox.FIRST_PAUSE = timedelta(seconds=0.2)
    outbox.UNREACHABLE_PAUSE = timedelta(seconds=0.2)
    print("ready", flush=True)
    while Message.objects.filter(state__in=("pending", "claimed", "data")).exists():
        outbox.sweep(at=timezone.now(), limit=20, lease=timedelta(seconds=4), grace=timedelta(seconds=2))
        time.sleep(0.05)
"""
COUNTS = """
    import json
    from collections import Counter
    from notifications.models import Message
    print(json.dumps([Counter(Message.objects.values_list("state", flat=True)),
                      list(Message.objects.values_list("message_id", flat=True)),
                      list(Message.objects.filter(resent__gt=0).values_list("message_id", flat=True))]))
"""


def rough(seed):
    """3 % "later", 2 % accepted with the answer lost."""
    luck = random.Random(seed)

    def behave(command, count):
        chance = luck.random()
        if command == "RCPT" and chance < 0.03:
            return "451 later"
        if command == "DOT" and chance < 0.02:
            return "swallow"
        return None

    return behave


def carried(here, sink, *, ask_by, seed):
    here.run(POST)
    here.env.update({"SINK": str(sink.port), "ASK": str(sink.ask_port), "ASK_BY": ask_by})
    with here.under_fire(SENDER, processes=3, kills=6, seed=seed, note=lambda: len(sink.accepted)):
        # One that is frozen longer than its lease wakes up in the middle of a text, and must not finish it.
        frozen = here.start(SENDER)
        frozen.stdout.readline()
        time.sleep(0.3)
        frozen.send_signal(signal.SIGSTOP)
        time.sleep(4.4)
        frozen.send_signal(signal.SIGCONT)
    frozen.wait(60)
    frozen.stdout.close()
    assert sum(count < COUNT for count in here.noted) >= 2, "the kills came too late to prove anything"
    states, ids, marked = json.loads(here.run(COUNTS))
    return states, ids, set(marked), Counter(sink.ids)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_where_the_server_can_be_asked_nothing_is_lost_and_nothing_doubled(engine, tmp_path):
    with place(engine, tmp_path) as here, Sink(rough(3), linger=0.08) as sink:
        states, ids, _marked, arrived = carried(here, sink, ask_by="tests.notifications.sink.ask", seed=3)
    assert states == {"sent": COUNT}
    assert {mail: times for mail, times in arrived.items() if times > 1} == {}
    assert set(arrived) == set(ids)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_where_nobody_can_be_asked_nothing_is_lost_and_every_repeat_is_marked(engine, tmp_path):
    with place(engine, tmp_path) as here, Sink(rough(4), linger=0.08) as sink:
        states, ids, marked, arrived = carried(here, sink, ask_by="", seed=4)
    assert states == {"sent": COUNT}
    assert set(arrived) == set(ids)
    assert {mail for mail, times in arrived.items() if times > 1} <= marked
