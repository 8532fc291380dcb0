"""Files as evidence: stored once by their hash, never altered; printed and bound into PDF."""
