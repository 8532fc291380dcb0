"""A line of a checklist: what to do, by whom, by when, and whether the gate waits for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.models.case import Case, guest_case_ids
from cases.stages import Stage


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> "ItemQuerySet":
        granted = guest_case_ids(user)
        seen = Q(organisation_id__in=user.organisation_ids)
        return self.filter(seen | Q(case_id__in=granted)) if granted else self.filter(seen)

    def open(self) -> "ItemQuerySet":
        return self.filter(state=Item.State.TODO)

    def at_work(self) -> "ItemQuerySet":
        """Still to be done: what a closed case left open is history; what prevents the next freeze is the account's."""
        return self.open().filter(case__closed_at=None)


class Item(models.Model):
    class State(models.TextChoices):
        TODO = "todo", _("To do")
        DONE = "done", _("Done")
        WAIVED = "waived", _("Waived")

    class Origin(models.TextChoices):
        STAGE = "stage", _("Checklist of the stage")
        UNKNOWN = "unknown", _("An unknown answer")
        REGISTER = "register", _("A change in the register")
        OWN = "own", _("Added by hand")
        POLICY = "policy", _("A change of an institution's rules")
        RETURNED = "returned", _("A mail that came back")

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="items")
    account = models.ForeignKey("cases.Account", models.CASCADE, null=True, blank=True, related_name="items")
    code = models.CharField(max_length=80)
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.FINANCE)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="items")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.STAGE)
    is_gate = models.BooleanField(default=False)
    is_golden = models.BooleanField(default=False)  # one of the first 24 hours (row 2.1d)
    starts_with = models.CharField(max_length=40, blank=True)  # the event its time runs from: stage_started
    offset = models.CharField(max_length=10, blank=True)  # +4h, +1wd, +3d
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TODO)
    note = models.TextField(blank=True)  # what was done, or why it was waived
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="item_once_a_case"),
            models.CheckConstraint(
                condition=Q(state="todo", settled_at=None)
                | ~Q(state="todo") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="item_settled_by_someone",
            ),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(note=""), name="item_waived_with_a_reason"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(account__isnull=False), name="item_belongs_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "due_at"], condition=Q(state="todo"), name="item_mine"),
            models.Index(fields=["organisation", "due_at"], condition=Q(state="todo"), name="item_due"),
            models.Index(fields=["case", "stage", "position"], name="item_of_stage"),
            models.Index(fields=["case", "stage", "state"], condition=Q(is_gate=True), name="item_gate"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if (translation.get_language() or "").startswith("en") else self.title_zh

    @property
    def is_open(self) -> bool:
        return self.state == self.State.TODO
