"""One storm: reminders become due while senders are killed and frozen, the queue is wiped and the database crashes."""

import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass

from ops.supervise import parent_death_signal
from tests.chaos.engines import engines
from tests.notifications.sink import Sink
from tests.work.elsewhere import BASE, Place, people, tables

POST = """
    from accounts.models import User
    from notifications import outbox
    fang, now, count, seconds = User.objects.first(), timezone.now(), int(sys.argv[1]), float(sys.argv[2])
    trial = {"channel": "mail", "kind": "trial", "body": "x" * 900, "recipient": fang, "at": now}
    outbox.post_all(
        outbox.draft(subject=f"{n}", about=f"deadline/{n}", dedupe=f"d/{n}",
                     send_at=now + timedelta(seconds=1 + seconds * n / count), **trial) for n in range(count))
"""
LEFT = """
    from notifications.models import Message
    print(Message.objects.filter(kind="trial").exclude(state__in=("sent", "uncertain", "dead", "stale")).count())
"""
STATE = """
    import json
    from collections import Counter
    from notifications.models import Message
    rows = Message.objects.filter(kind="trial").values_list("message_id", "state", "resent", "send_at")
    print(json.dumps([[m, s, r, t.timestamp()] for m, s, r, t in rows]))
"""
NUDGES = """
    from jobs import nudge
    while True:
        nudge.messages()
        time.sleep(0.3)
"""


LOOP = """
    import runpy
    runpy.run_module("tests.chaos.sender", run_name="__main__")
"""


@dataclass(frozen=True)
class Plan:
    engine: str  # sqlite or postgresql
    hostile: bool  # a server that says "later" and swallows answers; else a healthy one
    asked: bool  # can the server be asked by Message-ID?
    seed: int = 1
    count: int = 1000
    seconds: float = 55.0
    senders: int = 3
    kills: int = 24
    freezes: int = 5
    flushes: int = 4
    lease: float = 6.0
    grace: float = 4.0

    def __str__(self):
        peer = "hostile" if self.hostile else "healthy"
        return f"{self.engine}, {peer} server, {'asked' if self.asked else 'blind'}, seed {self.seed}"


@dataclass
class Outcome:
    plan: Plan
    seconds: float
    kills: int
    freezes: int
    flushes: int
    crashes: int
    redis_kills: int
    states: dict
    lost: int
    doubled: int  # messages that arrived more than once
    silent: int  # of these, not marked as possibly repeated
    p50: float
    p99: float


class Luck:
    """3 % "later", 2 % accepted with the answer lost, and up to 10 ms of thinking; healthy: only the thinking."""

    def __init__(self, seed, hostile):
        self.random, self.hostile = random.Random(seed), hostile

    def __call__(self, command, count):
        if command == "RCPT":
            threading.Event().wait(self.random.uniform(0, 0.01))
        if not self.hostile:
            return None
        chance = self.random.random()
        if command == "RCPT" and chance < 0.03:
            return "451 later"
        return "swallow" if command == "DOT" and chance < 0.02 else None


class Timed(list):
    def __init__(self):
        super().__init__()
        self.at = []

    def append(self, text):
        self.at.append(time.time())
        super().append(text)


class Storm:
    def __init__(self, plan):
        self.plan, self.luck = plan, random.Random(plan.seed)
        self.done = Counter()

    def run(self):
        plan = self.plan
        sink = Sink(Luck(plan.seed, plan.hostile))
        with engines(plan.engine) as (url, self.server, self.redis, folder), sink, ExitStack() as stack:
            sink.accepted = Timed()
            here = self.here = stack.enter_context(closing(Place(folder, url)))
            tables(here)
            people(here)
            here.env |= {
                "REDIS_URL": self.redis.url,
                "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
                "DEFAULT_FROM_EMAIL": "desk@desk.example",
                "CHAOS_ASK_BY": "tests.notifications.sink.ask" if plan.asked else "",
                "CHAOS_ASK_PORT": str(sink.ask_port),
                "CHAOS_LEASE": str(plan.lease),
                "CHAOS_GRACE": str(plan.grace),
            }
            began = time.monotonic()
            self.blow()
            return self.judge(sink, time.monotonic() - began)

    # --- the processes ------------------------------------------------------------------------------------------------

    def start(self, kind):
        if kind == "nudger":
            return self.here.start(NUDGES)
        if kind == "loop":
            return self.here.start(LOOP)
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "tests.chaos.sender", "worker", "-P", "solo",
                   "-l", "CRITICAL", "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
        return subprocess.Popen(
            command, cwd=BASE, env=self.here.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=parent_death_signal(),
        )  # fmt: skip

    def blow(self):
        plan = self.plan
        kinds = ["loop"] * (plan.senders - 1) + ["worker", "nudger"]
        running = [self.start(kind) for kind in kinds]
        try:
            time.sleep(2.5)  # they are up before the first becomes due
            self.here.run(POST, plan.count, plan.seconds)
            for moment, act in self.schedule():
                time.sleep(max(0.0, moment - time.monotonic()))
                act(running, kinds)
            self.wait_for_the_rest(running, kinds)
        finally:
            for process in running:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
                if process.stdout:
                    process.stdout.close()

    def schedule(self):
        """Moments of mischief, spread over the time in which reminders become due."""
        plan, now = self.plan, time.monotonic()
        acts = [self.kill] * plan.kills + [self.freeze] * plan.freezes + [self.flush] * plan.flushes
        acts += [self.kill_redis] if plan.flushes else []
        acts += [self.crash] if self.server else []
        moments = sorted(self.luck.uniform(0.5, plan.seconds) for _act in acts)
        self.luck.shuffle(acts)
        return [(now + moment, act) for moment, act in zip(moments, acts, strict=True)]

    def kill(self, running, kinds):
        victim = self.luck.randrange(self.plan.senders)
        running[victim].kill()
        running[victim].wait()
        running[victim] = self.start(kinds[victim])
        self.done["kills"] += 1

    def freeze(self, running, kinds):
        """Longer than its lease: it wakes in the middle of a text that another has long taken over."""
        victim = running[self.luck.randrange(self.plan.senders)]
        victim.send_signal(signal.SIGSTOP)
        self.done["freezes"] += 1
        timer = threading.Timer(
            self.plan.lease * 1.5, lambda: victim.poll() is None and os.kill(victim.pid, signal.SIGCONT)
        )
        timer.daemon = True
        timer.start()

    def flush(self, running, kinds):
        self.redis.flush()
        self.done["flushes"] += 1

    def kill_redis(self, running, kinds):
        self.redis.kill()
        time.sleep(0.5)
        self.redis.start()
        self.done["redis_kills"] += 1

    def crash(self, running, kinds):
        self.server.crash()
        time.sleep(0.5)
        self.server.start()
        self.done["crashes"] += 1

    def wait_for_the_rest(self, running, kinds):
        end = time.monotonic() + 120 + 4 * (self.plan.lease + self.plan.grace)
        while int(self.here.run(LEFT)):
            assert time.monotonic() < end, "the rest was never sent"
            for position, process in enumerate(running):
                if process.poll() is not None:  # the worker gives up when its broker was killed: a service restarts it
                    if process.stdout:
                        process.stdout.close()
                    running[position] = self.start(kinds[position])
            time.sleep(0.3)

    # --- the verdict --------------------------------------------------------------------------------------------------

    def judge(self, sink, seconds):
        rows = json.loads(self.here.run(STATE))
        due = {message_id: moment for message_id, _state, _resent, moment in rows}
        marked = {message_id for message_id, _state, resent, _moment in rows if resent}
        arrived, first = Counter(), {}
        for raw, moment in zip(sink.accepted, sink.accepted.at, strict=True):
            message_id = re.search(rb"(?im)^message-id:\s*(\S+)", raw)[1].decode()
            arrived[message_id] += 1
            first.setdefault(message_id, moment)
        late = sorted(max(0.0, first[key] - due[key]) for key in first)
        doubled = {key for key, times in arrived.items() if times > 1}
        return Outcome(
            self.plan, round(seconds, 1), self.done["kills"], self.done["freezes"], self.done["flushes"],
            self.done["crashes"], self.done["redis_kills"], dict(Counter(state for _id, state, _resent, _at in rows)),
            len(due.keys() - arrived.keys()), len(doubled), len(doubled - marked),
            round(statistics.median(late), 2), round(late[int(len(late) * 0.99) - 1], 2),
        )  # fmt: skip
