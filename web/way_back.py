"""Where a change of language or light leads from a page that answered a form, and what was typed on it.

Such a page may stand at an address that only takes forms, and a browser that opens it again has lost the words.
"""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.urls import Resolver404, resolve

FORGOTTEN = "freezedesk.forgotten"
SALT, KEPT_FOR = "typed on a refused form", timedelta(days=1)
UNTYPED = ("do", "version")  # which button, and which text was read
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SECRET = ("password",)
NEVER = ("csrfmiddlewaretoken", *SECRET)
Fields = dict[str, list[str]]


def page_of(request: HttpRequest) -> str:
    """This page, if it can be opened; else the one the form stood on, or the nearest above that can be."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    try:
        came_from, host = urlsplit(request.headers.get("Referer", "")), request.get_host()
    except (ValueError, DisallowedHost):  # the page that refuses a strange host is drawn by us too
        return nearest(request.path)
    if came_from.netloc != host or came_from.path in ("", request.path) or not can_be_opened(came_from.path):
        return nearest(request.path)
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def nearest(path: str) -> str:
    """/cases/HL-0001/letters/2/returned/ only takes a file: one goes to /cases/HL-0001/letters/2/."""
    while path not in ("", "/") and not can_be_opened(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path or "/"


def can_be_opened(path: str) -> bool:
    try:
        return takes_get(resolve(path).func)
    except Resolver404:
        return False


def takes_get(view: Callable[..., Any] | None) -> bool:
    """What require_POST and its sisters keep to themselves. tests/house asks it of every address of the house."""
    while inspect.isfunction(view):
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if methods is not None:
            return "GET" in methods
        view = getattr(view, "__wrapped__", None)
    return True


def typed(request: HttpRequest) -> str:
    """What was sent, folded into one field: never a password, nor what came from another site's page."""
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False) or FORGOTTEN in request.META:
        return ""
    try:
        fields = fields_of(request)
    except (SuspiciousOperation, UnreadablePostError):
        return ""
    if any(word in name for name in request.POST for word in SECRET):
        return ""
    if not any(text.strip() for name, texts in fields.items() if name not in UNTYPED for text in texts):
        return ""
    kept = {"to": request.path, "page": page_of(request), "fields": fields, "files": bool(request.FILES)}
    return signing.dumps(kept, salt=SALT, compress=True)


def forget(request: HttpRequest) -> None:
    request.META[FORGOTTEN] = True


def carried(request: HttpRequest) -> dict[str, Any] | None:
    """The same on the other side: what came along with the change of language."""
    try:
        kept = signing.loads(request.POST.get("typed", ""), salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return kept if isinstance(kept, dict) else None


def fields_of(request: HttpRequest) -> Fields:
    if request.method != "POST" or request.content_type not in FORMS:
        return {}
    named = {name: texts for name, texts in request.POST.lists() if not any(word in name for word in NEVER)}
    return {name: [str(text) for text in texts] for name, texts in named.items()}
