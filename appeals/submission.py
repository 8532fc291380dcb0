"""The appeal goes out: exactly these bytes, by this channel, with the proof that they arrived or a chase for it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both, told
from appeals import channels, citing, enclosures, gap, lateness, paper, wording
from appeals import pack as packs
from appeals.models import Appeal, Bundle, Pack, Submission
from cases import checklists, contact, deadlines, gates, history, moves, timeline, triggers, workdays
from cases.models import Case, Deadline
from cases.stages import Stage
from cases.thinkable import in_future
from comms import directory, disclosures, sending
from comms.directory import Known
from comms.parcels import Enclosed
from documents.models import StoredFile

CHASE = "chase-receipt"
# What the submission itself settles; everything else at the gate must be done before.
SETTLED_BY_SENDING = frozenset({"submit", "start-24h"})


def require_ready(appeal: Appeal) -> Pack:
    """The approved pack with its bound file, or the sentence that says what is missing."""
    pack = appeal.packs.filter(state=Pack.State.APPROVED).order_by("-number").select_related("case").first()
    if pack is None:
        raise ValidationError(
            _("Nothing is approved yet: send the pack to counsel and wait for the approval."), code="not_approved"
        )
    packs.require_standing(pack)
    citing.require_all_verified(appeal)
    if not Bundle.objects.filter(pack=pack).exists():
        raise ValidationError(_("The pack is approved but not bound yet. Bind it first."), code="not_bound")
    return pack


def unmet(case: Case) -> list[gates.Unmet]:
    """Gate lines that sending does not settle by itself."""
    return [each for each in gates.unmet(case) if each.code not in SETTLED_BY_SENDING]


@transaction.atomic
def submit(
    appeal: Appeal,
    *,
    channel_kind: str,
    channel_address: str,
    receipt: str,
    submitted_at: datetime,
    by: User,
    at: datetime,
    receipt_no: str = "",
    receipt_file: StoredFile | None = None,
    because: str = "",
    same_again: bool = False,
    rechecked: bool = False,
    enclosed: Sequence[Enclosed] = (),
) -> Submission:
    """Row 3.2c: closed only with a number, a screenshot or a running chase. `because`: a manager goes past the gate.

    `rechecked`: somebody looked the stale channel up today. `enclosed`: what went out, if more than the bound file.
    """
    case = appeal.case
    case.require(by, Can.SUBMIT_APPEAL)
    contact.require_contact(case, by)
    contact.require_verified(case)
    if not appeal.is_open:
        raise ValidationError(_("This appeal has gone out already."), code="already_submitted")
    stage = Stage.SECOND_APPEAL if appeal.is_second else Stage.APPEAL
    if case.stage_now != stage:
        raise ValidationError(
            _("The case stands in “%(now)s”. Move it to “%(wanted)s” first."),
            code="wrong_stage",
            params={"now": case.stage_now.label, "wanted": stage.label},
        )
    pack = require_ready(appeal)
    channel_address = channel_address.strip()
    looked_up, past_gate, sooner = require_whole(
        appeal,
        pack,
        channel_kind=channel_kind,
        channel_address=channel_address,
        receipt=receipt,
        receipt_no=receipt_no,
        receipt_file=receipt_file,
        submitted_at=submitted_at,
        because=because,
        same_again=same_again,
        rechecked=rechecked,
        by=by,
        at=at,
    )
    # Compare and swap: whoever comes second finds no approved pack.
    if not Pack.objects.filter(pk=pack.pk, state=Pack.State.APPROVED).update(state=Pack.State.SUBMITTED):
        raise ValidationError(_("Somebody has just submitted this pack."), code="already_submitted")
    Appeal.objects.filter(pk=appeal.pk).update(
        status=Appeal.Status.SUBMITTED, channel_kind=channel_kind, channel_address=channel_address
    )
    bundle = pack.bundle
    submission = Submission.objects.create(
        appeal=appeal,
        pack=pack,
        channel_kind=channel_kind,
        channel_address=channel_address,
        submitted_at=submitted_at,
        submitted_by=by,
        sha256=bundle.sha256,
        receipt=receipt,
        receipt_no=receipt_no.strip(),
        receipt_file=receipt_file,
        receipt_at=submitted_at if receipt != Submission.Receipt.PENDING else None,
    )
    zh, en = both(_("Appeal %(round)s submitted: %(channel)s"), round=appeal.round, channel="{}")
    event = timeline.note_event(
        case,
        "submission_made",
        happened_at=submitted_at,
        zh=zh.format(wording.channel(channel_kind, channel_address, "zh")),
        en=en.format(wording.channel(channel_kind, channel_address, "en")),
        by=by,
        at=at,
        file=bundle.file,
        sha256=bundle.sha256,
    )
    disclosures.note(
        case,
        to_whom=", ".join(filter(None, (appeal.recipient, channel_address))),
        why=both(_("Appeal %(round)s submitted"), round=appeal.round),
        files=enclosed or [sending.enclosed(bundle.file, enclosures.bundle_name(bundle))],
        by=by,
        at=at,
        about=f"submission/{submission.pk}",
    )
    if looked_up is not None and case.account.provider is not None and case.allows(by, Can.EDIT_REGISTER):
        directory.check(case.organisation, case.account.provider.code, looked_up.kind, by=by, at=at)
    checklists.settle(case, "submit", by=by, at=at, note=submission.receipt_no or pack.content_hash[:8])
    checklists.settle(case, "start-24h", by=by, at=at)
    _meet_our_limits(case, by=by, at=at)
    moves.move(
        case,
        Stage.FOLLOW_UP,
        by=by,
        at=at,
        because=because or str(_("Appeal submitted.")),
        past_gate=past_gate,
    )
    checklists.event_happened(case, "submission_made", submitted_at)
    deadlines.start_chain(case, triggers.SUBMITTED, trigger_at=submitted_at, by=by, at=at, event=event)
    if receipt == Submission.Receipt.PENDING:
        _chase(submission, by=by, at=at)
    else:
        checklists.settle(case, "receipt-chase", by=by, at=at, note=submission.receipt_no)
    history.record(
        case,
        "appeal.submitted",
        by=by,
        at=at,
        data={
            "appeal": appeal.pk,
            "round": appeal.round,
            "pack": pack.pk,
            "hash": pack.content_hash,
            "sha256": bundle.sha256,
            "channel": channel_kind,
            "receipt": receipt,
            "before_the_gap_ended": sooner,
            "channel_rechecked": rechecked,
        },
        private={"address": channel_address, "receipt_no": receipt_no.strip(), "because": because.strip()},
    )
    appeal.refresh_from_db()
    return submission


def require_whole(
    appeal: Appeal,
    pack: Pack,
    *,
    channel_kind: str,
    channel_address: str,
    receipt: str,
    receipt_no: str,
    receipt_file: object,
    submitted_at: datetime | None,
    because: str,
    same_again: bool,
    rechecked: bool,
    by: User,
    at: datetime,
) -> tuple[Known | None, bool, bool]:
    """What a ready pack is not submitted without, all of it said at once; also beside a form that lacks the moment.

    The channel that was looked up, whether it goes past the gate, and whether before a pause has ended.
    """
    case, sent_at = appeal.case, submitted_at or at
    _whole, _another, looked_up, past_gate, sooner, *_done = _asked_together(
        lambda: _check(receipt, receipt_no, receipt_file, channel_kind, channel_address, submitted_at, pack, at),
        lambda: channels.require_another(appeal, channel_kind, channel_address, meant=same_again),
        lambda: channels.require_checked(
            case, channel_kind, channel_address, on=case.organisation.day_of(at), meant=rechecked
        ),
        lambda: _require_gate(case, because=because, by=by),
        lambda: gap.require_gap(appeal, submitted_at=sent_at, because=because, by=by),
        lambda: lateness.require_reason(appeal, pack, at=sent_at),
        lambda: paper.require_signed(pack, channel_kind),
    )
    return looked_up, past_gate, sooner


def _asked_together(*checks: Callable[[], Any]) -> list[Any]:
    """Every check is made before the first refusal: whoever fills in the form learns all of it at once."""
    answers: list[Any] = []
    beside: dict[str, list[ValidationError]] = {}
    for check in checks:
        try:
            answers.append(check())
        except ValidationError as refused:
            if hasattr(refused, "error_dict"):
                for name, errors in refused.error_dict.items():
                    beside.setdefault(name, []).extend(errors)
            else:
                beside.setdefault(NON_FIELD_ERRORS, []).extend(refused.error_list)
    if set(beside) == {NON_FIELD_ERRORS}:
        raise ValidationError(beside[NON_FIELD_ERRORS])
    if beside:
        raise ValidationError(beside)
    return answers


def _require_gate(case: Case, *, because: str, by: User) -> bool:
    """True when a manager goes past it, with a reason."""
    still = unmet(case)
    if still and not (because.strip() and case.allows(by, Can.OVERRIDE_GATE)):
        raise ValidationError(
            _("Before it goes out: %(open)s"),
            code="gate_unmet",
            params={"open": told(each.sentence for each in still)},
        )
    return bool(still)


def _check(
    receipt: str,
    receipt_no: str,
    receipt_file: object,
    channel_kind: str,
    channel_address: str,
    submitted_at: datetime | None,
    pack: Pack,
    at: datetime,
) -> None:
    """Everything wrong at once, each beside its field."""
    wrong: dict[str, ValidationError] = {}
    if not channel_kind:
        wrong["channel_kind"] = ValidationError(_("Say by which channel it went out."), code="channel_missing")
    if channel_kind in paper.ON_PAPER and "@" in channel_address:
        wrong["channel_address"] = ValidationError(
            _("This is an e-mail address, and the channel is paper. Enter where it was sent, or leave this empty."),
            code="address_of_another_channel",
        )
    elif channel_kind == "email" and channel_address and "@" not in channel_address:
        wrong["channel_address"] = ValidationError(
            _("This is no e-mail address. Enter the one it was sent to, or choose another channel."),
            code="address_of_another_channel",
        )
    if receipt not in Submission.Receipt.values:
        wrong["receipt"] = ValidationError(
            _("Give the receipt number, add the screenshot, or choose “not yet: chase it”."), code="receipt_missing"
        )
    if receipt == Submission.Receipt.NUMBER and not receipt_no.strip():
        wrong["receipt_no"] = ValidationError(_("Enter the receipt number."), code="receipt_no_missing")
    if receipt == Submission.Receipt.SCREENSHOT and receipt_file is None:
        wrong["receipt_file"] = ValidationError(_("Add the screenshot of the receipt."), code="screenshot_missing")
    if submitted_at is None:
        pass  # the form says so
    elif submitted_at > at:
        wrong["submitted_at"] = in_future()
    elif submitted_at < pack.made_at.replace(second=0, microsecond=0):  # the form knows minutes only
        wrong["submitted_at"] = ValidationError(
            _("This lies before the pack was made. Check the day."), code="before_the_pack"
        )
    if wrong:
        raise ValidationError(wrong)


def _meet_our_limits(case: Case, *, by: User, at: datetime) -> None:
    """The limit for appealing is kept by appealing; what the other side owes us runs on."""
    running = case.deadlines.filter(status=Deadline.Status.LIVE, actor=Deadline.Actor.US, rule_kind="limitation")
    for deadline in running:
        if deadline.code not in lateness.KEPT_RUNNING:
            deadlines.meet(deadline, by=by, at=at, note=str(_("Appeal submitted.")))


def _chase(submission: Submission, *, by: User, at: datetime) -> None:
    """Row 3.2c: no receipt yet, so a date on the next working day says that somebody asks for it."""
    case = submission.appeal.case
    due = workdays.after(submission.submitted_at, "+1wd", case=case)
    zh, en = both(_("Ask for the receipt of the appeal"))
    source_zh, source_en = both(_("Submitted without a receipt"))
    on: date = case.organisation.day_of(due)
    deadlines.set_date(
        case,
        code=CHASE,
        kind=Deadline.Kind.TARGET,
        actor=Deadline.Actor.US,
        zh=zh,
        en=en,
        due_on=on,
        zone=case.organisation.time_zone,
        trigger="submission_made",
        trigger_at=submission.submitted_at,
        source_zh=source_zh,
        source_en=source_en,
        by=by,
        at=at,
    )


def require_receipt(
    submission: Submission, *, receipt_no: str, receipt_file: object, received_at: datetime | None, at: datetime
) -> None:
    wrong: dict[str, ValidationError] = {}
    if not receipt_no.strip() and receipt_file is None:
        wrong["receipt_no"] = ValidationError(_("Enter the number or add the screenshot."), code="receipt_missing")
    if received_at and received_at > at:
        wrong["received_at"] = in_future()
    elif received_at and received_at < submission.submitted_at.replace(second=0, microsecond=0):
        wrong["received_at"] = ValidationError(_("This lies before it was sent. Check the day."), code="before_sending")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def record_receipt(
    submission: Submission,
    *,
    received_at: datetime,
    by: User,
    at: datetime,
    receipt_no: str = "",
    receipt_file: StoredFile | None = None,
) -> Submission:
    """The receipt that was chased has come: number, screenshot, or both. The chase ends."""
    case = submission.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    require_receipt(submission, receipt_no=receipt_no, receipt_file=receipt_file, received_at=received_at, at=at)
    receipt_no = receipt_no.strip()
    receipt = Submission.Receipt.NUMBER if receipt_no else Submission.Receipt.SCREENSHOT
    recorded = Submission.objects.filter(pk=submission.pk, receipt=Submission.Receipt.PENDING).update(
        receipt=receipt, receipt_no=receipt_no, receipt_file=receipt_file, receipt_at=received_at
    )
    if not recorded:
        raise ValidationError(_("The receipt has been recorded already."), code="receipt_already")
    submission.refresh_from_db()
    zh, en = both(_("Receipt for the appeal: %(number)s"), number=receipt_no or "—")
    timeline.note_event(
        case, "receipt_received", happened_at=received_at, zh=zh, en=en, by=by, at=at, file=receipt_file
    )
    deadlines.meet_code(case, CHASE, by=by, at=at, note=receipt_no)
    checklists.settle(case, "receipt-chase", by=by, at=at, note=receipt_no)
    history.record(
        case,
        "receipt.recorded",
        by=by,
        at=at,
        data={"submission": submission.pk, "receipt": receipt},
        private={"receipt_no": receipt_no},
    )
    return submission
