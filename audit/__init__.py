"""Who did what here: append-only, chained, verifiable. Anyone may record; nobody may rewrite."""
