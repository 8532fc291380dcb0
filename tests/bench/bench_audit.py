"""What sealing costs, against a plain insert of the same row, and how fast a chain is read. Ratios, in one run."""

import json
import time

import pytest

from tests.work.elsewhere import ENGINES, place

DATA = """dict(case=12, before="confirm", after="funds", reason="gate_met", amount="1200.00", sha256="a" * 64)"""
APPEND = """
    import json, statistics, sys
    from django.db import connection, models, transaction
    from audit import chain, log
    count = int(sys.argv[1])

    class Plain(models.Model):
        chain = models.CharField(max_length=40)
        seq = models.BigIntegerField()
        at = models.DateTimeField()
        actor = models.CharField(max_length=64)
        action = models.CharField(max_length=64)
        body = models.TextField()
        content_commit = models.CharField(max_length=64, blank=True)
        prev = models.CharField(max_length=64)
        hash = models.CharField(max_length=64)
        class Meta:
            app_label = "audit"
            indexes = [models.Index(fields=[one, "at"], name=f"plain_{one}") for one in ("actor", "action")]
            constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="plain_once")]

    with connection.schema_editor() as editor:
        editor.create_model(Plain)
    at, data = timezone.now(), eval(sys.argv[2])
    text = chain.body(action="case.moved", actor="user/7", at=at, data=data)

    def plain(n):
        with transaction.atomic():
            Plain.objects.bulk_create([Plain(chain=f"case/{n % 100}", seq=n, at=at, actor="user/7", action="case.moved",
                body=text, content_commit="", prev="0" * 64, hash="0" * 64)])

    def sealed(n):
        log.record(chain=f"case/{n % 100}", action="case.moved", by="user/7", at=at, data=data)

    took = {"plain": [], "sealed": []}
    for n in range(count):
        for name, act in (("plain", plain), ("sealed", sealed)):
            start = time.perf_counter()
            act(n)
            took[name].append(time.perf_counter() - start)
    print(json.dumps({name: statistics.median(times) * 1000 for name, times in took.items()}))
"""

WRITER = """
    from audit import log
    print("ready", flush=True)
    while not (settings.VAR / "go").exists():
        time.sleep(0.005)
    data = eval(sys.argv[2])
    for n in range(int(sys.argv[1])):
        number = (n * 7 + os.getpid()) % 1000
        log.record(chain=f"case/{number}", action="case.moved", by="user/7", at=timezone.now(), data=data)
"""

# As many processes, as many rows, and nothing sealed: what this machine can do just now.
PLAIN_WRITER = """
    from notifications.models import Heartbeat
    print("ready", flush=True)
    while not (settings.VAR / "plain").exists():
        time.sleep(0.005)
    for n in range(int(sys.argv[1])):
        Heartbeat.objects.create(name=f"{os.getpid()}-{n}", at=timezone.now())
"""

VERIFY = """
    import json
    from django.db import connection, transaction
    from audit import log
    from audit.models import Entry, Head
    from audit import chain, triggers
    count = int(sys.argv[1])
    triggers.remove()  # filled in one go; the locks are measured above
    data = eval(sys.argv[2])
    for number in range(count // 1000):
        name, prev, rows = f"case/{number + 1}", chain.GENESIS, []
        for seq in range(1, 1001):
            at = timezone.now()
            text = chain.body(action="case.moved", actor="user/7", at=at, data=data)
            seal = chain.seal(name, seq, prev, "", text)
            rows.append(Entry(chain=name, seq=seq, at=at, actor="user/7", action="case.moved", body=text, prev=prev,
                              hash=seal))
            prev = seal
        Entry.objects.bulk_create(rows, batch_size=100)
        Head.objects.create(chain=name, seq=1000, hash=prev)
    triggers.ensure()
    start = time.perf_counter()
    found = list(log.breaks())
    print(json.dumps({"breaks": len(found), "seconds": time.perf_counter() - start}))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_sealing_costs_little_more_than_an_insert(engine, tmp_path):
    with place(engine, tmp_path) as here:
        took = json.loads(here.run(APPEND, 1500, DATA))
    ratio = took["sealed"] / took["plain"]
    print(f"\n{engine}: plain {took['plain']:.2f} ms, sealed {took['sealed']:.2f} ms, {ratio:.2f} x")
    assert ratio < 3


@pytest.mark.parametrize("engine", ENGINES)
def test_eight_writers_on_chains_of_cases(engine, tmp_path):
    each = 250
    with place(engine, tmp_path) as here:
        plain = _by_eight(here, tmp_path / "plain", PLAIN_WRITER, each)
        sealed = _by_eight(here, tmp_path / "go", WRITER, each, DATA)
    rate, ratio = 8 * each / sealed, sealed / plain
    print(f"\n{engine}: {rate:.0f} entries/s by 8 writers, {ratio:.2f} x as long as plain rows")
    assert ratio < 6


def _by_eight(here, flag, program, *arguments):
    """Seconds from the word to start until the last of eight writers is through."""
    writers = [here.start(program, *arguments) for _n in range(8)]
    for writer in writers:
        writer.stdout.readline()
    flag.touch()
    start = time.perf_counter()
    codes = [writer.wait(300) for writer in writers]
    for writer in writers:
        writer.stdout.close()
    assert codes == [0] * 8
    return time.perf_counter() - start


@pytest.mark.parametrize("engine", ENGINES)
def test_a_hundred_thousand_entries_are_verified(engine, tmp_path):
    count = 100_000
    with place(engine, tmp_path) as here:
        told = json.loads(here.run(VERIFY, count, DATA))
    print(f"\n{engine}: {count / told['seconds']:,.0f} entries/s verified")
    assert told["breaks"] == 0
    assert count / told["seconds"] > 30_000
