"""What makes evidence hold: marked pages, what is waived and why, sectors that ask for more, money that was tainted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models.evidence import Evidence, InTwoLanguages
from cases.models import Case


class PageMark(models.Model):
    """关键页: this page of the paper is the one to open. The mark follows the paper wherever the pack puts it."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="marks")
    page = models.PositiveIntegerField(_("page of the paper"))
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evidence", "page"], name="page_marked_once"),
            models.CheckConstraint(condition=Q(page__gte=1), name="mark_page_from_one"),
        ]
        ordering = ["page"]

    def __str__(self) -> str:
        return f"{self.evidence_id} p. {self.page}"


class Waiver(models.Model):
    """Somebody with the right looked at a finding and let it be, with a reason. The finding itself stays."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=60)
    about = models.CharField(max_length=80)  # "evidence/12/3": paper and page; "paper/sector-licence": one asked for
    because = models.CharField(_("reason"), max_length=300)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    waived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "code", "about"], name="waived_once"),
            models.CheckConstraint(condition=~Q(because=""), name="waived_with_a_reason"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.about}"


class SectorTick(models.Model):
    """The money touches this sector, which institutions look at more closely (guide 一.1)."""

    class Sector(models.TextChoices):
        GAMBLING = "gambling", _("Gambling")
        ARMS = "arms", _("Arms and dual-use goods")
        CRYPTO = "crypto", _("Crypto-assets")
        METALS = "precious-metals", _("Precious metals and stones")
        ADULT = "adult", _("Adult content")
        PHARMA = "pharma", _("Medicines and chemicals")
        REMITTANCE = "remittance", _("Money transfer and exchange")

    case = models.ForeignKey(Case, models.CASCADE, related_name="sectors")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sector"], name="sector_once_a_case")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_sector_display()


class TracedQuerySet(models.QuerySet["TracedTransaction"]):
    def visible_to(self, user: User) -> "TracedQuerySet":
        return self.filter(case__in=Case.objects.visible_to(user))


class TracedTransaction(InTwoLanguages):
    """One entry of the money's way: where it came from, what we knew, whether we offer to return it (row 1.3b)."""

    class Direction(models.TextChoices):
        IN = "in", _("received")
        OUT = "out", _("paid")

    case = models.ForeignKey(Case, models.CASCADE, related_name="traced")
    booked_on = models.DateField(_("booked on"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, default=Direction.IN)
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    other_side = models.CharField(_("payer or payee"), max_length=200)
    other_account = models.CharField(_("their account"), max_length=64, blank=True)
    bank_reference = models.CharField(_("bank reference"), max_length=80, blank=True)
    is_flagged = models.BooleanField(_("this is the entry the freeze is about"), default=False)
    reason_zh = models.CharField(_("what it was for, in Chinese"), max_length=300, blank=True)
    reason_en = models.CharField(_("what it was for, in English"), max_length=300, blank=True)
    police_report = models.CharField(_("police report number"), max_length=80, blank=True)
    offers_return = models.BooleanField(_("we offer to return it through the institution"), default=False)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="traces", verbose_name=_("shown by")
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = TracedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="traced_amount_positive"),
            models.CheckConstraint(condition=~Q(reason_zh="") | ~Q(reason_en=""), name="traced_with_a_reason"),
        ]
        ordering = ["booked_on", "pk"]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.currency} {self.other_side}"
