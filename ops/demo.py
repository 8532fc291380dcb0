"""The demo on one machine: web, worker and clock, from SQLite and a folder as queue, until Ctrl-C.

`make demo` comes here once the packages and the environment stand. Whatever a `.env` says about a real database, mail
server or bucket, the demo does not touch it: its own settings are given below and win.
"""

import fcntl
import http.client
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

BASE = Path(__file__).resolve().parent.parent
sys.path[0] = str(BASE)

from ops.port import HOST, trouble_with  # noqa: E402
from ops.supervise import Programme, run  # noqa: E402

VAR = Path(os.environ.get("FREEZEDESK_VAR", str(BASE / "var"))).absolute()


def environment(port: str) -> dict[str, str]:
    ours = {
        "FREEZEDESK_DEMO": "true",
        "FREEZEDESK_VAR": str(VAR),
        "DATABASE_URL": f"sqlite:///{quote(str(VAR / 'freezedesk.sqlite3'))}",
        "STATIC_ROOT": str(VAR / "static"),
        "SITE_URL": f"http://{HOST}:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "HTTPS": "false",
        "DEBUG": "false",
        "PROXY_COUNT": "0",
        "MFA_REQUIRED": "false",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "INSTANCE_ID": "local",
    }
    if sys.platform == "darwin":  # where Homebrew keeps Pango, and the loader does not look
        ours["DYLD_FALLBACK_LIBRARY_PATH"] = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
    engines = (
        "SECRET_KEY",
        "WRAPPING_KEY",
        "WRAPPING_KEY_FALLBACKS",
        "REDIS_URL",
        "EMAIL_URL",
        "MAIL_API",
        "MAIL_API_KEY",
        "MAIL_API_URL",
        "S3_BUCKET",
        "S3_ENDPOINT_URL",
        "S3_ACCESS_KEY",
        "S3_SECRET_KEY",
    )
    ours |= dict.fromkeys(engines, "")
    # A variable may also come from a file (NAME_FILE), and the file would win.
    return ours | {f"{name}_FILE": "" for name in ours if name not in ("FREEZEDESK_VAR",)}


def programmes(port: str) -> list[Programme]:
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "-A", "freezedesk"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # Celery warns root at every start; on one's own machine that is no news.
    calm = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return [
        Programme(
            "web",
            [python, "-m", "gunicorn", "-c", "ops/gunicorn.conf.py", "freezedesk.wsgi"],
            {"BIND": f"{HOST}:{port}"},
        ),
        Programme("worker", [*celery, "worker", "-c", "1", "-l", "WARNING", *alone], calm),
        Programme("clock", [*celery, "beat", "-l", "WARNING", "--pidfile=", "-s", str(VAR / "beat-schedule")]),
    ]


def answers(port: str) -> bool:
    link = http.client.HTTPConnection(HOST, int(port), timeout=5)
    try:
        link.request("GET", "/")
        return link.getresponse().status < 500
    except OSError:
        return False
    finally:
        link.close()


def announce(port: str) -> None:
    address = f"http://{HOST}:{port}"
    kept = VAR.relative_to(BASE) if VAR.is_relative_to(BASE) else VAR
    print(
        f"\n  FreezeDesk is ready    {address}"
        f"\n  演示已就绪，请打开     {address}"
        f"\n\n  Ctrl-C stops everything. The data stays in {kept}/; remove that folder to start again from nothing."
        f"\n  按 Ctrl-C 停止全部程序。数据保留在 {kept}/；删除该目录即可从头开始。\n",
        flush=True,
    )


def alone() -> object | str:
    """A lock on the folder: two demos on one database would remind everybody twice."""
    VAR.mkdir(parents=True, exist_ok=True)
    lock = (VAR / "demo.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        where = lock.read().strip() or "?"
        return (
            f"A demo of this folder is running already, at {where}. Open it, or stop it first.\n"
            f"本目录的演示已在运行：{where}。请直接打开，或先将其停止。"
        )
    return lock


def main() -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    port = os.environ.get("PORT", "8000").strip()
    lock = alone()
    if isinstance(lock, str):
        sys.exit(f"\n{lock}\n")
    if sentence := trouble_with(port):
        sys.exit(f"\n{sentence}\n")
    lock.truncate(0)
    lock.write(f"http://{HOST}:{port}")
    lock.flush()
    os.chdir(BASE)
    os.environ.update(environment(port))
    if code := subprocess.run([sys.executable, "ops/prepare.py", "demo"], check=False).returncode:
        return code
    return run(programmes(port), lambda: answers(port), lambda: announce(port))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
