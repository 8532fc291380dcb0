"""A new server begins at its own terminal: one organisation, one administrator, one link."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from audit.models import Entry

pytestmark = pytest.mark.django_db


def found(**changes):
    said = io.StringIO()
    call_command(
        "found_organisation", **{"name": "海蓝贸易", "prefix": "HL", "admin": "anna@example.com"} | changes, stdout=said
    )
    return said.getvalue()


def test_the_administrator_chooses_a_password_by_the_printed_link(client):
    said = found()
    membership = Membership.objects.get()
    assert (membership.role, membership.user.email) == (Role.ADMINISTRATOR, "anna@example.com")
    assert not membership.user.has_usable_password()
    path = re.search(r"https?://[^/]+(/\S+)", said)[1]
    form = client.get(path, follow=True)
    assert form.status_code == 200
    secret = "a long sentence nobody guesses 7"
    client.post(form.redirect_chain[-1][0], {"password1": secret, "password2": secret})
    assert User.objects.get().check_password(secret)


def test_the_founding_stands_in_the_log():
    found()
    entry = Entry.objects.get(chain=f"org/{Organisation.objects.get().pk}")
    assert (entry.action, entry.actor) == ("organisation.founded", "system")


@pytest.mark.parametrize("wrong", [{"prefix": "hl"}, {"prefix": "TOOLONGX"}, {"admin": "no address"}, {"name": ""}])
def test_a_wrong_word_is_said_and_nothing_is_made(wrong):
    with pytest.raises(CommandError):
        found(**wrong)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_a_prefix_is_given_once():
    found()
    with pytest.raises(CommandError):
        found(admin="berta@example.com")
    assert Organisation.objects.count() == 1


def test_a_known_person_founds_a_second_organisation():
    found()
    said = found(prefix="SU", name="Süd GmbH")
    assert User.objects.count() == 1
    assert Membership.objects.count() == 2
    assert "anna@example.com" in said
