"""Two people confirm one limitation in the same moment, on PostgreSQL: one is the first, and the other is told."""

import threading
from datetime import UTC, datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from cases import deadlines
from cases.models import Deadline
from knowledge import loading
from knowledge.models import Edition
from tests import build
from tests.cases.clocks import REVIEW

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
def court(transactional_db):
    if not Edition.objects.exists():
        loading.load(at=NOON)
    firm = build.organisation("宁波海岚进出口有限公司", "HL", at=NOON)
    ada = build.first_administrator(firm, "Ada", at=NOON)
    fang, cai, mo = (
        build.member(firm, name, role, by=ada, at=NOON)
        for name, role in (("Fang", "finance"), ("Cai", "counsel"), ("Mo", "manager"))
    )
    return build.case(fang, at=NOON, **build.court(NOON)), cai, mo


def at_once(*acts):
    """Each in a thread and a connection of its own; what was refused, by its code."""
    start, told = threading.Barrier(len(acts)), []

    def one(act):
        try:
            start.wait(10)
            act()
            told.append("done")
        except ValidationError as refused:
            told.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_of_two_first_confirmations_one_is_told(court):
    case, cai, mo = court
    for _round in range(5):
        Deadline.objects.filter(case=case, code=REVIEW).update(confirmed_by=None, confirmed_at=None)
        seen = [case.deadlines.get(code=REVIEW) for _ in range(2)]
        told = at_once(
            partial(deadlines.confirm, seen[0], by=cai, at=NOON), partial(deadlines.confirm, seen[1], by=mo, at=NOON)
        )
        assert told == ["changed_meanwhile", "done"]
        row = case.deadlines.get(code=REVIEW)
        assert (row.is_proposed, row.second_confirmed_by) == (True, None)


def test_of_two_who_stop_one_clock_one_is_told(court):
    case, cai, mo = court
    row = case.deadlines.get(code=REVIEW)
    deadlines.confirm(row, by=cai, at=NOON)
    deadlines.confirm(row, by=mo, at=NOON)
    seen = [case.deadlines.get(pk=row.pk) for _ in range(2)]
    told = at_once(
        lambda: deadlines.suspend(seen[0], since=NOON, because="x", by=cai, at=NOON),
        lambda: deadlines.suspend(seen[1], since=NOON, because="x", by=mo, at=NOON),
    )
    assert told == ["changed_meanwhile", "done"]
    assert case.deadlines.paused().count() == 1
