"""What makes evidence hold: marked pages, witnesses, declarations, findings that are waived, sectors that ask for more."""

from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from appeals import checks, evidence, proof, quality, sectors, taking, tracing
from appeals import pack as packs
from appeals.bundle import bundle_item
from appeals.gaps import Dot, gaps
from cases import parties
from documents import storing
from documents.models import StoredFile
from tests.appeals import world
from tests.appeals.world import pdf


@pytest.fixture
def case(firm, fang, mo, noon):
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def licence(case, fang, noon):
    return world.paper(case, fang, at=noon, mark="licence", section="identity", kind="business-licence", pages=3)


def code_of(refused):
    error = refused.value
    return error.code if hasattr(error, "code") else next(iter(error.error_dict.values()))[0].code


def says(item, **said):
    """What the inspection would have read on it."""
    StoredFile.objects.filter(pk=item.file_id).update(facts=item.file.facts | {"said": said})
    item.refresh_from_db()
    item.file.refresh_from_db()


def found(item, on=date(2026, 1, 5)):
    return {row.code: row for row in quality.of(item, item.case.party, on=on, waivers=item.case.waivers.all())}


def red(appeal):
    return {problem.code for problem in checks.problems(appeal) if problem.blocks}


def test_a_marked_page_is_a_key_page_of_the_pack_wherever_the_paper_moves(case, fang, noon, tmp_path):
    appeal, made = world.letter(case, fang, at=noon)
    proof.mark(made["contract"], 3, by=fang, at=noon)
    evidence.step(made["lading"], -1, by=fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    item = pack.items.get(evidence=made["contract"])
    assert item.key_pages == [3]
    assert bundle_item(item, tmp_path, tuple(item.key_pages), at=noon).key_pages == (3,)
    proof.mark(made["contract"], 5, by=fang, at=noon)
    assert packs.is_void(pack)


def test_a_page_the_paper_does_not_have_cannot_be_marked(licence, fang, noon):
    with pytest.raises(ValidationError) as refused:
        proof.mark(licence, 4, by=fang, at=noon)
    assert code_of(refused) == "no_such_page"


def test_a_witness_must_be_reachable_and_is_masked_for_all_but_counsel(licence, fang, cai, noon):
    with pytest.raises(ValidationError) as refused:
        evidence.describe(licence, {"kind": "witness-statement", "witness_name": "Lin Yu"}, by=fang, at=noon)
    assert code_of(refused) == "contact_missing"
    values = {"kind": "witness-statement", "witness_name": "Lin Yu", "witness_contact": "lin.yu@quay.example"}
    evidence.describe(licence, values, by=fang, at=noon)
    assert proof.contact_for(licence, fang) == "l•••@quay.example"
    assert proof.contact_for(licence, cai) == "lin.yu@quay.example"


def test_a_witness_without_a_source_note_blocks_the_gate(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    values = {"kind": "witness-statement", "witness_name": "Lin Yu", "witness_contact": "+86 574 5550 0121"}
    evidence.describe(made["lading"], values, by=fang, at=noon)
    assert "witness_without_source" in red(appeal)
    evidence.describe(made["lading"], {"source_note_zh": "证人于1月3日当面交付"}, by=fang, at=noon)
    assert "witness_without_source" not in red(appeal)
    named = {"witness_name": "Lin Yu", "witness_contact": "+86 574 5550 0121"}
    evidence.describe(made["contract"], named, by=fang, at=noon)  # whatever kind of paper it is kept as
    assert "witness_without_source" in red(appeal)


def test_a_paper_called_by_a_kind_that_leaves_a_choice_is_to_be_named(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    assert "paper_unnamed" not in {problem.code for problem in checks.problems(appeal)}
    note = world.paper(case, fang, at=noon, mark="note", kind="transport-document", reference="OOLU-2211")
    assert note.title_en == "Bill of lading, air waybill or consignment note OOLU-2211"
    found = [problem for problem in checks.problems(appeal) if problem.code == "paper_unnamed"]
    assert [problem.blocks for problem in found] == [False]
    evidence.describe(note, {"title_zh": "海运提单", "title_en": "Ocean bill of lading"}, by=fang, at=noon)
    assert "paper_unnamed" not in {problem.code for problem in checks.problems(appeal)}


def test_a_paper_is_declared_authentic_once_and_by_name(licence, fang, noon):
    proof.declare(licence, by=fang, at=noon)
    assert (licence.declared_by, licence.declared_at) == (fang, noon)
    with pytest.raises(ValidationError) as refused:
        proof.declare(licence, by=fang, at=noon)
    assert code_of(refused) == "declared_already"


def test_a_licence_that_has_ended_reddens_the_gate_until_somebody_waives_it_with_a_reason(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    says(made["licence"], ends={"2025-12-31": 1})
    assert "paper_expired" in red(appeal)
    finding = found(made["licence"])["expired"]
    with pytest.raises(ValidationError) as refused:
        quality.waive(case, finding.code, finding.about, because=" ", by=fang, at=noon)
    assert code_of(refused) == "reason_missing"
    quality.waive(case, finding.code, finding.about, because="新照已申请，受理单附后", by=fang, at=noon)
    assert "paper_expired" not in red(appeal)
    quality.restore(case.waivers.get(), by=fang, at=noon)
    assert "paper_expired" in red(appeal)


@pytest.mark.parametrize(
    ("shown", "differs"),
    [
        ("{own}", False),
        ("名称{own}", False),
        ("{typo}", True),
        ("由{typo}", True),
        ("伊兹密尔缝纫机械制造有限公司", False),  # the other side's name is nobody's typing error
    ],
)
def test_a_name_that_differs_by_one_character_is_found(licence, shown, differs):
    party = licence.case.party
    party.name = "宁波海岚进出口有限公司"
    party.save()
    licence.case.party = party
    says(licence, names={shown.format(own=party.name, typo="宁波海嵐进出口有限公司"): 2})
    assert ("name_differs" in found(licence)) is differs


def test_the_licence_of_another_company_is_found_by_its_number(licence):
    party = licence.case.party
    party.reg_no = "91330200MA0000000X"
    party.save()
    licence.case.party = party
    says(licence, codes={"91310000MA1111111Y": 1})
    assert found(licence)["wrong_company"].blocks
    says(licence, codes={"91330200MA0000000X": 1})
    assert not found(licence)


def test_an_expired_identity_card_in_the_register_reddens_the_gate(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    yesterday = noon.date() - timedelta(days=400)
    parties.add_paper(case.party, kind="legal-rep-id", by=fang, at=noon, expires_on=yesterday)
    assert "identity_expired" in red(appeal)
    parties.add_paper(case.party, kind="legal-rep-id", by=fang, at=noon, expires_on=noon.date() + timedelta(days=900))
    assert "identity_expired" not in red(appeal)


def told_of_expiry(appeal):
    return [problem.code for problem in checks.problems(appeal) if "expired" in problem.code]


def test_an_expired_identity_card_is_told_once(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    ended = noon.date() - timedelta(days=400)
    card = parties.add_paper(case.party, kind="legal-rep-id", by=fang, at=noon, expires_on=ended)
    assert told_of_expiry(appeal) == ["identity_expired"]
    parties.add_paper(case.party, kind="proof-of-address", by=fang, at=noon, expires_on=ended)
    assert told_of_expiry(appeal) == ["identity_expired", "paper_expired"]  # another paper is another sentence
    quality.waive(case, "identity_expired", f"party-paper/{card.pk}", because="新证办理中", by=fang, at=noon)
    assert told_of_expiry(appeal) == ["paper_expired", "paper_expired"]  # let be, and still to be looked at


def test_a_card_of_the_register_that_lies_in_the_case_is_told_once(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    file = storing.store(pdf("card"), name="card.pdf", organisation=case.organisation, at=noon)
    ended = date(2025, 12, 31)
    card = parties.add_paper(case.party, kind="legal-rep-id", by=fang, at=noon, expires_on=ended, file=file)
    item = taking.take_held(case, card, by=fang, at=noon)
    assert told_of_expiry(appeal) == ["identity_expired"]
    says(item, ends={ended.isoformat(): 1})
    assert told_of_expiry(appeal) == ["paper_expired"]  # by its exhibit, with the page
    finding = found(item)["expired"]
    quality.waive(case, finding.code, finding.about, because="新证办理中", by=fang, at=noon)
    assert not [problem for problem in checks.problems(appeal) if problem.blocks and "expired" in problem.code]


def test_ticking_gambling_asks_for_three_papers_that_only_counsel_may_waive(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    before = {each.paper.code for each in evidence.wanted(case) if each.paper.is_core}
    sectors.tick(case, ["gambling"], by=fang, at=noon)
    asked = [each.paper.code for each in evidence.wanted(case) if each.by_sector]
    assert sorted(asked) == ["counterparty-due-diligence", "sector-licence", "source-of-funds-file"]
    assert set(asked) | before == {each.paper.code for each in evidence.wanted(case) if each.paper.is_core}
    assert "sector_paper_missing" in red(appeal)
    world.paper(case, fang, at=noon, mark="gaming licence", kind="sector-licence")
    with pytest.raises(PermissionDenied):
        quality.waive(case, "paper_missing", "paper/source-of-funds-file", because="x", by=fang, at=noon)
    for code in ("source-of-funds-file", "counterparty-due-diligence"):
        quality.waive(case, "paper_missing", f"paper/{code}", because="监管机关已留存", by=cai, at=noon)
    assert "sector_paper_missing" not in red(appeal)


def test_a_better_copy_takes_number_words_and_proofs_and_keeps_the_old_one(case, fang, noon):
    _appeal, made = world.letter(case, fang, at=noon)
    old = made["contract"]
    proof.mark(old, 6, by=fang, at=noon)
    new = taking.replace(old, pdf("sharper", 8), name="sharp.pdf", because="原扫描模糊", by=fang, at=noon)
    numbers = {row.pk: exhibit for exhibit, row in evidence.numbered(case)}
    assert numbers[new.pk] == "2.1" or new.position == old.position
    assert (new.title_zh, new.kind, new.replaces) == (old.title_zh, old.kind, old)
    assert [(link.page, link.is_direct) for link in new.proves_facts.all()] == [(6, True)]
    assert [mark.page for mark in new.marks.all()] == [6]
    old.refresh_from_db()
    assert (old.removed_because, taking.earlier(new)) == ("原扫描模糊", [old])


def test_the_register_lends_its_file_to_two_cases_and_keeps_it_once(case, firm, fang, mo, noon):
    other = world.freeze(firm, fang, at=noon, account_number="BE68539007547034")
    file = world.paper(case, fang, at=noon, mark="kept").file
    paper = parties.add_paper(
        case.party, kind="business-licence", by=fang, at=noon, file=file, issued_on=date(2024, 1, 2)
    )
    assert [held.is_cleared for held in taking.held_for(other, noon).papers] == [False]
    parties.declare_authenticity(paper, state="genuine", note="", by=fang, at=noon)
    assert [held.is_cleared for held in taking.held_for(other, noon).papers] == [True]
    (item,) = taking.take_ready(other, by=fang, at=noon)
    assert (item.file, item.declared_by) == (file, fang)
    assert taking.take_ready(other, by=fang, at=noon) == []
    assert StoredFile.objects.filter(sha256=file.sha256).count() == 1


MAIL = (
    "From: notice@provider.example\r\nTo: a@hailan.example\r\nDate: Mon, 5 Jan 2026 09:00:00 +0100\r\nSubject: Papers\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="e"\r\n\r\n--e\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
    '--e\r\nContent-Type: text/plain; name="note.txt"\r\nContent-Disposition: attachment; filename="note.txt"\r\n\r\n'
    "the goods were received\r\n"
    '--e\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="tool.exe"\r\n\r\nMZ\r\n--e--\r\n'
)


def test_what_hangs_on_a_mail_becomes_papers_and_a_program_does_not(case, fang, noon):
    item = evidence.add(case, MAIL.encode(), name="mail.eml", by=fang, at=noon)
    assert item.file.facts["verdict"] == "flag"
    done = taking.unpack_mail(item, by=fang, at=noon)
    assert [paper.original_name for paper in done.taken] == ["note.txt"]
    assert [name for name, _sentence in done.refused] == ["tool.exe"]
    assert [paper.original_name for paper in item.attachments.all()] == ["note.txt"]


def test_two_papers_that_say_the_same_are_told(case, fang, noon):
    one, two = (world.paper(case, fang, at=noon, mark=mark) for mark in ("scan", "copy"))
    for item in (one, two):
        says(item, text="f" * 64)
    assert taking.same_text(one) == [two]


def entry(case, by, at, **more):
    values = {
        "booked_on": at.date(), "amount": Decimal("486200.00"), "currency": "eur", "other_side": "Marmara Teknik",
        "reason_zh": "缝纫机货款", "is_flagged": True, "offers_return": True, "police_report": "甬公经立字2026-18号",
    }  # fmt: skip
    return tracing.write(case, values | more, by=by, at=at)


def test_the_tracing_sheet_stands_in_the_evidence_with_the_flagged_entry_and_is_printed_once(case, fang, noon):
    with pytest.raises(ValidationError) as refused:
        tracing.print_tracing(case, by=fang, at=noon)
    assert code_of(refused) == "nothing_traced"
    entry(case, fang, noon)
    item = tracing.print_tracing(case, by=fang, at=noon)
    with storing.open_pdf(item.file) as kept:
        document = pypdfium2.PdfDocument(kept.read())
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert "涉案款项 In question" in words
    assert "甬公经立字2026-18号" in words
    assert "EUR 486,200.00" in words  # written as in the letter beside it
    assert tracing.print_tracing(case, by=fang, at=noon) == item
    entry(case, fang, noon, other_side="Kuzey Dikim", is_flagged=False)
    newer = tracing.print_tracing(case, by=fang, at=noon)
    assert newer.replaces == item


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"amount": Decimal(0)}, "amount"), ({"currency": "E1"}, "currency"), ({"reason_zh": " "}, "reason_missing")],
)
def test_an_entry_without_sense_is_refused(case, fang, noon, wrong, code):
    with pytest.raises(ValidationError) as refused:
        entry(case, fang, noon, **wrong)
    assert code_of(refused) == code


def test_the_declaration_names_each_paper_its_source_and_who_compared_it(licence, case, fang, noon):
    evidence.describe(licence, {"source_note_zh": "由登记机关当面领取", "held_by": "保险柜"}, by=fang, at=noon)
    proof.declare(licence, by=fang, at=noon)
    item = tracing.print_declaration(case, by=fang, at=noon)
    assert item.kind == "authenticity-declaration"
    with storing.open_pdf(item.file) as kept:
        document = pypdfium2.PdfDocument(kept.read())
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert all(said in words for said in ("由登记机关当面领取", "保险柜", "2026-01-05", "我方声明"))


def test_a_long_silence_between_papers_is_a_gap():
    days = [date(2025, 8, 12), date(2025, 9, 1), date(2025, 12, 16)]
    dots = [Dot(day, "x", "paper") for day in days]
    assert [(gap.first, gap.last, gap.days) for gap in gaps(dots, longer_than=30)] == [(days[1], days[2], 106)]
    assert [gap.days for gap in gaps(dots)] == [20, 106]


def test_twelve_days_are_a_gap_and_ten_are_none():
    days = [date(2026, 3, 1), date(2026, 3, 13), date(2026, 3, 23)]
    assert [gap.days for gap in gaps([Dot(day, "x", "paper") for day in days])] == [12]
