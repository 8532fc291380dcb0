"""Write the letter: begin it, save it without overwriting each other, and keep it within what the route allows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import citing, facts, letters, two_sides, versions
from appeals.models import Appeal, CitationUse, Evidence, Fact, FactEvidence, Reason, Request
from cases import checklists, history, timeline
from cases.models import Case
from knowledge import letters as templates
from knowledge import providers, routes
from knowledge.models import Edition

# What a person types about the letter as a whole.
COLUMNS = (
    "letter",
    "language",
    "recipient",
    "department_zh",
    "department_en",
    "channel_kind",
    "channel_address",
    "letter_on",
    "reply_by",
    "dispute_zh",
    "dispute_en",
    "point_zh",
    "point_en",
    "request_zh",
    "request_en",
    "late_reason_zh",
    "late_reason_en",
)
ANSWER_WITHIN = timedelta(days=14)  # what a letter asks for when the writer names no day; a courtesy, no limit
Row = Mapping[str, Any]
M = TypeVar("M", Reason, Request, CitationUse)


# --- beginning -------------------------------------------------------------------------------------------------------


@transaction.atomic
def start(case: Case, *, by: User, at: datetime, language: str = "", letter: str = "") -> Appeal:
    """The first appeal of a case. The rooms of all stages are open: a letter may be begun on the first day."""
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its letters stay as they are."), code="case_closed")
    if case.appeals.exists():
        raise ValidationError(_("The appeal has been begun already. Open it."), code="appeal_exists")
    appeal = open_round(case, 1, by=by, at=at, language=language, letter=letter)
    history.record(
        case, "appeal.started", by=by, at=at, data={"appeal": appeal.pk, "round": 1, "letter": appeal.letter}
    )
    return appeal


def open_round(
    case: Case, round: int, *, by: User, at: datetime, language: str = "", letter: str = "", **carried: Any
) -> Appeal:
    """Used by acts: the row, with what is known filled in. A repeated appeal carries its addressee over."""
    template = letters.usual(case, round=round) if not letter else _chosen(case, letter, round)
    today = case.organisation.day_of(at)
    values: dict[str, Any] = {
        "recipient": letters.freezing_body(case),
        "language": language or _usual_language(case),
        **_usual_channel(case),
        **carried,
    }
    appeal = Appeal.objects.create(
        case=case,
        round=round,
        letter=template.code,
        template=Edition.objects.get(pk=template.edition_id),
        letter_on=today,
        reply_by=today + ANSWER_WITHIN,
        written_by=by,
        created_at=at,
        changed_at=at,
        **values,
    )
    zh, en = both(_("Letter begun: %(letter)s"), letter="{}")
    timeline.note_event(
        case,
        "appeal_started",
        happened_at=at,
        zh=zh.format(template.name.zh),
        en=en.format(template.name.en),
        by=by,
        at=at,
    )
    return appeal


def _usual_language(case: Case) -> str:
    spoken = routes.of(case.route).languages if case.route else ()
    return Appeal.Language.ZH if spoken and set(spoken) == {"zh"} else Appeal.Language.BOTH


def _usual_channel(case: Case) -> dict[str, str]:
    """From the directory, never from the notice: the complaints mailbox of a provider, else nothing is assumed."""
    if case.account.provider is None or case.freeze.body_kind not in ("provider", "bank"):
        return {}
    channels = providers.of(case.account.provider).channels
    best = next((channel for channel in channels if channel.kind == "email"), channels[0] if channels else None)
    return {"channel_kind": best.kind[:20], "channel_address": best.written[:300]} if best else {}


def _chosen(case: Case, code: str, round: int) -> templates.Letter:
    offered = {letter.code: letter for letter in letters.choices(case, round=round)}
    if code in offered:
        return offered[code]
    if letters.is_forbidden(case, code):
        raise ValidationError(
            _("This letter cannot be used: this freeze is not open to administrative reconsideration. Choose another."),
            code="never_on_this_route",
        )
    raise ValidationError({"letter": ValidationError(_("Choose the letter from the list."), code="unknown_letter")})


# --- saving ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def write(appeal: Appeal, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> Appeal:
    """Save what is given, in one step. Whoever saves second is refused and shown both texts; nothing typed is lost.

    `values` holds columns of the appeal, `blocks` and `fields`, and the lists `facts`, `reasons`, `requests` and
    `citations`, each a sequence of rows in their order. A list that is not given stays as it is.
    """
    case = appeal.case
    case.require(by, Can.WORK_ON_CASE)
    appeal.refresh_from_db()
    if not appeal.is_open:
        raise ValidationError(
            _("This letter has gone out and cannot be changed. A new round starts a new letter."),
            code="already_submitted",
        )
    before = two_sides.texts(appeal)
    columns = {name: values[name] for name in COLUMNS if name in values and values[name] != getattr(appeal, name)}
    if "letter" in columns:
        columns["template"] = Edition.objects.get(pk=_chosen(case, columns["letter"], appeal.round).edition_id)
    if "language" in columns and columns["language"] not in Appeal.Language.values:
        raise ValidationError({"language": ValidationError(_("Choose one of the languages."), code="unknown_language")})
    for name in ("blocks", "fields"):
        if name in values and values[name] != getattr(appeal, name):
            columns[name] = values[name]
    if "blocks" in columns:
        _require_counsel_for(appeal, columns["blocks"], by)
    swapped = Appeal.objects.filter(pk=appeal.pk, version=version).update(
        version=F("version") + 1, written_by=by, changed_at=at, **columns
    )
    if not swapped:
        raise ValidationError(
            _("%(who)s saved this letter while you were writing. Nothing of either text is lost."),
            code="saved_meanwhile",
            params={"who": str(appeal.written_by)},
        )
    changed = set(columns) - {"template"}
    if "facts" in values and _sync_facts(case, values["facts"], by=by, at=at):
        changed.add("facts")
    if "reasons" in values and _sync(appeal, Reason, values["reasons"]):
        changed.add("reasons")
    if "requests" in values and _sync(appeal, Request, values["requests"]):
        changed.add("requests")
    if "citations" in values and _sync(appeal, CitationUse, values["citations"]):
        changed.add("citations")
    stale = two_sides.stale(appeal, before, checked=values.get("checked", ()))
    if stale != appeal.stale:
        Appeal.objects.filter(pk=appeal.pk).update(stale=stale)
    appeal.refresh_from_db()
    if changed:
        versions.keep(appeal, by=by, at=at)
    if changed and appeal.status != Appeal.Status.DRAFT:
        # Whatever counsel had before them is not this text any more; pack.is_void says so on the pack.
        Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.DRAFT)
        appeal.refresh_from_db()
    if appeal.recipient and appeal.channel_kind:
        checklists.settle(case, "channel", by=by, at=at)
    history.record(
        case,
        "letter.saved",
        by=by,
        at=at,
        data={"appeal": appeal.pk, "version": appeal.version, "changed": sorted(changed)},
        private={name: str(value) for name, value in columns.items() if name not in ("template", "version")} or None,
    )
    return appeal


def _require_counsel_for(appeal: Appeal, ticked: Iterable[str], by: User) -> None:
    """A block that apologises, corrects, offers or waives stands in a letter only when counsel ticks it."""
    new = set(ticked) - set(appeal.blocks)
    template = (templates.of(appeal.template) if appeal.template else templates.get(appeal.letter)).zh
    if any(block.tick == "counsel" and block.code in new for block in template.blocks) and not appeal.case.allows(
        by, Can.REVIEW_EVIDENCE
    ):
        raise PermissionDenied(_("This part of the letter can admit something. Only counsel ticks it."))


def _sync_facts(case: Case, rows: Sequence[Row], *, by: User, at: datetime) -> bool:
    known = {fact.pk: fact for fact in case.facts.prefetch_related("proofs__evidence__file")}
    kept: set[int] = set()
    changed = False
    for position, row in enumerate(_written(rows), start=1):
        words = {"text_zh": row["text_zh"].strip(), "text_en": row["text_en"].strip()}
        new = {**words, "happened_on": row.get("happened_on"), "position": position}
        fact = known.get(row.get("id") or 0)
        if fact is None:
            fact = Fact.objects.create(case=case, written_by=by, written_at=at, **new)
            changed = True
        elif any(getattr(fact, name) != value for name, value in new.items()):
            Fact.objects.filter(pk=fact.pk).update(written_by=by, written_at=at, **new)
            changed = True
        kept.add(fact.pk)
        changed |= _sync_proofs(case, fact, row.get("proofs", ()))
    if gone := set(known) - kept:
        Fact.objects.filter(pk__in=gone).delete()
        changed = True
    return changed


def _sync_proofs(case: Case, fact: Fact, proofs: Iterable[tuple[int, int, bool]]) -> bool:
    wanted = {(evidence, page): is_direct for evidence, page, is_direct in proofs}
    known = {(proof.evidence_id, proof.page): proof for proof in fact.proofs.all()}
    for (evidence, page), is_direct in wanted.items():
        proof = known.get((evidence, page))
        if proof is None:
            facts.require_page(case, _evidence(case, evidence), page)
            FactEvidence.objects.create(fact=fact, evidence_id=evidence, page=page, is_direct=is_direct)
        elif proof.is_direct != is_direct:
            FactEvidence.objects.filter(pk=proof.pk).update(is_direct=is_direct)
    gone = [proof.pk for key, proof in known.items() if key not in wanted]
    FactEvidence.objects.filter(pk__in=gone).delete()
    return set(wanted.items()) != {(key, proof.is_direct) for key, proof in known.items()}


def _sync(appeal: Appeal, model: type[M], rows: Sequence[Row]) -> bool:
    """Rows of the letter itself, in the order given; what is not given any more is taken out."""
    known = {row.pk: row for row in model._default_manager.filter(appeal=appeal)}
    kept: set[int] = set()
    changed = False
    # A number that is no row of this letter is none: what stands with it is new, and a provision without a name is not.
    rows = [{**row, "id": row["id"] if row.get("id") in known else None} for row in rows]
    wanted = [row for row in rows if row["id"] or row.get("code")] if model is CitationUse else list(_written(rows))
    for position, row in enumerate(wanted, start=1):
        new = {"position": position, **_columns(appeal, model, row)}
        old = known.get(row["id"] or 0)
        if old is None:
            old = model._default_manager.create(appeal=appeal, **new)
            changed = True
        elif any(getattr(old, name) != value for name, value in new.items()):
            model._default_manager.filter(pk=old.pk).update(**new)
            changed = True
        kept.add(old.pk)
    if gone := set(known) - kept:
        model._default_manager.filter(pk__in=gone).delete()
        changed = True
    return changed


def _columns(appeal: Appeal, model: type[M], row: Row) -> dict[str, Any]:
    if model is CitationUse:
        words = {"why_zh": row.get("why_zh", "").strip(), "why_en": row.get("why_en", "").strip()}
        if not row.get("id"):
            chosen = citing.chosen(appeal.case, row["code"])
            if CitationUse.objects.filter(appeal=appeal, **chosen).exists():
                raise ValidationError(_("This provision is cited already."), code="cited_already")
            words |= chosen
    else:
        words = {"text_zh": row["text_zh"].strip(), "text_en": row["text_en"].strip()}
    if model is Request:
        return words
    evidence, page = row.get("evidence"), row.get("page") or 1
    if evidence:
        facts.require_page(appeal.case, _evidence(appeal.case, evidence), page)
    return {**words, "evidence_id": evidence or None, "page": page if evidence else 1}


def _written(rows: Iterable[Row]) -> Iterable[Row]:
    """A row with nothing in it is one that was not used, or one that was emptied."""
    return (row for row in rows if row["text_zh"].strip() or row["text_en"].strip())


def _evidence(case: Case, pk: int) -> Evidence:
    found = case.evidence.standing().select_related("file").filter(pk=pk).first()
    if found is None:
        raise ValidationError(_("This paper is not among the evidence of the case."), code="not_in_case")
    return found


# --- one at a time, for callers that have no form ---------------------------------------------------------------------


def add_reason(
    appeal: Appeal,
    *,
    text_zh: str,
    text_en: str,
    by: User,
    at: datetime,
    evidence: Evidence | None = None,
    page: int = 1,
) -> Appeal:
    row = {"text_zh": text_zh, "text_en": text_en, "evidence": evidence.pk if evidence else None, "page": page}
    return write(appeal, {"reasons": [*_rows(appeal.reasons.all()), row]}, version=appeal.version, by=by, at=at)


def add_request(appeal: Appeal, *, text_zh: str, text_en: str, by: User, at: datetime) -> Appeal:
    row = {"text_zh": text_zh, "text_en": text_en}
    return write(appeal, {"requests": [*_rows(appeal.requests.all()), row]}, version=appeal.version, by=by, at=at)


def cite(
    appeal: Appeal,
    code: str,
    *,
    why_zh: str,
    why_en: str,
    by: User,
    at: datetime,
    evidence: Evidence | None = None,
    page: int = 1,
) -> Appeal:
    """A provision, and why it applies here: the second is what a reviewer reads (row 4.1e)."""
    row = {
        "code": code,
        "why_zh": why_zh,
        "why_en": why_en,
        "evidence": evidence.pk if evidence else None,
        "page": page,
    }
    return write(appeal, {"citations": [*_rows(appeal.citations.all()), row]}, version=appeal.version, by=by, at=at)


def _rows(known: Iterable[Reason | Request | CitationUse]) -> list[dict[str, Any]]:
    rows = []
    for row in known:
        names = ("why_zh", "why_en") if isinstance(row, CitationUse) else ("text_zh", "text_en")
        values: dict[str, Any] = {"id": row.pk, **{name: getattr(row, name) for name in names}}
        if not isinstance(row, Request):
            values |= {"evidence": row.evidence_id, "page": row.page}
        rows.append(values)
    return rows
