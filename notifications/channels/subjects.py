"""A subject as it goes over the line: in one run of encoded words, so that no program on the way joins or splits it.

The standard library leaves an ASCII end outside the encoded words (`… =?utf-8?…?= (1/2)`), and parsers then disagree
about the blank between them. Here every character, blanks included, is inside.
"""

from email.header import Header


def line(subject: str) -> bytes:
    """The whole header, with its end of line."""
    words = " ".join(subject.split())
    charset = "us-ascii" if words.isascii() and "=?" not in words else "utf-8"
    told = Header(words, charset, header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {told}\r\n".encode("ascii")
