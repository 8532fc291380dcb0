"""How a child process is kept small: no network, little memory, little time. It calls this before it reads a byte.

A program that is not ours is started through it: `python -m documents.confining MEGABYTES SECONDS PROGRAM …`.

Files come from strangers, and the libraries that parse them are written in C. What goes wrong ends with the child.
"""

import ctypes
import os
import resource
import signal
import sys

CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
MB = 2**20


def lower(kind: int, value: int) -> None:
    """Lower a limit, never above what the machine already allows."""
    _soft, hard = resource.getrlimit(kind)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (ceiling, ceiling))


def confine(
    *, memory_mb: int, cpu_seconds: int | None, written_mb: int, dies_with_parent: bool = True, files: int = 128
) -> bool:
    """Limit this process for good; True when it also has no network any more.

    A network namespace of our own needs the kernel's leave, which a container may refuse: then the other limits stand
    alone. Nothing in the child opens a connection by itself; this is the second wall.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if dies_with_parent:  # with the thread that asked, to be exact
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    offline = bool(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)
    libc.prctl(PR_SET_DUMPABLE, 0)
    lower(resource.RLIMIT_AS, memory_mb * MB)
    lower(resource.RLIMIT_FSIZE, written_mb * MB)
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_NOFILE, files)
    if cpu_seconds is not None:
        lower(resource.RLIMIT_CPU, cpu_seconds)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a full quota is an error to report, not a death
    return offline


if __name__ == "__main__":
    confine(memory_mb=int(sys.argv[1]), cpu_seconds=int(sys.argv[2]), written_mb=1024, files=1024)
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606  # the parent chose the program; no shell
