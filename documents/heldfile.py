"""A file in quarantine: the virus scanner gave no answer, so nobody opens it until it has (SECURITY 5.1)."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class HeldFiles(models.QuerySet["HeldFile"]):
    def visible_to(self, user: User) -> "HeldFiles":
        """By membership only; the page of a case asks for its case first."""
        return self.filter(organisation_id__in=user.organisation_ids)

    def shown(self) -> "HeldFiles":
        return self.filter(state__in=(HeldFile.State.WAITING, HeldFile.State.REFUSED))


class HeldFile(models.Model):
    """Sealed in the store like any file, and named by no exhibit. The bytes go when it is taken or refused."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On hold")
        TAKEN = "taken", _("Taken in")
        REFUSED = "refused", _("Refused")
        PUT_AWAY = "put-away", _("Put away")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="held_files")
    about = models.CharField(max_length=60)  # "case/12": a name, because the rooms above are not known here
    given_name = models.CharField(_("name as handed in"), max_length=500)
    sha256 = models.CharField(max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    size = models.PositiveBigIntegerField()
    key = models.CharField(max_length=120, blank=True)  # empty once the bytes are gone
    params = models.JSONField(default=dict, blank=True)  # what was said of it when it was handed in
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    sentence = models.CharField(max_length=400, blank=True)  # why it was refused, for who handed it in

    objects = HeldFiles.as_manager()

    class Meta:
        ordering = ["held_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "sha256"], condition=Q(state="waiting"), name="held_once_in_one_place"
            ),
            models.CheckConstraint(condition=~Q(state="waiting") | ~Q(key=""), name="held_file_has_its_bytes"),
        ]
        indexes = [
            models.Index(fields=["tried_at"], condition=Q(state="waiting"), name="held_waiting"),
            models.Index(fields=["about", "state"], name="held_about"),
        ]

    def __str__(self) -> str:
        return self.given_name

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
