"""The child that opens strangers' files: `python -m documents.inspection`, one file, a question in, JSON out.

No framework, no database, no secrets in its environment. It first makes itself small, then looks, then, if the file
may come in, writes the PDF for binding. It may die at any point; the parent then refuses the file.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from documents import recordings, tails
from documents.confining import confine
from documents.seen import RECORDINGS, TYPES, Refused, Seen

MAGIC: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an Office file with a password is wrapped in this, whatever its name
# Beginnings that are never text, whatever the extension says.
NOT_TEXT = (
    b"%PDF-", b"PK\x03\x04", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xca\xfe\xba\xbe", OLE,
    b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ", b"L\x00\x00\x00\x01\x14\x02",
    b"{\\rtf",
)  # fmt: skip
MEMORY_MB = 1024
LOOKING_MB = 528  # what opens no larger than this is a paper; preparing it may need more
WRITTEN_MB = 1024
LOOKING_SECONDS = 7


def type_of(path: Path, extension: str) -> str:
    """By its first bytes and its extension, which must agree. Neither alone is believed."""
    mime = TYPES.get(extension) or RECORDINGS.get(extension)
    if mime is None:
        raise Refused("type_not_taken", extension=extension)
    with path.open("rb") as f:
        head = f.read(1024)
    if mime.startswith("application/vnd.") and head.startswith(OLE):
        raise Refused("needs_password")
    if mime == "application/pdf":
        fits = b"%PDF-" in head
    elif mime in RECORDINGS.values():
        fits = recordings.fits(mime, head)
    elif mime == "image/webp":
        fits = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    elif mime == "image/heic":
        fits = head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim", b"heis")
    elif mime.startswith("text/") or mime == "message/rfc822":
        fits = not head.startswith(NOT_TEXT)
    else:
        fits = head.startswith(MAGIC[mime])
    if not fits:
        raise Refused("other_type", extension=extension)
    return mime


def look(path: Path, extension: str) -> Seen:
    if path.stat().st_size == 0:
        raise Refused("empty")
    if tails.is_test_virus(path):
        raise Refused("virus")
    if tails.is_disc(path):
        raise Refused("two_files_in_one")
    seen = Seen(mime=type_of(path, extension))
    # Imported one by one: a text file should not wait for the libraries of a PDF.
    if seen.mime == "application/pdf":
        from documents import pdf_files

        pdf_files.look(path, seen)
    elif seen.mime.startswith("image/"):
        from documents import pictures

        pictures.look(path, seen)
    elif seen.mime in RECORDINGS.values():
        recordings.look(path, seen)
    elif seen.mime.startswith("application/vnd."):
        from documents import office

        office.look(path, seen)
        seen.bindable = False  # until an office program has turned it into a PDF
    else:
        from documents import texts

        texts.look(path, seen)
    return seen


def prepare(path: Path, out: Path, seen: Seen, *, read_scans: bool) -> None:
    """Write the PDF for binding where the original cannot be bound as it is, and measure its pages."""
    if seen.mime == "application/pdf":
        from documents import pdf_binding, pdf_files

        seen.made = pdf_binding.write(path, out, seen)
    elif seen.mime.startswith("image/"):
        from documents import pdf_files, pictures

        seen.made = pictures.write(path, out, seen)
    else:
        return
    if read_scans:
        from documents import reading

        layered = out.with_suffix(".read.pdf")
        if reading.read(out if seen.made else path, layered, seen):
            layered.replace(out)
            seen.made = True
    dense = pdf_files.measure(out if seen.made else path, seen)
    if dense:
        from documents import resampling

        light = out.with_suffix(".light.pdf")
        if resampling.write(out if seen.made else path, light, dense, seen):
            light.replace(out)
            seen.made = True
    from documents import pageprints

    seen.prints = pageprints.of_file(out if seen.made else path)


def give_more(pages: int) -> None:
    """Preparing takes honest work: up to half a second a page on top of what looking took, and the memory for it."""
    _soft, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = int(used.ru_utime + used.ru_stime) + 20 + pages // 2
    resource.setrlimit(resource.RLIMIT_CPU, (seconds if hard == resource.RLIM_INFINITY else min(seconds, hard), hard))


def answer(question: dict[str, Any]) -> dict[str, Any]:
    path = Path(question["path"])
    try:
        if question.get("apart"):
            return taken_apart(path, question["apart"])
        if question.get("pages"):
            return read_pages(path, Path(question["out"]), frozenset(question["pages"]))
        seen = look(path, question["extension"])
        if question.get("out"):
            pages, reads = seen.pages or 1, bool(question.get("ocr"))
            give_more(60 * pages if reads else pages)  # the reading program has as much, for each page anew
            prepare(path, Path(question["out"]), seen, read_scans=reads)
    except Refused as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        return {"refused": "too_complex", "params": {}}
    except RecursionError:
        return {"refused": "bomb", "params": {}}
    return seen.as_dict()


def taken_apart(path: Path, folder: str) -> dict[str, Any]:
    from documents import mails

    look(path, "eml")  # refuses what an upload of it would have been refused for
    return {"taken": mails.take_apart(path.read_bytes(), folder)}


def read_pages(path: Path, out: Path, pages: frozenset[int]) -> dict[str, Any]:
    """Some pages of a PDF that came in before get their words."""
    from documents import reading

    give_more(60 * len(pages))
    seen = Seen(mime="application/pdf")
    seen.made = reading.read(path, out, seen, pages)
    return seen.as_dict()


def main() -> int:
    question = json.loads(sys.stdin.buffer.read())
    offline = confine(memory_mb=MEMORY_MB, cpu_seconds=None, written_mb=WRITTEN_MB)
    for kind, limit in ((resource.RLIMIT_CPU, LOOKING_SECONDS), (resource.RLIMIT_AS, LOOKING_MB * 2**20)):
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    result = answer(question)
    result["offline"] = offline
    sys.stdout.buffer.write(json.dumps(result).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
