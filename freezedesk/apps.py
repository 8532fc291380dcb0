"""The house itself: it registers the checks of its settings."""

from django.apps import AppConfig
from django.core.checks import register

from freezedesk import checks


class FreezeDesk(AppConfig):
    name = "freezedesk"
    verbose_name = "FreezeDesk"

    def ready(self) -> None:
        register(checks.settings_agree, "freezedesk")
        register(checks.letters_can_be_printed, "freezedesk")
