"""When a person last looked at a page: what came after that is new to them."""

from datetime import datetime, timedelta

from accounts.models import User, Visit

QUIET = timedelta(minutes=30)  # after so long a silence the next look is another visit (as long as a session lasts)
ONCE = timedelta(minutes=1)  # a page that is loaded again and again is written down once a minute


def look(user: User, page: str, *, at: datetime, counts: bool = True) -> Visit:
    """The visit this look belongs to. What a browser fetches in advance does not count: nobody has seen it."""
    if not counts:
        known = Visit.objects.filter(user=user, page=page).select_related("opens_with").first()
        return known or Visit(user=user, page=page, since=at, at=at)
    visit, _made = Visit.objects.select_related("opens_with").get_or_create(
        user=user, page=page, defaults={"since": at, "at": at}
    )
    if at - visit.at > ONCE:
        since = visit.at if at - visit.at > QUIET else visit.since
        # Two tabs at once: the first one begins the visit, the second belongs to it.
        Visit.objects.filter(pk=visit.pk, at=visit.at).update(since=since, at=at)
        visit.since, visit.at = since, at
    return visit


def seen_all(user: User, page: str, *, at: datetime) -> None:
    Visit.objects.update_or_create(user=user, page=page, defaults={"since": at, "at": at})
