"""What is wrong is said beside its field, and nothing typed is lost."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.models import Case, Draft
from tests.web.log.wizard import ACCOUNT, ALL, create, error_of, post, walk, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon_everywhere")]


def test_what_nobody_sees_does_not_come_along_with_a_pasted_name(browser, draft):
    """A company's name with a mark of direction in it would differ from its licence, and nobody could see where."""
    walk(browser, draft, account={"party_name": "\u202a宁波\u200b海岚\u2028进出口\x0b有限\x01公司\ufeff"})
    create(browser, draft)
    assert Case.objects.get().party.name == "宁波海岚 进出口 有限公司"


@pytest.mark.parametrize(
    ("step", "answers", "field", "code"),
    [
        ("account", {"account_number": "BE48 9149 9900 0180"}, "account_number", "number_checksum"),
        ("account", {"account_number": "BE47 9149"}, "account_number", "number_length"),
        ("account", {"account_number": ""}, "account_number", "required"),
        ("account", {"account_number": "6222021102003300512"}, "institution", "required"),
        ("account", {"party_name": ""}, "party_name", "required"),
        ("account", {"party_name": "甲" * 201}, "party_name", "max_length"),
        ("account", {"verified": "yes"}, "verified_how", "channel_missing"),
        (
            "account",
            {"verified": "yes", "verified_how": "x", "verified_at": "2026-01-06T10:00"},
            "verified_at",
            "in_future",
        ),
        ("who", {"who": ""}, "who", "required"),
        ("who", {"instrument_no": ""}, "instrument_no", "instrument_missing"),
        ("who", {"notice_on": "2026-01-06"}, "notice_on", "in_future"),
        ("who", {"notice_on": "2026-02-30"}, "notice_on", "invalid"),
        ("amounts", {"amount": "0"}, "amount", "amount_not_positive"),
        ("amounts", {"amount": "-5"}, "amount", "amount_not_positive"),
        ("amounts", {"amount": "lots"}, "amount", "invalid"),
        ("amounts", {"amount": "1" * 20}, "amount", "max_digits"),
        ("amounts", {"amount": ""}, "amount", "amount_missing"),
        ("amounts", {"amount": "500", "balance": "400"}, "amount", "amount_over_balance"),
        ("amounts", {"balance": "-1"}, "balance", "balance_negative"),
        ("amounts", {"frozen_at": "2026-01-06T09:40"}, "frozen_at", "in_future"),
        ("amounts", {"frozen_at": ""}, "frozen_at", "frozen_missing"),
        ("amounts", {"known_at": "2026-01-06T09:40"}, "known_at", "in_future"),
        ("amounts", {"known_at": "yesterday"}, "known_at", "invalid"),
        ("amounts", {"term_none": "", "ends_on": ""}, "ends_on", "term_missing"),
        ("amounts", {"term_none": "", "ends_on": "2026-01-01"}, "ends_on", "ends_before_start"),
        ("causes", {"reason_quoted": "长" * 4001}, "reason_quoted", "max_length"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_beside_its_field_and_on_top(browser, draft, step, answers, field, code):
    for earlier in ALL:
        if earlier == step:
            break
        post(browser, draft, earlier, ALL[earlier])
    answer = post(browser, draft, step, {**ALL[step], **answers})
    assert answer.status_code == 422
    assert code in error_of(answer, field)
    assert f'aria-describedby="id_{field}' in answer.text
    summary = answer.text.split('class="errs"')[1].split("</div>")[0]
    assert all(sentence in unescape(summary) for sentence in wrong(answer))
    typed = draft.__class__.objects.get(pk=draft.pk).answers[step]
    assert typed[field] == answers.get(field, ALL[step].get(field, ""))  # right or wrong, it is kept


def test_an_account_number_that_is_no_iban_goes_through_with_its_institution(browser, draft):
    answers = {"account_number": "6222 0211 0200 3300 512", "institution": "示例银行苏州分行", "country": "CN"}
    walk(browser, draft, account=answers, who={"which_institution": "bank"})
    create(browser, draft)
    account = Case.objects.get().account
    assert (account.number, account.is_iban, account.institution) == ("6222021102003300512", False, "示例银行苏州分行")


def test_an_institution_may_be_picked_from_the_profiles(browser, draft):
    name = re.search(r'<option value="([^"]+)"></option>', browser.get(f"/log/{draft.key}/account/").text)[1]
    post(browser, draft, "account", {**ACCOUNT, "account_number": "88001234567", "institution": unescape(name)})
    effects = browser.get(f"/log/{draft.key}/who/").context["effects"]
    assert effects.profile


def test_a_photo_of_the_notice_is_kept_even_when_an_answer_is_wrong(browser, draft):
    drawn = BytesIO()
    Image.effect_noise((1240, 1754), 60).convert("RGB").save(drawn, "PNG")
    photo = SimpleUploadedFile("notice.png", drawn.getvalue(), "image/png")
    answer = post(browser, draft, "account", {**ACCOUNT, "party_name": "", "notice": photo})
    draft.refresh_from_db()
    assert answer.status_code == 422
    assert draft.notice_file.name == "notice.png"
    assert "notice.png" in answer.text


def test_an_empty_file_is_refused_beside_its_field(browser, draft):
    answer = post(browser, draft, "account", {**ACCOUNT, "notice": SimpleUploadedFile("notice.pdf", b"")})
    assert answer.status_code == 422
    assert error_of(answer, "notice")
    assert Draft.objects.get().notice_file is None
