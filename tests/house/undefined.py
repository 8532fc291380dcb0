"""A variable that a template names and nobody gave would print as nothing. In these tests it is written down instead."""

import sys
from contextlib import contextmanager

from django.template import engines


class Noted(str):
    """Stands where Django would print nothing. Django fills the name in, and so we learn it."""

    __slots__ = ("found",)

    def __new__(cls):
        made = super().__new__(cls, "%s")
        made.found = set()
        return made

    def __mod__(self, name):
        context = sys._getframe(1).f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        if str(name).startswith("request.GET."):
            return ""  # a query may leave it out, and the page reads it so
        self.found.add(f"{getattr(template, 'name', '?')}: {name}")
        return ""


@contextmanager
def none_undefined():
    """Fails at the end with all that was found, so that one run says everything."""
    engine = engines["django"].engine
    noted, before = Noted(), engine.string_if_invalid
    engine.string_if_invalid = noted
    try:
        yield noted.found
    finally:
        engine.string_if_invalid = before
    assert not noted.found, "Nobody gave these to the template: " + "; ".join(sorted(noted.found))
