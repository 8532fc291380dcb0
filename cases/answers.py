"""What the log of a freeze asks, as one typed record. Everything that may be unknown may be unknown here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

FactState = Literal["known", "unknown", "not_applicable"]


@dataclass(frozen=True)
class FreezeAnswers:
    """Moments are aware. `account_number` is as typed, blanks allowed. Country codes are ISO 3166-1 alpha-2."""

    # account
    account_number: str
    institution: str
    party_name: str
    party_id: int | None = None  # picked from the register
    account_id: int | None = None
    party_name_en: str = ""
    country: str = ""  # of the institution
    legal_entity: str = ""
    provider: str = ""  # code of a provider profile
    learned_by: tuple[str, ...] = ()
    verified: bool = False
    verified_how: str = ""
    verified_at: datetime | None = None
    # who and what
    body_kind: str = "unknown"  # code of knowledge/routes, or "unknown"
    body_name: str = ""
    jurisdiction: str = ""
    instrument_no: str = ""
    instrument_state: FactState = "unknown"
    notice_on: date | None = None
    scope: str = "unknown"
    # amounts and dates
    amount: Decimal | None = None
    amount_state: FactState = "unknown"
    currency: str = "EUR"
    balance: Decimal | None = None
    frozen_at: datetime | None = None  # None: unknown, then the moment of knowledge stands in
    known_at: datetime | None = None
    ends_on: date | None = None
    term_state: FactState = "unknown"
    # cause and papers
    causes: dict[str, str] = field(default_factory=dict)  # code to likelihood
    cause_refused: bool = False
    reason_quoted: str = ""
    clause_quoted: str = ""
    # check
    accepted_clocks: tuple[str, ...] | None = None  # None: all that are offered
    owner_id: int | None = None
    counsel_id: int | None = None
