"""A time limit of a route in one line, its length first: a list without figures tells nobody how long they have."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from knowledge import catalogue
from knowledge.amounts import Part, amount_phrase
from knowledge.models import Edition, Kind
from knowledge.phrases import is_chinese
from knowledge.routes import Step


def titles(steps: Iterable[Step]) -> Mapping[str, str]:
    """The names of all limits of these steps, in one query."""
    rules = {use.rule_id for step in steps for use in step.limits}
    rows = Edition.objects.current(Kind.TIME_LIMIT).filter(code__in=rules).only("kind", "code", "title_zh", "title_en")
    return {row.code: row.title for row in rows}


def told(code: str, named: Mapping[str, str]) -> str:
    rule = catalogue.rules().get(code)
    long = amount_phrase((Part(rule.amount, rule.unit),)).text(get_language() or "") if rule and rule.amount else ""
    title = named.get(code, code)
    if not long:
        return title
    return f"{long}：{title}" if is_chinese(get_language() or "") else f"{long}: {title}"


def of_side(step: Step, side: str, named: Mapping[str, str]) -> tuple[str, ...]:
    """Those by which we must have acted ("us"), or those by which they must ("them")."""
    return tuple(told(use.rule_id, named) for use in step.limits if use.side == side)
