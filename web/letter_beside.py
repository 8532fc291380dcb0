"""What stands beside the draft: its own pages as they would print now, or an exhibit. Looking saves nothing."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import trying
from appeals.drafting import COLUMNS
from appeals.material import Material
from appeals.wording import is_english
from documents import pages
from web import composing
from web.forms.appeals import LetterForm
from web.review_leaf import AHEAD, Word, word
from web.two_writers import Flat
from web.whole import whole

PREVIEW, EXHIBIT = "preview-", "beside"


@dataclass(frozen=True)
class Preview:
    language: str
    pictures: Sequence[str] = ()
    trouble: Sequence[str] = ()
    kind: str = "preview"

    @property
    def is_english(self) -> bool:
        return is_english(self.language)


@dataclass(frozen=True)
class Beside:
    """A page of an exhibit: its picture, and over it the words, to be selected and copied into the letter."""

    number: str = ""
    title: str = ""
    pk: int = 0
    page: int = 1
    last: int = 1
    url: str = ""
    width: int = 0
    height: int = 0
    words: Sequence[Word] = ()
    trouble: Sequence[str] = ()
    kind: str = "exhibit"

    @property
    def before(self) -> int:
        return self.page - 1

    @property
    def after(self) -> int:
        return self.page + 1 if self.page < self.last else 0


def is_asked(do: str) -> bool:
    return do.startswith((PREVIEW, EXHIBIT))


def seen(known: Material, flat: Flat, form: LetterForm, do: str, data: Mapping[str, Any]) -> Preview | Beside:
    if do.startswith(PREVIEW):
        return _preview(known, flat, form, do.removeprefix(PREVIEW))
    chosen, page = data.get("beside", ""), data.get("beside_page", "")
    if do != EXHIBIT:
        chosen, _dash, page = do.removeprefix(f"{EXHIBIT}-").partition("-")
    return _exhibit(known, chosen, whole(page) if 0 < whole(page) < 100_000 else 1)


def _preview(known: Material, flat: Flat, form: LetterForm, language: str) -> Preview:
    """What is wrong in one field must not hide the letter: that field shows what is saved, and the fault is said."""
    trouble: list[str] = []
    if not form.is_valid():
        trouble = [_("Something in the form needs attention; there the letter shows what is saved.")]
    typed = {name: form.cleaned_data.get(name, getattr(known.appeal, name)) for name in COLUMNS}
    try:
        typed |= composing.values_of(flat)
    except ValidationError as wrong:
        return Preview(language, trouble=wrong.messages)
    tried = trying.with_typed(known, typed)
    if language not in tried.appeal.languages:
        language = tried.appeal.languages[0]
    try:
        drawn = trying.pictures(tried, language)
    except ValidationError as problem:
        return Preview(language, trouble=[*trouble, *problem.messages])
    urls = [f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" for picture in drawn]
    return Preview(language, urls, trouble)


def _exhibit(known: Material, chosen: str, page: int) -> Beside:
    found = next(((number, item) for number, item in known.exhibits if str(item.pk) == chosen), None)
    if found is None:
        return Beside(trouble=[_("Choose an exhibit, then show it.")])
    number, item = found
    last = item.file.pages or 1
    page = min(page, last)
    bare = Beside(number, item.for_reader("title") or item.original_name, item.pk, page, last)
    try:
        drawn = pages.draw(item.file, page, 96, at=timezone.now(), ahead=AHEAD)
    except ValidationError as refused:
        return replace(bare, trouble=refused.messages)
    width, height = drawn.facts["size"]
    return replace(
        bare,
        url=reverse("case-exhibit-page", args=[known.case.ref, item.pk, page]),
        width=width,
        height=height,
        words=[word(line, width, height) for line in pages.words_on(drawn)],
    )
