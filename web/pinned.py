"""One request, one state of the knowledge: each kind is asked for once, and a load in between changes no half page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from knowledge.shelf import pinned


class PinnedKnowledge:
    """The next request sees what was loaded meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with pinned():
            return self.get_response(request)
