"""Emergency funds: the money that is left, what must be paid from it, and who may decide. Frozen money is not in it."""
