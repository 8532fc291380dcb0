"""What stands in the three panes of the review: contents, letter, comments with what one may do about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Can
from appeals import numbering
from appeals.assessing import TESTS
from appeals.filling import FilledLetter, Place, Ref
from appeals.models import Assessment, Comment, LegalNote, Pack, PackItem, Reply
from appeals.readmarks import Reading, pages_of
from appeals.wording import is_english
from cases.models import Case
from web import letter_sheet, shown
from web.joined import joined
from web.review_place import Here, place_of

MOST = 30  # comments beside the page; all of them stand in their own table


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    item: PackItem
    is_current: bool
    url: str  # empty: not for this reader
    words: str


@dataclass(frozen=True)
class Card:
    """A comment as it is shown, and what this person may do with it."""

    comment: Comment
    number: int
    about: str
    url: str
    may_settle: bool
    version: int = 0  # of an earlier version than the one that is open

    @property
    def replies(self) -> Sequence[Reply]:
        return list(self.comment.replies.all())


@dataclass(frozen=True)
class Test:
    """One of the three tests, as a row of choices."""

    code: str
    label: Any
    choices: Sequence[tuple[str, Any, bool]]
    row: Assessment | None


# --- contents ---------------------------------------------------------------------------------------------------------


def letters_of(pack: Pack, here: Here, opened: int) -> list[tuple[str, str, str, str, bool]]:
    """(number, title, address, words, is it open): the appeal letter opens the first group, once a language."""
    numbers = numbering.letter_numbers(len(pack.letters))
    words = ngettext("%(n)s open", "%(n)s open", opened) % {"n": opened} if opened else ""
    return [
        (
            number,
            _("English letter") if is_english(code) else _("Chinese letter"),
            here.but("letter", letter=code, side="letter"),
            words,
            code == here.letter,
        )
        for number, code in zip(numbers, pack.letters, strict=True)
    ]


def contents(
    items: Sequence[PackItem],
    seen: Sequence[PackItem],
    here: Here,
    reading: Reading,
    opened: Mapping[int, int],
    verdicts: Mapping[int, Mapping[str, Assessment]],
) -> list[tuple[Any, list[Entry]]]:
    may = {item.pk for item in seen}
    groups: dict[Any, list[Entry]] = {}
    for item in items:
        mine = here.item is not None and item.pk == here.item.pk
        words = _state(item, reading, opened.get(item.evidence_id, 0), verdicts.get(item.evidence_id, {}))
        entry = Entry(item, mine, here.to(item) if item.pk in may else "", words if item.pk in may else _("sealed"))
        groups.setdefault(item.get_section_display(), []).append(entry)
    return list(groups.items())


def _state(item: PackItem, reading: Reading, opened: int, verdicts: Mapping[str, Assessment]) -> str:
    pages, left = pages_of(item), reading.left(item)
    said = [row.verdict for row in verdicts.values()]
    if Assessment.Verdict.NO in said:
        judged = _("fails a test")
    elif Assessment.Verdict.DOUBT in said:
        judged = _("doubt")
    else:
        judged = _("tests passed") if len(said) == len(TESTS) else ""
    if not left:
        read = _("read")
    elif left == pages:
        read = _("unread")
    else:
        read = _("%(n)s unread") % {"n": left}
    return joined(
        _("p. %(n)s") % {"n": item.first_page} if item.first_page else "",
        read,
        ngettext("%(n)s open", "%(n)s open", opened) % {"n": opened} if opened else "",
        judged,
    )


# --- letter -----------------------------------------------------------------------------------------------------------


def letter(pack: Pack, items: Sequence[PackItem], here: Here) -> letter_sheet.Sheet:
    by_evidence = {item.evidence_id: item for item in items}
    places = {item.evidence_id: Place(first, item.last_page or first) for item in items if (first := item.first_page)}

    def link(ref: Ref) -> str:
        found = by_evidence.get(ref.evidence)
        return here.to(found, ref.page) if found else ""

    return letter_sheet.sheet(
        FilledLetter.from_dict(pack.letters[here.letter]),
        link=link,
        places=places,
        current=(here.item.evidence_id, here.page) if here.item else None,
    )


# --- comments ---------------------------------------------------------------------------------------------------------


def rows(pack: Pack, user: User) -> Any:
    """Of this version and those before it: what was said of v2 is still to be settled in v3."""
    return (
        Comment.objects.visible_to(user)
        .filter(appeal_id=pack.appeal_id, pack__number__lte=pack.number)
        .select_related("written_by", "settled_by", "pack")
        .defer("pack__letters")
        .prefetch_related("replies__written_by")
    )


def opened(pack: Pack, user: User) -> tuple[dict[int, int], int, int]:
    """(open comments an exhibit; 0: on the letter and the pack, open, all)."""
    found = (
        Comment.objects.visible_to(user)
        .filter(appeal_id=pack.appeal_id, pack__number__lte=pack.number)
        .order_by()
        .values("evidence_id")
        .annotate(open=Count("pk", filter=Q(settled_at=None)), all=Count("pk"))
    )
    counts = list(found)
    return (
        {row["evidence_id"] or 0: row["open"] for row in counts if row["open"]},
        sum(row["open"] for row in counts),
        sum(row["all"] for row in counts),
    )


def listed(found: Any, here: Here, items: Sequence[PackItem]) -> list[Comment]:
    """Those beside the page: of this sheet first, then in the order of the pack, the letter before the exhibits."""
    if here.shown == "open":
        found = found.open()
    elif here.shown == "here":
        found = found.filter(evidence_id=here.item.evidence_id) if here.item else found.none()
    on_sheet = Q(evidence_id=here.item.evidence_id, page=here.page) if here.item else Q(pk=None)
    first = list(found.filter(on_sheet).order_by(F("settled_at").asc(nulls_first=True), "pk")[:MOST])
    rest = list(found.exclude(pk__in=[row.pk for row in first]).order_by("-pk")[: MOST - len(first)])
    return first + in_order(rest, items)


def in_order(comments: Sequence[Comment], items: Sequence[PackItem]) -> list[Comment]:
    order = {item.evidence_id: item.position for item in items}
    return sorted(
        comments,
        key=lambda row: (
            not row.is_open,
            order.get(row.evidence_id, 9999) if row.evidence_id else 0,
            row.page or row.paragraph or 0,
            row.pk,
        ),
    )


def cards(
    comments: Sequence[Comment], here: Here, pack: Pack, items: Sequence[PackItem], case: Case, user: User
) -> list[Card]:
    works = case.allows(user, Can.WORK_ON_CASE) and not case.is_closed
    reviews = case.allows(user, Can.APPROVE_PACK)
    return [
        Card(
            row,
            number,
            about(row, items),
            place_of(row, here, items),
            works and (reviews or row.kind != Comment.Kind.MUST or row.written_by_id == user.pk),
            row.pack.number if row.pack_id != pack.pk else 0,
        )
        for number, row in enumerate(comments, start=1)
    ]


def about(comment: Comment | LegalNote, items: Sequence[PackItem]) -> str:
    """The place in words: the bundle's own page where there is one."""
    if comment.evidence_id is not None:
        item = next((item for item in items if item.evidence_id == comment.evidence_id), None)
        if item is None:
            return _("An exhibit taken out since, sheet %(n)s") % {"n": comment.page}
        if item.first_page:
            told = {"exhibit": item.exhibit, "n": item.first_page + (comment.page or 1) - 1}
            return _("%(exhibit)s, p. %(n)s") % told
        return _("%(exhibit)s, sheet %(n)s") % {"exhibit": item.exhibit, "n": comment.page}
    paragraph = getattr(comment, "paragraph", None)
    return _("Letter, paragraph %(n)s") % {"n": paragraph} if paragraph else _("The whole pack")


def choices_of_place(pack: Pack, here: Here, said: Mapping[int, str]) -> list[tuple[str, str]]:
    found = []
    if here.item is not None:
        told = {"exhibit": here.item.exhibit, "n": here.page}
        found.append(("sheet", _("%(exhibit)s, sheet %(n)s") % told))
    found.append(("pack", _("The whole pack")))
    for number, text in said.items():
        words = text if len(text) <= 40 else f"{text[:40]}…"
        found.append((f"p{number}", _("Letter, paragraph %(n)s: %(words)s") % {"n": number, "words": words}))
    return found


# --- the three tests --------------------------------------------------------------------------------------------------


def tests(verdicts: Mapping[str, Assessment], typed: Mapping[str, str]) -> list[Test]:
    found = []
    for test in TESTS:
        row = verdicts.get(test.value)
        chosen = typed.get(test.value) or (row.verdict if row else "")
        choices = [(value, label, value == chosen) for value, label in Assessment.Verdict.choices]
        found.append(Test(test.value, test.label, choices, row))
    return found


# --- age --------------------------------------------------------------------------------------------------------------


def age(since: datetime, now: datetime) -> str:
    """How long it has been waiting: hours on the first day, then days."""
    passed = max(now - since, timedelta())
    if passed < timedelta(hours=1):
        n = int(passed.total_seconds() // 60)
        return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}
    if passed < timedelta(days=1):
        n = int(passed.total_seconds() // 3600)
        return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}
    return ngettext("%(n)s day", "%(n)s days", passed.days) % {"n": passed.days}


def speaks_english() -> bool:
    return not shown.speaks_chinese()
