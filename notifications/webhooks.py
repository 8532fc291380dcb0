"""Events for a firm's own programs: which there are, and the row that carries one to an endpoint.

An event says what happened and to which case, by codes and dates. Amounts, names, account numbers and free words stay
here; whoever needs them asks the API, with rights of their own. docs/webhooks.md describes all of it.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.models import Channel, Message, Webhook

PING = "ping"
KINDS: dict[str, Promise] = {
    "case.logged": _("A freeze was logged"),
    "case.moved": _("A case changed its stage"),
    "case.paused": _("A case was paused"),
    "case.resumed": _("A case goes on"),
    "case.closed": _("A case was closed"),
    "deadline.set": _("A date was set"),
    "deadline.confirmed": _("A date was confirmed"),
    "deadline.met": _("A date was met"),
    "deadline.waived": _("A date was waived"),
    "pack.approved": _("An evidence pack was approved"),
    "appeal.submitted": _("An appeal was submitted"),
    "receipt.recorded": _("A receipt was recorded"),
    "rejection.recorded": _("A rejection was recorded"),
    "appeal.granted": _("An appeal was granted"),
}
# What may leave of an audit entry's data: codes, numbers of rows and dates.
MAY_LEAVE = ("deadline", "code", "due_on", "rule", "from", "frm", "to", "outcome", "round", "pack", "kind")


def happened(organisation_id: int, kind: str, case: Mapping[str, str], data: Mapping[str, Any], *, at: datetime) -> int:
    """In the transaction of the act: one row for each endpoint that wants to hear of it."""
    if kind not in KINDS:
        return 0
    hooks = [hook for hook in Webhook.objects.listening(organisation_id) if kind in hook.kinds]
    told = {name: value for name, value in data.items() if name in MAY_LEAVE and isinstance(value, str | int)}
    for hook in hooks:
        post(hook, kind, {"case": dict(case), "data": told}, at=at)
    return len(hooks)


def post(hook: Webhook, kind: str, content: Mapping[str, Any], *, at: datetime) -> Message:
    event = uuid.uuid4().hex
    body = {"id": event, "kind": kind, "at": at.isoformat(), **content}
    return Message.objects.create(
        organisation_id=hook.organisation_id,
        webhook=hook,
        to=hook.url[:254],
        channel=Channel.WEBHOOK,
        kind=kind,
        about=f"webhook/{hook.pk}",
        subject=kind,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        language="en",
        send_at=at,
        message_id=f"<{event}@webhook>",
        dedupe=f"webhook/{event}",
        created_at=at,
    )
