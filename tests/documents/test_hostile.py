"""Bad files are refused with a reason, doubtful ones are flagged, and what is bound of them does nothing."""

import io
import resource
import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.utils import translation
from PIL import Image, ImageDraw

from documents import inspection, intake, texts
from documents.acting import ACTIVE
from tests.documents import corpus, hostile
from tests.documents.samples import pdf, photo


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("shelf", corpus.SHELVES)
def test_nothing_dangerous_comes_in_unsaid_and_honest_papers_do(tmp_path, monkeypatch, shelf):
    """Some four hundred files, judged by the child's own words; the child itself is tried by the files below."""
    monkeypatch.setattr(intake, "ask_child", lambda path, extension, out, ocr=False: inspection.answer(
        {"path": str(path), "extension": extension}
    ) | {"offline": True})  # fmt: skip
    wrong = []
    for name, make, right in corpus.SHELVES[shelf]:
        verdict = inspected(tmp_path, name, make())
        if verdict.verdict not in right:
            wrong.append((name, verdict.verdict, verdict.code, [finding["code"] for finding in verdict.findings]))
    assert wrong == []


def inspected(tmp_path, name, data, **more):
    path = tmp_path / "upload"
    path.write_bytes(data)
    return intake.inspect(path, name=name, **more)


def seconds_of_work():
    """Of the processor, in this process and in its children: what a busy machine does beside it does not count."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@pytest.mark.parametrize(("name", "make", "code"), hostile.REFUSED, ids=[row[0] for row in hostile.REFUSED])
def test_a_bad_file_is_refused_with_a_reason(tmp_path, name, make, code):
    data = make()
    began = seconds_of_work()
    verdict = inspected(tmp_path, name, data, out=tmp_path / "out.pdf")
    assert (verdict.verdict, verdict.code) == ("reject", code)
    assert len(verdict.reason) > 10
    assert verdict.refusal().code == code
    assert seconds_of_work() - began < 10


@pytest.mark.parametrize(("name", "make", "code"), hostile.FLAGGED, ids=[row[0] for row in hostile.FLAGGED])
def test_a_doubtful_file_is_taken_with_a_flag_and_bound_without_its_tricks(tmp_path, name, make, code):
    verdict = inspected(tmp_path, name, make(), out=tmp_path / "out.pdf")
    assert verdict.verdict == "flag"
    assert code in [finding["code"] for finding in verdict.findings]
    assert all(intake.note(finding) != finding["code"] for finding in verdict.findings)
    with pikepdf.open(verdict.derivative) as bound:
        assert not bound.is_encrypted
        assert not bound.get_warnings()
        left = [thing.unparse(resolved=True) for thing in bound.objects if isinstance(thing, pikepdf.Dictionary)]
    assert not [words for words in left if ACTIVE.search(words)]


def test_the_original_of_a_flagged_file_is_not_touched(tmp_path):
    data = hostile.script()
    inspected(tmp_path, "a.pdf", data, out=tmp_path / "out.pdf")
    assert (tmp_path / "upload").read_bytes() == data


def test_a_file_larger_than_the_limit_is_refused_before_it_is_opened(tmp_path, settings, monkeypatch):
    settings.UPLOAD_LIMIT_MB = 1
    monkeypatch.setattr(intake, "ask_child", lambda *a, **k: pytest.fail("opened"))
    verdict = inspected(tmp_path, "a.pdf", b"%PDF-" + b"x" * (2**20 + 1))
    assert verdict.code == "too_large"
    assert "1" in verdict.reason


def test_a_child_that_dies_or_hangs_means_too_complex(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "WALL_SECONDS", 0.001)
    assert inspected(tmp_path, "a.pdf", pdf()).code == "too_complex"


def test_the_child_works_without_a_network(tmp_path):
    """Where the kernel gives namespaces; in a container that does not, the other limits stand alone."""
    verdict = inspected(tmp_path, "a.pdf", pdf())
    assert verdict.facts["offline"] in (True, False)
    assert verdict.verdict == "accept"


def test_the_child_holds_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s3cret")
    monkeypatch.setenv("DATABASE_URL", "postgres://x")
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(intake.child_environment())


def test_a_photo_becomes_an_upright_page_without_its_camera_data(tmp_path):
    data = photo((900, 600), orientation=6)
    assert b"CameraMaker" in data
    verdict = inspected(tmp_path, "a.jpg", data, out=tmp_path / "out.pdf")
    assert verdict.verdict == "accept"
    assert verdict.facts["sizes"] == [[595.28, 841.89]]  # lying in the camera, standing on paper
    assert verdict.facts["feet"] == "1"
    with pikepdf.open(verdict.derivative) as bound:
        picture = bound.pages[0].obj.Resources.XObject.Im
        assert picture.Filter == "/DCTDecode"
        assert b"CameraMaker" not in picture.read_raw_bytes()
        assert picture.Width == 900  # the pixels themselves are not encoded again


def test_a_photo_of_too_many_pixels_is_bound_at_300_dpi(tmp_path):
    verdict = inspected(tmp_path, "a.jpg", photo((4000, 3000)), out=tmp_path / "out.pdf")
    with pikepdf.open(verdict.derivative) as bound:
        picture = bound.pages[0].obj.Resources.XObject.Im
        assert int(picture.Width) <= (841.89 - 56) / 72 * 300 + 1


def scanned(dpi, mode="L"):
    """A PDF with one page that is a picture of the whole sheet."""
    picture = Image.new(mode, (round(8.27 * dpi), round(11.69 * dpi)), 255)
    ImageDraw.Draw(picture).rectangle((dpi, dpi, 3 * dpi, 2 * dpi), fill=0)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=dpi)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["L", "1", "RGB"])
def test_a_scan_denser_than_a_court_wants_is_bound_lighter_and_looks_the_same(tmp_path, mode):
    data = scanned(600, mode)
    verdict = inspected(tmp_path, "a.pdf", data, out=tmp_path / "out.pdf")
    assert "resampled" in [finding["code"] for finding in verdict.findings]
    with pikepdf.open(verdict.derivative) as bound:
        picture = bound.pages[0].obj.Resources.XObject.image
        assert abs(int(picture.Width) - 8.27 * 300) < 3
    drawn = []
    for path in (tmp_path / "upload", verdict.derivative):
        document = pypdfium2.PdfDocument(str(path))
        drawn.append(document[0].render(scale=1, grayscale=True).to_numpy().astype(int))
        document.close()
    assert (abs(drawn[0] - drawn[1]) > 60).mean() < 0.001
    assert (tmp_path / "upload").read_bytes() == data


def test_a_scan_of_200_dpi_is_left_as_it_is(tmp_path):
    verdict = inspected(tmp_path, "a.pdf", scanned(200), out=tmp_path / "out.pdf")
    assert (verdict.findings, verdict.derivative) == ([], None)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_other_pictures_become_a_page_too(tmp_path, kind):
    extension = {"PNG": "png", "WEBP": "webp", "TIFF": "tif"}[kind]
    verdict = inspected(tmp_path, f"a.{extension}", photo((400, 700), kind=kind), out=tmp_path / "out.pdf")
    assert (verdict.verdict, verdict.pages, verdict.bindable) == ("accept", 1, True)


@pytest.mark.parametrize("size", [(1080, 9000), (9000, 1080)], ids=["standing", "lying"])
def test_a_long_screenshot_is_told_to_be_cut(tmp_path, size):
    """On one sheet a conversation of many screens is a ribbon that nobody can read."""
    verdict = inspected(tmp_path, "聊天记录.png", photo(size, kind="PNG"))
    assert [(f["code"], f["page"], f["times"]) for f in verdict.findings] == [("squeezed", 1, 8)]
    assert "8" in intake.note(verdict.findings[0])


def test_of_a_moving_picture_it_is_said_that_one_frame_is_bound(tmp_path):
    frames = [Image.new("RGB", (700, 700), (n * 60, 90, 90)) for n in range(3)]
    for kind, extension in (("WEBP", "webp"), ("PNG", "png")):
        data = io.BytesIO()
        frames[0].save(data, kind, save_all=True, append_images=frames[1:])
        verdict = inspected(tmp_path, f"a.{extension}", data.getvalue(), out=tmp_path / "out.pdf")
        assert {"code": "moving", "frames": 3} in verdict.findings
        assert (verdict.verdict, verdict.pages) == ("accept", 1)


def test_transparency_is_laid_on_white(tmp_path):
    verdict = inspected(tmp_path, "a.png", photo((700, 700), kind="PNG", mode="RGBA"), out=tmp_path / "out.pdf")
    document = pypdfium2.PdfDocument(str(verdict.derivative))
    picture = document[0].render(scale=0.5).to_numpy()
    document.close()
    assert picture[picture.shape[0] // 2, picture.shape[1] // 2].min() > 250


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("流水.csv", "日期,摘要,金额\n2026-11-16,货款,486200.00\n".encode("gb18030")),
        ("note.txt", "冻结通知于2026年11月18日收到。\n第二行".encode()),
        (
            "mail.eml",
            "From: notice@provider.example\nTo: legal@hailan.example\nDate: Wed, 18 Nov 2026 09:40:00 +0100\n"
            "Subject: =?utf-8?b?5Yaa57uT6YCa55+l?=\nContent-Type: text/plain; charset=utf-8\n\n"
            "您的账户已被冻结。\n".encode(),
        ),
    ],
    ids=["csv", "txt", "eml"],
)
def test_a_text_table_or_mail_is_printed_so_that_it_can_be_bound(tmp_path, name, data):
    verdict = inspected(tmp_path, name, data, out=tmp_path / "out.pdf")
    assert (verdict.verdict, verdict.bindable, verdict.pages) == ("accept", True, 1)
    assert verdict.facts["feet"] == "1"
    assert verdict.derivative.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Date;Libellé;Montant\n2026-11-16;Société Générale – frais;-12,00 €\n", "cp1252"),
        ("Datum;Empfänger;Betrag\n2026-11-16;Müller Söhne;-486200,00\n", "latin-1"),
        ("日期;摘要;金额\n2026-11-16;SWIFT 手续费;-12,00\n", "gbk"),
        ("户名:朱镕堃\n", "gb18030"),
    ],
)
def test_a_bank_in_europe_and_one_in_china_are_both_read_in_their_own_letters(words, encoding):
    """Read as Chinese, Müller becomes M黮ler, and the table is bound like that."""
    assert texts.decoded(words.encode(encoding)) == words


def test_a_table_too_long_to_print_is_kept_but_not_bound(tmp_path):
    verdict = inspected(tmp_path, "long.csv", b"a,b\n" * 5_000, out=tmp_path / "out.pdf")
    assert (verdict.verdict, verdict.bindable) == ("accept", False)
    assert [finding["code"] for finding in verdict.findings] == ["too_long_to_print"]


def test_without_an_office_program_a_word_file_is_kept_but_not_bound(tmp_path, monkeypatch):
    monkeypatch.setattr("documents.office_programs.program", lambda: None)
    verdict = inspected(tmp_path, "letter.docx", hostile.office(), out=tmp_path / "out.pdf")
    assert (verdict.verdict, verdict.bindable) == ("accept", False)
    assert verdict.findings[-1]["code"] == "no_office_program"


def test_with_an_office_program_a_word_file_is_converted(tmp_path, monkeypatch):
    """A stand-in for LibreOffice that writes a PDF where it is told to."""
    (tmp_path / "made.pdf").write_bytes(pdf(pages=2))
    program = tmp_path / "soffice"
    program.write_text(
        f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\ncp {tmp_path / "made.pdf"} "$2/file.pdf"\n'
    )
    program.chmod(0o700)
    monkeypatch.setattr("documents.office_programs.program", lambda: str(program))
    verdict = inspected(tmp_path, "letter.docx", hostile.office(), out=tmp_path / "out.pdf")
    assert (verdict.verdict, verdict.bindable, verdict.pages) == ("accept", True, 2)
    assert Path(verdict.derivative).exists()


@pytest.mark.parametrize(("language", "end"), [("en", "."), ("zh-hans", "。")])
def test_every_reason_and_note_is_a_sentence(language, end):
    with translation.override(language):
        for sentence in [*intake.REASONS.values(), *intake.NOTES.values()]:
            assert str(sentence).endswith(end)
