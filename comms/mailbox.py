"""The mailbox of the cases: whose it is, and how one round of reading it ends."""

import logging
from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from accounts.models import Organisation
from comms import imap, matching, reading, taking
from comms.imap import Unreachable

logger = logging.getLogger(__name__)


def is_set_up() -> bool:
    return bool(settings.IMAP_URL)


def owner() -> Organisation:
    """The firm that mails without a case belong to: the one named, or the only one there is."""
    named = Organisation.objects.order_by("pk")
    if settings.IMAP_ORGANISATION:
        named = named.filter(prefix=settings.IMAP_ORGANISATION)
    found = list(named[:2])
    if len(found) != 1:
        raise Unreachable("Say in IMAP_ORGANISATION, by its prefix, which firm the mailbox belongs to.")
    return found[0]


def poll(*, at: datetime) -> dict[str, int]:
    """One round. A mail to another firm's case goes to that firm: its address says so, and nobody can guess one."""
    firm = owner()

    def take(raw: bytes) -> bool:
        try:
            case, _how = matching.case_for(reading.read(raw), None)
            organisation = case.organisation if case is not None else firm
            return taking.take_in(raw, organisation=organisation, by=None, at=at)[1]
        except Exception:
            logger.exception("A mail could not be taken in. It stays unread and is tried again.")
            raise

    found = imap.poll(imap.box(settings.IMAP_URL), take, limit_bytes=settings.UPLOAD_LIMIT_MB * 2**20)
    return asdict(found)
