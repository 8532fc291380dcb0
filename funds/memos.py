"""The memo that stops spending: sent to departments and people, confirmed by each, and asked for again once.

Whoever has not confirmed is reminded after one working day (row 2.2d). The address in the mail is signed and opens the
memo alone; looking at it confirms nothing, a button does.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import EN, ZH
from audit import log
from cases import workdays
from cases.models import Party
from funds import position
from funds.models import Budget, Memo, MemoReader
from notifications import posting
from notifications.models import Channel

SALT = "funds.memos"
MOST = 200
REMIND_AFTER = 1  # working day
READER = "memo-reader"  # whoever holds the signed address: no account of this house


def rules(budget: Budget) -> "list[str | Promise]":
    """What applies, as on paper, on the page and in the mail."""
    found: list[str | Promise] = [
        _("No new contract is signed and no order is placed without the finance department."),
        _("Only wages, social charges, tax, key suppliers, rent and utilities are paid, in this order."),
    ]
    if budget.second_above:
        told = {"currency": budget.currency, "sum": f"{budget.second_above:,.2f}"}
        found.append(_("Above %(currency)s %(sum)s two people decide.") % told)
    return [
        *found,
        _("Nobody moves money, asks a customer to pay elsewhere, or splits a payment. Ask counsel first."),
        _("Papers, mails and chats that concern the matter are kept; nothing is deleted."),
        _("Questions from banks, authorities or the press go to counsel."),
    ]


@transaction.atomic
def send(party: Party, readers: Sequence[tuple[str, str]], *, note: str, by: User, at: datetime) -> Memo:
    by.require(Can.PLAN_MONEY, party.organisation_id)
    _check(readers)
    memo = Memo.objects.create(
        party=party,
        organisation_id=party.organisation_id,
        number=Memo.objects.filter(party=party).count() + 1,
        note=note.strip()[:2000],
        sent_at=at,
        sent_by=by,
    )
    rows = [MemoReader(memo=memo, name=name[:200], email=email, told_at=at) for name, email in readers]
    for reader in MemoReader.objects.bulk_create(rows):
        _mail(reader, "memo", key=f"memo/{reader.pk}", at=at)
    data = {"party": party.pk, "memo": memo.number, "readers": len(rows)}
    log.record(chain=f"org/{party.organisation_id}", action="memo.sent", by=by, at=at, data=data)
    return memo


def _check(readers: Sequence[tuple[str, str]]) -> None:
    wrong: list[ValidationError] = []
    if not 0 < len(readers) <= MOST:
        wrong.append(ValidationError(_("Enter one to %(most)d readers."), code="no_readers", params={"most": MOST}))
    seen: set[str] = set()
    for number, (name, email) in enumerate(readers, start=1):
        said: str | Promise = ""
        try:
            validate_email(email)
        except ValidationError:
            said = _("This is no mail address.")
        if not name:
            said = _("Enter the department or the person.")
        elif email.casefold() in seen:
            said = _("This address stands in the list twice.")
        seen.add(email.casefold())
        if said:
            wrong.append(
                ValidationError(
                    _("Line %(number)d: %(said)s"), code="line_refused", params={"number": number, "said": said}
                )
            )
    if wrong:
        raise ValidationError({"readers": wrong})


# --- reading and confirming ------------------------------------------------------------------------------------------


def token_of(reader: MemoReader) -> str:
    return signing.dumps(reader.pk, salt=SALT)


def reader_of(token: str) -> MemoReader | None:
    """None for a wrong or foreign address, without saying which."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return MemoReader.objects.select_related("memo__party__organisation", "memo__sent_by").filter(pk=pk).first()


@transaction.atomic
def confirm(reader: MemoReader, *, name: str, at: datetime) -> MemoReader:
    """The first confirmation stands."""
    name = name.strip()[:200]
    if not name:
        raise ValidationError({"name": ValidationError(_("Enter your name: it is kept."), code="name_missing")})
    if MemoReader.objects.filter(pk=reader.pk, confirmed_at=None).update(confirmed_at=at, confirmed_by=name):
        memo = reader.memo
        data = {"party": memo.party_id, "memo": memo.number, "reader": reader.pk}
        private = {"name": name}
        chain = f"org/{memo.organisation_id}"
        log.record(chain=chain, action="memo.confirmed", by=READER, at=at, data=data, private=private)
    reader.refresh_from_db()
    return reader


# --- asking again ----------------------------------------------------------------------------------------------------


@transaction.atomic
def remind(memo: Memo, *, by: User, at: datetime) -> int:
    """The rest, now: whoever keeps the plan asks."""
    by.require(Can.PLAN_MONEY, memo.organisation_id)
    told = _remind(list(memo.readers.filter(confirmed_at=None)), at)
    data = {"party": memo.party_id, "memo": memo.number, "readers": told}
    log.record(chain=f"org/{memo.organisation_id}", action="memo.reminded", by=by, at=at, data=data)
    return told


def remind_due(*, at: datetime) -> int:
    """By the clock, once each: a working day has gone by and nothing was confirmed."""
    rows = MemoReader.objects.filter(confirmed_at=None, reminded_at=None, memo__lifted_at=None, told_at__lt=at)
    late = [reader for reader in rows.select_related("memo__party__organisation")[:MOST] if _is_late(reader, at)]
    return _remind(late, at)


def _is_late(reader: MemoReader, at: datetime) -> bool:
    firm = reader.memo.party.organisation
    zone = ZoneInfo(firm.time_zone)
    told, now = reader.told_at.astimezone(zone), at.astimezone(zone)
    due = workdays.shift(told.date(), REMIND_AFTER, workdays.calendar_of(firm.country))
    return (now.date(), now.time()) >= (due, told.time())


def _remind(readers: Sequence[MemoReader], at: datetime) -> int:
    told = 0
    for reader in readers:
        # Compare and swap: two rounds at once remind once.
        if MemoReader.objects.filter(pk=reader.pk, reminded_at=reader.reminded_at, confirmed_at=None).update(
            reminded_at=at
        ):
            _mail(reader, "memo_again", key=f"memo/{reader.pk}/{at.isoformat()}", at=at)
            told += 1
    return told


@transaction.atomic
def lift(memo: Memo, *, by: User, at: datetime) -> Memo:
    by.require(Can.PLAN_MONEY, memo.organisation_id)
    if not Memo.objects.filter(pk=memo.pk, lifted_at=None).update(lifted_at=at):
        raise ValidationError(_("This memo has been lifted already."), code="changed_meanwhile")
    memo.refresh_from_db()
    data = {"party": memo.party_id, "memo": memo.number}
    log.record(chain=f"org/{memo.organisation_id}", action="memo.lifted", by=by, at=at, data=data)
    return memo


def _mail(reader: MemoReader, notice: str, *, key: str, at: datetime) -> None:
    """In both languages: the house does not know which one the reader speaks."""
    party = reader.memo.party
    address = f"{settings.SITE_URL.rstrip('/')}/memo/{token_of(reader)}/"
    budget = position.budget_of(party)
    context = {"reader": reader, "memo": reader.memo, "url": address}
    said = []
    for language in (ZH, EN):
        with translation.override(language):
            words = {**context, "party": party.name_in(language), "rules": rules(budget)}
            text = render_to_string(f"notices/{notice}.txt", words)
        said.append(text.strip().partition("\n")[::2])
    posting.post(
        channel=Channel.MAIL,
        organisation=party.organisation,
        kind="memo",
        about=f"party/{party.pk}",
        to=reader.email,
        subject=" / ".join(subject.strip() for subject, _body in said),
        body="\n\n".join(body.strip() for _subject, body in said) + "\n",
        dedupe=key,
        at=at,
    )
