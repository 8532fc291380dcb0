"""The doors for operators: a bundle from a manifest, a verdict for a file; no database needed."""

import io
import json
import os
import unicodedata
from pathlib import Path

import pikepdf
import pytest
from django.core.management import call_command

from tests.documents import hostile
from tests.documents.samples import pdf, photo

SCAN = """Bill of lading number HL-118
loaded at Ningbo for carriage to Izmir
on 28 September 2026 in good order
by the carrier named on this document
Shipper Ningbo Hailan Import and Export
Consignee Marmara Teknik of Izmir"""


def run(name, *arguments):
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def manifest(tmp_path):
    (tmp_path / "合同.pdf").write_bytes(pdf(pages=3))
    (tmp_path / "photo.jpg").write_bytes(photo())
    (tmp_path / "broken.pdf").write_bytes(pdf()[:100])
    (tmp_path / "secret.pdf").write_bytes(pdf(text="Xyzzy"))
    whole = {
        "title": "Evidence bundle",
        "title_zh": "证据材料",
        "case": "FD-0007",
        "language": "zh+en",
        "date": "2026-11-23",
        "sections": [
            {
                "title": "Contracts",
                "items": [{"file": "合同.pdf", "title": "Contract", "title_zh": "合同", "form": "copy"}],
            },
            {
                "title": "Photographs",
                "items": [
                    {"file": "photo.jpg", "title": "Photo"},
                    {"file": "broken.pdf", "title": "Broken"},
                    {"file": "absent.pdf", "title": "Absent"},
                    {"file": "secret.pdf", "title": "Zanzibar", "confidentiality": "sealed"},
                ],
            },
        ],
    }

    def write(**changes):
        path = tmp_path / "manifest.json"
        path.write_text(json.dumps(whole | changes, ensure_ascii=False), "utf8")
        return path

    return write


def test_a_manifest_becomes_a_bundle_and_says_where_everything_stands(manifest, tmp_path):
    status, out, err = run("build_bundle", manifest(), "--out", tmp_path / "pack.pdf")
    answer = json.loads(out)
    assert status == 0
    assert set(answer) == {"pages", "sha256", "items", "sections", "seconds", "problems", "sealed"}
    assert [row["exhibit"] for row in answer["items"]] == ["1.1", "2.1", "2.2", "2.3", "2.4"]
    assert set(answer["items"][0]) == {"exhibit", "title", "first_page", "last_page", "sha256", "problems"}
    assert answer["items"][0]["last_page"] - answer["items"][0]["first_page"] == 2
    assert len(answer["problems"]) == 2  # the broken and the absent file have a page that says so
    with pikepdf.open(tmp_path / "pack.pdf") as made:
        assert len(made.pages) == answer["pages"]
    assert (tmp_path / "pack.sealed.pdf").exists()
    assert "checking 5/5" in err


def test_files_may_be_named_from_the_folder_one_stands_in(manifest, tmp_path, monkeypatch):
    """What opens a file works in another folder: a relative name once made every paper "too complex"."""
    manifest()
    monkeypatch.chdir(tmp_path)
    status, out, _err = run("build_bundle", "manifest.json", "--out", "pack.pdf", "--quiet")
    assert status == 0
    assert len(json.loads(out)["problems"]) == 2  # the broken and the absent one, as with whole names
    assert [row["code"] for row in json.loads(run("check_document", "合同.pdf")[1])] == ["ok"]


def test_a_bundle_is_the_same_on_every_run(manifest, tmp_path):
    hashes = [
        json.loads(run("build_bundle", manifest(), "--out", tmp_path / f"{n}.pdf")[1])["sha256"] for n in range(2)
    ]
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"sections": []},
        {"sections": "x"},
        {"sections": [{"title": "x", "items": [{"title": "no file"}]}]},
        {"date": "23.11.2026"},
        {"language": "fr"},
    ],
    ids=["no files", "no list", "no file name", "odd date", "odd language"],
)
def test_a_wrong_manifest_is_refused_with_one_line(manifest, tmp_path, changes):
    status, out, err = run("build_bundle", manifest(**changes), "--out", tmp_path / "pack.pdf", "--quiet")
    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "pack.pdf").exists()


def test_a_manifest_that_is_not_there_or_not_json_is_refused(tmp_path):
    (tmp_path / "bad.json").write_text("{")
    for name in ("none.json", "bad.json"):
        status, _out, err = run("build_bundle", tmp_path / name, "--out", tmp_path / "pack.pdf")
        assert status == 1
        assert name in err


@pytest.mark.parametrize("upside_down", [False, True], ids=["upright", "upside down"])
def test_a_scan_is_made_searchable_and_upright_when_asked(tmp_path, text, upside_down):
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1240, 1754), 250)
    font = ImageFont.load_default(44)
    ImageDraw.Draw(picture).text((120, 200), SCAN, fill=0, font=font)
    picture = picture.rotate(180) if upside_down else picture
    picture.save(tmp_path / "scan.png", dpi=(150, 150))
    whole = {"case": "FD-1", "language": "en", "date": "2026-11-23", "ocr": True}
    whole["sections"] = [{"title": "Scans", "items": [{"file": "scan.png", "title": "Scan"}]}]
    (tmp_path / "m.json").write_text(json.dumps(whole))
    status, out, _err = run("build_bundle", tmp_path / "m.json", "--out", tmp_path / "pack.pdf", "--quiet")
    assert status == 0
    page = json.loads(out)["items"][0]["first_page"]
    assert "lading" in text((tmp_path / "pack.pdf").read_bytes())[page - 1]


def test_a_verdict_for_each_file(tmp_path):
    (tmp_path / "good.pdf").write_bytes(pdf())
    (tmp_path / "doubtful.pdf").write_bytes(hostile.script())
    (tmp_path / "bad.pdf").write_bytes(b"")
    status, out, _err = run("check_document", *(tmp_path / f"{n}.pdf" for n in ("good", "doubtful", "bad", "none")))
    rows = json.loads(out)
    assert status == 1
    assert [(row["verdict"], row["code"]) for row in rows] == [
        ("accept", "ok"), ("flag", "script"), ("reject", "empty"), ("reject", "no_such_file"),
    ]  # fmt: skip
    assert rows[0]["sha256"]
    assert rows[1]["findings"][0]["note"]
    assert run("check_document", tmp_path / "good.pdf")[0] == 0


def test_a_file_named_in_the_letters_of_another_system_is_judged_like_any_other(tmp_path):
    """As an archive packed in China leaves it on this machine: its name is no UTF-8."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "冻结.pdf".encode("gbk")))
    path.write_bytes(pdf())
    status, out, _err = run("check_document", path)
    assert (status, json.loads(out.encode())[0]["verdict"]) == (0, "accept")
    assert "\\xb6\\xb3" in json.loads(out)[0]["file"]


def test_a_manifest_may_name_a_file_as_another_system_wrote_it(manifest, tmp_path):
    """An archive packed on a Mac writes é as e and an accent; a list typed elsewhere does not."""
    (tmp_path / unicodedata.normalize("NFD", "Société.pdf")).write_bytes(pdf())
    items = [{"file": "Société.pdf"}, {"file": " 合同.pdf "}, {"file": "a" * 400 + ".pdf"}, {"file": "nul\0.pdf"}]
    made = manifest(sections=[{"title": "Bills", "items": items}])
    status, out, _err = run("build_bundle", made, "--out", tmp_path / "pack.pdf")
    assert status == 0
    assert [bool(row["problems"]) for row in json.loads(out)["items"]] == [False, False, True, True]


def test_half_a_character_in_a_title_does_not_cost_the_bundle(manifest, tmp_path):
    path = manifest(case="FD-\u202e7")
    path.write_text(path.read_text("utf-8").replace('"Contract"', '"Con\\ud800tract\\u0007"'), "utf-8")
    status, out, _err = run("build_bundle", path, "--out", tmp_path / "pack.pdf")
    assert (status, "U+FFFD" in json.loads(out)["problems"][-1]) == (0, True)
    with pikepdf.open(tmp_path / "pack.pdf") as made:
        assert str(made.docinfo.Title).startswith("FD-7 ")
