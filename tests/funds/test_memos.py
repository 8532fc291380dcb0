"""The memo that stops spending: told in both languages, confirmed by a button, the rest reminded after a working day."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from funds import memos
from notifications.models import Message
from tests.funds.world import firm_in_need, refusal

READERS = [("Buying", "buying@example.com"), ("Sales", "sales@example.com")]


@pytest.fixture
def party(fang, cai, mo, noon):
    return firm_in_need(fang, at=noon)[1]


@pytest.fixture
def memo(party, fang, noon):
    return memos.send(party, READERS, note="Cards are blocked. 公司卡停用。", by=fang, at=noon)


def mails(to):
    return Message.objects.filter(kind="memo", to=to).order_by("pk")


def test_every_reader_gets_the_memo_in_both_languages_with_an_address_of_their_own(memo):
    [mail] = mails("buying@example.com")
    assert "spending is stopped" in mail.subject
    assert "支出" in mail.subject
    assert "splits a payment" in mail.body
    assert "公司卡停用" in mail.body
    token = mail.body.split("/memo/")[1].split("/")[0]
    assert memos.reader_of(token).name == "Buying"
    assert memos.reader_of(token[:-1] + "x") is None


def test_looking_confirms_nothing_and_the_first_name_stands(memo, page, fang, noon):
    reader = memo.readers.get(name="Buying")
    url = f"/memo/{memos.token_of(reader)}/"
    visitor = page(fang, "en").__class__()
    assert "Spending is stopped" in visitor.get(url, headers={"accept-language": "en"}).content.decode()
    reader.refresh_from_db()
    assert reader.confirmed_at is None
    assert visitor.post(url, {"name": " "}).status_code == 422
    assert visitor.post(url, {"name": "Li Na"}).status_code == 200
    visitor.post(url, {"name": "Somebody else"})
    reader.refresh_from_db()
    assert reader.confirmed_by == "Li Na"
    said = page(fang, "en").get(f"/money/{memo.party_id}/").content.decode()
    assert "1/2 confirmed" in said


def test_whoever_has_not_confirmed_is_reminded_once_after_one_working_day(memo, noon):
    """Monday noon; on Tuesday before noon it is too early, at noon it is time, and on Wednesday it was said."""
    memos.confirm(memo.readers.get(name="Sales"), name="Zhao", at=noon)
    day = timedelta(days=1)
    assert memos.remind_due(at=noon + day - timedelta(minutes=1)) == 0
    assert memos.remind_due(at=noon + day) == 1
    assert memos.remind_due(at=noon + 2 * day) == 0
    assert mails("buying@example.com").count() == 2
    assert mails("sales@example.com").count() == 1


def test_a_lifted_memo_reminds_nobody(memo, fang, noon):
    memos.lift(memo, by=fang, at=noon)
    assert memos.remind_due(at=noon + timedelta(days=9)) == 0


def test_the_rest_can_be_reminded_by_hand(memo, fang, noon):
    memos.confirm(memo.readers.get(name="Sales"), name="Zhao", at=noon)
    assert memos.remind(memo, by=fang, at=noon + timedelta(hours=2)) == 1


def test_a_reader_twice_without_a_name_or_without_an_address_is_refused_line_by_line(party, fang, noon):
    wrong = [("Buying", "buying@example.com"), ("Sales", "buying@example.com"), ("", "x@example.com"), ("HR", "hr")]
    assert refusal(memos.send, party, wrong, note="", by=fang, at=noon) == {"readers": "line_refused"}
    assert refusal(memos.send, party, [], note="", by=fang, at=noon) == {"readers": "no_readers"}
    assert not Message.objects.filter(kind="memo").exists()


def test_counsel_does_not_send_the_memo(party, cai, noon):
    with pytest.raises(PermissionDenied):
        memos.send(party, READERS, note="", by=cai, at=noon)
