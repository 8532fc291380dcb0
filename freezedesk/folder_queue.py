"""The queue of one machine: messages are files in a folder, and a file that can be seen is whole.

Kombu's own transport shows a file before it has written it: on a busy machine the worker takes an empty one and dies of
it, and the demo with the worker. Here a message is written beside the folder's view and renamed into it. Whatever is no
message all the same is put away; the rows are the truth, and the next sweep finds them.
"""

import contextlib
import fcntl
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

UNFINISHED = ".part"


def _write(path: Path, said: Any) -> None:
    hidden = path.with_name(f".{path.name}.{uuid.uuid4().hex}{UNFINISHED}")
    try:
        hidden.write_text(dumps(said))
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_other: Any) -> None:  # type: ignore[override]
        """The name sorts by the moment, and its end names the queue: as the transport beneath reads it."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The rename decides between two workers. What cannot be read is gone, and the next one is taken."""
        folder = Path(self.data_folder_in)
        for name in sorted(each.name for each in folder.iterdir()):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            mine = folder / f".{uuid.uuid4().hex}{UNFINISHED}"
            with contextlib.suppress(OSError, ValueError):
                (folder / name).rename(mine)
                try:
                    return loads(mine.read_text())
                finally:
                    mine.unlink(missing_ok=True)
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        try:
            return list(super().get_table(exchange))
        except ValueError:  # left half-written by an earlier version
            return []

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        """The table is replaced whole, by one process at a time; usually the queue stands in it already."""
        wanted = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        file = self.control_folder / f"{exchange}.exchange"
        if wanted in self.get_table(exchange):
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            known = self.get_table(exchange)
            if wanted not in known:
                _write(file, [wanted, *known])


class Transport(filesystem.Transport):
    Channel = Channel


def install() -> None:
    """Under the usual name: the settings say `filesystem://`."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
