"""The whole house for one walk: a firm with its five roles, guests, strangers, and a case with something of all."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from accounts import recovery, saved_views
from accounts.models import Membership, Organisation, RecoveryRequest, SavedView, User
from appeals import case_letters, commenting, tracing
from appeals import pack as packs
from appeals import rejection as answers
from appeals.models import Appeal, Pack, RejectionPoint, Submission
from cases import (
    causes,
    checklists,
    contact,
    deadlines,
    drafts,
    expediting,
    moves,
    parties,
    people,
    reviews,
    timeline,
    wishes,
)
from cases.models import (
    Account,
    Case,
    Deadline,
    Draft,
    Event,
    Guest,
    HealthReview,
    Item,
    Party,
    PartyPaper,
    PolicyUpdate,
)
from documents import storing
from documents.models import StoredFile
from notifications import endpoints, outbox, posting
from notifications.models import Absence, Channel, Message, State, Webhook
from tests import build
from tests.appeals import world as appeal_world
from tests.house import furnishing
from work import queue
from work.models import Job

# In the order of the table's columns. The two strangers belong to another organisation.
PEOPLE = ("nobody", "fang", "cai", "mo", "ada", "udo", "gus", "late", "xu", "yan")


@dataclass
class House:
    at: datetime
    firm: Organisation
    people: dict[str, User]
    case: Case  # in the stage of the appeal, with a letter and five exhibits
    fresh: Case  # a court's, just logged: nothing verified, nothing confirmed
    closed: Case
    paused: Case
    waiting: Case  # its pack is with counsel
    approved: Case  # its pack is approved and bound
    sent: Case  # submitted, and no receipt yet
    rejected: Case  # rejected, cut into points, each answered: the second appeal may begin
    draft: Draft
    notice: StoredFile
    paper: PartyPaper
    event: Event
    guest: Guest
    mail: Message  # in Fang's mailbox
    stuck: Message  # a server refused it for good
    away: Absence  # Fang's, in a month
    review: HealthReview  # of this quarter
    hook: Webhook  # an endpoint of the firm
    ahead: Deadline  # of the fresh case, four weeks away
    job: Job  # waiting in the queue
    policy: PolicyUpdate  # of KBC, where one account is held
    tell: Item  # an institution to be told of a change in the register
    lost: RecoveryRequest
    view: SavedView  # of the dashboard, Mo's, shared with the firm
    appeal: dict[str, object] = field(default_factory=dict)
    library: dict[str, Any] = field(default_factory=dict)  # case notes and a law that applies
    comms: dict[str, Any] = field(default_factory=dict)  # mails, drafts, promises and offers
    money: dict[str, object] = field(default_factory=dict)  # of the case's party: rows of every kind
    cookies: dict[str, str] = field(default_factory=dict)
    handlers: dict[bool, ClientHandler] = field(default_factory=dict)

    def client(self, name: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser in which this person has just signed in with the password. In the person's own language."""
        client = Client(raise_request_exception=True, enforce_csrf_checks=enforce_csrf_checks)
        # The chain of middleware is set up once for all of them, as a server does.
        client.handler = self.handlers.setdefault(enforce_csrf_checks, client.handler)
        if name in self.cookies:
            client.cookies["session"] = self.cookies[name]
        return client

    def membership(self, name: str) -> Membership:
        return Membership.objects.get(user=self.people[name], organisation=self.firm, ended_at=None)

    @property
    def party(self) -> Party:
        return Party.objects.get(pk=self.case.party_id)

    @property
    def pack(self) -> Pack:
        return self.waiting.packs.get()

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(appeal__case=self.sent)

    @property
    def point(self) -> RejectionPoint:
        return RejectionPoint.objects.filter(rejection__appeal__case=self.rejected, is_point=True).order_by("position")[
            0
        ]

    @property
    def open_item(self) -> Item:
        """Ticked by hand, no gate, nothing before it."""
        return self.case.items.filter(origin=Item.Origin.OWN).get()

    @property
    def gate_item(self) -> Item:
        return self.case.items.filter(is_gate=True, state=Item.State.TODO).order_by("pk")[0]

    @property
    def done_item(self) -> Item:
        return self.case.items.filter(state=Item.State.DONE).order_by("pk")[0]


def build_house(at: datetime) -> House:
    """Everything happened in the last days, so that pages which read the clock show it as it is meant."""
    start = at - timedelta(days=3)
    firm = build.organisation("宁波海岚进出口有限公司", "HL", at=start)
    other = build.organisation("Meridian Optics B.V.", "MO", country="NL", zone="Europe/Amsterdam", at=start)
    ada = build.first_administrator(firm, "Ada", at=start)
    yan = build.first_administrator(other, "Yan", at=start)
    who = {"ada": ada, "yan": yan}
    for name, role, language in (
        ("fang", "finance", "zh-hans"),
        ("cai", "counsel", "zh-hans"),
        ("mo", "manager", "en"),
        ("udo", "auditor", "en"),
        ("eve", "administrator", "en"),
    ):
        who[name] = build.member(firm, name.title(), role, by=ada, at=start, language=language)
    who["xu"] = build.member(other, "Xu", "manager", by=yan, at=start)
    fang, cai, mo = who["fang"], who["cai"], who["mo"]

    case = appeal_world.freeze(firm, fang, at=start)
    notice = storing.store(
        ContentFile(appeal_world.pdf("notice of the freeze"), name="notice.pdf"),
        name="notice.pdf",
        organisation=firm,
        at=start,
    )
    event = timeline.add_event(case, text="客户经理来电", happened_at=start, by=fang, at=start, file=notice)
    timeline.correct_event(
        timeline.add_event(case, text="10:20", happened_at=start, by=fang, at=start),
        text="10:40",
        happened_at=start,
        by=fang,
        at=start,
    )
    # Before any letter is written: what the register says is part of it, and a change makes a pack void.
    paper = parties.add_paper(
        case.party,
        kind="business-licence",
        by=fang,
        at=start,
        file=notice,
        shows_name=case.party.name,
        issued_on=start.date() - timedelta(days=40),
    )
    parties.change_party(case.party, {"legal_rep": "新代表"}, version=case.party.version, by=fang, at=start)
    tell = Item.objects.filter(origin=Item.Origin.REGISTER, account=case.account).first()
    people.engage_counsel(case, by=mo, at=start, counsel=cai)
    for way in ("in", "out"):
        contact.log_message(
            case,
            way=way,
            channel="email",
            subject="CMP-88213",
            text="…",
            other_side="iBanFirst",
            happened_at=start,
            by=cai,
            at=start,
            file=notice if way == "in" else None,
        )
    checklists.add_item(case, title="问业务员要提单", to=fang, due_at=at + timedelta(days=1), by=mo, at=start)
    appeal_world.at_appeal(case, mo, at=start)
    letter, exhibits = appeal_world.letter(case, fang, at=start)
    traced = tracing.write(
        case,
        {"booked_on": start.date(), "amount": Decimal("486200.00"), "currency": "EUR", "other_side": "Marmara Teknik",
         "reason_zh": "货款"},
        by=fang, at=start,
    )  # fmt: skip
    case_letters.start(case, "chaser", by=fang, at=start)  # its gaps are open: nobody approves it
    expediting.ask(case, standard_fee=Decimal(200), currency="EUR", because="周四发工资", by=fang, at=start)

    fresh = build.case(fang, at=start + timedelta(days=2), **build.court(start))
    causes.decide(fresh, {"amount-out-of-profile": "possible"}, refused=True, by=cai, at=start)
    ahead = deadlines.set_date(
        fresh,
        code="supplement",
        kind="legal",
        actor="us",
        zh="提交补充材料",
        en="Hand in the documents",
        due_on=(at + timedelta(days=28)).date(),
        zone="Asia/Shanghai",
        trigger="supplement_requested",
        trigger_at=start,
        source_zh="来函载明",
        source_en="Stated in the request",
        by=fang,
        at=start + timedelta(days=2),
    )
    away = wishes.be_away(
        fang,
        deputy=mo,
        starts_on=(at + timedelta(days=30)).date(),
        ends_on=(at + timedelta(days=34)).date(),
        by=fang,
        at=start,
    )
    Account.objects.filter(pk=case.account_id).update(created_at=at - timedelta(days=200))
    reviews.open_quarter(at=at)
    review = HealthReview.objects.get(account=case.account_id)
    closed = build.case(fang, at=start, account_number="BE68539007547034", institution="KBC", provider="")
    moves.close(closed, "released", lessons="No cash pooling.", by=mo, at=start)
    paused = build.case(
        fang,
        at=start,
        account_number="FR7630006000011234567890189",
        institution="Revolut",
        country="FR",
        jurisdiction="FR",
        provider="",
    )
    moves.pause(paused, because="等客户的提单", by=fang, at=start)
    desk = (fang, cai, mo)
    waiting = _at_appeal(firm, desk, "BE34914999001190", at=start)
    sent_pack = packs.send_to_counsel(_letter(waiting, fang, at=start), by=fang, at=start)
    commenting.say(sent_pack, text="页码不符", kind="should", place=commenting.Place(paragraph=1), by=cai, at=start)
    approved = _at_appeal(firm, desk, "BE10914999002204", at=start)
    pack = appeal_world.approved(_letter(approved, fang, at=start), fang, cai, at=start)
    appeal_world.bound(pack, fang, at=start)
    sent = _at_appeal(firm, desk, "BE83914999003315", at=start)
    posted = {"receipt": "pending", "receipt_no": "", "by_post": True}
    appeal_world.sent(_letter(sent, fang, at=start), fang, cai, mo, at=start, **posted)
    rejected = _at_appeal(firm, desk, "BE59914999004426", at=start)
    gone = _letter(rejected, fang, at=start)
    appeal_world.sent(gone, fang, cai, mo, at=start)
    gone.refresh_from_db()
    appeal_world.rejected(gone, cai, at=start)
    for point in gone.rejection.points.filter(is_point=True):
        answers.answer(point, kind="add", zh="材料随函附上。", en="The paper is enclosed.", by=cai, at=start)
    rejected = Case.objects.get(pk=rejected.pk)
    moves.move(rejected, "second_appeal", by=mo, at=start, because="驳回", past_gate=True)

    draft = drafts.start(firm, by=fang, at=start)
    draft = drafts.save(draft, "account", ACCOUNT_STEP, version=draft.version, by=fang, at=start)

    guest = people.invite_guest(
        case, email="gus@outside.example", name="Gus", expires_at=at + timedelta(days=30), by=mo, at=start
    )
    passed = people.invite_guest(
        case, email="late@outside.example", name="Late", expires_at=start + timedelta(hours=1), by=mo, at=start
    )
    for name, invited in (("gus", guest), ("late", passed)):
        who[name] = invited.user
        invited.user.set_password(build.PASSWORD)
        invited.user.save()

    mail = posting.post(
        channel=Channel.MAIL,
        organisation=firm,
        recipient=fang,
        kind="reminder",
        about=f"case/{case.pk}",
        subject="期限",
        body="明天到期。\n",
        html="<!doctype html><title>…</title><p>…</p>",
        language="zh-hans",
        dedupe="house/1",
        at=start,
    )
    outbox.sweep(at=start)
    stuck = posting.post(
        channel=Channel.MAIL,
        organisation=firm,
        recipient=fang,
        kind="reminder",
        about=f"case/{case.pk}",
        subject="期限",
        body="今天到期。\n",
        dedupe="house/2",
        at=start,
    )
    Message.objects.filter(pk=stuck.pk).update(state=State.DEAD, last_error="550 no such user")
    hook, _secret = endpoints.add(firm, url="https://hooks.example.com/in", kinds=["case.closed"], by=ada, at=start)
    job = queue.ask(
        "bundle", organisation=firm, about=f"case/{case.pk}", params={}, by=fang, at=start, dedupe="house/1"
    )
    lost = recovery.ask(fang, organisation=firm, at=start)
    view = saved_views.save(
        "法务的期限",
        {"kind": "legal"},
        organisation=firm,
        page="deadlines",
        layout="week",
        is_shared=True,
        by=mo,
        at=start,
    )

    house = House(
        at=at,
        firm=firm,
        people=who,
        case=Case.objects.get(pk=case.pk),
        fresh=fresh,
        closed=closed,
        paused=paused,
        waiting=waiting,
        approved=approved,
        sent=sent,
        rejected=rejected,
        draft=draft,
        notice=notice,
        paper=paper,
        event=event,
        guest=guest,
        mail=mail,
        stuck=stuck,
        away=away,
        review=review,
        hook=hook,
        ahead=ahead,
        job=job,
        policy=furnishing.policy(firm, fang, at=start),
        tell=tell,
        lost=lost,
        view=view,
        appeal={"letter": letter, "traced": traced, **exhibits},
        money=furnishing.money(case, fang, mo, cai, at=start),
        library=furnishing.library(case, fang, cai, at=start),
        comms=furnishing.comms(case, fang, cai, mo, at=start),
    )
    furnishing.on_hold(case, fang, at=start)
    _sign_everybody_in(house)
    return house


def _at_appeal(firm: Organisation, desk: tuple[User, User, User], number: str, *, at: datetime) -> Case:
    """Another case of the same kind, with an account of its own."""
    fang, cai, mo = desk
    case = appeal_world.freeze(firm, fang, at=at, account_number=number)
    people.engage_counsel(case, by=mo, at=at, counsel=cai)
    return appeal_world.at_appeal(case, mo, at=at)


def _letter(case: Case, by: User, *, at: datetime) -> Appeal:
    return appeal_world.letter(case, by, at=at, language="zh-Hans")[0]


ACCOUNT_STEP = {
    "account_number": "BE78 9149 9900 0786",
    "institution": "iBanFirst SA",
    "country": "BE",
    "party_name": "厦门澜舟食品有限公司",
    "learned_by": ["email"],
    "verified": "no",
}


def _sign_everybody_in(house: House) -> None:
    """Through the real door, so that acts which ask for the password again have just seen it."""
    for name, person in house.people.items():
        client = Client()
        answer = client.post(reverse("account_login"), {"login": person.email, "password": build.PASSWORD})
        assert answer.status_code == 302, f"{name} cannot sign in"
        client.post(reverse("account_reauthenticate"), {"password": build.PASSWORD})
        client.get(reverse("help"))  # the first page of a session writes down that it has begun
        house.cookies[name] = client.cookies["session"].value
