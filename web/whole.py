"""A whole number that stands in an address or a form: plain digits, no longer than a key of a table."""

LONGEST = 18


def is_whole(text: str) -> bool:
    """Not "²", which Python calls a digit and cannot count with, and not five thousand of them."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST


def whole(text: str, otherwise: int = 0) -> int:
    return int(text) if is_whole(text) else otherwise
