"""The arithmetic of the log: no database."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from audit import chain
from audit.chain import GENESIS, Link, body, canonical, commitment, seal, stamp, walk

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def written(count, name="case/1"):
    links, prev = [], GENESIS
    for seq in range(1, count + 1):
        text = body(action="case.moved", actor="user/7", at=NOON, data={"step": seq})
        sealed = seal(name, seq, prev, "", text)
        links.append(Link(seq, NOON, "user/7", "case.moved", text, "", prev, sealed))
        prev = sealed
    return links, (count, prev)


def test_an_untouched_chain_holds():
    links, end = written(20)
    assert walk("case/1", links, end) == (20, None)


def test_the_seal_can_be_computed_by_hand():
    by_hand = hashlib.sha256(b"freezedesk-audit-1\n" + GENESIS.encode() + b'\ncase/1\n1\n\n{"a":"1"}').hexdigest()
    assert seal("case/1", 1, GENESIS, "", '{"a":"1"}') == by_hand


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        (lambda links: links.__setitem__(4, links[4]._replace(body=links[4].body.replace("5", "6"))), 5, "altered"),
        (lambda links: links.__delitem__(4), 5, "missing"),
        (lambda links: links.__delitem__(0), 1, "missing"),
        (lambda links: links.__delitem__(-1), 10, "missing"),
        (lambda links: links.insert(5, links[4]), 6, "missing"),
        (lambda links: links.__setitem__(4, links[4]._replace(prev="f" * 64)), 5, "does_not_follow"),
        (lambda links: links.__setitem__(4, links[4]._replace(actor="user/8")), 5, "columns_differ"),
        (lambda links: links.__setitem__(4, links[4]._replace(action="case.closed")), 5, "columns_differ"),
        (lambda links: links.__setitem__(4, links[4]._replace(at=NOON + timedelta(hours=1))), 5, "columns_differ"),
        (lambda links: links.__setitem__(4, links[4]._replace(content_commit="0" * 64)), 5, "altered"),
    ],
)
def test_the_first_bad_entry_is_named(change, where, reason):
    links, end = written(10)
    change(links)
    assert walk("case/1", links, end).broken == (where, reason)


def test_a_chain_under_another_name_does_not_hold():
    links, end = written(3)
    assert walk("case/2", links, end).broken == (1, "altered")


def test_a_rewritten_chain_betrays_itself_at_its_end():
    _links, end = written(3)
    forged, _end = written(2)
    text = body(action="case.moved", actor="user/9", at=NOON, data={})
    forged.append(
        Link(3, NOON, "user/9", "case.moved", text, "", forged[-1].hash, seal("case/1", 3, forged[-1].hash, "", text))
    )
    assert walk("case/1", forged, end).broken == (3, "end_differs")


def test_text_is_normalised_and_money_is_text():
    assert canonical({"b": Decimal("1200.50"), "a": "e\u0301"}) == '{"a":"é","b":"1200.50"}'


def test_what_the_log_holds_of_the_domain():
    shanghai = timezone(timedelta(hours=8))
    at = datetime(2026, 1, 5, 12, 0, tzinfo=shanghai)
    assert json.loads(
        canonical({"role": Role.FINANCE, "at": at, "day": at.date(), "pages": (1, 2), "late": False})
    ) == {
        "role": "finance",
        "at": "2026-01-05T04:00:00.000000Z",
        "day": "2026-01-05",
        "pages": [1, 2],
        "late": False,
    }


@pytest.mark.parametrize("bad", [{"sum": 0.1}, {1: "x"}, {"who": object()}, {"set": {1}}, {"raw": b"x"}])
def test_what_cannot_be_kept_without_loss_is_refused(bad):
    with pytest.raises(TypeError):
        canonical(bad)


def test_a_number_too_large_for_json_is_refused():
    with pytest.raises(ValueError):
        canonical({"n": 2**60})


def test_a_broken_character_from_a_file_name_does_not_stop_the_log():
    assert canonical({"name": "a\udc80b"}) == '{"name":"a?b"}'


@pytest.mark.parametrize("action", ["moved", "Case.moved", "case.moved\n", 'case."', ""])
def test_an_action_is_a_code(action):
    with pytest.raises(ValueError):
        body(action=action, actor="clock", at=NOON, data={})


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        stamp(datetime(2026, 1, 5))  # noqa: DTZ001


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=5), st.datetimes(timezones=st.just(UTC)))
def test_the_beginning_of_a_body_is_known_without_parsing_it(data, at):
    text = body(action="case.moved", actor="user/7", at=at, data=data)
    sealed = seal("case/1", 1, GENESIS, "", text)
    link = Link(1, at, "user/7", "case.moved", text, "", GENESIS, sealed)
    assert walk("case/1", [link], (1, sealed)).broken is None
    assert json.loads(text)["by"] == "user/7"
    assert chain.canonical(json.loads(text)) == text


def test_a_commitment_hides_a_short_word():
    assert commitment(b"k" * 32, '"1234"') != commitment(b"l" * 32, '"1234"')
