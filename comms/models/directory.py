"""The firm's own directory: institutions nobody researched, and channels as the firm last found them, by version."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class OwnInstitutionQuerySet(models.QuerySet["OwnInstitution"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)


class OwnInstitution(models.Model):
    """A court, an authority or a bank that is not among the shipped profiles."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="institutions")
    code = models.CharField(max_length=60)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2)
    body_kind = models.CharField(_("kind of body"), max_length=40)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = OwnInstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="own_institution_code_once"),
            models.CheckConstraint(condition=~Q(name_zh=""), name="own_institution_has_a_name"),
        ]
        ordering = ["name_zh", "pk"]

    def __str__(self) -> str:
        english = (translation.get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name_zh


class ChannelVersionQuerySet(models.QuerySet["ChannelVersion"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)

    def current(self) -> Self:
        return self.filter(is_current=True)


class ChannelVersion(models.Model):
    """How a channel is used, as the firm found it on a day. Never edited: the next version takes its place."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="channel_versions")
    institution = models.CharField(max_length=60)  # a code of knowledge/providers, or of an own institution
    kind = models.CharField(_("kind of channel"), max_length=20)
    number = models.PositiveIntegerField(_("version"))
    address = models.CharField(_("address"), max_length=300)
    size_limit_mb = models.PositiveIntegerField(_("limit in MB"), null=True, blank=True)
    counts_mail = models.BooleanField(_("the limit counts the whole mail as it is sent"), default=False)
    languages = models.JSONField(_("languages"), default=list)
    formats = models.JSONField(_("formats"), default=list)
    copies = models.PositiveSmallIntegerField(_("copies"), null=True, blank=True)
    field_limits = models.JSONField(default=list)  # [{"name": "摘要", "max": 500}]
    note = models.CharField(_("note"), max_length=300, blank=True)
    verified_on = models.DateField(_("checked on"), null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_current = models.BooleanField(default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = ChannelVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "institution", "kind", "number"], name="channel_version_counted_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "institution", "kind"],
                condition=Q(is_current=True),
                name="one_channel_version_in_use",
            ),
            models.CheckConstraint(condition=~Q(address=""), name="channel_version_has_an_address"),
            models.CheckConstraint(
                condition=Q(verified_on=None, verified_by=None)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="channel_checked_by_somebody",
            ),
        ]
        ordering = ["kind", "-number"]

    def __str__(self) -> str:
        return f"{self.institution} {self.kind} {self.number}"
