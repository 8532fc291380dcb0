"""Papers on hold: looked at again when the virus scanner answers, and then an exhibit, or refused with its reason."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Can
from appeals import evidence
from cases import history
from cases.models import Case
from documents import holding, storing
from documents.models import HeldFile
from documents.vault import Unreadable

MOST = 20


def of(case: Case) -> list[HeldFile]:
    """What waits, and what was refused since and nobody has put away."""
    return list(HeldFile.objects.shown().filter(about=case.chain).select_related("held_by")[:50])


def look_again(at: datetime) -> int:
    """Returns how many wait no longer. While the scanner stays away the first one says so, and the rest wait on."""
    settled = 0
    for held in holding.due(at, MOST):
        with translation.override(held.held_by.language):
            if not _judged(held, at=at):
                break
        settled += 1
    return settled


def _judged(held: HeldFile, *, at: datetime) -> bool:
    case = Case.objects.get(pk=held.about.partition("/")[2])
    try:
        with tempfile.TemporaryDirectory(prefix="fd-held-") as folder:
            path = Path(folder) / "file"
            holding.write_to(held, path)
            file = storing.store(path, name=held.given_name, organisation=held.organisation, at=at)
        with transaction.atomic():
            if holding.settle(held, HeldFile.State.TAKEN):
                evidence.enter(case, file, name=held.given_name, by=held.held_by, at=at, **held.params)
    except Unreadable as problem:
        return _refused(held, case, problem, at=at)
    except ValidationError as problem:
        code = _code(problem)
        if code == "not_scanned":
            return False
        if code == "file_already":  # it came in another way meanwhile
            return holding.settle(held, HeldFile.State.TAKEN)
        return _refused(held, case, problem, at=at)
    except PermissionDenied:
        gone = ValidationError(_("Who handed it in does not work on this case any more. Upload it again."))
        return _refused(held, case, gone, at=at)
    return True


def _code(problem: ValidationError) -> str:
    """Of a refusal of the whole file; one that names its fields has none of its own."""
    return "" if hasattr(problem, "error_dict") else problem.error_list[0].code or ""


@transaction.atomic
def _refused(held: HeldFile, case: Case, problem: ValidationError, *, at: datetime) -> bool:
    if holding.settle(held, HeldFile.State.REFUSED, " ".join(problem.messages)):
        history.record(case, "evidence.refused", by=None, at=at, data={"sha256": held.sha256, "code": _code(problem)})
    return True


@transaction.atomic
def put_away(case: Case, held: HeldFile, *, by: User, at: datetime) -> None:
    """Off the list: one that was refused, or one that nobody wants to wait for. Its bytes go."""
    case.require(by, Can.WORK_ON_CASE)
    if not holding.settle(held, HeldFile.State.PUT_AWAY):
        raise ValidationError(_("This file waits no longer. Reload the page."), code="waits_no_longer")
    history.record(case, "evidence.put_away", by=by, at=at, data={"sha256": held.sha256})
