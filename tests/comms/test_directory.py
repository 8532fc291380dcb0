"""The directory: shipped channels, the firm's own versions over them, and what is stale."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from audit import log
from comms import directory
from comms.models import ChannelVersion


def channel(firm, kind="email"):
    return next(each for each in directory.entry(firm, "ibanfirst-be").channels if each.kind == kind)


def test_a_change_is_the_next_version_and_the_older_one_stays(firm, ada, fang, noon, knowledge):
    assert (channel(firm).number, channel(firm).is_stale(noon.date())) == (0, True)
    given = {
        "address": "appeals@provider.example",
        "size_limit_mb": 20,
        "counts_mail": True,
        "field_limits": "摘要：500",
    }
    with pytest.raises(PermissionDenied):
        directory.change(firm, "ibanfirst-be", "email", given, by=fang, at=noon)
    directory.change(firm, "ibanfirst-be", "email", given, by=ada, at=noon)
    now = channel(firm)
    assert (now.address, now.limit.mb, now.limit.is_encoded, now.field_limits, now.number) == (
        "appeals@provider.example", 20, True, (("摘要", 500),), 1,
    )  # fmt: skip
    assert not now.is_stale(noon.date() + timedelta(days=180))
    assert now.is_stale(noon.date() + timedelta(days=181))
    directory.check(firm, "ibanfirst-be", "email", by=fang, at=noon + timedelta(days=181))
    assert (channel(firm).number, channel(firm).verified_by, channel(firm).size_limit_mb) == (2, "Fang", 20)
    assert ChannelVersion.objects.filter(is_current=False).count() == 1
    assert log.entries(f"org/{firm.pk}").last().action == "directory.changed"


def test_another_firm_keeps_its_own_directory(firm, other_firm, ada, noon, knowledge):
    directory.change(firm, "ibanfirst-be", "email", {"address": "a@b.example"}, by=ada, at=noon)
    assert channel(other_firm).number == 0


def test_where_an_address_is_found_is_told_in_the_readers_language_and_never_written_on_a_letter(firm, knowledge):
    with translation.override("zh-hans"):
        known = channel(firm, "in-app")
    assert (known.address, known.written) == ("登录平台", "")
    with translation.override("en"):
        known = channel(firm, "in-app")
        assert (known.address, known.language_names) == ("platform login", ["English", "French", "Dutch"])
    assert channel(firm).written == channel(firm).address == "complaints@ibanfirst.com"


def test_an_own_institution_shows_the_route_of_its_body_and_nothing_it_must_not_offer(firm, ada, noon, knowledge):
    row = directory.add_institution(
        firm, name_zh="示例公安局", name_en="", country="CN", body_kind="police-criminal", by=ada, at=noon
    )
    steps = directory.own_routes(directory.entry(firm, row.code))
    assert steps
    assert not any("复议" in name for name, _channels in steps)


@pytest.mark.parametrize("bad", ["摘要", "摘要：零", "：500", "摘要: 0"])
def test_a_field_limit_that_is_not_understood_is_named(firm, ada, noon, knowledge, bad):
    with pytest.raises(ValidationError) as caught:
        directory.change(firm, "ibanfirst-be", "email", {"address": "x", "field_limits": bad}, by=ada, at=noon)
    assert caught.value.error_dict["field_limits"][0].code == "field_limits"
