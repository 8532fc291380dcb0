"""Is the carrying of messages alive? Numbers for /health and for the page that managers see."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from notifications import guards
from notifications.models import Channel, Heartbeat, Message, State

SWEEPER = "messages"  # carries messages: the loop of run_sweeper, or the clock's tick
LOOP = "sweeper_loop"  # `manage.py run_sweeper`, where it runs
DERIVER = "reminders"  # writes the reminders that should exist, and counts those that do not
BEAT_EVERY = timedelta(seconds=5)
SWEEPER_SILENT_AFTER = timedelta(seconds=90)  # it comes every 10 seconds; a long round may delay it
DERIVER_SILENT_AFTER = timedelta(minutes=5)  # it comes every minute
LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Ages are seconds; None says that it has never come, or that nothing is due."""

    sweeper_age: float | None
    derive_age: float | None
    oldest_pending: float | None  # past its moment
    oldest_event: float | None  # the same for an endpoint: its own slowness, which no person waits for
    uncertain: int
    dead: int
    missing: int  # reminders that should exist and do not, even after they were looked for
    mute: str  # why nothing is sent, as a code; empty when messages go out

    @property
    def reasons(self) -> list[str]:
        """Why somebody must look at the machine, as codes. Uncertain and dead messages wait for a person instead, and
        restarting helps none of them."""
        found = {
            "sweeper_silent": _silent(self.sweeper_age, SWEEPER_SILENT_AFTER),
            "derive_silent": _silent(self.derive_age, DERIVER_SILENT_AFTER),
            "messages_late": (self.oldest_pending or 0) > LATE_AFTER.total_seconds(),
            "reminders_missing": self.missing > 0,
            f"mute_{self.mute}": bool(self.mute),
        }
        return [code for code, is_so in found.items() if is_so]

    @property
    def ok(self) -> bool:
        return not self.reasons

    def as_json(self) -> dict[str, Any]:
        told = {
            name: round(value, 1) if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if name != "mute"
        }
        return {**told, "reasons": self.reasons}


def beat(name: str, at: datetime, told: Mapping[str, Any] | None = None) -> None:
    """Note that it came round; not more often than anybody needs to know, unless it has something to tell."""
    fresh = Heartbeat.objects.filter(name=name, at__gt=at - BEAT_EVERY, at__lte=at)
    if told is not None or not fresh.exists():
        Heartbeat.objects.update_or_create(name=name, defaults={"at": at, "told": dict(told or {})})


def age(name: str, at: datetime) -> float | None:
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if last is None else (at - last).total_seconds()


def lateness(at: datetime) -> Lateness:
    """Five short questions, however many messages there are."""
    beats = {beat.name: beat for beat in Heartbeat.objects.filter(name__in=(SWEEPER, DERIVER))}
    due = Message.objects.due(at).values_list("send_at", flat=True)
    oldest = due.exclude(channel=Channel.WEBHOOK).first()
    event = due.filter(channel=Channel.WEBHOOK).first()
    stuck = Message.objects.undelivered().aggregate(
        uncertain=Count("pk", filter=Q(state=State.UNCERTAIN)), dead=Count("pk", filter=Q(state=State.DEAD))
    )
    deriver = beats.get(DERIVER)
    return Lateness(
        sweeper_age=_since(beats.get(SWEEPER), at),
        derive_age=_since(deriver, at),
        oldest_pending=None if oldest is None else (at - oldest).total_seconds(),
        oldest_event=None if event is None else (at - event).total_seconds(),
        uncertain=stuck["uncertain"],
        dead=stuck["dead"],
        missing=int(deriver.told.get("missing", 0)) if deriver else 0,
        mute=guards.why_mute(guards.instance(), quiet=True),
    )


def _since(beat: Heartbeat | None, at: datetime) -> float | None:
    return None if beat is None else (at - beat.at).total_seconds()


def _silent(seconds: float | None, after: timedelta) -> bool:
    return seconds is None or seconds > after.total_seconds()
