"""Who froze it, and where, decides the route."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from knowledge import providers, routes
from knowledge.models import Edition, Kind
from knowledge.routes import Route, Uncovered

pytestmark = pytest.mark.usefixtures("knowledge")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_there_are_twelve_kinds_of_body_and_the_unknown_one_comes_last():
    kinds = routes.body_kinds()
    assert len(kinds) == 13
    assert kinds[-1].code == routes.UNKNOWN
    assert len(routes.body_kinds(with_unknown=False)) == 12
    assert {kind.code for kind in kinds if not kind.is_authority} == {"provider", "bank", "data-protection"}


def test_every_route_can_be_read_and_found_again():
    for code, route in routes.current().items():
        assert routes.route_for(route.body, route.jurisdiction) == route
        assert routes.get(code) is route
        assert route.steps
        for step in route.steps:
            assert step.tier_name
            assert set(step.channels) <= set(providers.CHANNEL_NAMES)
            assert len(step.channel_names) == len(step.channels)
        assert route.confidence_note
        assert route.contact in {"finance", "counsel-only"}
        assert routes.hard_stops(route)


@pytest.mark.parametrize(
    ("body", "country", "code"),
    [
        ("provider", "BE", "be-provider"),
        ("bank", "NL", "eu-provider"),  # no route of its own: the law of the Union
        ("provider", "PL", "eu-provider"),
        ("sanctions", "FR", "eu-sanctions"),
        ("sanctions", "BE", "eu-sanctions"),
        ("police-criminal", "CN", "cn-police-criminal"),
    ],
)
def test_body_and_country_choose_the_route(body, country, code):
    found = routes.route_for(body, country)
    assert isinstance(found, Route)
    assert found.code == code


@pytest.mark.parametrize(
    ("body", "country"), [("tax", "BE"), ("court-preservation", "NL"), ("provider", "SG"), ("fiu", "")]
)
def test_where_nobody_researched_counsel_defines_the_route_and_no_clock_runs(body, country):
    found = routes.route_for(body, country)
    assert isinstance(found, Uncovered)
    assert found.contact == "counsel-only"
    assert routes.clock_chain(found) == []
    assert found.note


def test_an_unknown_body_locks_sending_and_asks_for_three_papers():
    found = routes.route_for("unknown", "CN")
    assert isinstance(found, Uncovered)
    assert found.contact == "counsel-only"
    assert set(found.required_papers) == {"freeze-notice", "service-proof", "bank-statements"}


def test_a_criminal_freeze_offers_no_administrative_remedy():
    criminal = routes.route_for("police-criminal", "CN")
    assert "admin-remedy-on-criminal-freeze" in {stop.code for stop in routes.hard_stops(criminal)}
    rules = {limit.rule_id for limit in routes.clock_chain(criminal)}
    assert not rules & {"cn-arl-apply-60d", "cn-all-direct-6m"}


def test_the_clock_chain_of_a_provider_knows_both_complaint_periods():
    chain = routes.clock_chain(routes.route_for("provider", "BE"))
    assert {"eu-psd2-complaint-15bd", "eu-psd2-complaint-35bd"} <= {limit.rule_id for limit in chain}
    complaint = [limit for limit in chain if limit.rule_id == "eu-psd2-complaint-15bd"]
    assert [(limit.side, limit.kind) for limit in complaint] == [("them", "response-due")]
    assert complaint[0] in routes.limits_from(routes.route_for("provider", "BE"), complaint[0].starts_at)
    assert len(chain) == len(set(chain))


def test_the_chain_of_a_stage_is_part_of_the_whole():
    for route in routes.current().values():
        whole = set(routes.clock_chain(route))
        for stage in routes.TIERS_OF_STAGE:
            assert set(routes.clock_chain(route, stage)) <= whole


def test_from_bank_to_court_the_preview_says_what_changed():
    """Row 2.1c."""
    old, new = routes.route_for("bank", "CN"), routes.route_for("court-preservation", "CN")
    changes = routes.chain_difference(old, new)
    by_kind = {change.what for change in changes}
    assert by_kind == {"route", "contact", "goes", "appears", "papers"}
    assert {change.code for change in changes if change.what == "appears"} >= {"cn-cpl-deposit-freeze-1y"}
    assert {change.code for change in changes if change.what == "goes"} >= {"cn-aml-objection-15d"}
    assert all(change.sentence for change in changes)
    assert routes.chain_difference(old, old) == []
    back = routes.chain_difference(new, old)
    assert {change.code for change in back if change.what == "contact"} == {"finance"}


def test_a_case_reads_the_edition_it_kept():
    edition = Edition.objects.pick(Kind.ROUTE, "be-provider")
    assert routes.of(edition) == routes.get("be-provider")
    assert routes.get("be-provider").edition_id == edition.pk


def test_a_body_that_nobody_knows_is_refused():
    with pytest.raises(ValidationError) as caught:
        routes.route_for("pirate", "BE")
    assert caught.value.code == "unknown_knowledge"


def test_a_channel_never_checked_live_is_stale_and_so_is_one_after_180_days():
    channel = providers.get("ibanfirst-be").channel("email")
    assert channel.is_stale(AT.date())
    checked = type(channel)(**{**channel.__dict__, "verified_on": (AT - timedelta(days=180)).date()})
    assert not checked.is_stale(AT.date())
    assert checked.is_stale(AT.date() + timedelta(days=1))


def test_the_figures_of_the_guide_carry_a_badge_and_the_published_ones_do_not():
    own = providers.get("ibanfirst-be")
    guide = providers.guide_for(own)
    assert guide.is_guide
    assert all(stage.source.is_unverified_guide for stage in guide.stages)
    assert guide.resubmission_gap.hours == 24
    assert guide.resubmission_gap.source.is_unverified_guide
    assert guide.expedite.target_hours == 12
    assert own.stages == ()
    assert not any(channel.source.is_unverified_guide for channel in own.channels)
    assert [period.value for period in own.complaint_periods] == [
        "24 hours",
        "15 calendar days",
        "15 business days",
        "35 business days",
    ]


def test_a_period_reads_in_both_languages():
    period = providers.get("ibanfirst-be").complaint_periods[0]
    with translation.override("en"):
        assert period.amount == "24 hours"
    assert period.name.zh
    units = {
        period.value.partition(" ")[2] for found in providers.current().values() for period in found.complaint_periods
    }
    assert units <= set(providers.UNITS)
