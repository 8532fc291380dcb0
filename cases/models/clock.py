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

    def paused(self) -> "DeadlineQuerySet":
        """Clocks that stand still: nobody is reminded of them until they run again."""
        return self.filter(status=Deadline.Status.PAUSED)

    def open(self) -> "DeadlineQuerySet":
        """Not yet decided: proposed, live or standing still."""
        return self.filter(status__in=Deadline.OPEN)

    def standing(self) -> "DeadlineQuerySet":
        """All that still counts for the case: open or met, but not superseded or waived."""
        return self.filter(status__in=[*Deadline.OPEN, Deadline.Status.MET])


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
        PAUSED = "paused", _("Stands still")
        MET = "met", _("Met")
        SUPERSEDED = "superseded", _("Superseded")
        WAIVED = "waived", _("Waived")

    OPEN = (Status.PROPOSED, Status.LIVE, Status.PAUSED)

    # Both indexed below, with the moment: the index that a key has by itself gives its dates in no order.
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines", db_index=False)
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
    chained_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="chained")
    zone = models.CharField(max_length=64)
    due_on = models.DateField(_("due on"))  # the date in the authority's zone
    due_at = models.DateTimeField(_("due"))  # its last moment, for sorting and reminding
    has_time = models.BooleanField(default=False)  # a stated hour, 17:00, and not the end of the day
    provisional = models.BooleanField(default=False)
    trace = models.JSONField(default=list)  # steps with code and parameters, readable in both languages
    ruler = models.JSONField(default=list)
    # What it was counted with besides rule and event: pauses, extensions, a printed or granted end (recounting.Given).
    given = models.JSONField(default=dict)
    calendars = models.JSONField(default=list)  # "CN-WORK 2026 official 1f0a": a newer calendar is told by it
    # Two dates are said: this row stands on the earlier, the later stays in sight with who says which.
    later_on = models.DateField(null=True, blank=True)
    says_zh = models.CharField(max_length=300, blank=True)
    says_en = models.CharField(max_length=300, blank=True)
    later_says_zh = models.CharField(max_length=300, blank=True)
    later_says_en = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROPOSED)
    to_confirm = models.BooleanField(default=False)  # live already, as it moved to the safe side; people still look
    paused_from = models.DateTimeField(null=True, blank=True)
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
    # Waits to be confirmed; until then the earlier date, which is the safe one, goes on running.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replacements")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deadlines")
    created_at = models.DateTimeField()

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "live", "paused", "met", "superseded", "waived"]),
                name="deadline_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["live", "met"])
                | Q(to_confirm=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="live_deadline_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(second_confirmed_by=None) | ~Q(second_confirmed_by=models.F("confirmed_by")),
                name="two_people_confirm_a_limitation",
            ),
            models.CheckConstraint(
                condition=~Q(status="paused") | Q(paused_from__isnull=False), name="paused_deadline_says_since_when"
            ),
            models.CheckConstraint(
                condition=Q(later_on=None) | Q(later_on__gt=models.F("due_on")) & ~Q(says_zh="") & ~Q(later_says_zh=""),
                name="disputed_deadline_says_who_says_what",
            ),
        ]
        indexes = [
            # What the calendar feed sends: the nearest ones to come and the latest behind, met ones among them.
            models.Index(fields=["organisation", "due_at", "id"], name="deadline_of_firm"),
            models.Index(
                fields=["organisation", "settled_at"],
                condition=Q(status__in=["waived", "superseded"]),
                name="deadline_gone",
            ),
            models.Index(
                fields=["case", "id", "superseded_by"], condition=Q(superseded_by__isnull=False), name="deadline_moved"
            ),
            # The last columns so that counting what is not acknowledged, of one kind or one's own reads no row.
            models.Index(
                fields=["organisation", "due_at", "id", "kind", "acknowledged_at"],
                condition=Q(status="live"),
                name="deadline_live",
            ),
            models.Index(
                fields=["owner", "due_at", "id", "organisation"], condition=Q(status="live"), name="deadline_mine"
            ),
            models.Index(
                fields=["organisation", "due_at", "id"],
                condition=Q(status="live", later_on__isnull=False),
                name="deadline_disputed",
            ),
            # Few wait to be confirmed among many that run: Today asks for them each time.
            models.Index(
                fields=["organisation", "due_at", "id"], condition=Q(status="proposed"), name="deadline_proposed"
            ),
            models.Index(fields=["organisation", "due_at", "id"], condition=Q(status="paused"), name="deadline_paused"),
            models.Index(fields=["case", "due_at"], name="deadline_of_case"),
            # What the dashboard counts and lists, each by itself: a freeze end comes without anybody meeting it.
            models.Index(
                fields=["organisation", "due_at", "id", "due_on"],  # the last one so that counting reads no row
                condition=Q(status="live", kind__in=["legal", "target"]),
                name="deadline_to_meet",
            ),
            models.Index(
                fields=["organisation", "due_at", "id"],
                condition=Q(status="live", kind__in=["legal", "target"], acknowledged_at=None),
                name="deadline_unseen",
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
    def says(self) -> str:
        return self.says_en if (translation.get_language() or "").startswith("en") else self.says_zh

    @property
    def later_says(self) -> str:
        return self.later_says_en if (translation.get_language() or "").startswith("en") else self.later_says_zh

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.LIVE

    @property
    def is_proposed(self) -> bool:
        return self.status == self.Status.PROPOSED

    @property
    def is_paused(self) -> bool:
        return self.status == self.Status.PAUSED

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_met(self) -> bool:
        return self.status == self.Status.MET

    @property
    def is_limitation(self) -> bool:
        """A right is lost on this day: two people confirm it."""
        return self.rule_kind == "limitation"


class ClockChange(models.Model):
    """A date that moved: what it was, what it is, why, by whom, with which paper. Kept for ever, shown as a table."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", _("Extended")
        SUSPENDED = "suspended", _("Stopped")
        RESUMED = "resumed", _("Runs again")
        RENEWED = "renewed", _("Freeze renewed")
        PRINTED = "printed", _("Printed end prevails")
        EVENT = "event", _("Day of the event corrected")
        RULE = "rule", _("Rule or calendar changed")
        CHAINED = "chained", _("Follows another date")
        DISPUTED = "disputed", _("Disputed")
        SETTLED = "settled", _("Dispute settled")
        RESTATED = "restated", _("Stated anew")

    case = models.ForeignKey(Case, models.CASCADE, related_name="clock_changes")
    code = models.CharField(max_length=80)  # of the date, the same before and after
    kind = models.CharField(max_length=12, choices=Kind.choices)
    was = models.ForeignKey(Deadline, models.PROTECT, related_name="changes_out")
    now = models.ForeignKey(Deadline, models.PROTECT, related_name="changes_in")
    was_on = models.DateField()
    now_on = models.DateField()
    days = models.IntegerField()
    why_zh = models.CharField(max_length=300)
    why_en = models.CharField(max_length=300)
    paper = models.CharField(max_length=200, blank=True)  # the letter or ruling that says so
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why_zh="") & ~Q(why_en=""), name="clock_change_says_why"),
            models.CheckConstraint(condition=~Q(was=models.F("now")), name="clock_change_is_a_new_row"),
        ]
        indexes = [models.Index(fields=["case", "at", "id"], name="clock_change_of_case")]

    def __str__(self) -> str:
        return f"{self.code}: {self.was_on} > {self.now_on}"

    @property
    def why(self) -> str:
        return self.why_en if (translation.get_language() or "").startswith("en") else self.why_zh


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> "OutageQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)


class Outage(models.Model):
    """Days on which an institution does not work on anything (row 5.2c). What it promised moves; no statute does."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    institution = models.CharField(_("institution"), max_length=200)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    because = models.CharField(_("what was announced"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OutageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="outage_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(because=""), name="outage_says_what_was_announced"),
        ]
        indexes = [models.Index(fields=["organisation", "institution", "first_on"], name="outage_of_institution")]

    def __str__(self) -> str:
        return f"{self.institution}: {self.first_on}/{self.last_on}"
