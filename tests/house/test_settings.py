"""Settings that contradict each other are refused in words, and a well-set server has nothing to complain about."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string

from freezedesk import shapes
from freezedesk.cache import JSONSerializer
from freezedesk.checks import letters_can_be_printed, refuse_to_start, settings_agree

BASE = Path(configured.BASE)
KEY = get_random_string(64)
POSTGRESQL = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "desk"}}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
REDIS_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": "redis://127.0.0.1:1",
    "OPTIONS": {"serializer": "freezedesk.cache.JSONSerializer"},
}
# A server as an administrator would set it up; each case below spoils one thing.
SERVER = {
    "DEMO": False,
    "DEBUG": False,
    "SITE_URL": "https://desk.example.com",
    "HTTPS": True,
    "ALLOWED_HOSTS": ["desk.example.com"],
    "PROXY_COUNT": 1,
    "SECRET_KEY": KEY,
    "SECRET_KEY_FALLBACKS": [],
    "WRAPPING_KEY": KEY,
    "WRAPPING_KEY_FALLBACKS": [],
    "DATABASES": POSTGRESQL,
    "REDIS_URL": "redis://queue:6379/0",
    "CACHES": {"default": REDIS_CACHE},
    "S3_BUCKET": "desk",
    "S3_ENDPOINT_URL": "http://store:8333",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
    "CLAMD_URL": "",
    "UPLOAD_LIMIT_MB": 60,
    "EMAIL_URL": "smtp+tls://mail.example.com:587",
    "MAIL_API": "",
    "MAIL_API_KEY": "",
    "MAIL_API_URL": "",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example.com",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "DEFAULT_FROM_EMAIL": "desk@example.com",
    "INSTANCE_ID": "server-1",
    "MFA_REQUIRED": True,
}
LAPTOP = {
    **SERVER,
    "SITE_URL": "http://127.0.0.1:8000",
    "HTTPS": False,
    "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
    "PROXY_COUNT": 0,
    "DATABASES": SQLITE,
    "REDIS_URL": "",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "S3_BUCKET": "",
    "S3_ENDPOINT_URL": "",
    "S3_ACCESS_KEY": "",
    "S3_SECRET_KEY": "",
    "EMAIL_URL": "",
    "MAIL_API": "",
    "MAIL_API_KEY": "",
    "MAIL_API_URL": "",
    "INSTANCE_ID": "local",
}
DEMO = {**LAPTOP, "DEMO": True, "MFA_REQUIRED": False}


@pytest.fixture
def said(monkeypatch, tmp_path):
    """Which messages a set of settings gets, by their number."""
    for name in list(os.environ):
        if name.endswith("_FILE"):
            monkeypatch.delenv(name)

    def ask(base, **changes):
        monkeypatch.setattr("freezedesk.checks.settings", SimpleNamespace(VAR=tmp_path, **{**base, **changes}))
        return [message.id.removeprefix("freezedesk.") for message in settings_agree()]

    return ask


@pytest.mark.parametrize("world", [SERVER, LAPTOP, DEMO], ids=["server", "laptop", "demo"])
def test_good_settings_are_met_with_silence(said, world):
    assert said(world) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"SITE_URL": "desk.example.com"}, ["E001"]),
        ({"SITE_URL": "https://desk.example.com/app"}, ["E001"]),
        ({"HTTPS": False, "PROXY_COUNT": 0}, ["E002"]),
        ({"SITE_URL": "http://desk.example.com"}, ["E002"]),
        ({"DEBUG": True}, ["E003"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["E004"]),
        ({"ALLOWED_HOSTS": ["other.example.com"]}, ["E005"]),
        ({"PROXY_COUNT": -1}, ["E006"]),
        ({"PROXY_COUNT": 0}, ["W001"]),
        ({"SECRET_KEY": "local-" + KEY}, ["E020"]),
        ({"SECRET_KEY": "short"}, ["E021"]),
        ({"SECRET_KEY": "ab" * 40}, ["E021"]),
        ({"SECRET_KEY": "django-insecure-" + KEY}, ["E021"]),
        ({"SECRET_KEY_FALLBACKS": ["old"]}, ["E021"]),
        ({"WRAPPING_KEY": "short"}, ["E023"]),
        ({"WRAPPING_KEY_FALLBACKS": ["ab" * 20]}, ["E023"]),
        ({"S3_BUCKET": ""}, ["E030"]),
        ({"S3_SECRET_KEY": ""}, ["E031"]),
        ({"CACHES": {"default": {"BACKEND": REDIS_CACHE["BACKEND"], "LOCATION": "redis://queue"}}}, ["E032"]),
        ({"REDIS_URL": "", "CACHES": LAPTOP["CACHES"]}, ["W030"]),
        ({"UPLOAD_LIMIT_MB": 0}, ["E033"]),
        ({"EMAIL_URL": ""}, ["E040"]),
        ({"EMAIL_URL": "", "MAIL_API": "resend", "MAIL_API_KEY": "key"}, []),
        ({"EMAIL_URL": "", "MAIL_API": "resend"}, ["E042"]),
        ({"EMAIL_URL": "", "MAIL_API": "pigeon", "MAIL_API_KEY": "key"}, ["E042"]),
        ({"MAIL_API": "resend", "MAIL_API_KEY": "key"}, ["E042"]),
        ({"EMAIL_URL": "", "MAIL_API": "resend", "MAIL_API_KEY": "key", "MAIL_API_URL": "http://x.example/"}, ["E043"]),
        ({"EMAIL_USE_TLS": False}, ["W040"]),
        ({"DEFAULT_FROM_EMAIL": "FreezeDesk <freezedesk@localhost>"}, ["E041"]),
        ({"INSTANCE_ID": "local"}, ["W041"]),
        ({"MFA_REQUIRED": False}, ["E050"]),
    ],
)
def test_one_wrong_setting_of_a_server_is_named(said, changes, expected):
    assert said(SERVER, **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DATABASES": POSTGRESQL}, ["E010", "W030"]),
        ({"S3_BUCKET": "desk"}, ["E010"]),
        ({"SITE_URL": "http://desk.example.com:8000", "ALLOWED_HOSTS": ["desk.example.com"]}, ["E011"]),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "10.0.0.5"]}, ["E011"]),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "*"]}, ["E004", "E011"]),
        ({"EMAIL_URL": "smtp+tls://mail.example.com:587"}, ["E012"]),
        ({"MAIL_API": "resend", "MAIL_API_KEY": "key"}, ["E012"]),
    ],
)
def test_the_demo_cannot_exist_where_others_could_reach_it(said, changes, expected):
    assert said(DEMO, **changes) == expected


def test_a_key_file_that_everyone_can_read_is_refused(said, tmp_path, monkeypatch):
    secret = tmp_path / "key"
    secret.write_text(KEY)
    monkeypatch.setenv("SECRET_KEY_FILE", str(secret))
    secret.chmod(0o644)
    assert said(SERVER) == ["E022"]
    secret.chmod(0o600)
    assert said(SERVER) == []


def test_the_key_made_on_this_machine_is_readable_by_its_owner_only(tmp_path):
    subprocess.run(
        [sys.executable, "-c", "import freezedesk.settings"],
        cwd=BASE,
        env={"PATH": os.environ["PATH"], "FREEZEDESK_VAR": str(tmp_path)},
        check=True,
    )
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_every_message_is_said_in_both_languages(said):
    said(SERVER, SITE_URL="https://other.example.com", SECRET_KEY="short", EMAIL_URL="", MFA_REQUIRED=False)
    for message in settings_agree():
        assert message.msg.isascii()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in message.hint)


def test_the_web_server_does_not_start_with_dangerous_settings(said):
    said(DEMO, ALLOWED_HOSTS=["desk.example.com"])
    with pytest.raises(ImproperlyConfigured, match="FREEZEDESK_DEMO"):
        refuse_to_start()
    said(SERVER)
    refuse_to_start()


def test_a_missing_font_or_library_is_a_warning_with_the_line_to_run(monkeypatch):
    monkeypatch.setattr("documents.fonts.face_is_there", lambda family: False)
    (message,) = letters_can_be_printed()
    assert (message.id, message.is_serious()) == ("freezedesk.W060", False)
    assert "fonts-noto-cjk" in message.msg
    assert "fonts-noto-cjk" in message.hint


def test_the_deployment_check_of_a_server_finds_nothing(tmp_path):
    key = tmp_path / "secret_key"
    key.write_text(KEY + "\n")  # an editor's last newline is no part of the key
    key.chmod(0o600)
    env = {
        "PATH": os.environ["PATH"],
        "FREEZEDESK_VAR": str(tmp_path),
        "SITE_URL": "https://desk.example.com",
        "ALLOWED_HOSTS": "desk.example.com",
        "PROXY_COUNT": "1",
        "SECRET_KEY_FILE": str(key),
        "DATABASE_URL": "postgres://desk:desk@127.0.0.1:1/desk",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "S3_BUCKET": "desk",
        "S3_ENDPOINT_URL": "http://127.0.0.1:1",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
        "EMAIL_URL": "smtp+tls://desk:desk@mail.example.com:587",
        "DEFAULT_FROM_EMAIL": "desk@example.com",
        "INSTANCE_ID": "server-1",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=BASE,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_the_cache_carries_json_and_never_runs_what_it_reads():
    carrier = JSONSerializer()
    for value in (7, True, "冻结", 1.5, None, {"a": [1, "b"]}):
        stored = carrier.dumps(value)
        assert carrier.loads(str(stored).encode() if isinstance(stored, int) else stored) == value
    with pytest.raises(TypeError):
        carrier.dumps(object())
    with pytest.raises(ValueError, match=r"decode|Expecting"):
        carrier.loads(b"\x80\x04\x95")  # how a pickle begins


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://desk:hidden@host/desk"),
        ("REDIS_URL", "localhost"),
        ("EMAIL_URL", "imap://mail.example.com"),
        ("IMAP_URL", "pop://mail.example.com"),
        ("CLAMD_URL", "http://scanner:3310"),
        ("TIMESTAMP_URL", "file:///etc"),
        ("UPLOAD_LIMIT_MB", "lots"),
        ("PROXY_COUNT", "1.5"),
        ("DEBUG", "maybe"),
    ],
)
def test_a_variable_without_shape_is_named_in_both_languages_and_never_repeated(name, value):
    with pytest.raises(ImproperlyConfigured) as refused:
        shapes.refuse({name: value})
    english, chinese = str(refused.value).strip().splitlines()
    assert english.startswith(f"{name} must ")
    assert chinese.startswith(f"{name} 应")
    assert value not in str(refused.value)


def test_variables_that_are_empty_or_well_written_pass():
    assert not shapes.wrong(dict.fromkeys((*shapes.ADDRESSES, *shapes.NUMBERS, *shapes.SWITCHES), ""))
    assert not shapes.wrong(
        {"DATABASE_URL": "sqlite://:memory:", "REDIS_URL": "redis://:p@h:6379/0", "DEBUG": "False", "PROXY_COUNT": "0",
         "IMAP_URL": "imap+ssl://u:p@h:993/INBOX", "CLAMD_URL": "unix:///run/clamd.ctl"}
    )  # fmt: skip


def test_a_wrong_variable_stops_manage_with_its_sentence_and_no_traceback(tmp_path):
    env = {"PATH": os.environ["PATH"], "FREEZEDESK_VAR": str(tmp_path), "UPLOAD_LIMIT_MB": "lots"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=BASE, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == ["UPLOAD_LIMIT_MB must be a whole number.", "UPLOAD_LIMIT_MB 应为整数。"]


def test_a_file_of_a_secret_that_is_not_there_stops_manage_with_its_name_and_no_traceback(tmp_path):
    gone = tmp_path / "secret_key"
    env = {"PATH": os.environ["PATH"], "FREEZEDESK_VAR": str(tmp_path), "SECRET_KEY_FILE": str(gone)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=BASE, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    english, chinese = done.stderr.strip().splitlines()
    assert english == f"SECRET_KEY_FILE names a file that cannot be read: {gone}"
    assert chinese == f"SECRET_KEY_FILE 所指文件无法读取：{gone}"
