"""Letters beside the appeal: choose one, fill it in, have it approved by somebody else, file it with the evidence."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import rfc8785
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import case_letter_paper, evidence
from appeals import case_letter_words as words
from appeals.models import CaseLetter, Evidence
from appeals.proofreading import Letter, Passage, check, of_case
from appeals.proofreading.paper import Finding
from cases import history, timeline
from cases.models import Case, Item
from documents import storing
from knowledge import checklists
from knowledge import letters as templates
from knowledge.models import Edition
from knowledge.templates import list_of

SECURITY_CONFIRMATION = "security-confirmation"
COLUMNS = (
    "language",
    "recipient",
    "department_zh",
    "department_en",
    "channel_kind",
    "channel_address",
    "letter_on",
    "fields",
    "lists",
    "blocks",
)


@transaction.atomic
def start(case: Case, code: str, *, by: User, at: datetime, language: str = "both") -> CaseLetter:
    """With what the case knows filled in."""
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its letters stay as they are."), code="case_closed")
    template = {letter.code: letter for letter in words.offered(case)}.get(code)
    if template is None:
        raise ValidationError({"letter": ValidationError(_("Choose the letter from the list."), code="unknown_letter")})
    number = (CaseLetter.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1
    today = case.organisation.day_of(at)
    newest = case.appeals.order_by("-round").first()
    to_body = template.serves(case.freeze.body_kind)
    letter = CaseLetter.objects.create(
        case=case,
        number=number,
        letter=code,
        template=Edition.objects.get(pk=template.edition_id),
        language=language,
        recipient=newest.recipient if newest and to_body else "",
        department_zh=newest.department_zh if newest and to_body else "",
        department_en=newest.department_en if newest and to_body else "",
        channel_kind=newest.channel_kind if newest and to_body else "",
        channel_address=newest.channel_address if newest and to_body else "",
        letter_on=today,
        lists=_begun_with(code, case),
        written_by=by,
        created_at=at,
        changed_at=at,
    )
    zh, en = both(_("Letter begun: %(letter)s"), letter="{}")
    timeline.note_event(
        case,
        "letter_started",
        happened_at=at,
        zh=zh.format(template.name.zh),
        en=en.format(template.name.en),
        by=by,
        at=at,
    )
    history.record(case, "letter.started", by=by, at=at, data={"letter": code, "number": number})
    return letter


def _begun_with(code: str, case: Case) -> dict[str, list[dict[str, dict[str, str]]]]:
    """Row 1.3c: the measures of the security lock stand in its confirmation, each open until it has its day: the one on
    which its line was ticked off, where the case has that line."""
    if code != SECURITY_CONFIRMATION:
        return {}
    measures = [item for item in checklists.list_of(checklists.SECURITY_LOCK).items if code not in item.papers]
    ticked = {item.code: item for item in case.items.filter(state=Item.State.DONE).select_related("settled_by")}
    zone = ZoneInfo(case.organisation.time_zone)
    rows = []
    for measure in measures:
        row = {"what": {"zh": measure.name.zh, "en": measure.name.en}}
        done = ticked.get(measure.code)
        if done and done.settled_at:
            row["done_at"] = {"date": done.settled_at.astimezone(zone).date().isoformat()}
        if done and done.settled_by:
            row["by"] = {"zh": done.settled_by.name, "en": done.settled_by.name}
        rows.append(row)
    return {"security_step": rows}


@transaction.atomic
def write(letter: CaseLetter, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> CaseLetter:
    """Save what is given. A change takes an approval off; whoever saves second is told, and nothing is overwritten."""
    case = letter.case
    case.require(by, Can.WORK_ON_CASE)
    letter.refresh_from_db()
    require_open(letter)
    columns = {name: values[name] for name in COLUMNS if name in values and values[name] != getattr(letter, name)}
    if "blocks" in columns:
        _require_counsel_for(letter, columns["blocks"], by)
    swapped = CaseLetter.objects.filter(pk=letter.pk, version=version).update(
        version=F("version") + 1,
        written_by=by,
        changed_at=at,
        status=CaseLetter.Status.DRAFT,
        approved_by=None,
        approved_at=None,
        content_hash="",
        **columns,
    )
    if not swapped:
        raise ValidationError(
            _("%(who)s saved this letter while you were writing. Nothing of either text is lost."),
            code="saved_meanwhile",
            params={"who": str(letter.written_by)},
        )
    letter.refresh_from_db()
    history.record(
        case,
        "letter.saved",
        by=by,
        at=at,
        data={"letter": letter.letter, "number": letter.number, "changed": sorted(columns)},
        private={name: str(value) for name, value in columns.items()} or None,
    )
    return letter


def require_open(letter: CaseLetter) -> None:
    if not letter.is_open:
        raise ValidationError(
            _("This letter has been filed and cannot be changed. Begin a new one."), code="already_filed"
        )


def _require_counsel_for(letter: CaseLetter, ticked: list[str], by: User) -> None:
    template = templates.of(letter.template).zh
    new = set(ticked) - set(letter.blocks)
    if any(block.tick == "counsel" and block.code in new for block in template.blocks) and not letter.case.allows(
        by, Can.REVIEW_EVIDENCE
    ):
        raise PermissionDenied(_("This part of the letter can admit something. Only counsel ticks it."))


# --- what is still missing -------------------------------------------------------------------------------------------


def problems(letter: CaseLetter) -> list[Finding]:
    """Open gaps and unfilled slots hold the letter; the rest is advice."""
    known = words.read(letter)
    filled = words.fill_all(letter, known)
    found = [
        Finding("gap", "block", "gaps", name, _("“%(field)s” is empty.") % {"field": templates.label(name)})
        for name in words.gaps_of(letter, filled)
    ]
    beside = of_case.known_of(known)
    for language in letter.languages:
        passages = tuple(Passage("gaps", text) for text in _typed(letter, language))
        found += check(Letter(language, passages, needs=(), is_whole=False), beside)
    once = {(each.code, each.quote): each for each in found}
    return sorted(once.values(), key=lambda each: not each.blocks)


def _typed(letter: CaseLetter, language: str) -> list[str]:
    """Of the parts that are printed; words of a part that is not ticked wait until it is."""
    side = "en" if language == "en" else "zh"
    printed = set(words.gaps_in_order(letter, ticked=letter.blocks))
    lists = {found[0] for name in printed if (found := list_of(name))}
    rows = [row for code, rows in letter.lists.items() if code in lists for row in rows]
    fields = [typed for name, typed in letter.fields.items() if name in printed]
    said = [*fields, *(typed for row in rows for typed in row.values())]
    return [text for typed in said if (text := typed.get(side, ""))]


# --- approving and filing --------------------------------------------------------------------------------------------


def content_hash(letter: CaseLetter) -> str:
    filled = {language: each.as_dict() for language, each in words.fill_all(letter).items()}
    return hashlib.sha256(rfc8785.dumps(filled)).hexdigest()


@transaction.atomic
def approve(letter: CaseLetter, *, version: int, by: User, at: datetime) -> CaseLetter:
    """By somebody who did not write it, and of these very words."""
    case = letter.case
    case.require(by, Can.APPROVE_PACK)
    letter.refresh_from_db()
    require_open(letter)
    if letter.written_by_id == by.pk:
        raise PermissionDenied(_("You wrote or sent this yourself. Somebody else must decide on it."))
    red = [each for each in problems(letter) if each.blocks]
    if red:
        raise ValidationError([ValidationError(str(each.sentence), code=each.code) for each in red])
    hashed = content_hash(letter)
    swapped = CaseLetter.objects.filter(pk=letter.pk, version=version, status=CaseLetter.Status.DRAFT).update(
        status=CaseLetter.Status.APPROVED, approved_by=by, approved_at=at, content_hash=hashed
    )
    if not swapped:
        raise ValidationError(
            _("The page you approved showed another version. Open the letter again and compare."), code="hash_differs"
        )
    letter.refresh_from_db()
    history.record(
        case, "letter.approved", by=by, at=at, data={"letter": letter.letter, "number": letter.number, "hash": hashed}
    )
    return letter


def file(letter: CaseLetter, *, by: User, at: datetime) -> list[Evidence]:
    """The approved letter becomes an exhibit, one a language, printed as it was approved. Printing stands outside."""
    case = letter.case
    case.require(by, Can.WORK_ON_CASE)
    letter.refresh_from_db()
    if not letter.is_approved:
        raise ValidationError(_("Only an approved letter is filed."), code="not_approved")
    if content_hash(letter) != letter.content_hash:
        raise ValidationError(
            _("The case has changed since the approval, and with it the letter. Save it and have it approved again."),
            code="void",
        )
    name = templates.of(letter.template).name
    kept = []
    for language in letter.languages:
        pdf = case_letter_paper.printed(letter, language)
        file_name = f"{case.ref}-L{letter.number}-{language}.pdf"
        stored = storing.store(ContentFile(pdf, name=file_name), name=file_name, organisation=case.organisation, at=at)
        kept.append((language, file_name, stored))
    with transaction.atomic():
        made = []
        for language, file_name, stored in kept:
            item = evidence.enter(
                case,
                stored,
                name=file_name,
                by=by,
                at=at,
                section=Evidence.Section.LETTERS,
                title_zh=name.zh if language != "en" else f"{name.zh}（英文）",
                title_en=name.en if language == "en" else f"{name.en} (Chinese)",
                dated_on=letter.letter_on,
                form=Evidence.Form.ORIGINAL,
            )
            made.append(item)
        swapped = CaseLetter.objects.filter(pk=letter.pk, status=CaseLetter.Status.APPROVED).update(
            status=CaseLetter.Status.FILED
        )
        if not swapped:
            raise ValidationError(
                _("This letter has been filed and cannot be changed. Begin a new one."), code="already_filed"
            )
        letter.filed_as.set(made)
        zh, en = both(_("Letter filed: %(letter)s"), letter="{}")
        timeline.note_event(
            case,
            "letter_filed",
            happened_at=at,
            zh=zh.format(name.zh),
            en=en.format(name.en),
            by=by,
            at=at,
            file=kept[0][2],
            sha256=kept[0][2].sha256,
        )
        history.record(case, "letter.filed", by=by, at=at, data={"letter": letter.letter, "number": letter.number})
    letter.refresh_from_db()
    return made
