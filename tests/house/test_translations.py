"""The Chinese of the programme: complete, in the field's words, typed as Chinese is typed; and a check that notices."""

import re
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from django.utils import translation

from ops import check_messages
from web import said_by_others

HAN = "\u4e00-\u9fff"
HOLE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?[a-z][^>]*>")

# PRODUCT.md, "Words". A pack on the screen is 证据包, as the mocks have it; the evidence pack in full is 证据材料.
WORDS = {
    r"evidence packs?": "证据材料",
    r"packs?": "证据包|证据材料",
    r"bundles?": "装订",
    r"freez(e|es|ing)|frozen": "冻",
    r"freezing body": "冻结主体",
    r"freeze ends?": "冻结到期|冻结截止|冻结期限",
    r"notices?": "通知",
    r"instrument": "文书",
    r"providers?": "机构",
    r"institutions?": "机构|银行",
    r"part(y|ies)": "当事人",
    r"causes?": "原因",
    r"findings?": "发现",
    r"routes?": "救济途径",
    r"appeals?": "申诉",
    r"second appeals?": "二次申诉",
    r"exhibits?": "证据|附件",
    r"evidence": "证据",
    r"key pages?": "关键页",
    r"authenticity": "真实性",
    r"submi(t|ts|tted|ssion)": "提交",
    r"receipts?": "受理编号|回执",
    r"rejections?": "驳回",
    r"rejection points?": "驳回点",
    r"deadlines?|clocks?": "期限",
    r"legal dates?": "法定期限",
    r"internal targets?": "内部目标",
    r"gates?": "关口",
    r"drills?": "演练",
    r"counsel": "法务|律师",
}
NOT_OUR_WORD = re.compile(
    r"third party|the party that holds|evidence are frozen as|kind of institution|printing|manifest", re.IGNORECASE
)


@pytest.fixture(scope="module")
def sentences() -> list[tuple[str, str, Message]]:
    kept = check_messages.read((check_messages.BASE / check_messages.PO).read_text("utf8"))
    return [
        (check_messages.forms(message.id)[-1], chinese, message)
        for message in kept
        if message.id
        for chinese in check_messages.forms(message.string)
    ]


def plain(text: str) -> str:
    """Without placeholders, tags and things typed into a shell."""
    return re.sub(r"`[^`]*`", "", HOLE.sub("", text))


def test_every_sentence_has_its_chinese_and_keeps_its_placeholders(sentences):
    assert len(sentences) > 1000
    assert [(english, *check_messages.unfinished(message)) for english, _, message in sentences] == [
        (english,) for english, _, _ in sentences
    ]


def test_the_fields_words_are_used(sentences):
    wrong = [
        (english, chinese, wanted)
        for english, chinese, _ in sentences
        for pattern, wanted in WORDS.items()
        if re.search(rf"\b(?:{pattern})\b", plain(english), re.IGNORECASE)
        and not re.search(wanted, chinese)
        and not NOT_OUR_WORD.search(english)
    ]
    assert wrong == []


def test_a_sentence_ends_as_a_sentence_and_a_label_does_not(sentences):
    wrong = [
        (english, chinese)
        for english, chinese, _ in sentences
        if english != "No."
        and (
            (english.endswith(".") and not chinese.endswith("。"))
            or (chinese.endswith("。") and english[-1] not in ".?")
        )
    ]
    assert wrong == []


def test_punctuation_beside_han_is_full_width(sentences):
    wrong = re.compile(rf"[{HAN}”）][,;:?!]|[,;:?!][{HAN}]|[{HAN}][(.]|\)[{HAN}]|[\"']|……|…")
    assert [chinese for _, chinese, _ in sentences if wrong.search(HOLE.sub("", chinese))] == []


def test_nothing_is_typed_between_han_and_latin(sentences):
    """The style sheet draws that gap (text-autospace); a typed one would be there twice."""
    wrong = re.compile(rf"[{HAN}”）] +[A-Za-z0-9%]|[A-Za-z0-9)s] +[{HAN}“（]")
    assert [chinese for _, chinese, _ in sentences if wrong.search(chinese)] == []


def test_the_catalogue_names_no_machine_and_no_day():
    text = (check_messages.BASE / check_messages.PO).read_text("utf8")
    assert "\n#:" not in text
    assert "-Date:" not in text


def test_what_we_translate_for_others_is_still_said_by_them():
    theirs = set()
    for place in (f"{django.__path__[0]}/conf/locale", f"{allauth.__path__[0]}/locale"):
        with Path(place, "zh_Hans/LC_MESSAGES/django.mo").open("rb") as stream:
            theirs |= {check_messages.forms(message.id)[0] for message in read_mo(stream)}
    with translation.override(None):
        assert [str(sentence) for sentence in said_by_others.SENTENCES if str(sentence) not in theirs] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Due %(on)s", ""),
        ("Due %(on)s", "到期"),
        ("Due %(on)s", "%(no)s到期"),
        ("{count} pages", "页"),
        ("See <b>this</b>.", "请看这个。"),
        (("%(n)s page", "%(n)s pages"), ("n页",)),
    ],
)
def test_what_would_be_lost_in_translation_is_noticed(english, chinese):
    assert list(check_messages.unfinished(Message(english, chinese)))


def test_a_guess_is_no_translation():
    assert list(check_messages.unfinished(Message("Due", "到期", flags=["fuzzy"])))
    assert not list(check_messages.unfinished(Message("Due", "到期")))


@pytest.fixture
def small_house(tmp_path, monkeypatch) -> Path:
    """A programme of one page, beside the real one, so that a check of it can fail."""
    monkeypatch.setattr(check_messages, "BASE", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}{% translate "Log a freeze" %}')
    (tmp_path / check_messages.PO).parent.mkdir(parents=True)
    return tmp_path


def translate(house: Path, english: str, chinese: str) -> None:
    po = house / check_messages.PO
    po.write_text(
        po.read_text("utf8").replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"')
    )


def test_a_new_sentence_fails_the_check_until_it_is_translated(small_house):
    assert check_messages.trouble() == ["not in the file: 'Log a freeze'"]
    (small_house / check_messages.PO).write_text(check_messages.extracted(), "utf8")
    assert check_messages.trouble() == ["no Chinese: 'Log a freeze'"]
    translate(small_house, "Log a freeze", "登记冻结")
    assert check_messages.trouble() == []


def test_a_sentence_that_is_gone_fails_the_check_until_its_chinese_is_gone(small_house):
    (small_house / check_messages.PO).write_text(check_messages.extracted(), "utf8")
    translate(small_house, "Log a freeze", "登记冻结")
    (small_house / "templates" / "page.html").write_text('{% load i18n %}{% translate "Log a new freeze" %}')
    assert check_messages.trouble() == ["not in the file: 'Log a new freeze'", "left over: 'Log a freeze'"]


def test_bringing_it_up_to_date_twice_changes_nothing_the_second_time(small_house):
    (small_house / check_messages.PO).write_text(check_messages.extracted(), "utf8")
    translate(small_house, "Log a freeze", "登记冻结")
    first = check_messages.extracted()
    (small_house / check_messages.PO).write_text(first, "utf8")
    assert check_messages.extracted() == first
    assert "登记冻结" in first
