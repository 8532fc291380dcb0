"""The tables of correspondence: mails, drafts that wait for counsel, calls, promises, offers, disclosures."""

from comms.models.directory import ChannelVersion, OwnInstitution
from comms.models.drafts import OutDraft
from comms.models.mail import InMail, MailFile, OutMail
from comms.models.registers import CallNote, Commitment, Disclosure, Offer

__all__ = [
    "CallNote",
    "ChannelVersion",
    "Commitment",
    "Disclosure",
    "InMail",
    "MailFile",
    "Offer",
    "OutDraft",
    "OutMail",
    "OwnInstitution",
]
