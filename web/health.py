"""/health: does the database answer, and are messages carried in time? For whoever watches the machine."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.health import lateness


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 with `reasons` when somebody must look. Numbers and codes only: anybody may read it.

    Pages can be served while messages are late. A front server that takes a machine out of service looks at
    `database` (ops/healthy.py does), an alarm at the status.
    """
    try:
        told = lateness(timezone.now())
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "down", "reasons": ["database_down"]}, status=503)
    return JsonResponse({"ok": told.ok, "database": "ok", **told.as_json()}, status=200 if told.ok else 503)
