"""The icons of the house: one file with every drawing, fetched once and kept by the browser for a year.

Inline drawings would weigh more than the rows they decorate. A name that is not listed here is refused,
so that the list stays short and each icon keeps one meaning on every page.
"""

import hashlib
from functools import cache
from zipfile import ZipFile

import lucide
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

NAMES = (
    # places
    "inbox",
    "calendar-clock",
    "folder-open",
    "file-plus",
    "landmark",
    "wallet",
    "chart-column",
    "activity",
    "mail",
    "users",
    "circle-user",
    "settings",
    "circle-help",
    "book-open",
    # the three clocks
    "scale",
    "target",
    "snowflake",
    "timer",
    # states
    "octagon-alert",
    "triangle-alert",
    "circle",
    "circle-check",
    "circle-dot",
    "lock",
    "circle-dashed",
    "hourglass",
    "circle-pause",
    # acts and things
    "menu",
    "plus",
    "minus",
    "x",
    "check",
    "search",
    "printer",
    "download",
    "upload",
    "bookmark",
    "file-text",
    "eye",
    "pencil",
    "trash-2",
    "undo-2",
    "arrow-up",
    "arrow-down",
    "chevron-left",
    "chevron-right",
    "git-compare",
    "message-square",
    "shield-check",
    "key-round",
    "bell-ring",
    "link",
    "history",
)
DRAWINGS = {"circle-help": "circle-question-mark"}  # where the package calls it otherwise


@cache
def sprite() -> str:
    with ZipFile(str(lucide.__path__[0]) + "/lucide.zip") as drawings:
        symbols = [_symbol(name, drawings.read(f"{DRAWINGS.get(name, name)}.svg").decode()) for name in NAMES]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def _symbol(name: str, drawing: str) -> str:
    inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'


@cache
def version() -> str:
    return hashlib.sha256(sprite().encode()).hexdigest()[:10]


@login_not_required
@require_GET
@cache_control(public=True, max_age=365 * 86400, immutable=True)
def icons(request: HttpRequest, version: str) -> HttpResponse:
    return HttpResponse(sprite(), content_type="image/svg+xml")
