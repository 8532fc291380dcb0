"""The appeal by mail: what would go out, as files for the own mail program, or sent and recorded in one act."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import enclosures, submission
from appeals.models import Appeal, Pack, Submission
from cases.models import Case
from comms import sending, undelivered
from comms.models import OutMail
from comms.parcels import Limit
from comms.sending import Plan
from comms.undelivered import Fate

ABOUT = "pack/{}"


def about(pack: Pack) -> str:
    return ABOUT.format(pack.pk)


def matter(case: Case, language: str) -> str:
    """The 事由 of the subject, to begin with: the freeze and its number."""
    number = case.freeze.instrument_no
    if language.startswith("en"):
        return f"the freeze of an account ({number})" if number else "the freeze of an account"
    return f"账户冻结（{number}）" if number else "账户冻结"


def words(case: Case, language: str) -> str:
    """The covering words, to begin with. Short: the letter is in the pack."""
    party = case.party
    signed = (
        [party.contact_en or party.contact, party.phone] if language.startswith("en") else [party.contact, party.phone]
    )
    if language.startswith("en"):
        lines = [
            "Dear Sir or Madam,",
            "",
            f"please find enclosed our appeal concerning account {case.account.spaced}, with the evidence in one "
            "indexed file. Kindly confirm receipt with a reference number, and tell us if anything is missing.",
            "",
            "Yours faithfully,",
            party.name_en or party.name,
        ]
    else:
        lines = [
            "您好：",
            "",
            f"现就账户{case.account.spaced}被冻结一事提交申诉书及证据材料（含目录与页码），请查收，并告知受理编号。"
            "如需补充材料，请直接回复本邮件。",
            "",
            "此致",
            party.name,
        ]
    return "\n".join([*lines, *filter(None, signed)])


def plan(
    appeal: Appeal,
    pack: Pack,
    *,
    why: str,
    language: str,
    each: bool,
    limit: Limit,
    sealed: bool = False,
    cut_at: datetime | None = None,
) -> list[Plan]:
    """`sealed`: the sealed volume travels along. `cut_at`: a bound file too large for the channel is cut into parts."""
    party = appeal.case.party
    name = (party.name_en or party.name) if language.startswith("en") else party.name
    files = enclosures.files(pack, each=each, language=language, sealed=sealed)
    if cut_at is not None:
        files = enclosures.cut(files, pack, limit, at=cut_at)
    return sending.plan(why, name, language, files, limit)


def apart(pack: Pack, plans: Sequence[Plan], language: str) -> str:
    """The sealed volume is in the mail, or the mail says that it comes another way. Empty where there is none."""
    volume = enclosures.sealed_of(pack)
    if volume is None or any(file.sha256 == volume.sha256 for each in plans for file in each.files):
        return ""
    if language.startswith("en"):
        return (
            f"A sealed volume ({volume.pages} pages) belongs to this appeal. It is confidential, does not travel with "
            "this mail and is submitted separately."
        )
    return f"另有密封卷一册（{volume.pages}页），因含保密材料不随本邮件发送，将单独提交。"


def reason() -> tuple[str, str]:
    return both(_("Appeal submitted by e-mail"))


@transaction.atomic
def make(
    appeal: Appeal, plans: Sequence[Plan], *, to: str, words: str, language: str, by: User, at: datetime
) -> list[OutMail]:
    """As files. Nothing has gone out: the submission is recorded when the own mail program has sent them."""
    appeal.case.require(by, Can.SUBMIT_APPEAL)
    pack = submission.require_ready(appeal)
    words = "\n\n".join(filter(None, (words, apart(pack, plans, language))))
    return sending.send(
        appeal.case, plans, to=to, words=words, language=language, way=OutMail.Way.EML, by=by, at=at, about=about(pack)
    )


@transaction.atomic
def send(
    appeal: Appeal,
    plans: Sequence[Plan],
    *,
    to: str,
    words: str,
    language: str,
    by: User,
    at: datetime,
    because: str = "",
    same_again: bool = False,
    rechecked: bool = False,
) -> Submission:
    """Sent by the outbox and recorded as submitted, both or neither. The receipt is chased until it is here."""
    pack = submission.require_ready(appeal)
    sent = submission.submit(
        appeal,
        channel_kind="email",
        channel_address=to,
        receipt=Submission.Receipt.PENDING,
        submitted_at=at,
        by=by,
        at=at,
        because=because,
        same_again=same_again,
        rechecked=rechecked,
        enclosed=[file for each in plans for file in each.files],
    )
    words = "\n\n".join(filter(None, (words, apart(pack, plans, language))))
    sending.send(
        appeal.case,
        plans,
        to=to,
        words=words,
        language=language,
        way=OutMail.Way.SMTP,
        by=by,
        at=at,
        about=about(pack),
        is_disclosed=True,
    )
    return sent


def fates_of(packs: Iterable[Pack]) -> dict[int, list[Fate]]:
    """By the pack: what machines sent back about the mails that carried it. Also of those sent by one's own program."""
    asked = {about(pack): pack for pack in packs}
    told = undelivered.fates(
        OutMail.objects.filter(about__in=asked, case__in={pack.case_id for pack in asked.values()}), by="about"
    )
    return {asked[name].pk: found for name, found in told.items()}


def made_for(pack: Pack) -> "QuerySet[OutMail]":
    rows = OutMail.objects.filter(case=pack.case_id, about=about(pack)).select_related("eml", "carried", "made_by")
    return rows.order_by("-made_at", "part")
