"""A deadline with its reasons. Never edited: a change makes a new row that supersedes the old one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models.case import Case, guest_case_ids


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def visible_to(self, user: User) -> "DeadlineQuerySet":
        granted = guest_case_ids(user)
        seen = Q(organisation_id__in=user.organisation_ids)
        return self.filter(seen | Q(case_id__in=granted)) if granted else self.filter(seen)

    def running(self) -> "DeadlineQuerySet":
        """Live dates that somebody still has to meet."""
        return self.filter(status=Deadline.Status.LIVE)

    def standing(self) -> "DeadlineQuerySet":
        """All that still counts for the case: proposed, live or met, but not superseded or waived."""
        return self.filter(status__in=[Deadline.Status.PROPOSED, Deadline.Status.LIVE, Deadline.Status.MET])


class Deadline(models.Model):
    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal date")
        TARGET = "target", _("Internal target")
        FREEZE_END = "end", _("Freeze end")

    class Actor(models.TextChoices):
        US = "us", _("We must act")
        THEM = "them", _("The other side must act")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed, not yet confirmed")
        LIVE = "live", _("Live")
        MET = "met", _("Met")
        SUPERSEDED = "superseded", _("Superseded")
        WAIVED = "waived", _("Waived")

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    kind = models.CharField(_("clock"), max_length=10, choices=Kind.choices)
    actor = models.CharField(max_length=4, choices=Actor.choices, default=Actor.US)
    code = models.CharField(max_length=80)  # the rule's id, or counsel-engaged, supplement, chase-receipt
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    rule = models.ForeignKey("knowledge.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    rule_kind = models.CharField(max_length=30, blank=True)  # limitation, response-due, freeze-expiry, ...
    confidence = models.CharField(max_length=10, blank=True)
    trigger = models.CharField(max_length=60)  # the event it runs from: freeze_known
    trigger_at = models.DateTimeField()
    event = models.ForeignKey("cases.Event", models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="targets")
    zone = models.CharField(max_length=64)
    due_on = models.DateField(_("due on"))  # the date in the authority's zone
    due_at = models.DateTimeField(_("due"))  # its last moment, for sorting and reminding
    has_time = models.BooleanField(default=False)  # a stated hour, 17:00, and not the end of the day
    provisional = models.BooleanField(default=False)
    trace = models.JSONField(default=list)  # steps with code and parameters, readable in both languages
    ruler = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROPOSED)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    second_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_note = models.CharField(max_length=300, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deadlines")
    created_at = models.DateTimeField()

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "live", "met", "superseded", "waived"]),
                name="deadline_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["live", "met"]) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="live_deadline_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(second_confirmed_by=None) | ~Q(second_confirmed_by=models.F("confirmed_by")),
                name="two_people_confirm_a_limitation",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "due_at", "id"], condition=Q(status="live"), name="deadline_live"),
            models.Index(fields=["owner", "due_at", "id"], condition=Q(status="live"), name="deadline_mine"),
            # Few wait to be confirmed among many that run: Today asks for them each time.
            models.Index(
                fields=["organisation", "due_at", "id"], condition=Q(status="proposed"), name="deadline_proposed"
            ),
            models.Index(fields=["case", "due_at"], name="deadline_of_case"),
            # What the dashboard counts and lists, each by itself: a freeze end comes without anybody meeting it.
            models.Index(
                fields=["organisation", "due_at", "id", "due_on"],  # the last one so that counting reads no row
                condition=Q(status="live", kind__in=["legal", "target"]),
                name="deadline_to_meet",
            ),
            models.Index(
                fields=["organisation", "due_at", "id"], condition=Q(status="live", kind="end"), name="deadline_ends"
            ),
            models.Index(
                fields=["organisation", "due_at", "id"],
                condition=Q(status="live", actor="them"),
                name="deadline_waiting",
            ),
            models.Index(fields=["case"], condition=Q(rule_kind="limitation"), name="deadline_limitation"),
            models.Index(fields=["due_at", "id"], condition=Q(status="live"), name="deadline_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.due_on}"

    @property
    def title(self) -> str:
        return self.title_en if (translation.get_language() or "").startswith("en") else self.title_zh

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.LIVE

    @property
    def is_proposed(self) -> bool:
        return self.status == self.Status.PROPOSED

    @property
    def is_met(self) -> bool:
        return self.status == self.Status.MET
