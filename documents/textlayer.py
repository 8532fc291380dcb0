"""The words of pages: read out of each file once, folded so that Chinese and English are found as people type them."""

import re
import shutil
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError

from documents import pages
from documents.models import PageText, StoredFile
from documents.storing import open_pdf, quarantine

# A file breaks its lines where the paper ends, also inside a Chinese word, and reading a scan leaves blanks everywhere.
BLANKS = re.compile(r"\s+")
HYPHEN = re.compile(r"(?<=[a-z])(?:-\s*\n|\u00ad|\ufffe)\s*(?=[a-z])")
TERM = re.compile(r"[\"“”「『]([^\"“”「」『』]+)[\"“”」』]|(\S+)")
MOST_TERMS = 8
FILES_A_TIME = 60


def fold(text: str) -> str:
    """As it is compared: one width, one case, no blanks, no word cut at a line's end."""
    folded = unicodedata.normalize("NFKC", HYPHEN.sub("", text)).casefold()
    return BLANKS.sub("", folded).replace("\u00ad", "")


def terms(asked: str) -> list[str]:
    """What a page must hold, folded: each word, and what stands in quotation marks as a whole."""
    found = (fold(phrase or word) for phrase, word in TERM.findall(asked))
    return list(dict.fromkeys(term for term in found if term))[:MOST_TERMS]


def read(files: Sequence[StoredFile], *, at: datetime) -> list[StoredFile]:
    """Make sure that the words of these files are kept. Answers with those that could not be read: never silently.

    One child reads them all; what was read before is not read again. A file without words keeps empty pages.
    """
    known = set(PageText.objects.filter(file__in=files).values_list("file_id", flat=True))
    missing = list({file.pk: file for file in files if file.pk not in known}.values())
    unread = []
    for start in range(0, len(missing), FILES_A_TIME):
        unread += _read(missing[start : start + FILES_A_TIME])
    return unread


def _read(files: Sequence[StoredFile]) -> list[StoredFile]:
    unread, ready = [], []
    with quarantine() as place:
        for file in files:
            path = place / f"{file.pk}.pdf"
            try:
                with open_pdf(file) as original, path.open("wb") as target:
                    shutil.copyfileobj(original, target, 2**20)
            except (ValidationError, OSError):
                unread.append(file)
            else:
                ready.append((file, path))
        if not ready:
            return unread
        try:
            texts = pages.drawn({"kind": "text", "paths": [str(path) for _file, path in ready]})["texts"]
        except ValidationError:
            return [*unread, *(file for file, _path in ready)]
    rows = []
    for (file, _path), said in zip(ready, texts, strict=True):
        if said is None:
            unread.append(file)
            continue
        rows += [PageText(file=file, page=n, text=text, folded=fold(text)) for n, text in enumerate(said, start=1)]
    PageText.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return unread


def snippet(text: str, term: str, around: int = 60) -> tuple[str, str, str]:
    """(before, hit, after) of the first place of a folded term, in the page's own words."""
    flat = BLANKS.sub(" ", HYPHEN.sub("", text)).strip()
    begin, end = place(flat, term)
    if end == 0:
        return flat[: around * 2], "", ""
    before = ("…" if begin > around else "") + flat[max(0, begin - around) : begin]
    after = flat[end : end + around] + ("…" if end + around < len(flat) else "")
    return before, flat[begin:end], after


def place(flat: str, term: str) -> tuple[int, int]:
    """Where a folded term stands in a text that is not folded; (0, 0) when it does not."""
    at, letters = [], []
    for index, sign in enumerate(flat):
        for one in fold(sign):
            letters.append(one)
            at.append(index)
    found = "".join(letters).find(term) if term else -1
    return (at[found], at[found + len(term) - 1] + 1) if found >= 0 else (0, 0)
