"""The tables of the appeal: facts, evidence, the letter, the pack and its approval, the submission, and the answer."""

from appeals.models.answer import PointEvidence, ProviderStatus, Rejection, RejectionPoint
from appeals.models.appeal import Appeal, CitationUse, Reason, Request
from appeals.models.binding import BindingChoice, BundleSeal, Redaction, SignatureSlot, SignedScan
from appeals.models.evidence import Evidence, Fact, FactEvidence
from appeals.models.letter import CaseLetter
from appeals.models.pack import Approval, Bundle, Pack, PackItem
from appeals.models.proof import PageMark, SectorTick, TracedTransaction, Waiver
from appeals.models.review import Assessment, Comment, LegalNote, ReadMark, Reply
from appeals.models.shipment import Shipment
from appeals.models.submission import Submission
from appeals.models.wording import AllowedWording, LetterVersion

__all__ = [
    "AllowedWording",
    "Appeal",
    "Approval",
    "Assessment",
    "BindingChoice",
    "Bundle",
    "BundleSeal",
    "CaseLetter",
    "CitationUse",
    "Comment",
    "Evidence",
    "Fact",
    "FactEvidence",
    "LegalNote",
    "LetterVersion",
    "Pack",
    "PackItem",
    "PageMark",
    "PointEvidence",
    "ProviderStatus",
    "ReadMark",
    "Reason",
    "Redaction",
    "Rejection",
    "RejectionPoint",
    "Reply",
    "Request",
    "SectorTick",
    "Shipment",
    "SignatureSlot",
    "SignedScan",
    "Submission",
    "TracedTransaction",
    "Waiver",
]
