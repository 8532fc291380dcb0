"""Facts, one sentence each, and the page that proves each. A fact is written once and used in both languages."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.models import Appeal, Evidence, Fact, FactEvidence
from cases import history
from cases.models import Case


@transaction.atomic
def write(
    case: Case,
    *,
    text_zh: str,
    text_en: str,
    by: User,
    at: datetime,
    happened_on: date | None = None,
    fact: Fact | None = None,
) -> Fact:
    """A new fact at the end, or other words for an old one."""
    case.require(by, Can.WORK_ON_CASE)
    text_zh, text_en = text_zh.strip(), text_en.strip()
    if not text_zh and not text_en:
        raise ValidationError(_("Write the fact in at least one language."), code="fact_is_empty")
    values = {"text_zh": text_zh, "text_en": text_en, "happened_on": happened_on, "written_by": by, "written_at": at}
    if fact is None:
        last = case.facts.aggregate(last=Max("position"))["last"] or 0
        fact = Fact.objects.create(case=case, position=last + 1, **values)
    else:
        Fact.objects.filter(pk=fact.pk).update(**values)
        fact.refresh_from_db()
    touched(case)
    history.record(case, "fact.written", by=by, at=at, data={"fact": fact.pk}, private={"zh": text_zh, "en": text_en})
    return fact


@transaction.atomic
def prove(
    fact: Fact, evidence: Evidence, *, by: User, at: datetime, page: int = 1, is_direct: bool = True
) -> FactEvidence:
    """This page of that exhibit proves the fact."""
    case = fact.case
    case.require(by, Can.WORK_ON_CASE)
    require_page(case, evidence, page)
    proof, made = FactEvidence.objects.get_or_create(
        fact=fact, evidence=evidence, page=page, defaults={"is_direct": is_direct}
    )
    if not made and proof.is_direct != is_direct:
        FactEvidence.objects.filter(pk=proof.pk).update(is_direct=is_direct)
        proof.refresh_from_db()
    touched(case)
    history.record(case, "fact.proved", by=by, at=at, data={"fact": fact.pk, "evidence": evidence.pk, "page": page})
    return proof


@transaction.atomic
def unprove(proof: FactEvidence, *, by: User, at: datetime) -> None:
    case = proof.fact.case
    case.require(by, Can.WORK_ON_CASE)
    data = {"fact": proof.fact_id, "evidence": proof.evidence_id, "page": proof.page}
    proof.delete()
    touched(case)
    history.record(case, "fact.unproved", by=by, at=at, data=data)


@transaction.atomic
def withdraw(fact: Fact, *, by: User, at: datetime) -> None:
    """A fact that is no longer claimed leaves the letter; what it said stays in the history."""
    case = fact.case
    case.require(by, Can.WORK_ON_CASE)
    data, private = {"fact": fact.pk}, {"zh": fact.text_zh, "en": fact.text_en}
    fact.delete()
    touched(case)
    history.record(case, "fact.withdrawn", by=by, at=at, data=data, private=private)


def require_page(case: Case, evidence: Evidence, page: int) -> None:
    """A reference to a page that the paper does not have would send the reader into the next exhibit."""
    if evidence.case_id != case.pk or evidence.removed_at is not None:
        raise ValidationError(_("This paper is not among the evidence of the case."), code="not_in_case")
    last = evidence.file.pages
    if page < 1 or (last is not None and page > last):
        raise ValidationError(
            _("“%(title)s” has %(pages)s pages. Choose one of them."),
            code="no_such_page",
            params={"title": str(evidence), "pages": last or 1},
        )


def touched(case: Case) -> None:
    """A letter being written shows the facts: whoever has it open learns that they changed."""
    Appeal.objects.filter(case=case).exclude(
        status__in=[Appeal.Status.SUBMITTED, Appeal.Status.GRANTED, Appeal.Status.REJECTED]
    ).update(version=F("version") + 1)
