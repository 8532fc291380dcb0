"""A paper of the case, as it came: handed over as a download, never shown inside this site (SECURITY 5, serving)."""

from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.models import User
from appeals.models import Bundle, Rejection, Shipment, Submission
from cases.models import Case, Message
from comms.models import MailFile, OutDraft, OutMail
from documents import storing
from documents.models import StoredFile
from web.case_head import case_or_404
from web.requests import Request


def files_of(case: Case, user: User) -> Q:
    """The papers that hang on the case itself; exhibits have their own door."""
    freeze = case.freeze
    kept = [pk for pk in (freeze.notice_file_id, freeze.verified_file_id) if pk]
    return (
        Q(pk__in=kept)
        | Q(pk__in=case.events.exclude(file=None).values("file"))
        | Q(pk__in=case.clock_changes.exclude(file=None).values("file"))
        | Q(pk__in=Message.objects.read_by(user, case).exclude(file=None).values("file"))
        | Q(pk__in=MailFile.objects.filter(mail__case=case).exclude(file=None).values("file"))
        | Q(pk__in=OutMail.objects.filter(case=case).exclude(eml=None).values("eml"))
        | Q(pk__in=OutDraft.objects.filter(case=case).exclude(file=None).values("file"))
        | Q(pk__in=Submission.objects.filter(appeal__case=case).exclude(receipt_file=None).values("receipt_file"))
        | Q(pk__in=Rejection.objects.filter(appeal__case=case).exclude(file=None).values("file"))
        | Q(pk__in=Shipment.objects.filter(submission__appeal__case=case).exclude(slip=None).values("slip"))
        | Q(
            pk__in=Shipment.objects.filter(submission__appeal__case=case)
            .exclude(delivered_file=None)
            .values("delivered_file")
        )
        | Q(pk__in=Bundle.objects.filter(pack__case=case).values("file"))
    )


@require_GET
def file(request: Request, ref: str, pk: int) -> FileResponse:
    case = case_or_404(request, ref)
    found = get_object_or_404(StoredFile.objects.filter(files_of(case, request.user)), pk=pk)
    return handed_over(found)


def handed_over(file: StoredFile, *, name: str = "") -> FileResponse:
    answer = FileResponse(
        storing.open_original(file),
        as_attachment=True,
        filename=name or file.name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    return answer
