"""A PostgreSQL and a Redis of one's own that can be killed and come back, on the loopback only."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from ops.servers import free_port, postgresql_binaries, started, stop, unprivileged


class Redis:
    """Keeps nothing on disk: what it knew is gone with it."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        command = ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = started([*map(str, command), "--dir", str(self.folder)], self.port, self.folder / "redis.log")

    def flush(self):
        subprocess.run(["redis-cli", "-p", str(self.port), "FLUSHALL"], capture_output=True, check=False)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        stop(self.process, signal.SIGTERM)


class PostgreSQL:
    """Durable against its own crash: a commit that was answered is there when it comes back."""

    OPTIONS = {
        "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "synchronous_commit": "on",
        "max_connections": "60", "shared_buffers": "64MB",
    }  # fmt: skip

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.binaries, self.data = postgresql_binaries(), Path(folder) / "postgresql"
        subprocess.run(
            [self.binaries / "initdb", "-D", self.data, "-U", "app", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", **unprivileged(),
        )  # fmt: skip
        self.start()
        self._tool("createdb", "-U", "app", "chaos")
        self.url = f"postgres://app@127.0.0.1:{self.port}/chaos"

    def _tool(self, name, *arguments):
        subprocess.run([self.binaries / name, "-h", "127.0.0.1", "-p", str(self.port), *arguments], check=True)

    def start(self):
        flags = [part for name, value in self.OPTIONS.items() for part in ("-c", f"{name}={value}")]
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        command = [str(self.binaries / "postgres"), "-D", str(self.data), "-p", str(self.port), *flags]
        self.process = started(command, self.port, self.folder / "postgresql.log", ready)

    def crash(self):
        """An immediate stop: no checkpoint, no goodbye. It recovers from its log when it starts."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def stop(self):
        stop(self.process, signal.SIGQUIT)


@contextlib.contextmanager
def engines(kind):
    """(database URL, PostgreSQL or None, Redis, a folder); all gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="freezedesk-chaos-"))
    running = []
    try:
        if owner := unprivileged():
            os.chown(folder, owner["user"], owner["group"])
            folder.chmod(0o755)
        running.append(redis := Redis(folder))
        server = None
        if kind == "postgresql":
            running.append(server := PostgreSQL(folder))
        yield (server.url if server else f"sqlite:///{folder}/chaos.sqlite3"), server, redis, folder
    finally:
        for each in running:
            each.stop()
        for _try in range(3):  # a last process may still be writing
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.5)
