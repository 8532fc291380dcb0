"""The mailbox inside the app: where no mail server is set, this is where the mail arrives."""

import base64
import hashlib
import re

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from notifications.models import Message
from web.requests import Request

PAGE = 25
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@require_GET
def mailbox(request: Request) -> HttpResponse:
    found = Message.objects.mailbox_of(request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "activity/mailbox.html", {"page": page})


@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.mailbox_of(request.user), pk=pk)
    return render(request, "activity/mail.html", {"message": message, "now": timezone.now()})


@require_GET
def letter_page(request: Request, pk: int) -> HttpResponse:
    """The mail as a mail programme draws it: a page without an origin, scripts, pictures or forms; its styles alone."""
    message = get_object_or_404(Message.objects.mailbox_of(request.user), pk=pk)
    if not message.html:
        raise Http404
    styles = " ".join(f"'sha256-{_digest(text)}'" for text in STYLE.findall(message.html)) or "'none'"
    answer = HttpResponse(message.html)
    answer["Content-Security-Policy"] = f"sandbox; default-src 'none'; style-src {styles}"
    answer["Cache-Control"] = "no-store"
    return answer


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
