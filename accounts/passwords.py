"""What a password has to be. Length is what counts (NIST SP 800-63B 5.1.1.2): no rules about capitals and signs."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's own, with a sentence that exists in both our languages."""

    def get_error_message(self) -> str:
        return _("The password is too short. Take at least %(length)s characters.") % {"length": self.min_length}

    def get_help_text(self) -> str:
        return _("At least %(length)s characters.") % {"length": self.min_length}
