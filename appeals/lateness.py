"""A letter that goes out after its limit says so and why: which limit it missed, and the block that explains it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeals import wording
from appeals.models import Appeal, Pack
from cases import triggers
from cases.models import Case, Deadline
from knowledge import letters as templates
from knowledge.rules import parse_rule
from knowledge.templates import Template

INSERT = "late-filing"  # the letter that holds the block, word for word in both languages
BLOCK = "late"
# Limits for going to court or to an outside body are not kept by writing to the provider.
KEPT_RUNNING = frozenset({"cn-all-direct-6m", "cn-civ-claim-3y", "be-ombudsfin-refusal-1y"})
# A hearing is asked for, and papers are handed in, by other letters than the appeal.
OTHER_LETTERS = frozenset({"hearing_right_notified", *triggers.names_of(triggers.SUPPLEMENT)})
STAGES = frozenset({"appeal", "second-appeal"})
BEFORE = ("reasons", "answers", "law", "request")  # it stands before the first of these: asked first, argued then


def limits(case: Case) -> list[Deadline]:
    """Dates on which a right of ours is lost, met ones too, the earliest first."""
    rows = case.deadlines.standing().filter(rule_kind="limitation", actor=Deadline.Actor.US)
    return list(rows.select_related("rule").order_by("due_at", "pk"))


def kept_by(appeal: Appeal, rows: Iterable[Deadline]) -> list[Deadline]:
    """Those that this letter is to keep, open ones first; one that was met before it was begun is none of its."""
    mine = [
        row
        for row in rows
        if row.code not in KEPT_RUNNING and _is_for_an_appeal(row, appeal) and not _was_met_before(row, appeal)
    ]
    return sorted(mine, key=lambda row: (row.is_met, row.due_at, row.pk))


def _is_for_an_appeal(row: Deadline, appeal: Appeal) -> bool:
    if row.rule is None:
        return True
    rule, stage = parse_rule(row.rule.content), row.rule.content["stage"]
    if rule.trigger_event in OTHER_LETTERS or stage not in STAGES:
        return False
    return appeal.is_second or stage == "appeal"


def _was_met_before(row: Deadline, appeal: Appeal) -> bool:
    return row.is_met and (row.settled_at is None or row.settled_at < appeal.created_at)


def missed(rows: Sequence[Deadline], *, letter_on: date | None, at: datetime | None) -> Deadline | None:
    """The earliest that has passed, or will have on the day the letter bears. A clock that stands still misses none."""
    for row in rows:
        if not (row.is_live or row.is_proposed):
            continue
        if (letter_on and row.due_on < letter_on) or (at and row.due_at < at):
            return row
    return None


# --- in the letter ---------------------------------------------------------------------------------------------------


def with_reason(template: Template, language: str, appeal: Appeal, rows: Sequence[Deadline]) -> Template:
    """The block stands in the letter as soon as a reason is written and there is a limit to name."""
    if not rows or not (appeal.late_reason_zh.strip() or appeal.late_reason_en.strip()):
        return template
    block = templates.get(INSERT).template(language).block(BLOCK)
    if block is None:
        return template
    codes = [each.code for each in template.blocks]
    place = next((codes.index(code) for code in BEFORE if code in codes), len(codes))
    return replace(template, blocks=(*template.blocks[:place], block, *template.blocks[place:]))


def values(appeal: Appeal, rows: Sequence[Deadline], language: str) -> dict[str, str]:
    if not rows:
        return {}
    return {
        "late.due": wording.day(rows[0].due_on, language),
        "late.provision": provision(rows[0], language),
        "late.reason": appeal.in_language("late_reason", language).strip(),
    }


def provision(row: Deadline, language: str) -> str:
    """《行政复议法》第20条第1款; art. 20(1) of the Administrative Reconsideration Law of the PRC."""
    if row.rule is None:
        return row.title_en if wording.is_english(language) else row.title_zh
    rule = parse_rule(row.rule.content)
    if wording.is_english(language):
        return f"{rule.law.en}, {rule.article.en}"
    return f"{rule.law.zh}{rule.article.zh}"


# --- when it goes out ------------------------------------------------------------------------------------------------


def require_reason(appeal: Appeal, pack: Pack, *, at: datetime) -> None:
    """A limit may pass between approval and sending: then the approved words do not speak of it yet."""
    row = missed(kept_by(appeal, limits(pack.case)), letter_on=None, at=at)
    if row is None or all(_says_why(letter) for letter in pack.letters.values()):
        return
    raise ValidationError(
        _("“%(limit)s” ended on %(day)s. Write in the letter why it comes later, and send it to counsel again."),
        code="late_reason_missing",
        params={"limit": row.title, "day": wording.day(row.due_on, get_language() or "zh-hans")},
    )


def _says_why(letter: dict[str, list[dict[str, str]]]) -> bool:
    return any(block["code"] == BLOCK for block in letter["blocks"])
