"""What the walk through the house sends: the object behind each address, and each form filled in as a person would."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases import deadlines
from cases.models import Case, Deadline
from tests.build import PASSWORD
from tests.house.browser import shown_form
from tests.house.world import ACCOUNT_STEP, House

Filled = dict[str, Any]
COMPLAINED = "complaint_received_by_provider"


def _local(house: House, **back: float) -> str:
    return timezone.localtime(house.at - timedelta(**back)).strftime("%Y-%m-%dT%H:%M")


def _day(house: House, ahead: int = 0) -> str:
    return (timezone.localdate(house.at) + timedelta(days=ahead)).isoformat()


def _clock(house: House, status: str, **more: Any) -> Deadline:
    found = house.fresh.deadlines.filter(status=status, **more).exclude(rule_kind="limitation").order_by("pk").first()
    assert found is not None, f"The fresh case has no date that is {status}."
    return found


def _legal(house: House) -> Deadline:
    found = house.fresh.deadlines.open().filter(kind="legal").order_by("pk").first()
    assert found is not None
    return found


def _soon_after_it_began(house: House) -> Filled:
    clock = _clock(house, "live")
    moment = (clock.trigger_at + timedelta(minutes=2)).astimezone(ZoneInfo(clock.zone))
    return {"day": f"{moment:%Y-%m-%d}", "clock": f"{moment:%H:%M}"}


def _expected(house: House) -> list[str]:
    offers = deadlines.offered(house.case, COMPLAINED, moment=house.at)
    return [offer.code for offer in offers if offer.is_ticked]


def _today(house: House) -> str:
    return house.at.astimezone(ZoneInfo(house.fresh.freeze.zone)).strftime("%Y-%m-%d")


# --- where: the arguments of an address, by name and variant ---------------------------------------------------------

OF_CASE = ("case-", "api-1:read_case")
AT: dict[str, Callable[[House], Filled]] = {
    "job-cancel": lambda h: {"pk": h.job.pk},
    "deadlines-view": lambda h: {"pk": h.view.pk},
    "deadlines-view-delete": lambda h: {"pk": h.view.pk},
    "deadlines-view-first": lambda h: {"pk": h.view.pk},
    "mail": lambda h: {"pk": h.mail.pk},
    "calendar-feed:nonsense": lambda h: {"token": "x" * 43},
    "webhook": lambda h: {"pk": h.hook.pk},
    **{
        f"webhook-act:{act}": lambda h, act=act: {"pk": h.hook.pk, "act": act}
        for act in ("ring", "off", "rotate", "remove", "nonsense")
    },
    "undelivered-act:again": lambda h: {"pk": h.stuck.pk, "act": "again"},
    "undelivered-act:settle": lambda h: {"pk": h.stuck.pk, "act": "settle"},
    "undelivered-act:nonsense": lambda h: {"pk": h.stuck.pk, "act": "nonsense"},
    "log-discard": lambda h: {"key": h.draft.key},
    "log-step:account": lambda h: {"key": h.draft.key, "step": "account"},
    "log-step:who": lambda h: {"key": h.draft.key, "step": "who"},
    "log-step:amounts": lambda h: {"key": h.draft.key, "step": "amounts"},
    "log-step:causes": lambda h: {"key": h.draft.key, "step": "causes"},
    "log-step:check": lambda h: {"key": h.draft.key, "step": "check"},
    "log-step:nonsense": lambda h: {"key": h.draft.key, "step": "nonsense"},
    "log-save": lambda h: {"key": h.draft.key, "step": "account"},
    "case": lambda h: {"ref": h.case.ref},
    "case:fresh": lambda h: {"ref": h.fresh.ref},
    "case:closed": lambda h: {"ref": h.closed.ref},
    "case:paused": lambda h: {"ref": h.paused.ref},
    "case-verify:fresh": lambda h: {"ref": h.fresh.ref},
    "case-resume:paused": lambda h: {"ref": h.paused.ref},
    "case-engage:fresh": lambda h: {"ref": h.fresh.ref},
    "case-event": lambda h: {"ref": h.case.ref, "pk": h.event.pk},
    "case-file": lambda h: {"ref": h.case.ref, "pk": h.notice.pk},
    "case-item": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk},
    "case-item-act:done": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk, "act": "done"},
    "case-item-act:waive": lambda h: {"ref": h.case.ref, "pk": h.gate_item.pk, "act": "waive"},
    "case-item-act:assign": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk, "act": "assign"},
    "case-item-act:reopen": lambda h: {"ref": h.case.ref, "pk": h.done_item.pk, "act": "reopen"},
    "case-item-act:nonsense": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk, "act": "nonsense"},
    "case-expedite": lambda h: {"ref": h.sent.ref},
    "case-expedite-decide": lambda h: {"ref": h.case.ref, "pk": h.case.expeditings.get(state="asked").pk},
    "case-date": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk},
    "case-date-put-off": lambda h: {"ref": h.fresh.ref, "pk": h.ahead.pk},
    "case-clock-day": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live", rule__isnull=False).pk},
    "case-clock-change:extend": lambda h: {"ref": h.fresh.ref, "pk": _legal(h).pk, "how": "extend"},
    "case-clock-change:suspend": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk, "how": "suspend"},
    "case-clock-change:nonsense": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk, "how": "nonsense"},
    "case-clock-act:confirm": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "proposed").pk, "act": "confirm"},
    "case-clock-act:acknowledge": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk, "act": "acknowledge"},
    "case-clock-act:meet": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk, "act": "meet"},
    "case-clock-act:waive": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk, "act": "waive"},
    "case-clock-act:nonsense": lambda h: {"ref": h.fresh.ref, "pk": _clock(h, "live").pk, "act": "nonsense"},
    "case-guest-end": lambda h: {"ref": h.case.ref, "pk": h.guest.pk},
    "job": lambda h: {"pk": h.job.pk},
    "my-back": lambda h: {"pk": h.away.pk},
    "health-review": lambda h: {"pk": h.review.pk},
    "case-exhibit": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-move": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-remove": lambda h: {"ref": h.case.ref, "pk": h.appeal["licence"].pk},
    "case-exhibit-original": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-page": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk, "page": 2},
    **{
        name: lambda h: {"pk": h.party.pk}
        for name in (
            "money-plan",
            "money-export",
            "money-paper",
            "money-memo",
            "money-position",
            "money-payments",
            "money-options",
        )
    },
    **{
        f"money-account:{act}": lambda h, act=act: {"pk": h.party.pk, "account": h.money["usable"].pk, "act": act}
        for act in ("link", "nonsense")
    },
    **{
        f"money-payment:{act}": lambda h, act=act: {"pk": h.party.pk, "row": h.money["wages"].pk, "act": act}
        for act in ("paid", "cancel", "ask", "nonsense")
    },
    **{
        f"money-receipt:{act}": lambda h, act=act: {"pk": h.party.pk, "row": h.money["receipt"].pk, "act": act}
        for act in ("came", "redirect", "nonsense")
    },
    **{
        f"money-option:{act}": lambda h, act=act: {"pk": h.party.pk, "row": h.money["option"].pk, "act": act}
        for act in ("ask", "commit", "drop", "nonsense")
    },
    **{
        f"approval:{act}": lambda h, act=act: {"pk": h.money["decision"].pk, "act": act}
        for act in ("approve", "refuse", "nonsense")
    },
    "delegation-end": lambda h: {"pk": h.money["delegation"].pk},
    "case-licence": lambda h: {"ref": h.case.ref, "number": 1},
    "case-licence-letter": lambda h: {"ref": h.case.ref, "number": 1},
    **{
        f"case-licence-act:{act}": lambda h, act=act: {"ref": h.case.ref, "number": 1, "act": act}
        for act in ("request", "refuse", "grant", "book", "nonsense")
    },
    "case-appeals:fresh": lambda h: {"ref": h.fresh.ref},
    "case-appeal": lambda h: {"ref": h.case.ref, "round": 1},
    "case-letter-pdf": lambda h: {"ref": h.case.ref, "round": 1, "language": "zh-Hans"},
    "case-pack:waiting": lambda h: {"ref": h.waiting.ref, "number": 1},
    "case-pack:approved": lambda h: {"ref": h.approved.ref, "number": 1},
    "case-pack-approve": lambda h: {"ref": h.waiting.ref, "number": 1},
    "case-pack-return": lambda h: {"ref": h.waiting.ref, "number": 1},
    "case-pack-bind": lambda h: {"ref": h.waiting.ref, "number": 1},
    "case-bundle": lambda h: {"ref": h.approved.ref, "number": 1},
    "case-bundle-volume": lambda h: {"ref": h.approved.ref, "number": 1, "volume": "sealed"},
    "case-submissions:approved": lambda h: {"ref": h.approved.ref},
    "case-receipt": lambda h: {"ref": h.sent.ref, "pk": h.submission.pk},
    "case-grant": lambda h: {"ref": h.sent.ref, "round": 1},
    "case-rejections:sent": lambda h: {"ref": h.sent.ref},
    "case-rejection": lambda h: {"ref": h.rejected.ref, "round": 1},
    "case-rejection-mark": lambda h: {"ref": h.rejected.ref, "round": 1},
    "case-rejection-join": lambda h: {"ref": h.rejected.ref, "round": 1, "pk": h.point.pk},
    "case-rejection-answer": lambda h: {"ref": h.rejected.ref, "round": 1, "pk": h.point.pk},
    "case-second": lambda h: {"ref": h.rejected.ref, "round": 1},
    "party": lambda h: {"pk": h.case.party_id},
    "party-edit": lambda h: {"pk": h.case.party_id},
    "party-papers": lambda h: {"pk": h.case.party_id},
    "party-paper": lambda h: {"pk": h.case.party_id, "paper_pk": h.paper.pk},
    "party-paper-authenticity": lambda h: {"pk": h.case.party_id, "paper_pk": h.paper.pk},
    "party-accounts": lambda h: {"pk": h.case.party_id},
    "party-item-done": lambda h: {"pk": h.case.party_id, "item_pk": h.tell.pk},
    "icons": lambda h: {"version": "1"},
    "people-role": lambda h: {"pk": h.membership("cai").pk},
    "people-end": lambda h: {"pk": h.membership("cai").pk},
    "people-link": lambda h: {"pk": h.membership("cai").pk},
    "recovery-open": lambda h: {"pk": h.membership("cai").pk},
    "recovery-confirm": lambda h: {"pk": h.lost.pk},
    "recovery-refuse": lambda h: {"pk": h.lost.pk},
    "account_reset_password_from_key": lambda h: {"uidb36": "1", "key": "no-such-key"},
    "mfa_remove_webauthn": lambda h: {"pk": 1},
    "mfa_edit_webauthn": lambda h: {"pk": 1},
}


def where(house: House, name: str, variant: str, arguments: set[str]) -> Filled:
    """A case's address needs its number and nothing else, unless AT says more."""
    whole = f"{name}:{variant}" if variant else name
    if whole in AT:
        return AT[whole](house)
    if arguments == {"ref"}:
        return {"ref": house.case.ref}
    assert not arguments, f"{whole} needs {sorted(arguments)}: say in AT of tests/house/forms.py where it leads."
    return {}


# --- what: the form of an address, filled in --------------------------------------------------------------------------


def _as_shown(house: House, name: str, case: Case, *more: int) -> Filled:
    """The page's own form as a browser would send it back."""
    page = house.client("fang").get(reverse(name, args=[case.ref, *more]))
    return shown_form(page.text)


def _paper(name: str = "paper.pdf") -> SimpleUploadedFile:
    from tests.appeals.world import pdf

    return SimpleUploadedFile(name, pdf(name), content_type="application/pdf")


PARTY = {"kind": "company", "name": "厦门澜舟食品有限公司", "country": "CN"}
FREEZE = {
    "account_number": "DE89 3704 0044 0532 0130 00",
    "institution": "Commerzbank",
    "party_name": "宁波海岚进出口有限公司",
    "known_at": "2026-11-18T09:40:00+01:00",
}

FORMS: dict[str, Callable[[House], Filled]] = {
    "money-position": lambda h: {
        "what": "balance",
        "account": h.money["usable"].pk,
        "currency": "EUR",
        "amount": "5",
        "as_of": _day(h),
    },
    "money-payments": lambda h: {
        "what": "payment",
        "payee": "税务局",
        "kind": "tax",
        "amount": "18200.00",
        "currency": "EUR",
        "due_on": _day(h),
    },
    "money-options": lambda h: {
        "kind": "shareholder_loan",
        "name": "股东借款",
        "lender": "股东",
        "amount": "60000",
        "currency": "EUR",
        "arrives_on": _day(h),
        "days": "45",
        "rate": "0.05",
    },
    "approvals": lambda h: {
        "person": h.people["cai"].pk,
        "subject": "funding",
        "currency": "EUR",
        "limit": "5",
        "valid_from": _day(h),
        "valid_to": _day(h, 5),
    },
    "case-licences": lambda h: {"ground": "provider", "items": [h.money["wages"].pk], "why": "工资"},
    "money-receipt:redirect": lambda h: {"to": h.money["usable"].pk, "because": "不在冻结范围内"},
    **{f"money-receipt:{act}": lambda h: {} for act in ("came", "nonsense")},
    **{f"money-account:{act}": lambda h: {} for act in ("link", "nonsense")},
    **{f"money-payment:{act}": lambda h: {} for act in ("paid", "cancel", "ask", "nonsense")},
    **{f"money-option:{act}": lambda h: {} for act in ("ask", "commit", "drop", "nonsense")},
    **{f"approval:{act}": lambda h: {"because": "不合适"} for act in ("approve", "refuse", "nonsense")},
    "delegation-end": lambda h: {},
    **{f"case-licence-act:{act}": lambda h: {} for act in ("request", "refuse", "nonsense")},
    "job-cancel": lambda h: {},
    "calendar": lambda h: {"scope": "mine", "alarm": "on"},
    "notices": lambda h: {},
    "webhook-add": lambda h: {
        "organisation": h.firm.pk,
        "url": "https://other.example.com/hook",
        "kinds": ["case.moved"],
    },
    **{f"webhook-act:{act}": lambda h: {} for act in ("ring", "off", "rotate", "remove", "nonsense")},
    "undelivered-act:again": lambda h: {},
    "undelivered-act:settle": lambda h: {},
    "undelivered-act:nonsense": lambda h: {},
    "deadlines": lambda h: {"act": "acknowledge", "pick": [_clock(h, "live").pk]},
    "deadlines-seen": lambda h: {"back": "/deadlines/week/"},
    "deadlines-views": lambda h: {"name": "法定期限"},
    "deadlines-first-all": lambda h: {},
    "deadlines-view": lambda h: {"name": "我的期限", "is_shared": "on"},
    "deadlines-view-delete": lambda h: {},
    "deadlines-view-first": lambda h: {},
    "log": lambda h: {"organisation": h.firm.pk},
    "log-discard": lambda h: {},
    "log-step:account": lambda h: {**ACCOUNT_STEP, "version": h.draft.version, "notice": _paper()},
    "log-save": lambda h: {**ACCOUNT_STEP, "institution": "KBC", "version": h.draft.version},
    "case-timeline": lambda h: {"text": "电话", "happened_at": _local(h, hours=1), "file": _paper()},
    "case-event": lambda h: {"text": "电话", "happened_at": _local(h, hours=1)},
    "case-verify:fresh": lambda h: {"how": "官网电话", "when": _local(h, hours=1)},
    "case-move": lambda h: {"to": "follow_up", "because": "材料随后补", "past_gate": "on"},
    "case-pause": lambda h: {"because": "等提单"},
    "case-resume:paused": lambda h: {},
    "case-close": lambda h: {"outcome": "released", "lessons": "先核实再收款。"},
    "case-items": lambda h: {"title": "问业务员", "to": h.people["fang"].pk},
    "case-item-act:done": lambda h: {"note": "收到"},
    "case-item-act:waive": lambda h: {"because": "通知上已写明"},
    "case-item-act:assign": lambda h: {"to": h.people["cai"].pk},
    "case-item-act:reopen": lambda h: {"because": "缺一页"},
    "case-item-act:nonsense": lambda h: {},
    "case-date-put-off": lambda h: {"until": _local(h, hours=-30), "because": "等银行回电"},
    "case-expedite": lambda h: {"standard_fee": "200", "currency": "EUR", "because": "周四发工资"},
    "case-expedite-decide": lambda h: {"do": "approve"},
    "case-clock-outage": lambda h: {"first_on": _today(h), "last_on": _today(h), "because": "官网公告"},
    "case-clock-start": lambda h: {"event": COMPLAINED, "day": _today(h), "clock": "", "tick": _expected(h)},
    "case-clock-day": lambda h: {"day": _today(h), "clock": "00:01", "because": "签收单"},
    "case-clock-change:extend": lambda h: {"until": "2099-01-05", "paper": "示例文书一号"},
    "case-clock-change:suspend": lambda h: {**_soon_after_it_began(h), "because": "对方中止办理"},
    "case-clock-change:nonsense": lambda h: {},
    "case-clock-act:confirm": lambda h: {},
    "case-clock-act:acknowledge": lambda h: {"back": "board"},
    "case-clock-act:meet": lambda h: {"note": "已办", "back": "case"},
    "case-clock-act:waive": lambda h: {"because": "不适用"},
    "case-clock-act:nonsense": lambda h: {},
    "case-causes": lambda h: {"cause_amount-out-of-profile": "likely"},
    "case-messages": lambda h: {
        "way": "in",
        "channel": "email",
        "subject": "补充材料",
        "happened_at": _local(h, hours=1),
        "file": _paper(),
    },
    "case-people": lambda h: {
        "owner": h.people["mo"].pk,
        "manager": h.people["mo"].pk,
        "counsel": h.people["cai"].pk,
    },
    "case-engage:fresh": lambda h: {"engaged": h.people["cai"].pk},
    "case-guests": lambda h: {
        "name": "Ines",
        "email": "ines@outside.example",
        "expires_on": (h.at + timedelta(days=9)).date().isoformat(),
    },
    "case-guest-end": lambda h: {},
    "case-evidence": lambda h: {"papers": [_paper("a.pdf"), _paper("b.pdf")], "kind": "", "section": "evidence"},
    "case-exhibit": lambda h: {
        "kind": "sales-contract",
        "title_zh": "采购合同",
        "title_en": "Contract",
        "reference": "HL-118",
        "dated_on": "2025-08-12",
        "source_class": "own",
        "proves_zh": "交易",
        "form": "copy",
        "confidentiality": "public",
    },
    "case-exhibit-move": lambda h: {"to": "down"},
    "case-exhibit-remove": lambda h: {"because": "另一份更清楚"},
    "case-appeals:fresh": lambda h: {"letter": _as_shown(h, "case-appeals", h.fresh)["letter"], "language": "both"},
    "case-appeal": lambda h: {**_as_shown(h, "case-appeal", h.case, 1), "do": "save"},
    "case-packs": lambda h: {"note": "请看第二页"},
    "case-pack-approve": lambda h: {"content_hash": h.pack.content_hash, "read": "on"},
    "case-pack-return": lambda h: {"reasons": "缺提单"},
    "case-pack-bind": lambda h: {},
    "case-submissions:approved": lambda h: {
        "channel_kind": "email",
        "channel_address": "complaints@provider.example",
        "submitted_at": _local(h, hours=1),
        "receipt": "number",
        "receipt_no": "CMP-2",
        "because": "其余另行跟进",
    },
    "case-receipt": lambda h: {"received_at": _local(h, hours=1), "receipt_no": "CMP-3", "receipt_file": _paper()},
    "case-status": lambda h: {"state": "in_review", "since": _local(h, hours=1), "step": "manual"},
    "case-grant": lambda h: {"received_at": _local(h, hours=1), "note": "已解除"},
    "case-rejections:sent": lambda h: {
        "received_at": _local(h, hours=1),
        "text": "经审核，未予通过。一、缺少运输单据。",
        "language": "zh-Hans",
        "file": _paper(),
    },
    "case-rejection-mark": lambda h: {},
    "case-rejection-join": lambda h: {},
    "case-rejection-answer": lambda h: {"kind": "add", "zh": "材料随函附上。"},
    "case-second": lambda h: {"because": "材料已补齐"},
    "party-new": lambda h: {**PARTY, "organisation": h.firm.pk},
    "party-edit": lambda h: {**PARTY, "version": h.party.version},
    "party-papers": lambda h: {"kind": "business-licence", "issued_on": "2025-01-02", "file": _paper()},
    "party-paper-authenticity": lambda h: {"state": "genuine"},
    "party-accounts": lambda h: {
        "number": "NL91 ABNA 0417 1643 00",
        "institution": "ABN AMRO",
        "currency": "EUR",
    },
    "party-item-done": lambda h: {"note": "已告知"},
    "language": lambda h: {"language": "en", "next": "/help/"},
    "theme": lambda h: {"theme": "dark"},
    "stay": lambda h: {},
    "profile": lambda h: {"name": "N", "language": "en", "time_zone": "Europe/Brussels"},
    "my-notifications": lambda h: {
        "legal": ["mail"],
        "morning": "07:30",
        "grace_hours": "2",
        "weekdays": ["1", "2", "3"],
        "digest_at": "07:00",
    },
    "my-away": lambda h: {
        "starts_on": (h.at + timedelta(days=60)).date().isoformat(),
        "ends_on": (h.at + timedelta(days=64)).date().isoformat(),
        "deputy": h.people["mo"].pk,
    },
    "my-back": lambda h: {},
    "health-review": lambda h: {"last_update_on": "2026-01-05", "logins": "仅王敏"},
    "people-invite": lambda h: {"name": "Ines", "email": "ines@hl.example", "role": "finance", "language": "en"},
    "people-role": lambda h: {"role": "manager"},
    "people-end": lambda h: {},
    "people-link": lambda h: {},
    "recovery-open": lambda h: {},
    "recovery-confirm": lambda h: {"how": "视频通话，问了工号"},
    "recovery-refuse": lambda h: {},
    "account_login": lambda h: {"login": h.people["fang"].email, "password": PASSWORD},
    "account_logout": lambda h: {},
    "account_signup": lambda h: {"email": "new@hl.example", "password1": PASSWORD, "password2": PASSWORD},
    "account_reauthenticate": lambda h: {"password": PASSWORD},
    "account_change_password": lambda h: {
        "oldpassword": PASSWORD,
        "password1": "quiet otter hums 41",
        "password2": "quiet otter hums 41",
    },
    "account_reset_password": lambda h: {"email": h.people["fang"].email},
    "api-1:create_case": lambda h: FREEZE,
}
