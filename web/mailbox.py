"""The mailbox inside the app: where no mail server is set, this is where the mail arrives."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from notifications.models import Message
from web.requests import Request

PAGE = 25


@require_GET
def mailbox(request: Request) -> HttpResponse:
    found = Message.objects.mailbox_of(request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "activity/mailbox.html", {"page": page})


@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.mailbox_of(request.user), pk=pk)
    return render(request, "activity/mail.html", {"message": message, "now": timezone.now()})
