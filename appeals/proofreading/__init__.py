"""Read a letter before the other side does: what differs from the register, the papers and the law, and what harms."""

from appeals.proofreading.checking import check
from appeals.proofreading.paper import Finding, Letter, Passage, read

__all__ = ["Finding", "Letter", "Passage", "check", "read"]
