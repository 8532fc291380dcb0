"""May this file come in? A verdict with a reason a lay person understands, and the PDF that will be bound.

The file is opened in a confined child (inspection.py). The original is evidence and is never rewritten; what is made
from it is a derivative with its own hash.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.words import listed
from documents import office_programs, papers, scanning
from documents.names import extension_of, looks_like_program, turns_direction
from documents.printing import PrintingProblem
from documents.seen import RECORDINGS, TYPES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WALL_SECONDS = 15
PREPARING_SECONDS = 300
READING_SECONDS = 3 * 3600
# Findings that a person should know of; the others are only facts of the file.
FLAGS = {
    "script", "starts_program", "attachment", "media", "sends_data", "other_file", "acts_by_itself", "xfa", "repaired",
    "junk_before_header", "signed", "encrypted", "office_attachment", "asks_outside", "formulas", "mail_danger",
    "double_name", "mark_hidden", "note_left_out", "mail_locked",
}  # fmt: skip

REASONS: dict[str, "_StrPromise"] = {
    "empty": _("The file is empty (0 bytes). Save it again and upload the new copy."),
    "too_large": _("The file is larger than %(limit)s MB. Scan it at 200 dpi, or split it."),
    "name_direction": _(
        "The file name contains hidden characters that turn the direction of writing. Rename the file and "
        "upload it again."
    ),
    "type_not_taken": _(
        "Files of this type are not taken. Save it as PDF and upload that. Taken: PDF, PNG, JPEG, WebP, TIFF, "
        "HEIC, TXT, CSV, EML, DOCX, XLSX; recordings (WAV, MP3, M4A, AMR, OGG) in the log of the case."
    ),
    "other_type": _("The content is not what the file name says. Open the file, save it as PDF, and upload that."),
    "not_text": _("The file is not plain text. Save it as PDF and upload that."),
    "says_nothing": _("The file contains no text. Check that it is the right one."),
    "needs_password": _("The file is locked with a password. Save a copy without the password and upload that."),
    "damaged": _(
        "The file is damaged or incomplete and cannot be read. Ask the sender for it again, or scan the paper."
    ),
    "no_pages": _("The PDF contains no pages. Check that it is the right file."),
    "too_many_pages": _("The file has too many pages (%(pages)s). Split it."),
    "picture_too_large": _("A picture in the file is too large to be read safely. Scan it at 300 dpi or less."),
    "heic_not_readable": _("HEIC photos cannot be read on this machine. Save the photo as JPEG and upload that."),
    "bomb": _(
        "The file unpacks to far more than a document holds and was not opened. Save it as a new PDF and upload"
        " that."
    ),
    "too_complex": _("Reading the file took too long or too much memory. Print it to a new PDF and upload that."),
    "two_files_in_one": _("The file is two files in one and was not opened. Save it as a new PDF and upload that."),
    "macros": _("The file contains macros. Save it without macros, or as PDF, and upload that."),
    "virus": _("The file contains the mark of a virus. Do not open it, and tell whoever looks after your computers."),
    "not_scanned": _("The virus scanner does not answer, so the file was not taken. Upload it again in a few minutes."),
    "runs_commands": _(
        "The file contains something that starts a program when it is opened. Save it as PDF and upload that."
    ),
    "odd_archive": _("The inside of the file is not what the office program writes. Save it as PDF and upload that."),
    "loads_from_outside": _(
        "The file loads content from another place when it is opened. Save it as PDF and upload that."
    ),
    "form_cannot_be_printed": _(
        "The form on page %(page)s cannot be drawn. Print the file to a new PDF and upload that."
    ),
}  # fmt: skip

NOTES: dict[str, "_StrPromise"] = {
    "redacted": _("Parts of it were blacked out here. The paper as it came is kept."),
    "script": _("It contained a script, which is left out of the copy for binding."),
    "starts_program": _("It contained a link that starts a program, which is left out of the copy for binding."),
    "attachment": _("It carries attached files, which are not bound. Upload them one by one if they matter."),
    "media": _("It contains sound or film, which is not bound."),
    "sends_data": _("It contained a button that sends data, which is left out of the copy for binding."),
    "other_file": _("It contained a link into another file, which is left out of the copy for binding."),
    "acts_by_itself": _("It contained an action that starts by itself, which is left out of the copy for binding."),
    "office_attachment": _("It carries files inside, which are not bound. Upload them one by one if they matter."),
    "asks_outside": _("It names files or addresses outside of it; they are not asked when it is converted."),
    "formulas": _("Some of its cells are formulas; they are printed as they are written, and nothing is computed."),
    "mail_danger": _("The mail carries a program, an archive or a web page, which is kept in it and never opened."),
    "mail_locked": _(
        "The mail is encrypted, so its words are not in the copy for binding. Open it in the mail program of its "
        "addressee, save it as PDF, and upload that as well."
    ),
    "double_name": _("Its name looks like that of a program."),
    "xfa": _("It is a dynamic form (XFA). Check that the pages show its content, or print it to a new PDF."),
    "repaired": _("Its structure was damaged and has been repaired in the copy for binding."),
    "junk_before_header": _("Foreign bytes stand before its beginning; the copy for binding is without them."),
    "signed": _(
        "It carries an electronic signature, which cannot survive binding. Hand the original in beside the "
        "bundle."
    ),
    "encrypted": _("It was encrypted without a password to open it; the copy for binding is not."),
    "form": _("Its form fields are printed into the copy for binding."),
    "layers": _("It has layers; hidden ones stay hidden."),
    "marks": _("What was written, drawn or stamped on its pages is printed into the copy for binding."),
    "mark_not_drawn": _(
        "A text box, stamp or drawing on page %(page)s does not say what it looks like. Print the file to a new PDF "
        "and upload that."
    ),
    "mark_hidden": _(
        "A hidden mark on page %(page)s is not bound. If it matters, show it in the program that made it and upload "
        "the file again."
    ),
    "note_left_out": _(
        "A note on page %(page)s opens with a click and is not bound. If it matters, print the file with its notes to "
        "a new PDF and upload that."
    ),
    "not_blacked_out": _(
        "Page %(page)s has marks for blacking out that were not carried out: what is under them can be read. Black it "
        "out here, or upload a finished copy."
    ),
    "resampled": _("Its pictures were reduced to 300 dpi in the copy for binding."),
    "turned": _("Its upside-down pages were turned in the copy for binding."),
    "blank": _("Page %(page)s is blank. Scan it again, or leave it out."),
    "unreadable": _("Page %(page)s has only %(dpi)s dpi and cannot be read in print. Scan it again at 200 dpi."),
    "coarse": _("Page %(page)s has %(dpi)s dpi. Scan it at 200 dpi if the paper is at hand."),
    "blurred": _("Page %(page)s is blurred. Scan or photograph it again, with more light."),
    "slanting": _("Page %(page)s lies %(degrees)s degrees aslant. Scan it straight."),
    "squeezed": _(
        "The picture is %(times)s times as long as wide; on one page its writing is too small to read. Cut it into "
        "pieces of about one page each and upload those."
    ),
    "moving": _("It is a moving picture of %(frames)s frames; only the first is bound. Upload others that matter."),
    "page_missing": _("The pages say that there are %(total)s of them; missing: %(missing)s. Scan those as well."),
    "ocr": _("Its scanned pages were made searchable."),
    "no_reader": _("Its scanned pages were not made searchable, because tesseract is not installed."),
    "camera_data": _("The photo's place and camera data are left out of the copy for binding."),
    "mail_attachments": _(
        "The mail carries %(count)s attached files, which are not bound. Upload them one by one if they matter."
    ),
    "too_long_to_print": _("It is too long to be bound as it is. Print the part that matters to PDF and upload that."),
    "recording": _("A recording is kept as it came and is not bound: write down what is said in it, and bind that."),
    "no_office_program": _("It is kept, but cannot be bound: save it as PDF and upload that as well."),
    "cannot_be_printed": _(
        "It is kept, but cannot be bound: it contains characters that cannot be printed. Save it as PDF and "
        "upload that as well."
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    verdict: Literal["accept", "flag", "hold", "reject"]
    code: str  # why, in one word; "ok" when nothing is to be said
    sha256: str = ""
    size: int = 0
    mime: str = ""
    pages: int | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    bindable: bool = False
    derivative: Path | None = None  # the PDF for binding, when the original is not already one

    @property
    def taken(self) -> bool:
        return self.verdict in ("accept", "flag")

    @property
    def reason(self) -> str:
        if self.code == "ok":
            return ""
        sentence = REASONS.get(self.code) or NOTES[self.code]
        return str(sentence) % self.params if self.params else str(sentence)

    def refusal(self) -> ValidationError:
        return ValidationError(REASONS[self.code], code=self.code, params=self.params)


def note(finding: dict[str, Any]) -> str:
    """A finding as a sentence."""
    sentence = NOTES.get(str(finding["code"]))
    told = finding | {"missing": listed(str(finding["missing"]).split(", "))} if "missing" in finding else finding
    return str(sentence) % told if sentence else str(finding["code"])


def fingerprint(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def inspect(
    path: Path,
    *,
    name: str,
    out: Path | None = None,
    sha256: str | None = None,
    ocr: bool = False,
    recordings: bool = False,
) -> Verdict:
    """Judge the file; with `out` also write there the PDF for binding, where the original is not fit for it.

    `ocr` also makes scans searchable: seconds a page, so only where somebody waits for it. `recordings` are taken where
    the ground is asked on which they are kept.
    """
    size = path.stat().st_size
    known: dict[str, Any] = {"sha256": sha256 or fingerprint(path), "size": size}
    extension = extension_of(name)
    if turns_direction(name):
        return Verdict("reject", "name_direction", **known)
    if size == 0:
        return Verdict("reject", "empty", **known)
    if size > settings.UPLOAD_LIMIT_MB * 2**20:
        return Verdict("reject", "too_large", params={"limit": settings.UPLOAD_LIMIT_MB}, **known)
    types = TYPES | RECORDINGS if recordings else TYPES
    if extension not in types:
        return Verdict("reject", "type_not_taken", params={"extension": extension}, **known)
    if settings.CLAMD_URL:
        try:
            if scanning.virus_in(path, settings.CLAMD_URL):
                return Verdict("reject", "virus", mime=types[extension], **known)
        except scanning.Unreachable:
            return Verdict("hold", "not_scanned", mime=types[extension], **known)
    seen = ask_child(path, extension, out, ocr=ocr)
    if "refused" in seen:
        return Verdict("reject", seen["refused"], params=seen["params"], mime=types[extension], **known)
    derivative = out if out is not None and seen["made"] else None
    if out is not None and seen["bindable"] and seen["text"]:
        derivative = printed(seen, name, out)
    elif out is not None and seen["mime"].startswith("application/vnd."):
        derivative = converted(path, seen, extension, out)
    findings = seen["findings"]
    if looks_like_program(name):
        findings.append({"code": "double_name"})
    flags = [f["code"] for f in findings if f["code"] in FLAGS]
    return Verdict(
        "flag" if flags else "accept",
        flags[0] if flags else "ok",
        mime=seen["mime"],
        pages=seen["pages"],
        findings=findings,
        facts={name: seen[name] for name in ("sizes", "feet", "prints", "offline", "said", "unread")},
        bindable=bool(seen["bindable"]),
        derivative=derivative,
        **known,
    )


def take_apart(path: Path, folder: Path) -> list[tuple[str, Path]]:
    """What hangs on a mail, written into the folder by the confined child; nothing of it is judged yet."""
    question = {"path": whole(path), "extension": "eml", "apart": whole(folder)}
    answer = ask(question, seconds=PREPARING_SECONDS)
    return [(each["name"], Path(each["path"])) for each in answer.get("taken", [])]


def read_pages(path: Path, out: Path, pages: list[int]) -> dict[str, Any]:
    """Words for these pages of a PDF, written to `out`; see reading.py."""
    question = {"path": whole(path), "extension": "pdf", "out": whole(out), "pages": pages}
    return ask(question, seconds=120 * len(pages))


def ask_child(path: Path, extension: str, out: Path | None, *, ocr: bool = False) -> dict[str, Any]:
    question = {"path": whole(path), "extension": extension, "out": whole(out) if out else None, "ocr": ocr}
    answer = ask(question, seconds=READING_SECONDS if ocr else PREPARING_SECONDS if out else WALL_SECONDS)
    if out is not None and answer.get("refused") == "too_complex":
        out.unlink(missing_ok=True)
    return answer


def whole(path: Path) -> str:
    """The child works in a folder of its own: a name that holds only in ours would point nowhere there."""
    return str(path.absolute())


def ask(question: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    """One question to a child of its own. Whatever becomes of it, there is an answer."""
    try:
        done = subprocess.run(  # our own module, no shell, nothing of the user's in the command
            [sys.executable, "-m", "documents.inspection"],
            input=json.dumps(question).encode(),
            capture_output=True,
            check=False,
            cwd=settings.BASE,
            env=child_environment(),
            timeout=seconds,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        answer = None
    return answer if isinstance(answer, dict) else {"refused": "too_complex", "params": {}}


def child_environment() -> dict[str, str]:
    """Paths and language only: a child that opens strangers' files holds no secret."""
    keep = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
    mine = {name: os.environ[name] for name in keep if name in os.environ}
    # One thread: each reserves address space, and the child has little.
    return mine | {
        "PYTHONPATH": str(settings.BASE),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONUTF8": "1",
    }


def printed(seen: dict[str, Any], name: str, out: Path) -> Path | None:
    """A mail, text or table as pages."""
    try:
        out.write_bytes(papers.text_pdf(seen["text"], name=name))
    except PrintingProblem as problem:
        if problem.code not in ("missing_glyph", "too_long", "took_too_long"):
            raise
        seen["bindable"] = False
        seen["findings"].append({"code": "cannot_be_printed"})
        return None
    return measured(seen, out)


def converted(path: Path, seen: dict[str, Any], extension: str, out: Path) -> Path | None:
    if not office_programs.to_pdf(path, extension, out):
        seen["findings"].append({"code": "no_office_program"})
        return None
    seen["bindable"] = True
    return measured(seen, out)


def measured(seen: dict[str, Any], out: Path) -> Path:
    """Pages we made ourselves are looked through like any other file's."""
    again = ask_child(out, "pdf", out.with_suffix(".again.pdf"))
    if "refused" in again:
        seen["bindable"] = False
        return out
    better = out.with_suffix(".again.pdf")
    if again["made"]:
        better.replace(out)
    seen |= {name: again[name] for name in ("pages", "sizes", "feet", "prints", "said", "unread")}
    return out
