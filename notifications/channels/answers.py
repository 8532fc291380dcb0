"""What can come of an attempt, besides success."""


class Unreachable(Exception):
    """The server was not there or sent us away. It says nothing about the message."""


class Refused(Exception):
    """The server does not want this message: now, or ever."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Overtaken(Exception):
    """The message was cancelled or belongs to another carrier. Nothing was handed over."""


class Unsure(Exception):
    """The last byte was written and no answer came."""
