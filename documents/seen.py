"""What an inspection saw: the words the child and its parent share. Plain data, no framework."""

from dataclasses import asdict, dataclass, field
from typing import Any

Shown = tuple[float, float]  # width and height of a page as the reader sees it, in points

# Extension to type. Nothing else comes in: no svg, html, zip, old office formats.
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "heif": "image/heic",
    "txt": "text/plain",
    "csv": "text/csv",
    "eml": "message/rfc822",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Taken only where a recording is asked for: in the log of a case, with the ground on which it is kept.
RECORDINGS = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "amr": "audio/amr",
    "ogg": "audio/ogg",
}
PAGES = 10_000  # more pages than this in one file is an attack or a mistake
PIXELS = 100_000_000  # a picture larger than this is not a photograph of a paper


class Refused(Exception):
    """This file cannot be taken; the code says why, and intake.py has the sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class Seen:
    """Filled in step by step by the inspector of each type."""

    mime: str
    pages: int | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)
    sizes: list[Shown] = field(default_factory=list)
    feet: str = ""  # one digit a page: 1 = nothing is printed where the page number goes
    unread: list[int] = field(default_factory=list)  # pages that are pictures without words: see reading.py
    prints: str = ""  # a fingerprint a page of the PDF that is bound; see pageprints.py
    made: bool = False  # a PDF for binding was written beside it
    bindable: bool = True
    text: dict[str, Any] | None = None  # what a mail, text or table says, to be printed by the parent
    said: dict[str, Any] = field(default_factory=dict)  # names, numbers and days it shows; see quality.py
    offline: bool = False

    def note(self, code: str, **params: Any) -> None:
        finding = {"code": code, **params}
        if finding not in self.findings:
            self.findings.append(finding)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
