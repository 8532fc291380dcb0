"""Notices to oneself: what the house tells inside the app, newest first. Read is said by a button, never by looking."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from notifications.channels import in_app
from notifications.models import Message
from web.requests import Request
from web.whole import is_whole

PAGE = 25


@require_http_methods(["GET", "POST"])
def notices(request: Request) -> HttpResponse:
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("notice") if is_whole(pk)]
        in_app.read(request.user, at=timezone.now(), ids=chosen if "notice" in request.POST else None)
        return redirect("notices")
    found = Message.objects.bell_of(request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notices.html", {"page": page, "unread": found.unread().count()})
