"""Which law applies to an entity or to a case: entered with its reason, verified by counsel until a day (row 9.1a)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from audit import log
from cases.models import ApplicableLaw, Case, Party
from knowledge import citations
from knowledge.models import Edition


@transaction.atomic
def add(about: Party | Case, values: Mapping[str, Any], *, by: User, at: datetime) -> ApplicableLaw:
    """`values`: the code of a provision, or the law's name in both languages, and why it applies."""
    _require(about, by)
    code = str(values.get("citation") or "").strip()
    named = {name: str(values.get(name) or "").strip() for name in ("law_zh", "law_en")}
    because = str(values.get("because") or "").strip()
    place: dict[str, Any] = {"party": about} if isinstance(about, Party) else {"case": about}
    wrong: dict[str, ValidationError] = {}
    if code and any(named.values()):
        wrong["citation"] = ValidationError(
            _("Choose a provision, or write the name of the law; not both."), code="named_twice"
        )
    elif code and citations.current().get(code) is None:
        wrong["citation"] = ValidationError(_("Choose the provision from the list."), code="unknown_provision")
    elif not code and not any(named.values()):
        wrong["citation"] = ValidationError(
            _("Choose a provision of the library, or write the name of the law below."), code="law_missing"
        )
    elif not code:
        if not named["law_zh"]:
            wrong["law_zh"] = ValidationError(_("Write the name of the law in Chinese as well."), code="zh_missing")
        if not named["law_en"]:
            wrong["law_en"] = ValidationError(_("Write the name of the law in English as well."), code="en_missing")
    if not because:
        wrong["because"] = ValidationError(_("Say why this law applies, and to what."), code="reason_missing")
    edition = Edition.objects.get(pk=citations.get(code).edition_id) if code and not wrong else None
    standing = ApplicableLaw.objects.standing().filter(**place)
    same = standing.filter(citation__code=code) if code else standing.filter(law_zh=named["law_zh"])
    if not wrong and same.exists():
        wrong["citation"] = ValidationError(_("This law is in the register already."), code="law_already")
    if wrong:
        raise ValidationError(wrong)
    law = ApplicableLaw.objects.create(
        organisation_id=about.organisation_id,
        citation=edition,
        because=because,
        added_by=by,
        added_at=at,
        **named,
        **place,
    )
    _record(law, "law.added", by=by, at=at, private={"title": f"{law.name.zh} / {law.name.en}", "because": because})
    return law


@transaction.atomic
def verify(law: ApplicableLaw, *, until: date | None, by: User, at: datetime) -> ApplicableLaw:
    """Counsel read it and answers for it until that day; verified again, the newer day stands."""
    by.require(Can.REVIEW_EVIDENCE, law.organisation_id)
    if until is None or until < law.organisation.day_of(at):
        raise ValidationError(
            {
                "until": ValidationError(
                    _("Say until when it counts as verified: today or a later day."), code="until_missing"
                )
            }
        )
    changed = ApplicableLaw.objects.standing().filter(pk=law.pk, verified_at=law.verified_at)
    if not changed.update(verified_by=by, verified_at=at, verified_until=until):
        raise ValidationError(
            _("Somebody else has changed this entry meanwhile. Reload the page and look again."), code="saved_meanwhile"
        )
    law.refresh_from_db()
    _record(law, "law.verified", by=by, at=at, data={"until": until.isoformat()})
    return law


@transaction.atomic
def end(law: ApplicableLaw, *, because: str, by: User, at: datetime) -> ApplicableLaw:
    """It does not apply any more, or never did. The entry stays readable."""
    by.require(Can.REVIEW_EVIDENCE, law.organisation_id)
    because = because.strip()
    if not because:
        raise ValidationError(
            {"because": ValidationError(_("Say why it does not apply any more."), code="reason_missing")}
        )
    ended = ApplicableLaw.objects.standing().filter(pk=law.pk)
    if not ended.update(ended_by=by, ended_at=at, ended_because=because[:300]):
        raise ValidationError(_("This entry has been ended already."), code="ended_already")
    law.refresh_from_db()
    _record(law, "law.ended", by=by, at=at, private={"because": because})
    return law


def _require(about: Party | Case, by: User) -> None:
    if isinstance(about, Case):
        about.require(by, Can.WORK_ON_CASE)
    else:
        by.require(Can.EDIT_REGISTER, about.organisation_id)


def _record(
    law: ApplicableLaw,
    action: str,
    *,
    by: User,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> None:
    about = {"party": law.party_id} if law.party_id else {"ref": law.case.ref if law.case else ""}
    log.record(
        chain=f"org/{law.organisation_id}",
        action=action,
        by=by,
        at=at,
        data={"law": law.pk, **about, **(data or {})},
        private=dict(private) if private else None,
    )
