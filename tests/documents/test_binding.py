"""The bundle as a clerk reads it: every page carries its number, every entry leads there, nothing is hidden or lost."""

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date

import numpy
import pikepdf
import pypdfium2
import pytest

from documents import frontmatter, intake, verifying
from documents.binding import bind, front_of, plan_pages, settle_letters
from documents.bundlespec import Both, BundleItem, BundleSection, BundleSpec, Party
from documents.frontmatter import solemn_date
from documents.pdf_files import frame_of
from documents.printing import render_letter
from tests.documents import nasty
from tests.documents.samples import letter_zh, pdf, ref

DAY = date(2026, 11, 24)


def item(folder, exhibit, data, name="a.pdf", **more):
    """A paper that went through the intake, as the product does it."""
    path = folder / f"{exhibit}-original"
    path.write_bytes(data)
    verdict = intake.inspect(path, name=name, out=folder / f"{exhibit}.pdf")
    assert verdict.bindable, verdict
    values = {
        "exhibit": exhibit,
        "title": Both(f"文件{exhibit}", f"Paper {exhibit}"),
        "path": verdict.derivative or path,
        "sha256": verdict.sha256,
        "feet": verdict.facts["feet"],
        "layers": any(f["code"] == "layers" for f in verdict.findings),
        "notes": tuple(f["code"] for f in verdict.findings),
    }
    return BundleItem(**(values | more))


def spec(*sections, **more):
    values = {
        "title": Both("证据材料", "Evidence bundle"),
        "case": "FD-0007",
        "language": "zh+en",
        "dated": DAY,
        "sections": tuple(
            BundleSection(Both(f"第{n}类", f"Kind {n}"), tuple(items)) for n, items in enumerate(sections, 1)
        ),
        "parties": (Party(Both("申诉人", "Applicant"), Both("宁波海岚进出口有限公司", "Ningbo Hailan")),),
    }
    return BundleSpec(**(values | more))


def bound(the_spec, **more):
    out = io.BytesIO()
    result = bind(the_spec, out=out, **more)
    return result, out.getvalue()


def foot_words(page, shown):
    """What stands in the reader's foot, bottom right."""
    width, height = shown.width, shown.height
    corners = [shown.to_page(width * 0.3, 0), shown.to_page(width, height * 0.075)]
    left, right = sorted(corner[0] for corner in corners)
    bottom, top = sorted(corner[1] for corner in corners)
    return page.get_textpage().get_text_bounded(left, bottom, right, top)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """The nasty corpus bound once: the spec, the result, the bytes."""
    folder = tmp_path_factory.mktemp("papers")
    items = []
    for n, (name, data) in enumerate(nasty.made().items(), 1):
        is_photo = data[:2] == b"\xff\xd8"
        items.append(
            item(
                folder,
                f"1.{n}",
                data,
                f"{name}.{'jpg' if is_photo else 'pdf'}",
                title=Both(f"纸{name}", f"Paper {name}"),
            )
        )
    the_spec = spec(items[:15], items[15:])
    result, data = bound(the_spec)
    return the_spec, result, data


def test_the_printed_number_is_the_label_is_the_physical_page(papers):
    _spec, result, data = papers
    document = pypdfium2.PdfDocument(data)
    with pikepdf.open(io.BytesIO(data)) as pages:
        frames = [frame_of(page.obj) for page in pages.pages]
    assert len(frames) == result.pages
    for n, frame in enumerate(frames, 1):
        assert foot_words(document[n - 1], frame).split()[-1] == str(n), n
        assert document.get_page_label(n - 1) == str(n)
    document.close()


def test_the_label_beside_a_number_is_whole_or_shorter_by_a_part(papers):
    """A label cut inside its number named another exhibit: 1.1 where 1.14 stands."""
    _spec, result, data = papers
    document = pypdfium2.PdfDocument(data)
    for row in result.items:
        said = document[row.first_page - 1].get_textpage().get_text_bounded()
        named = re.search(r"Exhibit (\S*)", said)
        assert named is None or named[1] == row.exhibit, row.title
    document.close()


def test_a_bundle_of_odd_papers_is_whole_on_the_day_it_is_bound(papers, tmp_path):
    (tmp_path / "pack.pdf").write_bytes(papers[2])
    verdict = verifying.verify(tmp_path / "pack.pdf")
    assert verdict.is_whole, verdict.faults


def test_every_page_says_its_turn_and_unit_as_numbers(papers):
    """What a paper wrote there in words, every reader took another way."""
    with pikepdf.open(io.BytesIO(papers[2])) as pages:
        for page in pages.pages:
            assert int(page.obj.get("/Rotate", 0)) in (0, 90, 180, 270)
            assert float(page.obj.get("/UserUnit", 1)) > 0


def test_the_file_opens_without_a_warning(papers):
    with pikepdf.open(io.BytesIO(papers[2])) as pages:
        assert pages.check_pdf_syntax() == []
        assert not pages.get_warnings()
        assert not pages.is_encrypted


def test_the_number_changes_no_pixel_of_the_evidence(papers):
    """Each paper is drawn before and after; only the corner of the number, or the strip added below, may differ."""
    the_spec, result, data = papers
    after = pypdfium2.PdfDocument(data)
    for paper, place in zip(the_spec.items(), result.items, strict=True):
        before = pypdfium2.PdfDocument(str(paper.path))
        for k in range(len(before)):
            old = before[k].render(scale=1, grayscale=True).to_numpy().astype(int)
            new = after[place.first_page - 1 + k].render(scale=1, grayscale=True).to_numpy().astype(int)
            assert abs(old.shape[1] - new.shape[1]) <= 1, paper.title
            high, wide = min(old.shape[0], new.shape[0]), min(old.shape[1], new.shape[1])
            old, new = old[:high, :wide], new[:high, :wide]
            ink = old < numpy.median(old) - 40
            assert not (ink & (abs(old - new) > 40)).any(), paper.title
        before.close()
    after.close()


def test_a_page_with_a_printed_foot_grows_instead_of_being_covered(papers):
    the_spec, result, data = papers
    after = pypdfium2.PdfDocument(data)
    heights = {
        paper.title.en.removeprefix("Paper "): after[place.first_page - 1].get_size()[1]
        for paper, place in zip(the_spec.items(), result.items, strict=True)
    }
    after.close()
    assert heights["dark-foot"] > 860
    assert heights["own-number"] > 860
    assert round(heights["plain"]) == 842


def test_every_entry_of_the_index_leads_to_the_page_printed_beside_it(papers):
    _spec, result, data = papers
    with pikepdf.open(io.BytesIO(data)) as pages:
        numbers = {page.obj.objgen: n for n, page in enumerate(pages.pages, 1)}
        found = set()
        for page in pages.pages[1 : result.plan.front]:
            for note in page.obj.get("/Annots", []):
                assert note.Dest[1] == "/XYZ"
                assert float(note.Dest[4]) == 0  # never changes the reader's zoom
                found.add(numbers[note.Dest[0].objgen])
    assert {place.first_page for place in result.items} <= found


def test_bookmarks_name_their_page(papers):
    _spec, result, data = papers
    seen = {}
    with pikepdf.open(io.BytesIO(data)) as pages, pages.open_outline() as outline:
        numbers = {page.obj.objgen: n for n, page in enumerate(pages.pages, 1)}
        queue = list(outline.root)
        while queue:
            entry = queue.pop()
            seen[entry.title] = numbers[entry.destination[0].objgen]
            queue += entry.children
    assert all(f"第{page}页" in title for title, page in seen.items())
    assert {place.first_page for place in result.items} <= set(seen.values())


def test_it_opens_at_full_size_with_its_title_and_language(papers):
    with pikepdf.open(io.BytesIO(papers[2])) as pages:
        assert pages.Root.OpenAction[1] == "/XYZ"
        assert float(pages.Root.OpenAction[4]) == 1
        assert pages.Root.ViewerPreferences.DisplayDocTitle
        assert str(pages.Root.Lang) == "zh-CN"
        assert "FD-0007" in str(pages.docinfo["/Title"])


def test_links_by_name_land_in_their_own_paper(papers):
    the_spec, result, data = papers
    with pikepdf.open(io.BytesIO(data)) as pages:
        numbers = {page.obj.objgen: n for n, page in enumerate(pages.pages, 1)}
        for paper, place in zip(the_spec.items(), result.items, strict=True):
            if paper.title.en.startswith("Paper named-"):
                (link,) = pages.pages[place.first_page - 1].obj.Annots
                assert numbers[link.Dest[0].objgen] == place.first_page + int(paper.title.en[-1])


def test_forms_of_the_same_field_name_keep_their_own_values(papers, text):
    the_spec, result, data = papers
    said = text(data)
    starts = {paper.title.en: place.first_page for paper, place in zip(the_spec.items(), result.items, strict=True)}
    assert "Value one" in said[starts["Paper form-one"] - 1]
    assert "Value two" in said[starts["Paper form-two"] - 1]
    with pikepdf.open(io.BytesIO(data)) as pages:
        assert "/AcroForm" not in pages.Root


def test_a_hidden_layer_stays_hidden(papers):
    the_spec, result, data = papers
    number = next(p.first_page for i, p in zip(the_spec.items(), result.items, strict=True) if "layers" in i.title.en)
    document = pypdfium2.PdfDocument(data)
    picture = document[number - 1].render(scale=0.5, grayscale=True).to_numpy()
    document.close()
    assert picture[(842 - 450) // 2, 250 // 2] > 200  # the black box of the draft layer is not drawn


@pytest.mark.parametrize(
    ("title", "language", "printed"),
    [
        (Both("银行流水", "Bank records"), "zh+en", "第一组　银行流水 / 1. Bank records"),
        (Both("", "Bank records"), "zh+en", "1. Bank records"),
        (Both("银行流水", ""), "zh+en", "第一组　银行流水"),
        (Both("SWIFT", "SWIFT"), "zh+en", "第一组　SWIFT"),
        (Both("", "Bank records"), "zh", "第一组　Bank records"),
        (Both("银行流水", ""), "en", "1. 银行流水"),
    ],
)
def test_the_cover_says_a_title_of_one_language_once(title, language, printed, tmp_path):
    the_spec = spec(language=language, sections=(BundleSection(title, (item(tmp_path, "1.1", pdf()),)),))
    (part,) = frontmatter.content(the_spec, plan_pages(the_spec))["cover"]["parts"]
    assert part["title"] == printed


def test_every_hash_is_printed_and_attached(papers, text):
    _spec, result, data = papers
    printed = "".join("".join(page.split()) for page in text(data)[-result.plan.back :])
    with pikepdf.open(io.BytesIO(data)) as pages:
        attached = json.loads(pages.attachments["manifest.json"].get_file().read_bytes())
    for place in result.items:
        assert place.sha256 in printed
    assert [row["sha256"] for row in attached["items"]] == [place.sha256 for place in result.items]


def test_the_index_is_drawn_in_chinese_type(papers, ocr, faces):
    data = papers[2]
    seen = ocr(data, page=2) + ocr(data, page=2, dpi=200)  # tables make tesseract skip a cell now and then
    for word in ("证据目录", "来源", "证明目的", "第一组"):
        assert word in seen
    assert not [face for face in faces(data) if "JP" in face]


def test_the_same_papers_give_the_same_bytes(tmp_path):
    the_spec = spec([item(tmp_path, "1.1", pdf(pages=2)), item(tmp_path, "1.2", nasty.dark_foot())])
    first, data = bound(the_spec)
    second, again = bound(the_spec)
    assert first.sha256 == second.sha256 == hashlib.sha256(data).hexdigest()
    assert data == again


def test_the_plan_made_before_the_letter_is_the_bundle_that_comes_out(tmp_path):
    the_spec = spec(
        [item(tmp_path, "2.1", pdf(pages=6)), item(tmp_path, "2.3", pdf())],
        letters=(BundleItem("1.1", Both("申诉书", "Appeal letter"), None, ""),),
    )

    def write(plan):
        seen.append(plan)
        exhibits = letter_zh().exhibits
        rows = tuple(
            replace(row, pages=plan.place_of(row.exhibit).span) for row in exhibits if row.exhibit in "2.1 2.3"
        )
        block = letter_zh().blocks[0]
        paragraph = replace(block.paragraphs[0], refs=(ref("2.1", plan.page_of("2.1", 6), paper=(6,)),))
        return [render_letter(letter_zh(exhibits=rows, blocks=(replace(block, paragraphs=(paragraph,)),)))]

    seen = []
    settled, plan = settle_letters(the_spec, write, tmp_path)
    result, data = bound(settled)
    assert result.plan == plan == seen[-1] == plan_pages(settled)
    assert [(p.first_page, p.last_page) for p in plan.exhibits] == [
        (row.first_page, row.last_page) for row in result.items[1:]
    ]
    # The letter's reference leads to the sixth page of the contract itself.
    with pikepdf.open(io.BytesIO(data)) as pages:
        numbers = {page.obj.objgen: n for n, page in enumerate(pages.pages, 1)}
        first = pages.pages[plan.letters[0].first_page - 1].obj
        goals = [numbers[note.Dest[0].objgen] for note in first.Annots if "/Dest" in note]
    assert plan.page_of("2.1", 6) in goals


def test_the_index_settles_when_it_is_long_itself(tmp_path, text):
    one = item(tmp_path, "1.1", pdf())
    many = [
        replace(one, exhibit=f"1.{n}", title=Both(f"第{n}份证据文件" * 3, f"Paper {n} " * 6)) for n in range(1, 121)
    ]
    result, data = bound(spec(many))
    assert result.plan.front > 6
    assert result.pages == result.plan.front + 120 + result.plan.back
    rows = " ".join(" ".join(text(data)[: result.plan.front]).split())
    assert str(result.items[-1].first_page) in rows


@pytest.mark.parametrize(("label", "title"), [("sealed", "密封件"), ("confidential", "保密件")])
def test_nothing_of_a_sealed_or_confidential_item_leaks_into_the_main_volume(tmp_path, label, title):
    secret = replace(
        item(tmp_path, "1.2", pdf(text="Xyzzy")),
        title=Both("机密内容", "Zanzibar ledger"),
        source=Both("线人", "Quisling"),
        proves=Both("暗账", "Hidden books"),
        confidentiality=label,
        dated=date(2021, 3, 4),
        key_pages=(1,),
    )
    out, sealed = tmp_path / "pack.pdf", tmp_path / "pack.sealed.pdf"
    result = bind(spec([item(tmp_path, "1.1", pdf()), secret]), out=out, sealed_out=sealed)
    words = ("机密", "Zanzibar", "线人", "Quisling", "暗账", "Hidden books", "Xyzzy", "2021")
    document = pypdfium2.PdfDocument(str(out))
    said = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    with pikepdf.open(out) as pages:
        for thing in pages.objects:
            said += thing.unparse(resolved=True).decode("latin-1")
            if isinstance(thing, pikepdf.Stream):
                said += thing.read_bytes().decode("utf-8", "replace") if "/Type" in thing else ""
        with pages.open_outline() as outline:
            said += str(outline)
        said += pages.attachments["manifest.json"].get_file().read_bytes().decode()
    assert not [word for word in words if word in said]
    assert title in said
    assert result.items[1].title == title
    document = pypdfium2.PdfDocument(str(sealed))
    inside = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "Zanzibar" in inside
    assert "Xyzzy" in inside
    assert [row.exhibit for row in result.sealed.items] == ["1.2"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_has_one_index_and_no_word_of_the_other(tmp_path, text, language):
    _result, data = bound(spec([item(tmp_path, "1.1", pdf())], language=language))
    said = " ".join(text(data)[:2])
    assert ("证据目录" in said) == (language == "zh")
    assert ("Index of evidence" in said) == (language == "en")


def test_the_original_or_copy_column_is_left_out_where_nobody_filled_it(tmp_path, text):
    one = item(tmp_path, "1.1", pdf())
    assert "原件或" not in " ".join(text(bound(spec([one]))[1])[:3])
    assert "原件或" in " ".join(text(bound(spec([replace(one, form="copy")]))[1])[:3])


def test_lengths_are_counted_where_the_intake_said_nothing(tmp_path):
    one = replace(item(tmp_path, "1.1", nasty.dark_foot()), feet="")
    result, data = bound(spec([one]))
    document = pypdfium2.PdfDocument(data)
    assert document[result.items[0].first_page - 1].get_size()[1] > 860
    document.close()


def test_nobody_signs_a_sheet_on_which_nothing_stands():
    """With some lengths of the index its signature stood alone on the last sheet, and could be put under anything."""
    alone = []
    for count in range(22, 40):
        missing = Both("缺", "missing")
        items = [
            BundleItem(f"1.{n}", Both(f"文件{n}", f"Paper {n}"), None, "", trouble=missing) for n in range(1, count + 1)
        ]
        document = pypdfium2.PdfDocument(front_of(spec(items, language="en")))
        said = [sheet.get_textpage().get_text_bounded() for sheet in document]
        document.close()
        alone += [count for page in said if "Submitted by" in page and f"Paper {count}" not in page]
    assert alone == []


def test_the_date_under_a_signature_is_written_in_chinese_numerals():
    assert solemn_date(date(2026, 11, 24), "zh") == "二〇二六年十一月二十四日"
    assert solemn_date(date(2026, 10, 10), "zh") == "二〇二六年十月十日"
    assert solemn_date(date(2026, 1, 20), "en") == "20 January 2026"
