"""The demo as a person meets it: started by one command, answered by the role picker, stopped by Ctrl-C, data kept."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from ops.servers import answers, free_port

BASE = Path(settings.BASE)
pytestmark = pytest.mark.slow


class Demo:
    """`ops/demo.py`, which `make demo` becomes, with its data in a folder of the test's own."""

    def __init__(self, folder, port):
        self.port, self.log = port, folder / f"log-{port}"
        env = {**os.environ, "FREEZEDESK_VAR": str(folder / "var"), "PORT": str(port)}
        # Whatever a machine's own settings say, the demo is a demo.
        env |= {"DATABASE_URL": "postgres://real@127.0.0.1:1/real", "REDIS_URL": "redis://127.0.0.1:1/0"}
        env.pop("MAKELEVEL", None)
        with self.log.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "ops/demo.py"],
                cwd=BASE,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self):
        return self.log.read_text("utf8", "replace")

    def ready(self, within):
        started = time.monotonic()
        while "is ready" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() - started < within, self.said
            time.sleep(0.2)

    def get(self, path="/", language="en"):
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Accept-Language": language})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.read().decode()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


@pytest.fixture
def start(tmp_path):
    running = []

    def begin():
        demo = Demo(tmp_path, free_port())
        running.append(demo)
        return demo

    yield begin
    for demo in running:
        if demo.process.poll() is None:
            demo.stop()


def test_the_demo_from_nothing_to_ctrl_c_and_again(start, tmp_path):
    first = start()
    first.ready(within=900)
    assert f"http://127.0.0.1:{first.port}" in first.said
    assert "演示已就绪" in first.said
    page = first.get()
    assert "Wang Min" in page
    assert "Chen Jing" in page
    assert "您想以谁的身份进入？" in first.get(language="zh-CN")
    assert first.stop() == 0
    assert not answers(first.port)
    before = (tmp_path / "var" / "freezedesk.sqlite3").stat().st_ino

    second = start()
    second.ready(within=300)
    assert not re.search(r"tables|sample cases", second.said)
    assert (tmp_path / "var" / "freezedesk.sqlite3").stat().st_ino == before
    assert "Wang Min" in second.get()

    # A third in the same folder is told where the second one is, and the second goes on.
    third = start()
    assert third.process.wait(300) != 0
    assert f"http://127.0.0.1:{second.port}" in third.said
    assert "Traceback" not in third.said
    assert "Wang Min" in second.get()
    assert second.stop() == 0
