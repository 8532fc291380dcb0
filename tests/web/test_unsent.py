"""A form that is sent after the session has ended: the words wait until the same person is back."""

import time

import pytest

from tests import build
from web import middleware

LONG = "提单已由承运人签发，随函附上。<b>" + "x" * 50


@pytest.fixture
def asleep(page, fang, settings):
    """Fang's browser, whose session has been quiet for too long."""
    client = page(fang)
    client.get("/me/")
    session = client.session
    session[middleware.SEEN] = time.time() - settings.SESSION_IDLE.total_seconds() - 60
    session.save()
    return client


def signed_in_again(client, person, to):
    answer = client.post(to, {"login": person.email, "password": build.PASSWORD, "next": "/unsent/"})
    assert answer.status_code == 302
    return answer.url


def test_what_was_typed_waits_for_the_same_person_and_is_sent_by_one_click(asleep, fang):
    answer = asleep.post("/cases/HL-0001/timeline/", {"text": LONG, "happened_at": "2026-01-05T10:00", "password": "x"})
    assert answer.url == "/accounts/login/?next=/unsent/"
    assert signed_in_again(asleep, fang, answer.url) == "/unsent/"
    shown = asleep.get("/unsent/").text
    assert 'action="/cases/HL-0001/timeline/"' in shown
    assert 'name="happened_at" value="2026-01-05T10:00"' in shown
    assert "&lt;b&gt;xxx" in shown
    assert 'name="password"' not in shown
    assert asleep.post("/unsent/").url == "/cases/HL-0001/timeline/"
    assert asleep.get("/unsent/").url == "/"


def test_what_saves_itself_leads_to_the_words_as_well(asleep):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/HL-0001/appeals/1/"}
    answer = asleep.post("/cases/HL-0001/appeals/1/", {"request_zh": LONG}, headers=headers)
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=/unsent/"


def test_nobody_else_sees_it(asleep, cai):
    answer = asleep.post("/cases/HL-0001/timeline/", {"text": LONG})
    signed_in_again(asleep, cai, answer.url)
    assert asleep.get("/unsent/").url == "/"


def test_a_page_that_was_only_read_leads_back_to_itself(asleep):
    assert asleep.get("/cases/").url == "/accounts/login/?next=/cases/"


def test_what_no_person_types_is_not_kept(asleep):
    answer = asleep.post("/cases/HL-0001/timeline/", {"text": "x" * 300_000})
    assert answer.url == "/accounts/login/?next=/cases/HL-0001/timeline/"
