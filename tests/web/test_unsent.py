"""A form that is sent after the session has ended: the words wait until the same person is back."""

import html
import re
import time

import pytest
from django.core import signing
from django.test import Client

from appeals import case_letters
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


# --- the language is changed on a form that was refused ----------------------------------------------------------------


def switch(client, text):
    """What the browser sends when the button in the frame is pressed."""
    form = re.search(r'<form method="post" action="/language/" class="lang">(.*?)</form>', text, re.S)[1]
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    return client.post("/language/", {**fields, "language": "en"})


def test_on_a_refused_form_the_language_changes_and_what_was_typed_comes_along(page, fang):
    client = page(fang)
    draft = client.post("/log/").url
    refused = client.post(draft, {"holder": LONG, "iban": "nonsense"})
    assert refused.status_code == 422
    answer = switch(client, refused.text)
    assert answer.url == "/unsent/"
    shown = client.get("/unsent/").text
    assert '<html lang="en"' in shown
    assert "had not been accepted when the language" in shown
    assert f'action="{draft}"' in shown
    assert 'name="iban" value="nonsense"' in shown
    assert "&lt;b&gt;xxx" in shown
    assert client.post("/unsent/").url == draft


def test_a_second_refused_file_in_a_row_leaves_a_page_that_can_be_opened(page, fang, case, noon):
    letter = case_letters.start(case, "chaser", by=fang, at=noon)
    client, here = page(fang), f"/cases/{case.ref}/letters/{letter.number}/"
    for came_from in (here, f"{here}returned/", f"{here}approve/", "/somewhere/else/", "/cases/%ff/", ""):
        refused = client.post(f"{here}returned/", {}, headers={"referer": f"http://testserver{came_from}"})
        assert refused.status_code == 422
        answer = switch(client, refused.text)
        assert answer.url == here
        assert client.get(answer.url).status_code == 200


def test_a_password_and_what_another_site_sent_are_not_carried_along(page, fang):
    client = page(fang)
    wrong = client.post("/accounts/password/change/", {"oldpassword": "x", "password1": "y", "password2": "z"})
    assert 'name="typed"' not in wrong.text
    strange = Client(enforce_csrf_checks=True)
    strange.force_login(fang, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strange.post("/me/", {"name": "planted"})
    assert answer.status_code == 403
    assert 'name="typed"' not in answer.text
    for made_up in ("", "nonsense", signing.dumps({"to": "/me/", "fields": {"name": ["x"]}})):
        assert client.post("/language/", {"language": "en", "next": "/me/", "typed": made_up}).url == "/me/"


def test_the_light_takes_the_words_along_as_well(page, fang):
    client = page(fang)
    refused = client.post("/me/", {"name": "Fang L", "time_zone": "nowhere"})
    typed = re.search(r'name="typed" value="([^"]*)"', refused.text)[1]
    answer = client.post("/theme/", {"theme": "dark", "next": "/me/", "typed": typed})
    assert answer.url == "/unsent/"
    assert 'name="name" value="Fang L"' in client.get("/unsent/").text


def test_after_a_session_has_ended_the_page_that_is_opened_instead_can_be_opened(asleep, fang, case):
    answer = asleep.post(f"/cases/{case.ref}/evidence/held/", {"text": LONG})
    signed_in_again(asleep, fang, answer.url)
    assert asleep.post("/unsent/").url == f"/cases/{case.ref}/evidence/"
