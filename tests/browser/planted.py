"""What the sample does not show at rest: a notice nobody verified, work under way, an appeal that may go out today."""

from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import Organisation, User
from appeals import bundle, case_letters
from appeals.models import Submission
from cases import checklists, deadlines
from cases.models import Case
from documents import storing
from notifications import endpoints
from tests import build
from tests.appeals import world
from tests.browser import known
from work import queue


def plant(*, at: datetime) -> None:
    people = {name: User.objects.get(email=email) for name, email in known.EMAILS.items()}
    finance, firm = people["finance"], Organisation.objects.get(pk=people["finance"].organisation_ids[0])
    _under_way(finance, at=at)
    _ready_to_go_out(firm, people, at=at)
    essential = "request-release-essential-payments"
    case_letters.start(Case.objects.get(ref="FD-0007"), essential, by=finance, at=at)
    endpoints.add(firm, url="https://bell.example/freeze", kinds=["case.logged"], by=people["administrator"], at=at)
    # The sample sends by mail only: so that the page of a waybill is looked at too.
    Submission.objects.filter(appeal__case__ref="FD-0005").update(channel_kind="post")
    people["manager"].set_password(build.PASSWORD)  # the sample's people enter by a button and have none
    people["manager"].save()
    TOTP.activate(User.objects.create_user(known.WITH_AN_APP, build.PASSWORD, name="Ines"), "JBSWY3DPEHPK3PXP")


def _under_way(finance: User, *, at: datetime) -> None:
    fresh = build.case(
        finance,
        at=at,
        account_number="BE78 9149 9900 0786",
        party_name="厦门澜舟食品有限公司",
        party_name_en="Xiamen Lanzhou Foods Co., Ltd.",
    )
    queue.ask(
        "bundle", organisation=fresh.organisation, about=fresh.chain, params={}, by=finance, at=at, dedupe="sample"
    )
    queue.progress(queue.claim(at=at, lease=timedelta(days=1)), "numbering", 41, 63, at)


def _ready_to_go_out(firm: Organisation, people: dict[str, User], *, at: datetime) -> None:
    """Approved and bound, and nobody has sent it yet."""
    finance = people["finance"]
    case = world.freeze(firm, finance, at=at, account_number="BE56 9149 9900 0988")
    world.at_appeal(case, people["manager"], at=at)
    appeal, _made = world.letter(case, finance, at=at)
    pack = world.approved(appeal, finance, people["counsel"], at=at)
    file = storing.store(world.pdf("bound", 9), name="bundle.pdf", organisation=firm, at=at)
    bundle.arrived(pack, file, None, {}, [], by=finance, at=at, total=9)
    for code in case.deadlines.open().values_list("code", flat=True):  # the sample's own dates fill its sheet
        deadlines.meet_code(case, code, by=people["counsel"], at=at)
    for code in case.items.open().filter(is_golden=True).values_list("code", flat=True):
        checklists.settle(case, code, by=finance, at=at)
