"""How sign-in behaves here: nobody signs up alone, mail is short, and failed tries are counted by e-mail and address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def who_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name under which axes counts a try. allauth passes `email`, axes would look for `username` and store None."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or (request.POST.get("login", "") if request else "")
    return str(name).strip().lower()
