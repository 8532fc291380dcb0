"""What an institution changed in its rules, which accounts it touches, and what each account needs (row 5.3d)."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases.models.item import Item
from cases.models.register import Account


class PolicyUpdateQuerySet(models.QuerySet["PolicyUpdate"]):
    def visible_to(self, user: User) -> "PolicyUpdateQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)

    def unread_by(self, user: User) -> "PolicyUpdateQuerySet":
        return self.exclude(pk__in=PolicyRead.objects.as_it_stands().filter(reader=user).values("update_of"))

    def to_review(self) -> "PolicyUpdateQuerySet":
        return self.filter(pk__in=PolicyReview.objects.open().values("update_of"))

    def with_standing(self, user: User) -> "PolicyUpdateQuerySet":
        """Of how many accounts, how many are left to review, and whether this person has read of it."""
        mine = PolicyRead.objects.as_it_stands().filter(update_of=OuterRef("pk"), reader=user)
        standing = Q(reviews__withdrawn_at=None)
        left = Count("reviews", filter=standing & Q(reviews__answered_at=None))
        return self.annotate(of_all=Count("reviews", filter=standing), left=left, is_read=Exists(mine))


class PolicyUpdate(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    institution = models.CharField(_("institution"), max_length=200)
    legal_entity = models.CharField(_("legal entity"), max_length=200, blank=True)  # empty: whichever of them
    what = models.TextField(_("what has changed"))
    effective_on = models.DateField(_("effective from"))
    source = models.CharField(_("source"), max_length=500)
    review_by = models.DateField(_("review by"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who reviews")
    )
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    corrected_at = models.DateTimeField(null=True, blank=True)  # when what is said of the institution last changed

    objects = PolicyUpdateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(institution="") & ~Q(what="") & ~Q(source=""), name="policy_says_what_and_where"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-effective_on", "-id"], name="policy_newest")]

    def __str__(self) -> str:
        return self.legal_entity or self.institution


class PolicyReviewQuerySet(models.QuerySet["PolicyReview"]):
    def visible_to(self, user: User) -> "PolicyReviewQuerySet":
        return self.filter(update_of__organisation_id__in=user.organisation_ids)

    def standing(self) -> "PolicyReviewQuerySet":
        """Without those that a correction has closed."""
        return self.filter(withdrawn_at=None)

    def open(self) -> "PolicyReviewQuerySet":
        return self.standing().filter(answered_at=None)


class PolicyReview(models.Model):
    """One account looked at in the light of one change; the item is what somebody finds on their desk."""

    class Answer(models.TextChoices):
        FITS = "fits", _("It fits: nothing to do")
        CHANGE = "change", _("A change is needed")
        NOT_AFFECTED = "not_affected", _("This account is not affected")

    update_of = models.ForeignKey(PolicyUpdate, models.PROTECT, related_name="reviews")
    account = models.ForeignKey(Account, models.PROTECT, related_name="policy_reviews")
    item = models.OneToOneField(Item, models.PROTECT, related_name="policy_review")
    answer = models.CharField(_("answer"), max_length=20, choices=Answer.choices, blank=True)
    note = models.TextField(_("what, and why"), blank=True)
    change_by = models.DateField(_("changed by"), null=True, blank=True)
    follow_up = models.OneToOneField(Item, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True
    )  # closed: the change, corrected, leaves the account alone
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["update_of", "account"], name="one_policy_review_an_account"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="policy_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer="change") | Q(change_by__isnull=False, follow_up__isnull=False) & ~Q(note=""),
                name="policy_change_says_what_and_when",
            ),
            models.CheckConstraint(condition=~Q(answer="not_affected") | ~Q(note=""), name="policy_left_out_says_why"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(answered_at=None), name="policy_answer_is_kept_when_corrected"
            ),
        ]
        indexes = [models.Index(fields=["account", "answered_at"], name="policy_of_account")]

    def __str__(self) -> str:
        return f"{self.update_of_id}/{self.account_id}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class PolicyCorrection(models.Model):
    """What was noted wrongly, and why; how many reviews it opened and closed. The answers that were given stay."""

    update_of = models.ForeignKey(PolicyUpdate, models.PROTECT, related_name="corrections")
    changes = models.JSONField()  # field: [what it said, what it says]
    because = models.TextField(_("why it is corrected"))
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="policy_corrected_says_why")]
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.update_of_id} {self.made_at:%F}"


class PolicyReadQuerySet(models.QuerySet["PolicyRead"]):
    def as_it_stands(self) -> "PolicyReadQuerySet":
        """Who ticked before a correction has read something else."""
        return self.filter(Q(update_of__corrected_at=None) | Q(read_at__gte=F("update_of__corrected_at")))


class PolicyRead(models.Model):
    """Who has read of the change, and when: a tick of one's own, for nobody else."""

    update_of = models.ForeignKey(PolicyUpdate, models.CASCADE, related_name="reads")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    objects = PolicyReadQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update_of", "reader"], name="policy_read_once")]

    def __str__(self) -> str:
        return f"{self.update_of_id} {self.reader_id}"
