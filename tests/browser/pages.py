"""Every page of the story: whose eyes see it, where it stands, and what is done there first."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.known import WITH_AN_APP
from tests.build import PASSWORD
from tests.hands import step

FINANCE, COUNSEL, MANAGER, ADMINISTRATOR, NOBODY = "finance", "counsel", "manager", "administrator", ""
WRONG = 422


@dataclass(frozen=True)
class Place:
    name: str
    person: str
    path: str
    status: int = 200
    then: Callable[[Page], None] | None = None
    within: str = "html"  # what lies over the page is judged alone

    def __str__(self) -> str:
        return self.name


def wrong_iban(page: Page) -> None:
    page.fill("[name=account_number]", "BE47 9149 9900 0181")
    page.fill("[name=party_name]", "")
    step(page, page.locator("#step button[value=next]"))
    page.wait_for_selector("#errors")


def nothing_typed(page: Page) -> None:
    """The form of the page is sent empty."""
    page.evaluate("for (const c of document.querySelectorAll('main textarea, main input[type=text]')) c.value = ''")
    step(page, page.locator("main form[method=post] button.pri").first)
    page.wait_for_selector("#errors")


def nothing_ticked(page: Page) -> None:
    step(page, page.locator("#bulk button[value=acknowledge]"))
    page.wait_for_selector("#errors")


def no_way_left(page: Page) -> None:
    page.uncheck("[name=legal][value=mail]")
    step(page, page.locator("main form button.pri").first)
    page.wait_for_selector("#errors")


def wrong_password(page: Page) -> None:
    page.fill("[name=login]", "nobody@desk.example")
    page.fill("[name=password]", "wrong")
    step(page, page.locator("main form button.pri"))
    page.wait_for_selector("#errors")


def too_short(page: Page) -> None:
    page.fill("[name=password1]", "short")
    page.fill("[name=password2]", "short")
    step(page, page.locator("main form[method=post] button.pri").first)
    page.wait_for_selector("#errors")


def wrong_again(page: Page) -> None:
    page.fill("[name=password]", "wrong")
    step(page, page.locator("main form button.pri"))
    page.wait_for_selector("#errors")


def with_an_app(page: Page) -> None:
    if page.locator("[name=login]").count():  # else that step was taken before
        page.fill("[name=login]", WITH_AN_APP)
        page.fill("[name=password]", PASSWORD)
        step(page, page.locator("main form button.pri"))
    page.wait_for_selector("[name=code]")


def wrong_digits(page: Page) -> None:
    with_an_app(page)
    page.fill("[name=code]", "000000")
    step(page, page.locator("main form button.pri"))
    page.wait_for_selector("#errors")


def no_receiver(page: Page) -> None:
    page.fill("#mail [name=to]", "a@bank.example, b@bank.example")
    page.fill("#mail [name=why]", "")
    step(page, page.locator("#mail button[name=look]"))
    page.wait_for_selector("#errors")


def unsigned(page: Page) -> None:
    page.select_option("#submit [name=channel_kind]", "post")
    step(page, page.locator("#submit button.pri"))
    page.wait_for_selector("#errors")


def own_menu(page: Page) -> None:
    page.click(".who > summary")


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")


def shortcuts(page: Page) -> None:
    page.keyboard.press("Shift+?")


CASE, SENT, FRESH, READY = "/cases/FD-0007", "/cases/FD-0005", "/cases/FD-0008", "/cases/FD-0009"
PLACES = [
    # the door
    Place("sign-in", NOBODY, "/accounts/login/"),
    Place("sign-in refused", NOBODY, "/accounts/login/", WRONG, wrong_password),
    Place("password asked for again", MANAGER, "/accounts/reauthenticate/"),
    Place("password asked for again, refused", MANAGER, "/accounts/reauthenticate/", WRONG, wrong_again),
    Place("password reset", NOBODY, "/accounts/password/reset/"),
    Place("password reset sent", NOBODY, "/accounts/password/reset/done/"),
    Place("password reset link used up", NOBODY, "/accounts/password/reset/key/1-set-password/"),
    Place("no sign-up", NOBODY, "/accounts/signup/"),
    Place("still to be sent", FINANCE, "/unsent/"),
    # the desk
    Place("today of finance", FINANCE, "/"),
    Place("today of counsel", COUNSEL, "/"),
    Place("today of the manager", MANAGER, "/"),
    Place("own menu", FINANCE, "/", then=own_menu, within=".who"),
    Place("search palette", FINANCE, "/", then=palette, within="#palette"),
    Place("shortcuts", FINANCE, "/", then=shortcuts, within="#shortcuts"),
    Place("deadlines", MANAGER, "/deadlines/"),
    Place("deadlines, nothing ticked", MANAGER, "/deadlines/?view=all", WRONG, nothing_ticked),
    Place("deadlines, the week", MANAGER, "/deadlines/week/"),
    Place("deadlines, the board", MANAGER, "/deadlines/board/?by=owner"),
    Place("deadlines, the wall", MANAGER, "/deadlines/wall/"),
    Place("saved views", MANAGER, "/deadlines/views/?owner=me&layout=week"),
    Place("saved views refused", MANAGER, "/deadlines/views/", WRONG, nothing_typed),
    Place("saved view", MANAGER, "/deadlines/views/{view}/"),
    Place("reports", MANAGER, "/reports/"),
    Place("mailbox", FINANCE, "/mailbox/"),
    Place("mail", FINANCE, "/mailbox/{mail}/"),
    Place("calendar", FINANCE, "/me/calendar/"),
    Place("webhooks", ADMINISTRATOR, "/webhooks/"),
    Place("webhook", ADMINISTRATOR, "/webhooks/{webhook}/"),
    Place("notices", MANAGER, "/notices/"),
    Place("undelivered", MANAGER, "/undelivered/"),
    Place("activity", FINANCE, "/activity/"),
    Place("help", FINANCE, "/help/"),
    # logging a freeze
    Place("log a freeze", FINANCE, "/log/"),
    Place("log: account", FINANCE, "/log/{draft}/account/"),
    Place("log: account refused", FINANCE, "/log/{draft}/account/", WRONG, wrong_iban),
    Place("log: who", FINANCE, "/log/{draft}/who/"),
    Place("log: amounts", FINANCE, "/log/{draft}/amounts/"),
    Place("log: causes", FINANCE, "/log/{draft}/causes/"),
    Place("log: check", FINANCE, "/log/{draft}/check/"),
    # a case
    Place("cases", FINANCE, "/cases/"),
    Place("cases, nothing found", FINANCE, "/cases/?q=nobody"),
    Place("case", FINANCE, f"{CASE}/"),
    Place("case answered", COUNSEL, f"{SENT}/"),
    Place("case of a court", COUNSEL, "/cases/FD-0004/"),
    Place("case of the police", COUNSEL, "/cases/FD-0003/"),
    Place("case closed", FINANCE, "/cases/FD-0002/"),
    Place("timeline", FINANCE, f"{CASE}/timeline/"),
    Place("entry of the timeline", FINANCE, f"{CASE}/timeline/{{event}}/"),
    Place("causes", COUNSEL, f"{CASE}/causes/"),
    Place("people of a case", MANAGER, f"{CASE}/people/"),
    Place("audit", MANAGER, f"{CASE}/audit/"),
    Place("binding", COUNSEL, f"{CASE}/packs/1/binding/"),
    Place("export of a case", COUNSEL, f"{CASE}/export/"),
    Place("messages", FINANCE, f"{CASE}/comms/"),
    Place("call", FINANCE, f"{CASE}/comms/call/"),
    Place("drafts to the other side", COUNSEL, "/cases/FD-0004/comms/drafts/"),
    Place("mail that came in", FINANCE, f"{CASE}/comms/mails/{{mail_in}}/"),
    Place("draft to the other side", COUNSEL, "/cases/FD-0004/comms/drafts/{draft_out}/"),
    Place("promises and offers", COUNSEL, "/cases/FD-0004/comms/promises/"),
    Place("disclosures", FINANCE, f"{SENT}/comms/disclosures/"),
    Place("directory", FINANCE, "/directory/"),
    Place("institution", ADMINISTRATOR, "/directory/ibanfirst-be/"),
    Place("route of a case", COUNSEL, f"{CASE}/route/"),
    Place("outside routes", COUNSEL, f"{SENT}/rejections/outside/"),
    Place("mails without a case", COUNSEL, "/mail-in/"),
    Place("items", FINANCE, f"{CASE}/items/"),
    Place("item", FINANCE, f"{CASE}/items/{{item}}/"),
    Place("dates", COUNSEL, f"{CASE}/dates/"),
    Place("dates: something happened", FINANCE, f"{CASE}/dates/start/"),
    Place(
        "dates: what it would start",
        FINANCE,
        f"{CASE}/dates/start/?event=complaint_received_by_provider&day=2026-11-19",
    ),
    Place("dates: correct a day", FINANCE, f"{SENT}/dates/{{ruled}}/day/"),
    Place("dates: a corrected day filled in", FINANCE, f"{SENT}/dates/{{ruled}}/day/?day=2026-01-05&clock=09:40"),
    Place("dates: stop a clock", COUNSEL, f"{CASE}/dates/{{running}}/change/suspend/"),
    Place("dates: extend", FINANCE, f"{CASE}/dates/{{legal}}/change/extend/"),
    Place("a date and its reminders", FINANCE, f"{CASE}/dates/{{running}}/"),
    Place("case not verified yet", FINANCE, f"{FRESH}/"),
    Place("verify", FINANCE, f"{FRESH}/verify/"),
    Place("verify refused", FINANCE, f"{FRESH}/verify/", WRONG, nothing_typed),
    Place("verified", FINANCE, f"{CASE}/verify/"),
    Place("open facts of the freeze", FINANCE, f"{CASE}/facts/"),
    Place("move", MANAGER, f"{CASE}/move/"),
    Place("pause", MANAGER, f"{CASE}/pause/"),
    Place("close", MANAGER, f"{CASE}/close/"),
    # the appeal
    Place("evidence", FINANCE, f"{CASE}/evidence/"),
    Place("exhibit", FINANCE, f"{CASE}/evidence/{{exhibit}}/"),
    Place("blacking out", FINANCE, f"{CASE}/evidence/{{exhibit}}/redact/"),
    Place("proof", FINANCE, f"{CASE}/proof/"),
    Place("tracing", FINANCE, f"{CASE}/tracing/"),
    Place("appeals", FINANCE, f"{CASE}/appeals/"),
    Place("composer", FINANCE, f"{CASE}/appeals/1/"),
    Place("letters beside the appeal", FINANCE, f"{CASE}/letters/"),
    Place("letter beside the appeal", FINANCE, f"{CASE}/letters/{{letter_beside}}/"),
    Place("versions of a letter", FINANCE, f"{CASE}/appeals/1/versions/"),
    Place("composer, second round", FINANCE, f"{SENT}/appeals/2/"),
    Place("letter as sent", FINANCE, f"{SENT}/appeals/1/"),
    Place("packs", FINANCE, f"{CASE}/packs/"),
    Place("pack review", COUNSEL, f"{CASE}/packs/{{letter_pack}}/"),
    Place("comments on a pack", FINANCE, f"{CASE}/packs/{{letter_pack}}/comments/"),
    Place("search in a pack", COUNSEL, f"{CASE}/packs/{{letter_pack}}/search/?find=HL-2026-118"),
    Place("two versions of a pack", COUNSEL, f"{CASE}/packs/{{letter_pack}}/compare/"),
    Place("pack returned", COUNSEL, f"{CASE}/packs/{{letter_pack}}/return/"),
    Place("pack to be approved", COUNSEL, f"{CASE}/packs/{{letter_pack}}/approve/"),
    Place("packs to review", COUNSEL, "/review/"),
    Place("privileged notes", COUNSEL, f"{CASE}/notes/"),
    Place("pack approved", FINANCE, f"{SENT}/packs/{{sent_pack}}/"),
    Place("submissions", FINANCE, f"{CASE}/submissions/"),
    Place("submission ready", FINANCE, f"{READY}/submissions/"),
    Place("submission refused", FINANCE, f"{READY}/submissions/", WRONG, unsigned),
    Place("submission by mail", FINANCE, f"{READY}/submissions/mail/"),
    Place("submission by mail, refused", FINANCE, f"{READY}/submissions/mail/", WRONG, no_receiver),
    Place("submission by post", FINANCE, f"{READY}/submissions/post/"),
    Place("submission by a portal", FINANCE, f"{READY}/submissions/portal/"),
    Place("waybill", FINANCE, f"{SENT}/submissions/{{submission}}/waybill/"),
    Place("waybill refused", FINANCE, f"{SENT}/submissions/{{submission}}/waybill/", WRONG, nothing_typed),
    Place("submissions made", FINANCE, f"{SENT}/submissions/"),
    Place("status", FINANCE, f"{CASE}/status/"),
    Place("rejections", COUNSEL, f"{SENT}/rejections/"),
    Place("rejection analysis", COUNSEL, f"{SENT}/rejections/1/"),
    Place("answer to a point", COUNSEL, f"{SENT}/rejections/1/points/{{point}}/"),
    # money
    Place("money", FINANCE, "/money/"),
    Place("money of a case", FINANCE, f"{CASE}/money/"),
    Place("money of a party", FINANCE, "/money/{party}/"),
    Place("money of a partial freeze", COUNSEL, "/cases/FD-0004/money/?s=released&w=4"),
    Place("money: position", FINANCE, "/money/{party}/position/"),
    Place("money: position refused", FINANCE, "/money/{party}/position/", WRONG, nothing_typed),
    Place("money: payments", FINANCE, "/money/{party}/payments/"),
    Place("money: payment refused", FINANCE, "/money/{party}/payments/", WRONG, nothing_typed),
    Place("money: what comes again", FINANCE, "/money/{party}/recurring/"),
    Place("money: assets", FINANCE, "/money/{party}/assets/"),
    Place("money: security", COUNSEL, "/cases/FD-0004/security/"),
    Place("money: order", MANAGER, "/money/tiers/"),
    Place("money: memo", FINANCE, "/money/{party}/memos/"),
    Place("money: ways", MANAGER, "/money/{party}/options/"),
    Place("permissions", COUNSEL, "/cases/FD-0004/licences/"),
    Place("permission granted", COUNSEL, "/cases/FD-0004/licences/1/"),
    Place("permission drafted", FINANCE, "/cases/FD-0004/licences/2/"),
    Place("decisions", MANAGER, "/approvals/"),
    # the register
    Place("accounts", FINANCE, "/accounts-register/"),
    Place("parties", FINANCE, "/accounts-register/parties/"),
    Place("party", FINANCE, "/accounts-register/parties/{party}/"),
    Place("party corrected", FINANCE, "/accounts-register/parties/{party}/edit/"),
    Place("new party", FINANCE, "/accounts-register/parties/new/"),
    Place("new party refused", FINANCE, "/accounts-register/parties/new/", WRONG, nothing_typed),
    Place("health reviews", FINANCE, "/health-reviews/"),
    Place("health review", FINANCE, "/health-reviews/{review}/"),
    Place("policy changes", FINANCE, "/policy-changes/"),
    Place("new policy change refused", COUNSEL, "/policy-changes/new/", WRONG, nothing_typed),
    Place("policy change", FINANCE, "/policy-changes/{policy}/"),
    Place("policy review", FINANCE, "/policy-changes/reviews/{policy_review}/"),
    # the library
    Place("library", COUNSEL, "/library/"),
    Place("library, one provision", COUNSEL, "/library/provisions/eu-psd2-68-3/"),
    Place("case notes", COUNSEL, "/library/?kind=case"),
    Place("case note", COUNSEL, "/library/notes/{note}/"),
    Place("case note to be written, refused", FINANCE, "/library/notes/new/", WRONG, nothing_typed),
    Place("applicable law", COUNSEL, "/library/laws/"),
    Place("law that applies", COUNSEL, "/library/laws/{law}/"),
    Place("law to be entered, refused", COUNSEL, "/library/laws/new/", WRONG, nothing_typed),
    # oneself, and the others
    Place("profile", FINANCE, "/me/"),
    Place("how I am reminded", MANAGER, "/me/notifications/"),
    Place("who is away", MANAGER, "/away/"),
    Place("how I am reminded, refused", MANAGER, "/me/notifications/", WRONG, no_way_left),
    Place("sessions", FINANCE, "/accounts/sessions/"),
    Place("second factor", FINANCE, "/accounts/2fa/"),
    Place("sign-out", FINANCE, "/accounts/logout/"),
    Place("new password", FINANCE, "/accounts/password/change/"),
    Place("new password refused", FINANCE, "/accounts/password/change/", WRONG, too_short),
    Place("people of the firm", ADMINISTRATOR, "/people/"),
    Place("recovery", ADMINISTRATOR, "/people/recovery/"),
    # nothing here
    Place("no such page", FINANCE, "/cases/FD-9999/", 404),
    Place("no such page for a stranger", NOBODY, "/no/such/page/", 404),
    Place("not allowed", FINANCE, "/people/", 403),
    # whoever is half through the door stays there: the last thing that nobody does
    Place("second factor asked for", NOBODY, "/accounts/login/", then=with_an_app),
    Place("second factor refused", NOBODY, "/accounts/login/", WRONG, wrong_digits),
]
