"""Where a scanner is configured every file passes it; when it does not answer, the file waits."""

import socket
import struct
import threading

import pytest

from documents import intake


class Clamd(threading.Thread):
    """A stand-in that speaks the protocol on the loopback: it finds what holds the word HARM."""

    def __init__(self, answer=None):
        super().__init__(daemon=True)
        self.answer, self.heard = answer, b""
        self.line = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.line.getsockname()[1]}"
        self.start()

    def run(self):
        caller, _address = self.line.accept()
        with caller, caller.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", said.read(4))[0]:
                self.heard += said.read(size)
            found = b"stream: Test.Harm FOUND\0" if b"HARM" in self.heard else b"stream: OK\0"
            caller.sendall(self.answer or found)
        self.line.close()


def judged(tmp_path, data):
    path = tmp_path / "note.txt"
    path.write_bytes(data)
    return intake.inspect(path, name="note.txt")


@pytest.mark.parametrize(
    ("words", "answer", "verdict", "code"),
    [
        (b"nothing to fear", None, "accept", "ok"),
        (b"this does HARM", None, "reject", "virus"),
        (b"nothing to fear", b"INSTREAM size limit exceeded. ERROR\0", "hold", "not_scanned"),
    ],
    ids=["clean", "found", "no answer to rely on"],
)
def test_the_scanner_has_its_say(tmp_path, settings, words, answer, verdict, code):
    clamd = Clamd(answer)
    settings.CLAMD_URL = clamd.address
    found = judged(tmp_path, words)
    assert (found.verdict, found.code) == (verdict, code)
    assert clamd.heard == words


def test_a_scanner_that_is_gone_holds_the_file(tmp_path, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    assert judged(tmp_path, b"nothing to fear").verdict == "hold"
