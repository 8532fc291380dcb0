"""The tables of the appeal: facts, evidence, the letter, the pack and its approval, the submission, and the answer."""

from appeals.models.answer import PointEvidence, ProviderStatus, Rejection, RejectionPoint
from appeals.models.appeal import Appeal, CitationUse, Reason, Request
from appeals.models.evidence import Evidence, Fact, FactEvidence
from appeals.models.pack import Approval, Bundle, Pack, PackItem
from appeals.models.review import Assessment, Comment, LegalNote, ReadMark, Reply
from appeals.models.submission import Submission

__all__ = [
    "Appeal",
    "Approval",
    "Assessment",
    "Bundle",
    "CitationUse",
    "Comment",
    "Evidence",
    "Fact",
    "FactEvidence",
    "LegalNote",
    "Pack",
    "PackItem",
    "PointEvidence",
    "ProviderStatus",
    "ReadMark",
    "Reason",
    "Rejection",
    "RejectionPoint",
    "Reply",
    "Request",
    "Submission",
]
