"""What the rounds cost in a grown house: the watchdog over silence, the summaries of a morning, the managers' week.

Each beside one case by its primary key, in the same run; and how much memory the process took more while it ran: a
round that held all cases at once would be seen there. The watchdog is measured as it goes every ten minutes, when all
silences were told before. Run it alone:
    python ops/servers.py -- python -m pytest tests/bench/bench_rounds.py -p no:xdist -s
"""

import json
import os

import pytest

from tests.bench.bench_dashboard import FILL
from tests.work.elsewhere import ENGINES, LONG, place

CASES = int(os.environ.get("BENCH_CASES", "100000"))
MOST_MEMORY = 200  # MB more than before, whatever the number of cases

MEASURE = """
    import json, resource, statistics
    from datetime import datetime, UTC
    from django.db import connection
    from accounts.models import User
    from cases import digests, telling, watch, weekly
    from cases.models import Case
    from notifications.models import Channel, Message

    settings.MESSAGE_HOLD = 0
    monday = timezone.now() - timedelta(days=timezone.now().weekday())
    at = monday.replace(hour=8, minute=30)  # in the afternoon of the firms, on the day of the week's mail
    some = Case.objects.order_by("pk")[1000].pk
    asked = [0, 0.0]

    def watched(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked[0] += 1
            asked[1] += time.perf_counter() - start

    def floor():
        took = []
        for _n in range(300):
            start = time.perf_counter()
            Case.objects.get(pk=some)
            took.append(time.perf_counter() - start)
        return statistics.median(took)

    def memory():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def told_before():
        # As the rounds of the last days left it: who was to hear of a silence has heard of it.
        known = 0
        recent = Case.objects.filter(last_activity_at__gte=at - watch.OLD_NEWS, is_drill=False)
        for part, after in (("owner", watch.SILENT_AFTER), ("manager", watch.MANAGER_AFTER)):
            found = watch.with_keys(watch.silent(recent, at=at, after=after), part=part)
            found = found.select_related("party", "organisation", "owner", "manager")
            for cases in telling.chunks(found.order_by("pk")):
                rows = [watch._occasion(case, part) for case in cases]
                Message.objects.bulk_create([
                    Message(channel=Channel.MAIL, organisation=row.organisation, recipient=row.to, to=row.to.email,
                            kind="case-silent", about=row.about, subject="s", body="b", dedupe=row.key,
                            state="sent", send_at=at, sent_at=at, created_at=at, message_id=f"<{row.key}@x>")
                    for row in rows], ignore_conflicts=True)
                known += len(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return known

    silences = told_before()
    rows = []
    for name, act in (("watchdog, all told", watch.tell), ("summaries of a morning", digests.post_all),
                      ("  again, all posted", digests.post_all), ("the managers' week", weekly.post_all),
                      ("  again, all posted", weekly.post_all)):
        asked[:] = [0, 0.0]
        before, start = memory(), time.perf_counter()
        with connection.execute_wrapper(watched):
            done = act(at=at)
        took = time.perf_counter() - start
        rows.append([name, done, took, *asked, memory() - before])
    print(json.dumps({"floor": floor(), "cases": Case.objects.count(), "people": User.objects.count(),
                      "silences": silences, "rows": rows}))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rounds_of_a_grown_house(engine, tmp_path):
    with place(engine, tmp_path) as here:
        print(f"\n{engine}: {here.run(FILL, CASES, seconds=LONG)}")
        told = json.loads(here.run(MEASURE, seconds=LONG).splitlines()[-1])
    shown(told)
    assert max(row[5] for row in told["rows"]) < MOST_MEMORY
    assert [row[1] for row in told["rows"] if row[0].startswith("  again")] == [0, 0]


def shown(told):
    floor = told["floor"]
    print(
        f"{told['cases']:,} cases, {told['people']} people, {told['silences']:,} silences told before."
        f" One case by its key: {floor * 1000:.2f} ms = 1"
    )
    print(f"{'':<26}{'did':>7}{'took':>9}{'asked':>8}{'database':>10}{'ratio':>9}{'memory':>10}")
    for name, done, took, asked, database, memory in told["rows"]:
        print(f"{name:<26}{done:>7}{took:>7.1f} s{asked:>8}{database:>8.1f} s{took / floor:>9.0f}{memory:>7.0f} MB")
