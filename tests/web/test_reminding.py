"""The pages about being reminded: one date, one's own settings, days away, the review of an account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import deadlines, reviews
from cases.models import Account, HealthReview, Snooze
from notifications.models import Absence, Preference
from tests import build

SETTINGS = {
    "legal": ["mail"], "other": [], "morning": "07:15", "grace_hours": "6", "weekdays": ["1", "2", "4"], "country": "BE",
    "digest": "on", "digest_at": "06:45", "quiet": "on",
}  # fmt: skip


@pytest.fixture
def legal(fang, cai, mo):
    now = timezone.now()
    case = build.case(fang, at=now)
    return deadlines.set_date(
        case, code="supplement", kind="legal", actor="us", zh="提交补充材料", en="Hand in the documents",
        due_on=(now + timedelta(days=40)).date(), zone="Asia/Shanghai", trigger="note", trigger_at=now, source_zh="来函载明",
        source_en="Stated", by=fang, at=now,
    )  # fmt: skip


def address(deadline):
    return f"/cases/{deadline.case.ref}/dates/{deadline.pk}/"


def test_opening_the_link_of_a_mail_acknowledges_nothing_and_says_who_hears_next(page, fang, legal):
    text = page(fang).get(address(legal)).text
    legal.refresh_from_db()
    assert legal.acknowledged_at is None
    assert text.count("Fang") >= 4
    assert page(fang).get(address(legal) + "put-off/").status_code == 405


def test_a_reminder_is_put_off_from_the_page(page, fang, legal):
    soon = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert page(fang).post(address(legal) + "put-off/", {"until": soon, "because": "等回电"}).status_code == 302
    assert Snooze.objects.get().because == "等回电"


def test_too_long_is_refused_with_the_limit_and_keeps_what_was_typed(page, fang, legal):
    answer = page(fang).post(address(legal) + "put-off/", {"until": "2099-01-01T10:00", "because": "等回电"})
    assert answer.status_code == 422
    assert 'value="等回电"' in answer.text
    assert not Snooze.objects.exists()


def test_settings_are_kept_as_they_were_ticked(page, fang):
    assert page(fang).post("/me/notifications/", SETTINGS).status_code == 302
    kept = Preference.objects.get(user=fang)
    assert (kept.weekdays, kept.grace_hours, kept.country, kept.legal_by_mail, kept.other_by_mail) == (
        "124", 6, "BE", True, False
    )  # fmt: skip
    assert (kept.digest, kept.digest_when_empty, kept.weekly) == (True, False, True)
    assert 'value="07:15"' in page(fang).get("/me/notifications/").text


def test_a_manager_can_do_without_the_week(page, mo):
    page(mo).post("/me/notifications/", SETTINGS)
    assert not Preference.objects.get(user=mo).weekly


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"legal": []}, "法定期限的提醒至少要保留一种送达方式"),
        ({"morning": "23:00"}, "05:00"),
        ({"grace_hours": "99"}, "48"),
        ({"grace_hours": "later"}, "请填写小时数"),
        ({"weekdays": []}, "请勾选您的工作日"),
        ({"weekdays": ["9"]}, ""),
        ({"country": "XX"}, ""),
        ({"morning": "\x00"}, "08:30"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_stays_typed(page, fang, wrong, sentence):
    answer = page(fang).post("/me/notifications/", SETTINGS | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="06:45"' in answer.text
    assert not Preference.objects.exists()


def test_an_absence_is_entered_and_ended_by_its_person_only(page, fang, mo):
    today = timezone.localdate()
    given = {"starts_on": str(today), "ends_on": str(today + timedelta(days=3)), "deputy": mo.pk}
    assert page(fang).post("/me/notifications/away/", given).status_code == 302
    absence = Absence.objects.get()
    assert "Fang" in page(mo).get("/me/notifications/").text  # for whom one stands in
    assert page(mo).post(f"/me/notifications/away/{absence.pk}/end/").status_code == 404
    assert page(fang).post(f"/me/notifications/away/{absence.pk}/end/").status_code == 302
    assert Absence.objects.get().ended_at is not None


def test_a_review_is_filled_in_on_its_page_and_then_only_read(page, fang, udo, xu, legal):
    now = timezone.now()
    Account.objects.update(created_at=now - timedelta(days=200))
    reviews.open_quarter(at=now)
    review = HealthReview.objects.get()
    there = f"/health-reviews/{review.pk}/"
    assert there in page(fang).get("/health-reviews/").text
    assert page(xu).get(there).status_code == 404
    answer = page(fang).post(there, {"logins": "仅王敏"})
    assert answer.status_code == 422
    assert "仅王敏" in answer.text
    found = {"logins": "仅王敏", "last_update_on": str(timezone.localdate() - timedelta(days=3))}
    assert page(udo).post(there, found).status_code == 403
    assert page(fang).post(there, found).status_code == 302
    assert there in page(udo).get("/health-reviews/?show=done").text
    assert "<textarea" not in page(fang).get(there).text
    assert page(fang).post(there, found).status_code == 422


def test_a_manager_enters_the_absence_of_somebody_who_fell_ill(page, fang, cai, mo, legal):
    first, last = (timezone.localdate() + timedelta(days=n) for n in (0, 4))
    given = {"person": fang.pk, "starts_on": first, "ends_on": last, "deputy": fang.pk}
    refused = page(mo, "en").post("/away/", given)
    assert refused.status_code == 422
    assert f'value="{last}"' in refused.text
    assert page(mo).post("/away/", {**given, "deputy": cai.pk}).status_code == 302
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy, absence.entered_by) == (fang, cai, mo)
    assert "Cai stands in, entered by Mo" in page(mo, "en").get("/away/").text
    assert page(mo).post(f"/away/{absence.pk}/end/").status_code == 302
    assert not Absence.objects.standing().exists()
