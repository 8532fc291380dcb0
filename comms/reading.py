"""A mail from outside: who, when, about what, its words and every file in it. Nothing a sender writes stops it.

Broken mails are the rule where banks' gateways rewrite them: a missing or wrong boundary, text cut in the middle
of a character, a mail within a mail. What cannot be understood is named; the original stays beside it, byte for byte.
"""

import quopri
import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

from comms import charsets, mending, moments, returned, tnef
from comms.returned import Returned
from documents.mails import words_of_html

PARTS, FILES, DEPTH = 5000, 400, 60
KEPT_WHOLE = 10  # so deep a mail within a mail is kept as a file of its own
TEXT = 400_000  # characters of words that are shown; the rest is in the original
IDS = re.compile(r"<[!-;=?-~]{1,248}>")  # no longer than its column, and nothing that a database cannot keep
EXTENSIONS = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/ms-tnef": "dat",
    "application/rtf": "rtf",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "message/external-body": "txt",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/html": "html",
    "text/plain": "txt",
    "text/rtf": "rtf",
}
AS_IT_CAME = compat32.clone(linesep="\r\n", max_line_length=None)  # of a mail within a mail: no head is folded anew
BARE = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
UUENCODED = re.compile(r"(?m)^begin [0-7]{3} ([^\n]{1,200})\n(.*?)^end[ \t]*$", re.DOTALL)


@dataclass(frozen=True)
class Attached:
    name: str
    kind: str
    data: bytes
    inside: str = ""  # the attached mail or packet it was found in


@dataclass
class Read:
    subject: str = ""
    sender_name: str = ""
    sender: str = ""
    to: list[str] = field(default_factory=list)
    sent_at: datetime | None = None
    sent_written: str = ""  # the Date line as it stands, where it does not say clearly when
    message_id: str = ""
    answers_to: list[str] = field(default_factory=list)  # a returned mail, In-Reply-To, References, newest first
    text: str = ""
    attached: list[Attached] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # codes, for the page to say
    returned: Returned = field(default_factory=Returned)  # what a machine says about a mail of ours


@dataclass
class _Words:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(part for part in self.plain if part.strip()) or "\n".join(self.html)


@dataclass
class _Post:
    """What is being taken out of one mail."""

    found: Read
    words: _Words = field(default_factory=_Words)
    others: _Words = field(default_factory=_Words)  # of the mails within it
    count: list[int] = field(default_factory=lambda: [0])

    def within(self) -> "_Post":
        return _Post(self.found, self.others, self.others, self.count)


def read(raw: bytes) -> Read:
    """Never raises. What goes wrong is a problem of the result."""
    found = Read()
    post = _Post(found)
    try:
        mail = message_from_bytes(mending.head(raw))
        _heads(mail, found)
        _walk(mail, post)
    except Exception:  # the stdlib parser meets mails nobody thought of; the post must go on
        found.problems.append("damaged")
    # A mail that only hands on another says what that one says.
    found.text = (str(post.words).strip() or str(post.others)).replace("\x00", "").strip()[:TEXT]
    if not (found.subject or found.text or found.attached):
        found.text = charsets.text(raw[:TEXT]).replace("\x00", "")
        found.problems.append("damaged")
    found.problems = list(dict.fromkeys(found.problems))
    return found


# --- heads -----------------------------------------------------------------------------------------------------------


def _raw(part: Message, name: str) -> list[str]:
    """As it came, eight bits and all: the parser's own access would put question marks there."""
    return [str(value) for key, value in part.raw_items() if key.lower() == name.lower()]


def _heads(mail: Message, found: Read) -> None:
    found.subject = charsets.header(next(iter(_raw(mail, "Subject")), ""))[:500]
    if senders := _people(mail, "From", "Sender", "Return-Path"):
        found.sender_name, found.sender = senders[0]
    found.to = [address for _name, address in _people(mail, "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    found.message_id = next(iter(IDS.findall(str(mail.get("Message-ID", "")))), "")
    answered = IDS.findall(str(mail.get("In-Reply-To", "")))
    found.answers_to = list(dict.fromkeys([*answered, *reversed(IDS.findall(str(mail.get("References", ""))))]))[:100]
    sent = moments.sent(
        charsets.header(next(iter(_raw(mail, "Date")), ""))[:200],
        [charsets.header(each) for each in _raw(mail, "Received")[-50:]],
    )
    found.sent_at, found.sent_written = sent.at, sent.written
    if sent.doubt:
        found.problems.append(sent.doubt)
    found.returned = returned.of(mail)
    found.answers_to = list(dict.fromkeys([*found.returned.ids, *found.answers_to]))[:100]
    if not found.sender:
        found.problems.append("no_sender")


def _people(mail: Message, *names: str) -> list[tuple[str, str]]:
    people = []
    for name in names:
        for value in _raw(mail, name):
            written = charsets.header(value)
            # 银行客服 a@b.example without its brackets, or words of a head that was torn behind the address
            bare = BARE.findall(written) if not re.search(r"[<>(,;:\"]", written) else []
            pairs = [(written.replace(bare[0], "").strip(), bare[0])] if len(bare) == 1 else getaddresses([written])
            for told, address in pairs:
                if " " in address and (within := BARE.search(address)):
                    told, address = told or address.replace(within[0], "").strip(), within[0]
                if "@" in address:
                    people.append((charsets.one_line(told)[:200], charsets.one_line(address)[:254]))
    return people


# --- parts -----------------------------------------------------------------------------------------------------------


def _walk(part: Message, post: _Post, *, depth: int = 0, inside: str = "") -> None:
    post.count[0] += 1
    if post.count[0] > PARTS or depth > DEPTH:
        post.found.problems.append("too_many_parts")
        return
    kind = part.get_content_type()
    if kind == "message/rfc822" and depth:
        _mail_within(part, post, depth=depth, inside=inside)
    elif kind == "message/external-body":
        _keep(part, kind, bytes(part), post, depth=depth, inside=inside)
    elif part.is_multipart():
        for child in _children(part):
            try:
                _walk(child, post, depth=depth + 1, inside=inside)
            except Exception:  # one part that nobody understands takes none of the others with it
                post.found.problems.append("damaged")
        for beside in (part.preamble, part.epilogue):  # an end written too early leaves parts behind it
            if beside and mending.MARK.search(data := beside.encode("utf-8", "surrogateescape")):
                _divided(data, post, depth=depth, inside=inside)
    elif part.get_content_maintype() == "multipart":
        post.found.problems.append("boundary")
        body = _raw_body(part)
        if not _divided(body, post, depth=depth, inside=inside) and not _divided(
            mending.whole_base64(body), post, depth=depth, inside=inside
        ):
            post.words.plain.append(charsets.text(body))
    else:
        _leaf(part, kind, post, depth=depth, inside=inside)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _mail_within(part: Message, post: _Post, *, depth: int, inside: str) -> None:
    """Kept whole as a file of its own, and opened for the files in it."""
    children = _children(part)
    if not children:
        _keep(part, "message/rfc822", _content(part), post, depth=depth, inside=inside)
    for child in children:
        whole = b""
        if mending.encoding(str(part.get("Content-Transfer-Encoding", ""))) == "base64":  # forbidden, and sent
            whole = mending.whole_base64(_raw_body(child))
            child = message_from_bytes(mending.head(whole))
        subject = charsets.header(next(iter(_raw(child, "Subject")), ""))[:80]
        name = _name_of(part) or f"{subject or 'mail'}.eml"
        try:
            data = whole or child.as_bytes(policy=AS_IT_CAME)
        except (ValueError, UnicodeError, LookupError, AttributeError, TypeError, KeyError):
            data = str(child.get_payload() or "").encode("utf-8", "surrogateescape")
            post.found.problems.append("damaged")
        if depth <= KEPT_WHOLE:  # deeper ones lie whole in those above them
            _attach(Attached(name, "message/rfc822", data, inside), post)
        _walk(child, post.within(), depth=depth + 1, inside=name)


def _divided(body: bytes, post: _Post, *, depth: int, inside: str, is_text: bool = False) -> bool:
    """Parts that stand in a text because their boundary was not declared, or declared wrongly."""
    found = mending.undeclared(body)
    if found is None or depth >= DEPTH:
        return False
    mark, before, rest = found
    quoted = mark.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    again = message_from_bytes(b'Content-Type: multipart/mixed; boundary="' + quoted + b'"\r\n\r\n' + rest)
    if not again.is_multipart():
        return False
    if is_text and before.strip() and not inside:
        post.words.plain.append(charsets.text(before))
    _walk(again, post, depth=depth + 1, inside=inside)
    return True


def _leaf(part: Message, kind: str, post: _Post, *, depth: int, inside: str) -> None:
    content, name = _content(part), _name_of(part)
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    is_text = kind in ("text/plain", "text/html") and not disposition.startswith("attachment") and not name
    if not is_text:
        if content or name:
            _keep(part, kind, content, post, depth=depth, inside=inside, name=name)
        return
    if not part.get("Content-Type") and (late := mending.late_head(content)):
        _walk(message_from_bytes(mending.head(late)), post, depth=depth + 1, inside=inside)
    elif not _divided(content, post, depth=depth, inside=inside, is_text=True):
        said = charsets.text(content, _label(part))
        said = _words_of(said) if kind == "text/html" else said
        (post.words.html if kind == "text/html" else post.words.plain).append(
            _without_files(said.replace("\r\n", "\n"), post)
        )


def _keep(part: Message, kind: str, content: bytes, post: _Post, *, depth: int, inside: str, name: str = "") -> None:
    number = len(post.found.attached) + 1
    name = name or f"{kind.partition('/')[2][:40] or 'part'}-{number}.{EXTENSIONS.get(kind, 'bin')}"
    if "." not in name.strip(". ") and kind in EXTENSIONS:  # 附件, without an end, and a kind that says which
        name = f"{name.rstrip('. ') or number}.{EXTENSIONS[kind]}"
    _attach(Attached(name, kind, content, inside), post)
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef"):
        _unpack(content, post, depth=depth, inside=name)
    else:
        _open(name, content, post, depth=depth)
    if not content:
        post.found.problems.append("empty_attachment")


def _open(name: str, content: bytes, post: _Post, *, depth: int) -> None:
    """What a file holds that is a mail or a packet itself."""
    if name.lower() == "winmail.dat":
        _unpack(content, post, depth=depth, inside=name)
    elif name.lower().endswith(".eml") and depth < DEPTH and mending.is_mail(content):
        _walk(message_from_bytes(mending.head(content)), post.within(), depth=depth + 1, inside=name)


def _unpack(packet: bytes, post: _Post, *, depth: int, inside: str) -> None:
    if depth >= DEPTH:
        post.found.problems.append("too_many_parts")
        return
    for number, each in enumerate(tnef.files(packet), start=1):
        name = each.name or f"winmail-{number}.bin"
        _attach(Attached(name, "application/octet-stream", each.data, inside), post)
        _open(name, each.data, post, depth=depth + 1)


def _attach(file: Attached, post: _Post) -> None:
    if len(post.found.attached) < FILES:
        name, kind, inside = (charsets.one_line(words) for words in (file.name, file.kind, file.inside))
        post.found.attached.append(Attached(name, kind, file.data, inside))
    else:
        post.found.problems.append("too_many_parts")


def _raw_body(part: Message) -> bytes:
    """As it came: the parser keeps each byte over 127 as a lone surrogate, and get_payload() would guess at them."""
    body = vars(part).get("_payload")
    return body.encode("utf-8", "surrogateescape") if isinstance(body, str) else b""


def _content(part: Message) -> bytes:
    raw, how = _raw_body(part), mending.encoding(str(part.get("Content-Transfer-Encoding", "")))
    if how == "base64":
        return mending.whole_base64(raw)
    if how == "quoted-printable":
        return quopri.decodestring(raw)
    if how in ("x-uuencode", "uuencode", "uue", "x-uue"):
        lines = raw.splitlines()
        return _uu(lines[next((n for n, line in enumerate(lines, start=1) if line.startswith(b"begin ")), 0) :])
    return mending.secretly_base64(raw) or raw


def _label(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _name_of(part: Message) -> str:
    heads = [*_raw(part, "Content-Disposition"), *_raw(part, "Content-Type")]
    name = mending.name_in(f";{each}" for each in heads).replace("/", "_").replace("\\", "_")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:180]}.{ending}" if dot and len(ending) < 10 else name[:200]


def _words_of(html: str) -> str:
    try:
        return words_of_html(html)
    except (AssertionError, ValueError, RecursionError):
        return re.sub(r"<[^>]*>", " ", html)


def _without_files(said: str, post: _Post) -> str:
    """Files written into the text itself, as programs did before MIME."""

    def take(match: re.Match[str]) -> str:
        lines = match[2].encode("ascii", "replace").split(b"\n")
        _attach(Attached(charsets.header(match[1]), "application/octet-stream", _uu(lines)), post)
        return ""

    return UUENCODED.sub(take, said) if "begin " in said else said


def _uu(lines: list[bytes]) -> bytes:
    whole = b""
    for line in lines:
        if line.strip() == b"end":
            break
        if not line or line[0] in b"` ":
            continue
        length = (line[0] - 32) & 63
        bits = [((c - 32) & 63) for c in line[1:].ljust(-(-length // 3) * 4, b" ")]
        data = bytearray()
        for at in range(0, len(bits) - 3, 4):
            a, b, c, d = bits[at : at + 4]
            data += bytes([(a << 2 | b >> 4) & 255, (b << 4 | c >> 2) & 255, (c << 6 | d) & 255])
        whole += bytes(data[:length])
    return whole
