"""Three figures of speed, and the same figures counted again by hand from the history."""

from datetime import timedelta

from appeals import replies
from audit import log
from cases import causes, moves, pace
from cases.models import Case, Event
from tests import build
from tests.appeals import world


def figures():
    return {measure.code: measure for measure in pace.measures(Case.objects.all())}


def again(case):
    """From the entries alone, as an auditor would."""
    known = case.freeze.known_at
    decided = [
        e.at for e in log.entries(case.chain).acts("causes.decided")
        if e.data["refused"] or "likely" in e.data["causes"].values()
    ]  # fmt: skip
    sent = [e.happened_at for e in Event.objects.filter(case=case, kind="submission_made")]
    closed = [
        e.at
        for e in log.entries(case.chain).acts("case.closed")
        if e.data["outcome"] in ("released", "partly_released")
    ]
    return {
        name: min(moments) - known if moments else None
        for name, moments in (("cause", decided), ("submission", sent), ("release", closed))
    }


def test_the_figures_are_those_of_the_history(firm, fang, cai, mo, noon):
    case = world.freeze(firm, fang, at=noon)
    world.at_appeal(case, mo, at=noon + timedelta(hours=6))
    letter, _exhibits = world.letter(case, fang, at=noon + timedelta(hours=20))
    world.sent(letter, fang, cai, mo, at=noon + timedelta(hours=30))
    case = Case.objects.get(pk=case.pk)
    moves.close(case, "released", lessons="无", by=mo, at=noon + timedelta(days=9))
    case.refresh_from_db()
    found, counted = figures(), again(case)
    assert {code: measure.middle for code, measure in found.items()} == counted
    assert counted["submission"] >= timedelta(hours=30)
    assert [measure.n for measure in found.values()] == [1, 1, 1]


def test_a_cause_counts_from_the_first_time_it_was_called_likely(fang, cai, mo, noon):
    case = build.case(fang, at=noon)
    causes.decide(case, {"amount-out-of-profile": "possible"}, refused=False, by=cai, at=noon + timedelta(hours=1))
    assert figures()["cause"].n == 0
    causes.decide(case, {"amount-out-of-profile": "likely"}, refused=False, by=cai, at=noon + timedelta(hours=5))
    causes.decide(case, {"amount-out-of-profile": "likely"}, refused=True, by=cai, at=noon + timedelta(hours=50))
    assert figures()["cause"].middle == timedelta(hours=6) == again(case)["cause"]  # known an hour before it was logged


def test_the_release_counts_from_the_day_the_other_side_granted_it(firm, fang, cai, mo, noon):
    case = world.freeze(firm, fang, at=noon)
    world.at_appeal(case, mo, at=noon)
    letter, _exhibits = world.letter(case, fang, at=noon)
    world.sent(letter, fang, cai, mo, at=noon)
    letter.refresh_from_db()
    replies.grant(letter, received_at=noon + timedelta(days=4), note="", by=fang, at=noon + timedelta(days=5))
    moves.close(Case.objects.get(pk=case.pk), "released", lessons="无", by=mo, at=noon + timedelta(days=9))
    assert figures()["release"].middle == noon + timedelta(days=4) - case.freeze.known_at


def test_a_freeze_that_was_upheld_is_no_release(fang, cai, mo, noon):
    case = build.case(fang, at=noon)
    moves.close(case, "upheld", lessons="无", by=mo, at=noon + timedelta(days=3))
    assert figures()["release"].n == 0


def test_half_of_the_cases_were_faster(fang, cai, mo, noon):
    for hours, number in ((2, "BE47914999000180"), (4, "BE36914999000281"), (90, "BE78914999000786")):
        case = build.case(fang, at=noon, account_number=number)
        causes.decide(
            case, {"amount-out-of-profile": "likely"}, refused=False, by=cai, at=noon + timedelta(hours=hours)
        )
    measure = figures()["cause"]
    assert (measure.fastest, measure.middle, measure.slowest) == tuple(timedelta(hours=h) for h in (3, 5, 91))
