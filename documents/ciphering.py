"""A file in pieces, each sealed by AES-256-GCM: what was altered, cut off, appended or exchanged does not open.

Pure: no database, no settings. The pieces follow the STREAM construction: the nonce holds the number of the piece and
whether it is the last one. Each file has a key of its own that seals it once, so no nonce is ever used twice. The
context (where the file lies) is sealed in with each piece.
"""

import io
from typing import IO, Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE, TAG = 2**16, 16
KEY = 32


class Damaged(Exception):
    """These are not the bytes that were sealed under this key for this place."""


class Source(Protocol):
    def read(self, size: int = ..., /) -> Any: ...

    def seek(self, offset: int, /) -> Any: ...

    def close(self) -> None: ...


def nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Pieces(io.RawIOBase):
    """A stream that is computed piece by piece from another one, and can be read from anywhere."""

    given, made = PIECE, PIECE  # bytes of a piece in the source, and here

    def __init__(self, source: "Source | IO[bytes]", size: int, key: bytes, context: str) -> None:
        super().__init__()
        self.source, self.cipher, self.context = source, AESGCM(key), context.encode()
        self.count = max(1, -(-size // self.given))
        self.size = max(0, size + self.count * (self.made - self.given))
        self.place = 0
        self.kept: tuple[int, bytes] = (-1, b"")

    def turned(self, nonce: bytes, piece: bytes) -> bytes:
        raise NotImplementedError

    def piece(self, number: int) -> bytes:
        if self.kept[0] != number:
            self.source.seek(number * self.given)
            read = bytes(self.source.read(self.given))
            self.kept = number, self.turned(nonce(number, last=number == self.count - 1), read)
        return self.kept[1]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        self.place = max(0, start + offset)
        return self.place

    def readinto(self, buffer: Any, /) -> int:
        if self.place >= self.size:
            return 0
        number, within = divmod(self.place, self.made)
        found = self.piece(number)[within : within + len(buffer)]
        buffer[: len(found)] = found
        self.place += len(found)
        return len(found)

    def readall(self) -> bytes:
        number, within = divmod(self.place, self.made)
        self.place = max(self.place, self.size)
        return b"".join(self.piece(each) for each in range(number, self.count))[within:]


class Sealing(_Pieces):
    """Read it to get the sealed bytes of the source."""

    made = PIECE + TAG

    def turned(self, nonce: bytes, piece: bytes) -> bytes:
        return self.cipher.encrypt(nonce, piece, self.context)


class Opening(_Pieces):
    """Read it to get the bytes that were sealed."""

    given = PIECE + TAG

    def turned(self, nonce: bytes, piece: bytes) -> bytes:
        try:
            return self.cipher.decrypt(nonce, piece, self.context)
        except InvalidTag as error:
            raise Damaged(f"{self.context.decode()} is not as it was sealed.") from error

    def close(self) -> None:
        if not self.closed:
            self.source.close()
        super().close()

    def prove(self) -> None:
        """Open every piece once. What passes here is whole, from the first byte to the last."""
        for number in range(self.count):
            self.piece(number)
