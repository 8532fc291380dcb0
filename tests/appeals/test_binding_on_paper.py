"""Blacking out, order, copies, signatures and the seal: what is decided about a pack, and what that changes."""

import io
from datetime import date, timedelta

import numpy
import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from appeals import binding_choices, checks, evidence, facts, paper, paper_sheet, quality, redaction, repeated
from appeals import pack as packs
from appeals.models import Redaction
from documents import storing
from documents.blackout import places_of
from knowledge.models import Edition
from tests.appeals import world

DAY = date(2026, 1, 5)
ORDER = ["evidence", "letters", "identity", "law"]


def code_of(act, *args, **named):
    with pytest.raises(ValidationError) as refused:
        act(*args, **named)
    return refused.value.error_list[0].code if not hasattr(refused.value, "error_dict") else next(
        iter(refused.value.error_dict.values())
    )[0].code  # fmt: skip


@pytest.fixture
def drafted(case, fang, noon):
    return world.letter(case, fang, at=noon)


@pytest.fixture
def pack(drafted, fang, noon):
    return packs.send_to_counsel(drafted[0], by=fang, at=noon)


# --- blacking out ------------------------------------------------------------------------------------------------


def test_a_redacted_paper_makes_the_pack_void_and_the_word_is_gone(pack, drafted, fang, noon):
    item = drafted[1]["contract"]
    marks = redaction.marks_for(item, ["contract 6"])
    assert list(marks) == [6]
    row = redaction.redact(item, marks=marks, because="个人信息", by=fang, at=noon)
    assert packs.is_void(pack)
    item.refresh_from_db()
    assert item.file == row.after
    assert redaction.marks_for(item, ["contract 6"]) == {}
    assert redaction.marks_for(item, ["contract 5"]) != {}


def test_undoing_puts_the_same_bytes_back(pack, drafted, fang, noon):
    item = drafted[1]["contract"]
    before = item.file.sha256
    row = redaction.redact(item, marks={1: [(0.1, 0.1, 0.2, 0.1)]}, because="x", by=fang, at=noon)
    redaction.undo(row, by=fang, at=noon)
    item.refresh_from_db()
    assert item.file.sha256 == before
    assert not packs.is_void(pack)
    assert code_of(redaction.undo, row, by=fang, at=noon) == "undone_already"


def test_a_redaction_needs_a_mark_a_reason_and_a_place_on_the_page(drafted, fang, noon):
    item = drafted[1]["contract"]
    box = [(0.1, 0.1, 0.2, 0.1)]

    def refusal(marks, because="x"):
        return code_of(redaction.redact, item, marks=marks, because=because, by=fang, at=noon)

    assert refusal({}) == "nothing_marked"
    assert refusal({1: box}, "  ") == "reason_missing"
    assert refusal({99: box}) == "no_such_page"
    assert refusal({1: [(0.9, 0.1, 0.3, 0.1)]}) == "outside_the_page"
    assert not Redaction.objects.exists()


def told(item):
    return [row.sentence for row in quality.of(item, item.case.party, on=DAY) if row.code == "blacked_out_repeated"]


def test_a_title_that_repeats_what_is_blacked_out_keeps_the_pack_from_counsel(drafted, fang, noon):
    """The page was black, and the index, the bookmark and the manifest printed the name."""
    appeal, made = drafted
    item = made["contract"]
    values = {"title_en": "Contract (contract 6, Zhang)", "source_note_zh": "contract 6", "reference": "HL-118"}
    evidence.describe(item, values, by=fang, at=noon)
    assert len(repeated.beside_words(item, ["contract 6"])) == 2
    redaction.redact(item, marks=redaction.marks_for(item, ["contract 6"]), because="x", by=fang, at=noon)
    (sentence,) = told(item)
    assert "英文标题、来源说明（中文）" in str(sentence)
    problems = {problem.code: problem for problem in checks.problems(appeal)}
    assert problems["paper_blacked_out_repeated"].blocks
    with pytest.raises(ValidationError):
        packs.send_to_counsel(appeal, by=fang, at=noon)
    evidence.describe(item, {"title_en": "Contract", "source_note_zh": "随合同原件"}, by=fang, at=noon)
    assert told(item) == []
    packs.send_to_counsel(appeal, by=fang, at=noon)


def test_a_mark_by_its_place_knows_the_words_under_it(drafted, fang, noon):
    item = drafted[1]["contract"]
    evidence.describe(item, {"title_en": "Contract 1"}, by=fang, at=noon)
    redaction.redact(item, marks={1: [(0, 0, 1, 0.5)]}, because="x", by=fang, at=noon)
    assert told(item)


def test_what_was_found_on_the_paper_holds_of_the_redacted_one_and_its_black_is_no_blur(drafted, fang, noon):
    item = drafted[1]["contract"]
    found = [{"code": "signed"}, {"code": "not_blacked_out", "page": 6}, {"code": "not_blacked_out", "page": 7}]
    storing.note(item.file, "form", found=found)
    redaction.redact(item, marks=redaction.marks_for(item, ["contract 6"]), because="x", by=fang, at=noon)
    assert item.file.findings == [found[0], found[2], {"code": "form"}, {"code": "redacted"}]


def test_the_letter_and_other_exhibits_are_pointed_at(drafted, fang, noon):
    appeal, made = drafted
    facts.write(appeal.case, text_zh="第六页为contract 6。", text_en="See contract 6.", by=fang, at=noon)
    evidence.describe(made["lading"], {"proves_en": "goes with contract 6"}, by=fang, at=noon)
    item = made["contract"]
    redaction.redact(item, marks=redaction.marks_for(item, ["contract 6"]), because="x", by=fang, at=noon)
    (problem,) = [each for each in checks.problems(appeal) if each.code == "blacked_out_elsewhere"]
    assert not problem.blocks
    assert "事实3、证据2.2" in str(problem.sentence)


def test_the_name_of_the_file_does_not_say_it_either(case, fang, noon):
    item = world.paper(case, fang, at=noon, mark="zhangwei", name="zhangwei 2026.pdf")
    row = redaction.redact(item, marks=redaction.marks_for(item, ["zhangwei"]), because="x", by=fang, at=noon)
    assert row.after.name == "redacted.pdf"


def test_who_only_reads_blacks_nothing_out(drafted, udo, noon):
    with pytest.raises(PermissionDenied):
        redaction.redact(drafted[1]["contract"], marks={1: [(0, 0, 1, 1)]}, because="x", by=udo, at=noon)


# --- order -------------------------------------------------------------------------------------------------------


def test_counsel_changes_the_order_of_the_groups_and_the_numbers_follow(pack, drafted, cai, fang, noon, tmp_path):
    case = pack.case
    binding_choices.choose(case, order=ORDER, copies=4, limit_mb=None, by=cai, at=noon)
    numbers = {item.pk: number for number, item in evidence.numbered(case)}
    assert numbers[drafted[1]["contract"].pk] == "1.3"  # after the letter in two languages
    assert packs.is_void(pack)
    again = packs.send_to_counsel(drafted[0], by=fang, at=noon)
    assert again.items.first().section == "evidence"
    made = world.bound(again, fang, at=noon)
    path = tmp_path / "pack.pdf"
    with storing.open_original(made.file) as source:
        path.write_bytes(source.read())
    first = again.items.get(evidence=drafted[1]["contract"]).first_page
    assert min(page for page in places_of(path, ["contract 1"]) if page >= first) == first
    verdict = binding_choices.verify(made, made.file)
    assert verdict.is_whole, verdict.faults


def test_each_group_has_a_place_of_its_own(case, cai, fang, noon):
    twice = ["evidence", "evidence", "identity", "law"]
    assert code_of(binding_choices.choose, case, order=twice, copies=3, limit_mb=None, by=cai, at=noon) == (
        "order_incomplete"
    )
    with pytest.raises(PermissionDenied):
        binding_choices.choose(case, order=ORDER, copies=3, limit_mb=None, by=fang, at=noon)


# --- paper -------------------------------------------------------------------------------------------------------


def test_the_print_sheet_lists_originals_once_copies_after_it_and_the_pages(pack, cai, fang, noon):
    made = world.bound(pack, fang, at=noon)
    binding_choices.choose(pack.case, order=list(evidence.order_of(pack.case)), copies=5, limit_mb=1, by=cai, at=noon)
    plan = paper.plan(pack)
    assert [copy.with_originals for copy in plan.copies] == [True, False, False, False, False]
    assert plan.sheets == 5 * made.pages
    document = pypdfium2.PdfDocument(io.BytesIO(paper_sheet.drawn(pack)))
    said = document[0].get_textpage().get_text_bounded()
    assert said.count("originals") >= 1
    assert said.count("复印件") >= 4
    assert str(5 * made.pages) in said


def test_on_paper_nothing_goes_out_before_every_place_is_ticked(pack, fang, noon):
    assert code_of(paper.tick, pack, "letter", by=fang, at=noon) == "not_bound"
    world.bound(pack, fang, at=noon)
    paper.require_signed(pack, "email")
    assert code_of(paper.require_signed, pack, "post") == "not_signed"
    for kind in ("letter", "letter_seal", "index", "cross_page"):
        paper.tick(pack, kind, by=fang, at=noon)
    paper.require_signed(pack, "post")
    assert code_of(paper.tick, pack, "letter", by=fang, at=noon) == "ticked_already"
    paper.untick(pack, "index", by=fang, at=noon)
    assert code_of(paper.require_signed, pack, "post") == "not_signed"


def test_a_scan_with_fewer_pages_needs_a_reason(pack, fang, noon, firm):
    world.bound(pack, fang, at=noon)
    scan = storing.store(world.pdf("scan"), name="scan.pdf", organisation=firm, at=noon)
    assert code_of(paper.add_scan, pack, scan, because="", by=fang, at=noon) == "other_page_count"
    row = paper.add_scan(pack, scan, because="只扫描签字页", by=fang, at=noon + timedelta(hours=1))
    assert row.pages == 1


# --- pages -------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_would_go_and_then_does_it(pack, drafted, fang, page):
    item = drafted[1]["contract"]
    url = f"/cases/{pack.case.ref}/evidence/{item.pk}/redact/"
    shown = page(fang).post(url, {"words": "contract 6", "show": ""})
    assert shown.status_code == 200
    assert "<rect" in shown.content.decode()
    assert not Redaction.objects.exists()
    assert page(fang).post(url, {"words": "contract 6"}).status_code == 422
    assert page(fang).post(url, {"words": "contract 6", "because": "个人信息"}).status_code == 302
    assert Redaction.objects.get().count == 1


def test_the_binding_page_ticks_verifies_and_cuts_into_parts(pack, cai, fang, noon, page):
    made = world.bound(pack, fang, at=noon)
    binding_choices.choose(pack.case, order=ORDER, copies=3, limit_mb=1, by=cai, at=noon)
    here = f"/cases/{pack.case.ref}/packs/{pack.number}/binding/"
    browser = page(fang)
    browser.post(f"{here}sign/", {"kind": "letter"})
    assert len(paper.missing(pack)) == 3
    browser.post(f"{here}verify/")
    assert str(made.pages) in browser.get(here).content.decode()
    part = browser.get(f"{here}part-1.pdf")
    assert b"".join(part.streaming_content)[:5] == b"%PDF-"
    assert browser.get(f"{here}part-9.pdf").status_code == 404


def heavy(pages):
    """Pages with a picture that does not get smaller."""
    document = pikepdf.new()
    for _number in range(pages):
        page = document.add_blank_page(page_size=(595, 842)).obj
        noise = document.make_stream(
            numpy.random.default_rng(len(document.pages)).bytes(400_000), Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image, Width=400, Height=1000, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=noise))
        page.Contents = document.make_stream(b"q 400 0 0 600 90 120 cm /Im Do Q")
    buffer = io.BytesIO()
    document.save(buffer, compress_streams=False)
    return buffer.getvalue()


def test_every_part_of_a_large_bundle_is_offered_and_together_they_are_the_whole(drafted, cai, fang, noon, page):
    """Each part repeats cover and index, so there are more than size over limit: the last one was never offered."""
    appeal = drafted[0]
    evidence.add(appeal.case, heavy(9), name="scan.pdf", by=fang, at=noon, title_zh="扫描件", proves_zh="交付",
                 title_en="Scan", proves_en="delivery")  # fmt: skip
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    made = world.bound(pack, fang, at=noon)
    binding_choices.choose(pack.case, order=list(evidence.order_of(pack.case)), copies=3, limit_mb=1, by=cai, at=noon)
    spans = binding_choices.parts(made, 1)
    assert len(spans) > made.file.size / 2**20 + 0.5
    assert [first for first, _last in spans[1:]] == [last + 1 for _first, last in spans[:-1]]
    assert spans[-1][1] == made.pages
    browser, there = page(fang, language="en"), f"/cases/{pack.case.ref}/packs/{pack.number}/binding/"
    shown = browser.get(there).content.decode()
    for n, (first, last) in enumerate(spans, 1):
        pages = f"{first}" if first == last else f"{first}–{last}"
        assert f"Part {n} of {len(spans)}, pages {pages}" in shown
        answer = browser.get(f"{there}part-{n}.pdf")
        assert answer.status_code == 200
        assert len(b"".join(answer.streaming_content)) <= 2**20
    assert browser.get(f"{there}part-{len(spans) + 1}.pdf").status_code == 404


def test_a_page_that_no_part_can_hold_is_told_on_the_page_that_asked(pack, fang, cai, noon, page, monkeypatch):
    world.bound(pack, fang, at=noon)
    binding_choices.choose(pack.case, order=list(evidence.order_of(pack.case)), copies=3, limit_mb=1, by=cai, at=noon)
    monkeypatch.setattr(binding_choices, "MB", 1000)
    answer = page(fang, language="en").get(
        f"/cases/{pack.case.ref}/packs/{pack.number}/binding/part-1.pdf", follow=True
    )
    assert "alone is larger than the channel allows" in answer.content.decode()


def test_only_a_changed_order_asks_for_a_new_version(pack, cai, page):
    browser, there = page(cai, language="en"), f"/cases/{pack.case.ref}/packs/{pack.number}/binding/"
    names = ("first", "second", "third", "fourth")
    same = dict(zip(names, evidence.order_of(pack.case), strict=True)) | {"copies": "3", "limit_mb": "20"}
    assert "new version" not in browser.post(there, same, follow=True).content.decode()
    assert not packs.is_void(pack)
    assert (
        "new version" in browser.post(there, same | dict(zip(names, ORDER, strict=True)), follow=True).content.decode()
    )


@pytest.mark.parametrize(("route", "least"), [("cn-court-preservation", 2), ("cn-tax", 3), ("be-prosecutor", 3)])
def test_as_many_copies_are_planned_as_the_route_asks_for(pack, route, least):
    pack.case.route = Edition.objects.get(kind="route", code=route)
    assert paper.copies_at_first(pack.case) == least
    pack.case.route = None
    assert paper.copies_at_first(pack.case) == 3  # nobody said where it goes: the guide's least
