"""The five stages of a case, the moves between them, and what each stage is for. Read this file first.

CONFIRM -> FUNDS -> APPEAL -> FOLLOW_UP -> SECOND_APPEAL -> closed, with an outcome.

A case has one current stage, but the rooms of all stages are open at any time: money is arranged while the appeal is
written. Each stage has its checklist (knowledge/data/checklists.yaml) and its gate: the gate items that must be done or
waived before the case moves on. Past an unmet gate goes only a manager, with a reason that is kept.
A second appeal can repeat. That is a round number on the appeal, not a sixth stage.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    CONFIRM = "confirm", _("Confirm the freeze")
    FUNDS = "funds", _("Emergency funds")
    APPEAL = "appeal", _("Appeal")
    FOLLOW_UP = "follow_up", _("Follow-up")
    SECOND_APPEAL = "second_appeal", _("Second appeal")
    CLOSED = "closed", _("Closed")


FIVE: tuple[Stage, ...] = (Stage.CONFIRM, Stage.FUNDS, Stage.APPEAL, Stage.FOLLOW_UP, Stage.SECOND_APPEAL)

# One step on, one step back to repair, and out. A released account can be closed from any stage.
MOVES: dict[Stage, set[Stage]] = {
    Stage.CONFIRM: {Stage.FUNDS, Stage.CLOSED},
    Stage.FUNDS: {Stage.APPEAL, Stage.CONFIRM, Stage.CLOSED},
    Stage.APPEAL: {Stage.FOLLOW_UP, Stage.FUNDS, Stage.CLOSED},
    Stage.FOLLOW_UP: {Stage.SECOND_APPEAL, Stage.APPEAL, Stage.CLOSED},
    Stage.SECOND_APPEAL: {Stage.FOLLOW_UP, Stage.CLOSED},
    Stage.CLOSED: set(),
}

# What comes in, and what must be there to go on (PRODUCT.md, "The five stages").
OUT: dict[Stage, object] = {
    Stage.CONFIRM: _("The freezing body is known, the notice is verified, the facts are known or being chased."),
    Stage.FUNDS: _("What must be paid is covered, or the gap is decided by someone with the right to."),
    Stage.APPEAL: _("The appeal is submitted and its receipt is in hand or being chased."),
    Stage.FOLLOW_UP: _("The other side has decided."),
    Stage.SECOND_APPEAL: _("The account is released, partly released, or the matter is escalated."),
}


class Outcome(TextChoices):
    RELEASED = "released", _("Released")
    PARTLY_RELEASED = "partly_released", _("Partly released")
    ESCALATED = "escalated", _("Escalated to an outside body")
    UPHELD = "upheld", _("Freeze upheld")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def comes_after(later: str, earlier: str) -> bool:
    """Whether one of the five stages stands behind another on the rail."""
    order = [*FIVE, Stage.CLOSED]
    return order.index(Stage(later)) > order.index(Stage(earlier))
