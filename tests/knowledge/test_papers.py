"""Which papers a case needs, why, and how long they stay fresh."""

from datetime import date

import pytest
from django.utils import translation

from knowledge import causes, papers, routes

pytestmark = pytest.mark.usefixtures("knowledge")


def codes(found):
    return [each.code for each in found]


def test_there_are_three_families_and_fourteen_causes_each_with_a_list():
    """Row 1.1a."""
    families = causes.families()
    assert [len(family.causes) for family in families] == [5, 6, 3]
    for cause in causes.current().values():
        assert cause.core
        assert cause.questions
        assert cause.name.zh != cause.name.en
        found = papers.required("provider", routes.route_for("provider", "BE"), [cause.code])
        assert any(because.code == cause.code for each in found for because in each.because)


def test_the_usual_causes_of_a_body_come_first():
    ordered = causes.for_body("sanctions")
    usual = ["sanctions" in cause.likely_bodies for cause in ordered]
    assert usual == sorted(usual, reverse=True)
    assert len(ordered) == 14


def test_a_refusal_to_say_is_no_cause_but_the_list_still_stands():
    assert causes.for_case([causes.REFUSES_TO_SAY]) == []
    found = papers.required("provider", routes.route_for("provider", "BE"), [causes.REFUSES_TO_SAY])
    assert "bank-statements" in codes(found)


def test_cause_and_body_make_the_list_and_each_paper_says_why():
    """Row 2.3d."""
    route = routes.route_for("provider", "BE")
    found = {each.code: each for each in papers.required("provider", route, ["high-risk-country"])}
    assert found["corridor-reason-note"].is_core
    assert [because.kind for because in found["sales-contract"].because] == ["route", "cause"]
    assert found["proof-of-address"].because[0].kind == "route"
    assert "appeal-letter" not in found  # written here, not collected
    assert "appeal-letter" in codes(papers.required("provider", route, [], with_letters=True))
    with translation.override("en"):
        assert "High-risk country" in found["corridor-reason-note"].reason
    with translation.override("zh-hans"):
        assert "高风险国家" in found["corridor-reason-note"].reason


def test_another_cause_or_body_makes_another_list():
    route = routes.route_for("provider", "BE")
    first = set(codes(papers.required("provider", route, ["amount-out-of-profile"])))
    second = set(codes(papers.required("provider", route, ["security-compromise"])))
    court = set(codes(papers.required("court-preservation", routes.route_for("court-preservation", "CN"), [])))
    assert "device-login-report" in second - first
    assert {"freeze-decision", "service-proof", "power-of-attorney"} <= court - first


def test_the_list_follows_the_order_of_the_pack_and_core_comes_first():
    found = papers.required("tax", routes.route_for("tax", "CN"), ["amount-out-of-profile", "structuring"])
    places = [(papers.SECTIONS.index(each.paper.section), not each.is_core) for each in found]
    assert places == sorted(places)


def test_switching_the_applicant_switches_the_identity_set():
    """Row 4.1d."""
    route = routes.route_for("provider", "BE")

    def identity(applicant):
        found = papers.required("provider", route, [], applicant)
        return {each.code for each in found if each.paper.section == "identity"}

    assert {"business-licence", "legal-rep-id", "ubo-register-extract"} <= identity("company")
    assert {"business-licence", "applicant-id"} <= identity("sole_trader")
    assert "legal-rep-id" not in identity("sole_trader")
    assert "applicant-id" in identity("person")
    assert not identity("person") & {"business-licence", "legal-rep-id", "ubo-register-extract"}


def test_where_the_route_is_not_known_a_few_papers_are_still_asked_for():
    found = papers.required("unknown", routes.route_for("unknown", "BE"), [])
    assert set(codes(found)) == {"freeze-notice", "service-proof", "bank-statements"}


def test_a_proof_of_address_older_than_three_months_is_stale():
    """Row 1.1e."""
    paper = papers.get("proof-of-address")
    frozen = date(2026, 11, 18)
    assert paper.validity.months == 3
    assert not paper.is_stale(dated_on=date(2026, 8, 18), printed_end=None, on=frozen)
    assert paper.is_stale(dated_on=date(2026, 8, 17), printed_end=None, on=frozen)
    assert paper.fresh_until(date(2026, 11, 30)) == date(2027, 2, 28)


def test_a_printed_end_date_counts_and_the_earlier_of_both_wins():
    identity = papers.get("legal-rep-id")
    assert identity.is_stale(dated_on=None, printed_end=date(2026, 11, 17), on=date(2026, 11, 18))
    assert not identity.is_stale(dated_on=None, printed_end=None, on=date(2026, 11, 18))
    address = papers.get("proof-of-address")
    assert address.fresh_until(date(2026, 11, 1), date(2026, 12, 1)) == date(2026, 12, 1)


def test_every_paper_has_its_section_and_reads_in_words():
    for paper in papers.current().values():
        assert paper.section in papers.SECTIONS
        assert paper.source_name
        assert paper.original_name
        assert paper.seal_name
        assert paper.default_label in {"", "confidential", "sealed"}
    assert papers.paper_title("no-such-paper") == "no-such-paper"


def test_a_belgian_pack_says_what_its_papers_must_look_like():
    profile = papers.form_profile("BE")
    assert "nl" in profile.languages
    assert profile.translation
    assert papers.form_profile("SG") is None
