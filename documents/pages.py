"""Pages as pictures, drawn here and kept, so that counsel reads pixels and not somebody's PDF."""

import json
import shutil
import subprocess
import sys
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from documents.intake import child_environment
from documents.models import Rendition, StoredFile
from documents.storing import keep_rendition, open_pdf, quarantine

SIZES = (50, 96, 144, 200)  # thumbnail, screen, sharp screen, print: a door cannot ask for a thousand others
SECONDS = 30


def draw(file: StoredFile, page: int, dpi: int = 96, *, at: datetime, ahead: int = 0) -> Rendition:
    """The picture of that page, from 1; drawn once. Its facts hold the words and where they stand (see words_on).

    `ahead`: so many pages behind it are drawn in the same breath. To begin takes longer than to draw.
    """
    if dpi not in SIZES:
        dpi = min(SIZES, key=lambda size: abs(size - dpi))
    known = file.renditions.filter(kind=Rendition.Kind.PAGE, page=page, dpi=dpi).first()
    if known is not None:
        return known
    if page < 1 or (file.pages is not None and page > file.pages):
        raise no_such_page(file.pages or 0)
    with quarantine() as place:
        source = place / "file.pdf"
        with open_pdf(file) as original, source.open("wb") as target:
            shutil.copyfileobj(original, target, 2**20)
        asked = {"path": str(source), "out": str(place), "page": page, "ahead": ahead, "dpi": dpi, "kind": "webp"}
        answer = drawn(asked)
        if "refused" in answer:
            raise no_such_page(answer["params"]["pages"])
        kept = [
            keep_rendition(
                file,
                place / str(one["page"]),
                Rendition.Kind.PAGE,
                mime="image/webp",
                at=at,
                page=one["page"],
                dpi=dpi,
                facts={"size": one["size"], "words": one["words"]},
            )
            for one in answer["pages"]
        ]
        return kept[0]


def open_picture(rendition: Rendition) -> "File[Any]":
    """The bytes of a drawn page. Close it."""
    return default_storage.open(rendition.key, "rb")


def words_on(rendition: Rendition) -> list[list[Any]]:
    """[text, left, top, width, height] a line, in fractions of the page: the selectable layer over the picture."""
    return list(rendition.facts.get("words", []))


def no_such_page(pages: int) -> ValidationError:
    return ValidationError(
        _("There is no such page. The file has %(pages)s."), code="no_such_page", params={"pages": pages}
    )


def drawn(question: dict[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(  # our own module, no shell
            [sys.executable, "-m", "documents.drawing"],
            input=json.dumps(question).encode(),
            capture_output=True,
            check=True,
            cwd=settings.BASE,
            env=child_environment(),
            timeout=SECONDS,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise ValidationError(
            _("This page could not be drawn. Download the file to read it."), code="not_drawn"
        ) from None
    return answer
