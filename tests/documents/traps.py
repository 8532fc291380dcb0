"""A folder of papers as nasty as they come, for the clerk's checker: `python -m tests.documents.traps FOLDER`.

It writes manifest.json for `manage.py build_bundle` and corpus.json, which tells the checker what each page says,
how large it is, and where its links lead. Every page carries a mark of its own (MK and six digits).
"""

import hashlib
import io
import json
import sys
from pathlib import Path

import pikepdf

from documents.pdf_files import frame_of
from tests.documents import trap_pictures, trap_scans
from tests.documents.corpus.pdfs import circle_of_pages
from tests.documents.trap_pages import CONTENT, SHAPES, STRUCTURE, TURNED, mark, simple
from tests.documents.trap_trees import TREES


def refused():
    """What no page can be made of: each stands in the bundle as a page that says why."""
    with pikepdf.new() as empty:
        out = io.BytesIO()
        empty.save(out)
    good = simple()(999)
    with pikepdf.open(io.BytesIO(good)) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="secret"))
    return {
        "no pages.pdf": out.getvalue(),
        "circle.pdf": circle_of_pages(),
        "locked 加密.pdf": locked.getvalue(),
        "empty.pdf": b"",
        "page of the web.pdf": b"<!doctype html><p>Not found",
        "cut off.pdf": good[:200],
        "half.jpg": trap_pictures.jpeg()[:3000],
        "30000 wide.png": trap_pictures.liar(30_000, 30_000),
        "program.exe": b"MZ\x90\x00",
    }


def papers():
    """Name, bytes and what the checker is told about the pages of each paper, in the order of the bundle."""
    number = 0
    for name, make in {**TURNED, **SHAPES, **CONTENT, **STRUCTURE, **TREES}.items():
        number += 1
        data = make(number)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            frames = [frame_of(page.obj) for page in pdf.pages]
        pages = [
            {"marker": mark(number, n), "width": f.width, "height": f.height, "searchable": True, "typed": True,
             "upright": True}
            for n, f in enumerate(frames, 1)
        ]  # fmt: skip
        inner = [{"page": 0, "target_page": k} for k in (2, 1)] if name.startswith("links") else []
        yield f"{number:03d} {name}（证据）.pdf", data, pages, inner
    for name, data, upright in trap_scans.scans():
        number += 1
        with pikepdf.open(io.BytesIO(data)) as pdf:
            frame = frame_of(pdf.pages[0].obj)
        page = {"marker": None, "width": frame.width, "height": frame.height, "searchable": False, "typed": True,
                "upright": upright}  # fmt: skip
        yield f"{number:03d} {name}.pdf", data, [page], []
    for name, data, count, typed in trap_pictures.pictures():
        number += 1
        page = {"marker": None, "width": 0, "height": 0, "searchable": False, "typed": typed, "upright": True}
        yield f"{number:03d} {name}", data, [page] * count, []


def entry(file, section):
    return {"file": file, "title": Path(file).stem.split(" ", 1)[-1] + f" {file[:3]}", "date": "2026-11-16",
            "source": "申诉人", "proves": "事实1", "form": "copy", "section": section}  # fmt: skip


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    documents, sections = [], {"合同 Contracts": [], "不能装订 Not bound": []}
    for file, data, pages, inner in papers():
        (folder / file).write_bytes(data)
        told = entry(file, "合同 Contracts")
        sections["合同 Contracts"].append(told)
        documents.append(
            told
            | {
                "id": file[:3], "kind": file[4:], "pages": pages, "internal_links": inner, "traps": [file[4:]],
                "media": "application/pdf" if file.endswith(".pdf") and "beside" not in file else "not drawn",
                "sha256": hashlib.sha256(data).hexdigest(), "size": len(data),
            }
        )  # fmt: skip
    for file, data in refused().items():
        (folder / file).write_bytes(data)
        sections["不能装订 Not bound"].append(entry(file, "不能装订 Not bound"))
    manifest = {
        "title": "Evidence bundle", "title_zh": "证据材料", "case": "FD-0007", "language": "zh+en",
        "date": "2026-11-23", "ocr": True,
        "sections": [{"title": title, "items": items} for title, items in sections.items()],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    (folder / "corpus.json").write_text(json.dumps({"documents": documents}, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
