"""What every page knows: the way round the house, the reader's language and light, and the two counts in the frame."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import Can
from cases.models import Deadline
from notifications.models import Message as Notice
from web import way_back
from web.front_door import people_of_the_demo
from web.language import THEME_COOKIE, THEMES
from work.models import Job

# Same places in the same order for everyone; the role changes what Today shows.
RAIL = (
    ("today", "inbox", _("Today")),
    ("deadlines", "calendar-clock", _("Deadlines")),
    ("cases", "folder-open", _("Cases")),
    ("log", "file-plus", _("Log a freeze")),
    ("money", "wallet", _("Money")),
    ("accounts", "landmark", _("Accounts")),
    ("reports", "chart-column", _("Reports")),
    ("library", "book-open", _("Library")),
)
LIES_IN = {"health-reviews": "accounts", "policies": "accounts"}  # tabs of a place, under addresses of their own
COUNTED_UP_TO = 1000  # a badge tells that there are many, not how many
HTML_LANG = {"zh-hans": "zh-Hans", "en": "en"}


@dataclass(frozen=True)
class Place:
    url: str
    icon: str
    label: str | Promise
    is_current: bool
    count: int = 0


class Desk:
    """Reads the database only for what a page really shows: an answer to htmx shows no frame and asks nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.trail: list[str] = []  # where this page lies, in words: {% crumbs %} writes it down

    @property
    def firms(self) -> dict[int, str]:
        """Whose desk it is. A case's number begins with the letters of its own firm."""
        return self.user.firms if self.user else {}

    @property
    def printed_at(self) -> datetime:
        return timezone.now()

    @property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @property
    def lang(self) -> str:
        return HTML_LANG.get(get_language() or "", "zh-Hans")

    @property
    def languages(self) -> list[dict[str, str]]:
        return [
            {"code": code, "name": name, "lang": HTML_LANG[code]}
            for code, name in settings.LANGUAGES
            if code != get_language()
        ]

    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @property
    def here(self) -> str:
        return self.request.get_full_path()

    @cached_property
    def way_back(self) -> str:
        """Where a change of language or light leads."""
        return way_back.page_of(self.request)

    @cached_property
    def typed(self) -> str:
        """What goes along with it from a form that was refused."""
        return way_back.typed(self.request) if self.user else ""

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def demo_people(self) -> QuerySet[Membership]:
        return people_of_the_demo()

    @property
    def frame(self) -> str:
        """What a refusal stands in: the whole desk for whoever is signed in, the bare door for all others."""
        return "base.html" if self.user else "entrance.html"

    @property
    def mailbox(self) -> str:
        return _url("mailbox") if settings.MAIL_CHANNEL == "mailbox" else ""

    @property
    def activity(self) -> str:
        return _url("activity")

    @cached_property
    def rail(self) -> list[Place]:
        current = self._current()
        return [
            Place(_url(name), icon, label, name == current, self.overdue if name == "deadlines" else 0)
            for name, icon, label in RAIL
            if _url(name)
        ]

    def _current(self) -> str:
        """The longest place the address begins with; /cases/FD-0007/packs/ is in Cases."""
        names = [*(name for name, _icon, _label in RAIL), *LIES_IN]
        inside = [name for name in names if (url := _url(name)) and self._is_in(url)]
        longest = max(inside, key=lambda name: len(_url(name)), default="")
        return LIES_IN.get(longest, longest)

    def _is_in(self, url: str) -> bool:
        return self.request.path.startswith(url) if url != "/" else self.request.path == "/"

    @cached_property
    def overdue(self) -> int:
        if self.user is None:
            return 0
        late = (
            Deadline.objects.visible_to(self.user)
            .running()
            .filter(kind__in=(Deadline.Kind.LEGAL, Deadline.Kind.TARGET), due_at__lt=timezone.now())
        )
        return late.order_by()[:COUNTED_UP_TO].count()

    @cached_property
    def jobs_running(self) -> int:
        return Job.objects.visible_to(self.user).active().count() if self.user else 0

    @cached_property
    def manages_people(self) -> bool:
        return self.user is not None and self.user.can_anywhere(Can.MANAGE_PEOPLE)

    @cached_property
    def unread(self) -> int:
        """Notices one has not read yet."""
        return Notice.objects.bell_of(self.user).unread().count() if self.user else 0

    @cached_property
    def sees_undelivered(self) -> bool:
        return self.user is not None and bool(self.user.organisations_where_any(Can.MANAGE_PEOPLE, Can.ASSIGN))

    @property
    def session_minutes(self) -> int:
        """After so many quiet minutes the session ends; the page warns two minutes before (WCAG 2.2.1)."""
        return int(settings.SESSION_IDLE.total_seconds() // 60) if self.user else 0


def desk(request: HttpRequest) -> dict[str, Any]:
    return {"desk": Desk(request)}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
