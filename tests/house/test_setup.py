"""The two commands: what they install is pinned, what they start they stop, and what they refuse they say in words."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from environ import Env

from ops import packages, port, prepare, servers, supervise
from ops.compile_messages import compile_messages
from ops.demo import environment, programmes

BASE = Path(settings.BASE)
PINNED = ["requirements-uv.txt", "requirements.txt", "requirements-dev.txt"]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# A leader that TERM ends at once, with a child of its own that outlives it unless the whole group is stopped.
FAMILY = ["sh", "-c", "sleep 600 & echo $! ; wait"]


def alive(pid):
    """True for a running process; one that has ended and waits to be collected is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids, within=60.0):
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def children_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(ask, within=60.0):
    end = time.monotonic() + within
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.05)
    raise AssertionError("nothing came in time")


@pytest.mark.parametrize("name", PINNED)
def test_every_package_is_pinned_with_a_hash_and_no_address(name):
    text = (BASE / name).read_text("utf8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) == len(re.findall(r"^[a-z0-9][^\s]*==", text, re.M))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


def test_the_suite_and_the_programme_pin_the_same_versions():
    def versions(name):
        return dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", (BASE / name).read_text("utf8"), re.M))

    programme, suite = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: suite[name] for name in suite.keys() & programme.keys()} == {
        name: programme[name] for name in suite.keys() & programme.keys()
    }


def test_a_taken_port_is_said_with_the_way_out():
    with socket.socket() as other:
        other.bind((port.HOST, 0))
        other.listen()
        taken = str(other.getsockname()[1])
        sentence = port.trouble_with(taken)
        assert taken in sentence
        assert "make demo PORT=8010" in sentence
        done = subprocess.run(
            ["make", "demo", f"PORT={taken}"], cwd=BASE, capture_output=True, text=True, check=False, env=os.environ
        )
    assert done.returncode != 0
    assert "is taken" in done.stderr
    assert "已被其他程序占用" in done.stderr
    assert "Traceback" not in done.stderr
    assert port.trouble_with(taken) == ""


@pytest.mark.parametrize("nonsense", ["", "eighty", "0", "65536", "-1", "８０８０"])
def test_a_port_that_is_none_is_said(nonsense):
    assert "1 to 65535" in port.trouble_with(nonsense)


def test_an_ordinary_user_is_told_the_line_to_run_and_nothing_is_tried(monkeypatch, capsys):
    monkeypatch.setattr(packages, "installed", lambda name: name != "fonts-noto-cjk")
    monkeypatch.setattr(packages, "as_root", lambda: None)
    monkeypatch.setattr(packages, "install", lambda *_: pytest.fail("tried to install"))
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert packages.main({"demo"}) == 1
    said = capsys.readouterr().out
    assert "sudo apt-get install -y --no-install-recommends fonts-noto-cjk" in said
    assert "sudo dnf install -y google-noto-sans-cjk-fonts" in said
    assert "brew install --cask font-noto-sans-cjk-sc" in said
    assert "缺少" in said


def test_only_what_is_missing_is_installed(monkeypatch):
    there = {"libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"}
    asked = []

    def install(names, prefix):
        asked.extend(names)
        there.update(names)
        return True

    monkeypatch.setattr(packages, "installed", lambda name: name in there)
    monkeypatch.setattr(packages, "as_root", list)
    monkeypatch.setattr(packages, "install", install)
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert packages.main({"demo"}) == 0
    assert asked == ["fonts-noto-cjk"]
    assert packages.main({"demo"}) == 0
    assert asked == ["fonts-noto-cjk"]


def test_the_demo_touches_no_real_engine_whatever_the_environment_says(monkeypatch):
    ours = environment("8123")
    for name in ("REDIS_URL", "EMAIL_URL", "S3_BUCKET", "SECRET_KEY", "DATABASE_URL_FILE", "SECRET_KEY_FILE"):
        assert ours[name] == ""
    assert ours["DATABASE_URL"].startswith("sqlite:")
    assert ours["FREEZEDESK_DEMO"] == "true"
    assert ours["SITE_URL"] == "http://127.0.0.1:8123"
    assert [programme.name for programme in programmes("8123")] == ["web", "worker", "clock"]


def test_a_folder_may_have_any_name(monkeypatch, tmp_path):
    folder = tmp_path / "我的 desk + 1 #2?%41"
    monkeypatch.setattr("ops.demo.VAR", folder)
    where = Env.db_url_config(environment("8123")["DATABASE_URL"])["NAME"]
    assert where == str(folder / "freezedesk.sqlite3")


def test_a_second_run_does_nothing_and_a_changed_source_only_its_own_step(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "VAR", tmp_path / "var")
    monkeypatch.setattr(prepare, "BASE", tmp_path)
    (tmp_path / "one.txt").write_text("1")
    (tmp_path / "two.txt").write_text("2")
    made = tmp_path / "made"
    done = []
    steps = [
        prepare.Step("one", "one", ("one.txt",), lambda: done.append("one")),
        prepare.Step("two", "two", ("two.txt",), lambda: (done.append("two"), made.touch()), (made,)),
    ]
    prepare.bring_up_to_date(steps)
    prepare.bring_up_to_date(steps)
    assert done == ["one", "two"]
    (tmp_path / "one.txt").write_text("changed")
    prepare.bring_up_to_date(steps)
    assert done == ["one", "two", "one"]
    made.unlink()
    prepare.bring_up_to_date(steps)
    assert done == ["one", "two", "one", "two"]


def test_a_step_that_failed_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "VAR", tmp_path / "var")
    monkeypatch.setattr(prepare, "BASE", tmp_path)
    tries = []

    def act():
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("the first time")

    step = prepare.Step("one", "one", (), act)
    with pytest.raises(ValueError, match="the first time"):
        prepare.bring_up_to_date([step])
    prepare.bring_up_to_date([step])
    assert len(tries) == 2


def test_translations_are_compiled_without_gettext_and_guesses_are_left_out(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n'
    source.write_text(
        head + '\nmsgid "Freeze"\nmsgstr "冻结"\n\n#, fuzzy\nmsgid "Appeal"\nmsgstr "猜测"\n', encoding="utf8"
    )
    (target,) = compile_messages(tmp_path)
    with target.open("rb") as stream:
        assert {message.id: message.string for message in read_mo(stream) if message.id} == {"Freeze": "冻结"}


@pytest.fixture(params=["prctl", "guardian"])
def supervisor(request, tmp_path):
    """Two programmes under the real supervisor, with and without the kernel's parent-death signal."""
    env = {**os.environ, "FREEZEDESK_WITHOUT_PRCTL": "" if request.param == "prctl" else "1"}
    env.pop("MAKELEVEL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "ops.supervise", *SLEEPER, "--", *FAMILY],
        cwd=BASE,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    grandchild = int(process.stdout.readline())
    leaders = wait_for(lambda: (found := children_of(process.pid)) and len(found) >= 3 and found)
    yield process, [*leaders, grandchild]
    for pid in [process.pid, *leaders, grandchild]:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_wanted_stop_leaves_nothing_behind_and_is_no_failure(supervisor, number):
    process, everything = supervisor
    process.send_signal(number)
    assert process.wait(15) == 0
    assert gone(everything)


def test_a_closed_terminal_stops_everything_even_when_no_signal_arrives():
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ops.supervise", *SLEEPER, "--", *SLEEPER],
        cwd=BASE,
        stdin=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    everything = wait_for(lambda: (found := children_of(process.pid)) and len(found) >= 3 and found)
    os.close(ours)
    assert process.wait(15) == 0
    assert gone(everything)


@pytest.mark.slow
def test_a_killed_supervisor_takes_everything_with_it(supervisor):
    process, everything = supervisor
    process.kill()
    process.wait()
    assert gone(everything, within=supervise.GRACE + 5)


def test_when_one_programme_dies_the_others_stop_and_it_is_a_failure():
    done = subprocess.run(
        [sys.executable, "-m", "ops.supervise", *SLEEPER, "--", "sh", "-c", "sleep 0.3; exit 3"],
        cwd=BASE,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 3
    assert "sh ended with 3" in done.stdout


def test_the_private_servers_end_with_the_command_they_were_started_for():
    show = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"
    done = subprocess.run(
        [sys.executable, "-m", "ops.servers", "--", sys.executable, "-c", show],
        cwd=BASE,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    ports = [int(found) for found in re.findall(r"127\.0\.0\.1:(\d+)", done.stdout)]
    assert len(ports) == 2
    assert not any(servers.answers(number) for number in ports)


def test_a_failing_command_is_reported_and_its_servers_still_end():
    show = "import os, sys; print(os.environ['REDIS_URL'], flush=True); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, "-m", "ops.servers", "--", sys.executable, "-c", show],
        cwd=BASE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 7
    assert not servers.answers(int(re.search(r":(\d+)/", done.stdout)[1]))


def test_the_continuous_check_runs_the_same_command_as_a_person():
    assert "exec make test" in (BASE / ".ci" / "run").read_text("utf8")
    assert os.access(BASE / ".ci" / "run", os.X_OK)


def test_cleaning_up_keeps_cases_files_and_keys():
    done = subprocess.run(["make", "-n", "clean"], cwd=BASE, capture_output=True, text=True, check=True)
    removed = set(done.stdout.split())
    assert ".venv" in removed
    assert not removed & {"var", "var/", "var/files", "var/freezedesk.sqlite3", "var/secret_key", "secrets", ".env"}
