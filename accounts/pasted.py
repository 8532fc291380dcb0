"""What comes along when text is pasted, and nobody sees: control characters, marks of direction, breaks of no line.

A company's name copied from a PDF or a chat would differ from the licence by a sign without a shape; a Word file takes
no control character, and the head of a mail no second line.
"""

import re

# The tab, the ends of lines, and what joins the parts of an emoji or of a Persian word are seen.
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
BREAKS = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")  # of a slide, of a page: in a name they would begin a second line


def as_seen(text: str) -> str:
    return UNSEEN.sub("", BREAKS.sub(" ", text))
