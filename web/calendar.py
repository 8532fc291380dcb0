"""One's dates in one's own calendar: the page that gives the address, and the feed behind it."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import calendar as dates
from notifications import feeds, ics
from notifications.models import CalendarFeed
from web.forms.calendar import Feed
from web.requests import Request


@require_http_methods(["GET", "POST"])
def calendar(request: Request) -> HttpResponse:
    if request.POST.get("do") == "close":
        return _close(request)
    known = CalendarFeed.objects.standing().filter(user=request.user.pk).first()
    first = {"scope": known.scope, "alarm": known.alarm} if known else {"scope": "mine"}
    form = Feed(request.POST or None, initial=first)
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            token = feeds.open_feed(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            # Shown on this answer and never again: the house itself does not know it any more.
            address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
            known = CalendarFeed.objects.standing().filter(user=request.user.pk).first()
    page = {"form": form, "feed": known, "address": address}
    return render(request, "notifications/calendar.html", page, status=422 if form.errors else 200)


def _close(request: Request) -> HttpResponse:
    try:
        feeds.close_feed(by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The address no longer works."))
    return redirect("calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For programmes. The same answer for a wrong, an old and a foreign address."""
    found = feeds.feed_of(token)
    if found is None:
        raise Http404
    reader = found.user
    entries = dates.entries(reader, scope=found.scope, at=timezone.now())
    with translation.override(reader.language):
        body = ics.calendar(entries, name=_("FreezeDesk dates"), language=reader.language, alarm=found.alarm)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    changed = int(max([found.created_at, *(entry.stamp for entry in entries)]).timestamp())
    answer = get_conditional_response(request, etag=etag, last_modified=changed)
    if answer is None:
        answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="freezedesk.ics"'
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed)
    answer["Cache-Control"] = "private, no-cache"  # kept by the reader alone, and asked for again each time
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
