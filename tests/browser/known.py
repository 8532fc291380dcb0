"""The people of the sample desk, and where the rows stand whose numbers only the database knows."""

from accounts.models import SavedView, User
from appeals.models import CaseLetter, Submission
from cases.models import (
    ApplicableLaw,
    Case,
    CaseNote,
    Deadline,
    Draft,
    Event,
    HealthReview,
    Item,
    Party,
    PolicyReview,
    PolicyUpdate,
)
from comms.models import InMail, OutDraft
from notifications.models import Message, Webhook

EMAILS = {
    "finance": "wang.min@desk.example",
    "counsel": "chen.jing@desk.example",
    "manager": "pieter.maes@desk.example",
    "administrator": "sofie.claes@desk.example",
}
WITH_AN_APP = "ines@desk.example"  # asked for six digits at the door


def addresses() -> dict[str, str]:
    """Filled into the paths of pages.py, as in /cases/FD-0007/evidence/{exhibit}/."""
    hailan, meridian = Case.objects.get(ref="FD-0007"), Case.objects.get(ref="FD-0005")
    return {
        name: str(value)
        for name, value in {
            "draft": Draft.objects.unfinished().get().key,
            "exhibit": hailan.evidence.order_by("pk")[0].pk,
            "letter_pack": hailan.packs.order_by("-number")[0].number,
            "sent_pack": meridian.packs.order_by("number")[0].number,
            "point": meridian.appeals.get(round=1).rejection.points.filter(is_point=True)[0].pk,
            "event": Event.objects.filter(case=hailan).order_by("pk")[0].pk,
            "item": Item.objects.filter(case=hailan).order_by("pk")[0].pk,
            "clock": Deadline.objects.filter(case=hailan).order_by("pk")[0].pk,
            "mail_in": InMail.objects.get(case=hailan).pk,
            "draft_out": OutDraft.objects.order_by("pk")[0].pk,
            "view": SavedView.objects.get().pk,
            "ruled": meridian.deadlines.open().filter(rule__isnull=False, chained_from=None).order_by("pk")[0].pk,
            "running": hailan.deadlines.running().filter(parent=None).order_by("pk")[0].pk,
            "legal": hailan.deadlines.open().filter(kind="legal").order_by("pk")[0].pk,
            "review": HealthReview.objects.order_by("pk")[0].pk,
            "policy": PolicyUpdate.objects.get().pk,
            "policy_review": PolicyReview.objects.order_by("-pk")[0].pk,
            "note": CaseNote.objects.verified()[0].pk,
            "law": ApplicableLaw.objects.standing().exclude(verified_at=None)[0].pk,
            "party": Party.objects.get(pk=hailan.party_id).pk,
            "submission": Submission.objects.get(appeal__case=meridian).pk,
            "letter_beside": CaseLetter.objects.filter(case=hailan).order_by("number")[0].number,
            "webhook": Webhook.objects.get().pk,
            "mail": Message.objects.mailbox_of(User.objects.get(email=EMAILS["finance"]))[0].pk,
        }.items()
    }
