"""The memo that stops spending, and who has confirmed reading it (row 2.2d)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from funds.models.rows import MoneyQuerySet


class Memo(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="memos")
    number = models.PositiveIntegerField()  # 1, 2, … of the party
    note = models.TextField(_("what else the departments should know"), blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="memo_number_once")]
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.party}: {self.number}"


class MemoReader(models.Model):
    """A department or a person. Confirmed by the signed address in the mail, on behalf of whoever typed a name."""

    memo = models.ForeignKey(Memo, models.CASCADE, related_name="readers")
    name = models.CharField(_("department or person"), max_length=200)
    email = models.EmailField(_("e-mail"))
    told_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(_("read by"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["memo", "email"], name="memo_reader_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(confirmed_by=""), name="memo_confirmed_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["told_at"], condition=Q(confirmed_at=None), name="memo_unread")]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
