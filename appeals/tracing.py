"""Where tainted money came from and what was done about it (row 1.3b), and the declaration beside the papers (4.1c).

Both are printed here as papers of the case: they stand in the pack like any other, and a new print replaces the old.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals import evidence, taking, wording
from appeals.models import Evidence, TracedTransaction
from cases import history
from cases.models import Case
from documents import printing

TRACING, DECLARATION = "tainted-transaction-sheet", "authenticity-declaration"
TITLES = {TRACING: "涉案款项追溯表", DECLARATION: "证据来源说明及真实性声明"}
FIELDS = (
    "booked_on", "direction", "amount", "currency", "other_side", "other_account", "bank_reference", "is_flagged",
    "reason_zh", "reason_en", "police_report", "offers_return", "evidence",
)  # fmt: skip


@transaction.atomic
def write(case: Case, values: Mapping[str, Any], *, by: User, at: datetime) -> TracedTransaction:
    """One entry of the money's way."""
    _require(case, by)
    currency = str(values.get("currency") or "").upper()
    wrong: dict[str, ValidationError] = {}
    if not re.fullmatch(r"[A-Z]{3}", currency):
        wrong["currency"] = ValidationError(_("Write the currency in three letters, such as EUR."), code="currency")
    if not values.get("amount") or values["amount"] <= 0:
        wrong["amount"] = ValidationError(_("The amount must be above zero."), code="amount")
    if not str(values.get("reason_zh") or "").strip() and not str(values.get("reason_en") or "").strip():
        wrong["reason_zh"] = ValidationError(_("Say what the payment was for."), code="reason_missing")
    item = values.get("evidence")
    if item is not None and (item.case_id != case.pk or item.removed_at is not None):
        wrong["evidence"] = ValidationError(_("This paper is not among the evidence of the case."), code="not_in_case")
    if wrong:
        raise ValidationError(wrong)
    known = {name: values[name] for name in FIELDS if name in values} | {"currency": currency}
    row = TracedTransaction.objects.create(case=case, written_by=by, written_at=at, **known)
    private = {"other_side": row.other_side, "account": row.other_account}
    history.record(case, "traced.written", by=by, at=at, data={"traced": row.pk}, private=private)
    return row


@transaction.atomic
def strike(row: TracedTransaction, *, by: User, at: datetime) -> None:
    case = row.case
    _require(case, by)
    data, private = {"traced": row.pk}, {"said": str(row)}
    row.delete()
    history.record(case, "traced.struck", by=by, at=at, data=data, private=private)


def print_tracing(case: Case, *, by: User, at: datetime) -> Evidence:
    _require(case, by)
    rows = list(case.traced.select_related("evidence"))
    if not rows:
        raise ValidationError(_("Write down at least one entry first."), code="nothing_traced")
    numbers = {item.pk: exhibit for exhibit, item in evidence.numbered(case)}
    shown = [
        (row, numbers.get(row.evidence_id or 0, ""), wording.money(row.amount, row.currency, "en")) for row in rows
    ]
    html = render_to_string("print/tracing.html", {"case": case, "rows": shown, "on": case.organisation.day_of(at)})
    return _keep(case, TRACING, html, by=by, at=at)


def print_declaration(case: Case, *, by: User, at: datetime) -> Evidence:
    """Source note and declaration of authenticity of every standing paper, in both languages."""
    _require(case, by)
    rows = [
        (exhibit, item)
        for exhibit, item in evidence.numbered(case)
        if item.kind != DECLARATION and item.section != Evidence.Section.LAW
    ]
    if not rows:
        raise ValidationError(_("There is no evidence yet. Upload the papers first."), code="missing_exhibits")
    html = render_to_string(
        "print/declaration.html", {"case": case, "party": case.party, "rows": rows, "on": case.organisation.day_of(at)}
    )
    return _keep(case, DECLARATION, html, by=by, at=at)


def _keep(case: Case, kind: str, html: str, *, by: User, at: datetime) -> Evidence:
    """Judged like any paper that comes in; the same words twice are the same paper."""
    pdf = printing.to_pdf(html, title=f"{case.ref} {TITLES[kind]}", language="zh-hans", css="sheet")
    old = case.evidence.standing().filter(kind=kind).first()
    if old is None:
        return evidence.add(case, pdf, name=f"{kind}.pdf", kind=kind, by=by, at=at)
    try:
        return taking.replace(old, pdf, name=f"{kind}.pdf", because=f"{at:%Y-%m-%d %H:%M}", by=by, at=at)
    except ValidationError as refused:
        if refused.code == "file_already":
            return old
        raise


def _require(case: Case, by: User) -> None:
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its evidence stays as it is."), code="case_closed")
