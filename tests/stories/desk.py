"""The product as a firm runs it, started for one story: web, worker and clock as processes of their own.

Without DATABASE_URL and REDIS_URL it is the embedded set-up: SQLite and a broker in a folder. `make stories` gives both
addresses, and then the same story runs on PostgreSQL and Redis.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from ops.servers import free_port
from ops.supervise import parent_death_signal
from tests import made

BASE = Path(__file__).resolve().parents[2]
WORKER = ["celery", "-A", "freezedesk", "worker", "-c", "1", "-l", "WARNING"]
PASSWORD = "correct horse battery staple"
PEOPLE = """
from django.utils import timezone
from accounts.models import Membership, Organisation, User
at = timezone.now()
firm = Organisation.objects.create(name="宁波海岚进出口有限公司", prefix="HL", created_at=at)
for name, role in (("Fang", "finance"), ("Cai", "counsel"), ("Mo", "manager")):
    user = User.objects.create_user(f"{name.lower()}@hl.example", "PASSWORD", name=name, language="en")
    Membership.objects.create(user=user, organisation=firm, role=role, since=at)
""".replace("PASSWORD", PASSWORD)


@dataclass
class Desk:
    url: str
    env: dict[str, str]
    processes: dict[str, subprocess.Popen]

    def kill_worker(self) -> None:
        """kill -9 of the worker and its children, and a new one in its place."""
        os.killpg(self.processes["worker"].pid, signal.SIGKILL)
        self.processes["worker"].wait()
        self.processes["worker"] = start(self, WORKER, Path(self.env["FREEZEDESK_VAR"]) / "worker.log")

    def manage(self, *words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=BASE, env=self.env, capture_output=True, text=True, timeout=300)


def _database(name: str, var: Path) -> dict[str, str]:
    """A database of the story's own on the private server; a file when there is none. Its tables are there already."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        shutil.copy(made.file(), var / "freezedesk.sqlite3")
        return {"DATABASE_URL": "", "REDIS_URL": ""}
    made.on_server(server, name)
    redis = os.environ["REDIS_URL"].rsplit("/", 1)[0] + "/7"
    return {"DATABASE_URL": server.rsplit("/", 1)[0] + "/" + name, "REDIS_URL": redis}


@contextlib.contextmanager
def open_desk(var: Path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    var.mkdir(parents=True, exist_ok=True)
    env = {
        **os.environ,
        **_database("story", var),
        "FREEZEDESK_VAR": str(var),
        "FREEZEDESK_DEMO": "0",
        "SITE_URL": url,
        "MFA_REQUIRED": "0",
        "LOG_LEVEL": "WARNING",
    }
    env = {name: value for name, value in env.items() if value != ""}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    desk = Desk(url, env, {})
    for words in (
        ["migrate", "-v0"],
        ["load_knowledge"],
        ["collectstatic", "--noinput", "-v0"],
        ["shell", "-c", PEOPLE],
    ):
        done = desk.manage(*words)
        assert done.returncode == 0, f"{words}: {done.stderr[-2000:]}"
    try:
        for name, words in {
            "web": ["gunicorn", "freezedesk.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"],
            "worker": WORKER,
            "clock": ["celery", "-A", "freezedesk", "beat", "-s", str(var / "beat"), "-l", "WARNING"],
        }.items():
            desk.processes[name] = start(desk, words, var / f"{name}.log")
        wait_until(lambda: answers(url), "the web process did not answer")
        yield desk
    finally:
        for process in desk.processes.values():
            process.terminate()
        for process in desk.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def start(desk: Desk, words: list[str], log: Path) -> subprocess.Popen:
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=BASE,
            env=desk.env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=parent_death_signal(),
        )


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/accounts/login/", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_until(true, otherwise: str, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.3)
