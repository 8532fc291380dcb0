"""The register: the firm's own entities, their papers with expiry dates, and the accounts they hold."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User


class PartyQuerySet(models.QuerySet["Party"]):
    def visible_to(self, user: User) -> "PartyQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)


class Party(models.Model):
    """当事人: a legal entity or sole trader of the organisation. The letters and checks take its data from here."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        SOLE_TRADER = "sole_trader", _("Sole trader")
        PERSON = "person", _("Person")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="parties")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COMPANY)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    reg_no = models.CharField(_("registration number"), max_length=60, blank=True)
    address = models.CharField(_("registered address"), max_length=300, blank=True)
    address_en = models.CharField(_("registered address in English"), max_length=300, blank=True)
    operating_address = models.CharField(_("operating address"), max_length=300, blank=True)
    why_addresses_differ = models.TextField(_("why the addresses differ"), blank=True)
    legal_rep = models.CharField(_("legal representative"), max_length=100, blank=True)
    legal_rep_en = models.CharField(_("legal representative in English"), max_length=100, blank=True)
    legal_rep_title = models.CharField(_("title of the legal representative"), max_length=100, blank=True)
    legal_rep_title_en = models.CharField(_("that title in English"), max_length=100, blank=True)
    contact = models.CharField(_("contact person"), max_length=100, blank=True)
    contact_en = models.CharField(_("contact person in English"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="CN")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="party_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_a_name"),
        ]
        indexes = [models.Index(fields=["organisation", "name"], name="party_by_name")]

    def __str__(self) -> str:
        return self.name_in(translation.get_language())

    def name_in(self, language: str | None) -> str:
        return self.name_en or self.name if (language or "").startswith("en") else self.name

    def in_language(self, field: str, language: str) -> str:
        """The field in the letter's language; the Chinese one stands in where no English one is recorded."""
        own: str = getattr(self, f"{field}_en", "") if language.startswith("en") else ""
        return own or str(getattr(self, field))


class PartyChange(models.Model):
    """A change of registered data. Each one must be told to every institution that holds an account (row 1.3a)."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.party}: {self.field}"


class PartyPaper(models.Model):
    """A corporate document with its dates: licence, power of attorney, beneficial owners (row 1.1e)."""

    class Authenticity(models.TextChoices):
        UNCHECKED = "unchecked", _("Not yet checked")
        GENUINE = "genuine", _("Compared with the original, genuine")
        DOUBTFUL = "doubtful", _("Doubtful")

    party = models.ForeignKey(Party, models.CASCADE, related_name="papers")
    kind = models.CharField(_("paper"), max_length=60)  # a code of knowledge: business-licence, power-of-attorney
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    shows_name = models.CharField(_("name as printed on it"), max_length=200, blank=True)
    shows_address = models.CharField(_("address as printed on it"), max_length=300, blank=True)
    shows_legal_rep = models.CharField(_("legal representative as printed on it"), max_length=100, blank=True)
    authenticity = models.CharField(
        _("authenticity"), max_length=20, choices=Authenticity.choices, default=Authenticity.UNCHECKED
    )
    authenticity_note = models.TextField(_("note on authenticity"), blank=True)
    authenticity_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authenticity_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(issued_on=None) | Q(expires_on__gte=models.F("issued_on")),
                name="paper_expires_after_issue",
            ),
        ]
        indexes = [models.Index(fields=["party", "kind"], name="paper_by_kind")]
        ordering = ["kind", "-issued_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.party})"


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: User) -> "AccountQuerySet":
        return self.filter(organisation_id__in=user.organisation_ids)

    def active(self) -> "AccountQuerySet":
        return self.exclude(status=Account.Status.CLOSED)


class Account(models.Model):
    """A bank or payment account that a party holds."""

    class Status(models.TextChoices):
        USABLE = "usable", _("Usable")
        LINKED = "linked", _("At risk: linked to a frozen account")
        PARTLY_FROZEN = "partly_frozen", _("Partly frozen")
        FROZEN = "frozen", _("Frozen")
        CLOSED = "closed", pgettext_lazy("account", "Closed")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_accounts")
    party = models.ForeignKey(Party, models.PROTECT, related_name="accounts")
    number = models.CharField(_("IBAN or account number"), max_length=40)  # without blanks
    is_iban = models.BooleanField(default=False)
    institution = models.CharField(_("institution"), max_length=200)
    legal_entity = models.CharField(_("legal entity"), max_length=200, blank=True)
    provider = models.ForeignKey("knowledge.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    bic = models.CharField("BIC", max_length=11, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.USABLE)
    created_at = models.DateTimeField()

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="account_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="account_has_a_number"),
        ]
        indexes = [models.Index(fields=["organisation", "institution"], name="account_by_institution")]

    def __str__(self) -> str:
        return f"{self.institution} {self.spaced}"

    @property
    def spaced(self) -> str:
        """In groups of four, as it is printed on paper."""
        return " ".join(self.number[i : i + 4] for i in range(0, len(self.number), 4)) if self.is_iban else self.number
