"""Who still has to set up a second factor before any door opens."""

from django.conf import settings

from accounts.models import User


def lacks_factor(user: User) -> bool:
    """True while the installation asks for a second factor and this person has none. Recovery codes alone are none."""
    if not settings.MFA_REQUIRED:
        return False
    return not user.authenticator_set.filter(type__in=("totp", "webauthn")).exists()
