"""A frozen account, from the notice to the outcome, in five stages: read stages.py first."""
