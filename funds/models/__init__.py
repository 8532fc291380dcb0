"""Tables of the funds room: what is there, what is owed, expected and permitted, who decides, how long it lasts."""

from funds.models.authority import Decision, Delegation
from funds.models.memos import Memo, MemoReader
from funds.models.obligations import Obligation, Receipt, TierRule
from funds.models.options import Option
from funds.models.permissions import LedgerEntry, Permission, PermissionItem
from funds.models.position import Balance, Budget, Rate
from funds.models.runway import CashRunway
from funds.models.security import Asset, SecurityOffer

__all__ = [
    "Asset",
    "Balance",
    "Budget",
    "CashRunway",
    "Decision",
    "Delegation",
    "LedgerEntry",
    "Memo",
    "MemoReader",
    "Obligation",
    "Option",
    "Permission",
    "PermissionItem",
    "Rate",
    "Receipt",
    "SecurityOffer",
    "TierRule",
]
