"""A number is typed, the institution appears. Or a sentence says what to check."""

import pytest
from django.utils import translation

from knowledge import institutions

pytestmark = pytest.mark.usefixtures("knowledge")


@pytest.mark.parametrize(
    "typed", ["BE47 9149 9900 0180", "be47914999000180", "BE36 9149 9900 0281", "ＢＥ４７ 9149-9900-0180"]
)
def test_a_made_up_iban_in_the_range_of_a_bank_finds_everything(typed):
    found = institutions.look_up(typed)
    assert found.is_valid
    assert found.is_iban
    assert (found.institution, found.legal_entity, found.entity_is_certain) == ("iBanFirst", "iBanFirst SA", True)
    assert (found.country, found.bic, found.bank_code) == ("BE", "FXBBBEBB", "914")
    assert (found.provider_code, found.default_route) == ("ibanfirst-be", "be-provider")
    assert "complaints@ibanfirst.com" in {str(channel.address) for channel in found.channels}
    assert found.calendars == ("BE-BANK", "TARGET")
    assert found.spaced.count(" ") == 3


@pytest.mark.parametrize(
    ("typed", "problem", "says"),
    [
        ("BE47 9149 9900 0181", "checksum", "statement"),
        ("BE47 9149 9900 018", "length", "16"),
        ("BE47 9149 9900 0180 1", "length", "1 too many"),
        ("XX12 3456 7890 1234", "country", "XX"),
        ("CN12 3456 7890 1234", "no_iban_country", "China"),
        ("GB29 NWBK 6016 1331 9268 1O", "structure", "O and 0"),
        ("12", "too_short", "whole IBAN"),
        ("", "too_short", "whole IBAN"),
        ("what@ever", "characters", "letters and digits"),
    ],
)
def test_a_wrong_number_gets_a_reason_in_words(typed, problem, says):
    with translation.override("en"):
        found = institutions.look_up(typed)
    assert found.problem == problem
    assert not found.is_valid
    assert says in found.reason
    assert found.provider is None


def test_two_swapped_neighbours_are_pointed_out():
    with translation.override("en"):
        assert "13 and 14" in institutions.look_up("BE47 9149 9900 1080").hint
        assert institutions.look_up("BE47 9149 9900 0191").hint == ""


def test_an_account_number_without_country_asks_for_it():
    found = institutions.look_up("6222 0200 1122 3344 556")
    assert found.is_valid
    assert not found.is_iban
    assert found.needs_country
    assert found.default_route is None
    chinese = institutions.look_up("6222 0200 1122 3344 556", country="cn")
    assert not chinese.needs_country
    assert (chinese.provider_code, chinese.default_route) == ("generic-cn-bank", "cn-bank")
    assert chinese.calendars == ("CN-WORK",)


def test_a_bank_without_a_profile_gets_the_profile_of_its_country():
    found = institutions.look_up("DE89 3704 0044 0532 0130 00")
    assert (found.institution, found.provider_code, found.default_route) == (
        "Commerzbank",
        "generic-eu-bank",
        "de-bank",
    )
    assert not found.entity_is_certain


def test_a_sister_of_a_known_house_is_named_but_its_entity_is_not_certain():
    french = institutions._institution("FR00", _Iban("FR", "18829", "FXBBFRPP"))
    assert french.institution == "iBanFirst"
    assert not french.entity_is_certain
    assert french.provider_code == "generic-eu-pi"
    assert french.default_route == "fr-provider"


def test_a_branch_with_its_own_code_has_its_own_profile_but_its_entity_is_to_be_confirmed():
    british = institutions._institution("GB00", _Iban("GB", "FXBB", "FXBBGB22XXX"))
    assert (british.institution, british.provider_code, british.default_route) == (
        "iBanFirst",
        "ibanfirst-gb",
        "gb-provider",
    )
    assert not british.entity_is_certain


def test_the_country_is_named_in_the_language_of_the_reader():
    found = institutions.look_up("BE47 9149 9900 0180")
    with translation.override("zh-hans"):
        assert found.country_name == "比利时"
    with translation.override("en"):
        assert found.country_name == "Belgium"


class _Iban:
    def __init__(self, country_code, bank_code, bic):
        self.country_code, self.bank_code, self.bic, self.bank_name = country_code, bank_code, bic, "Somebody"
