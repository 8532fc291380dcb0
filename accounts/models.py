"""Organisations are tenants; a person belongs to some of them, with one role in each."""

from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Can, Role, may, require


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    # Case numbers read FD-0007; the prefix keeps them unique across tenants, so that a URL names one case.
    prefix = models.CharField(
        _("case prefix"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}$", _("Use 2 to 6 capital letters."))],
    )
    country = models.CharField(_("country"), max_length=2, default="CN")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    next_case_number = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(next_case_number__gte=1), name="organisation_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def day_of(self, moment: datetime) -> date:
        """On which day it was where the firm works: in Ningbo it is tomorrow while it is evening in Greenwich."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **extra)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractUser):
    """A person. Signs in by e-mail; the role depends on the organisation, never on the person alone."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    title = models.CharField(_("position"), max_length=100, blank=True)
    single_keys = models.BooleanField(_("single keys while reviewing a pack"), default=True)  # WCAG 2.1.4

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once_whatever_the_case"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]), name="user_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> dict[int, Role]:
        """Organisation id to role; read once a request, then passed to queries as values."""
        return {organisation: Role(role) for organisation, role, _name, _name_en in self._belongs_to}

    @cached_property
    def _belongs_to(self) -> list[tuple[int, str, str, str]]:
        rows = self.memberships.filter(ended_at=None).order_by("organisation__name", "pk")
        return list(rows.values_list("organisation_id", "role", "organisation__name", "organisation__name_en"))

    @property
    def firms(self) -> dict[int, str]:
        """Organisation id to its name in the language of the screen."""
        english = (get_language() or "").startswith("en")
        return {organisation: (english and name_en) or name for organisation, _role, name, name_en in self._belongs_to}

    @property
    def organisation_ids(self) -> list[int]:
        return sorted(self.roles)

    def can(self, act: Can, organisation_id: int) -> bool:
        return may(self.roles.get(organisation_id), act)

    def can_anywhere(self, act: Can) -> bool:
        return any(may(role, act) for role in self.roles.values())

    def organisations_where(self, act: Can) -> list[int]:
        return sorted(org for org, role in self.roles.items() if may(role, act))

    def organisations_where_any(self, *acts: Can) -> list[int]:
        return sorted(org for org, role in self.roles.items() if any(may(role, act) for act in acts))

    def require(self, act: Can, organisation_id: int) -> None:
        require(self.roles.get(organisation_id), act)


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=[(r.value, r.label) for r in Role if r != Role.GUEST])
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(ended_at=None), name="one_role_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role if r != Role.GUEST]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class RecoveryRequest(models.Model):
    """Somebody lost the second factor. Two administrators check who it is before the factors are taken away."""

    person = models.ForeignKey(User, models.CASCADE, related_name="recovery_requests")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    first_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    first_how = models.CharField(_("how the identity was checked"), max_length=300, blank=True)
    second_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    second_how = models.CharField(_("how the identity was checked"), max_length=300, blank=True)
    refused_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Row 11.2: two administrators, neither of them the person who asks. The table says so itself.
            models.CheckConstraint(
                condition=(Q(first_by=None) | ~Q(first_by=F("person")))
                & (
                    Q(second_by=None)
                    | (Q(first_by__isnull=False) & ~Q(second_by=F("person")) & ~Q(second_by=F("first_by")))
                ),
                name="recovery_takes_two_others",
            ),
            models.CheckConstraint(
                condition=(
                    Q(first_by=None, first_at=None)
                    | (Q(first_by__isnull=False, first_at__isnull=False) & ~Q(first_how=""))
                )
                & (
                    Q(second_by=None, second_at=None)
                    | (Q(second_by__isnull=False, second_at__isnull=False) & ~Q(second_how=""))
                ),
                name="recovery_check_says_how",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None) | Q(second_at=None), name="recovery_granted_or_refused"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(second_at=None, refused_at=None), name="one_open_recovery_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.second_at is None and self.refused_at is None


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """One's own, and what colleagues share with the organisation."""
        return self.filter(Q(owner=user) | Q(is_shared=True, organisation_id__in=user.organisation_ids))


class SavedView(models.Model):
    """A list narrowed as somebody likes it, under a name: theirs alone, or for everybody of the organisation."""

    class Page(models.TextChoices):
        DEADLINES = "deadlines", _("Deadlines")

    class Layout(models.TextChoices):
        LIST = "list", pgettext_lazy("layout", "List")
        WEEK = "week", pgettext_lazy("layout", "Week")
        BOARD = "board", pgettext_lazy("layout", "Board")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=20, choices=Page.choices)
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices, default=Layout.LIST)
    name = models.CharField(_("name"), max_length=60)
    filters = models.JSONField(default=dict)  # as they stand in the address: words, never an expression
    is_shared = models.BooleanField(_("shared with the organisation"), default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("owner", "page", Lower("name"), name="saved_view_name_once_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
            models.CheckConstraint(
                condition=Q(page__in=["deadlines"], layout__in=["list", "week", "board"]), name="saved_view_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """When a person last looked at a page, so that it can say what is new, and the view it opens with."""

    user = models.ForeignKey(User, models.CASCADE, related_name="visits")
    page = models.CharField(max_length=20, choices=SavedView.Page.choices)
    since = models.DateTimeField()  # the end of the visit before this one: what came later is new
    at = models.DateTimeField()  # the last look
    opens_with = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="visit_once_a_page"),
            models.CheckConstraint(condition=Q(since__lte=F("at")), name="visit_follows_the_one_before"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"
