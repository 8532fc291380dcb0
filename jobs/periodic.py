"""What comes round by itself: one act a name, each safe to run twice, late, or from two places at once.

The clock (schedule.py) asks for them through tasks.py; `manage.py run_sweeper` calls them itself.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from appeals import scans, waiting
from cases import completeness, digests, expiries, invitations, policies, policy_news, reminders, reviews, watch, weekly
from comms import mailbox as case_mailbox
from comms.imap import Unreachable
from documents import leftovers
from funds import memos, runways
from notifications import guards, outbox
from work import queue


def messages(at: datetime) -> dict[str, Any]:
    """Carry what is due."""
    return asdict(outbox.sweep(at=at))


def work(at: datetime) -> None:
    """Give abandoned work back."""
    queue.take_over(at)


def papers(at: datetime) -> int:
    """Papers that wait to be made ready or searchable become work; those on hold are looked at again."""
    waiting.look_again(at)
    return scans.take_up(at)


def deadlines(at: datetime) -> int:
    """Write the reminders that should exist and do not."""
    return reminders.derive(at=at)


def completeness_watch(at: datetime) -> dict[str, int]:
    """Count the reminders of these days against the dates themselves."""
    return asdict(completeness.watch(at=at))


def calendar_invitations(at: datetime) -> int:
    """Mail what changed in the calendars of those who have chosen it."""
    return invitations.derive(at=at)


def mailbox(at: datetime) -> dict[str, int]:
    """Fetch the mails of the cases, where a mailbox is set. One that cannot be read is logged and tried again."""
    if not case_mailbox.is_set_up():
        return {}
    try:
        return case_mailbox.poll(at=at)
    except Unreachable as error:
        logger.warning("The mailbox of the cases cannot be read: %s", error)
        return {}


def summaries(at: datetime) -> int:
    """Each person's morning, and the managers' week: at their own hour, once."""
    return digests.post_all(at=at) + weekly.post_all(at=at)


def watches(at: datetime) -> int:
    """Cases that nobody touches, papers that run out, accounts to review, memos that nobody confirms: told once."""
    return watch.tell(at=at) + expiries.tell(at=at) + policy_news.tell(at=at) + memos.remind_due(at=at)


def cash_runways(at: datetime) -> int:
    """How long each party's money lasts, where a figure changed or a day has passed."""
    return runways.reckon(at=at)


def quarter(at: datetime) -> int:
    """The reviews of a new quarter and of changed rules, one an account; on any later day, those that are missing."""
    return reviews.open_quarter(at=at) + policies.open_missing(at=at) + reviews.tell(at=at)


def files_without_rows(at: datetime) -> dict[str, int]:
    """Delete what a killed process left in the store and in its work folders; from a copied database, nothing."""
    if guards.why_mute(guards.instance(), quiet=True):
        return {}
    return asdict(leftovers.sweep(at=at))


logger = logging.getLogger(__name__)

ACTS: dict[str, Callable[[datetime], Any]] = {
    "messages": messages,
    "work": work,
    "papers": papers,
    "deadlines": deadlines,
    "completeness": completeness_watch,
    "invitations": calendar_invitations,
    "mailbox": mailbox,
    "summaries": summaries,
    "watches": watches,
    "runways": cash_runways,
    "quarter": quarter,
    "leftovers": files_without_rows,
}
