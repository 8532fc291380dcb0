"""The queue of one machine: nobody ever sees half a message, and a broken one stops nothing."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from freezedesk import folder_queue


@pytest.fixture
def channel(tmp_path):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.channel()


def waiting(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.work.msg"))


def test_the_app_uses_the_transport_that_writes_whole_files(channel):
    assert isinstance(channel, folder_queue.Channel)


def test_a_message_cannot_be_seen_before_it_is_whole(channel, tmp_path, monkeypatch):
    seen = []
    rename = Path.replace

    def late(self, target):
        """The writer is held up between writing and showing: whoever looks now finds nothing."""
        seen.append(waiting(tmp_path))
        with pytest.raises(Empty):
            channel._get("work")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", late)
    channel._put("work", {"id": 7})
    assert seen == [[]]
    assert channel._get("work") == {"id": 7}
    assert not list(tmp_path.glob("*.msg"))


def test_a_file_that_is_no_message_is_put_away_and_the_next_one_is_taken(channel, tmp_path):
    (tmp_path / "1_a.work.msg").write_text("")
    (tmp_path / "2_b.work.msg").write_bytes(b"\xff\xfe{")
    channel._put("work", {"id": 8})
    channel._put("other", {"id": 9})
    assert channel._get("work") == {"id": 8}
    with pytest.raises(Empty):
        channel._get("work")
    assert channel._size("other") == 1
    assert not waiting(tmp_path)


def test_messages_come_in_the_order_they_were_put(channel, monkeypatch):
    moments = iter((1.0, 2.0, 3.0))
    monkeypatch.setattr(folder_queue, "monotonic", lambda: next(moments))
    for number in range(3):
        channel._put("work", {"id": number})
    assert [channel._get("work")["id"] for _ in range(3)] == [0, 1, 2]


def test_a_table_that_was_left_half_written_is_written_again(channel, tmp_path):
    channel._queue_bind("desk", "work", "", "work")
    assert [row.queue for row in channel.get_table("desk")] == ["work"]
    (tmp_path / "c" / "desk.exchange").write_text("")
    assert channel.get_table("desk") == []
    channel._queue_bind("desk", "work", "", "work")
    channel._queue_bind("desk", "later", "", "later")
    assert {row.queue for row in channel.get_table("desk")} == {"work", "later"}
