"""What is to be done in each stage, and what a freezing body changes."""

from datetime import timedelta

import pytest

from knowledge import checklists, routes
from knowledge.checklists import Offset

pytestmark = pytest.mark.usefixtures("knowledge")


@pytest.mark.parametrize(
    ("text", "count", "unit", "plain"),
    [
        ("+4h", 4, "h", timedelta(hours=4)),
        ("+1wd", 1, "wd", None),
        ("+3d", 3, "d", timedelta(days=3)),
        ("-7d", -7, "d", timedelta(days=-7)),
        ("0", 0, "h", timedelta()),
    ],
)
def test_an_offset_is_read(text, count, unit, plain):
    offset = Offset.parse(text)
    assert (offset.count, offset.unit, offset.plain) == (count, unit, plain)
    assert str(offset) == text


@pytest.mark.parametrize("text", ["", "4h", "+4", "+4 h", "+1w", "soon"])
def test_what_is_no_offset_is_refused(text):
    if text == "4h":  # a sign may be left out
        assert Offset.parse(text) == Offset(4, "h")
        return
    with pytest.raises(ValueError, match="is no offset"):
        Offset.parse(text)


def test_every_stage_has_a_list_with_a_gate_for_every_body():
    for kind in routes.body_kinds():
        for stage in ("confirm", "funds", "appeal", "follow_up", "second_appeal", "closing"):
            items = checklists.items_for(stage, kind.code)
            assert items, (kind.code, stage)
            assert any(item.is_gate for item in items)
            assert len({item.code for item in items}) == len(items)
            assert all(item.stage == stage for item in items)


def test_where_only_counsel_may_speak_finance_is_not_sent_out():
    provider = {item.code: item for item in checklists.items_for("confirm", "provider")}
    police = {item.code: item for item in checklists.items_for("confirm", "police-criminal")}
    assert provider["verify-notice"].who == "finance"
    assert police["verify-notice"].who == "counsel"
    assert "outbound-lock" in police
    assert "outbound-lock" not in provider
    assert "start-24h" in {item.code for item in checklists.items_for("appeal", "provider")}
    assert "start-24h" not in {item.code for item in checklists.items_for("appeal", "tax")}
    assert "good-faith" in {item.code for item in checklists.items_for("appeal", "police-criminal")}
    assert "freeze-end-6m" in {item.code for item in checklists.items_for("follow_up", "police-criminal")}


def test_the_golden_hours_end_after_a_day():
    """Row 2.1d."""
    items = checklists.golden_hours("provider")
    assert {"g-verify", "g-counsel", "g-spending", "g-reserve", "g-hold"} <= {item.code for item in items}
    assert all(item.event == "freeze_known" and item.offset.plain <= timedelta(hours=24) for item in items)
    assert "g-open" in {item.code for item in items}
    assert "g-open" not in {item.code for item in checklists.golden_hours("court-preservation")}


def test_the_lists_are_there_and_the_security_lock_has_six_items():
    known = checklists.lists()
    assert {checklists.FIRST_24_HOURS, checklists.SECURITY_LOCK, checklists.UNFREEZE, checklists.PRE_SUBMISSION} <= set(
        known
    )
    assert len(checklists.list_of(checklists.SECURITY_LOCK).items) == 6  # row 1.3c


def test_outbound_acts_towards_an_authority_are_counsels():
    duties = {duty.task: duty for duty in checklists.raci()}
    assert duties["authority-contact"].responsible == ("counsel",)
    assert duties["provider-contact"].responsible == ("finance",)
