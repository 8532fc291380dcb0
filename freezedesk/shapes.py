"""A variable that cannot be what it says is refused before anything reads it: one sentence, in both languages.

checks.py weighs settings against each other; what stands here would not even come that far. No value is repeated,
only the beginning of an address: the rest may be a password.
"""

import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

WEB = ("http", "https")
ADDRESSES: dict[str, tuple[str, ...]] = {
    "DATABASE_URL": ("postgres", "postgresql", "sqlite"),
    "REDIS_URL": ("redis", "rediss"),
    "EMAIL_URL": ("smtp+tls", "smtp+ssl", "smtp", "smtps", "consolemail", "filemail", "memorymail", "dummymail"),
    "IMAP_URL": ("imap+ssl", "imap+tls", "imaps", "imap"),
    "CLAMD_URL": ("tcp", "unix"),
    "S3_ENDPOINT_URL": WEB,
    "MAIL_API_URL": WEB,
    "TIMESTAMP_URL": WEB,
}
NUMBERS = ("PROXY_COUNT", "UPLOAD_LIMIT_MB")
SWITCHES = ("FREEZEDESK_DEMO", "DEBUG", "HTTPS", "ENCRYPT_FILES", "MFA_REQUIRED")
YES_OR_NO = {"true", "on", "ok", "y", "yes", "1", "false", "off", "n", "no", "0"}


def wrong(given: Mapping[str, str]) -> list[tuple[str, str]]:
    """(English, Chinese) for each variable that is set and has no shape; nothing for those that are not set."""
    told = []
    for name, schemes in ADDRESSES.items():
        scheme = given.get(name, "").partition("://")[0].lower()
        if scheme and (scheme not in schemes or "://" not in given[name]):
            begins = ", ".join(f"{one}://" for one in schemes)
            told.append((f"{name} must begin with {begins}.", f"{name} 应以 {begins} 之一开头。"))
    told += [
        (f"{name} must be a whole number.", f"{name} 应为整数。")
        for name in NUMBERS
        if (value := given.get(name, "")) and not re.fullmatch(r"-?\d{1,9}", value)
    ]
    told += [
        (f"{name} must be true or false.", f"{name} 应为 true 或 false。")
        for name in SWITCHES
        if (value := given.get(name, "")) and value.lower() not in YES_OR_NO
    ]
    return told


def refuse(given: Mapping[str, str]) -> None:
    if told := wrong(given):
        raise ImproperlyConfigured("\n" + "\n".join(f"{english}\n{chinese}" for english, chinese in told))


def unreadable(name: str, path: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"\n{name}_FILE names a file that cannot be read: {path}\n{name}_FILE 所指文件无法读取：{path}"
    )
