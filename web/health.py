"""/health: does the database answer, and when did the clockwork last go round? For whoever watches the machine."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.models import Heartbeat

LATE = timedelta(minutes=3)


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served. A clock that stands still is said, but takes no page away from anyone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beats = {beat.name: beat.at for beat in Heartbeat.objects.all()}
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "down"}, status=503)
    now = timezone.now()
    clock = {name: "ok" if now - at < LATE else "late" for name, at in sorted(beats.items())}
    return JsonResponse({"ok": True, "database": "ok", "clock": clock or "not started"})
