"""How often a page asks the database: no more for a thousand rows than for ten."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appeals.models import Rejection, RejectionPoint
from cases import people
from cases.models import Account, Case, Item, PartyPaper
from funds.models import Decision, Obligation, Receipt
from tests import build
from tests.appeals import world
from tests.funds.world import firm_in_need as in_need
from tests.house import filling
from tests.house.filling import FEW, MANY
from web import board_figures, board_rows
from web.forms.board import BoardFilter

pytestmark = pytest.mark.slow

PANELS = 4
# The most each page may ask: session, person, rights, frame, and what it shows (measured, and two to spare).
LISTS = {
    "/": 12,
    "/deadlines/": 21,
    "/deadlines/?only=overdue": 21,
    "/deadlines/?body=police-criminal&owner=me": 21,
    "/deadlines/week/": 17,
    "/deadlines/board/": 16,
    "/deadlines/board/?by=owner": 16,
    "/deadlines/wall/": 15,
    "/deadlines/views/": 14,
    "/reports/": 20,
    "/health-reviews/": 12,
    "/policy-changes/": 10,
    "/me/notifications/": 14,
    "/activity/": 9,
    "/mailbox/": 10,
    "/notices/": 10,
    "/undelivered/": 10,
    "/log/": 10,
    "/cases/": 12,
    "/cases/?state=all": 12,
    "/cases/?q=示例": 15,
    "/accounts-register/": 10,
    "/accounts-register/?q=SA": 10,
    "/accounts-register/parties/": 12,
    "/people/": 12,
    "/library/": 17,  # each kind of knowledge asks once whether it has changed
    "/library/?kind=case&q=示例": 18,
    "/library/laws/": 10,
    "/api/v1/cases": 7,
    "/api/v1/deadlines": 7,
}
OF_A_CASE = {
    "": 24,
    "route/": 15,
    "timeline/": 14,
    "items/": 14,
    "dates/": 18,  # with the profile of the institution, and what was asked of it for a fee
    "causes/": 15,
    "comms/": 13,
    "people/": 15,
    "audit/": 20,
    "evidence/": 26,  # with what is wrong with each paper, what is waived, on hold or being read, what the register holds
    "appeals/": 15,
    "appeals/1/": 35,
    "packs/": 31,
    "status/": 15,
    "submissions/": 19,
    "rejections/": 13,
}


@dataclass(frozen=True)
class Asked:
    count: int
    statements: tuple[str, ...]


warm: set[str] = set()


@pytest.fixture(autouse=True)
def _every_test_begins_cold_and_the_clock_stands(monkeypatch):
    """Once a minute a session writes down that it was seen: three questions more, wherever a minute has gone by."""
    warm.clear()
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def asked(client, url):
    """Once to warm what is kept for the process, the first time, then counted."""
    if url not in warm:
        assert client.get(url).status_code == 200, url
        warm.add(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    assert len(caught), "Nothing was counted."
    return Asked(len(caught), tuple(query["sql"][:160] for query in caught.captured_queries))


def compare(few, many, budget):
    wrong = []
    for url in few:
        if many[url].count != few[url].count:
            more = [sql for sql in many[url].statements if many[url].statements.count(sql) > 1]
            wrong.append(
                f"{url}: {few[url].count} for {FEW} rows, {many[url].count} for {MANY}. Again and again: {more[:2]}"
            )
        elif many[url].count > budget[url]:
            wrong.append(f"{url}: {many[url].count}, and {budget[url]} were agreed")
    assert not wrong, "\n".join(wrong)


# --- lists -----------------------------------------------------------------------------------------------------------


def test_lists_ask_no_more_for_a_thousand_rows(firm, ada, fang, cai, mo, page, knowledge):
    now = timezone.now()
    clients = {person: page(person) for person in (fang, ada)}

    def all_lists():
        return {url: asked(clients[ada if url in ("/people/", "/undelivered/") else fang], url) for url in LISTS}

    empty = panels_of(fang, now)
    filling.desk(firm, fang, cai, mo, FEW, now)
    few, panels = all_lists(), panels_of(fang, now)
    filling.desk(firm, fang, cai, mo, MANY - FEW, now)
    many = all_lists()
    assert Case.objects.count() == MANY
    compare(few, many, LISTS)
    assert empty == panels == panels_of(fang, now) == PANELS


def panels_of(person, now):
    """What the dashboard counts and lists, without person, frame and filters."""
    form, times = BoardFilter({}, user=person), board_rows.Times.at(now, "CN")
    assert form.is_valid()
    Case.objects.visible_to(person)  # reads once a request what the person may see
    assert connection.features.supports_json_field  # SQLite is asked once a process
    with CaptureQueriesContext(connection) as caught:
        read = board_rows.read(form, times, since=now)
        board_figures.figures(board_figures.overview(person, times), times)
        board_figures.golden_cases(read.golden, now)
    return len(caught)


# --- one case --------------------------------------------------------------------------------------------------------


@pytest.fixture
def one_case(firm, fang, cai, mo, noon, knowledge):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    world.letter(case, fang, at=noon)
    return case


def test_a_case_asks_no_more_for_a_thousand_rows(one_case, fang, cai, mo, page, noon):
    clients = {person: page(person) for person in (fang, mo)}
    url = f"/cases/{one_case.ref}/"

    def all_pages():
        return {part: asked(clients[mo if part == "audit/" else fang], url + part) for part in OF_A_CASE}

    filling.case(one_case, fang, mo, noon, FEW, 0)
    few = all_pages()
    filling.case(one_case, fang, mo, noon, MANY - FEW, FEW)
    many = all_pages()
    compare(few, many, OF_A_CASE)


def test_a_register_page_asks_no_more_for_a_thousand_rows(firm, fang, mo, page, noon, knowledge):
    case = build.case(fang, at=noon)
    party, client = case.party, page(fang)
    url = f"/accounts-register/parties/{party.pk}/"

    def into(count, first):
        Account.objects.bulk_create(
            Account(organisation=firm, party=party, number=f"N{n:09d}", institution="KBC", created_at=noon)
            for n in range(first, first + count)
        )
        account = Account.objects.filter(party=party).first()
        Item.objects.bulk_create(
            Item(
                organisation=firm,
                account=account,
                code=f"tell-{n}",
                title_zh="x",
                title_en="x",
                assignee=fang,
                origin=Item.Origin.REGISTER,
            )
            for n in range(first, first + count)
        )
        PartyPaper.objects.bulk_create(
            PartyPaper(party=party, kind="business-licence", shows_name="x", added_at=noon, added_by=fang)
            for _n in range(count)
        )

    into(FEW, 0)
    few = {url: asked(client, url)}
    into(MANY - FEW, FEW)
    compare(few, {url: asked(client, url)}, {url: 17})


def test_a_partys_money_asks_no_more_for_a_thousand_rows(firm, fang, mo, page, knowledge):
    """The plan itself is computed; what it stands on is read in as many questions for ten payments as for a thousand."""
    now = timezone.now()
    case, party, usable = in_need(fang, at=now)
    client = page(fang)
    pages = {"": 23, "position/": 16, "payments/": 17, "options/": 24, "recurring/": 14, "assets/": 14}
    urls = {f"/money/{party.pk}/{part}": most for part, most in pages.items()}
    urls |= {f"/cases/{case.ref}/money/": 30, f"/cases/{case.ref}/licences/": 22, "/approvals/": 10, "/money/": 10}

    def into(count, first):
        common = {"organisation": firm, "party": party, "currency": "EUR", "added_at": now, "added_by": fang}
        Obligation.objects.bulk_create(
            Obligation(**common, kind="tax", payee=f"P{n}", amount=n + 1, due_on=now.date() + timedelta(days=n % 90))
            for n in range(first, first + count)
        )
        Receipt.objects.bulk_create(
            Receipt(**common, payer=f"P{n}", amount=n + 1, due_on=now.date() + timedelta(days=n % 90), account=usable)
            for n in range(first, first + count)
        )
        Decision.objects.bulk_create(
            Decision(
                organisation=firm, party=party, subject="payment", title=f"D{n}", amount=1, currency="EUR", asked_at=now,
                asked_by=mo,
            )
            for n in range(first, first + count)
        )  # fmt: skip

    into(FEW, 0)
    few = {url: asked(client, url) for url in urls}
    into(MANY - FEW, FEW)
    compare(few, {url: asked(client, url) for url in urls}, urls)


def test_a_rejection_asks_no_more_for_many_points(one_case, fang, cai, page, noon):
    appeal, client = one_case.appeals.get(), page(fang)
    found = Rejection.objects.create(appeal=appeal, received_at=noon, text="x", recorded_by=fang, recorded_at=noon)
    url = f"/cases/{one_case.ref}/rejections/1/"

    def into(count, first):
        RejectionPoint.objects.bulk_create(
            RejectionPoint(rejection=found, position=n, quote="缺少运输单据。", is_point=True, number=n, owner=fang)
            for n in range(first, first + count)
        )

    into(FEW, 1)
    few = {url: asked(client, url)}
    into(90, FEW + 1)
    compare(few, {url: asked(client, url)}, {url: 20})


def test_the_watch_sees_a_page_that_asks_for_every_row():
    with pytest.raises(AssertionError, match="Again and again"):
        compare({"/": Asked(3, ("a",))}, {"/": Asked(12, ("b", "b"))}, {"/": 20})


def test_a_guest_costs_no_more_than_a_member(one_case, fang, mo, page, noon):
    guest = people.invite_guest(
        one_case, email="gus@outside.example", name="Gus", expires_at=noon + timedelta(days=3650), by=mo, at=noon
    ).user
    url = f"/cases/{one_case.ref}/"
    assert asked(page(guest), url).count <= asked(page(fang), url).count + 2
