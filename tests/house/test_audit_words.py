"""What the history of a case says, it says in words: every act has its name, and so has everything an act keeps."""

import ast
from functools import cache
from pathlib import Path

from django.utils.translation import override

from web.audit_names import NAMES
from web.audit_words import WORDS, pairs

HOUSE = Path(__file__).resolve().parent.parent.parent
ROOMS = [home.parent for home in sorted(HOUSE.glob("*/__init__.py")) if home.parent.name not in ("tests", "demo")]


@cache
def _recorded() -> tuple[dict[str, str], dict[str, str]]:
    """Every act and every name that stands as a literal in a call of record(), each with where it stands."""
    acts: dict[str, str] = {}
    names: dict[str, str] = {}
    sources = (found for room in ROOMS for found in room.rglob("*.py") if "migrations" not in found.parts)
    for path in sources:
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf8"))) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).split(".")[-1] != "record":
                continue
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            act = given.get("action") or (call.args[1] if len(call.args) > 1 else None)
            place = f"{path.relative_to(HOUSE)}:{call.lineno}"
            if isinstance(act, ast.Constant) and isinstance(act.value, str):
                acts.setdefault(act.value, place)
            for kept in (given.get("data"), given.get("private")):
                for key in kept.keys if isinstance(kept, ast.Dict) else ():
                    if isinstance(key, ast.Constant):
                        names.setdefault(str(key.value), place)
    return acts, names


def test_every_act_has_its_words() -> None:
    acts, _names = _recorded()
    assert len(acts) > 60
    assert {act: place for act, place in acts.items() if act not in WORDS} == {}


def test_everything_an_act_keeps_has_a_name() -> None:
    _acts, names = _recorded()
    assert len(names) > 60
    assert {name: place for name, place in names.items() if name not in NAMES} == {}


def test_a_day_a_moment_and_a_yes_are_said_as_people_say_them() -> None:
    kept = {"due_on": "2026-11-23", "two": True, "refused": False, "points": [[2, "missing"]], "empty": "", "odd": "x"}
    with override("zh-hans"):
        said = dict(pairs(kept))
    assert said["到期日"] == "2026年11月23日（周一）"
    assert said["需两人"] == "是"
    assert said["已拒绝"] == "否"
    assert said["驳回点"] == "2 missing"
    assert said["odd"] == "x", "a name nobody has translated stands as it was sealed"
    assert "empty" not in said
