"""Help, first in the foot of every page: what to do first, what the words mean, the shortcuts."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.requests import Request


@login_not_required
@require_safe
def help_page(request: Request) -> HttpResponse:
    return render(request, "help.html")
