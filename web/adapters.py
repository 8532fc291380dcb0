"""How sign-in behaves: nobody signs up alone, mail goes into the outbox, tries are counted by person and place."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from accounts.models import User
from web import letters_out, shown


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the reader's own language, whatever language the page was in where somebody typed the address."""
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        with translation.override(user.language if user else translation.get_language()):
            message = self.render_mail(
                template_prefix, email, {"email": email, "site_url": settings.SITE_URL, **context}
            )
            kind = template_prefix.rpartition("/")[2]
            letters_out.put(message.subject, message.body, email=email, user=user, kind=kind, at=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address we know the person by; allauth would look for one in a table of its own."""
        words = {"user": user, "timestamp": timezone.now(), "ip": self.get_client_ip(self.request), **(context or {})}
        words["user_agent"] = shown.browser(self.get_http_user_agent(self.request))
        self.send_mail(template_prefix, user.email, words)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From SITE_URL, never from the Host header: a forged one would send the link to a stranger."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_URL.rstrip('/')}{path}"


def who_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name under which axes counts a try. allauth passes `email`, axes would look for `username` and store None."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or (request.POST.get("login", "") if request else "")
    return str(name).strip().lower()
