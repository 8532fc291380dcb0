"""Tags for pages: icons, states, dates, money, fields, error summaries. Presentation only, no queries, no rules."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    HiddenInput,
    PasswordInput,
    RadioSelect,
)
from django.template import Context
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from web import icons, shown
from web.forms.dates import MomentInput

register = template.Library()

# Word, shape and colour, always all three.
STATES: dict[str, tuple[str, Any]] = {
    "late": ("octagon-alert", _("Late")),
    "soon": ("triangle-alert", _("Due soon")),
    "ok": ("circle", _("On track")),
    "done": ("circle-check", _("Done")),
    "now": ("circle-dot", _("In progress")),
    "block": ("lock", _("Cannot start yet")),
    "todo": ("circle-dashed", _("To do")),
    "wait": ("hourglass", _("Waiting")),
}
CLOCKS: dict[str, tuple[str, Any]] = {
    "legal": ("scale", _("Legal date")),
    "target": ("target", _("Internal target")),
    "end": ("snowflake", _("Freeze end")),
}


# --- shapes and states -----------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "scale" %}; with a label it speaks for itself, without one the words beside it do."""
    if name not in icons.NAMES:
        raise LookupError(f"{name!r} is not among the icons of web/icons.py.")
    if label:
        href = f"{_icons_url(get_script_prefix())}#{name}"
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return _silent_icon(name, get_script_prefix())


@cache
def _silent_icon(name: str, prefix: str) -> SafeString:
    """A long list has hundreds of them, all alike."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', _icons_url(prefix), name)


@cache
def _icons_url(_prefix: str) -> str:
    return reverse("icons", args=[icons.version()])


@register.simple_tag
def state(code: str, word: Any = "", *, icon: str = "", solid: bool = False) -> SafeString:
    """{% state "late" %}, {% state "wait" _("Paused") icon="circle-pause" %}, {% state "late" solid=True %}"""
    shape, usual = STATES[code]
    return format_html(
        '<span class="tag{}" data-s="{}">{}{}</span>',
        " solid" if solid else "",
        code,
        _icon(icon or shape),
        word or usual,
    )


@register.simple_tag
def state_icon(code: str) -> SafeString:
    return _icon(STATES[code][0])


@register.simple_tag
def kind(code: str, word: Any = "") -> SafeString:
    """{% kind "legal" %}: which of the three clocks."""
    shape, usual = CLOCKS[code]
    return format_html('<span class="kind">{}{}</span>', _icon(shape), word or usual)


_icon = icon


# --- dates and money -------------------------------------------------------------------------------------------------


@register.filter
def day(value: date | None) -> str:
    return shown.day(_as_date(value)) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    return shown.day(_as_date(value), short=True) if value else ""


@register.filter
def moment(value: datetime | None, zone: str | None = None) -> str:
    return shown.moment(value, zone) if value else ""


@register.filter
def moment_short(value: datetime | None, zone: str | None = None) -> str:
    return shown.moment(value, zone, short=True) if value else ""


@register.simple_tag
def when(value: date | datetime | None, zone: str | None = None, *, short: bool = False) -> SafeString | str:
    """{% when clock.due_at zone=clock.zone %}: a <time> with the machine's form inside."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        words = shown.moment(value, zone, short=short)
        stamp = timezone.localtime(value, ZoneInfo(zone) if zone else None).isoformat(timespec="minutes")
    else:
        words, stamp = shown.day(value, short=short), value.isoformat()
    return format_html('<time datetime="{}">{}</time>', stamp, words)


@register.filter
def city(zone: str) -> str:
    return shown.city(zone)


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    return shown.money(amount, currency) if amount is not None else ""


@register.filter
def moneywords(amount: Decimal | int | None, currency: str) -> str:
    return shown.money_in_words(amount, currency) if amount is not None else ""


@register.filter
def browser(user_agent: str) -> str:
    return shown.browser(user_agent)


def _as_date(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.simple_tag(takes_context=True)
def whose_sheet(context: Any) -> list[str]:
    """A person of several firms prints a sheet of one: the firm of its case or its party. A list is of them all."""
    firms: dict[int, str] = context["desk"].firms
    subject = next((context[name] for name in ("case", "party") if context.get(name)), None)
    firm = getattr(subject, "organisation_id", None)
    return [firms[firm]] if firm in firms else list(firms.values())


# --- forms -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("parts/field.html")
def field(
    bound: BoundField,
    *,
    hint: Any = None,
    label: Any = "",
    unknown: BoundField | None = None,
    hints: Mapping[str, Any] | None = None,
    seg: bool = False,
    lang: str = "",
    optional: bool = True,
    zone: str = "",
    **attrs: Any,
) -> dict[str, Any]:
    """{% field form.number hint=_("Usually top right.") unknown=form.number_unknown %}

    Label, hint, error, control, in this order. `unknown` is a tick that stands for "not known" and becomes an item.
    `hints` gives a small line to each choice of a radio list; `seg` draws few choices side by side.
    `zone` says by which clock a time of day is read; a moment is read by the reader's own.
    Other keywords become attributes of the control (`autocomplete="off"`); write `_` for `-`.
    """
    widget = bound.field.widget
    hint = bound.help_text if hint is None else hint
    if zone or isinstance(widget, MomentInput):
        where = _("Time in %(zone)s.") % {"zone": shown.city(zone or timezone.get_current_timezone_name())}
        hint = ("" if shown.speaks_chinese() else " ").join(str(part) for part in (hint, where) if part)
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    told = (("hint", hint), ("error", bound.errors))
    described = [f"{bound.auto_id}-{what}" for what, there in told if there and bound.auto_id]
    widget.attrs.pop("placeholder", None)  # a label that vanishes while one types is none
    given: dict[str, Any] = {key.replace("_", "-"): value for key, value in attrs.items()}
    given["aria-describedby"] = " ".join(described) or None
    if bound.errors:
        given["aria-invalid"] = "true"
    if lang:
        given["lang"] = lang
    given = {key: value for key, value in given.items() if value is not None}
    return {
        "field": bound,
        "control": bound if grouped else bound.as_widget(attrs=given),
        "label": label or bound.label,
        "hint": hint,
        "grouped": grouped,
        "options": _options(bound, hints or {}, given) if grouped else (),
        "described": given.get("aria-describedby", ""),
        "seg": seg,
        "tick": isinstance(widget, CheckboxInput),
        "hidden": isinstance(widget, HiddenInput),
        "optional": optional and not bound.field.required and not unknown,
        "unknown": unknown,
    }


def _options(bound: BoundField, hints: Mapping[str, Any], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each choice with its control; what the group is described by goes on the group, not on every choice."""
    return [
        {"control": option.tag(), "label": option.choice_label, "hint": hints.get(str(option.data["value"]), "")}
        for option in bound.subwidgets
        if str(option.data["value"]) != "" or not bound.field.required
    ]


@register.inclusion_tag("parts/errors.html")
def errors(*forms: BaseForm | None) -> dict[str, Any]:
    """{% errors form %}: the summary on top, with links to the fields and the same words as beside them.

    What no field can mend leads to the page where it is done, if the form's `ways` know one for its code.
    """
    found = [
        {
            "href": _place(form[name]) if name != "__all__" else getattr(form, "ways", {}).get(error.code, ""),
            "label": _label(form, name),
            "text": text,
        }
        for form in forms
        if form is not None and form.is_bound
        for name, texts in sorted(form.errors.items(), key=_place_of(form))
        for error, text in zip(texts.as_data(), texts, strict=True)
    ]
    secret = any(isinstance(field.widget, PasswordInput) for form in forms if form for field in form.fields.values())
    return {"found": found, "count": len(found), "kept": not secret}


def _place_of(form: BaseForm) -> Callable[[tuple[str, Any]], int]:
    """As the fields stand, whoever found what is wrong; what no field can mend comes first."""
    places = {name: place for place, name in enumerate(form.fields)}
    return lambda each: places.get(each[0], -1)


def _place(bound: BoundField) -> str:
    grouped = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    return f"#{bound.auto_id}_0" if grouped else f"#{bound.id_for_label}"


def _label(form: BaseForm, name: str) -> Any:
    """Without the mark of a question: a colon follows."""
    return str(form[name].label).rstrip("?？:：") if name != "__all__" else ""


# --- finding one's way -----------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def crumbs(context: Context, *steps: Any) -> SafeString:
    """{% crumbs _("Cases") "cases" case.number %}: a label, then where it leads (a URL name or a path), and so on.

    The last label leads nowhere: it is this page. The same labels say on paper what the sheet is.
    """
    if desk := context.get("desk"):
        desk.trail = [str(label) for label in steps[::2]]
    places = [(steps[i], _path(steps[i + 1])) for i in range(0, len(steps) - 1, 2)]
    last = steps[-1] if len(steps) % 2 else ""
    links = format_html_join("", '<li><a href="{}">{}</a></li>', ((path, label) for label, path in places))
    return links + (format_html('<li aria-current="page">{}</li>', last) if last else SafeString(""))


def _path(place: str) -> str:
    if place.startswith(("/", "#")):
        return place
    try:
        return reverse(place)
    except NoReverseMatch:
        return "#"


@register.inclusion_tag("parts/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any], *, parameter: str = "page") -> dict[str, Any]:
    """{% pages page_obj %}: which part of a long list this is, and the way to the others."""
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "steps": [(n, link(n) if isinstance(n, int) and n != page.number else "") for n in numbers],
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.filter
def quarter(value: date) -> int:
    return (value.month + 2) // 3
