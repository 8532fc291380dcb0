"""What a person does at the door."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth

from tests.build import PASSWORD

LOGIN = "/accounts/login/"


def knock(client, email, password=PASSWORD, address="203.0.113.5", **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra}, REMOTE_ADDR=address)


def with_app(person):
    """Give the person an app, and return what the app shows."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    auth.TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return digits_of(secret)


def digits_of(secret):
    return auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
