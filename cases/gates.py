"""What stands between a case and its next stage, in words a person can act on."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseCause, Item
from cases.stages import Stage


@dataclass(frozen=True)
class Unmet:
    code: str
    sentence: "str | Promise"


def unmet(case: Case) -> list[Unmet]:
    """The open gate items of the current stage, and the facts that no tick can replace."""
    open_items = case.items.filter(stage=case.stage, is_gate=True, state=Item.State.TODO).order_by("position", "pk")
    found = [Unmet(item.code, item.title) for item in open_items]
    stage = case.stage_now
    if stage == Stage.CONFIRM and not case.freeze.is_verified and not any(u.code == "verify-notice" for u in found):
        found.insert(0, Unmet("verify-notice", _("The notice is not verified through an official channel.")))
    if stage == Stage.APPEAL and not cause_is_named(case):
        found.append(
            Unmet(
                "no_cause", _("Mark at least one cause as likely, or record that the other side refuses to name one.")
            )
        )
    return found


def cause_is_named(case: Case) -> bool:
    """Row 1.0: an appeal argues against something."""
    return case.cause_refused or case.causes.filter(likelihood=CaseCause.Likelihood.LIKELY).exists()
