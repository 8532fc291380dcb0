"""Policy changes as their pages show them: noted, read, found on the desk of who reviews, answered."""

from datetime import timedelta

import pytest

from cases import parties, policies
from cases.models import Item, PolicyReview, PolicyUpdate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]


@pytest.fixture
def given(cai):
    return {
        "institution": "KBC",
        "what": "公司账户每年须更新受益所有人资料。",
        "source": "客户通知",
        "effective_on": "2026-03-01",
        "review_by": "2026-02-01",
        "reviewer": cai.pk,
    }


@pytest.fixture
def account(firm, fang, noon):
    party = parties.add_party(firm, {"name": firm.name}, by=fang, at=noon)
    return parties.add_account(party, {"number": "N1", "institution": "KBC", "currency": "EUR"}, by=fang, at=noon)


@pytest.fixture
def review(page, fang, account, given):
    assert page(fang).post("/policy-changes/new/", given).status_code == 302
    return PolicyReview.objects.get()


def test_who_reviews_finds_it_on_their_desk_and_at_the_account(page, cai, account, review):
    link = f'href="/policy-changes/reviews/{review.pk}/"'
    counsel = page(cai)
    assert link in counsel.get("/").text
    assert link in counsel.get(f"/accounts-register/parties/{account.party_id}/").text
    assert counsel.get("/policy-changes/").context["page"][0].left == 1


def test_an_answer_is_kept_and_shown(page, cai, review):
    counsel, url = page(cai), f"/policy-changes/reviews/{review.pk}/"
    refused = counsel.post(url, {"answer": "change", "note": "更新资料"})
    assert refused.status_code == 422
    assert "更新资料" in refused.text
    given = {"answer": "change", "note": "更新资料", "change_by": "2026-02-20"}
    assert counsel.post(url, given).status_code == 302
    assert "更新资料" in counsel.get(f"/policy-changes/{review.update_of_id}/").text
    assert Item.objects.get(code=f"policy-change-{review.pk}").assignee == cai


def test_the_second_to_answer_sees_the_first_answer_and_what_they_typed(page, cai, mo, review, noon):
    url = f"/policy-changes/reviews/{review.pk}/"
    policies.answer(review, {"answer": "not_affected", "note": "个人账户"}, by=mo, at=noon)
    answer = page(cai).post(url, {"answer": "fits", "note": "我的说明"})
    assert answer.status_code == 422
    assert "个人账户" in answer.text
    assert "我的说明" in answer.text


def test_an_item_is_not_ticked_on_the_page_of_the_party(page, fang, account, review):
    page(fang).post(f"/accounts-register/parties/{account.party_id}/items/{review.item_id}/done/", {"note": ""})
    review.item.refresh_from_db()
    assert review.item.is_open


def test_a_reader_ticks_and_the_list_sifts(page, cai, review):
    counsel = page(cai)
    assert len(counsel.get("/policy-changes/?show=unread").context["page"]) == 1
    counsel.post(f"/policy-changes/{review.update_of_id}/read/")
    assert len(counsel.get("/policy-changes/?show=unread").context["page"]) == 0
    assert len(counsel.get("/policy-changes/?show=open").context["page"]) == 1


def test_an_account_is_added_by_its_number_as_it_is_printed(page, fang, account, review, noon):
    other = {"number": "BE68539007547034", "institution": "ING", "currency": "EUR", "is_iban": True}
    parties.add_account(account.party, other, by=fang, at=noon)
    client, url = page(fang), f"/policy-changes/{review.update_of_id}/accounts/"
    assert client.post(url, {"number": "BE00 1111"}).status_code == 422
    assert client.post(url, {"number": "be68 5390 0754 7034"}).status_code == 302
    assert client.post(url, {"number": "BE68539007547034"}).status_code == 422
    assert PolicyReview.objects.count() == 2


def test_a_refused_change_keeps_what_was_typed(page, fang, given):
    answer = page(fang).post("/policy-changes/new/", {**given, "source": "", "review_by": "2025-01-01"})
    assert answer.status_code == 422
    assert given["what"] in answer.text
    assert not PolicyUpdate.objects.exists()


# --- corrected -------------------------------------------------------------------------------------------------------


@pytest.fixture
def corrected(given):
    return {**given, "institution": "ING", "because": "机构写错", "version": 1}


def test_a_correction_is_kept_with_what_it_said_before_and_closes_what_it_leaves_alone(
    page, mo, cai, review, corrected
):
    url = f"/policy-changes/{review.update_of_id}/"
    manager = page(mo)
    assert f'href="{url}correct/"' in manager.get(url).text
    assert manager.post(f"{url}correct/", corrected).status_code == 302
    shown = manager.get(url)
    assert not shown.context["rows"]
    assert "<del" in shown.text
    assert "机构写错" in shown.text
    assert f"/policy-changes/reviews/{review.pk}/" not in page(cai).get("/").text
    closed = page(cai).get(f"/policy-changes/reviews/{review.pk}/")
    assert (closed.status_code, closed.context["may_edit"]) == (200, False)


def test_a_refused_correction_keeps_what_was_typed(page, mo, review, corrected):
    answer = page(mo).post(
        f"/policy-changes/{review.update_of_id}/correct/", {**corrected, "because": "", "what": "每两年更新资料"}
    )
    assert answer.status_code == 422
    assert "每两年更新资料" in answer.text
    assert PolicyUpdate.objects.get().institution == "KBC"


def test_the_second_to_correct_sees_what_is_saved_beside_their_own(page, mo, fang, review, corrected):
    url = f"/policy-changes/{review.update_of_id}/correct/"
    assert page(mo).post(url, corrected).status_code == 302
    answer = page(fang).post(url, {**corrected, "institution": "Belfius", "what": "我的说明"})
    assert answer.status_code == 409
    assert answer.context["version"] == 2
    assert "我的说明" in answer.text
    assert "ING" in answer.text
    assert page(fang).post(url, {**corrected, "institution": "Belfius", "version": 2}).status_code == 302


def test_a_correction_of_what_was_read_asks_each_to_read_it_again(page, mo, cai, review, given, corrected, noon):
    counsel, url = page(cai), f"/policy-changes/{review.update_of_id}/"
    policies.read(review.update_of, by=cai, at=noon - timedelta(hours=1))
    again = {**corrected, "institution": given["institution"], "what": "每两年更新资料"}
    assert page(mo).post(f"{url}correct/", again).status_code == 302
    assert len(counsel.get("/policy-changes/?show=unread").context["page"]) == 1
    assert f'action="{url}read/"' in counsel.get(url).text


def test_who_reviews_but_has_left_is_not_silently_replaced(page, mo, cai, review, firm, noon):
    firm.memberships.filter(user=cai).update(ended_at=noon)
    form = page(mo).get(f"/policy-changes/{review.update_of_id}/correct/").context["form"]
    assert form.fields["reviewer"].choices[0][0] == ""
