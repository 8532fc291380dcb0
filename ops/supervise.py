"""Run several programmes as one: when one ends, or someone says stop, all of them end.

Measured before it was written (two known process managers leave children behind when the terminal closes, or never
notice that a worker died). What holds here: Ctrl-C, TERM and a closed terminal stop everything; a programme that dies
stops the others; and when this process itself is killed the children go too: at once by the kernel's parent-death
signal, and where there is none, or something is stuck, by a guardian process at the other end of a pipe.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 10.0  # Celery's warm stop takes up to 5.5 s
PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Programme:
    name: str
    command: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)


def parent_death_signal() -> Callable[[], None] | None:
    """A function for the child to call: `when my parent dies, send me TERM`. None where the system cannot."""
    if not sys.platform.startswith("linux") or os.environ.get("FREEZEDESK_WITHOUT_PRCTL"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def call() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between the fork and this line
            os.kill(os.getpid(), signal.SIGTERM)

    return call


def die_with_make() -> None:
    """Under make, a killed make takes us along. Started by hand, nothing is tied to us."""
    if "MAKELEVEL" in os.environ and sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def terminal() -> Callable[[], bool]:
    """A function that tells whether our terminal has gone.

    Under ssh, make leads the session: it gets the hang-up signal and keeps it to itself. The terminal tells us anyway.
    """
    watch = select.poll()
    for number in (0, 1, 2):
        if os.isatty(number):
            watch.register(number, 0)  # a hang-up is reported unasked
    return lambda: any(event & select.POLLHUP for _, event in watch.poll(0))


def stop(pids: Sequence[int], alive: Callable[[int], bool], hurry: Callable[[], bool] = lambda: False) -> None:
    """TERM to each leader (Celery ends its own pool), then KILL to whatever is left of each group."""
    for pid in pids:
        if alive(pid):
            os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + GRACE
    while any(alive(pid) for pid in pids) and time.monotonic() < end and not hurry():
        time.sleep(0.05)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def guard(pids: Sequence[int]) -> int:
    """Fork a guardian that reads a pipe nobody writes to: its end is our death. Returns our end of the pipe."""
    ours, theirs = os.pipe()[::-1]
    if os.fork():
        os.close(theirs)
        return ours
    os.close(ours)
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    os.read(theirs, 1)

    def alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    stop(pids, alive)
    os._exit(0)


def run(
    programmes: Sequence[Programme], ready: Callable[[], bool] = lambda: True, then: Callable[[], None] = lambda: None
) -> int:
    """Start them all; call `then` once `ready` answers; return 0 after a wanted stop, not 0 after an accident."""
    got: list[int] = []
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: got.append(number))
    die_with_make()
    tie = parent_death_signal()
    children = {}
    for programme in programmes:
        child = subprocess.Popen(
            programme.command,
            env={**os.environ, **programme.env},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us alone, and we decide the order
            preexec_fn=tie,
        )
        children[child.pid] = (programme.name, child)
    lifeline = guard(list(children))

    announced, dead, gone = False, None, terminal()
    while not got and dead is None:
        time.sleep(0.1)
        if gone():
            got.append(signal.SIGHUP)
            break
        dead = next(((name, child.returncode) for name, child in children.values() if child.poll() is not None), None)
        if not announced and dead is None and ready():
            announced = True
            then()
    why = f"{dead[0]} ended with {dead[1]}" if dead else signal.Signals(got[0]).name
    with contextlib.suppress(OSError):  # the terminal may have gone
        print(f"\nStopping / 正在停止 ({why})", flush=True)
    before = len(got)
    stop(list(children), lambda pid: children[pid][1].poll() is None, hurry=lambda: len(got) > before)
    for _, child in children.values():
        child.wait()
    os.close(lifeline)
    return (dead[1] if dead[1] > 0 else 1) if dead else 0


def split(arguments: Sequence[str]) -> list[Programme]:
    commands: list[list[str]] = [[]]
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    return [Programme(Path(command[0]).name, command) for command in commands if command]


if __name__ == "__main__":
    sys.exit(run(split(sys.argv[1:])))
