"""By which channel each round went out, and whether the next goes by the same: a second try deserves another (6.3a)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Submission
from cases.models import Case
from comms import directory
from comms.directory import Entry, Known


@dataclass(frozen=True)
class Choice:
    """A channel as the page offers it."""

    known: Known
    used_in: tuple[int, ...]  # the rounds that went out by it
    is_stale: bool


def history(case: Case) -> list[Submission]:
    return list(Submission.objects.filter(appeal__case=case).select_related("appeal").order_by("submitted_at", "pk"))


def choices(found: Entry | None, sent: Sequence[Submission], *, on: date) -> list[Choice]:
    """The ladder: what the directory knows, in its order, with the rounds that each was used in."""
    return [
        Choice(
            known,
            tuple(sorted(each.appeal.round for each in sent if is_same(each, known.kind, known.written))),
            known.is_stale(on),
        )
        for known in (found.channels if found else ())
    ]


def used_before(appeal: Appeal, kind: str, address: str) -> Sequence[Submission]:
    earlier = [each for each in history(appeal.case) if each.appeal.round < appeal.round]
    return [each for each in earlier if is_same(each, kind, address)]


def require_another(appeal: Appeal, kind: str, address: str, *, meant: bool) -> None:
    """The same channel again needs a tick: it may be right, but it is rarely what one wants."""
    if meant or not (before := used_before(appeal, kind, address)):
        return
    raise ValidationError(
        {
            "same_again": ValidationError(
                _("Appeal %(round)s went out by this channel. Choose another, or tick that you mean it."),
                code="same_channel",
                params={"round": before[-1].appeal.round},
            )
        }
    )  # fmt: skip


def require_checked(case: Case, kind: str, address: str, *, on: date, meant: bool) -> Known | None:
    """A channel that nobody looked at for 180 days is looked at before papers go out by it, and so is an address that
    the directory does not know (row 3.1a).

    Returns the entry of the directory that the tick has just confirmed, where there is one.
    """
    known = directory.channel_of(case, kind)
    if known is None:
        return None
    if is_other(known, address) and not meant:
        raise ValidationError(
            {
                "rechecked": ValidationError(
                    _("The directory knows another address: %(address)s. Correct yours, or look it up and tick."),
                    code="other_address",
                    params={"address": known.written},
                )
            }
        )  # fmt: skip
    if not known.is_stale(on):
        return None
    if not meant:
        raise ValidationError(
            {
                "rechecked": ValidationError(
                    _("Nobody has checked this channel for 180 days. Look at the institution's own page, then tick."),
                    code="channel_stale",
                )
            }
        )  # fmt: skip
    return known if not known.written or _alike(known.written, address) else None


def is_other(known: Known, address: str) -> bool:
    """One wrong letter and a mail goes astray; a postal address may be written in more than one way."""
    typed = parseaddr(address)[1]
    return known.kind == "email" and "@" in typed and "@" in known.written and not _alike(typed, known.written)


def _alike(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def is_same(sent: Submission, kind: str, address: str) -> bool:
    """The same kind of channel, and no other address as far as both are known."""
    if sent.channel_kind != kind:
        return False
    ours, theirs = address.strip().casefold(), sent.channel_address.strip().casefold()
    return not ours or not theirs or ours == theirs
