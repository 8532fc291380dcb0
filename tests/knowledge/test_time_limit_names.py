"""Every time limit and every event has a name that people can read, in both languages, and dates are told by it."""

import re
import shutil
from datetime import date

import pytest
import yaml
from django.core.exceptions import ValidationError

from cases import triggers
from knowledge import catalogue, loading, naming, reading
from knowledge.models import Edition, Kind
from knowledge.rules import parse_rule
from knowledge.timelimits import Part, compute

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LIMITS = yaml.safe_load((reading.DATA / "time_limits.yaml").read_text("utf8"))
WORDS = yaml.safe_load((reading.DATA / naming.FILE).read_text("utf8"))
HAPPENINGS = {
    *triggers.STARTS,
    "submission_made",
    "legal_date",
    "pack_returned",
}  # what a date of a case names as its trigger


def events_of(row):
    return {row["trigger_event"], *(other["trigger"] for other in row.get("alternatives") or ())}


def changed(tmp_path, old, new):
    folder = shutil.copytree(reading.DATA, tmp_path / "data")
    text = (folder / naming.FILE).read_text("utf8")
    assert old in text
    (folder / naming.FILE).write_text(text.replace(old, new, 1), "utf8")
    return folder


def test_every_rule_has_a_name_and_no_name_is_left_over():
    assert set(WORDS["names"]) == {row["id"] for row in LIMITS["rules"]}


def test_every_event_has_a_name_and_so_has_what_happens_in_a_case():
    named = set().union(*(events_of(row) for row in LIMITS["rules"]))
    assert set(WORDS["events"]) == named | HAPPENINGS
    assert named >= {name for names in triggers.STARTS.values() for name in names}


def test_names_stand_in_one_place_only():
    assert not [row["id"] for row in LIMITS["rules"] if {"en", "zh", "trigger"} & set(row)]


@pytest.mark.parametrize("part", ["names", "events"])
def test_each_name_is_in_its_own_language(part):
    for code, pair in WORDS[part].items():
        assert set(pair) == {"zh", "en"}, code
        assert CHINESE.search(pair["zh"]), code
        assert pair["en"].isascii(), code
        assert not pair["zh"].endswith("。"), code
        assert not pair["en"].endswith("."), code
        assert pair["en"][0].isupper() or pair["en"].startswith("iBanFirst"), code


def test_a_name_fits_on_one_line():
    for code, pair in WORDS["names"].items():
        assert len(pair["zh"]) <= naming.LONGEST["zh"], code
        assert len(pair["en"]) <= naming.LONGEST["en"], code


def test_no_two_rules_share_a_name():
    for language in ("zh", "en"):
        assert len({pair[language] for pair in WORDS["names"].values()}) == len(WORDS["names"])


def test_a_name_cites_nothing():
    for code, pair in WORDS["names"].items():
        assert not re.search(r"\barts?\.|§|\bs\. ?\d|\bseed\b", pair["en"]), code
        assert not re.search(r"第.*条|《", pair["zh"]), code


def test_only_another_is_told_that_they_must():
    for rule in catalogue.rules().values():
        assert rule.actor == "them" or not re.search(r"\b(must|should|aims|expected)\b", rule.name.en), rule.id
        assert rule.actor == "them" or "应" not in rule.name.zh, rule.id


@pytest.mark.usefixtures("knowledge")
def test_an_edition_is_titled_by_the_name_and_carries_the_words_of_its_events():
    for edition in Edition.objects.current(Kind.TIME_LIMIT):
        pair = WORDS["names"][edition.code]
        assert (edition.title_zh, edition.title_en) == (pair["zh"], pair["en"])
        kept = parse_rule(edition.content)
        assert kept == catalogue.rule(edition.code)
        assert kept.event.as_json() == WORDS["events"][kept.trigger_event]


@pytest.mark.usefixtures("knowledge")
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("zh: 公安冻结到期，未续冻即解除, ", "", "names, cn-mps-freeze-6m: zh"),
        ("  cn-mps-freeze-6m:", "  cn-mps-freeze-7m:", "names, cn-mps-freeze-6m: zh"),
        (", en: Complaint submitted}", ", en: ' '}", "events, complaint_submitted: en"),
        ("  eapo_issued:", "  eapo_was_issued:", "events, eapo_issued: zh"),
        ("\nevents:", "\nevent:", "events, freeze_known: zh"),
    ],
)
def test_a_missing_name_stops_the_loading_and_says_where(tmp_path, old, new, place):
    with pytest.raises(ValidationError) as caught:
        loading.checked(changed(tmp_path, old, new))
    assert caught.value.params["found"][0].startswith(f"{naming.FILE}, {place} is missing.")


@pytest.mark.parametrize(
    ("code", "options", "event"),
    [
        ("cn-mps-freeze-6m", {}, "冻结生效"),
        ("eu-psd2-complaint-15bd", {}, "机构收到投诉"),
        ("eu-eapo-creditor-sue-30-14d", {"also": {"eapo_issued": date(2026, 12, 21)}}, "账户保全令申请提交"),
        ("seed-supplement-in-set-period", {"amount": (Part(10, "business_days"),)}, "要求补充材料"),
    ],
)
def test_a_chinese_trace_names_no_event_in_english(code, options, event):
    due = compute(
        catalogue.rule(code),
        trigger=date(2026, 11, 23),
        zone="Asia/Shanghai",
        calendars=catalogue.calendars(),
        **options,
    )
    told = "\n".join(step.text("zh-Hans") for step in due.trace)
    assert told.startswith(f"{event}：2026年11月23日")
    for name, pair in WORDS["events"].items():
        assert pair["en"] not in told
        assert "_" not in name or name not in told
        assert "_" not in name or name.replace("_", " ") not in told


def test_each_of_two_events_is_told_by_its_own_name():
    due = compute(
        catalogue.rule("eu-eapo-creditor-sue-30-14d"),
        trigger=date(2026, 11, 23),
        zone="Europe/Brussels",
        calendars=catalogue.calendars(),
        also={"eapo_issued": date(2026, 12, 21)},
    )
    told = [step.params["event"]["en"] for step in due.trace if step.code == "event_day"]
    assert told == ["Application for the preservation order lodged", "Preservation order issued"]


@pytest.mark.parametrize("happening", sorted(HAPPENINGS))
def test_what_happens_in_a_case_is_said_in_words(happening):
    assert CHINESE.search(catalogue.event_name(happening).zh)
    assert "_" not in catalogue.event_name(happening).en


def test_an_event_nobody_named_is_told_by_its_code_rather_than_not_at_all():
    assert catalogue.event_name("moon_rises").text("zh-Hans") == "moon rises"
