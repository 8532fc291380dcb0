"""Coming in: the password, the second factor, the sessions, and the door of the demo."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.http import Http404
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.factors import lacks_factor
from accounts.models import User
from notifications.models import Message
from tests.build import PASSWORD
from tests.web.door import LOGIN, digits_of, knock, with_app
from web import front_door, middleware
from web.adapters import who_tried

# --- the password ----------------------------------------------------------------------------------------------------


def test_a_member_signs_in_and_stands_before_today(page, fang):
    answer = knock(page(), "FANG@hl.example")
    assert answer.status_code == 302
    assert answer.url == "/"


def test_a_wrong_password_is_refused_with_the_form_still_there(page, fang):
    answer = knock(page(), fang.email, "wrong")
    assert answer.status_code == 422
    assert fang.email in answer.text
    assert "errors" in answer.text


def test_a_stranger_is_sent_to_the_door_and_back_again(page, fang):
    client = page()
    answer = client.get("/me/")
    assert answer.url == f"{LOGIN}?next=/me/"
    assert knock(client, fang.email, next="/me/").url == "/me/"


def test_nobody_signs_up_alone(page, db):
    answer = page().post("/accounts/signup/", {"email": "new@hl.example", "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 200
    assert not User.objects.filter(email="new@hl.example").exists()


# --- too many tries --------------------------------------------------------------------------------------------------


def test_a_try_is_counted_under_the_email_in_lower_case():
    request = RequestFactory().post(LOGIN, {"login": "Fang@HL.example "})
    assert who_tried(request, {"email": "Fang@HL.example", "password": "x"}) == "fang@hl.example"
    assert who_tried(request, None) == "fang@hl.example"
    assert who_tried(None, None) == ""


def test_five_failures_lock_this_person_at_this_address_only(page, fang, cai):
    client = page()
    answers = [
        knock(client, name, "wrong") for name in (fang.email, "FANG@hl.example", fang.email, fang.email, fang.email)
    ]
    assert answers[-1].status_code == 429
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {fang.email}
    assert knock(page(), fang.email).status_code == 429, "the right password does not help either, for 15 minutes"
    assert knock(page(), cai.email).status_code == 302, "a colleague behind the same address is not locked out"


def test_the_lock_stays_with_the_attackers_address(page, fang):
    client = page()
    for _ in range(5):
        knock(client, fang.email, "wrong", address="203.0.113.5")
    # allauth counts per person in the cache; it forgets after five minutes, axes keeps the pair for fifteen.
    cache.clear()
    assert knock(page(), fang.email, address="198.51.100.7").status_code == 302
    assert knock(page(), fang.email, address="203.0.113.5").status_code == 429


# --- the forgotten password ------------------------------------------------------------------------------------------


def ask_for_link(client, person):
    answer = client.post("/accounts/password/reset/", {"email": person.email.upper()}, follow=True)
    mail = Message.objects.filter(recipient=person, kind="password_reset_key").latest("pk")
    return answer, mail, re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.body)[1]


def test_the_page_after_asking_mentions_the_junk_folder(page, mo):
    answer, _mail, _link = ask_for_link(page(language="en"), mo)
    assert "junk folder" in answer.text
    assert "24 hours" in answer.text


def test_an_unknown_address_gets_the_same_page(page, fang):
    known = page().post("/accounts/password/reset/", {"email": fang.email}, follow=True)
    unknown = page().post("/accounts/password/reset/", {"email": "nobody@hl.example"}, follow=True)
    without_token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert without_token.sub("", known.text) == without_token.sub("", unknown.text)


def test_the_link_is_written_in_the_readers_language_and_from_the_site_address(page, mo, settings):
    settings.SITE_URL = "https://desk.example"
    settings.ALLOWED_HOSTS = ["*"]
    page().post("/accounts/password/reset/", {"email": mo.email}, HTTP_HOST="evil.example")
    mail = Message.objects.get(recipient=mo, kind="password_reset_key")
    assert mail.language == "en"
    assert "https://desk.example/accounts/password/reset/key/" in mail.body
    assert "evil.example" not in mail.body
    assert "once, for 24 hours" in mail.body


def test_the_link_works_once(page, fang):
    client = page()
    _answer, _mail, link = ask_for_link(client, fang)
    form = client.get(link).url
    new = {"password1": "four words that differ", "password2": "four words that differ"}
    assert client.post(form, new).url == "/accounts/password/reset/key/done/"
    assert knock(page(), fang.email, "four words that differ").status_code == 302
    again = page().get(link)
    assert again.status_code == 200
    assert again.context["token_fail"]


@pytest.mark.parametrize(("after", "works"), [(timedelta(hours=24), True), (timedelta(hours=24, minutes=1), False)])
def test_the_link_works_for_24_hours_and_not_a_minute_longer(page, fang, monkeypatch, after, works):
    _answer, _mail, link = ask_for_link(page(), fang)
    real = PasswordResetTokenGenerator._now
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: real(self) + after)
    answer = page().get(link)
    assert (answer.status_code == 302) is works
    assert bool(answer.context and answer.context.get("token_fail")) is not works


def test_a_new_password_ends_the_sessions_made_with_the_old_one(page, fang):
    elsewhere = page()
    knock(elsewhere, fang.email)
    client = page()
    _answer, _mail, link = ask_for_link(client, fang)
    client.post(client.get(link).url, {"password1": "four words that differ", "password2": "four words that differ"})
    assert elsewhere.get("/me/").status_code == 302


# --- the second factor -----------------------------------------------------------------------------------------------


def test_who_has_an_app_is_asked_for_its_digits(page, fang):
    code = with_app(fang)
    client = page()
    assert knock(client, fang.email).url == "/accounts/2fa/authenticate/"
    assert client.get("/me/").status_code == 302, "half signed in is not signed in"
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == "/"
    assert client.get("/me/").status_code == 200


def test_a_recovery_code_works_once(page, fang):
    with_app(fang)
    code = Authenticator.objects.get(user=fang, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 422):
        client = page()
        knock(client, fang.email)
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_without_a_factor_no_door_opens_where_one_is_required(page, fang, settings):
    settings.MFA_REQUIRED = True
    client = page(fang)
    assert lacks_factor(fang)
    assert client.get("/").url == "/accounts/2fa/"
    assert client.get("/people/").url == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    program = client.get("/api/v1/cases")
    assert program.status_code == 403
    assert program.json()["problems"][0]["code"] == "second_factor_missing"
    part = client.get("/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/accounts/2fa/"


def test_with_a_factor_the_doors_open_and_close_again_when_it_is_removed(page, fang, settings):
    settings.MFA_REQUIRED = True
    with_app(fang)
    client = page(fang)
    assert client.get("/me/").status_code == 200
    Authenticator.objects.filter(user=fang, type="totp").delete()
    client.get("/accounts/2fa/")
    assert client.get("/me/").url == "/accounts/2fa/", "recovery codes alone are no second factor"


def test_setting_up_the_app_asks_for_the_password_first_and_ends_other_sessions(
    page, fang, django_capture_on_commit_callbacks
):
    elsewhere = page()
    knock(elsewhere, fang.email)
    assert elsewhere.get("/me/").status_code == 200
    client = page()
    knock(client, fang.email)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked.url.startswith("/accounts/reauthenticate/")
    client.post(asked.url, {"password": PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/").context["form"]
    code = digits_of(form.secret)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert Message.objects.filter(recipient=fang, kind="totp_activated").exists(), "its owner is told"


# --- sessions --------------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """Move the middleware's clock forward."""
    start = timezone.now()
    passed = {"by": timedelta(0)}
    monkeypatch.setattr(middleware.timezone, "now", lambda: start + passed["by"])

    def forward(**by):
        passed["by"] += timedelta(**by)

    return forward


def test_a_quiet_session_ends_after_thirty_minutes(page, fang, clock):
    client = page(fang)
    assert client.get("/me/").status_code == 200
    clock(minutes=29)
    assert client.get("/me/").status_code == 200
    clock(minutes=29)
    assert client.get("/me/").status_code == 200
    clock(minutes=31)
    assert client.get("/me/").status_code == 302


def test_asking_how_far_a_job_is_does_not_keep_a_session_alive(page, fang, clock):
    client = page(fang)
    client.get("/me/")
    for _ in range(4):
        clock(minutes=10)
        answer = client.get("/me/", headers={"X-Poll": "1"})
    assert answer.status_code == 302


def test_saying_i_am_here_keeps_it_alive(page, fang, clock):
    client = page(fang)
    client.get("/me/")
    for _ in range(3):
        clock(minutes=28)
        assert client.post("/stay/", headers={"X-Stay": "1"}).status_code == 204


def test_no_session_outlives_the_working_day(page, fang, clock):
    client = page(fang)
    for _ in range(24):
        assert client.get("/me/").status_code == 200
        clock(minutes=20)
    assert client.get("/me/").status_code == 200
    clock(minutes=1)
    assert client.get("/me/").status_code == 302


def test_the_fourth_session_ends_the_oldest(page, fang):
    clients = [page() for _ in range(4)]
    for client in clients:
        knock(client, fang.email)
        assert client.get("/me/").status_code == 200
    assert [client.get("/me/").status_code for client in clients] == [302, 200, 200, 200]
    assert UserSession.objects.filter(user=fang).count() == 3


def test_a_part_of_a_page_is_not_filled_with_the_sign_in_form(page, fang, clock):
    client = page(fang)
    client.get("/me/")
    clock(minutes=31)
    answer = client.get("/me/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/"})
    assert answer.headers["HX-Redirect"] == f"{LOGIN}?next=%2Fme%2F"


# --- the demo's door -------------------------------------------------------------------------------------------------


def test_the_role_picker_does_not_exist_outside_the_demo(page, fang, settings):
    assert not settings.DEMO
    with pytest.raises(NoReverseMatch):
        reverse("demo-enter")
    assert page().post("/demo/enter/", {"membership": fang.memberships.get().pk}).status_code == 404
    assert "demo" not in page().get(LOGIN).text


def test_in_the_demo_only_people_of_the_sample_firm_can_be_entered(page, rf, fang, xu, firm, settings):
    firm.is_sample = True
    firm.save()

    def enter(person, demo):
        settings.DEMO = demo
        request = rf.post("/demo/enter/", {"membership": person.memberships.get().pk})
        client = page()
        request.session = client.session
        request.user = AnonymousUser()
        return front_door.enter(request)

    assert enter(fang, demo=True).status_code == 302
    with pytest.raises(Http404):
        enter(xu, demo=True)
    with pytest.raises(Http404):
        enter(fang, demo=False)
