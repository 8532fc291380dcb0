"""One process in which Django stands ready; pieces of program are hatched from it by fork, in milliseconds.

To start Python and Django anew takes a second of a core. A test that kills a dozen workers would spend most of its time
on that, and on a busy machine its kills would come when the work is done.

Run as `python -m tests.work.nest FD` it is the nest itself; FD is one end of a pair of sockets. Whoever holds the other
end sends a program with its arguments and files, and gets back its number and a handle (pidfd). When that
end is closed, whatever still runs is killed.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
LONGEST = 1 << 18  # bytes of a program
READY = b"ready"


# --- the side of the tests --------------------------------------------------------------------------------------------


class Nest:
    """Programs that share these variables, among them whatever the settings read."""

    def __init__(self, env):
        self.env = dict(env)
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.work.nest", str(theirs.fileno())],
                cwd=BASE,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
            )
        if self.line.recv(len(READY)) != READY:
            said = self.process.stderr.read().decode()
            self.close()
            raise RuntimeError(f"Django did not start: {said[-3000:]}")

    def hatch(self, program, arguments, out, err):
        ours, theirs = socket.socketpair()
        asked = json.dumps({"program": program, "arguments": [str(each) for each in arguments]}).encode()
        assert len(asked) < LONGEST, "the program is too long to be sent"
        with theirs:
            socket.send_fds(self.line, [asked], [theirs.fileno(), out.fileno(), err.fileno()])
        said, (handle,), _flags, _from = socket.recv_fds(ours, 16, 1)
        return Hatched(int(said), handle, ours)

    def close(self):
        self.line.close()
        self.process.wait()
        self.process.stderr.close()


class Hatched:
    """What a test needs of a running process: the part of subprocess.Popen that is used here."""

    def __init__(self, pid, handle, line):
        self.pid, self.handle, self.line = pid, handle, line
        self.returncode = self.stdout = None

    def poll(self):
        return self.wait(0) if self.returncode is None else self.returncode

    def wait(self, timeout=None):
        """Its code when it has ended, -9 when it was killed; None when it still runs after so many seconds."""
        if self.returncode is None and select.select([self.handle], [], [], timeout)[0]:
            self.returncode = int(self.line.recv(16) or -signal.SIGKILL)
            self.line.close()
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            signal.pidfd_send_signal(self.handle, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def __del__(self):
        self.line.close()
        os.close(self.handle)


def start(nest, program, arguments):
    """In the background; what it says is read from `stdout`, as it comes."""
    read, write = os.pipe()
    with os.fdopen(write, "wb") as out, Path(os.devnull).open("wb") as nowhere:
        hatched = nest.hatch(program, arguments, out, nowhere)
    hatched.stdout = os.fdopen(read, encoding="utf8")  # whoever started it closes it
    return hatched


def run(nest, program, arguments, *, seconds):
    """To its end. Returns what it said."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        hatched = nest.hatch(program, arguments, out, err)
        code = hatched.wait(seconds)
        if code is None:
            hatched.kill()
            hatched.wait()
        said, complained = (file.seek(0) or file.read().decode() for file in (out, err))
    assert code is not None, f"It did not end in {seconds} seconds. {complained[-3000:]}"
    assert code == 0, complained[-3000:]
    return said.strip()


# --- the nest itself --------------------------------------------------------------------------------------------------


def brood(line):
    """Waits for programs. Returns in each child, with the program to run; in the nest when the other side is gone."""
    living = {}
    try:
        while True:
            awake = select.select([line, *living], [], [])[0]
            for handle in living.keys() & set(awake):
                pid, owner = living.pop(handle)
                tell(owner, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                os.close(handle)
            if line not in awake:
                continue
            asked, files, _flags, _from = socket.recv_fds(line, LONGEST, 3)
            if not asked:
                return None
            owner = socket.socket(fileno=files[0])
            pid = os.fork()
            if pid == 0:
                settle_in(line, living, owner, files[1:])
                living = {}
                return json.loads(asked)
            for file in files[1:]:
                os.close(file)
            handle = os.pidfd_open(pid)
            living[handle] = pid, owner
            socket.send_fds(owner, [str(pid).encode()], [handle])
    finally:
        for pid, _owner in living.values():
            os.kill(pid, signal.SIGKILL)


def tell(owner, code):
    try:
        owner.send(str(code).encode())
    except OSError:
        pass  # nobody asks any more
    finally:
        owner.close()


def settle_in(line, living, owner, files):
    """A child has its own mouth, and nothing of its siblings."""
    line.close()
    owner.close()
    for handle, (_pid, theirs) in living.items():
        os.close(handle)
        theirs.close()
    for file, mouth in zip(files, (1, 2), strict=True):
        os.dup2(file, mouth)
        os.close(file)


def main():
    line = socket.socket(fileno=int(sys.argv[1]))

    import django

    django.setup()
    gc.freeze()
    line.send(READY)
    hatched = brood(line)
    if hatched is not None:
        sys.argv = ["-c", *hatched["arguments"]]
        exec(compile(hatched["program"], "<a program of the tests>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main()
