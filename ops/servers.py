"""Run one command beside a private PostgreSQL and a private Redis, and stop both whatever happens.

    python ops/servers.py -- pytest tests/engines

The command finds DATABASE_URL and REDIS_URL in its environment. The servers listen on free ports of 127.0.0.1 only,
keep their data in a temporary folder, and never touch a server that runs on this machine already. Durability is off:
nothing here outlives the command.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path[0] = str(BASE)

from ops.supervise import parent_death_signal  # noqa: E402

PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def postgresql_binaries() -> Path:
    """Debian keeps initdb off the PATH, one folder a version; take the newest."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if folders:
        return folders[-1]
    if found := shutil.which("initdb"):
        return Path(found).parent
    sys.exit("PostgreSQL is not installed: run `python3 ops/packages.py suite`.")


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def unprivileged() -> dict[str, object]:
    """initdb refuses root: then the servers run as `postgres`, which its package made."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def stop(server: subprocess.Popen[bytes], gently: int) -> None:
    server.send_signal(gently)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def started(command: list[str], port: int, log: Path, asked: list[str] | None = None) -> subprocess.Popen[bytes]:
    with log.open("wb") as stream:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            preexec_fn=parent_death_signal(),
            **unprivileged(),  # type: ignore[call-overload]
        )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        if answers(port) and (asked is None or subprocess.run(asked, capture_output=True, check=False).returncode == 0):
            return server
        time.sleep(0.05)
    if server.poll() is None:
        server.kill()
    sys.exit(f"{command[0]} did not start:\n{log.read_text(errors='replace')}")


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    binaries, port, data = postgresql_binaries(), free_port(), folder / "postgresql"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "app", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **unprivileged(),  # type: ignore[call-overload]
    )
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "autovacuum": "off",
        "checkpoint_timeout": "1d",
        "max_wal_size": "4GB",
        "shared_buffers": "256MB",
        "max_connections": "60",
    }
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    server = started(
        [str(binaries / "postgres"), "-D", str(data), "-p", str(port), *flags],
        port,
        folder / "postgresql.log",
        [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)],
    )
    try:
        subprocess.run(
            [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "app", "freezedesk"], check=True
        )
        yield f"postgres://app@127.0.0.1:{port}/freezedesk"
    finally:
        stop(server, signal.SIGQUIT)  # at once: there is nothing to keep


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    port = free_port()
    server = started(
        [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(folder),
        ],
        port,
        folder / "redis.log",
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(server, signal.SIGTERM)


@contextlib.contextmanager
def both() -> Iterator[dict[str, str]]:
    """The environment that points at two fresh servers; they are gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="freezedesk-servers-"))
    try:
        if owner := unprivileged():
            os.chown(folder, owner["user"], owner["group"])  # type: ignore[arg-type]
        with postgresql(folder) as database_url, redis(folder) as redis_url:
            yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        sys.exit(__doc__)

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)
    with both() as urls:
        child = subprocess.Popen(command, env={**os.environ, **urls}, preexec_fn=parent_death_signal())
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                stop(child, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main([argument for argument in sys.argv[1:] if argument != "--"]))
