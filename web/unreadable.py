"""A stored file that cannot be opened is said in words wherever it is asked for: it is no fault of the page."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from documents.vault import Unreadable
from web.middleware import GetResponse

logger = logging.getLogger(__name__)


class SaidInWords:
    """503, because it is the administrator's to mend, and the same request will do then."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Unreadable):
            return None
        logger.error("A stored file cannot be read (%s): %s", exception.code, (exception.params or {}).get("name"))
        return render(request, "unreadable.html", {"sentence": exception.messages[0]}, status=503)
