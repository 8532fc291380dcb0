"""Letters beside the appeal: filled from the case, completed by hand, approved by somebody else, printed, filed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from appeals import case_letter_paper, case_letter_words, case_letters, drafting, letters, two_sides, versions
from appeals.models import CaseLetter, LetterVersion
from cases import causes, checklists
from knowledge import letters as templates
from tests.appeals import world


def filled_in(letter):
    """Every gap of the template, filled with the example of its field, as a person would type it."""
    known = templates.fields()
    template = templates.of(letter.template)
    gaps = template.zh.gaps() | template.en.gaps()
    fields, lists = {}, {}
    for name in sorted(gaps):
        field = known[name]
        if field.is_reference or not case_letter_words.is_typed(field) or name == "n":
            continue
        shape = case_letter_words.shape_of(field)
        typed = {
            "date": {"date": "2026-01-05"},
            "money": {"money": "CNY 50000.00"},
            "same": {"same": field.example.en},
        }.get(shape, {"zh": field.example.zh, "en": field.example.en})
        if field.is_list:
            row, _dot, key = name.partition(".n")
            if row in case_letter_words.OF_CASE:
                continue
            lists.setdefault(row, [{}])[0][key.strip(".") or "text"] = typed
        else:
            fields[name] = typed
    return {"fields": fields, "lists": lists}


def test_every_letter_of_the_library_is_filled_approved_and_says_no_gap(case, fang, cai, noon):
    world.papers(case, fang, at=noon)
    offered = case_letter_words.offered(case)
    assert len(offered) >= 14
    for choice in offered:
        letter = case_letters.start(case, choice.code, by=fang, at=noon)
        case_letters.write(letter, filled_in(letter), version=letter.version, by=fang, at=noon)
        open_gaps = [each.quote for each in case_letters.problems(letter) if each.blocks]
        assert open_gaps == [], (choice.code, open_gaps)
        case_letters.approve(letter, version=letter.version, by=cai, at=noon)
        assert letter.is_approved


def test_a_chaser_knows_the_number_and_asks_only_for_what_the_case_does_not_know(case, fang, cai, mo, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    world.sent(appeal, fang, cai, mo, at=noon)
    letter = case_letters.start(case, "chaser", by=fang, at=noon)
    assert {each.quote for each in case_letters.problems(letter) if each.code == "gap"} == {"promise.due"}
    english = case_letter_words.fill_all(letter)["en"]
    assert "CMP-88213" in english.title


def test_who_wrote_it_does_not_approve_it_and_a_change_takes_the_approval_off(case, fang, cai, mo, noon):
    letter = case_letters.start(case, "spending-freeze-memo", by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        case_letters.approve(letter, version=letter.version, by=mo, at=noon)
    assert {error.code for error in caught.value.error_list} == {"gap"}
    case_letters.write(letter, filled_in(letter), version=letter.version, by=cai, at=noon)
    with pytest.raises(PermissionDenied):
        case_letters.approve(letter, version=letter.version, by=cai, at=noon)
    case_letters.approve(letter, version=letter.version, by=mo, at=noon)
    case_letters.write(letter, {"recipient": "所有部门"}, version=letter.version, by=cai, at=noon)
    assert letter.status == CaseLetter.Status.DRAFT
    with pytest.raises(ValidationError) as caught:
        case_letters.file(letter, by=fang, at=noon)
    assert caught.value.code == "not_approved"


@pytest.mark.parametrize(
    ("zh", "en", "differs"),
    [
        ("不同", "different", True),
        ("与名单所载不一致", "They differ.", True),
        ("不相同", "not the same", True),
        ("相同", "same", False),
        ("没有不同", "no difference", False),
        ("无法确认是否不同", "not known whether they differ", False),
    ],
)
def test_the_annex_counts_what_differs_as_people_write_it_and_concludes_nothing_from_nothing(
    case, fang, noon, zh, en, differs
):
    letter = case_letters.start(case, "not-the-same-person-annex", by=fang, at=noon)
    row = {"identifier": {"zh": "成立日期", "en": "Date of incorporation"}, "result": {"zh": zh, "en": en}}
    case_letters.write(letter, {"lists": {"match": [row]}}, version=1, by=fang, at=noon)
    is_open = "match.different_count" in {each.quote for each in case_letters.problems(letter) if each.code == "gap"}
    assert is_open is not differs
    said = [
        paragraph.text
        for each in case_letter_words.fill(letter, case_letter_words.read(letter), "en").blocks
        for paragraph in each.paragraphs
    ]
    assert any("Identifiers that differ: 1." in text for text in said) is differs


def test_the_security_confirmation_waits_for_each_measure_of_the_lock(case, fang, noon):
    """Row 1.3c: five measures, and the letter is the sixth."""
    letter = case_letters.start(case, "security-confirmation", by=fang, at=noon)
    rows = letter.lists["security_step"]
    assert len(rows) == 5
    done = {"done_at": {"date": "2026-01-05"}, "by": {"zh": "王敏", "en": "Wang Min"}}

    def is_open():
        return any(each.quote.startswith("security_step") for each in case_letters.problems(letter))

    for count in range(6):
        lists = {"security_step": [row | done if place < count else row for place, row in enumerate(rows)]}
        case_letters.write(letter, {"lists": lists}, version=letter.version, by=fang, at=noon)
        assert is_open() is (count < 5)


def test_an_account_somebody_else_may_be_in_is_locked_line_by_line_and_the_confirmation_knows_the_days(
    case, fang, mo, noon
):
    """Row 1.3c."""
    causes.decide(case, {"security-compromise": "possible"}, refused=False, by=fang, at=noon)
    causes.decide(case, {"security-compromise": "likely"}, refused=False, by=fang, at=noon)
    lines = list(case.items.filter(code__startswith="s-").order_by("position"))
    assert [line.code for line in lines] == ["s-reset", "s-sessions", "s-mfa", "s-users", "s-recall", "s-confirm"]
    assert {line.stage for line in lines} == {case.stage}
    assert lines[0].due_at == noon + timedelta(hours=1)
    for line in lines[:4]:
        checklists.complete(line, by=fang, at=noon + timedelta(hours=2))

    def waits():
        letter = case_letters.start(case, "security-confirmation", by=fang, at=noon + timedelta(days=1))
        return any(each.quote.startswith("security_step") for each in case_letters.problems(letter))

    assert waits()
    checklists.complete(lines[4], by=fang, at=noon + timedelta(hours=3))
    assert not waits()


def test_a_cause_that_is_ruled_out_locks_nothing(case, fang, noon):
    causes.decide(case, {"security-compromise": "ruled_out"}, refused=True, by=fang, at=noon)
    assert not case.items.filter(code__startswith="s-").exists()


def test_the_second_saver_is_told(case, fang, cai, noon):
    letter = case_letters.start(case, "chaser", by=fang, at=noon)
    case_letters.write(letter, {"recipient": "A"}, version=1, by=cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        case_letters.write(letter, {"recipient": "B"}, version=1, by=fang, at=noon)
    assert caught.value.code == "saved_meanwhile"


def test_sums_and_days_are_typed_once_and_added_up(case, fang, noon):
    letter = case_letters.start(case, "request-release-essential-payments", by=fang, at=noon)
    rows = [
        {
            "purpose": {"zh": "工资", "en": "Wages"},
            "amount": {"money": "CNY 50000.00"},
            "due": {"date": "2026-01-30"},
        },
        {"purpose": {"zh": "税款", "en": "Tax"}, "amount": {"money": "CNY 28400.00"}, "due": {"date": "2026-01-15"}},
    ]
    case_letters.write(letter, {"lists": {"payment": rows}}, version=1, by=fang, at=noon)
    said = {language: _text(each) for language, each in case_letter_words.fill_all(letter).items()}
    assert "CNY 78,400.00" in said["en"]
    assert "two" in said["en"]
    assert "15 January 2026" in said["en"]
    assert "柒万捌仟肆佰元整" in said["zh-Hans"]
    assert case_letter_words.reads_as_money("人民币5万元") == "CNY 50000.00"
    assert case_letter_words.reads_as_money("fifty") == ""


def _text(letter):
    return " ".join(paragraph.text for block in letter.blocks for paragraph in block.paragraphs)


def test_an_approved_letter_is_filed_as_an_exhibit_in_each_language(case, fang, mo, noon):
    letter = case_letters.start(case, "spending-freeze-memo", by=fang, at=noon)
    case_letters.write(letter, filled_in(letter), version=1, by=fang, at=noon)
    case_letters.approve(letter, version=letter.version, by=mo, at=noon)
    made = case_letters.file(letter, by=fang, at=noon)
    assert [item.for_reader("title") for item in made]
    assert letter.status == CaseLetter.Status.FILED
    with pytest.raises(ValidationError) as caught:
        case_letters.write(letter, {"recipient": "x"}, version=letter.version, by=fang, at=noon)
    assert caught.value.code == "already_filed"


def test_the_paper_of_a_power_names_the_principal_and_no_institution(case, fang, noon):
    letter = case_letters.start(case, "power-of-attorney", by=fang, at=noon)
    page = case_letter_paper.page_of(letter, "en")
    assert page.parties == ()
    assert [block.title for block in page.blocks][:2] == ["Principal", "Agent"]


@pytest.mark.parametrize(
    "code", ["early-payment-offer", "supplier-term-extension-request", "privacy-deferred-legal-hold"]
)
def test_a_letter_to_an_outsider_is_not_sent_to_the_freezing_body_and_says_nothing_of_the_freeze(
    case, fang, noon, code
):
    world.letter(case, fang, at=noon)
    letter = case_letters.start(case, code, by=fang, at=noon)
    missing = {each.quote for each in case_letters.problems(letter)}
    assert missing & case_letter_words.ADDRESSEES, "nobody is named to whom it goes"
    for language in ("zh-Hans", "en"):
        page = case_letter_paper.page_of(letter, language)
        said = " ".join([*page.recipient, *page.numbers, page.running])
        assert page.parties == ()
        assert case.ref in said
        assert letters.freezing_body(case) not in said
        assert "冻结" not in page.title + page.running
    case_letters.write(letter, {"recipient": "某采购商"}, version=letter.version, by=fang, at=noon)
    assert case_letter_paper.page_of(letter, "zh-Hans").recipient[0].startswith("某采购商")
    assert not {each.quote for each in case_letters.problems(letter)} & case_letter_words.ADDRESSEES


# --- versions, two sides, what counsel allows ------------------------------------------------------------------------


def test_versions_are_kept_and_compared_by_sentence(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.write(appeal, {"point_en": "the goods were delivered"}, version=appeal.version, by=cai, at=noon)
    newest, older = LetterVersion.objects.filter(appeal=appeal)[:2]
    changed = [part for part in versions.compare(older.words, newest.words, "en") if part.has_changed]
    assert [part.code for part in changed] == ["summary"]
    assert any("the goods were delivered" in piece.text for piece in changed[0].pieces if piece.kind == "new")


def test_a_change_of_one_language_asks_to_look_at_the_other(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    drafting.write(appeal, {"request_zh": "于三个工作日内解除冻结"}, version=appeal.version, by=fang, at=noon)
    assert appeal.stale == {"request": "en"}
    drafting.write(
        appeal, {"request_en": "lift it within three working days"}, version=appeal.version, by=fang, at=noon
    )
    assert appeal.stale == {}
    drafting.write(appeal, {"point_en": "another"}, version=appeal.version, by=fang, at=noon)
    drafting.write(appeal, {"checked": ["point"]}, version=appeal.version, by=fang, at=noon)
    assert two_sides.stale(appeal, two_sides.texts(appeal)) == {}


def test_only_counsel_lets_an_admission_stand_and_only_in_these_words(case, fang, cai, noon):
    from appeals import checks

    appeal, _made = world.letter(case, fang, at=noon, language="en")
    said = "We made a mistake in the address."
    drafting.add_reason(appeal, text_zh="", text_en=said, by=fang, at=noon)
    red = [problem for problem in checks.problems(appeal) if problem.blocks]
    assert [problem.code for problem in red] == ["admission"]
    with pytest.raises(PermissionDenied):
        versions.allow(appeal, sentence=said, by=fang, at=noon)
    with pytest.raises(ValidationError):
        versions.allow(appeal, sentence="We never said this.", by=cai, at=noon)
    versions.allow(appeal, sentence=said, by=cai, at=noon)
    assert not [problem for problem in checks.problems(appeal) if problem.blocks]
