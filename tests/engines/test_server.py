"""A server as docker-compose.yml starts it, without the containers: release, then web, worker and clock, over https."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.utils.crypto import get_random_string

from ops.servers import free_port
from ops.supervise import parent_death_signal

BASE = Path(settings.BASE)


@pytest.fixture
def environment(tmp_path, s3_server):
    """Production settings, secrets in files, on an empty database of its own."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"server_{get_random_string(8, 'abcdefgh')}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    secrets = {
        "SECRET_KEY": get_random_string(64),
        "DATABASE_URL": f"{url}/{name}",
        "REDIS_URL": settings.REDIS_URL.rpartition("/")[0] + "/15",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
        "EMAIL_URL": "smtp+tls://desk:desk@127.0.0.1:1",
    }
    env = {
        "PATH": os.environ["PATH"],
        "FREEZEDESK_VAR": str(tmp_path / "state"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "SITE_URL": "https://desk.example.com",
        "ALLOWED_HOSTS": "desk.example.com",
        "PROXY_COUNT": "1",
        "S3_BUCKET": name.replace("_", "-"),
        "S3_ENDPOINT_URL": s3_server,
        "DEFAULT_FROM_EMAIL": "desk@example.com",
        "INSTANCE_ID": "server-1",
        "BIND": f"127.0.0.1:{free_port()}",
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    for variable, value in secrets.items():
        path = tmp_path / variable.lower()
        path.write_text(value + "\n")
        path.chmod(0o600)
        env[f"{variable}_FILE"] = str(path)
    yield env
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(env, *command):
    return subprocess.run(
        [sys.executable, *command], cwd=BASE, env=env, capture_output=True, text=True, check=False, timeout=180
    )


def get(env, path, **headers):
    request = urllib.request.Request(f"http://{env['BIND']}{path}", headers={"Host": "desk.example.com", **headers})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code, answer.headers


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.fixture
def start(environment):
    running = []

    def begin(*command):
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=BASE,
            env=environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=parent_death_signal(),
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.send_signal(signal.SIGTERM)
    for process in running:
        process.wait(30)


def test_a_server_is_released_starts_and_is_found_healthy(environment, start, until):
    released = run(environment, "ops/release.py")
    assert released.returncode == 0, released.stderr
    assert f"bucket {environment['S3_BUCKET']} created" in released.stdout
    again = run(environment, "ops/release.py")
    assert again.returncode == 0, again.stderr
    assert f"bucket {environment['S3_BUCKET']} is there" in again.stdout
    collected = run(environment, "manage.py", "collectstatic", "--noinput", "-v", "0")
    assert collected.returncode == 0, collected.stderr

    def healthy(role):
        return run(environment, "ops/healthy.py", role).returncode == 0

    assert not healthy("web")
    assert not healthy("clock")
    Path(environment["FREEZEDESK_VAR"]).mkdir(exist_ok=True)
    schedule = str(Path(environment["FREEZEDESK_VAR"]) / "beat-schedule")
    start("gunicorn", "-c", "ops/gunicorn.conf.py", "freezedesk.wsgi")
    start("celery", "--quiet", "-A", "freezedesk", "worker", "-c", "1", "-l", "WARNING")
    start("celery", "--quiet", "-A", "freezedesk", "beat", "-l", "WARNING", "--pidfile=", "-s", schedule)
    for role in ("web", "worker", "clock"):
        until(lambda role=role: healthy(role), seconds=60)

    # Behind the front server: pages over https, and everything else sent there.
    status, headers = get(environment, "/", **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
    assert status == 302
    assert headers["Location"].startswith("/accounts/login/")
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    status, headers = get(environment, "/accounts/login/", **{"X-Forwarded-Proto": "https"})
    assert status == 200
    assert headers["Set-Cookie"].startswith("__Host-csrf=")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    status, headers = get(environment, "/accounts/login/")
    assert (status, headers["Location"]) == (301, "https://desk.example.com/accounts/login/")
    assert get(environment, "/", Host="evil.example.com", **{"X-Forwarded-Proto": "https"})[0] == 400

    # The clock goes round: the queue is Redis, the worker takes it, and /health says so.
    def sweeping():
        with psycopg.connect(Path(environment["DATABASE_URL_FILE"]).read_text().strip()) as connection:
            return connection.execute("SELECT count(*) FROM notifications_heartbeat").fetchone()[0]

    until(sweeping, seconds=60)


def test_the_demo_does_not_start_on_a_server(environment):
    environment |= {"FREEZEDESK_DEMO": "true"}
    released = run(environment, "ops/release.py")
    assert released.returncode == 1
    assert "freezedesk.E010" in released.stderr
    assert "freezedesk.E011" in released.stderr
    served = run(environment, "-m", "gunicorn", "-c", "ops/gunicorn.conf.py", "freezedesk.wsgi")
    assert served.returncode != 0
    assert "FREEZEDESK_DEMO is on" in served.stderr
