"""The SHA-256 of a large file while it is still being written: what is written goes to a second thread as well.

A bundle of 1,000 pages takes 0.15 s to hash and 0.2 s to save; side by side the hash costs nothing. The second thread
is handed the bytes: reading the file behind its writer waits for the writer, and comes to nothing on a busy machine.
"""

import hashlib
import io
import threading
from collections import deque
from collections.abc import Callable
from queue import Queue
from types import TracebackType
from typing import IO, Any

BEHIND = 2**20  # the end is changed once more when all is written; what is nearer to it is left until then
PIECE, WAITING = 2**18, 4  # at most so many pieces stand in memory, waiting to be hashed


class Copied(io.RawIOBase):
    """Gives a copy of everything that is written into it."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        super().__init__()
        self._take = take
        self._at = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True  # it says where it stands, and that is all the saving asks

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._take(piece)
        self._at += len(piece)
        return len(piece)


class Digest:
    """Use it round the writing, and write into what it gives, from the first byte to the last, without going back:
    `with Digest(file) as stream: …`, then digest.of_all(changed_from).
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self._hash = hashlib.sha256()
        self._hashed = 0
        self._given_up = False
        self._kept: deque[bytes] = deque()  # the last BEHIND bytes
        self._handed: Queue[bytes | None] = Queue(WAITING)
        self._thread = threading.Thread(target=self._follow, name="digest", daemon=True)
        self._stream = io.BufferedWriter(Copied(self.take), PIECE)  # gathers what comes in thousands of small pieces

    def __enter__(self) -> IO[bytes]:
        self._thread.start()
        return self._stream

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        try:
            self._given_up = kind is not None
            self._stream.flush()
        finally:
            self._handed.put(None)
            self._thread.join()

    def _follow(self) -> None:
        while (piece := self._handed.get()) is not None:
            self._hash.update(piece)
            self._hashed += len(piece)

    def take(self, piece: bytes) -> None:
        if self._given_up:
            return
        self.file.write(piece)
        self._kept.append(piece)
        while self._kept and sum(map(len, self._kept)) - len(self._kept[0]) >= BEHIND:
            self._handed.put(self._kept.popleft())

    def of_all(self, changed_from: int) -> str:
        """When it is written: the rest is read, or all of it, should a changed place have been hashed already."""
        self.file.flush()
        if self._hashed > changed_from:
            self.file.seek(0)
            return hashlib.file_digest(self.file, "sha256").hexdigest()  # type: ignore[arg-type]  # IO is what it reads
        self.file.seek(self._hashed)
        while piece := self.file.read(PIECE):
            self._hash.update(piece)
        return self._hash.hexdigest()
