"""Is this container's programme alive? `web`, `worker` or `clock`; exit 0 for yes. The container engine asks."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 10 * 60  # the clock writes its schedule down every three minutes


def web() -> bool:
    port = int(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2])
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/health", headers={"Host": host})
        # Late messages make /health a 503 too, and call a person; restarting the pages would help nobody.
        return json.load(link.getresponse()).get("database") == "ok"
    except (OSError, ValueError):
        return False
    finally:
        link.close()


def worker() -> bool:
    name = f"celery@{socket.gethostname()}"
    command = [sys.executable, "-m", "celery", "-A", "freezedesk", "inspect", "ping", "-t", "5", "-d", name]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def clock() -> bool:
    written = Path(os.environ.get("FREEZEDESK_VAR", "var")).glob("beat-schedule*")
    return any(time.time() - path.stat().st_mtime < PATIENCE for path in written)


if __name__ == "__main__":
    sys.exit(not {"web": web, "worker": worker, "clock": clock}[sys.argv[1]]())
