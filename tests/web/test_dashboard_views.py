"""What is new since the last visit, and the views a person keeps or shares."""

from datetime import timedelta

import pytest

from accounts.models import SavedView
from audit import log
from tests.web.test_desk_pages import date_of, shown

pytestmark = pytest.mark.usefixtures("noon_everywhere")


# --- what is new -----------------------------------------------------------------------------------------------------


def new_ones(context):
    return [row.deadline for group in context["groups"] for row in group.rows if getattr(row, "is_new", False)]


@pytest.fixture
def at(monkeypatch, noon):
    def clock(**later):
        moment = noon + timedelta(**later)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return clock


def test_what_came_since_the_last_visit_is_new_until_the_next(case, page, fang, at):
    at(minutes=0)
    assert not new_ones(shown(page(fang), "/deadlines/")), "on the first visit nothing is new"
    came = at(hours=5)
    date = date_of(case, fang, came, days=3)
    at(hours=6)
    assert date in new_ones(shown(page(fang), "/deadlines/"))
    at(hours=6, minutes=10)
    assert shown(page(fang), "/deadlines/week/")
    assert date in new_ones(shown(page(fang), "/deadlines/")), "still the same visit"
    at(hours=9)
    assert not new_ones(shown(page(fang), "/deadlines/"))


def test_what_a_browser_fetches_in_advance_is_not_a_visit(case, page, fang, at):
    at(minutes=0)
    shown(page(fang), "/deadlines/")
    date = date_of(case, fang, at(hours=1), days=3)
    at(hours=2)
    for header in ({"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}):
        assert page(fang).get("/deadlines/", headers=header).status_code == 200
    at(hours=3)
    assert date in new_ones(shown(page(fang), "/deadlines/"))


def test_all_is_marked_as_seen(case, page, fang, at):
    client = page(fang)
    at(minutes=0)
    shown(client, "/deadlines/")
    date_of(case, fang, at(hours=1), days=3)
    at(hours=2)
    client = page(fang)
    assert new_ones(shown(client, "/deadlines/"))
    assert client.post("/deadlines/seen/", {"back": "/deadlines/?kind=legal"}).url == "/deadlines/?kind=legal"
    assert not new_ones(shown(client, "/deadlines/"))
    for bad in ("https://elsewhere.example/deadlines/", "//elsewhere.example", "/cases/"):
        assert client.post("/deadlines/seen/", {"back": bad}).url == "/deadlines/"


def test_a_visit_is_ones_own(case, page, fang, mo, at):
    client = page(fang)
    at(minutes=0)
    shown(client, "/deadlines/")
    shown(page(mo), "/deadlines/")
    date_of(case, fang, at(hours=1), days=3)
    at(hours=2)
    page(mo).post("/deadlines/seen/")
    client = page(fang)
    assert new_ones(shown(client, "/deadlines/"))


# --- saved views -----------------------------------------------------------------------------------------------------


def save(client, query="kind=legal&owner=me&layout=week", **given):
    return client.post(f"/deadlines/views/?{query}", {"name": "我的法定期限", **given})


def test_a_view_keeps_filters_and_layout_under_a_name(case, page, fang, cai, firm):
    answer = save(page(fang))
    view = SavedView.objects.get()
    assert answer.url == f"/deadlines/week/?owner=me&kind=legal&view={view.pk}"
    assert (view.owner, view.layout, view.filters) == (fang, "week", {"kind": "legal", "owner": "me"})
    assert [tab.label for tab in shown(page(fang), answer.url)["tabs"] if tab.is_current] == ["我的法定期限"]
    assert "我的法定期限" not in page(cai).get("/deadlines/").text, "a view of one's own is nobody else's"
    assert log.entries(f"org/{firm.pk}").last().action == "view.saved"


def test_what_is_no_filter_of_ours_is_not_saved(page, fang, noon):
    save(page(fang), "kind=nonsense&owner=999999&x=1&layout=wall&only=overdue")
    view = SavedView.objects.get()
    assert (view.layout, view.filters) == ("list", {"only": "overdue"})


def test_a_shared_view_is_everybodys_in_the_firm_and_me_is_whoever_looks(case, page, fang, cai, xu, noon):
    save(page(fang), is_shared="on")
    date = date_of(case, fang, noon, days=2, owner=cai)
    (tab,) = [tab for tab in shown(page(cai), "/deadlines/")["tabs"] if tab.is_shared]
    assert date in [row.deadline for column in shown(page(cai), tab.url)["columns"] for row in column.rows]
    assert not [tab for tab in shown(page(xu), "/deadlines/")["tabs"] if tab.is_shared]


def test_a_name_is_needed_and_is_used_once(page, fang):
    assert save(page(fang), name=" ").status_code == 422
    save(page(fang))
    answer = save(page(fang), name="我的法定期限")
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"].as_data()[0].code == "name_taken"
    assert 'value="我的法定期限"' in answer.text


def test_the_dashboard_opens_with_the_chosen_view_and_with_all_again(page, fang):
    client = page(fang)
    save(client, "kind=legal&layout=list", opens="on")
    view = SavedView.objects.get()
    assert client.get("/deadlines/").url == f"/deadlines/?kind=legal&view={view.pk}"
    assert client.get("/deadlines/?view=all").status_code == 200
    client.post("/deadlines/views/all-first/")
    assert client.get("/deadlines/").status_code == 200


def test_a_view_that_is_taken_back_opens_nothing(page, fang, mo):
    save(page(fang), is_shared="on")
    view = SavedView.objects.get()
    page(mo).post(f"/deadlines/views/{view.pk}/first/")
    assert page(mo).get("/deadlines/").status_code == 302
    page(fang).post(f"/deadlines/views/{view.pk}/", {"name": "新名称"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("新名称", False)
    assert page(mo).get("/deadlines/").status_code == 200
    assert page(mo).post(f"/deadlines/views/{view.pk}/first/").status_code == 404


def test_a_view_is_deleted_by_its_owner_and_a_shared_one_by_the_manager(page, fang, cai, mo, firm):
    save(page(fang), is_shared="on", opens="on")
    view = SavedView.objects.get()
    assert page(cai).post(f"/deadlines/views/{view.pk}/delete/").status_code == 403
    assert page(mo).post(f"/deadlines/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()
    assert page(fang).get("/deadlines/").status_code == 200
    assert log.entries(f"org/{firm.pk}").last().action == "view.deleted"


def test_an_auditor_keeps_views_and_shares_none(page, udo):
    assert "is_shared" not in page(udo).get("/deadlines/views/").context["form"].fields
    save(page(udo), is_shared="on")
    assert not SavedView.objects.get().is_shared


def test_views_have_an_end(page, fang, firm, noon):
    SavedView.objects.bulk_create(
        SavedView(organisation=firm, owner=fang, page="deadlines", name=f"v{n}", created_at=noon) for n in range(30)
    )
    answer = save(page(fang))
    assert answer.context["form"].non_field_errors().as_data()[0].code == "too_many_views"
