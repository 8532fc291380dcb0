"""What cannot be read is said in words: a stored file that does not open, and a request that brought too much."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refused before any page saw it. The form that was filled in is still in the reader's browser."""
    sentence = _("The request could not be read. Go back, reload the page and send it again.")
    if isinstance(exception, TooManyFilesSent):
        sentence = _(
            "More than %(most)s files were sent at once. Go back and upload them in portions; nothing was changed."
        ) % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    elif isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        sentence = _(
            "More text was sent at once than fits. Go back, shorten it, and send it again; nothing was changed."
        )
    if request.path.startswith("/api/"):
        return JsonResponse({"problems": [{"field": None, "code": "too_much", "message": sentence}]}, status=400)
    return render(request, "400.html", {"sentence": sentence}, status=400)
