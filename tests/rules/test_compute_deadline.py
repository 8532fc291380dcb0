"""The command: its answers, its exit statuses, and that it asks no database (none is open in these tests)."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CASES = Path(__file__).parent / "cases.csv"
ROOT = Path(__file__).parents[2]


def run(*args, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("compute_deadline", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(*args, status):
    with pytest.raises(CommandError) as refusal:
        run(*args)
    assert refusal.value.returncode == status
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def one(rule, trigger, tz="Asia/Shanghai"):
    return ("--rule", rule, "--trigger", trigger, "--tz", tz)


def test_one_rule_answers_as_json_with_reasons_in_both_languages():
    out, _ = run(*one("cn-arl-apply-60d", "2026-01-15"))
    answer = json.loads(out)
    assert {"rule_id", "due_local", "due_utc", "nominal", "provisional", "trace"} <= set(answer)
    assert (answer["due_local"], answer["due_utc"]) == ("2026-03-16", "2026-03-16T16:00+00:00")
    assert answer["provisional"] is False
    assert answer["trace"][0]["zh"].endswith("：2026年1月15日（星期四），北京时间。")
    assert answer["trace"][0]["en"].endswith(": Thursday 15 January 2026, Beijing time.")


def test_a_moment_answers_with_its_offset():
    out, _ = run(*one("cn-stop-payment-48h", "2026-03-28T10:15"))
    assert json.loads(out)["due_local"] == "2026-03-30T10:15+08:00"


def test_the_second_pass_of_an_hour_can_be_meant():
    out, _ = run(*one("be-ibanfirst-ack-24h", "2026-10-25T02:30", "Europe/Brussels"), "--fold", "1")
    assert json.loads(out)["due_utc"] == "2026-10-26T01:30+00:00"


def test_what_the_document_says_can_be_given():
    for stated in (("--printed-end", "2026-11-14"), ("--amount", "6 months (printed end 2026-11-14)")):
        out, _ = run(*one("cn-mps-freeze-6m", "2026-05-15"), *stated)
        assert json.loads(out)["due_local"] == "2026-11-14"
    out, _ = run(
        *one("seed-supplement-in-set-period", "2026-02-11"), "--amount", "5 business_days", "--calendar", "CN-WORK"
    )
    assert json.loads(out)["due_local"] == "2026-02-25"


def test_a_profile_alone_can_be_asked():
    out, _ = run(*one("profile:de-bgb", "2026-05-28", "Europe/Berlin"), "--amount", "1 week", "--calendar", "DE-BY")
    assert json.loads(out)["due_local"] == "2026-06-05"


@pytest.mark.parametrize(
    ("rule", "trigger", "code"),
    [
        ("seed-hearing-request-3d", "2026-03-11", "rule_repealed"),
        ("no-such-rule", "2026-03-11", "unknown_rule"),
        ("cn-arl-apply-60d", "2100-01-01", "year_out_of_range"),
        ("be-ibanfirst-ack-24h", "2026-03-11", "time_needed"),
        ("profile:no-such-profile", "2026-03-11", "unknown_profile"),
    ],
)
def test_a_refusal_is_status_one_with_its_reason_in_both_languages(rule, trigger, code):
    amount = ("--amount", "5 days") if rule.startswith("profile:") else ()
    said = refused(*one(rule, trigger), *amount, status=1)
    assert said.startswith(f"{code}: ")
    assert " / " in said


@pytest.mark.parametrize(
    "args",
    [
        ("--rule", "cn-arl-apply-60d"),
        one("cn-arl-apply-60d", "banana"),
        one("cn-arl-apply-60d", "2026-02-30"),
        (*one("cn-mps-freeze-6m", "2026-05-15"), "--printed-end", "soon"),
        one("profile:de-bgb", "2026-05-28"),
        ("--batch", "no-such-file.csv"),
        ("--batch", str(CASES), *one("cn-arl-apply-60d", "2026-01-15")),
    ],
)
def test_wrong_use_is_status_two(args):
    refused(*args, status=2)


def test_a_table_comes_back_with_its_dates():
    out, err = run("--batch", str(CASES))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["due_local"] for row in rows] == [row["expected_due_local"] for row in rows]
    assert err == ""


def test_a_table_needs_no_expected_columns_and_survives_bad_rows(tmp_path):
    table = tmp_path / "cases.csv"
    table.write_text(
        "\ufeffcase_id,rule_id,trigger_local,trigger_tz,amount_unit,profile,calendar\n"
        "1,cn-arl-apply-60d,2026-01-15,Asia/Shanghai,60 calendar_days,cn-court,CN-WORK\n"
        "2,no-such-rule,2026-01-15,Asia/Shanghai,,,\n"
        "3,cn-arl-apply-60d,,Asia/Shanghai,,,\n"
        "4,cn-arl-apply-60d,2026-01-15,Mars/Olympus,,,\n"
        "5,cn-arl-apply-60d,2026-01-15,Asia/Shanghai,,,MOON\n"
        "6,profile:de-bgb,2026-01-15,Europe/Berlin,soon,,\n"
        "7,cn-arl-apply-60d\n"
        "8,cn-arl-apply-60d,2026-01-15,Asia/Shanghai,,,,too,many,cells\n"
        "9,cn-arl-apply-60d,2026-01-13,Asia/Shanghai,,,\n",
        "utf8",
    )
    out, err = run("--batch", str(table))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["due_local"] for row in rows] == ["2026-03-16", "", "", "", "", "", "", "2026-03-16", "2026-03-16"]
    assert [row["refused"].partition(":")[0] for row in rows] == [
        "",
        "unknown_rule",
        "trigger_not_understood",
        "unknown_zone",
        "unknown_calendar",
        "amount_not_understood",
        "trigger_not_understood",
        "",
        "",
    ]
    assert len(err.splitlines()) == 6
    assert err.startswith("row 3 (2): unknown_rule")


@pytest.mark.parametrize(
    ("trigger", "due"),
    [
        ("2026-01-15T20:00:00.000Z", "2026-01-18T04:00+08:00"),
        ("2026-01-15T10:00 +02:00", "2026-01-17T16:00+08:00"),
        ("2026-01-15 9:05", "2026-01-17T09:05+08:00"),
        *((wrong, "") for wrong in ("12026-01-15T10:00", "2026-01-155", "2026-01-15T10", "2026-01-15T1:00PM")),
        *(
            (wrong, "")
            for wrong in ("2026-01-15 下午1:00", "2026-01-15T10:000", "2026-01-15T10:00 UTC", "2026-01-15T24:00")
        ),
    ],
)
def test_no_part_of_an_event_is_passed_over(trigger, due, tmp_path):
    table = tmp_path / "cases.csv"
    table.write_text(f"rule_id,trigger_local,trigger_tz\ncn-stop-payment-48h,{trigger},Asia/Shanghai\n", "utf8")
    [row] = csv.DictReader(io.StringIO(run("--batch", str(table))[0]))
    assert (row["due_local"], row["refused"].partition(":")[0]) == (due, "" if due else "trigger_not_understood")


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("1.5 months", "amount_not_understood"),
        ("三个月", "amount_not_understood"),
        ("6个月（载明至2026-02-30）", "amount_not_understood"),
        ("6个月（载明至2026-01-01）", "printed_end_too_early"),
        ("50000 days", "amount_too_long"),
    ],
)
def test_a_length_that_cannot_be_right_never_gives_a_date(amount, code, tmp_path):
    table = tmp_path / "cases.csv"
    table.write_text(
        "rule_id,trigger_local,trigger_tz,amount_unit\n"
        f"cn-mps-freeze-6m,2026-05-15,Asia/Shanghai,{amount}\n"
        "cn-mps-freeze-6m,2026-05-15,Asia/Shanghai,\n",
        "utf8",
    )
    wrong, right = csv.DictReader(io.StringIO(run("--batch", str(table))[0]))
    assert (wrong["due_local"], wrong["refused"].partition(":")[0]) == ("", code)
    assert right["due_local"] == "2026-11-15"


@pytest.mark.parametrize(
    ("between", "ends", "coding"),
    [(",", "\r\n", "utf-8-sig"), (";", "\r\n", "utf-8"), ("\t", "\n", "utf-16"), (",", "\r", "gb18030")],
)
def test_a_table_is_read_as_spreadsheets_save_it(between, ends, coding, tmp_path):
    table = tmp_path / "cases.csv"
    lines = [
        between.join(("rule_id ", "trigger_local", "说明", "trigger_tz", "")),
        between.join(("cn-arl-apply-60d", "2026-01-15", "送达；回证", "Asia/Shanghai", "")),
        "",
        between * 4,
        between.join(("cn-arl-apply-60d", "2026-01-13", '"分两行\n写"', "Asia/Shanghai")),
    ]
    table.write_bytes(ends.join(lines).encode(coding))
    out, err = run("--batch", str(table))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["due_local"] for row in rows] == ["2026-03-16", "2026-03-16"]
    assert rows[0]["说明"] == "送达；回证"
    assert err == ""


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\xff\xff\xff", b'rule_id,trigger_local,trigger_tz\n"' + b"x" * 200_000]
)
def test_what_is_no_table_is_wrong_use(raw, tmp_path):
    table = tmp_path / "cases.csv"
    table.write_bytes(raw)
    refused("--batch", str(table), status=2)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "rule_id|trigger_local|trigger_tz\ncn-arl-apply-60d|2026-01-15|Asia/Shanghai\n",
        "rule_id,trigger_local,trigger_tz,rule_id\ncn-arl-apply-60d,2026-01-15,Asia/Shanghai,other\n",
    ],
)
def test_a_table_without_its_columns_or_with_one_twice_is_wrong_use(text, tmp_path):
    table = tmp_path / "cases.csv"
    table.write_text(text)
    said = refused("--batch", str(table), status=2)
    assert "rule_id" in said
    assert "列" in said


@pytest.mark.parametrize("before", ["\n\n", "sep=,\r\n", "\ufeff\n"])
def test_what_stands_before_the_names_of_the_columns_is_passed_over(before, tmp_path):
    table = tmp_path / "cases.csv"
    table.write_text(before + "Rule_ID,TRIGGER_LOCAL,Trigger_TZ\ncn-arl-apply-60d,2026-01-15,Asia/Shanghai\n", "utf8")
    [row] = csv.DictReader(io.StringIO(run("--batch", str(table))[0]))
    assert row["due_local"] == "2026-03-16"


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (one("cn-arl-apply-60d", "2026-01-15"), 0),
        (one("seed-hearing-request-3d", "2026-01-15"), 1),
        (("--no-such-option",), 2),
    ],
)
def test_the_exit_status_reaches_the_shell(args, status, tmp_path):
    environment = {
        **os.environ,
        "FREEZEDESK_VAR": str(tmp_path),
        "DATABASE_URL": "sqlite:////no/such/folder/db.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "compute_deadline", *args],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == status
    assert bool(done.stdout) == (status == 0)
    assert bool(done.stderr) == (status != 0)


def test_of_two_lengths_a_rule_with_two_events_takes_the_later_and_every_other_is_asked_again(tmp_path):
    """Added up, or the first passed over, it would be a wrong date without a word."""
    refused(*one("profile:eu-1182", "2026-03-02"), "--amount", "30 or 14 days", status=2)
    table = tmp_path / "two.csv"
    table.write_text(
        "rule_id,trigger_local,trigger_tz,amount_unit\n"
        "eu-eapo-creditor-sue-30-14d,2026-03-02,Europe/Brussels,30 or 14 calendar_days (later)\n"
        "eu-eapo-creditor-sue-30-14d,2026-03-02 and 2026-03-25,Europe/Brussels,30 or 14 calendar_days\n"
        "cn-arl-apply-60d,2026-01-15,Asia/Shanghai,60 calendar_days or 6 months\n",
        "utf8",
    )
    rows = list(csv.DictReader(io.StringIO(run("--batch", str(table))[0])))
    assert [row["due_local"] for row in rows] == ["2026-04-01", "2026-04-08", ""]
    assert rows[2]["refused"].startswith("amount_not_understood")
