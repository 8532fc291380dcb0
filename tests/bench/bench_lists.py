"""What lists cost at 100,000 cases, against the cheapest question there is: one case by its primary key, in the same run.

A table to read, with ratios, because another machine is faster or slower in both. No time is asserted. Run it alone:
    python -m pytest tests/bench/bench_lists.py -p no:xdist -s
"""

import json

import pytest

from tests.work.elsewhere import ENGINES, LONG, place

CASES = 100_000

FILL = """
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    call_command("load_knowledge", verbosity=0)
    call_command("seed_scale", cases=int(sys.argv[1]))
    from datetime import timedelta
    from django.db import connection
    from django.utils import timezone
    from accounts.models import User
    from cases.models import Case, Message
    finance = User.objects.get(email="finance@scale.example")
    long_case = Case.objects.visible_to(finance).order_by("pk")[1000]
    now = timezone.now()
    said = "Complaints desk: papers received, reference CMP-%d. " * 6
    Message.objects.bulk_create(
        (Message(case=long_case, way="in", channel="email", subject=f"CMP-{n}", text=said % ((n,) * 6),
                 other_side="compliance@bank.example", happened_at=now - timedelta(minutes=n), recorded_at=now)
         for n in range(int(sys.argv[1]))), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
"""

MEASURE = """
    import json, statistics
    from django.db import connection
    from django.test import Client
    from django.urls import reverse
    from accounts.models import User
    from cases.models import Case, Deadline

    settings.MFA_REQUIRED = False
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["*"]
    people = {role: User.objects.get(email=f"{role}@scale.example") for role in ("finance", "counsel", "manager")}
    fang = people["finance"]
    mine = Case.objects.visible_to(fang)

    def floor():
        Case.objects.get(pk=some)

    def milliseconds(act, times):
        act()
        took = []
        for _n in range(times):
            start = time.perf_counter()
            act()
            took.append((time.perf_counter() - start) * 1000)
        return statistics.median(took)

    some = mine.order_by("pk")[1000].pk
    ref = Case.objects.get(pk=some).ref
    late = mine.order_by("-opened_at", "-pk")[90000]
    PAGES = [
        ("Today, finance", "finance", reverse("today")),
        ("Today, counsel", "counsel", reverse("today")),
        ("Today, manager", "manager", reverse("today")),
        ("Deadline dashboard", "manager", reverse("deadlines")),
        ("  overdue only", "manager", reverse("deadlines") + "?only=overdue"),
        ("  one body only", "manager", reverse("deadlines") + "?body=police-criminal"),
        ("  mine only", "manager", reverse("deadlines") + "?owner=me"),
        ("Cases", "finance", reverse("cases")),
        ("  all, far behind", "finance",
         reverse("cases") + f"?state=all&after={late.opened_at.isoformat().replace('+', '%2B')}_{late.pk}"),
        ("  one stage", "finance", reverse("cases") + "?stage=appeal"),
        ("  one body", "finance", reverse("cases") + "?body=police-criminal"),
        ("  one owner", "finance", reverse("cases") + f"?owner={fang.pk}"),
        ("  a word", "finance", reverse("cases") + "?q=%E7%AC%AC77%E6%9C%89"),
        ("  an account", "finance", reverse("cases") + "?q=000001234"),
        ("One case", "finance", reverse("case", args=[ref])),
        ("Its log, 100,000 long", "finance", reverse("case-messages", args=[ref])),
        ("  far behind", "finance", reverse("case-messages", args=[ref]) + "?page=3900"),
        ("  a word", "finance", reverse("case-messages", args=[ref]) + "?q=CMP-77123"),
        ("Accounts", "finance", reverse("accounts")),
        ("  a word", "finance", reverse("accounts") + "?q=KBC"),
        ("Parties", "finance", reverse("parties")),
        ("Reports", "manager", reverse("reports")),
        ("API, cases", "finance", "/api/v1/cases"),
        ("API, deadlines", "finance", "/api/v1/deadlines"),
    ]
    clients = {}
    for role, person in people.items():
        clients[role] = Client()
        clients[role].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = []

    def watch(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append(((time.perf_counter() - start) * 1000, sql))

    rows = []
    for name, role, url in PAGES:
        def ask():
            answer = clients[role].get(url)
            assert answer.status_code == 200, (url, answer.status_code)
        took = milliseconds(ask, int(sys.argv[1]))
        asked.clear()
        with connection.execute_wrapper(watch):
            ask()
        worst = max(asked)
        rows.append([name, took, len(asked), sum(t for t, _sql in asked), worst[0], worst[1]])
    print(json.dumps({"floor": milliseconds(floor, 200), "cases": mine.count(), "deadlines": Deadline.objects.count(),
                      "rows": rows}))
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_lists_at_a_hundred_thousand_cases(engine, tmp_path):
    with place(engine, tmp_path) as here:
        print(f"\n{engine}: {here.run(FILL, CASES, seconds=LONG)}")
        told = json.loads(here.run(MEASURE, 9, seconds=LONG).splitlines()[-1])
    floor = told["floor"]
    print(f"{told['cases']:,} cases, {told['deadlines']:,} dates. One case by its key: {floor:.2f} ms = 1")
    print(f"{'':<22}{'page':>9}{'ratio':>8}{'asked':>7}{'database':>10}{'ratio':>8}   slowest question")
    for name, took, asked, database, worst, sql in told["rows"]:
        print(
            f"{name:<22}{took:>6.0f} ms{took / floor:>8.0f}{asked:>7}{database:>7.1f} ms{database / floor:>8.0f}"
            f"   {worst:.1f} ms {' '.join(sql.split())[:90] if worst > 5 * floor else ''}"
        )
    assert told["cases"] == CASES
    assert all(row[2] <= 30 for row in told["rows"]), "a page asks more often than for a few rows"
