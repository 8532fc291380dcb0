"""The way out through a portal (S11): nothing is typed twice, field by field with its counter, then file by file."""

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.words import both
from appeals import enclosures, mailing
from appeals.models import Appeal
from cases.models import Case
from comms import directory
from comms.directory import Known
from documents.models import StoredFile
from web.case_files import handed_over
from web.case_head import head
from web.requests import Request
from web.sending import language_of, ready

SUMMARY = 2000


@dataclass(frozen=True)
class Field:
    """A field of the other side's form: what to paste, how long it may be, how long it is."""

    name: str
    text: str
    limit: int | None

    @property
    def length(self) -> int:
        return len(self.text)

    @property
    def is_too_long(self) -> bool:
        return self.limit is not None and self.length > self.limit


@require_GET
def fields(request: Request, ref: str) -> HttpResponse:
    case, appeal, pack = ready(request, ref)
    known = _form_of(case)
    language = _asked(request, appeal, known)
    context = {
        "case": case,
        "head": head(case, request.user, "submissions"),
        "known": known,
        "fields": asked_for(case, appeal, dict(known.field_limits) if known else {}, language),
        "files": enclosures.files(pack, each=True, language=language),
        "language": language,
        "languages": appeal.languages,
        "pack": pack,
    }
    return render(request, "appeals/send_portal.html", context)


def _form_of(case: Case) -> Known | None:
    return directory.channel_of(case, "web-form") or directory.channel_of(case, "in-app")


def _asked(request: Request, appeal: Appeal, known: Known | None) -> str:
    """In the language of the letter; where it has two, in the one that the other side reads, or that a person chose."""
    asked = request.GET.get("language", "")
    return asked if asked in appeal.languages else language_of(appeal, known)


def asked_for(case: Case, appeal: Appeal, limits: dict[str, int], language: str) -> list[Field]:
    """What such forms ask for. A limit of the directory belongs to the field whose name it carries."""
    zh = language.startswith("zh")
    party, freeze = case.party, case.freeze
    money = f"{freeze.currency} {freeze.amount:,.2f}" if freeze.amount is not None else ""
    point = appeal.point_zh if zh else appeal.point_en
    wish = appeal.request_zh if zh else appeal.request_en
    texts = {
        _("Applicant"): party.name if zh else party.name_en or party.name,
        _("Registration number"): party.reg_no,
        _("Contact"): ("，" if zh else ", ").join(
            filter(None, (party.contact if zh else party.contact_en or party.contact, party.phone, party.email))
        ),
        _("Account"): case.account.number,
        _("Document number"): freeze.instrument_no,
        _("Frozen amount"): money,
        _("Matter"): mailing.matter(case, language),
        _("Summary"): _summary((appeal.dispute_zh if zh else appeal.dispute_en, point, wish), zh=zh),
    }
    own = {name.casefold(): most for name, most in limits.items()}
    shown = []
    for name, text in texts.items():
        # The directory writes a field as the form prints it, in one language; the reader may read the other.
        found = [own.pop(each.casefold()) for each in both(name) if each.casefold() in own]
        if text:
            shown.append(Field(str(name), text, min(found, default=None)))
    # Fields that only this form has: their limit is shown, their words are the person's.
    return shown + [Field(name, "", most) for name, most in limits.items() if name.casefold() in own]


def _summary(parts: tuple[str, ...], *, zh: bool) -> str:
    """Issue, point and request as sentences of their own."""
    stop, between = ("。", "") if zh else (".", " ")
    said = (part.strip().rstrip("。.；;") for part in parts)
    return between.join(f"{part[:1].upper()}{part[1:]}{stop}" for part in said if part)[:SUMMARY]


@require_GET
def file(request: Request, ref: str, place: int) -> FileResponse:
    """One file of the order of uploading, under the name it carries there."""
    case, appeal, pack = ready(request, ref)
    files = enclosures.files(pack, each=True, language=_asked(request, appeal, _form_of(case)))
    if not 1 <= place <= len(files):
        raise Http404
    found = files[place - 1]
    return handed_over(StoredFile.objects.visible_to(request.user).get(pk=found.file), name=found.name)
