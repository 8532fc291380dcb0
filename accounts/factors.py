"""Who still has to set up a second factor before any door opens."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User


def lacks_factor(user: User) -> bool:
    """True while the installation asks for a second factor and this person has none. Recovery codes alone are none."""
    if not settings.MFA_REQUIRED:
        return False
    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=user, type__in=factors).exists()
