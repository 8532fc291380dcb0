"""A day that a person states is judged where the firm works, or where the freezing body does: not in Greenwich."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from appeals import bundle, material, review, taking
from appeals import pack as packs
from cases import deadlines, learning, parties, triggers
from cases.deadlines import moments
from cases.learning import Learned
from cases.models import PartyPaper
from cases.zones import days_anywhere
from comms import directory, promises
from tests import build
from tests.appeals import world

YESTERDAY, TODAY, TOMORROW = date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 8)  # in Ningbo, at both hours


@pytest.fixture(params=["17:30", "23:30"])
def night(request):
    hour, minute = map(int, request.param.split(":"))
    return datetime(2026, 1, 6, hour, minute, tzinfo=UTC)


def codes(refused):
    return {name: errors[0].code for name, errors in refused.value.error_dict.items()}


# --- the firm's ------------------------------------------------------------------------------------------------------


def test_counsel_cannot_ask_for_changes_by_yesterday(case, fang, cai, night, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        review.give_back(pack, reasons="Amounts differ.", fix_by=YESTERDAY, by=cai, at=night)
    assert codes(refused) == {"fix_by": "in_past"}
    assert review.give_back(pack, reasons="Amounts differ.", fix_by=TODAY, by=cai, at=night).fix_by == TODAY


def test_a_pack_made_before_breakfast_carries_todays_date(case, fang, night):
    appeal, _made = world.letter(case, fang, at=night)
    pack = packs.send_to_counsel(appeal, by=fang, at=night)
    assert bundle.name_of(pack).endswith("_20260107")
    appeal.letter_on = None
    assert material.read(appeal).dated == TODAY


def test_a_paper_that_ran_out_yesterday_is_late_in_the_ready_pack(case, fang, night, noon):
    world.letter(case, fang, at=noon)
    file = case.evidence.standing().first().file
    PartyPaper.objects.filter(party=case.party).delete()
    parties.add_paper(case.party, kind="business-licence", file=file, expires_on=YESTERDAY, by=fang, at=noon)
    assert [held.ready.state for held in taking.held_for(case, night).papers] == ["late"]


def test_an_offer_until_yesterday_has_run_out(case, fang, cai, night, noon):
    given = {"kind": "security", "terms": "A guarantee.", "by": fang}
    with pytest.raises(ValidationError) as refused:
        promises.propose(case, **given, expires_on=YESTERDAY, at=night)
    assert codes(refused) == {"expires_on": "expired"}
    old = promises.decide(promises.propose(case, **given, expires_on=YESTERDAY, at=noon), approve=True, by=cai, at=noon)
    with pytest.raises(ValidationError):
        promises.move(old, "made", by=fang, at=night)
    new = promises.decide(promises.propose(case, **given, expires_on=TODAY, at=night), approve=True, by=cai, at=night)
    assert promises.move(new, "made", by=fang, at=night).state == "made"


def test_a_channel_looked_at_this_morning_was_looked_at_today(firm, fang, ada, knowledge, night):
    assert directory.check(firm, "ibanfirst-be", "email", by=fang, at=night).verified_on == TODAY
    changed = directory.change(firm, "ibanfirst-be", "email", {"address": "a@b.example"}, by=ada, at=night)
    assert changed.verified_on == TODAY


# --- that of the body which froze ------------------------------------------------------------------------------------


def test_a_freeze_of_this_morning_in_china_cannot_end_yesterday(fang, cai, mo, knowledge, night):
    stated = {"frozen_at": night, "known_at": night}
    with pytest.raises(ValidationError) as refused:
        build.case(fang, at=night, **build.court(night, **stated, ends_on=YESTERDAY, term_state="known"))
    assert codes(refused) == {"ends_on": "ends_before_start"}
    case = build.case(fang, at=night, **build.court(night, **stated, term_state="unknown"))
    assert case.freeze.began_on == TODAY
    with pytest.raises(ValidationError) as refused:
        learning.learn(case, Learned(ends_on=YESTERDAY), by=fang, at=night)
    assert codes(refused) == {"ends_on": "ends_before_start"}
    learning.learn(case, Learned(ends_on=TOMORROW), by=fang, at=night)
    end = case.deadlines.open().get(code="freeze-end-printed")
    with pytest.raises(ValidationError) as refused:
        deadlines.printed_end(end, on=YESTERDAY, paper=deadlines.Paper("1"), by=cai, at=night)
    assert codes(refused) == {"until": "ends_before_start"}


def test_a_notice_is_dated_where_the_body_sits(fang, knowledge, night):
    """Chinese police wrote it today; the evening in Greenwich would call that tomorrow."""
    case = build.case(fang, at=night, **build.court(night, notice_on=TODAY))
    assert case.freeze.notice_on == TODAY
    with pytest.raises(ValidationError) as refused:
        build.case(fang, at=night, **build.court(night, notice_on=TOMORROW, account_number="6222021102003300999"))
    assert codes(refused) == {"notice_on": "in_future"}


def test_what_happened_on_the_day_of_the_freeze_is_not_before_it_in_whatever_zone_it_is_said(fang, knowledge, night):
    case = build.case(fang, at=night, **build.court(night, frozen_at=night, known_at=night))
    morning = datetime(2026, 1, 6, 16, 0, tzinfo=UTC)  # 00:00 of the 7th in China; its day is known, its hour is not
    for zone in (UTC, None):
        assert not moments.is_before_the_freeze(case, triggers.KNOWN, morning.astimezone(zone), has_time=False)
    evening = morning - timedelta(minutes=1)
    assert moments.is_before_the_freeze(case, triggers.KNOWN, evening, has_time=False)


def test_somewhere_it_is_yesterday_still_and_somewhere_tomorrow_already():
    for moment, first, last in (
        (datetime(2026, 3, 1, 9, 59, tzinfo=UTC), date(2026, 2, 28), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 10, 0, tzinfo=UTC), date(2026, 2, 28), date(2026, 3, 2)),
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), date(2026, 3, 1), date(2026, 3, 2)),
    ):
        assert days_anywhere(moment) == (first, last)
