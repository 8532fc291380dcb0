"""Mail about signing in: rendered in the reader's language and put into the outbox like every other message."""

from datetime import datetime
from uuid import uuid4

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Organisation, User
from cases.models import Guest
from notifications import posting
from notifications.models import Channel, Message


def password_link(request: HttpRequest, user: User) -> str:
    """Works once and for 24 hours (row 11.2): the token dies with the password it was made for."""
    key = f"{user_pk_to_url_str(user)}-{app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}).replace("UID-KEY", key)
    return str(settings.SITE_URL.rstrip("/") + path)


def send_invitation(request: HttpRequest, user: User, *, organisation: Organisation, by: User, at: datetime) -> Message:
    with translation.override(user.language):
        words = {"user": user, "organisation": organisation, "by": by, "url": password_link(request, user)}
        subject = render_to_string("account/email/invitation_subject.txt", words)
        body = render_to_string("account/email/invitation_message.txt", words)
        return put(subject, body, email=user.email, user=user, kind="invitation", at=at)


def send_guest_invitation(request: HttpRequest, guest: Guest, *, by: User, at: datetime) -> Message:
    """An outsider chooses a password as a member does; whoever has one is told where the case is."""
    user, case = guest.user, guest.case
    known = user.has_usable_password()
    case_page = settings.SITE_URL.rstrip("/") + reverse("case", args=[case.ref])
    with translation.override(user.language), timezone.override(user.time_zone):
        words = {
            "user": user,
            "guest": guest,
            "case": case,
            "organisation": case.organisation,
            "by": by,
            "has_password": known,
            "url": case_page if known else password_link(request, user),
        }
        subject = render_to_string("account/email/guest_subject.txt", words)
        body = render_to_string("account/email/guest_message.txt", words)
        return put(subject, body, email=user.email, user=user, kind="guest-invitation", at=at)


def put(subject: str, body: str, *, email: str, user: User | None, kind: str, at: datetime) -> Message:
    """Of no organisation on purpose: a link that opens an account is its receiver's alone."""
    return posting.post(
        channel=Channel.MAIL,
        kind=kind,
        about=f"user/{user.pk}" if user else "",
        subject=subject.strip(),
        body=body.strip() + "\n",
        dedupe=f"{kind}/{uuid4().hex}",
        recipient=user,
        to=email,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        at=at,
    )
