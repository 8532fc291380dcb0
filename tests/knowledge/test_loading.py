"""Loading: all or nothing, twice is once, a change is a new edition."""

import shutil
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from knowledge import causes, consistency, loading, reading, routes, shelf
from knowledge.models import Edition, Kind
from tests.knowledge.conftest import AT

pytestmark = pytest.mark.usefixtures("knowledge")
LATER = AT + timedelta(days=30)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(reading.DATA, tmp_path / "data")
    return tmp_path / "data"


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf8")


def refusal(folder):
    before = Edition.objects.count()
    with pytest.raises(ValidationError) as caught:
        loading.load(folder, at=LATER)
    assert caught.value.code == "knowledge_broken"
    assert Edition.objects.count() == before
    return caught.value.params["found"]


def test_a_second_run_changes_nothing():
    before = Edition.objects.count()
    again = loading.load(at=LATER)
    assert (again.added, again.changed, again.retired) == (0, 0, 0)
    assert again.current == before == again.unchanged
    assert not Edition.objects.filter(loaded_at=LATER).exists()


def test_everything_is_loaded_in_both_languages():
    counts = {kind: Edition.objects.current(kind).count() for kind in Kind}
    assert counts[Kind.CAUSE_FAMILY] == 3
    assert counts[Kind.CAUSE] == 14
    assert counts[Kind.BODY_KIND] == 13  # twelve, and the unknown one
    assert counts[Kind.ROUTE] == 59
    assert counts[Kind.TIME_LIMIT] == 173
    assert counts[Kind.LETTER] == 24
    assert all(counts.values())
    for edition in Edition.objects.all():
        assert edition.text("zh-Hans").strip()
        assert edition.text("en").strip()


def test_every_text_of_every_piece_is_there_in_both_languages():
    pieces = reading.read()
    pairs = [
        value for piece in pieces for _path, value in consistency._walk(piece.body) if "zh" in value or "en" in value
    ]
    assert len(pairs) > 2000
    assert consistency.problems(pieces) == []


def test_a_changed_file_makes_a_new_edition_and_the_old_one_stays(folder):
    old = Edition.objects.pick(Kind.CAUSE, "off-hours")
    change(folder, "causes.yaml", f"zh: {old.title_zh}", "zh: 深夜的大额交易")
    done = loading.load(folder, at=LATER)
    new = Edition.objects.pick(Kind.CAUSE, "off-hours")
    old.refresh_from_db()
    assert (done.added, done.changed, done.retired) == (0, 1, 0)
    assert (new.number, new.title_zh, new.loaded_at) == (2, "深夜的大额交易", LATER)
    assert (old.number, old.is_current) == (1, False)
    assert causes.get("off-hours").name.zh == "深夜的大额交易"
    assert causes.of(old).name.zh == old.title_zh  # what a case held on to


def test_what_is_gone_is_retired_and_comes_back_as_a_new_edition(folder):
    change(folder, "letters/phrases.yaml", "- id: op-01\n", "- id: op-99\n")
    done = loading.load(folder, at=LATER)
    assert (done.added, done.changed, done.retired) == (1, 0, 1)
    assert not Edition.objects.filter(kind=Kind.PHRASE, code="op-01", is_current=True).exists()
    loading.load(at=LATER)
    assert Edition.objects.pick(Kind.PHRASE, "op-01").number == 2


def test_a_new_place_in_the_file_is_no_new_edition(folder):
    path = folder / "letters" / "phrases.yaml"
    head, first, rest = path.read_text("utf8").partition("- id: op-01\n")
    lines, second, tail = (first + rest).partition("- id: op-02\n")
    path.write_text(head + second + tail.rstrip("\n") + "\n" + lines, "utf8")
    done = loading.load(folder, at=LATER)
    assert (done.added, done.changed, done.retired) == (0, 0, 0)
    assert Edition.objects.current(Kind.PHRASE).first().code == "op-02"
    assert Edition.objects.current(Kind.PHRASE).last().code == "op-01"


def test_routes_that_share_steps_change_together(folder):
    own = routes.get("be-provider").steps[0].name.en
    change(folder, "routes.yaml", f"en: {own}", "en: Verify by telephone")
    changed = {e.code for e in _changed(loading.load(folder, at=LATER))}
    assert {"be-bank", "be-provider"} <= changed
    assert routes.get("be-bank").steps == routes.get("be-provider").steps


def _changed(_done):
    return Edition.objects.filter(loaded_at=LATER)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "causes.yaml",
            "document: sales-contract",
            "document: sales-kontract",
            ["causes.yaml", "sales-kontract", "documents.yaml"],
        ),
        (
            "routes.yaml",
            "rule: cn-aml-objection-15d",
            "rule: cn-aml-objection-51d",
            ["routes.yaml", "cn-aml-objection-51d"],
        ),
        ("routes.yaml", "side: them", "side: us", ["routes.yaml", "actor", "prevails"]),
        ("checklists.yaml", "offset: +4h", "offset: +4 hours", ["checklists.yaml", "verify-notice", "+4 hours"]),
        ("checklists.yaml", "who: finance", "who: everybody", ["checklists.yaml", "everybody"]),
        (
            "providers.yaml",
            "rule: be-ibanfirst-ack-24h",
            "rule: be-nobody",
            ["providers.yaml", "ibanfirst-be", "be-nobody"],
        ),
        ("letters/chaser.en.md", "{case.number}", "{case.nmber}", ["letters/chaser", "case.nmber", "fields.yaml"]),
        ("letters/chaser.en.md", "## facts |", "## fakts |", ["letters/chaser"]),
        (
            "letters/citations.yaml",
            "successor: cn-apl-2021-64",
            "successor: cn-apl-64",
            ["cn-apl-2017-42", "cn-apl-64"],
        ),
        ("letters/rejection_reasons.yaml", "  category: logic", "  category: other", ["other", "categories"]),
        ("documents.yaml", "    en: Appeal letter\n", "    en: ''\n", ["documents.yaml", "appeal-letter"]),
    ],
)
def test_a_broken_file_is_refused_with_file_and_place(folder, name, old, new, says):
    change(folder, name, old, new)
    found = "\n".join(refusal(folder))
    for part in says:
        assert part in found


def test_a_slip_in_the_yaml_names_the_line(folder):
    change(folder, "causes.yaml", "families:\n", "families:\n  - [\n")
    (found,) = refusal(folder)
    assert found.startswith("causes.yaml, line ")


def test_a_missing_file_or_language_is_named(folder):
    (folder / "letters" / "chaser.zh-Hans.md").unlink()
    assert refusal(folder)[0].startswith("letters/chaser.zh-Hans.md")
    (folder / "causes.yaml").unlink()
    assert refusal(folder)[0].startswith("causes.yaml")


def test_a_paragraph_too_many_in_one_language_is_found(folder):
    path = folder / "letters" / "chaser.en.md"
    path.write_text(path.read_text("utf8").replace("## facts | ", "## facts | ").rstrip() + "\n\nOne more.\n", "utf8")
    change(folder, "letters/chaser.en.md", "{n}. ", "{n}. Extra.\n\n{n}. ")
    assert any("Make them parallel" in line for line in refusal(folder))


def test_the_command_prints_one_line_and_refuses_with_a_reason(folder):
    out = StringIO()
    call_command("load_knowledge", stdout=out)
    assert len(out.getvalue().splitlines()) == 1
    assert "0 new, 0 changed" in out.getvalue()
    (folder / "routes.yaml").write_text("routes: [", "utf8")
    with pytest.raises(CommandError, match=r"routes\.yaml, line \d"):
        call_command("load_knowledge", folder=folder, stdout=out)
    call_command("load_knowledge", check=True, stdout=out)
    assert "hold together" in out.getvalue()


def test_the_database_knows_one_edition_in_use():
    edition = Edition.objects.pick(Kind.CAUSE, "crypto")
    twin = Edition(
        **{field.attname: getattr(edition, field.attname) for field in Edition._meta.fields if field.name != "id"}
    )
    twin.number = 7
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_an_unknown_code_is_refused_in_words():
    for ask in (lambda: Edition.objects.pick(Kind.CAUSE, "nothing"), lambda: causes.get("nothing")):
        with pytest.raises(ValidationError) as caught:
            ask()
        assert caught.value.code == "unknown_knowledge"


def test_loading_everything_asks_the_database_a_handful_of_times(django_assert_max_num_queries):
    Edition.objects.all().delete()
    with django_assert_max_num_queries(40):
        loading.load(at=AT)


def test_an_edition_is_never_edited():
    edition = Edition.objects.pick(Kind.CAUSE, "crypto")
    edition.title_en = "Something else"
    with pytest.raises(TypeError):
        edition.save()


def test_within_one_request_each_kind_is_asked_for_once(django_assert_num_queries):
    causes.current()
    with django_assert_num_queries(1), shelf.pinned():
        for _time in range(3):
            assert len(causes.current()) == 14


def test_one_query_tells_whether_the_shelf_is_still_fresh(django_assert_num_queries):
    causes.current()
    with django_assert_num_queries(1):
        causes.current()
