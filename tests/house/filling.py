"""So many rows of every kind, for a firm and for one case: a page must not care how many."""

from datetime import timedelta
from uuid import uuid4

from appeals.models import Evidence, Fact, ProviderStatus
from cases.models import (
    Account,
    ApplicableLaw,
    Case,
    CaseCause,
    CaseNote,
    Deadline,
    Event,
    Item,
    Message,
    Move,
    Party,
    PartyPaper,
    PolicyReview,
    PolicyUpdate,
)
from demo import scale
from documents.models import StoredFile
from knowledge.models import Edition, Kind
from notifications.models import Channel
from notifications.models import Message as Mail
from notifications.models import State as MailState
from tests import build
from work.models import Job
from work.models import State as JobState

FEW, MANY = 10, 1000


def desk(firm, fang, cai, mo, count, now):
    scale.fill(firm, [fang, cai, mo], count, at=now)
    cases = list(Case.objects.filter(organisation=firm).order_by("-pk")[:count])
    _mail_and_jobs(firm, fang, count, now)
    _reasons(cases, fang, now)
    _register(firm, fang, count, now)
    _library(firm, fang, count, now)
    _policies(firm, fang, count, now)
    for n in range(min(count, 50)):
        build.member(firm, f"P{uuid4().hex[:6]}{n}", "finance", by=_first(firm), at=now)


def _first(firm):
    return firm.memberships.select_related("user").get(role="administrator").user


def _mail_and_jobs(firm, fang, count, now):
    Mail.objects.bulk_create(
        Mail(
            organisation=firm,
            recipient=fang,
            channel=Channel.MAILBOX,
            kind="reminder",
            subject="期限",
            body="…",
            send_at=now,
            sent_at=now,
            created_at=now,
            state=MailState.SENT,
            message_id=uuid4().hex,
            dedupe=uuid4().hex,
        )
        for _n in range(count)
    )
    Mail.objects.bulk_create(
        Mail(
            organisation=firm,
            recipient=fang,
            to=fang.email,
            channel=channel,
            kind="reminder",
            subject="期限",
            body="…",
            send_at=now,
            sent_at=now,
            created_at=now,
            state=state,
            message_id=uuid4().hex,
            dedupe=uuid4().hex,
        )
        for channel, state in ((Channel.IN_APP, MailState.SENT), (Channel.MAIL, MailState.DEAD))
        for _n in range(count)
    )
    Job.objects.bulk_create(
        Job(
            organisation=firm,
            kind="bundle",
            about="case/1",
            requested_by=fang,
            state=JobState.DONE,
            created_at=now,
            ready_at=now,
            finished_at=now,
            dedupe=uuid4().hex,
        )
        for _n in range(count)
    )


def _policies(firm, fang, count, now):
    """Each change touches one account; the desk of who reviews shows no more of them than it shows of others."""
    accounts = list(Account.objects.filter(organisation=firm).order_by("pk")[:FEW])
    rows = PolicyUpdate.objects.bulk_create(
        PolicyUpdate(
            organisation=firm,
            institution="KBC",
            what="x",
            source="x",
            effective_on=now.date(),
            review_by=now.date(),
            reviewer=fang,
            noted_by=fang,
            noted_at=now,
        )
        for _n in range(count)
    )
    items = Item.objects.bulk_create(
        Item(organisation=firm, account=accounts[n % len(accounts)], code="policy", title_zh="x", title_en="x",
             assignee=fang, origin=Item.Origin.POLICY, due_at=now)
        for n in range(count)
    )  # fmt: skip
    PolicyReview.objects.bulk_create(
        PolicyReview(update_of=update, account=item.account, item=item, created_at=now)
        for update, item in zip(rows, items, strict=True)
    )


def _library(firm, fang, count, now):
    first = CaseNote.objects.filter(organisation=firm).count()
    CaseNote.objects.bulk_create(
        CaseNote(
            organisation=firm,
            country="CN",
            court_zh="示例法院",
            court_en="Sample Court",
            number=f"{n}",
            decided_on=now.date(),
            shows_zh="x",
            shows_en="x",
            written_by=fang,
            written_at=now,
            changed_by=fang,
            changed_at=now,
        )
        for n in range(first, first + count)
    )
    editions = list(Edition.objects.current(Kind.CITATION))
    parties = list(Party.objects.filter(organisation=firm, laws=None).order_by("pk")[:count])
    ApplicableLaw.objects.bulk_create(
        ApplicableLaw(
            organisation=firm, party=party, citation=editions[n % 50], because="x", added_by=fang, added_at=now
        )
        for n, party in enumerate(parties)
    )


def _reasons(cases, fang, now):
    causes = list(Edition.objects.current(Kind.CAUSE))
    CaseCause.objects.bulk_create(
        CaseCause(case=case, code=cause.code, cause=cause, decided_by=fang, decided_at=now)
        for n, case in enumerate(cases)
        for cause in (causes[n % len(causes)],)
    )
    ProviderStatus.objects.bulk_create(
        ProviderStatus(case=case, state=state, since=now - timedelta(days=back), recorded_by=fang, recorded_at=now)
        for case in cases
        for state, back in (("to_submit", 9), ("in_review", 5))
    )


def _register(firm, fang, count, now):
    parties = list(Party.objects.filter(organisation=firm).order_by("pk")[:FEW])
    PartyPaper.objects.bulk_create(
        PartyPaper(
            party=parties[n % len(parties)],
            kind="proof-of-address",
            issued_on=now.date(),
            shows_name="x",
            added_at=now,
            added_by=fang,
        )
        for n in range(count)
    )


def case(case, fang, mo, at, count, first):
    numbers = range(first, first + count)
    made = {"case": case, "recorded_by": fang, "recorded_at": at, "happened_at": at}
    Event.objects.bulk_create(
        Event(kind="note", zone="Asia/Shanghai", text_zh="x", text_en="x", **made) for _n in numbers
    )
    Message.objects.bulk_create(Message(way="in", channel="email", subject=f"{n}", **made) for n in numbers)
    Item.objects.bulk_create(
        Item(
            organisation=case.organisation,
            case=case,
            code=f"own-{n}",
            stage=case.stage,
            title_zh="x",
            title_en="x",
            assignee=fang,
            due_at=at,
            origin=Item.Origin.OWN,
        )
        for n in numbers
    )
    Deadline.objects.bulk_create(
        Deadline(
            organisation=case.organisation,
            case=case,
            kind="legal",
            code=f"c{n}",
            title_zh="x",
            title_en="x",
            trigger="freeze_known",
            trigger_at=at,
            zone="Europe/Brussels",
            due_on=at.date(),
            due_at=at,
            owner=fang,
            created_at=at,
            status="live",
            confirmed_by=mo,
            confirmed_at=at,
            acknowledged_by=mo,
            acknowledged_at=at,
        )
        for n in numbers
    )
    Move.objects.bulk_create(Move(case=case, frm="funds", to="appeal", by=mo, at=at) for _n in numbers)
    ProviderStatus.objects.bulk_create(
        ProviderStatus(case=case, state="in_review", since=at, recorded_by=fang, recorded_at=at) for _n in numbers
    )
    files = StoredFile.objects.bulk_create(
        StoredFile(
            organisation=case.organisation,
            sha256=f"{n:064d}",
            size=1,
            mime="application/pdf",
            name=f"{n}.pdf",
            given_name=f"{n}.pdf",
            key=uuid4().hex,
            pages=1,
            created_at=at,
        )
        for n in numbers
    )
    Evidence.objects.bulk_create(
        Evidence(
            case=case,
            file=file,
            section="evidence",
            position=100 + n,
            original_name=file.name,
            added_by=fang,
            added_at=at,
        )
        for n, file in zip(numbers, files, strict=True)
    )
    Fact.objects.bulk_create(
        Fact(case=case, position=100 + n, text_zh="x", text_en="x", written_by=fang, written_at=at)
        for n in numbers
        if n < 60  # a letter of a thousand facts is no letter
    )
