"""Two ways out (S11): the mail with its parts, the papers for the post. The third, a portal, is in portal.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Can
from appeals import channels, enclosures, gap, mailing, paper, shipping
from appeals.models import Appeal, Bundle, Pack, Shipment, Submission
from cases import contact
from cases.models import Case
from comms import directory, sending, undelivered
from comms.directory import Known
from comms.parcels import Limit
from comms.sending import Plan
from jobs import nudge
from knowledge import routes
from web.case_head import case_or_404, head
from web.forms import sending as forms
from web.forms.cases import PlainForm, refuse, refuse_besides
from web.requests import Request
from web.submission import open_lines, ways
from web.uploads import stored

NOT_SAVED = 422
EXCHANGED = _(
    "Matter and covering words stood in the other language. Here they are in this one: read them, then go on."
)
CHINESE = frozenset({"CN", "HK", "MO", "TW"})


def ready(request: Request, ref: str) -> tuple[Case, Appeal, Pack]:
    """The appeal that may go out now; before that there is nothing to prepare."""
    case = case_or_404(request, ref)
    case.require(request.user, Can.SUBMIT_APPEAL)
    contact.require_contact(case, request.user)
    appeal = case.appeals.order_by("-round").first()
    pack = appeal.packs.filter(state=Pack.State.APPROVED).order_by("-number").first() if appeal else None
    if appeal is None or pack is None or not Bundle.objects.filter(pack=pack).exists():
        raise Http404
    appeal.case = pack.case = case
    return case, appeal, pack


# --- by mail ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def mail(request: Request, ref: str) -> HttpResponse:
    """POST makes the mails as files, or only shows how they would be divided."""
    case, appeal, pack = ready(request, ref)
    if request.method == "GET":
        return _mail_page(request, case, appeal, pack, forms.MailForm(initial=_start(case, appeal)))
    data, exchanged = _typed(request, case)
    form = forms.MailForm(data)
    plans = _plans(appeal, pack, form, cut_at=timezone.now())
    if exchanged and "look" not in request.POST:
        form.add_error("language", EXCHANGED)
        return _mail_page(request, case, appeal, pack, form, plans, status=NOT_SAVED)
    if plans is None or "look" in request.POST:
        return _mail_page(request, case, appeal, pack, form, plans, status=200 if plans is not None else NOT_SAVED)
    given = form.cleaned_data
    try:
        made = mailing.make(
            appeal,
            plans,
            to=given["to"],
            words=given["words"],
            language=given["language"],
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as refused:
        refuse(form, refused)
        form.ways = ways(case, appeal, request.user)
        return _mail_page(request, case, appeal, pack, form, plans, status=NOT_SAVED)
    toasts.success(request, _("Made: %(n)s. Open them in your mail program, send, then record it.") % {"n": len(made)})
    return redirect("case-send-mail", ref=ref)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def mail_now(request: Request, ref: str) -> HttpResponse:
    """Sent by this house and recorded as submitted in one act, by somebody who has just shown the password."""
    case, appeal, pack = ready(request, ref)
    data, exchanged = _typed(request, case)
    form = forms.MailForm(data)
    plans = _plans(appeal, pack, form, cut_at=timezone.now())
    if exchanged:
        form.add_error("language", EXCHANGED)
    elif plans is not None:
        given = form.cleaned_data
        try:
            mailing.send(
                appeal,
                plans,
                to=given["to"],
                words=given["words"],
                language=given["language"],
                because=given["because"],
                same_again=given["same_again"],
                rechecked=given["rechecked"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refused:
            refuse(form, refused)
            form.ways = ways(case, appeal, request.user)
        else:
            nudge.messages()
            toasts.success(request, _("On its way, and recorded. The receipt is chased the next working day."))
            return redirect("case-submissions", ref=ref)
    return _mail_page(request, case, appeal, pack, form, plans, status=NOT_SAVED)


def _typed(request: Request, case: Case) -> tuple[QueryDict, bool]:
    """What was typed, and whether words that nobody had touched were exchanged: they follow the language chosen.

    “Divide by the size as sent” is the page's own tick, set by a button.
    """
    data = request.POST.copy()
    if data.get("look") == "as-sent":
        data["counts_mail"] = "on"
    language = data.get("language", "")
    other = "zh-Hans" if language.startswith("en") else "en"
    exchanged = False
    for name, begun in (("why", mailing.matter), ("words", mailing.words)):
        if data.get(name, "").split() == begun(case, other).split() != begun(case, language).split():
            data[name] = begun(case, language)
            exchanged = True
    return data, exchanged


def _start(case: Case, appeal: Appeal) -> dict[str, Any]:
    known = directory.channel_of(case, "email")
    language = language_of(appeal, known)
    return {
        "to": appeal.channel_address if "@" in appeal.channel_address else known.written if known else "",
        "why": mailing.matter(case, language),
        "language": language,
        "words": mailing.words(case, language),
        "enclosed": "bound",
        "limit_mb": known.size_limit_mb if known else None,
        "counts_mail": bool(known and known.counts_mail),
    }


def language_of(appeal: Appeal, known: Known | None) -> str:
    """A letter in both languages goes with words that the desk on the other side reads."""
    if len(appeal.languages) > 1:
        here = ("zh",) if appeal.case.account.country in CHINESE else ("en",)
        return "zh-Hans" if "zh" in (known.languages if known and known.languages else here) else "en"
    return "zh-Hans" if appeal.languages[0].startswith("zh") else "en"


def _plans(appeal: Appeal, pack: Pack, form: forms.MailForm, *, cut_at: datetime | None = None) -> list[Plan] | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return mailing.plan(
            appeal,
            pack,
            why=given["why"],
            language=given["language"],
            each=given["enclosed"] == "single",
            limit=Limit(given["limit_mb"], given["counts_mail"]),
            sealed=given["sealed"],
            cut_at=cut_at,
        )
    except ValidationError as refused:
        refuse(form, refused)
        return None


def _mail_page(
    request: Request,
    case: Case,
    appeal: Appeal,
    pack: Pack,
    form: forms.MailForm,
    plans: Sequence[Plan] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    if plans is None and not form.is_bound:
        preview = forms.MailForm(form.initial)
        plans = _plans(appeal, pack, preview)
    known = directory.channel_of(case, "email")
    sealed = enclosures.sealed_of(pack)
    made = mailing.made_for(pack)
    fates = undelivered.fates(made, by="pk")
    context = {
        "case": case,
        "head": head(case, request.user, "submissions"),
        "form": form,
        "plans": plans or [],
        "made": [(each, fates.get(each.pk, [])) for each in made],
        "sealed": sealed,
        "heavy": any(each.is_heavy for each in plans or ()),
        "is_sealed_along": bool(sealed and plans and not mailing.apart(pack, plans, "en")),
        "sends": sending.sends(),
        "known": known,
        "is_stale": known.is_stale(case.organisation.day_of(timezone.now())) if known else False,
        "is_other": channels.is_other(known, str(form["to"].value() or "")) if known else False,
        "waits_until": gap.earliest(appeal),
        "unmet": open_lines(case),
        "may_override": case.allows(request.user, Can.OVERRIDE_GATE),
        "used": channels.used_before(appeal, "email", str(form["to"].value() or "")),
    }
    return render(request, "appeals/send_mail.html", context, status=status)


# --- by post ---------------------------------------------------------------------------------------------------------


@require_GET
def post(request: Request, ref: str) -> HttpResponse:
    """The sheet for the one who packs the envelope: how many sets, what goes on top, what is signed and sealed."""
    case, appeal, pack = ready(request, ref)
    route = routes.of(case.route) if case.route else None
    known = directory.channel_of(case, "post")
    bundle = Bundle.objects.select_related("file", "sealed_file").get(pack=pack)
    items = list(pack.items.order_by("position"))
    context = {
        "case": case,
        "head": head(case, request.user, "submissions"),
        "appeal": appeal,
        "pack": pack,
        "bundle": bundle,
        "route": route,
        "known": known,
        "least": known.copies if known and known.copies else route.copies.min if route else 1,
        "most": known.copies if known and known.copies else route.copies.max if route else 1,
        "planned": len(paper.plan(pack).copies),
        "items": items,
        "front": min((item.first_page for item in items if item.first_page), default=1) - 1,
        "sealed": bundle.sealed_file,
    }
    return render(request, "appeals/send_post.html", context)


def _sent(request: Request, ref: str, pk: int) -> tuple[Case, Submission]:
    case = case_or_404(request, ref)
    sent = get_object_or_404(Submission.objects.select_related("appeal__case", "pack__case"), pk=pk, appeal__case=case)
    case.require(request.user, Can.WORK_ON_CASE)  # before a file of somebody who may not is kept
    sent.appeal.case = case
    return case, sent


@require_http_methods(["GET", "POST"])
def shipment(request: Request, ref: str, pk: int) -> HttpResponse:
    case, sent = _sent(request, ref, pk)
    form = forms.ShipmentForm(request.POST, request.FILES) if request.method == "POST" else forms.ShipmentForm()
    if request.method == "POST":
        try:
            shipping.require_carried(sent)  # before a slip is kept that belongs to nothing
            if form.is_valid():
                given = dict(form.cleaned_data)
                given["slip"] = stored(given["slip"], case.organisation, field="slip")
                shipping.hand_in(sent, **given, by=request.user, at=timezone.now())
                toasts.success(request, _("The waybill is recorded."))
                return redirect("case-shipment", ref=ref, pk=pk)
        except ValidationError as refused:
            refuse(form, refused)
        said = form.answered(carrier="", waybill="", copies=None, originals=None)
        refuse_besides(form, lambda: shipping.require_whole(**said))
    return _shipment_page(request, case, sent, form)


@require_POST
def delivery(request: Request, ref: str, pk: int) -> HttpResponse:
    case, sent = _sent(request, ref, pk)
    row = get_object_or_404(Shipment.objects.filter(submission__appeal__case=case), submission=sent)
    row.submission = sent
    form = forms.DeliveryForm(request.POST, request.FILES)
    at = timezone.now()
    try:
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["file"] = stored(given["file"], case.organisation, field="file")
            moved = shipping.delivered(row, **given, by=request.user, at=at)
            toasts.success(request, _("Delivered. Dates counted again from that day: %(n)s.") % {"n": len(moved)})
            return redirect("case-shipment", ref=ref, pk=pk)
    except ValidationError as refused:
        refuse(form, refused)
    said = form.answered(delivered_at=None)
    refuse_besides(form, lambda: shipping.require_arrival(sent, **said, at=at))
    return _shipment_page(request, case, sent, delivering=form)


def _to_hand_in(sent: Submission) -> forms.ShipmentForm:
    """As many copies as the print sheet plans, one of them with the originals."""
    return forms.ShipmentForm(initial={"copies": len(paper.plan(sent.pack).copies), "originals": 1})


def _shipment_page(
    request: Request,
    case: Case,
    sent: Submission,
    form: forms.ShipmentForm | None = None,
    delivering: forms.DeliveryForm | None = None,
) -> HttpResponse:
    now = timezone.localtime().replace(second=0, microsecond=0)
    refused: PlainForm | None = next((each for each in (form, delivering) if each is not None and each.errors), None)
    rows = Shipment.objects.filter(submission__appeal__case=case).select_related("slip", "delivered_file")
    context = {
        "case": case,
        "head": head(case, request.user, "submissions"),
        "sent": sent,
        "shipment": rows.filter(submission=sent).first(),
        "form": form if form is not None and form.is_bound else _to_hand_in(sent),
        "delivery_form": delivering or forms.DeliveryForm(initial={"delivered_at": now}),
        "refused": refused,
        "works": not case.is_closed,
        "is_carried": sent.channel_kind in paper.CARRIED,
    }
    return render(request, "appeals/shipment.html", context, status=NOT_SAVED if refused else 200)
