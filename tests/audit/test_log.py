"""Writing, reading, erasing, and every way of tampering that the database or the verification has to notice."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit import log, triggers
from audit.models import Content, Entry, Head
from tests.work.people import NOON, firm, three

pytestmark = pytest.mark.django_db


def moves(count, chain="case/1", by="clock"):
    return [
        log.record(chain=chain, action="case.moved", by=by, at=NOON + timedelta(minutes=n), data={"to": n})
        for n in range(count)
    ]


def sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def unlocked():
    """What the owner of the database can do and the program cannot."""
    triggers.remove()
    yield
    triggers.ensure()


def test_entries_follow_each_other_and_hold():
    first, second = moves(2)
    assert (first.seq, second.seq, second.prev) == (1, 2, first.hash)
    assert log.first_break("case/1") is None
    assert [entry.data for entry in log.entries("case/1")] == [{"to": 0}, {"to": 1}]


def test_the_actor_is_kept_by_number_and_shown_by_name():
    fang, *_others = three(firm())
    log.record(chain="case/1", action="case.logged", by=fang, at=NOON)
    moves(1)
    assert not Entry.objects.filter(body__contains="Fang").exists()
    assert [line.who for line in log.page("case/1").rows] == ["clock", "Fang"]
    assert list(Entry.objects.by_user(fang.pk)) == list(log.entries("case/1")[:1])


def test_a_page_is_found_by_key_in_three_queries(django_assert_num_queries):
    fang, *_others = three(firm())
    for n in range(7):
        log.record(chain="case/1", action="case.moved", by=fang, at=NOON, data={"n": n}, private={"word": str(n)})
    with django_assert_num_queries(3):
        page = log.page("case/1", size=3)
    assert [line.private for line in page.rows] == [{"word": "6"}, {"word": "5"}, {"word": "4"}]
    rest = log.page("case/1", before=page.older, size=10)
    assert [line.entry.seq for line in rest.rows] == [4, 3, 2, 1]
    assert rest.older is None


def test_a_page_can_show_some_acts_only():
    moves(2)
    log.record(chain="case/1", action="case.closed", by=None, at=NOON)
    assert [line.entry.action for line in log.page("case/1", actions=["case.closed"]).rows] == ["case.closed"]


def test_an_act_that_fails_leaves_no_entry_and_an_entry_that_fails_leaves_no_act():
    organisation = firm()

    @transaction.atomic
    def act(data):
        type(organisation).objects.update(next_case_number=9)
        log.record(chain="case/1", action="case.moved", by=None, at=NOON, data=data)
        return 1 / 0

    for data, error in (({}, ZeroDivisionError), ({"share": 0.5}, TypeError)):
        with pytest.raises(error):
            act(data)
    assert not Entry.objects.exists()
    organisation.refresh_from_db()
    assert organisation.next_case_number == 1


@pytest.mark.parametrize("chain", ["case", "Case/1", "case/1/2", "case/x", ""])
def test_a_chain_is_named_after_its_thing(chain):
    with pytest.raises(ValueError):
        log.record(chain=chain, action="case.moved", by=None, at=NOON)


# --- erasing ---------------------------------------------------------------------------------------------------------


def test_words_can_be_erased_and_the_chain_still_holds():
    fang, *_others = three(firm())
    entry = log.record(
        chain="case/1", action="file.stored", by=fang, at=NOON, data={"sha": "ab"}, private={"name": "王敏"}
    )
    assert log.page("case/1").rows[0].private == {"name": "王敏"}
    log.erase("case/1", entry.seq, by=fang, at=NOON, reason="request")
    assert list(log.breaks()) == []
    line = log.page("case/1").rows[-1]
    assert (line.private, line.erased) == (None, True)
    assert not Content.objects.filter(text__contains="王敏").exists()


def test_words_that_vanish_without_an_entry_are_a_break():
    log.record(chain="case/1", action="file.stored", by=None, at=NOON, private={"name": "a"})
    Content.objects.all().delete()
    assert [(b.seq, b.reason) for b in log.breaks()] == [(1, "content_missing")]


def test_words_that_are_not_the_sealed_ones_are_a_break(unlocked):
    triggers.ensure()
    log.record(chain="case/1", action="file.stored", by=None, at=NOON, private={"name": "a"})
    log.record(chain="case/1", action="file.stored", by=None, at=NOON, private={"name": "b"})
    triggers.remove()
    Content.objects.filter(seq=1).update(text='{"name":"c"}')
    assert [(b.seq, b.reason) for b in log.breaks()] == [(1, "content_altered")]


# --- what the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET body = '{}'",
        "UPDATE audit_entry SET seq = seq + 10",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = 0",
        "UPDATE audit_head SET seq = seq + 1",
        "UPDATE audit_head SET hash = 'x'",
        "INSERT INTO audit_head (chain, seq, hash) VALUES ('case/9', 5, 'x')",
        "UPDATE audit_content SET text = 'x'",
        "INSERT INTO audit_entry (COLUMNS) SELECT COLUMNS FROM audit_entry",
        "INSERT INTO audit_entry (seq, OTHERS) SELECT seq + 5, OTHERS FROM audit_entry",
    ],
)
def test_the_database_refuses_to_rewrite(statement):
    log.record(chain="case/1", action="file.stored", by=None, at=NOON, private={"name": "a"})
    others = "chain, at, actor, action, body, content_commit, prev, hash"
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(statement.replace("COLUMNS", f"seq, {others}").replace("OTHERS", others))
    assert log.first_break("case/1") is None


def test_a_fork_is_refused():
    first, _second = moves(2)
    text = first.body.replace("2026", "2027")
    fork = Entry(
        chain="case/1", seq=2, at=NOON, actor="clock", action="case.moved", body=text, prev=first.hash, hash="0" * 64
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.bulk_create([fork])


def test_the_model_refuses_before_the_database_has_to():
    (entry,) = moves(1)
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        entry.save()


def test_replacing_a_row_does_not_walk_past_the_locks():
    moves(2)
    if connection.vendor != "sqlite":
        replace = (
            "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1"
            " ON CONFLICT (chain, seq) DO UPDATE SET body = 'x'"
        )
    else:
        replace = "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 1"
        sql("PRAGMA recursive_triggers=OFF")
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(replace)
    assert log.first_break("case/1") is None


def test_a_lost_lock_stops_the_next_entry_instead_of_passing_unnoticed():
    moves(1)
    sql("DROP TRIGGER audit_entry_added" + ("" if connection.vendor == "sqlite" else " ON audit_entry"))
    with pytest.raises(IntegrityError), transaction.atomic():
        moves(2)
    assert log.missing_locks() == ["audit_entry_added"]


def test_a_lock_that_was_replaced_by_an_empty_one_is_noticed():
    if connection.vendor == "sqlite":
        sql(
            "DROP TRIGGER audit_entry_stay",
            "CREATE TRIGGER audit_entry_stay BEFORE DELETE ON audit_entry BEGIN SELECT 1; END",
        )
        assert log.missing_locks() == ["audit_entry_stay"]
    else:
        sql("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_keep")
        assert log.missing_locks() == ["audit_entry_keep"]


def test_the_locks_come_back_after_a_migration_took_them_off(unlocked):
    assert len(log.missing_locks()) >= 8
    call_command("migrate", verbosity=0)
    assert log.missing_locks() == []


# --- what the verification notices, when the owner of the database has a go ------------------------------------------


@pytest.mark.parametrize(
    ("tamper", "where"),
    [
        (["UPDATE audit_entry SET body = replace(body, '\"to\":2', '\"to\":9')"], ("case/1", 3, "altered")),
        (["UPDATE audit_entry SET actor = 'user/1' WHERE seq = 3"], ("case/1", 3, "columns_differ")),
        (["DELETE FROM audit_entry WHERE seq = 3"], ("case/1", 3, "missing")),
        (["DELETE FROM audit_entry WHERE seq = 5"], ("case/1", 5, "missing")),
        (["DELETE FROM audit_entry"], ("case/1", 1, "missing")),
        (["DELETE FROM audit_head"], ("case/1", 0, "end_missing")),
        (["UPDATE audit_head SET hash = '0'"], ("case/1", 5, "end_differs")),
        (
            ["UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_entry WHERE seq = 4)"],
            ("case/1", 5, "beyond_the_end"),
        ),
        (
            [
                "UPDATE audit_entry SET seq = 9 WHERE seq = 3",
                "UPDATE audit_entry SET seq = 3 WHERE seq = 4",
                "UPDATE audit_entry SET seq = 4 WHERE seq = 9",
            ],
            ("case/1", 3, "does_not_follow"),
        ),
    ],
)
def test_verification_names_the_first_bad_entry(unlocked, tamper, where):
    triggers.ensure()
    moves(5)
    triggers.remove()
    sql(*tamper)
    assert [(b.chain, b.seq, b.reason) for b in log.breaks()] == [where]


def test_the_command_says_it_as_json_and_by_its_exit_status(capsys, unlocked):
    triggers.ensure()
    moves(3)
    moves(2, chain="org/1")
    call_command("verify_audit", json=True)
    assert json.loads(capsys.readouterr().out) | {"seconds": 0} == {
        "ok": True, "entries": 5, "chains": 2, "breaks": [], "missing_locks": [], "seconds": 0,
    }  # fmt: skip
    triggers.remove()
    Entry.objects.filter(chain="org/1", seq=2).update(actor="user/3")
    triggers.ensure()
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", json=True)
    said = capsys.readouterr()
    assert end.value.code == 1
    assert json.loads(said.out)["breaks"] == [{"chain": "org/1", "seq": 2, "reason": "columns_differ"}]
    assert "org/1: entry 2" in said.err
    call_command("verify_audit", chain="case/1")
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", chain="case/99")
    assert end.value.code == 2


def test_a_missing_lock_alone_fails_the_verification(capsys, unlocked):
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit")
    assert end.value.code == 1
    assert "audit_entry_keep" in capsys.readouterr().err


def test_an_entry_written_while_the_chain_is_read_is_no_break(monkeypatch):
    moves(3)
    read = list(Head.objects.all())
    moves(2)
    monkeypatch.setattr(Head.objects, "all", lambda: read)
    assert list(log.breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_a_test_database_can_be_emptied_and_is_locked_again():
    moves(1)
    call_command("flush", interactive=False, verbosity=0)
    assert not Entry.objects.exists()
    assert log.missing_locks() == []
