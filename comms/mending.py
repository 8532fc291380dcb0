"""What programs break in a mail on its way, mended so far that its parts are found again. [pure]

The original is kept as it came. Here it is only read more kindly than the standard asks for: a head with a line that is
no head, parts whose boundary nobody declared, base64 with a gateway's footer below it, a name written in any way.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from comms import charsets

KNOWN = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|references"
    rb"|in-reply-to)[ \t]*:"
)
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
BLANK = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
LONGEST_HEAD, LONGEST_NAME = 256_000, 8000
MARK = re.compile(rb"(?mi)^--([^\r\n]{1,200}?)[ \t]*\r?\nContent-[A-Za-z-]+[ \t]*:")
LATE_HEAD = re.compile(rb"(?i)\A(?:[^\r\n]*\r?\n){0,4}?Content-(?:Type|Disposition|Transfer-Encoding)[ \t]*:")
OUTLOOK = b"\xd0\xcf\x11\xe0"
# How files begin that are sent about: whether a body is base64 although nobody says so is told by what it would be.
BEGINNINGS = (b"%PDF", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", OUTLOOK,
              b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\x1f\x8b")  # fmt: skip
ONLY_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]{40,}={0,2}\s*")
FOOTER = re.compile(rb"[A-Za-z,.:] +[A-Za-z]|[.,:;!?]\s*$|^[\s_*-]+$")
PARAMETER = re.compile(
    r"""(?ix) ; \s* (?P<name>file(?:name)?|name) (?:\*(?P<piece>\d+))? (?P<star>\*)? \s*=\s*
        (?: "(?P<quoted>.*?)" \s* (?=;|$) | (?P<bare>.*?) (?=;\s*[\w*-]+\s*=|;?\s*$) )"""
)


def head(raw: bytes) -> bytes:
    """A head without lines that belong to none, and without what some programs write before it."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\0")
    if re.match(rb"[^\n]*\r\r\n[^\n]*\r\r\n", raw):
        raw = raw.replace(b"\r\r\n", b"\r\n")  # each line end was doubled by a program that knew only one half of it
    blank = BLANK.search(raw, 0, LONGEST_HEAD)
    lines = raw[: blank.start() if blank else LONGEST_HEAD].splitlines(keepends=True)
    known = [number for number, line in enumerate(lines) if KNOWN.match(line)]
    if len(known) < 2:
        return raw
    mended = [_head_line(number, line) for number, line in enumerate(lines[: known[-1] + 1])]
    return b"".join(mended) + raw[sum(map(len, lines[: known[-1] + 1])) :]


def _head_line(number: int, line: bytes) -> bytes:
    if FIELD.match(line):
        return re.sub(rb"\A([!-9;-~]+?)[ \t]+:", rb"\1:", line)
    if line[:1] in (b" ", b"\t") or line.startswith(b"From "):
        return line
    return b" " + line if number else b""  # the rest of the line above, cut by a program that wraps text


def is_mail(data: bytes) -> bool:
    return len([line for line in data[:4000].splitlines() if KNOWN.match(line)]) >= 2


def no_mail(raw: bytes) -> str:
    """What is handed in as a mail and is none: empty, of Outlook's own kind, or something else. Empty for any mail,
    however broken, that shows a line of a head near its beginning."""
    if raw.startswith(OUTLOOK):
        return "outlook_file"
    first = head(raw[:8000])
    if not raw[:8000].strip(b"\0\r\n\t "):
        return "empty"
    is_other = first.startswith(BEGINNINGS) or not any(FIELD.match(line) for line in first.splitlines()[:6])
    return "no_mail" if is_other else ""


def late_head(body: bytes) -> bytes:
    """A part whose head begins a line too late stands in its body. Empty where there is none."""
    body = body.lstrip(b"\r\n")
    return body[body.lower().index(b"content-") :] if LATE_HEAD.match(body) else b""


def undeclared(body: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Parts without a boundary, or with a wrong one: what stands before the first part's head is it. Also the words
    before, and the rest."""
    mark = MARK.search(body)
    return (mark[1], body[: mark.start()], body[mark.start() :]) if mark else None


# --- how bytes were written ------------------------------------------------------------------------------------------


def encoding(label: str) -> str:
    """base64 in “BASE64 (mime);” is base64."""
    return next(iter(re.findall(r"[a-z0-9-]+", label.partition("(")[0].lower())), "")


def whole_base64(raw: bytes) -> bytes:
    """Everything that was encoded: without a footer below it, from several pieces, in the alphabet of addresses too."""
    try:
        return base64.b64decode(raw.translate(None, b" \t\r\n"), validate=True)
    except binascii.Error:
        pass
    lines = raw.splitlines()
    last = len(lines)
    while last and FOOTER.search(lines[last - 1]):
        last -= 1
    body = b"\n".join(lines[: last or len(lines)])  # a mark behind each line, as old gateways set it, is no footer
    if not re.search(rb"[+/]", body):
        body = body.translate(bytes.maketrans(b"-_", b"+/"))
    return b"".join(charsets.forgiving_base64(piece) for piece in re.split(rb"=+", body))


def secretly_base64(raw: bytes) -> bytes:
    """Base64 under another label, where what comes out is a file. Empty where it is not."""
    if not ONLY_BASE64.fullmatch(raw.strip()):
        return b""
    found = whole_base64(raw)
    return found if found.startswith(BEGINNINGS) else b""


# --- names -----------------------------------------------------------------------------------------------------------


def name_in(heads: Iterable[str]) -> str:
    """By RFC 2231 whole or in pieces, by encoded words (which the standard forbids and everybody sends), or in plain
    eight bits. A name told twice is the one that can hold every character."""
    plain: list[str] = []
    for written in heads:
        pieces: dict[int, tuple[bool, str]] = {}
        for found in PARAMETER.finditer(" ".join(written[:LONGEST_NAME].split())):
            value = found["bare"].strip() if found["quoted"] is None else re.sub(r"\\(.)", r"\1", found["quoted"])
            if found["piece"] or found["star"]:
                pieces.setdefault(int(found["piece"] or 0), (bool(found["star"]), value))
            else:
                plain.append(value)
        if pieces:
            return _joined([pieces[number] for number in sorted(pieces)])
    return charsets.header(plain[0]) if plain else ""


def _joined(pieces: list[tuple[bool, str]]) -> str:
    (starred, first), label = pieces[0], ""
    if starred and first.count("'") >= 2:
        label, _language, first = first.split("'", 2)
    data = b"".join(
        unquote_to_bytes(value.encode("utf-8", "surrogateescape")) if star else value.encode("utf-8", "surrogateescape")
        for star, value in [(starred, first), *pieces[1:]]
    )
    return charsets.one_line(charsets.text(data, label))
