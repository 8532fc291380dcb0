"""A case ends when the account was tried and somebody has said what prevents the next freeze."""

import pytest
from django.core.exceptions import ValidationError

from appeals import outside
from cases import closing
from cases.models import Item
from tests import build


def codes(caught):
    return {error.code for errors in caught.value.error_dict.values() for error in errors}


def test_released_only_when_tried_and_never_without_prevention_or_a_reason(fang, mo, noon, knowledge):
    case = build.case(fang, at=noon)
    given = {"lessons": "x", "checked": [], "prevention": [], "none_because": " ", "by": mo, "at": noon}
    with pytest.raises(ValidationError) as caught:
        closing.finish(case, "released", **given)
    assert codes(caught) == {"unfreeze_open", "prevention_missing"}
    tried = [line.code for line in closing.unfreeze_lines(case)]
    closing.finish(case, "released", **given | {"checked": tried, "prevention": ["v-register"]})
    case.refresh_from_db()
    read = closing.read(case)
    assert (len(read.checked), [item.account for item in read.prevention]) == (7, [case.account])
    assert Item.objects.get(account=case.account, code__startswith="v-register").is_open  # goes on after the end


def test_none_because_is_kept_and_the_report_prints(fang, mo, noon, knowledge, page, monkeypatch):
    case = build.case(fang, at=noon)
    given = {"lessons": "x", "checked": [], "prevention": [], "by": mo, "at": noon}
    assert page(mo).get(f"/cases/{case.ref}/report.pdf").status_code == 404
    closing.finish(case, "upheld", none_because="一次性事件", **given)
    printed = []
    monkeypatch.setattr("documents.printing.to_pdf", lambda html, **kept: printed.append(html) or b"%PDF-1.7")
    assert page(mo).get(f"/cases/{case.ref}/report.pdf").headers["Content-Type"] == "application/pdf"
    assert "一次性事件" in printed[0]


def test_a_criminal_freeze_is_never_offered_reconsideration(fang, noon, knowledge, page):
    case = build.case(fang, at=noon, **build.court(noon, body_kind="police-criminal"))
    compared = outside.compare(case, at=noon)
    names = [str(option.step.name) for option in compared.options]
    assert names
    assert not [name for name in names if "复议" in name or "reconsideration" in name.lower()]
    assert "admin-remedy-on-criminal-freeze" in {stop.code for stop in compared.never}
    assert not any(option.is_open for option in compared.options)  # nothing has been answered yet
    assert page(fang).get(f"/cases/{case.ref}/rejections/outside/").status_code == 200
