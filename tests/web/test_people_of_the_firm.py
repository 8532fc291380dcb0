"""The people of a firm: who lost a factor, who is invited, whose role changes, who leaves."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import people, recovery
from accounts.models import RecoveryRequest, User
from audit import log
from notifications.models import Message
from tests.build import PASSWORD, member
from tests.web.door import LOGIN, knock, with_app

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
