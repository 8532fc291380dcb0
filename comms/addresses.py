"""The address of a case: what is sent or copied to it lands on the case. Its token cannot be guessed."""

import base64
import re
from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from cases.models import Case

TOKEN = 26  # characters of base32: 130 bits
WRITTEN = re.compile(r"^([a-z0-9]{1,6}-\d{1,9})\+([a-z2-7]{26})$")


def of(case: Case) -> str:
    """`fd-0007+k3j…@mail.example`; empty where the installation takes no mail in."""
    domain = settings.CASE_MAIL_DOMAIN
    return f"{case.ref.lower()}+{_token(case)}@{domain}" if domain else ""


def case_of(addresses: Iterable[str]) -> Case | None:
    """The case that one of the addresses names, its token right. A guessed one names nothing."""
    for ref, token in _named(addresses):
        found = Case.objects.filter(ref=ref.upper()).select_related("organisation", "freeze", "account").first()
        if found is not None and any(
            constant_time_compare(token, _token(found, secret))
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ):
            return found
    return None


def _named(addresses: Iterable[str]) -> Sequence[tuple[str, str]]:
    domain = settings.CASE_MAIL_DOMAIN.lower()
    found = []
    for written in addresses:
        local, _at, host = parseaddr(written)[1].lower().rpartition("@")
        if domain and host == domain and (match := WRITTEN.match(local)):
            found.append((match[1], match[2]))
    return found


def _token(case: Case, secret: str | None = None) -> str:
    digest = salted_hmac("comms.addresses", f"{case.pk}/{case.ref}", secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:TOKEN]
