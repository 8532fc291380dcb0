"""What is typed arrives as it is seen; every password as it was typed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.pasted import as_seen
from web.middleware import GetResponse

SECRET = "password"  # noqa: S105  # part of the names of such fields


class AsItIsSeen:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST":
            return None
        given = {name: values for name, values in request.POST.lists() if SECRET not in name}
        seen = {name: [as_seen(value) for value in values] for name, values in given.items()}
        if seen != given:
            fields = request.POST.copy()
            for name, values in seen.items():
                fields.setlist(name, values)
            request.POST = fields  # type: ignore[assignment]
        return None
