"""One mail as bytes, as any mail program opens it: subject and names in Chinese, a receipt asked for, files by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from notifications.channels import subjects

POLICY = SMTP.clone(cte_type="7bit", max_line_length=180)  # seven bits; an address stays on its line
PARTS = SMTP.clone(cte_type="7bit")  # base64 in lines of 76 characters, as RFC 2045 asks (6.8)
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Text:
    """What stands in the mail beside its files."""

    sender: str
    to: str
    subject: str
    body: str
    language: str = "zh-Hans"
    reply_to: str = ""
    answers: str = ""  # the Message-ID it answers
    asks_receipt: bool = True
    headers: dict[str, str] = field(default_factory=dict)


def subject(why: str, name: str, language: str, *, part: int = 1, parts: int = 1) -> str:
    """关于[事由]的申诉申请-申诉人[姓名] (guide, 3.2d), or the same in English; 1/2 where there are several mails."""
    if language.startswith("en"):
        words = f"Appeal concerning {one_line(why)} - applicant {one_line(name)}"
    else:
        words = f"关于{one_line(why)}的申诉申请-申诉人{one_line(name)}"
    return words[:LONGEST_SUBJECT] + (f" ({part}/{parts})" if parts > 1 else "")


def one_line(words: str) -> str:
    return " ".join(words.split())


def body(words: str, files: Sequence[str], language: str, *, part: int = 1, parts: int = 1) -> str:
    """The covering words, then what is enclosed, so that the reader can see whether all of it came."""
    english = language.startswith("en")
    lines = [words.strip(), ""]
    if parts > 1 and english:
        lines += [f"This is message {part} of {parts}. Please read them together.", ""]
    elif parts > 1:
        lines += [f"本邮件为第{part}封，共{parts}封，请合并阅读。", ""]
    lines.append("Enclosed:" if english else "附件：")
    lines += [f"{number}. {name}" for number, name in enumerate(files, start=1)]
    return "\n".join(lines) + "\n"


def headers_of(text: Text) -> dict[str, str]:
    """Beside sender, receiver, subject and date."""
    found = dict(text.headers)
    if text.reply_to:
        found["Reply-To"] = text.reply_to
    if text.asks_receipt:
        found["Disposition-Notification-To"] = text.reply_to or parseaddr(text.sender)[1]
    if text.answers:
        found["In-Reply-To"] = found["References"] = text.answers
    return found


def as_eml(text: Text, files: Sequence[tuple[str, str, bytes]], *, message_id: str, at: datetime) -> bytes:
    """A file that opens in the user's own mail program as a draft to be sent, and that a standard parser reads."""
    mail = EmailMessage(policy=PARTS)
    mail["From"] = _address(text.sender)
    mail["To"] = _address(text.to)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail["X-Unsent"] = "1"
    for name, value in headers_of(text).items():
        mail[name] = one_line(value)
    mail["Content-Language"] = text.language
    mail.set_content(text.body, cte="base64")
    for name, kind, data in files:
        _attach(mail, name, kind, data)
    return subjects.line(text.subject) + mail.as_bytes(policy=POLICY)


def _attach(mail: EmailMessage, name: str, kind: str, data: bytes) -> None:
    main, _slash, detail = kind.partition(";")[0].partition("/")
    if (
        main in ("message", "multipart") or not detail
    ):  # a mail within a mail may not be encoded; as bytes it stays whole
        main, detail = "application", "octet-stream"
    mail.add_attachment(data, maintype=main, subtype=detail, filename=one_line(name))


def _address(written: str) -> Any:
    name, address = parseaddr(written)
    if "@" not in address or not address.isascii():
        return written
    return Address(display_name=one_line(name), addr_spec=address)
