"""The three tests of each exhibit (三性): authentic, lawful, relevant. Counsel's verdict, on exactly these bytes."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.models import Assessment, PackItem
from cases import history

TESTS = tuple(Assessment.Test)
NO_VERDICT: "Mapping[str, Assessment]" = {}


def of(items: Iterable[PackItem]) -> dict[int, dict[str, Assessment]]:
    """Evidence to test to verdict; a verdict on other bytes of the same exhibit is none on these."""
    wanted = {item.evidence_id: item.sha256 for item in items}
    found: dict[int, dict[str, Assessment]] = {}
    for row in Assessment.objects.filter(evidence__in=wanted).select_related("judged_by"):
        if row.sha256 == wanted[row.evidence_id]:
            found.setdefault(row.evidence_id, {})[row.test] = row
    return found


@transaction.atomic
def judge(item: PackItem, verdicts: Mapping[str, str], *, note: str, by: User, at: datetime) -> list[Assessment]:
    """`verdicts`: test to yes, doubt or no; a test left out keeps what it had. Doubt and no take a reason."""
    case = item.pack.case
    case.require(by, Can.REVIEW_EVIDENCE)
    if case.is_closed:
        raise ValidationError(_("The case is closed."), code="case_closed")
    wrong = [test for test, verdict in verdicts.items() if _unknown(test, verdict)]
    if wrong or not verdicts:
        raise ValidationError(_("Choose a verdict for at least one of the three tests."), code="no_verdict")
    note = note.strip()
    if not note and any(verdict != Assessment.Verdict.YES for verdict in verdicts.values()):
        raise ValidationError({"note": ValidationError(_("Say what the doubt is, or why not."), code="reason_missing")})
    before = of([item]).get(item.evidence_id, NO_VERDICT)
    made = []
    for test, verdict in verdicts.items():
        said = note if verdict != Assessment.Verdict.YES else ""
        old = before.get(test)
        if old is not None and (old.verdict, old.note) == (verdict, said):
            continue
        row, _new = Assessment.objects.update_or_create(
            evidence_id=item.evidence_id,
            sha256=item.sha256,
            test=test,
            defaults={"case": case, "verdict": verdict, "note": said, "judged_by": by, "judged_at": at},
        )
        made.append(row)
    if made:
        history.record(
            case,
            "exhibit.assessed",
            by=by,
            at=at,
            data={
                "evidence": item.evidence_id,
                "exhibit": item.exhibit,
                "sha256": item.sha256,
                "verdicts": {row.test: row.verdict for row in made},
            },
            private={"note": note} if note else None,
        )
    return made


def _unknown(test: str, verdict: str) -> bool:
    return test not in Assessment.Test.values or verdict not in Assessment.Verdict.values
