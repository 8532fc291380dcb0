"""A year that nobody can mean is refused beside its field; a place in a list that nobody was at is its beginning."""

import pytest
from django.core.exceptions import ValidationError

from tests import build
from web.forms.dates import DayField, MomentField

FAR = ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"]


@pytest.mark.parametrize("field", [DayField, MomentField])
@pytest.mark.parametrize("year", ["0001", "1899", "2201", "9999"])
def test_no_day_lies_beyond_the_calendars_on_a_desk(field, year):
    with pytest.raises(ValidationError) as caught:
        field().clean(f"{year}-01-01")
    assert caught.value.code == "invalid"
    assert field().clean("1900-01-02")
    assert field(required=False).clean("") is None


def test_a_status_since_the_year_1_is_refused_beside_its_field(firm, fang, knowledge, noon, page):
    case = build.case(fang, at=noon)
    given = {"state": "in_review", "since": "0001-01-01T00:00", "note": "kept"}
    answer = page(fang).post(f"/cases/{case.ref}/status/", given)
    assert answer.status_code == 422
    assert 'href="#id_since"' in answer.text
    assert "kept" in answer.text


@pytest.mark.parametrize("far", [*FAR, "2026-01-05T00:00:00"])
def test_a_list_begins_where_no_page_could_have_ended(firm, fang, knowledge, noon, page, far):
    case = build.case(fang, at=noon)
    for after in (f"{far}_1", f"2026-01-05T00:00:00+00:00_{2**70}"):
        assert case.ref in page(fang).get("/cases/", {"after": after}).text
        assert page(fang).get("/deadlines/", {"view": "all", "after": after}).status_code == 200
