"""Blacked out in a paper and printed beside it: its own title, or the letter, would say what nobody is to read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.words import listed
from appeals.models import Evidence
from documents import gone

if TYPE_CHECKING:
    from appeals.material import Material

# What the index, the bookmarks, the manifest, the names of files and the declaration print of an exhibit.
PRINTED: dict[str, Any] = {
    "title_zh": _("title in Chinese"),
    "title_en": _("title in English"),
    "reference": _("number of the paper"),
    "source_zh": _("source in Chinese"),
    "source_en": _("source in English"),
    "proves_zh": _("what it proves, in Chinese"),
    "proves_en": _("what it proves, in English"),
    "source_note_zh": _("how it came to us, in Chinese"),
    "source_note_en": _("how it came to us, in English"),
}


def beside(item: Evidence, prints: Sequence[str] | None = None) -> list[str]:
    """The fields of the exhibit that repeat it, by their labels."""
    known = prints if prints is not None else item.file.facts.get("gone", ())
    return [str(label) for name, label in PRINTED.items() if known and gone.repeats(getattr(item, name), known)]


def beside_words(item: Evidence, words: Sequence[str]) -> list[str]:
    """The same before anything is blacked out."""
    return beside(item, gone.prints_of(words))


def elsewhere(known: "Material") -> Iterator["str | Promise"]:
    """The letter and the other exhibits: they may say it with reason, so it is only pointed at."""
    redacted = [(exhibit, item) for exhibit, item in known.exhibits if item.file.facts.get("gone")]
    if not redacted:
        return
    printed: list[tuple[str | Promise, int, Sequence[str]]] = [
        (_("Fact %(number)s") % {"number": n}, 0, (row.text_zh, row.text_en)) for n, row in enumerate(known.facts, 1)
    ]
    printed += [
        (_("Reason %(number)s") % {"number": n}, 0, (row.text_zh, row.text_en))
        for n, row in enumerate(known.reasons, 1)
    ]
    printed += [
        (_("Exhibit %(exhibit)s") % {"exhibit": exhibit}, item.pk, [getattr(item, name) for name in PRINTED])
        for exhibit, item in known.exhibits
    ]
    for exhibit, item in redacted:
        prints = item.file.facts["gone"]
        where = [
            str(what)
            for what, owner, texts in printed
            if owner != item.pk and any(gone.repeats(text, prints) for text in texts)
        ]
        if where:
            said = _("What is blacked out in exhibit %(exhibit)s stands in %(where)s too. Look whether it may.")
            yield said % {"exhibit": exhibit, "where": listed(where)}
