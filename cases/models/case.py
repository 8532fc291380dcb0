"""The case: one frozen account, who works on it, who froze it and with what paper, and the likely causes."""

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can, Role, may, require
from cases.stages import Outcome, Stage

if TYPE_CHECKING:
    from datetime import datetime


def guest_case_ids(user: User) -> list[int]:
    """The single cases a guest may see today; read once a request and passed to queries as values."""
    known: list[int] | None = getattr(user, "_guest_case_ids", None)
    if known is None:
        known = list(
            Guest.objects.filter(user=user, ended_at=None, expires_at__gt=Now()).values_list("case_id", flat=True)
        )
        user._guest_case_ids = known  # type: ignore[attr-defined]
    return known


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        """Organisation ids and granted case ids go in as values: joins here cost a hundred times more."""
        organisations, granted = user.organisation_ids, guest_case_ids(user)
        if not granted:
            if len(organisations) == 1:
                return self.filter(organisation_id=organisations[0])
            return self.filter(organisation_id__in=organisations)
        return self.filter(Q(organisation_id__in=organisations) | Q(pk__in=granted))

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at=None)

    def silent_since(self, moment: "datetime") -> "CaseQuerySet":
        """Nobody touched it since: row 2.3f. A paused case is quiet on purpose."""
        return self.open().filter(paused_at=None, last_activity_at__lt=moment)

    def for_lists(self) -> "CaseQuerySet":
        return self.select_related("party", "account", "freeze", "owner", "counsel", "organisation")


class Case(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    ref = models.CharField(max_length=16, unique=True)  # FD-0007, the number people say on the telephone
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="cases", verbose_name=_("party"))
    account = models.ForeignKey("cases.Account", models.PROTECT, related_name="cases", verbose_name=_("account"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.CONFIRM)
    # R: does it; A: answers for it; C: counsel (RACI, row 7.3b)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("does it"))
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answers for it")
    )
    counsel = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("counsel")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stands in")
    )
    counsel_engaged_at = models.DateTimeField(null=True, blank=True)
    cause_refused = models.BooleanField(_("the other side refuses to name a cause"), default=False)
    route = models.ForeignKey("knowledge.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_activity_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    is_drill = models.BooleanField(_("drill"), default=False)
    # Kept in the same transaction by deadlines.py, because min(due) over a million deadlines cannot be indexed.
    next_deadline_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="case_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(stage=Stage.CLOSED) & Q(closed_at=None, outcome=""),
                name="case_closed_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "next_deadline_at", "id"], condition=Q(closed_at=None), name="case_worklist"
            ),
            models.Index(
                fields=["organisation", "owner", "next_deadline_at", "id"],
                condition=Q(closed_at=None),
                name="case_mine",
            ),
            models.Index(fields=["organisation", "stage"], condition=Q(closed_at=None), name="case_by_stage"),
            models.Index(
                fields=["organisation", "last_activity_at", "id", "party"],  # how long is silent goes by the party
                condition=Q(closed_at=None, paused_at=None),
                name="case_silent",
            ),
            models.Index(
                fields=["organisation", "paused_at", "id"],
                condition=Q(closed_at=None, paused_at__isnull=False),
                name="case_paused",
            ),
            models.Index(fields=["organisation", "-opened_at", "-id"], name="case_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.party}"

    @property
    def chain(self) -> str:
        """The audit chain of this case."""
        return f"case/{self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED

    @property
    def stage_now(self) -> Stage:
        return Stage(self.stage)

    @cached_property
    def body(self) -> "Freeze":
        return self.freeze

    def role_of(self, user: User) -> Role | None:
        role = user.roles.get(self.organisation_id)
        return role or (Role.GUEST if self.pk in guest_case_ids(user) else None)

    def allows(self, user: User, act: Can) -> bool:
        return may(self.role_of(user), act)

    def require(self, user: User, act: Can) -> None:
        require(self.role_of(user), act)


class Freeze(models.Model):
    """Who froze what, with which paper, until when. Four facts are each known, unknown or not applicable (row 2.1b)."""

    class Fact(models.TextChoices):
        KNOWN = "known", _("Known")
        UNKNOWN = "unknown", _("Unknown: being asked for")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    class Scope(models.TextChoices):
        WHOLE = "whole", _("The whole account")
        SUM = "sum", _("A fixed sum")
        UNKNOWN = "unknown", _("Not known")

    class LearnedBy(models.TextChoices):
        EMAIL = "email", _("E-mail")
        APP = "app", _("App or online banking")
        REFUSED = "refused", _("A payment was refused")
        LETTER = "letter", _("Letter")
        PHONE = "phone", _("Telephone")
        OTHER = "other", _("Otherwise")

    case = models.OneToOneField(Case, models.CASCADE, related_name="freeze")
    body_kind = models.CharField(_("who ordered it"), max_length=40, default="unknown")  # a code of knowledge/routes
    body_state = models.CharField(max_length=20, choices=Fact.choices, default=Fact.KNOWN)
    body_name = models.CharField(_("name on the notice"), max_length=200, blank=True)
    jurisdiction = models.CharField(_("country of the freezing body"), max_length=2, blank=True)
    instrument_no = models.CharField(_("instrument number"), max_length=120, blank=True)
    instrument_state = models.CharField(max_length=20, choices=Fact.choices, default=Fact.UNKNOWN)
    amount = models.DecimalField(_("frozen amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    amount_state = models.CharField(max_length=20, choices=Fact.choices, default=Fact.UNKNOWN)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    balance = models.DecimalField(_("balance of the account"), max_digits=18, decimal_places=2, null=True, blank=True)
    scope = models.CharField(_("what is frozen"), max_length=10, choices=Scope.choices, default=Scope.UNKNOWN)
    frozen_at = models.DateTimeField(_("frozen since"))
    known_at = models.DateTimeField(_("known to us since"))
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    notice_on = models.DateField(_("date of the notice"), null=True, blank=True)
    ends_on = models.DateField(_("printed end date"), null=True, blank=True)
    term_state = models.CharField(max_length=20, choices=Fact.choices, default=Fact.UNKNOWN)
    learned_by = models.JSONField(_("how we learned of it"), default=list)
    reason_quoted = models.TextField(_("reason, word for word"), blank=True)
    clause_quoted = models.CharField(_("clause relied on"), max_length=300, blank=True)
    notice_file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_how = models.CharField(_("verified through"), max_length=300, blank=True)
    verified_file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="frozen_amount_is_positive"),
            models.CheckConstraint(
                condition=~Q(amount_state="known") | Q(amount__isnull=False), name="known_amount_is_stated"
            ),
            models.CheckConstraint(
                condition=~Q(instrument_state="known") | ~Q(instrument_no=""), name="known_instrument_is_stated"
            ),
            models.CheckConstraint(
                condition=~Q(term_state="known") | Q(ends_on__isnull=False), name="known_term_is_stated"
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(verified_by__isnull=False) & ~Q(verified_how=""),
                name="verified_says_by_whom_and_how",
            ),
        ]
        # For the few cases of a rare body: without it, a list narrowed to it walks past every date of the firm.
        indexes = [models.Index(fields=["body_kind", "case"], name="freeze_by_body")]

    def __str__(self) -> str:
        return f"{self.body_kind} {self.instrument_no}"

    @property
    def began_on(self) -> date:
        """The day in the place of the freezing body, whose papers print it."""
        return self.frozen_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def has_open_facts(self) -> bool:
        """One of the four facts is still being asked for."""
        states = (self.body_state, self.instrument_state, self.amount_state, self.term_state)
        return self.Fact.UNKNOWN in states

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def available(self) -> "object":
        """What a partial freeze leaves usable: balance less frozen sum, never below nought."""
        if self.balance is None or self.amount is None:
            return None
        return max(self.balance - self.amount, type(self.balance)(0))


class CaseCause(models.Model):
    """A possible reason for the freeze; counsel decides how likely it is (row 1.0)."""

    class Likelihood(models.TextChoices):
        LIKELY = "likely", _("Likely")
        POSSIBLE = "possible", _("Possible")
        RULED_OUT = "ruled_out", _("Ruled out")

    case = models.ForeignKey(Case, models.CASCADE, related_name="causes")
    code = models.CharField(max_length=60)
    cause = models.ForeignKey("knowledge.Edition", models.PROTECT, related_name="+")
    likelihood = models.CharField(max_length=12, choices=Likelihood.choices, default=Likelihood.POSSIBLE)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="cause_once_a_case")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.code}"


class Guest(models.Model):
    """An outsider who sees one case until a date: outside counsel, an analyst (row 10.2)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="guests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guest_of")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], condition=Q(ended_at=None), name="guest_once_a_case"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("invited_at")), name="guest_leaves_after_coming"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.case_id}"


class Move(models.Model):
    """A move from stage to stage, with what was still open if a manager went past the gate."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="moves")
    frm = models.CharField(max_length=20, choices=Stage.choices)
    to = models.CharField(max_length=20, choices=Stage.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    because = models.TextField(blank=True)
    past_gate = models.JSONField(default=list)  # the codes of the items that were open

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(past_gate=[]) | ~Q(because=""), name="override_says_why"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.frm} > {self.to}"
