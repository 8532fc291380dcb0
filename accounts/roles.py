"""Who may do what, as one table. Read it aloud: a row is a role, a column is an act."""

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    FINANCE = "finance", _("Finance")
    COUNSEL = "counsel", _("Counsel")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    GUEST = "guest", _("Guest")  # one case, until a date; given by cases.people, never by a membership


class Can(TextChoices):
    SEE_CASES = "see_cases"
    LOG_FREEZE = "log_freeze"
    WORK_ON_CASE = "work_on_case"  # items, timeline, facts, evidence, drafts
    CONTACT_INSTITUTION = "contact_institution"  # a provider's own freeze
    CONTACT_AUTHORITY = "contact_authority"  # court, police, tax: counsel's lane
    CONFIRM_CLOCKS = "confirm_clocks"
    MOVE_CASE = "move_case"
    OVERRIDE_GATE = "override_gate"
    REVIEW_EVIDENCE = "review_evidence"
    APPROVE_PACK = "approve_pack"
    SUBMIT_APPEAL = "submit_appeal"
    READ_PRIVILEGED = "read_privileged"
    ASSIGN = "assign"
    INVITE_GUEST = "invite_guest"
    CLOSE_CASE = "close_case"
    EDIT_REGISTER = "edit_register"
    SEE_AUDIT = "see_audit"
    SEE_REPORTS = "see_reports"
    MANAGE_PEOPLE = "manage_people"
    LOAD_KNOWLEDGE = "load_knowledge"
    SEE_MONEY = "see_money"
    PLAN_MONEY = "plan_money"  # balances, obligations, receipts, options
    ASK_PERMISSION = "ask_permission"  # to pay from frozen money; and book what was granted
    DECIDE_MONEY = "decide_money"  # without a delegation
    DELEGATE_MONEY = "delegate_money"


_EVERYONE = {Can.SEE_CASES}
_DESK = _EVERYONE | {
    Can.LOG_FREEZE,
    Can.WORK_ON_CASE,
    Can.MOVE_CASE,
    Can.EDIT_REGISTER,
    Can.SEE_REPORTS,
    Can.SEE_MONEY,
}

ALLOWED: dict[Role, set[Can]] = {
    Role.FINANCE: _DESK | {Can.CONTACT_INSTITUTION, Can.SUBMIT_APPEAL, Can.PLAN_MONEY, Can.ASK_PERMISSION},
    Role.COUNSEL: _DESK
    | {
        Can.CONTACT_INSTITUTION,
        Can.CONTACT_AUTHORITY,
        Can.CONFIRM_CLOCKS,
        Can.REVIEW_EVIDENCE,
        Can.APPROVE_PACK,
        Can.SUBMIT_APPEAL,
        Can.READ_PRIVILEGED,
        Can.INVITE_GUEST,
        Can.SEE_AUDIT,
        Can.ASK_PERMISSION,
    },
    Role.MANAGER: _DESK
    | {
        Can.CONTACT_INSTITUTION,
        Can.CONFIRM_CLOCKS,
        Can.OVERRIDE_GATE,
        Can.APPROVE_PACK,
        Can.SUBMIT_APPEAL,
        Can.ASSIGN,
        Can.INVITE_GUEST,
        Can.CLOSE_CASE,
        Can.SEE_AUDIT,
        Can.PLAN_MONEY,
        Can.ASK_PERMISSION,
        Can.DECIDE_MONEY,
        Can.DELEGATE_MONEY,
    },
    Role.ADMINISTRATOR: _EVERYONE | {Can.MANAGE_PEOPLE, Can.LOAD_KNOWLEDGE, Can.SEE_AUDIT, Can.SEE_REPORTS},
    Role.AUDITOR: _EVERYONE | {Can.SEE_AUDIT, Can.SEE_REPORTS, Can.SEE_MONEY},
    Role.GUEST: _EVERYONE,
}


def may(role: str | None, can: Can) -> bool:
    return role is not None and can in ALLOWED[Role(role)]


def require(role: str | None, can: Can) -> None:
    """Refuse with the names of the roles that may: the reader then knows whom to ask."""
    if may(role, can):
        return
    able = [str(r.label) for r, acts in ALLOWED.items() if can in acts]
    raise PermissionDenied(_("Your role may not do this. Ask: %(roles)s.") % {"roles": " / ".join(able)})
