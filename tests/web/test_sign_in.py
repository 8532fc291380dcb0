"""Coming in: the password, the second factor, the sessions, and what happens when one of them is lost."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import people, recovery
from accounts.factors import lacks_factor
from accounts.models import RecoveryRequest, User
from audit import log
from notifications.models import Message
from tests.build import PASSWORD, member
from web import front_door, middleware
from web.adapters import who_tried

LOGIN = "/accounts/login/"


def knock(client, email, password=PASSWORD, address="203.0.113.5", **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra}, REMOTE_ADDR=address)


def with_app(person):
    """Give the person an app, and return what the app shows."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


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
    code = format_hotp_value(hotp_value(form.secret, next(yield_hotp_counters_from_time())))
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


# --- the lost factor -------------------------------------------------------------------------------------------------


@pytest.fixture
def bea(firm, ada, noon):
    return member(firm, "Bea", "administrator", by=ada, at=noon)


def test_the_person_asks_after_the_password_and_the_administrators_are_told(page, fang, ada, bea):
    with_app(fang)
    client = page()
    assert client.post("/accounts/2fa/lost/").url == LOGIN, "without the password nobody asks"
    knock(client, fang.email)
    assert client.post("/accounts/2fa/lost/").status_code == 200
    client.post("/accounts/2fa/lost/")
    request = RecoveryRequest.objects.get()
    assert request.person == fang
    told = Message.objects.filter(kind="recovery_asked")
    assert {message.recipient for message in told} == {ada, bea}


def test_two_administrators_together_remove_the_factors(page, fang, ada, bea, noon):
    with_app(fang)
    working = page(fang)
    working.get("/me/")
    request = recovery.ask(fang, at=noon)
    recovery.confirm(request, how="Called the known number.", by=ada, at=noon)
    assert Authenticator.objects.filter(user=fang).exists()
    granted = recovery.confirm(request, how="Saw him in the office.", by=bea, at=noon)
    assert not granted.is_open
    assert not Authenticator.objects.filter(user=fang).exists()
    assert working.get("/me/").status_code == 302
    assert log.first_break(f"org/{request.organisation_id}") is None


def test_one_administrator_alone_cannot(fang, ada, noon):
    request = recovery.ask(fang, at=noon)
    recovery.confirm(request, how="Called.", by=ada, at=noon)
    with pytest.raises(ValidationError) as refused:
        recovery.confirm(request, how="Called again.", by=ada, at=noon)
    assert refused.value.code == "needs_another"


def test_nobody_vouches_for_themselves(ada, bea, noon):
    request = recovery.ask(ada, at=noon)
    with pytest.raises(ValidationError) as refused:
        recovery.confirm(request, how="It is me.", by=ada, at=noon)
    assert refused.value.code == "not_oneself"


def test_the_table_itself_refuses_the_same_hand_twice(fang, ada, noon):
    request = recovery.ask(fang, at=noon)
    recovery.confirm(request, how="Called.", by=ada, at=noon)
    for second in (ada, fang):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecoveryRequest.objects.filter(pk=request.pk).update(second_by=second, second_at=noon, second_how="x")


def test_finance_decides_nothing_and_another_firm_sees_nothing(page, fang, cai, xu, noon):
    request = recovery.ask(fang, at=noon)
    with pytest.raises(PermissionDenied):
        recovery.confirm(request, how="x", by=cai, at=noon)
    assert page(cai).get("/people/recovery/").status_code == 403
    assert page(xu).post(f"/people/recovery/{request.pk}/refuse/").status_code == 404
    assert fang.name not in page(xu).get("/people/recovery/").text


def test_a_refused_request_stays_refused(fang, ada, bea, noon):
    request = recovery.refuse(recovery.ask(fang, at=noon), by=ada, at=noon)
    with pytest.raises(ValidationError) as refused:
        recovery.confirm(request, how="x", by=bea, at=noon)
    assert refused.value.code == "already_decided"
    assert recovery.ask(fang, at=noon).pk != request.pk


# --- people ----------------------------------------------------------------------------------------------------------


def signed_in(page, person):
    """With the password just given again, as grave acts ask for it."""
    client = page()
    knock(client, person.email)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_an_invited_person_chooses_a_password_and_can_set_up_a_factor(page, ada, firm, settings):
    client = signed_in(page, ada)
    form = {"name": "New Person", "email": "New@HL.example", "role": "finance", "language": "en"}
    assert client.post("/people/invite/", {**form, "organisation": firm.pk}).status_code == 302
    new = User.objects.get(email="new@hl.example")
    assert not new.has_usable_password()
    mail = Message.objects.get(recipient=new)
    assert mail.language == "en"
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.body)[1]
    theirs = page()
    theirs.post(theirs.get(link).url, {"password1": "four words that differ", "password2": "four words that differ"})
    settings.MFA_REQUIRED = True
    assert knock(theirs, new.email, "four words that differ").status_code == 302
    assert theirs.get("/").url == "/accounts/2fa/"
    theirs.post("/accounts/reauthenticate/", {"password": "four words that differ"})
    assert theirs.get("/accounts/2fa/totp/activate/").status_code == 200
    assert theirs.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_a_grave_act_asks_for_the_password_again(page, ada, fang):
    client = page()
    knock(client, ada.email)
    membership = fang.memberships.get()
    answer = client.post(f"/people/{membership.pk}/role/", {"role": "counsel"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    membership.refresh_from_db()
    assert membership.role == "finance"


def test_the_second_administrator_to_change_a_role_is_told(firm, ada, fang, bea, noon):
    mine, theirs = fang.memberships.get(), fang.memberships.get()
    people.change_role(mine, "counsel", by=ada, at=noon)
    with pytest.raises(ValidationError) as refused:
        people.change_role(theirs, "manager", by=bea, at=noon)
    assert refused.value.code == "changed_meanwhile"


def test_nobody_changes_their_own_role(firm, ada, bea, noon):
    with pytest.raises(ValidationError) as refused:
        people.change_role(ada.memberships.get(), "auditor", by=ada, at=noon)
    assert refused.value.code == "not_oneself"


def test_two_administrators_who_end_each_other_leave_one(firm, ada, bea, noon):
    assert ada.roles, "Ada's page was loaded before"
    assert bea.roles, "and so was Bea's"
    people.end_membership(ada.memberships.get(), by=bea, at=noon)
    with pytest.raises(ValidationError) as refused:
        people.end_membership(bea.memberships.get(), by=ada, at=noon)
    assert refused.value.code == "last_administrator"


def test_who_leaves_is_signed_out_and_sees_nothing(page, firm, ada, fang, noon):
    client = page(fang)
    assert client.get("/me/").status_code == 200
    people.end_membership(fang.memberships.get(), by=ada, at=noon)
    assert client.get("/me/").status_code == 302
    assert User.objects.get(pk=fang.pk).organisation_ids == []


def test_only_administrators_see_people(page, fang, ada, xu):
    assert page(fang).get("/people/").status_code == 403
    assert fang.email in page(ada).get("/people/").text
    assert fang.email not in page(xu).get("/people/").text
    assert signed_in(page, xu).post(f"/people/{fang.memberships.get().pk}/end/").status_code == 404


def test_the_list_of_people_costs_the_same_for_one_and_for_many(page, firm, ada, noon, django_assert_max_num_queries):
    client = page(ada)
    client.get("/people/")
    for number in range(12):
        member(firm, f"Person{number}", "finance", by=ada, at=noon)
    with django_assert_max_num_queries(14):
        client.get("/people/")


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
