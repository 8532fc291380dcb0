"""Doors for operators and checkers."""
