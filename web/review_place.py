"""Where a reader stands in a pack: exhibit, sheet, letter, size. Each place is an address; forms lead back to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Can
from appeals import readmarks
from appeals.models import Comment, Evidence, Pack, PackItem
from appeals.wording import is_english
from cases.models import Case
from web.whole import whole

ZOOMS = (100, 150, 200)
LISTS = ("open", "here", "all")


@dataclass(frozen=True)
class Here:
    """One place, and the addresses of its neighbours."""

    base: str
    item: PackItem | None
    page: int
    letter: str
    side: str = "letter"  # or "page": the sheet alone
    zoom: int = 100
    shown: str = "open"  # which comments stand beside it
    q: str = ""

    @property
    def query(self) -> str:
        told = {
            "letter": self.letter,
            "exhibit": self.item.evidence_id if self.item else "",
            "page": self.page if self.item else "",
            "side": self.side if self.side != "letter" else "",
            "zoom": self.zoom if self.zoom != ZOOMS[0] else "",
            "list": self.shown if self.shown != LISTS[0] else "",
            "find": self.q,
        }
        return urlencode({name: value for name, value in told.items() if value != ""})

    @property
    def url(self) -> str:
        return f"{self.base}?{self.query}#page"

    def at(self, item: PackItem, page: int = 1) -> "Here":
        return replace(self, item=item, page=page)

    def to(self, item: PackItem | None, page: int = 1) -> str:
        return replace(self, item=item, page=page).url

    def but(self, anchor: str = "page", **changes: object) -> str:
        return f"{self.base}?{replace(self, **changes).query}#{anchor}"  # type: ignore[arg-type]


def base_of(case: Case, pack: Pack) -> str:
    return reverse("case-pack", args=[case.ref, pack.number])


def read(query: QueryDict, case: Case, pack: Pack, items: Sequence[PackItem]) -> Here:
    """From an address, or from what a form sent along; anything senseless is the beginning of the pack."""
    asked, page, zoom = query.get("exhibit", ""), query.get("page", "1"), query.get("zoom", "")
    item = next((item for item in items if str(item.evidence_id) == asked), items[0] if items else None)
    last = readmarks.pages_of(item) if item else 1
    letter = query.get("letter", "")
    if letter not in pack.letters:
        english = is_english(get_language() or "zh")
        letter = next((code for code in pack.letters if is_english(code) == english), next(iter(pack.letters)))
    return Here(
        base=base_of(case, pack),
        item=item,
        page=min(max(whole(page, 1), 1), last),
        letter=letter,
        side="page" if query.get("side") == "page" else "letter",
        zoom=int(zoom) if zoom in map(str, ZOOMS) else ZOOMS[0],
        shown=shown if (shown := query.get("list", "")) in LISTS else LISTS[0],
        q=query.get("find", "")[:100],
    )


def items_of(pack: Pack) -> list[PackItem]:
    """Each knows its pack already; what an inspection saw of the files is read for the one that is drawn."""
    return list(pack.items.select_related("file").defer("file__facts"))


def seen_by(items: Sequence[PackItem], case: Case, user: User) -> list[PackItem]:
    """A sealed paper is for the people who work on the case; to others it is a line in the contents."""
    if case.allows(user, Can.WORK_ON_CASE):
        return list(items)
    return [item for item in items if item.confidentiality != Evidence.Confidentiality.SEALED]


def place_of(comment: Comment, here: Here, items: Sequence[PackItem]) -> str:
    """The address of what a comment is about; empty when its exhibit is not in this version, or not for this reader."""
    if comment.evidence_id is None:
        if comment.paragraph is None:
            return ""
        return here.but(anchor=f"p{comment.paragraph}", side="letter")
    item = next((item for item in items if item.evidence_id == comment.evidence_id), None)
    return here.to(item, min(comment.page or 1, readmarks.pages_of(item))) if item else ""
