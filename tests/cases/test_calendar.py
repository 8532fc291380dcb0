"""The calendar feed, as two independent readers see it: the same dates, moved under the same name, taken out again."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject
from django.utils import timezone

from cases import calendar as dates
from cases import deadlines, people
from cases.models import Deadline
from notifications.models import CalendarFeed
from tests import build
from tests.cases.test_deadlines import stated


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def case(fang, cai, mo, now):
    return build.case(fang, at=now)


@pytest.fixture
def address(page):
    """address(fang) makes Fang's feed and returns its address."""

    def made(person, **choice):
        answer = page(person).post("/me/calendar/", {"scope": "mine", **choice})
        assert answer.status_code == 200
        return answer.context["address"].removeprefix("http://testserver")

    return made


def first_reader(body):
    """UID to (start, sequence, status), as the library reads it that also wrote it."""
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return {str(e["UID"]): (e["DTSTART"].dt, int(e["SEQUENCE"]), str(e["STATUS"])) for e in events}


def second_reader(body):
    """The same, by a library that shares no line with the first."""
    events = getattr(vobject.readOne(body.decode()), "vevent_list", [])
    return {e.uid.value: (e.dtstart.value, int(e.sequence.value), e.status.value) for e in events}


def read(page, path):
    """Nobody is signed in: a calendar programme cannot."""
    answer = page().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    one, two = first_reader(answer.content), second_reader(answer.content)
    assert one.keys() == two.keys()
    for uid, (start, sequence, status) in one.items():
        other, *rest = two[uid]
        assert [sequence, status] == rest
        same = other.astimezone(UTC) == start.astimezone(UTC) if isinstance(start, datetime) else other == start
        assert same, uid
    return one


def test_the_feed_holds_the_dates_of_the_case(case, fang, page, address, now):
    stated(case, fang, now, days=9)
    found = read(page, address(fang))
    assert len(found) == case.deadlines.standing().count() > 1


def test_a_moved_date_keeps_its_name_and_counts_its_moves(case, fang, page, address, now):
    stated(case, fang, now, days=9)
    path = address(fang)
    before = read(page, path)
    stated(case, fang, now + timedelta(hours=1), days=12)
    after = read(page, path)
    stated(case, fang, now + timedelta(hours=2), days=15)
    again = read(page, path)
    assert before.keys() == after.keys() == again.keys()
    moved = {uid for uid in before if before[uid][0] != after[uid][0]}
    assert len(moved) == 2  # the date, and our own target before it
    for uid in moved:
        assert [each[uid][1] for each in (before, after, again)] == [0, 1, 2]
        assert again[uid][2] == "CONFIRMED"
    for uid in before.keys() - moved:
        assert before[uid] == again[uid]


def test_a_date_that_falls_away_is_cancelled_and_later_gone(case, fang, cai, page, address, now):
    legal = stated(case, fang, now, days=9)
    path = address(fang)
    before = read(page, path)
    deadlines.waive(legal, because="The request was withdrawn.", by=cai, at=now)
    after = read(page, path)
    assert before.keys() == after.keys()
    cancelled = {uid for uid, (_start, _sequence, status) in after.items() if status == "CANCELLED"}
    assert len(cancelled) == 2
    assert all(after[uid][1] == before[uid][1] + 1 for uid in cancelled)
    Deadline.objects.filter(settled_at__isnull=False).update(settled_at=now - timedelta(days=61))
    assert read(page, path).keys() == before.keys() - cancelled


def test_a_met_date_says_so_and_an_unconfirmed_one_is_tentative(case, fang, page, address, now):
    legal = stated(case, fang, now, days=9)
    deadlines.meet(legal, by=fang, at=now)
    body = page().get(address(fang)).content
    summaries = {str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(body).walk("VEVENT")}
    assert f"{case.ref}已完成：提交补充材料" in summaries
    Deadline.objects.filter(pk=legal.pk).update(status="proposed", settled_at=None)
    assert "TENTATIVE" in {status for _start, _sequence, status in read(page, address(fang)).values()}


def test_a_whole_day_where_the_day_is_the_same_and_the_last_minute_elsewhere(case, fang, mo, now):
    day = now.date() + timedelta(days=9)
    legal = stated(case, fang, now, days=9)  # in Brussels
    chains = dates.chains_of([legal])
    assert dates.entry(legal, chains, reader=mo).start == day  # Mo sits in Brussels
    there = dates.entry(legal, chains, reader=fang).start
    assert there.tzinfo == UTC
    assert timedelta(0) <= legal.due_at - there <= timedelta(minutes=1)


def test_a_stated_hour_is_that_moment_for_everybody(case, fang, mo, now):
    from datetime import time

    legal = stated(case, fang, now, days=9, due_time=time(17, 0))
    chains = dates.chains_of([legal])
    assert {dates.entry(legal, chains, reader=each).start for each in (fang, mo)} == {legal.due_at}


def test_nothing_private_stands_in_it_and_each_reads_their_language(case, fang, mo, page, address, now):
    stated(case, fang, now, days=9)
    fangs, mos = (page().get(address(each, scope="all")).text for each in (fang, mo))
    for secret in ("486", "9149", case.party.name, case.account.number, "iBanFirst"):
        assert secret not in fangs.replace("\r\n ", "")
    assert "法定期限" in fangs.replace("\r\n ", "")
    assert "Legal date" in mos.replace("\r\n ", "")


def test_one_sees_what_one_may_see_and_no_more(case, fang, mo, udo, xu, page, address, now):
    stated(case, fang, now, days=9)
    assert len(read(page, address(fang))) == len(read(page, address(udo, scope="all"))) > 0
    assert read(page, address(udo)) == {}  # none of them is the auditor's own
    assert read(page, address(xu, scope="all")) == {}


def test_a_guest_reads_their_case_until_their_last_day(case, fang, mo, page, address, now):
    stated(case, fang, now, days=9)
    guest = people.invite_guest(
        case, email="gus@outside.example", name="Gus", expires_at=timezone.now() + timedelta(days=3), by=mo, at=now
    )
    path = address(guest.user, scope="all")
    assert read(page, path)
    people.end_guest(guest, by=mo, at=timezone.now())
    assert read(page, path) == {}


def test_a_new_address_ends_the_old_one_and_an_address_can_be_taken_away(case, fang, page, address):
    old = address(fang)
    new = address(fang)
    assert page().get(old).status_code == 404
    assert page().get(new).status_code == 200
    page(fang).post("/me/calendar/", {"do": "close"})
    assert page().get(new).status_code == 404
    assert page(fang).post("/me/calendar/", {"do": "close"}, follow=True).status_code == 200


def test_the_address_is_shown_once_and_not_kept(fang, page, address):
    token = address(fang).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    kept = CalendarFeed.objects.get()
    assert token not in {str(value) for value in vars(kept).values()}
    assert token not in page(fang).get("/me/calendar/").text


def test_who_left_and_who_was_switched_off_has_no_feed(case, fang, page, address):
    path = address(fang)
    fang.memberships.update(ended_at=timezone.now())
    assert read(page, path) == {}
    fang.is_active = False
    fang.save()
    assert page().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 500, "é" * 43, "..%2f" * 9])
def test_a_wrong_address_is_nobodys(db, page, token):
    assert page().get(f"/calendar/{token}.ics").status_code == 404


def test_what_has_not_changed_is_not_sent_again(case, fang, page, address, now):
    path = address(fang)
    first = page().get(path)
    again = page().get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first["Last-Modified"]
    assert "private" in first["Cache-Control"]
    stated(case, fang, now, days=9)
    assert page().get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_it_rings_only_when_asked_to(case, fang, page, address, now):
    stated(case, fang, now, days=9)
    assert "VALARM" not in page().get(address(fang)).text
    assert "TRIGGER:-P1D" in page().get(address(fang, alarm="on")).text


def test_the_feed_asks_three_times_whatever_stands_in_it(case, fang, page, address, now, django_assert_max_num_queries):
    for number in range(40):
        stated(case, fang, now, days=9, code=f"supplement-{number}")
    path = address(fang)
    with django_assert_max_num_queries(8):
        assert len(read(page, path)) > 40


def test_what_lies_behind_does_not_crowd_out_what_comes(case, fang, now, monkeypatch):
    monkeypatch.setattr(dates, "MOST", 1)
    monkeypatch.setattr(dates, "PASSED", 1)
    for days in (5, 8, 20):
        stated(case, fang, now, days=days, code=f"supplement-{days}")
    then = now + timedelta(days=14)
    standing = case.deadlines.standing().select_related("case")
    last = standing.filter(due_at__lt=then).order_by("-due_at", "-pk").first()
    coming = standing.filter(due_at__gte=then).order_by("due_at", "pk").first()
    assert dates.entries(fang, scope="mine", at=then) == dates.of([last, coming], [], reader=fang)


def test_among_dates_of_ones_own_and_of_ones_cases_the_nearest_are_told(case, fang, mo, now, monkeypatch):
    monkeypatch.setattr(dates, "MOST", 3)
    for days in (12, 8, 10, 9):  # by turns hers alone, though the case is another's, and of a case she answers for
        row = stated(case, fang, now, days=days, code=f"supplement-{days}")
        Deadline.objects.filter(pk=row.pk).update(owner=fang if days % 2 else mo)
    then = now + timedelta(days=7)
    coming = case.deadlines.standing().filter(due_at__gte=then).order_by("due_at", "pk")[:3]
    for person in (fang, mo):
        told = {each.uid for each in dates.entries(person, scope="mine", at=then)}
        assert {each.uid for each in dates.of(coming, [], reader=person)} <= told
        far = case.deadlines.standing().filter(due_at__gte=then).order_by("due_at", "pk")[3:]
        assert far
        assert not {each.uid for each in dates.of(far, [], reader=person)} & told


def test_two_dates_that_become_one_leave_no_ghost(case, fang, now):
    one = stated(case, fang, now, days=9)
    two = stated(case, fang, now, days=9, code="other")
    three = stated(case, fang, now, days=12, code="third")
    Deadline.objects.filter(pk__in=[one.pk, two.pk]).update(status="superseded", superseded_by=three, settled_at=now)
    rows = list(Deadline.objects.filter(pk__in=[one.pk, two.pk, three.pk]).select_related("case"))
    found = dates.of(
        [row for row in rows if row.pk == three.pk], [row for row in rows if row.pk != three.pk], reader=fang
    )
    assert sorted((each.status, each.sequence) for each in found) == [("CANCELLED", 1), ("CONFIRMED", 1)]
    assert len({each.uid for each in found}) == 2


def test_a_date_far_away_waits(case, fang, page, address, now):
    before = len(read(page, address(fang)))
    stated(case, fang, now, days=900)
    assert len(read(page, address(fang))) == before
