"""A virus scanner, where one is configured: clamd, asked over its own protocol. Without an answer the file waits."""

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

PIECE, SECONDS = 2**16, 60


class Unreachable(Exception):
    """The scanner gave no answer that can be relied on: fail closed, hold the file (SECURITY 5.1)."""


def connected(address: str) -> socket.socket:
    """`tcp://127.0.0.1:3310`, or `unix:///run/clamav/clamd.ctl`."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=SECONDS)


def virus_in(path: Path, address: str) -> str:
    """The name of what was found, or nothing. INSTREAM: length and bytes in pieces, a zero length at the end."""
    try:
        with connected(address) as line, path.open("rb") as f:
            line.sendall(b"zINSTREAM\0")
            while piece := f.read(PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 4096 and (more := line.recv(4096)):
                answer += more
    except (OSError, ValueError) as problem:
        raise Unreachable(str(problem)) from problem
    said = answer.rstrip(b"\0").decode("utf-8", "replace")
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND").partition(": ")[2] or "virus"
    if said == "stream: OK":
        return ""
    raise Unreachable(said)  # too large for it, or an answer nobody knows
