"""A copy of the database stays mute, and so does an old backup, until a person has said what to do."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from notifications import guards, health, outbox
from notifications.models import Instance, Message, State
from tests.work.people import NOON

pytestmark = pytest.mark.django_db


def test_a_copy_under_another_name_stays_mute_and_says_why(post, settings, caplog):
    outbox.sweep(at=NOON)
    post()
    settings.INSTANCE_ID = "staging"
    swept = outbox.sweep(at=NOON)
    assert (swept.mute, swept.sent) == (guards.CLONED, 0)
    assert "staging" in caplog.text
    assert not health.lateness(NOON).ok
    call_command("release_messages", adopt=True)
    assert outbox.sweep(at=NOON).sent == 1


def test_an_old_backup_stays_mute_until_somebody_says_since_when(post, caplog, capsys):
    post(1)
    outbox.sweep(at=NOON)
    backup = Instance.objects.get()
    post(2)
    outbox.sweep(at=NOON)
    # The backup comes back: the second message is waiting again, although it has gone out.
    Message.objects.filter(about="deadline/2").update(state=State.PENDING, sent_at=None)
    Instance.objects.update(epoch=backup.epoch)
    assert outbox.sweep(at=NOON).mute == guards.RESTORED
    call_command("release_messages", since=(NOON - timedelta(hours=1)).isoformat())
    assert json.loads(capsys.readouterr().out) == {"uncertain": 1}
    assert Message.objects.get(about="deadline/2").state == State.UNCERTAIN
    post(3)
    assert outbox.sweep(at=NOON).sent == 1


def test_a_restore_can_hold_everything_without_the_file(post, own_folder, caplog):
    post()
    guards.hold("restored by hand")
    assert outbox.sweep(at=NOON).mute == guards.RESTORED
    guards.release(since=None, at=NOON)
    assert outbox.sweep(at=NOON).sent == 1


def test_a_restore_on_a_new_machine_is_held_by_a_command(post, own_folder, capsys, caplog):
    """The counter outside the database is lost with the old machine: then a person says so."""
    call_command("hold_messages")
    post()
    assert outbox.sweep(at=NOON).mute == guards.RESTORED
    assert "mute_restored" in health.lateness(NOON).reasons
    call_command("release_messages", since=(NOON - timedelta(hours=1)).isoformat())
    assert Message.objects.get().state in (State.PENDING, State.UNCERTAIN)
    assert outbox.sweep(at=NOON).mute == ""


def test_another_database_beside_the_same_file_is_no_backup(post, own_folder):
    own_folder.joinpath("messages-round.json").write_text('{"database": "another", "round": 99}')
    post()
    assert outbox.sweep(at=NOON).sent == 1


def test_a_damaged_file_stops_nothing(post, own_folder):
    own_folder.joinpath("messages-round.json").write_text("{")
    post()
    assert outbox.sweep(at=NOON).sent == 1


def test_a_folder_that_cannot_be_written_is_said_and_stops_nothing(post, own_folder, settings, caplog):
    settings.VAR = own_folder / "file"
    settings.VAR.write_text("")
    post()
    assert outbox.sweep(at=NOON).sent == 1
    assert "cannot write" in caplog.text


@pytest.mark.parametrize("options", [{}, {"since": "yesterday"}])
def test_the_command_wants_to_know_what_for(options, db):
    with pytest.raises(CommandError) as refusal:
        call_command("release_messages", **options)
    assert refusal.value.returncode == 2
