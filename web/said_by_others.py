"""Sentences of Django and allauth that our pages show. Named here, they enter our catalogue, which is asked first:
their own Chinese calls a wrong code an error code, and speaks of fields where we speak of answers.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: tuple[str | Promise, ...] = (
    _("This field is required."),
    _("Enter a valid date."),
    _("Enter a valid date/time."),
    _("Enter a valid time."),
    _("Enter a valid email address."),
    _("Enter a number."),
    _("Enter a whole number."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("The submitted file is empty."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("The email address and/or password you specified are not correct."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("Authenticator code"),
    _("Password (again)"),
    _("New Password (again)"),
    _("Current Password"),
)
