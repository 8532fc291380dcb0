"""What in a PDF does something by itself: scripts, programs, files inside, addresses. Confined child only.

qpdf writes escaped names out: looking at parsed objects finds /J#61vaScript where a search in the bytes does not. And
a word may stand in an object of its own, with only its number where it belongs: such objects are looked at as well.
"""

import re
from typing import Any

import pikepdf

from documents.seen import Seen

ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|FileAttachment|Collection|RichMedia|3D|XFA|SubmitForm|ImportData"
    rb"|GoToE|GoToR|Movie|Sound|Screen|Rendition|AA)"
    rb"(?![A-Za-z0-9_])"
)
SAYS = {
    b"JavaScript": "script",
    b"JS": "script",
    b"Launch": "starts_program",
    b"EmbeddedFile": "attachment",
    b"EmbeddedFiles": "attachment",
    b"FileAttachment": "attachment",
    b"Collection": "attachment",
    b"RichMedia": "media",
    b"3D": "media",
    b"Movie": "media",
    b"Sound": "media",
    b"Screen": "media",
    b"Rendition": "media",
    b"XFA": "xfa",
    b"SubmitForm": "sends_data",
    b"ImportData": "sends_data",
    b"GoToE": "other_file",
    b"GoToR": "other_file",
    b"AA": "acts_by_itself",
}
# The thread of an article may run on in another file; and a file may be named by its address.
ELSEWHERE = re.compile(rb"/S\s*/Thread(?![A-Za-z])[^>]*/F(?![A-Za-z])|/F(?![A-Za-z])[^>]*/S\s*/Thread(?![A-Za-z])")
AT_AN_ADDRESS = re.compile(rb"/FS\s*/URL(?![A-Za-z])")
# Addresses that start something on the reader's machine, or reach into it.
ODD = r"(?:javascript:|data:|vbscript:|file:|smb:|ms-\w+:|search(?:-ms)?:|shell:|mhtml:|jar:|\\)"
ODD_ADDRESS = re.compile(rb"/URI\s*\((?:\s|\\[nrt])*" + ODD.encode(), re.IGNORECASE)
IN_DIGITS = re.compile(rb"/URI\s*<([0-9A-Fa-f\s]{2,20000})>")  # an address in another alphabet is written so
ODD_WORDS = re.compile(r"\s*" + ODD, re.IGNORECASE)


def look(thing: Any, words: bytes, seen: Seen) -> None:
    """A dictionary, list or stream, and the words it is written with."""
    for found in set(ACTIVE.findall(words)):
        seen.note(SAYS[found])
    if isinstance(thing, pikepdf.Dictionary) and isinstance(thing.get("/EF"), pikepdf.Dictionary):
        seen.note("attachment")  # also one that is only associated with a page
    if b"/URI" in words and (
        ODD_ADDRESS.search(words) or any(ODD_WORDS.match(text_of(digits)) for digits in IN_DIGITS.findall(words))
    ):
        seen.note("starts_program")
    if (b"/Thread" in words and ELSEWHERE.search(words)) or (b"/URL" in words and AT_AN_ADDRESS.search(words)):
        seen.note("other_file")
    if b"/Sig" in words and re.search(rb"/FT\s*/Sig(?![A-Za-z])", words) and re.search(rb"/V\s", words):
        seen.note("signed")


def look_at_word(thing: Any, seen: Seen) -> None:
    """A name or a text that is an object by itself: whoever points to it means it."""
    if isinstance(thing, pikepdf.Name):
        found = ACTIVE.fullmatch(bytes(str(thing), "utf-8", "replace"))
        if found:
            seen.note(SAYS[found[1]])
    elif isinstance(thing, pikepdf.String) and ODD_WORDS.match(str(thing)):
        seen.note("starts_program")


def text_of(digits: bytes) -> str:
    data = bytes.fromhex(re.sub(rb"\s", b"", digits).decode()[: len(digits) // 2 * 2])
    if data.startswith((b"\xfe\xff", b"\xff\xfe")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
