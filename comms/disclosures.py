"""The register of disclosures fills itself: every act that shows somebody something writes its line (row 11.5)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.words import both
from cases.models import Case
from comms.models import Disclosure
from comms.parcels import Enclosed
from knowledge import routes


def note(
    case: Case,
    *,
    to_whom: str,
    why: tuple[str, str],
    files: Sequence[Enclosed],
    by: User,
    at: datetime,
    about: str = "",
) -> Disclosure:
    """Within an act, in its transaction. The ground follows from who froze the account."""
    basis = both(_ground(case))
    return Disclosure.objects.create(
        case=case,
        about=about,
        at=at,
        to_whom=to_whom[:300] or case.freeze.body_name or case.account.institution,
        why_zh=why[0][:300],
        why_en=why[1][:300],
        basis_zh=basis[0][:300],
        basis_en=basis[1][:300],
        files=[{"name": file.name, "sha256": file.sha256} for file in files],
        by=by,
    )


def _ground(case: Case) -> Promise:
    if routes.body_kind(case.freeze.body_kind).is_authority:
        return _("To establish or defend the firm's own claims before an authority")
    return _("Answer to the institution's request under its contract and its duties against money laundering")
