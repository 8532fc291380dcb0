"""Old numbers and new: where the papers of the version that was handed in stand in a later one."""

from collections.abc import Iterable

from appeals.models import Pack, PackItem
from documents import words
from documents.bundlespec import Both, Moved


def earlier(pack: Pack) -> Pack | None:
    """The bundle that the addressee has: the last one that went out before this pack."""
    sent = pack.case.packs.filter(state=Pack.State.SUBMITTED, number__lt=pack.number, bundle__isnull=False)
    return sent.order_by("-number").first()


def moved(before: Pack | None, items: Iterable[PackItem]) -> tuple[Moved, ...]:
    """Each exhibit of the earlier bundle in its order, found again by the paper and not by its number."""
    if before is None:
        return ()
    now = {item.evidence_id: item for item in items}
    rows = []
    for old in before.items.exclude(first_page=None):
        new = now.get(old.evidence_id)
        rows.append(
            Moved(
                old.exhibit,
                str(old.first_page) if old.first_page == old.last_page else f"{old.first_page}–{old.last_page}",
                words.APART_TITLES.get(old.confidentiality) or Both(old.title_zh, old.title_en),
                new.exhibit if new else "",
                is_other=bool(new and new.sha256 != old.sha256),
            )
        )
    return tuple(rows)
