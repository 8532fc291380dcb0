"""The desk: what each person finds in the morning, what is late, what was counted, what came by mail, what is running."""

import re
from datetime import timedelta

import pytest

from appeals import pack as packs
from appeals import replies
from cases import causes, checklists, deadlines, drafts, moves
from cases.models import Case, Deadline, Item
from notifications import outbox, posting
from notifications.models import Channel, Message
from tests import build
from tests.appeals import world
from work import queue
from work.models import Job, State

pytestmark = pytest.mark.usefixtures("noon_everywhere")


def date_of(case, by, at, *, days, owner=None, code="papers-asked-for", actor="us", kind="legal"):
    """A date that a paper states: live at once."""
    return deadlines.set_date(
        case,
        code=code,
        kind=kind,
        actor=actor,
        zh="补充材料",
        en="Papers asked for",
        due_on=(at + timedelta(days=days)).date(),
        zone="Europe/Brussels",
        trigger="supplement_requested",
        trigger_at=at,
        source_zh="对方来函",
        source_en="Their letter",
        by=by,
        at=at,
        owner=owner,
    )


def shown(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.context


# --- Today -----------------------------------------------------------------------------------------------------------


def test_fang_finds_her_own_open_items_nearest_first(case, page, fang, cai, noon):
    items = shown(page(fang), "/")["items"]
    assert items
    assert {item.assignee for item in items} == {fang}
    assert [item.due_at for item in items] == sorted(item.due_at for item in items)
    first = items[0]
    checklists.waive(first, by=case.manager, at=noon, because="不需要")
    assert first not in shown(page(fang), "/")["items"]


def test_what_is_late_for_weeks_does_not_hide_this_mornings_freeze(fang, page, noon):
    old = build.case(fang, at=noon - timedelta(days=60))
    build.case(fang, at=noon, account_number="BE68 5390 0754 7034")
    told = shown(page(fang), "/")
    assert {item.case.ref for item in told["items"]} == {"HL-0002"}
    assert {item.case for item in told["old"]} == {old}
    assert f'href="/cases/HL-0002/items/{told["items"][0].pk}/"' in page(fang).get("/").text


def test_a_closed_case_asks_nothing_more_and_a_paused_one_comes_last(case, fang, mo, page, noon):
    other = build.case(fang, at=noon, account_number="BE68 5390 0754 7034")
    moves.pause(case, because="等提单", by=fang, at=noon)
    assert shown(page(fang), "/")["items"][0].case == other
    moves.close(other, "released", lessons="无", by=mo, at=noon)
    assert {item.case for item in shown(page(fang), "/")["items"]} == {case}
    lines = shown(page(fang), f"/cases/{other.ref}/items/")["stages"][0]["lines"]
    assert "late" not in {line.state for line in lines}


def test_an_item_of_the_register_leads_to_its_party(case, page, fang, noon):
    from cases import parties

    parties.change_party(case.party, {"legal_rep": "新代表"}, version=case.party.version, by=fang, at=noon)
    text = page(fang).get("/").text
    tell = Item.objects.get(origin=Item.Origin.REGISTER)
    assert str(tell.account.spaced) in text
    assert f"/accounts-register/parties/{case.party_id}/" in text


def test_counsel_finds_the_packs_that_wait_and_nobody_their_own(firm, page, fang, cai, mo, noon):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    letter, _papers = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(letter, by=mo, at=noon)
    assert list(shown(page(cai), "/")["reviews"]) == [pack]
    assert not shown(page(mo), "/")["reviews"], "who sent it does not review it"
    assert not shown(page(fang), "/")["may_approve"]


def test_a_computed_date_waits_for_whoever_may_confirm_it(fang, cai, mo, page, noon):
    case = build.case(fang, at=noon, **build.court(noon))
    waiting = list(case.deadlines.filter(status=Deadline.Status.PROPOSED).order_by("due_at", "pk"))
    assert waiting
    assert list(shown(page(cai), "/")["proposed"]) == waiting
    assert not shown(page(fang), "/")["proposed"]


def test_only_my_dates_of_this_week(case, page, fang, mo, noon):
    soon = date_of(case, fang, noon, days=3, owner=fang)
    date_of(case, fang, noon, days=3, owner=mo, code="his")
    date_of(case, fang, noon, days=30, owner=fang, code="far")
    mine = {row.deadline for row in shown(page(fang), "/")["dates"]}
    assert soon in mine
    assert {row.owner for row in mine} == {fang}
    assert not {row.code for row in mine} & {"his", "far"}


def test_a_half_filled_log_is_found_again_until_it_becomes_a_case(firm, page, fang, udo, noon):
    draft = drafts.start(firm, by=fang, at=noon)
    assert list(shown(page(fang), "/")["drafts"]) == [draft]
    assert not shown(page(udo), "/")["drafts"]
    case = build.case(fang, at=noon)
    draft.case = case
    draft.save(update_fields=["case"])
    assert not shown(page(fang), "/")["drafts"]


def test_an_auditor_is_not_offered_what_he_may_not_do(case, page, udo):
    for url in ("/", "/deadlines/", "/cases/"):
        main = re.search(r"<main.*?</main>", page(udo).get(url).text, re.DOTALL).group()
        assert 'href="/log/"' not in main, url


def test_xu_finds_an_empty_desk(case, page, xu):
    for url in ("/", "/deadlines/", "/reports/", "/activity/", "/mailbox/"):
        assert case.ref not in page(xu).get(url).text


# --- reports ---------------------------------------------------------------------------------------------------------


def test_causes_are_counted_and_what_was_ruled_out_is_not(case, page, fang, mo, noon):
    first, second = list(causes_of())[:2]
    causes.decide(case, {first: "likely", second: "ruled_out"}, refused=False, by=mo, at=noon)
    told = shown(page(fang), "/reports/")["causes"]
    assert [(cause.code, n) for cause, _quarter, n in told] == [(first, 1)]


def causes_of():
    from knowledge import causes as catalogue

    return catalogue.current()


def test_how_long_a_provider_takes_says_when_it_is_too_few_to_say(case, page, fang, noon):
    start = noon - timedelta(days=10)
    for state, days in (("to_submit", 0), ("in_review", 2), ("completed", 7)):
        replies.set_status(case, state, since=start + timedelta(days=days), by=fang, at=noon)
    times = {str(time.state): time for time in shown(page(fang, language="en"), "/reports/")["times"]}
    assert [round(time.days, 1) for time in times.values()] == [5.0, 2.0]
    assert all(time.is_too_few for time in times.values())


def test_drills_and_other_organisations_are_left_out(case, page, fang, xu):
    assert shown(page(fang), "/reports/")["open"] == 1
    assert shown(page(xu), "/reports/")["open"] == 0
    Case.objects.update(is_drill=True)
    assert shown(page(fang), "/reports/")["open"] == 0


def test_rejections_are_counted_by_what_they_rest_on(firm, page, fang, cai, mo, noon, monkeypatch):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    letter, _papers = world.letter(case, fang, at=noon, language="zh-Hans")
    world.sent(letter, fang, cai, mo, at=noon)
    letter.refresh_from_db()
    world.rejected(letter, cai, at=noon)
    ((institution, category, n, cases),) = shown(page(fang, language="en"), "/reports/")["categories"]
    assert (institution, n, cases) == ("iBanFirst SA", letter.rejection.points.filter(is_point=True).count(), 1)
    assert str(category) == "Missing paper or form"
    (tried,) = shown(page(fang), "/reports/")["first_tries"]
    assert (tried.institution, tried.n, tried.granted, tried.share) == ("iBanFirst SA", 1, 0, "0 %")
    assert tried.is_too_few  # and so the page names no share


# --- the mailbox -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mail(firm, fang, noon, settings, tmp_path):
    settings.VAR = tmp_path  # the guard against sending twice keeps a file there

    def post(number, body="明天到期。"):
        made = posting.post(
            channel=Channel.MAIL,
            organisation=firm,
            recipient=fang,
            kind="reminder",
            about="case/1",
            subject=f"期限 {number}",
            body=body,
            language="zh-hans",
            dedupe=f"mail/{number}",
            at=noon,
        )
        return Message.objects.get(pk=made.pk)

    return post


def test_mail_arrives_once_it_was_carried(mail, page, fang, noon):
    letter = mail(1)
    assert not shown(page(fang), "/mailbox/")["page"].object_list
    outbox.sweep(at=noon)
    assert list(shown(page(fang), "/mailbox/")["page"]) == [letter]
    assert page(fang).get(f"/mailbox/{letter.pk}/").status_code == 200


def test_nobody_reads_anothers_mail(mail, page, fang, ada, xu, noon):
    letter = mail(1)
    outbox.sweep(at=noon)
    for other in (ada, xu):
        assert page(other).get(f"/mailbox/{letter.pk}/").status_code == 404
        assert not shown(page(other), "/mailbox/")["page"].object_list


def test_what_a_mail_says_is_text_and_its_link_is_a_link(mail, page, fang, noon):
    letter = mail(1, body="<script>alert(1)</script> http://127.0.0.1:8000/cases/HL-0001/")
    outbox.sweep(at=noon)
    text = page(fang).get(f"/mailbox/{letter.pk}/").text
    assert "<script>alert" not in text
    assert '<a href="http://127.0.0.1:8000/cases/HL-0001/"' in text


def test_much_mail_comes_in_pages(mail, page, fang, noon):
    for number in range(30):
        mail(number)
    outbox.sweep(at=noon)
    first = shown(page(fang), "/mailbox/")["page"]
    second = shown(page(fang), "/mailbox/?page=2")["page"]
    assert (len(first), len(second)) == (25, 5)
    assert len(shown(page(fang), "/mailbox/?page=nonsense")["page"]) == 25


# --- the activity tray -----------------------------------------------------------------------------------------------


@pytest.fixture
def job(firm, case, fang, noon):
    return queue.ask(
        "bundle", organisation=firm, about=f"case/{case.pk}", params={}, by=fang, at=noon, dedupe="bundle/1"
    )


def test_work_is_seen_by_colleagues_and_by_nobody_else(job, page, fang, udo, xu):
    for person, seen in ((fang, [job]), (udo, [job]), (xu, [])):
        assert [shown_job.job for shown_job in shown(page(person), "/activity/")["jobs"]] == seen
    assert page(xu).get(f"/activity/{job.pk}/").status_code == 404


def test_the_page_hears_how_far_the_work_is_and_stops_asking_at_its_end(job, page, fang, noon):
    running = queue.claim(at=noon, only=job.pk)
    queue.progress(running, "merging", 3, 12, noon)
    during = page(fang).get(f"/activity/{job.pk}/").text
    assert f'data-job="/activity/{job.pk}/"' in during
    assert 'max="12" value="3"' in during
    queue.fail(running, [{"code": "gave_up"}], noon)
    after = page(fang).get(f"/activity/{job.pk}/").text
    assert "data-job=" not in after


def test_the_way_on_after_the_work_stays_inside_the_house(job, page, fang):
    assert shown(page(fang), f"/activity/{job.pk}/?after=/cases/HL-0001/")["shown"].after == "/cases/HL-0001/"
    for bad in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert "elsewhere" not in page(fang).get(f"/activity/{job.pk}/", {"after": bad}).text
        assert "alert(1)" not in page(fang).get(f"/activity/{job.pk}/", {"after": bad}).text


def test_who_asked_for_work_or_works_on_cases_may_cancel_it(job, page, udo, cai):
    assert page(udo).post(f"/activity/{job.pk}/cancel/").status_code == 403
    assert page(cai).post(f"/activity/{job.pk}/cancel/").url == "/activity/"
    assert Job.objects.get(pk=job.pk).state == State.CANCELLED


def test_work_that_has_ended_says_so_instead_of_being_cancelled(job, page, fang, noon):
    queue.fail(queue.claim(at=noon, only=job.pk), [{"code": "gave_up"}], noon)
    answer = page(fang).post(f"/activity/{job.pk}/cancel/", follow=True)
    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Job.objects.get(pk=job.pk).state == State.FAILED
