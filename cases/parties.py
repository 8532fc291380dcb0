"""The register of the firm's own entities: their data, the papers that prove it, and what does not fit together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from accounts.words import both
from audit import log
from cases import policies, zones
from cases.models import Account, Item, Party, PartyChange, PartyPaper
from documents.models import StoredFile
from knowledge import papers

# What every institution must be told of when it changes (guide 1.3, row 1.3a).
TOLD_TO_INSTITUTIONS = {
    "name": _("name"),
    "reg_no": _("registration number"),
    "address": _("registered address"),
    "legal_rep": _("legal representative"),
}
TELL_WITHIN = timedelta(days=14)
FIELDS = [
    "kind",
    "name",
    "name_en",
    "reg_no",
    "address",
    "address_en",
    "operating_address",
    "why_addresses_differ",
    "legal_rep",
    "legal_rep_en",
    "legal_rep_title",
    "legal_rep_title_en",
    "contact",
    "contact_en",
    "phone",
    "email",
    "country",
]


def add_party(organisation: Organisation, values: Mapping[str, Any], *, by: User, at: datetime) -> Party:
    by.require(Can.EDIT_REGISTER, organisation.pk)
    return new_party(organisation, values, by=by, at=at)


@transaction.atomic
def new_party(organisation: Organisation, values: Mapping[str, Any], *, by: User, at: datetime) -> Party:
    """Also used by the log of a freeze, which has its own right."""
    name = str(values.get("name", "")).strip()
    if not name:
        raise ValidationError(
            {"name": ValidationError(_("Enter the name as the licence shows it."), code="name_missing")}
        )
    if Party.objects.filter(organisation=organisation, name=name).exists():
        raise ValidationError(
            {"name": ValidationError(_("This party is in the register already."), code="party_already")}
        )
    kept = {field: values[field] for field in FIELDS if field in values and field != "name"}
    party = Party.objects.create(organisation=organisation, name=name, created_at=at, **kept)
    log.record(
        chain=f"org/{organisation.pk}",
        action="party.added",
        by=by,
        at=at,
        data={"party": party.pk},
        private={"name": name},
    )
    return party


@transaction.atomic
def change_party(party: Party, values: Mapping[str, Any], *, version: int, by: User, at: datetime) -> Party:
    """Change the data, keep what it was, and make one item per active account to tell the institution."""
    by.require(Can.EDIT_REGISTER, party.organisation_id)
    party.refresh_from_db()
    changes = {f: (getattr(party, f), values[f]) for f in FIELDS if f in values and values[f] != getattr(party, f)}
    if party.version != version:
        raise ValidationError(
            _("Someone else changed this party meanwhile. Compare, then save again."), code="saved_meanwhile"
        )
    if not changes:
        return party
    if "name" in changes and not str(changes["name"][1]).strip():
        raise ValidationError(
            {"name": ValidationError(_("Enter the name as the licence shows it."), code="name_missing")}
        )
    swapped = Party.objects.filter(pk=party.pk, version=version).update(
        version=F("version") + 1, **{field: new for field, (_old, new) in changes.items()}
    )
    if not swapped:
        raise ValidationError(
            _("Someone else changed this party meanwhile. Compare, then save again."), code="saved_meanwhile"
        )
    PartyChange.objects.bulk_create(
        PartyChange(party=party, field=f, old=str(old), new=str(new), changed_at=at, changed_by=by)
        for f, (old, new) in changes.items()
    )
    party.refresh_from_db()
    told = [field for field in TOLD_TO_INSTITUTIONS if field in changes]
    if told:
        _tell_institutions(party, told, by=by, at=at)
    log.record(
        chain=f"org/{party.organisation_id}",
        action="party.changed",
        by=by,
        at=at,
        data={"party": party.pk, "fields": sorted(changes)},
        private={field: [str(old), str(new)] for field, (old, new) in changes.items()},
    )
    return party


def _tell_institutions(party: Party, fields: Iterable[str], *, by: User, at: datetime) -> None:
    for account in party.accounts.active():
        for field in fields:
            label = TOLD_TO_INSTITUTIONS[field]
            zh, en = both(
                _("Tell %(institution)s (%(account)s): %(what)s has changed"),
                institution=account.institution,
                account=account.spaced,
                what=label,
            )
            Item.objects.create(
                organisation=party.organisation,
                account=account,
                code=f"tell-{field}-{at:%Y%m%d%H%M%S%f}",
                title_zh=zh,
                title_en=en,
                assignee=by,
                origin=Item.Origin.REGISTER,
                due_at=at + TELL_WITHIN,
            )


@transaction.atomic
def add_paper(
    party: Party, *, kind: str, by: User, at: datetime, file: StoredFile | None = None, **shown: Any
) -> PartyPaper:
    """A corporate paper with its dates and what is printed on it. A newer one of the same kind replaces the older."""
    by.require(Can.EDIT_REGISTER, party.organisation_id)
    issued, expires = shown.get("issued_on"), shown.get("expires_on")
    if issued and issued > zones.days_anywhere(at)[1]:
        raise ValidationError(
            {"issued_on": ValidationError(_("The paper cannot have been issued in the future."), code="in_future")}
        )
    if issued and expires and expires < issued:
        raise ValidationError(
            {"expires_on": ValidationError(_("The paper ends before it was issued."), code="ends_before_start")}
        )
    paper = PartyPaper.objects.create(party=party, kind=kind, file=file, added_at=at, added_by=by, **shown)
    PartyPaper.objects.filter(party=party, kind=kind, replaced_by=None).exclude(pk=paper.pk).update(replaced_by=paper)
    log.record(
        chain=f"org/{party.organisation_id}", action="paper.added", by=by, at=at, data={"paper": paper.pk, "kind": kind}
    )
    return paper


@transaction.atomic
def declare_authenticity(paper: PartyPaper, *, state: str, note: str, by: User, at: datetime) -> PartyPaper:
    """Who compared the paper with its original, and with what result. A doubt needs words."""
    by.require(Can.EDIT_REGISTER, paper.party.organisation_id)
    if state not in PartyPaper.Authenticity.values:
        raise ValidationError(_("Say whether the paper is genuine or doubtful."), code="unknown_state")
    if state == PartyPaper.Authenticity.DOUBTFUL and not note.strip():
        raise ValidationError({"note": ValidationError(_("Say what makes the paper doubtful."), code="reason_missing")})
    PartyPaper.objects.filter(pk=paper.pk).update(
        authenticity=state, authenticity_note=note.strip(), authenticity_by=by, authenticity_at=at
    )
    paper.refresh_from_db()
    log.record(
        chain=f"org/{paper.party.organisation_id}",
        action="paper.authenticity",
        by=by,
        at=at,
        data={"paper": paper.pk, "state": state},
    )
    return paper


def add_account(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Account:
    by.require(Can.EDIT_REGISTER, party.organisation_id)
    return new_account(party, values, by=by, at=at)


@transaction.atomic
def new_account(party: Party, values: Mapping[str, Any], *, by: User, at: datetime) -> Account:
    """Also used by the log of a freeze, which has its own right."""
    number = "".join(str(values["number"]).split()).upper()
    if not number:
        raise ValidationError(
            {"number": ValidationError(_("Enter the IBAN or the account number."), code="number_missing")}
        )
    if Account.objects.filter(organisation_id=party.organisation_id, number=number).exists():
        raise ValidationError(
            {"number": ValidationError(_("This account is in the register already."), code="account_already")}
        )
    account = Account.objects.create(
        organisation_id=party.organisation_id, party=party, created_at=at, **{**dict(values), "number": number}
    )
    log.record(
        chain=f"org/{party.organisation_id}",
        action="account.added",
        by=by,
        at=at,
        data={"account": account.pk},
        private={"number": number},
    )
    policies.take_up(account, by=by, at=at)
    return account


@dataclass(frozen=True)
class Finding:
    code: str
    severity: str  # late: wrong now; soon: will be
    sentence: "str | Promise"
    paper: PartyPaper | None = None  # the one it speaks of, where it speaks of one


# A proof of address or authority older than this is refused by most institutions (guide 1.1; practice, not law).
FRESH_FOR = {"power-of-attorney": timedelta(days=92), "proof-of-address": timedelta(days=92)}
WARN_BEFORE = timedelta(days=60)  # as the first of its reminders (expiries.py)


def good_until(paper: PartyPaper) -> date | None:
    """The last good day: the printed one, or by the age that institutions accept."""
    limit = FRESH_FOR.get(paper.kind)
    ends = [end for end in (paper.expires_on, paper.issued_on + limit if limit and paper.issued_on else None) if end]
    return min(ends, default=None)


def paper_state(paper: PartyPaper, *, on: date) -> str:
    """late, soon or ok, on that day: expired or too old; close to it; in order."""
    end = good_until(paper)
    if end is None:
        return "ok"
    return "late" if end < on else "soon" if end < on + WARN_BEFORE else "ok"


def findings(party: Party, *, on: date) -> list[Finding]:
    """What an examiner would stumble over: old papers, and papers that say different things (row 1.1e)."""
    from_register = {"shows_name": party.name, "shows_address": party.address, "shows_legal_rep": party.legal_rep}
    held = [paper for paper in party.papers.all() if paper.replaced_by_id is None]
    found: list[Finding] = []
    for paper in held:
        state = paper_state(paper, on=on)
        if state == "late":
            ended = _("%(paper)s has expired or is too old.") % {"paper": paper_name(paper)}
            found.append(Finding("paper_expired", "late", ended, paper))
        elif state == "soon":
            within = _("%(paper)s expires within 60 days.") % {"paper": paper_name(paper)}
            found.append(Finding("paper_expires", "soon", within, paper))
        if paper.authenticity == PartyPaper.Authenticity.DOUBTFUL:
            doubt = _("%(paper)s is marked as doubtful.") % {"paper": paper_name(paper)}
            found.append(Finding("paper_doubtful", "late", doubt, paper))
    for field, label in (
        ("shows_name", _("name")),
        ("shows_address", _("address")),
        ("shows_legal_rep", _("legal representative")),
    ):
        shown = [(paper, getattr(paper, field)) for paper in held if getattr(paper, field)]
        different = {
            value: [str(paper_name(paper)) for paper, says in shown if says == value] for _paper, value in shown
        }
        if len(different) > 1:
            said = " · ".join(
                _("“%(value)s” (%(papers)s)") % {"value": value, "papers": " / ".join(names)}
                for value, names in different.items()
            )
            found.append(
                Finding(
                    "papers_differ",
                    "late",
                    _("The papers do not show the same %(what)s: %(papers)s.") % {"what": label, "papers": said},
                )
            )
        elif shown and from_register[field] and set(different) != {from_register[field]}:
            found.append(
                Finding(
                    "paper_differs_from_register",
                    "soon",
                    _("%(paper)s shows another %(what)s than the register.")
                    % {"paper": paper_name(shown[0][0]), "what": label},
                )
            )
    if party.operating_address and party.operating_address != party.address and not party.why_addresses_differ:
        found.append(
            Finding(
                "addresses_unexplained", "soon", _("Explain why the operating address differs from the registered one.")
            )
        )
    return found


def paper_name(paper: PartyPaper) -> str:
    return papers.paper_title(paper.kind)
