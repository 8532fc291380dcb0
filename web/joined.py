"""Short facts in a row, joined as the reader's language does it: a comma with its space, or the full-width comma."""

from typing import Any

from web import shown


def joined(*parts: Any) -> str:
    """What is empty is left out."""
    return ("，" if shown.speaks_chinese() else ", ").join(str(part) for part in parts if part not in (None, "", False))
