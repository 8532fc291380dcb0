"""Settings that contradict each other or endanger the firm: said in words, before the first page is served.

An error stops `manage.py`, the worker and the web server; a warning is printed. Each is one sentence in English that
names the variable to change, and the same in Chinese as the hint, because a terminal has no language switch.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from documents.fonts import pdf_problems
from notifications.channels.providers import PROVIDERS

HERE = {"localhost", "127.0.0.1", "::1"}  # one's own machine
EXAMPLES = ("django-insecure", "change-me", "changeme", "example", "secret-key", "your-secret")
SECRETS = (
    "SECRET_KEY",
    "WRAPPING_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "MAIL_API_KEY",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
)
JSON_CACHE = "freezedesk.cache.JSONSerializer"


def error(number: int, english: str, chinese: str) -> CheckMessage:
    return Error(english, hint=chinese, id=f"freezedesk.E{number:03}")


def warning(number: int, english: str, chinese: str) -> CheckMessage:
    return Warning(english, hint=chinese, id=f"freezedesk.W{number:03}")


def on_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def settings_agree(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Every rule below, in the order in which a person fills in the variables."""
    return [*the_address(), *the_demo(), *the_secrets(), *the_engines(), *the_mail(), *the_people()]


def the_address() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in ("http", "https") or not site.hostname or site.path or site.query:
        yield error(
            1,
            f"SITE_URL must be an address without a path, such as https://desk.example.com, not {settings.SITE_URL!r}.",
            f"SITE_URL 应为不带路径的网址，例如 https://desk.example.com，当前为 {settings.SITE_URL!r}。",
        )
        return
    secure = site.scheme == "https"
    if secure != settings.HTTPS:
        yield error(
            2,
            f"SITE_URL says {site.scheme} and HTTPS says {settings.HTTPS}: links or cookies would go the wrong way. "
            "Leave HTTPS out, it follows SITE_URL.",
            f"SITE_URL 为 {site.scheme}，HTTPS 却为 {settings.HTTPS}，链接或 Cookie 会出错。请删去 HTTPS，"
            "它随 SITE_URL 而定。",
        )
    if settings.HTTPS and settings.DEBUG:
        yield error(
            3,
            "DEBUG is on at an https address: error pages would show case data to strangers. Remove DEBUG.",
            "https 站点开启了 DEBUG：错误页会向外人泄露案件数据。请删去 DEBUG。",
        )
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        yield error(
            4,
            "ALLOWED_HOSTS contains *: anyone could make password links lead elsewhere. Name the hosts.",
            "ALLOWED_HOSTS 含有 *：他人可让密码重置链接指向别处。请逐一写明主机名。",
        )
    elif not any(site.hostname == host or (host[:1] == "." and f".{site.hostname}".endswith(host)) for host in hosts()):
        yield error(
            5,
            f"The host of SITE_URL, {site.hostname}, is not in ALLOWED_HOSTS: links in mails would be refused. Add it.",
            f"SITE_URL 的主机 {site.hostname} 不在 ALLOWED_HOSTS 中，邮件里的链接会被拒绝。请补上。",
        )
    if settings.PROXY_COUNT < 0:
        yield error(6, "PROXY_COUNT cannot be less than 0.", "PROXY_COUNT 不能小于 0。")
    if settings.HTTPS and settings.PROXY_COUNT == 0:
        yield warning(
            1,
            "HTTPS is on and PROXY_COUNT is 0: behind a front server every page would redirect to itself for ever. "
            "Set PROXY_COUNT to the number of front servers, usually 1.",
            "已启用 HTTPS，但 PROXY_COUNT 为 0：置于前端服务器之后，每个页面都会无限跳转。"
            "请设为前端服务器的层数，通常为 1。",
        )


def hosts() -> list[str]:
    return [host.strip("[]") for host in settings.ALLOWED_HOSTS]


def the_demo() -> Iterator[CheckMessage]:
    """The demo lets anyone take any role with one click. It may exist on one's own machine and nowhere else."""
    if not settings.DEMO:
        return
    if not on_sqlite() or settings.REDIS_URL or settings.S3_BUCKET:
        yield error(
            10,
            "FREEZEDESK_DEMO is on together with a real database, Redis or bucket. Remove FREEZEDESK_DEMO.",
            "演示模式与正式的数据库、Redis 或存储桶同时启用。请删去 FREEZEDESK_DEMO。",
        )
    elsewhere = sorted({urlsplit(settings.SITE_URL).hostname or "", *hosts()} - HERE - {"testserver", ""})
    if settings.HTTPS or elsewhere:
        yield error(
            11,
            "FREEZEDESK_DEMO is on at an address that others can reach"
            f"{' (' + ', '.join(elsewhere) + ')' if elsewhere else ''}: anyone could take any role. "
            "Remove FREEZEDESK_DEMO.",
            f"演示模式用在了他人可访问的地址{'（' + '、'.join(elsewhere) + '）' if elsewhere else ''}："
            "任何人都能以任意角色登录。请删去 FREEZEDESK_DEMO。",
        )
    if settings.EMAIL_URL or settings.MAIL_API:
        yield error(
            12,
            "FREEZEDESK_DEMO is on together with EMAIL_URL or MAIL_API: sample cases would send real mail. "
            "Remove one of them.",
            "演示模式与 EMAIL_URL 或 MAIL_API 同时启用：演示案件会发出真实邮件。请删去其一。",
        )


def the_secrets() -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    if settings.HTTPS and key.startswith("local-"):
        yield error(
            20,
            "SECRET_KEY is missing: the key made for one machine must not sign a public site's sessions. "
            "Set SECRET_KEY or SECRET_KEY_FILE (python3 ops/make_secrets.py makes one).",
            "缺少 SECRET_KEY：本机自动生成的密钥不得用于公开站点。请设置 SECRET_KEY 或 SECRET_KEY_FILE"
            "（可用 python3 ops/make_secrets.py 生成）。",
        )
    for name, value in [("SECRET_KEY", key), *[("SECRET_KEY_FALLBACKS", old) for old in settings.SECRET_KEY_FALLBACKS]]:
        if len(value) < 50 or len(set(value)) < 8 or any(word in value.lower() for word in EXAMPLES):
            yield error(
                21,
                f"{name} is short, repetitive or copied from an example: use at least 50 random characters.",
                f"{name} 过短、重复或抄自示例：请使用至少 50 个随机字符。",
            )
    for name, value in [
        ("WRAPPING_KEY", settings.WRAPPING_KEY),
        *[("WRAPPING_KEY_FALLBACKS", old) for old in settings.WRAPPING_KEY_FALLBACKS],
    ]:
        if value and (len(value) < 32 or len(set(value)) < 8):
            yield error(
                23,
                f"{name} is short or repetitive: use at least 32 random characters. Every stored file rests on it.",
                f"{name} 过短或重复：请使用至少 32 个随机字符。所有存储的文件都依赖它。",
            )
    for path in key_files():
        if open_to_everyone(path):
            yield error(
                22,
                f"Every user of this machine can read the key file {path}. Run: chmod 600 {path}",
                f"本机所有用户都能读取密钥文件 {path}。请运行：chmod 600 {path}",
            )


def key_files() -> Iterator[Path]:
    if settings.SECRET_KEY.startswith("local-"):
        yield Path(settings.VAR) / "secret_key"
    if not settings.WRAPPING_KEY:
        yield Path(settings.VAR) / "wrapping_key"
    for name in SECRETS:
        if given := os.environ.get(f"{name}_FILE"):
            yield Path(given)


def open_to_everyone(path: Path) -> bool:
    """A container engine mounts secrets into one container; what it shows as their mode there protects nothing."""
    if path.is_relative_to("/run/secrets"):
        return False
    try:
        return bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
    except OSError:
        return False


def the_engines() -> Iterator[CheckMessage]:
    if not settings.S3_BUCKET and (settings.S3_ENDPOINT_URL or settings.S3_ACCESS_KEY or settings.S3_SECRET_KEY):
        yield error(
            30,
            "S3_BUCKET is missing while other S3 settings are there: files would stay on this machine's disk. "
            "Set S3_BUCKET or remove the others.",
            "设置了其他 S3 变量却缺少 S3_BUCKET：文件将留在本机磁盘。请设置 S3_BUCKET，或删去其余变量。",
        )
    if bool(settings.S3_ACCESS_KEY) != bool(settings.S3_SECRET_KEY):
        yield error(
            31,
            "S3_ACCESS_KEY and S3_SECRET_KEY belong together: one of them is missing. "
            "Leave both out where the machine has its own role.",
            "S3_ACCESS_KEY 与 S3_SECRET_KEY 须成对设置，现缺其一。若由机器角色授权，则两者都不设。",
        )
    cache: dict[str, Any] = settings.CACHES["default"]
    if cache["BACKEND"].endswith("RedisCache") and cache.get("OPTIONS", {}).get("serializer") != JSON_CACHE:
        yield error(
            32,
            f"The Redis cache must use {JSON_CACHE}: with pickle, whoever writes into Redis runs code here.",
            f"Redis 缓存必须使用 {JSON_CACHE}：使用 pickle 时，能写入 Redis 的人即可在此执行代码。",
        )
    if not on_sqlite() and not settings.REDIS_URL:
        yield warning(
            30,
            "PostgreSQL is set and REDIS_URL is not: the queue is a folder, so web, worker and clock must share one "
            "machine, and sign-in limits are counted in each process apart. Set REDIS_URL.",
            "已使用 PostgreSQL 但未设置 REDIS_URL：队列只是一个文件夹，网页、任务与定时程序须在同一台机器，"
            "且登录次数限制由各进程分别计数。请设置 REDIS_URL。",
        )
    if not 1 <= settings.UPLOAD_LIMIT_MB <= 2000:
        yield error(
            33,
            f"UPLOAD_LIMIT_MB must lie between 1 and 2000, not {settings.UPLOAD_LIMIT_MB}.",
            f"UPLOAD_LIMIT_MB 应在 1 到 2000 之间，当前为 {settings.UPLOAD_LIMIT_MB}。",
        )


def the_mail() -> Iterator[CheckMessage]:
    if settings.MAIL_API and (settings.MAIL_API not in PROVIDERS or not settings.MAIL_API_KEY or settings.EMAIL_URL):
        yield error(
            42,
            f"MAIL_API takes one of {', '.join(PROVIDERS)}, needs MAIL_API_KEY, and stands instead of EMAIL_URL.",
            f"MAIL_API 须为 {'、'.join(PROVIDERS)} 之一，须同时设置 MAIL_API_KEY，且不能与 EMAIL_URL 并用。",
        )
    if settings.MAIL_API_URL and urlsplit(settings.MAIL_API_URL).scheme != "https" and not settings.DEBUG:
        yield error(
            43,
            "MAIL_API_URL must begin with https://: the key and the mail would travel in clear text.",
            "MAIL_API_URL 必须以 https:// 开头，否则密钥与邮件会以明文传输。",
        )
    if settings.HTTPS and not settings.EMAIL_URL and not settings.MAIL_API:
        yield error(
            40,
            "EMAIL_URL is missing: no reminder of a deadline would ever leave this machine. "
            "Set it, for example smtp+tls://user:password@mail.example.com:587.",
            "缺少 EMAIL_URL：任何期限提醒都发不出去。请设置，例如 smtp+tls://user:password@mail.example.com:587。",
        )
    if not settings.EMAIL_URL and not settings.MAIL_API:
        return
    encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    over_smtp = settings.EMAIL_URL and settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    if over_smtp and not encrypted and settings.EMAIL_HOST not in HERE:
        yield warning(
            40,
            "EMAIL_URL sends case mail in clear text over the network. Use smtp+tls:// or smtp+ssl://.",
            "EMAIL_URL 会以明文发送案件邮件。请改用 smtp+tls:// 或 smtp+ssl://。",
        )
    if "@localhost" in settings.DEFAULT_FROM_EMAIL:
        yield error(
            41,
            "DEFAULT_FROM_EMAIL ends in @localhost: mail servers refuse such a sender. Set an address of your own.",
            "DEFAULT_FROM_EMAIL 以 @localhost 结尾，邮件服务器会拒收。请设为本单位的地址。",
        )
    if settings.HTTPS and settings.INSTANCE_ID == "local":
        yield warning(
            41,
            "INSTANCE_ID is not set: a copy of this database restored elsewhere would send its reminders again. "
            "Give each installation a name of its own.",
            "未设置 INSTANCE_ID：在别处恢复的数据库副本会重复发送提醒。请为每套安装设置各自的名称。",
        )


def the_people() -> Iterator[CheckMessage]:
    if settings.HTTPS and not settings.MFA_REQUIRED:
        yield error(
            50,
            "MFA_REQUIRED is off at an https address: a stolen password would open every case. Remove MFA_REQUIRED.",
            "https 站点关闭了 MFA_REQUIRED：密码一旦失窃，所有案件都会暴露。请删去 MFA_REQUIRED。",
        )


def letters_can_be_printed(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    with override("en"):
        english = pdf_problems()
    if not english:
        return []
    with override("zh-hans"):
        return [warning(60, *both) for both in zip(english, pdf_problems(), strict=True)]


def refuse_to_start() -> None:
    """For the web server, which runs no checks of its own accord: `manage.py` and the worker do."""
    grave = [message for message in run_checks(tags=["freezedesk"]) if message.is_serious()]
    if grave:
        raise ImproperlyConfigured("\n" + "\n".join(f"{message.msg}\n{message.hint}" for message in grave))
