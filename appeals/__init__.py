"""The appeal against a freeze: facts, evidence, letter, bundle, submission, and the answer to it."""
