"""Letters that go with a way to money: a longer term from a supplier, a discount for paying early. Drafts to be signed.

Prefilled from the option and the party; a gap that nobody fills stays a line to write on. Without counsel it prints as
a draft, and what is counsel's to tick stays off.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from accounts.roles import Can
from appeals import wording
from cases.models import Account, Party
from documents import printing
from documents.letterpage import Block, Letterhead, LetterPage, Paragraph, Signature
from funds.models import Option
from funds.money import to_cent
from knowledge import letters
from knowledge.templates import GAP, Template
from web.forms.cases import TOO_LONG, PlainForm
from web.money import party_or_404
from web.requests import Request

LETTERS: dict[str, str] = {
    Option.Kind.DISCOUNT: "early-payment-offer",
    Option.Kind.EXTENSION: "supplier-term-extension-request",
}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
BLANK = "____________"
OUTSIDE = ("header", "parties", "signature", "closing")  # the form of the letter, not its body
NOT_SAVED = 422
LONGEST = 300


class GapForm(PlainForm):
    """One field for each gap of the template, named as the letter's reader knows it."""

    def __init__(self, *args: Any, template: Template, ticks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for gap in gaps_of(template):
            self.fields[gap] = forms.CharField(
                label=letters.label(gap), required=False, max_length=LONGEST, error_messages={"max_length": TOO_LONG}
            )
        if ticks:
            self.fields["blocks"] = forms.MultipleChoiceField(
                label=translation.gettext("Also say"),
                choices=ticks,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )


def gaps_of(template: Template) -> list[str]:
    """In the order in which they are read; signs of the form are none."""
    found = re.findall(GAP, template.title)
    found += [gap for _block, paragraph in template.paragraphs() for gap in paragraph.gaps]
    return [gap for gap in dict.fromkeys(found) if gap != "n" and not gap.startswith("sign.")]


@require_http_methods(["GET", "POST"])
def money_letter(request: Request, pk: int, row: int) -> HttpResponse:
    party = party_or_404(request, pk, Can.PLAN_MONEY)
    option = get_object_or_404(Option.objects.filter(party=party), pk=row)
    if option.kind not in LETTERS:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    short = given.get("language", "")
    language = LANGUAGES.get(short, translation.get_language() or "zh-hans")
    letter = letters.get(LETTERS[option.kind])
    template = letter.template(language)
    is_counsel = request.user.can(Can.READ_PRIVILEGED, party.organisation_id)
    ticks = [
        (block.code, block.heading)
        for block in template.blocks
        if block.tick == "composer" or (block.tick == "counsel" and is_counsel)
    ]
    if request.method == "POST":
        form = GapForm(request.POST, template=template, ticks=ticks)
        if form.is_valid() and not _recipient(form.cleaned_data):
            form.add_error(None, translation.gettext("Say whom the letter goes to."))
        if form.is_valid():
            try:
                return _paper(party, template, language, form.cleaned_data, is_draft=not is_counsel)
            except ValidationError as refused:
                form.add_error(None, refused)
    else:
        form = GapForm(template=template, ticks=ticks, initial=known(option, party, language))
    context = {
        "party": party,
        "option": option,
        "letter_name": letter.name,
        "advice": template.advice,
        "letter_form": form,
        "form": form if form.is_bound else None,
        "language": "en" if wording.is_english(language) else "zh",
        "is_counsel": is_counsel,
    }
    return render(request, "money/letter.html", context, status=NOT_SAVED if form.is_bound else 200)


def known(option: Option, party: Party, language: str) -> dict[str, str]:
    """What the option and the register say already."""

    def sum_(amount: Decimal) -> str:
        return wording.money(to_cent(amount), option.currency, language)

    def day(on: date) -> str:
        return wording.day(on, language)

    later = option.arrives_on + timedelta(days=option.days)
    values = {
        "letter.date": day(party.organisation.day_of(timezone.now())),
        "applicant.name": party.name_in(language),
        "applicant.contact": party.in_language("contact", language),
        "applicant.phone": party.phone,
        "applicant.email": party.email,
        "invoice.amount": sum_(option.amount),
    }
    percent = f"{(option.rate * 100).normalize():f}%"
    if option.kind == Option.Kind.EXTENSION:
        return values | {
            "supplier.name": option.lender,
            "invoice.due": day(option.arrives_on),
            "invoice.new_due": day(later),
            "interest.rate": percent,
            "interest.amount": sum_(option.amount * option.rate),
        }
    account = party.accounts.active().filter(status=Account.Status.USABLE).order_by("pk").first()
    return values | {
        "buyer.name": option.lender,
        "invoice.due": day(later),
        "offer.pay_by": day(option.arrives_on),
        "offer.discount": percent,
        "offer.net_amount": sum_(option.amount * (1 - option.rate)),
        "payto.holder": party.name_in(language) if account else "",
        "payto.iban": account.spaced if account else "",
        "payto.provider": account.institution if account else "",
    }


def _recipient(given: dict[str, Any]) -> str:
    return str(given.get("supplier.name") or given.get("buyer.name") or "").strip()


def _paper(party: Party, template: Template, language: str, given: dict[str, Any], *, is_draft: bool) -> HttpResponse:
    ticked = set(given.get("blocks") or [])

    def filled(text: str) -> str:
        return GAP.sub(lambda gap: given.get(gap[1]) or ("" if gap[1].startswith("sign.") else BLANK), text)

    blocks = [
        Block(block.heading, tuple(Paragraph(filled(p.text), numbered=p.is_numbered) for p in block.paragraphs))
        for block in template.blocks
        if block.code not in OUTSIDE and (not block.is_optional or block.code in ticked)
    ]
    closing = template.block("closing")
    page = LetterPage(
        language=language,
        letterhead=Letterhead(
            name=party.name_in(language),
            lines=tuple(filter(None, (party.in_language("address", language), party.phone, party.email))),
        ),
        recipient=(_recipient(given),),
        numbers=tuple(filter(None, (given.get("letter.date"),))),
        parties=(),
        title=filled(template.title),
        blocks=tuple(blocks),
        signature=Signature(
            closing=tuple(filled(p.text) for p in closing.paragraphs) if closing else (),
            name=party.name_in(language),
            dated=given.get("letter.date", ""),
        ),
        draft=is_draft,
    )
    answer = HttpResponse(printing.render_letter(page), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{template.code}-{language[:2]}.pdf"'
    return answer
