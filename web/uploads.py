"""A file from a form into the store: refused beside its own field with what to do, and told when it is in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import Organisation
from documents import storing
from documents.models import StoredFile


def stored(upload: Any, organisation: Organisation, *, field: str, recordings: bool = False) -> StoredFile | None:
    if not upload:
        return None
    try:
        return storing.store(
            upload,
            name=upload.name,
            organisation=organisation,
            at=timezone.now(),
            prepare_now=False,
            recordings=recordings,
        )
    except ValidationError as refused:
        raise ValidationError({field: refused.error_list}) from refused


def papers_added(n: int) -> str:
    return ngettext("%(n)s paper added.", "%(n)s papers added.", n) % {"n": n}
