"""Is the carrying of messages alive? Numbers for /health and for the line that managers see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from notifications import guards
from notifications.models import Heartbeat, Message, State

SWEEPER = "messages"
BEAT_EVERY = timedelta(seconds=5)
SWEEPER_SILENT_AFTER = timedelta(seconds=90)  # it comes every 10 seconds; a long round may delay it
LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lateness:
    sweeper_age: float | None  # seconds; None: it has never come
    oldest_pending: float | None  # seconds past its moment; None: nothing is due
    uncertain: int
    dead: int
    mute: str  # why nothing is sent, as a code; empty when messages go out

    @property
    def ok(self) -> bool:
        return (
            self.sweeper_age is not None
            and self.sweeper_age <= SWEEPER_SILENT_AFTER.total_seconds()
            and (self.oldest_pending or 0) <= LATE_AFTER.total_seconds()
            and not self.mute
        )


def beat(name: str, at: datetime) -> None:
    """Note that it came round; not more often than anybody needs to know."""
    fresh = Heartbeat.objects.filter(name=name, at__gt=at - BEAT_EVERY, at__lte=at)
    if not fresh.exists():
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at})


def age(name: str, at: datetime) -> float | None:
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if last is None else (at - last).total_seconds()


def lateness(at: datetime) -> Lateness:
    """`ok` is the machinery alone. Uncertain and dead messages wait for a person, and restarting helps none of them."""
    oldest = Message.objects.due(at).values_list("send_at", flat=True).first()
    stuck = Message.objects.undelivered().aggregate(
        uncertain=Count("pk", filter=Q(state=State.UNCERTAIN)), dead=Count("pk", filter=Q(state=State.DEAD))
    )
    return Lateness(
        sweeper_age=age(SWEEPER, at),
        oldest_pending=None if oldest is None else (at - oldest).total_seconds(),
        uncertain=stuck["uncertain"],
        dead=stuck["dead"],
        mute=guards.why_mute(guards.instance()),
    )
