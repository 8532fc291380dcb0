"""Which case a mail belongs to: the case's own address first, then what it answers. A subject proves nothing."""

import re

from accounts.models import Organisation
from cases.models import Case
from comms import addresses
from comms.models import InMail, OutMail
from comms.reading import Read

REF = re.compile(r"\b[A-Z]{1,6}-\d{1,9}\b")


def case_for(read: Read, organisation: Organisation | None) -> tuple[Case | None, str]:
    """The case and how it was found. A number in the subject is only a hint: anybody can write it."""
    found = addresses.case_of(read.to)
    if found is not None and (organisation is None or found.organisation_id == organisation.pk):
        return found, InMail.Matched.ADDRESS
    if read.answers_to:
        ours = OutMail.objects.filter(mail_id__in=read.answers_to)
        theirs = InMail.objects.filter(mail_id__in=read.answers_to, case__isnull=False)
        if organisation is not None:
            ours = ours.filter(case__organisation=organisation)
            theirs = theirs.filter(organisation=organisation)
        if sent := ours.select_related("case__organisation").order_by("-made_at", "-pk").first():
            return sent.case, InMail.Matched.ANSWER
        if (before := theirs.select_related("case__organisation").order_by("-pk").first()) and before.case:
            return before.case, InMail.Matched.THREAD
    return None, InMail.Matched.NONE


def hint(mail: InMail) -> Case | None:
    """For the person who decides: the number that stands in the subject, when it is one of ours."""
    refs = REF.findall(mail.subject.upper())[:5]
    return Case.objects.filter(organisation=mail.organisation_id, ref__in=refs).first() if refs else None
