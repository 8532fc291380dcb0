"""Whose day it is, is said: a moment is kept in UTC, where the night of Beijing and of Brussels has another date."""

import ast

import pytest

from tests.house.test_house import PROGRAMS, name_of, tree

LOCAL = {
    "astimezone",
    "local",
    "localtime",
    "next_hour",
    "next_morning",
}  # what turns a moment into somebody's own time
# A wall clock without a zone, or a moment that arrives in the zone of its rule: the date on its face is the one meant.
ON_ITS_FACE = {
    "cases/deadlines/changing.py",
    "cases/deadlines/reckoning.py",
    "knowledge/daylimits.py",
    "knowledge/hourlimits.py",
    "knowledge/timelimits.py",
}


def is_local(value, known):
    if isinstance(value, ast.BinOp):  # a span later is the same zone
        return is_local(value.left, known)
    if isinstance(value, ast.Name):
        return value.id in known
    called = getattr(value.func, "attr", getattr(value.func, "id", "")) if isinstance(value, ast.Call) else ""
    return called in LOCAL or (called == "combine" and len(value.args) == len(("day", "time", "zone")))


def named_local(scope):
    """Names that were made from somebody's own time in the same function."""
    known = set()
    for node in ast.walk(scope):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = (
                zip(target.elts, node.value.elts, strict=True)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            known |= {to.id for to, value in pairs if isinstance(to, ast.Name) and is_local(value, known)}
    return known


def bare_days(module):
    """`moment.date()` where nobody said in whose time: for some hours of each night it is off by a day."""
    scopes = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    inner = {id(node): scope for scope in scopes for node in ast.walk(scope)}  # the innermost is written last
    names = {id(scope): named_local(scope) for scope in scopes}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date":
            scope = inner.get(id(node))
            if not node.args and not is_local(node.func.value, names.get(id(scope), set())):
                yield node.lineno


def test_a_day_is_taken_where_somebody_lives_by_it():
    """`organisation.day_of(at)`, `freeze.began_on`, `moment.astimezone(zone).date()`: never the day of the machine."""
    found = {f"{name_of(path)}:{line}" for path in PROGRAMS for line in bare_days(tree(path))}
    assert not {each for each in found if each.partition(":")[0] not in ON_ITS_FACE}
    assert {each.partition(":")[0] for each in found} >= ON_ITS_FACE, "an excuse that nothing needs any more"


@pytest.mark.parametrize(
    "line",
    [
        "def f(at): return at.date()",
        "def f(at): return day < timezone.now().date()",
        "def f(row):\n    known = row.made_at\n    return known.date()",
        "def f(row, zone):\n    local = row.made_at.astimezone(zone)\n    return row.made_at.date()",
    ],
)
def test_the_rule_finds_a_day_of_the_machine(line):
    assert list(bare_days(ast.parse(line)))


def test_the_rule_knows_a_day_of_somebodys_own():
    for line in (
        "def f(at, zone): return at.astimezone(zone).date()",
        "def f(at, zone):\n    told, now = x.astimezone(zone), at.astimezone(zone)\n    return told.date() < now.date()",
        "def f(at): return (timezone.localtime(at) - SPAN).date()",
    ):
        assert not list(bare_days(ast.parse(line)))
