"""Questions of the dashboard are planned once a connection: the same answers, behind a pooler too, and never too many."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from tests.work.people import firm, person
from web import prepared

pytestmark = pytest.mark.django_db(transaction=True)


def known():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'desk_%'")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def people():
    house = firm()
    return [person(name, Role.FINANCE, house) for name in ("Fang", "Cai", "Mo's", "Ada", "Udo", "Xu")]


def ask(keys, **more):
    with prepared.statements():
        rows = User.objects.filter(pk__in=keys, is_active=True, date_joined__lte=timezone.now(), **more)
        return {user.name for user in rows}


def test_lists_of_any_length_share_a_statement_and_words_stay_in_it(people):
    keys = [user.pk for user in people]
    before = known()
    assert ask(keys) == {user.name for user in people}
    assert ask(keys[:5]) == {user.name for user in people[:5]}
    assert len(known() - before) == 1
    assert ask(keys, name="Mo's") == {"Mo's"}
    assert ask(keys[2:3]) == {"Mo's"}
    assert ask(keys[1:3]) == {"Cai", "Mo's"}


def test_a_statement_is_planned_the_first_time_and_never_again(people):
    before = known()
    for at_least in range(3):
        assert ask([user.pk for user in people], pk__gt=at_least - 1) == {user.name for user in people}
    (name,) = known() - before
    with connection.cursor() as cursor:
        cursor.execute("SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE name = %s", [name])
        assert cursor.fetchone() == (0, 3)


def test_another_session_behind_a_pooler_knows_nothing_of_it_and_answers_all_the_same(people):
    keys = [user.pk for user in people]
    assert len(ask(keys)) == 6
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert len(ask(keys)) == 6
    assert len(ask(keys)) == 6
    prepared._kept.clear()  # a session that has it from somebody else
    assert len(ask(keys)) == 6


def test_the_oldest_are_given_up(people, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    prepared._kept.clear()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    for name in "abcdef":
        with prepared.statements():
            assert not Organisation.objects.filter(name=name, pk__gte=0).exists()
    assert len(known()) == 3
