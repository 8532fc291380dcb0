"""What comes back: the provider's status, a rejection, and the points it is cut into, each to be answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal
from appeals.models.evidence import Evidence, InTwoLanguages
from cases.models import Case


class ProviderStatus(models.Model):
    """The four states a provider shows (row 5.1e), and the stage inside "in review" (row 5.1a)."""

    class State(models.TextChoices):
        TO_SUBMIT = "to_submit", _("To be submitted")
        IN_REVIEW = "in_review", _("In review")
        MORE_MATERIAL = "more_material", _("Further documents")
        COMPLETED = "completed", _("Completed")

    class Step(models.TextChoices):
        NONE = "", _("not stated")
        AUTOMATIC = "automatic", _("Automatic first check")
        MANUAL = "manual", _("Manual review")
        FINAL = "final", _("Final review")

    case = models.ForeignKey(Case, models.CASCADE, related_name="provider_statuses")
    state = models.CharField(max_length=14, choices=State.choices)
    step = models.CharField(max_length=10, choices=Step.choices, blank=True, default="")
    since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    none_stated = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    late_reason = models.TextField(_("why the papers were handed in late"), blank=True)  # row 4.2e
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="more_material") | Q(due_on__isnull=False) | Q(none_stated=True),
                name="further_documents_by_when",
            ),
        ]
        indexes = [models.Index(fields=["case", "-since", "-id"], name="provider_status_newest")]
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"


class Rejection(models.Model):
    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="rejection")
    received_at = models.DateTimeField(_("received"))
    text = models.TextField(_("text of the rejection, word for word"))
    language = models.CharField(_("its language"), max_length=8, default="zh-Hans")
    reference = models.CharField(_("its number"), max_length=120, blank=True)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    analysed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="rejection_is_quoted")]

    def __str__(self) -> str:
        return f"{self.appeal} {self.received_at:%Y-%m-%d}"


class RejectionPoint(InTwoLanguages):
    """A sentence of the rejection: a point to answer, or not a point. Undecided sentences hold the page."""

    class Category(models.TextChoices):
        MISSING = "missing", _("Missing paper or form")
        FACTS = "facts", _("Insufficient facts")
        RULE = "rule", _("Rule misread")
        LOGIC = "logic", _("Gap in the argument")

    class Answer(models.TextChoices):
        ADD = "add", _("Add evidence")
        CORRECT = "correct", _("Correct our own statement")
        ARGUE = "argue", _("Change the strategy")

    rejection = models.ForeignKey(Rejection, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    quote = models.TextField()
    is_point = models.BooleanField(null=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # 驳回理由第X条
    category = models.CharField(_("category"), max_length=10, choices=Category.choices, blank=True)
    is_vague = models.BooleanField(default=False)
    answer_kind = models.CharField(_("kind of answer"), max_length=10, choices=Answer.choices, blank=True)
    answer_zh = models.TextField(_("answer in Chinese"), blank=True)
    answer_en = models.TextField(_("answer in English"), blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rejection", "position"], name="sentence_once"),
            models.UniqueConstraint(fields=["rejection", "number"], name="point_number_once"),
            models.CheckConstraint(condition=Q(number=None) | Q(is_point=True), name="only_points_are_numbered"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.quote[:80]


class PointEvidence(models.Model):
    """New material that answers a point: the letter's sentence 根据驳回理由第X条 is written from this row."""

    point = models.ForeignKey(RejectionPoint, models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="answers_points")
    page = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "evidence"], name="evidence_once_a_point")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.point_id} < {self.evidence_id}"
