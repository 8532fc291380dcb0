"""Cases for programs: listed, read, logged; refused in words and codes, and never more than the person may see."""

from datetime import timedelta

from audit import log
from cases import people
from cases.models import Case, Item
from demo import scale
from tests import build


def codes(answer):
    return {(problem["field"], problem["code"]) for problem in answer.json()["problems"]}


# --- who may enter ---------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_to_sign_in(program):
    for answer in (program().get("/cases"), program().get("/deadlines"), program().get("/openapi.json")):
        assert answer.status_code == 401
        assert codes(answer) == {(None, "not_signed_in")}


def test_without_a_second_factor_no_program_comes_in(program, fang, settings):
    settings.MFA_REQUIRED = True
    answer = program(fang).get("/cases")
    assert answer.status_code == 403
    assert codes(answer) == {(None, "second_factor_missing")}


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_case_reads_as_it_was_logged(program, fang, mo, noon):
    case = build.case(fang, at=noon)
    answer = program(fang).get(f"/cases/{case.ref}")
    told = answer.json()
    assert answer.status_code == 200
    assert told["ref"] == case.ref
    assert told["amount"] == "486200.00"
    assert told["currency"] == "EUR"
    assert told["stage"] == "confirm"
    assert told["closed_at"] is None


def test_a_foreign_case_reads_as_a_missing_one(program, fang, mo, xu, noon):
    case = build.case(fang, at=noon)
    theirs, none = program(xu).get(f"/cases/{case.ref}"), program(xu).get("/cases/HL-9999")
    assert theirs.status_code == none.status_code == 404
    assert theirs.json() == none.json()
    assert codes(none) == {(None, "not_found")}


def test_xu_gets_a_list_of_nothing(program, fang, mo, xu, noon):
    build.case(fang, at=noon)
    assert program(xu).get("/cases").json() == {"cases": [], "before": None}
    assert program(xu).get("/deadlines").json() == []


def test_a_guest_lists_the_one_case(program, fang, mo, noon):
    case, _other = build.case(fang, at=noon), build.case(fang, at=noon, **build.court(noon))
    guest = people.invite_guest(
        case, email="gus@outside.example", name="Gus", expires_at=noon + timedelta(days=3650), by=mo, at=noon
    ).user
    assert [row["ref"] for row in program(guest).get("/cases").json()["cases"]] == [case.ref]


def test_pages_together_hold_every_case_once(program, fang, firm, mo, noon):
    scale.fill(firm, [fang, mo], 250, at=noon)
    seen, before, pages = [], None, 0
    while True:
        page = program(fang).get("/cases", **({"before": before} if before else {})).json()
        seen += [row["ref"] for row in page["cases"]]
        before, pages = page["before"], pages + 1
        if before is None:
            break
    assert pages == 3
    assert len(seen) == len(set(seen)) == 250


def test_only_open_ones_when_asked(program, fang, firm, mo, noon):
    scale.fill(firm, [fang, mo], 50, at=noon)
    everything = program(fang).get("/cases").json()["cases"]
    still_open = program(fang).get("/cases", open_only="true").json()["cases"]
    assert {row["ref"] for row in still_open} == {row["ref"] for row in everything if row["closed_at"] is None}
    assert 0 < len(still_open) < len(everything)


def test_deadlines_come_nearest_first_and_go_on_from_one(program, fang, firm, mo, noon):
    scale.fill(firm, [fang, mo], 100, at=noon)
    first = program(fang).get("/deadlines").json()
    assert len(first) == 200
    assert [row["due_at"] for row in first] == sorted(row["due_at"] for row in first)
    following = program(fang).get("/deadlines", after=first[-1]["due_at"]).json()
    assert following
    assert not {row["id"] for row in first} & {row["id"] for row in following}
    assert {row["kind"] for row in first} <= {"legal", "target", "end"}


# --- logging a freeze ------------------------------------------------------------------------------------------------


def test_a_freeze_is_logged_by_the_same_act_as_on_the_page(
    program, fang, mo, freeze, django_capture_on_commit_callbacks
):
    answer = program(fang).post("/cases", {**freeze, "amount": "486200.00", "known_at": "2025-11-18T09:40:00+01:00"})
    assert answer.status_code == 201
    case = Case.objects.get(ref=answer.json()["ref"])
    assert str(case.freeze.amount) == "486200.00"
    assert case.freeze.known_at.isoformat() == "2025-11-18T08:40:00+00:00"
    assert case.logged_by == fang
    assert log.count(case.chain) > 0
    assert log.first_break(case.chain) is None


def test_what_nobody_sees_does_not_come_along(program, fang, mo, freeze):
    answer = program(fang).post("/cases", {**freeze, "party_name": "\u202a宁波\u200b海岚\u2028公司\x07"})
    assert Case.objects.get(ref=answer.json()["ref"]).party.name == "宁波海岚 公司"


def test_what_is_not_known_becomes_a_line_to_chase(program, fang, mo, freeze):
    case = Case.objects.get(ref=program(fang).post("/cases", freeze).json()["ref"])
    chased = set(case.items.filter(origin=Item.Origin.UNKNOWN).values_list("code", flat=True))
    assert {"ask-instrument", "ask-amount", "ask-term"} <= chased


def test_an_auditor_logs_nothing(program, udo, mo, freeze):
    answer = program(udo).post("/cases", freeze)
    assert answer.status_code == 403
    assert codes(answer) == {(None, "forbidden")}
    assert not Case.objects.exists()


def test_a_foreign_organisation_is_no_organisation(program, fang, mo, other_firm, freeze):
    answer = program(fang).post("/cases", {**freeze, "organisation": other_firm.pk})
    assert answer.status_code == 404
    assert codes(answer) == {(None, "not_found")}


def test_whoever_belongs_to_two_says_for_which(program, fang, mo, xu, other_firm, noon, freeze):
    from accounts.models import Membership

    Membership.objects.create(user=fang, organisation=other_firm, role="manager", since=noon)
    answer = program(fang).post("/cases", freeze)
    assert answer.status_code == 422
    assert codes(answer) == {("organisation", "organisation_missing")}
    assert program(fang).post("/cases", {**freeze, "organisation": other_firm.pk}).status_code == 201


# --- refused ---------------------------------------------------------------------------------------------------------


def test_each_refusal_names_the_field_and_a_code(program, fang, mo, freeze):
    for field, value, code in (
        ("account_number", "BE48 9149 9900 0180", None),
        ("known_at", "2025-11-18T09:40:00", "no_zone"),
        ("frozen_at", "2999-01-01T00:00:00Z", None),
        ("amount", "-5", None),
        ("body_kind", "no-such-body", None),
        ("provider", "no-such-provider", None),
        ("currency", "???", None),
        ("country", "??", None),
    ):
        answer = program(fang).post("/cases", {**freeze, field: value})
        assert answer.status_code == 422, f"{field}={value}: {answer.status_code}"
        assert any(problem[0] == field for problem in codes(answer)), f"{field}: {codes(answer)}"
        assert all(code for _field, code in codes(answer))
        if code:
            assert (field, code) in codes(answer)
    assert not Case.objects.exists()


def test_what_has_the_wrong_shape_is_refused_in_the_same_words(program, fang, mo, freeze):
    """The reader of a refusal needs one shape, whoever refuses."""
    for field, value in (("account_number", None), ("scope", "half"), ("amount", "many"), ("known_at", "yesterday")):
        answer = program(fang).post("/cases", {**freeze, field: value})
        assert answer.status_code == 422
        assert {problem[0] for problem in codes(answer)} == {field}
    assert codes(program(fang).post("/cases", {})) == {
        (field, "missing") for field in ("account_number", "institution", "party_name")
    }
    assert program(fang).post("/cases", "{", raw=True).status_code in {400, 422}


def test_a_day_that_nobody_can_mean_is_refused_beside_its_field(program, fang, mo, freeze):
    for far in ("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-10:00"):
        for field, value in (("frozen_at", far), ("known_at", far), ("notice_on", far[:10]), ("ends_on", far[:10])):
            assert codes(program(fang).post("/cases", {**freeze, field: value})) == {(field, "no_such_day")}
        assert codes(program(fang).get("/deadlines", after=far)) == {("after", "no_such_day")}


def test_the_sentence_comes_in_the_readers_language(program, fang, mo, freeze):
    wrong = {**freeze, "known_at": "2025-11-18T09:40:00"}
    said = {
        language: program(fang, language=language).post("/cases", wrong).json()["problems"][0]["message"]
        for language in ("zh-hans", "en")
    }
    assert "offset" in said["en"]
    assert said["zh-hans"] != said["en"]
