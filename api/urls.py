"""The API's root: who may enter, and how a refusal reads. One place for both."""

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as WrongShape
from ninja.security import SessionAuth

from api import cases, deadlines, moments

SHAPES = {
    "missing": gettext_lazy("This is needed."),
    "extra_forbidden": gettext_lazy("There is no field of this name."),
    moments.BEYOND: gettext_lazy("Nobody can mean this day. Look at the year."),
}


class SignedIn(SessionAuth):
    """The browser's session, with its CSRF token for anything that writes."""

    def authenticate(self, request: HttpRequest, key: str | None) -> object | None:
        return request.user if request.user.is_authenticated else None


api = NinjaAPI(
    title="FreezeDesk",
    version="1",
    description="Cases and deadlines of frozen accounts. Amounts are decimal strings with an ISO 4217 code; "
    "moments are ISO 8601 with an offset; computed dates are no legal advice.",
    auth=SignedIn(),
    urls_namespace="api-1",
    docs_decorator=require_safe,
    docs_url=None,  # the interactive page loads scripts from elsewhere; the description itself is /api/v1/openapi.json
)
api.add_router("/cases", cases.router)
api.add_router("/deadlines", deadlines.router)


@api.exception_handler(ValidationError)
def refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with a code for programs and a sentence for people, per field where there is one."""
    if hasattr(error, "error_dict"):
        problems = [
            {"field": None if field == NON_FIELD_ERRORS else field, "code": one.code, "message": " ".join(one.messages)}
            for field, errors in error.error_dict.items()
            for one in errors
        ]
    else:
        problems = [{"field": None, "code": one.code, "message": " ".join(one.messages)} for one in error.error_list]
    return api.create_response(request, {"problems": problems}, status=422)


@api.exception_handler(WrongShape)
def misshapen(request: HttpRequest, error: WrongShape) -> HttpResponse:
    """What has no readable shape is refused in the shape of all refusals. The codes are pydantic's: missing, ..."""
    problems = []
    for one in error.errors:
        place = [str(part) for part in one["loc"]]
        sentence = str(SHAPES.get(one["type"], "")) or _("This value cannot be read: %(why)s.") % {"why": one["msg"]}
        problems.append({"field": place[2] if len(place) > 2 else place[-1], "code": one["type"], "message": sentence})
    return api.create_response(request, {"problems": problems}, status=422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What is no JSON at all."""
    return api.create_response(
        request,
        {"problems": [{"field": None, "code": "unreadable", "message": _("Send the request as JSON.")}]},
        status=error.status_code,
    )


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return api.create_response(
        request,
        {"problems": [{"field": None, "code": "forbidden", "message": str(error) or _("Not allowed.")}]},
        status=403,
    )


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """A foreign object and a missing one read the same: no one learns from the answer that it exists."""
    return api.create_response(
        request,
        {"problems": [{"field": None, "code": "not_found", "message": _("There is no such thing here.")}]},
        status=404,
    )


urlpatterns = [path("", api.urls)]
