"""Would a stranger accept this paper? Legible, whole, in date, of this company. Waived only with a reason."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import listed
from appeals import repeated
from appeals.models import Evidence, Waiver
from cases import history
from cases.models import Case, Party
from documents import intake, searchable

# What the inspection measured, and whether a pack may go out with it.
MEASURED = {
    "blank": False,
    "unreadable": True,
    "coarse": False,
    "blurred": True,
    "slanting": False,
    "squeezed": False,
    "page_missing": True,
    "mark_not_drawn": True,
    "not_blacked_out": True,
}
ALIKE = 0.72  # of two names: nearer than this they are meant to be the same
OWN_PAPERS = frozenset(
    {"business-licence", "company-register-extract", "tax-registration", "articles", "legal-rep-certificate"}
)


@dataclass(frozen=True)
class Finding:
    code: str
    page: int
    sentence: "str | Promise"
    blocks: bool
    about: str
    waiver: Waiver | None = None

    @property
    def is_open(self) -> bool:
        return self.waiver is None


def about(item: Evidence, page: int) -> str:
    return f"evidence/{item.pk}/{page}"


def of(item: Evidence, party: Party, *, on: date, waivers: Iterable[Waiver] = ()) -> list[Finding]:
    """What is wrong with the paper, page by page, each with its remedy."""
    waived = {(row.code, row.about): row for row in waivers}
    return [
        Finding(code, page, sentence, blocks, about(item, page), waived.get((code, about(item, page))))
        for code, page, sentence, blocks in [*_measured(item), *_compared(item, party, on)]
    ]


Row = tuple[str, int, "str | Promise", bool]


def _measured(item: Evidence) -> Iterable[Row]:
    for finding in item.file.findings:
        code = str(finding["code"])
        if code in MEASURED:
            yield code, int(str(finding.get("page", 1))), intake.note(finding), MEASURED[code]
    if fields := repeated.beside(item):
        yield (
            "blacked_out_repeated", 1,
            _(
                "Something is blacked out in this paper and printed beside it: %(fields)s. Change that: the index, the "
                "bookmarks and the names of files show it."
            ) % {"fields": listed(fields)},
            True,
        )  # fmt: skip
    if silent := searchable.unread(item.file):
        pages = {"pages": listed(silent[:12]) + ("…" if len(silent) > 12 else "")}
        if item.file.waits:
            said = _("No text yet on page %(pages)s: it is a picture and is being made searchable.")
        else:
            said = _(
                "No text on page %(pages)s: it is a picture. It can be bound and not searched, because tesseract is "
                "not installed here."
            )
        yield "no_text", silent[0], said % pages, False
    if silent := searchable.mute(item.file):
        pages = {"pages": listed(silent[:12])}
        yield (
            "no_words", silent[0],
            _("Page %(pages)s was read and no words were found. Look whether it can be read in print.") % pages,
            False,
        )  # fmt: skip


def _compared(item: Evidence, party: Party, on: date) -> Iterable[Row]:
    """Rows 3.1d and 3.2a: what the paper prints against what the register says."""
    said = item.file.facts.get("said") or {}
    identity = item.section == Evidence.Section.IDENTITY
    for day, page in said.get("ends", {}).items():
        if identity and date.fromisoformat(day) < on:
            yield (
                "expired", page,
                _("Page %(page)s says that the paper ended on %(day)s. Get the current one.")
                % {"page": page, "day": day},
                True,
            )  # fmt: skip
    own = [bare(name) for name in (party.name, party.name_en) if name]
    names = {bare(name): (name, page) for name, page in said.get("names", {}).items()}
    if own and not any(ours in name for ours in own for name in names):
        # What stands before a name in a sentence is no part of it; its end is.
        near = [
            (SequenceMatcher(None, own[0], name[-len(own[0]) :]).ratio(), shown[-len(party.name) :], page)
            for name, (shown, page) in names.items()
        ]
        likeness, shown, page = max(near, default=(0.0, "", 0))
        if likeness >= ALIKE:
            yield (
                "name_differs", page,
                _("Page %(page)s says “%(shown)s”, the register “%(name)s”. Correct what is wrong, or explain it.")
                % {"page": page, "shown": shown, "name": party.name},
                identity,
            )  # fmt: skip
    codes = said.get("codes", {})
    if item.kind in OWN_PAPERS and party.reg_no and codes and re.sub(r"\W", "", party.reg_no) not in codes:
        code, page = next(iter(codes.items()))
        yield (
            "wrong_company", page,
            _("Page %(page)s carries the number %(code)s, not that of %(name)s. Is it the right company's paper?")
            % {"page": page, "code": code, "name": party.name},
            True,
        )  # fmt: skip
    addresses = said.get("addresses", {})
    known = [bare(each) for each in (party.address, party.operating_address) if each]
    if item.kind in OWN_PAPERS and known and addresses and not any(
        ours in bare(each) or bare(each) in ours for ours in known for each in addresses
    ):  # fmt: skip
        shown, page = next(iter(addresses.items()))
        yield (
            "address_differs", page,
            _("Page %(page)s shows the address “%(shown)s”, the register another one. Explain the difference.")
                % {"page": page, "shown": shown},
            False,
        )  # fmt: skip


def bare(words: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", words)).lower()


@transaction.atomic
def waive(case: Case, code: str, subject: str, *, because: str, by: User, at: datetime) -> Waiver:
    """Let a finding be. What counsel alone may waive is said by may_waive()."""
    case.require(by, Can.REVIEW_EVIDENCE if subject.startswith("paper/") else Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its evidence stays as it is."), code="case_closed")
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why it may stay as it is. The reason is kept."), code="reason_missing")}
        )
    try:
        with transaction.atomic():
            made = Waiver.objects.create(
                case=case, code=code[:60], about=subject[:80], because=because.strip()[:300], waived_by=by, waived_at=at
            )
    except IntegrityError:
        raise ValidationError(_("Somebody has just waived this."), code="waived_already") from None
    history.record(
        case, "finding.waived", by=by, at=at, data={"code": code, "about": subject}, private={"because": made.because}
    )
    return made


@transaction.atomic
def restore(waiver: Waiver, *, by: User, at: datetime) -> None:
    """The finding counts again."""
    case = waiver.case
    case.require(by, Can.REVIEW_EVIDENCE if waiver.about.startswith("paper/") else Can.WORK_ON_CASE)
    data = {"code": waiver.code, "about": waiver.about}
    waiver.delete()
    history.record(case, "finding.restored", by=by, at=at, data=data)
