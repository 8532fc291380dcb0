"""Mail by SMTP, with one last look at the database between the text and the final dot.

Until the dot the server has accepted nothing, so a carrier that was overtaken can hang up. What remains is the moment
between the dot and our note of it. TCP_NODELAY keeps it below a millisecond: without it the dot waits 40 ms in our
own machine for the answer to the text (Nagle's algorithm against delayed acknowledgements).
"""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.channels import subjects
from notifications.channels.answers import Overtaken, Refused, Unreachable, Unsure
from notifications.models import Channel, Message

CHANNEL = Channel.MAIL
POLICY = SMTP.clone(cte_type="7bit")  # no server has to know 8BITMIME
LOCAL = {"localhost", "127.0.0.1", "::1"}
READY_FOR_TEXT = 354


class Session:
    """One connection for the messages of a sweep. Opened when the first needs it, and again after a mishap."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self._hang_up()

    def carry(self, message: Message, fence: Callable[[], bool]) -> str:
        """Hand one message over. Returns what the server answered; raises one of channels.answers otherwise."""
        text = _as_bytes(message)  # a message that cannot be written fails here, before the server hears of it
        try:
            return self._carry(message, text, fence)
        except Refused:
            self._start_over()
            raise
        except Overtaken:
            self._hang_up()  # in the middle of the text: only the end of the connection takes it back
            raise
        except Unsure:
            self._hang_up()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Unreachable(_told(error)) from error
        except BaseException:  # the database fell silent at the fence: the text stands open, and nothing may follow it
            self._hang_up()
            raise

    def _carry(self, message: Message, text: bytes, fence: Callable[[], bool]) -> str:
        server = self._server = self._server or _open()
        receiver = parseaddr(message.to)[1]
        options = [] if receiver.isascii() else ["SMTPUTF8"]
        if options and not server.has_extn("smtputf8"):
            raise Refused("The mail server cannot write to an address in this script.", for_good=True)
        _expect(server.mail(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], options), 250)
        _expect(server.rcpt(receiver), 250, 251)
        _expect(server.docmd("DATA"), READY_FOR_TEXT)
        server.send(text)
        if not fence():
            raise Overtaken
        try:
            server.send(b".\r\n")
            code, answer = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(_told(error)) from error
        _expect((code, answer), 250)
        return answer.decode("utf-8", "replace")

    def _start_over(self) -> None:
        """A refused message leaves the connection usable, when the server agrees."""
        if self._server is not None:
            try:
                self._server.rset()
            except (OSError, smtplib.SMTPException):
                self._hang_up()

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _open() -> smtplib.SMTP:
    host, port, wait = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT or 20
    secured = settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS
    if settings.EMAIL_HOST_USER and not secured and host not in LOCAL:
        raise Unreachable("The mail password is not sent over an open line: use smtp+tls:// or smtp+ssl://.")
    context = ssl.create_default_context()  # the certificate and the name in it are checked, always
    if settings.EMAIL_SSL_CERTFILE:
        context.load_cert_chain(settings.EMAIL_SSL_CERTFILE, settings.EMAIL_SSL_KEYFILE)
    server: smtplib.SMTP
    if settings.EMAIL_USE_SSL:
        server = smtplib.SMTP_SSL(host, port, timeout=wait, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=wait)
    try:
        if server.sock is not None:
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=context)  # raises when the server does not agree; there is no open second try
            server.ehlo()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def _expect(answer: tuple[int, bytes], *wanted: int) -> None:
    code, words = answer
    if code in wanted:
        return
    said = f"{code} {words.decode('utf-8', 'replace')}"
    if code == 421 or code < 400:  # it closes the line, or talks out of turn
        raise Unreachable(said)
    raise Refused(said, for_good=code >= 500)


def _as_bytes(message: Message) -> bytes:
    """The mail as it goes over the line: lines end in CR LF, and a leading dot is doubled (RFC 5321, 4.5.2)."""
    try:
        mail = _mail(message)
        subject = subjects.line(str(mail["Subject"]))
        del mail["Subject"]
        text = subject + mail.as_bytes(policy=POLICY)
    except (ValueError, UnicodeError, LookupError, OSError) as error:  # poison: it will never become a mail
        raise Refused(f"The message cannot be written as a mail: {error}", for_good=True) from error
    text = re.sub(rb"(?m)^\.", b"..", text)
    return text if text.endswith(b"\r\n") else text + b"\r\n"


def subject_of(message: Message) -> str:
    if not message.may_be_repeated:
        return message.subject
    with translation.override(message.language):
        return _("[possibly repeated] %(subject)s") % {"subject": message.subject}


def _mail(message: Message) -> EmailMessage:
    mail = EmailMessage(policy=POLICY)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = message.to
    mail["Subject"] = subject_of(message)
    mail["Message-ID"] = message.message_id
    mail["Date"] = format_datetime(message.send_at)
    if "Auto-Submitted" not in message.headers:  # what a person approved and sent is no machine's mail (RFC 3834)
        mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = translation.to_locale(message.language).replace("_", "-")
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.body)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        kind, _slash, detail = str(attachment["type"]).partition(";")[0].partition("/")
        file = " ".join(attachment["name"].split())
        mail.add_attachment(content_of(attachment), maintype=kind, subtype=detail, filename=file)
        if parameters := str(attachment["type"]).partition(";")[2].strip():  # text/calendar; method=REQUEST
            name, _equals, value = parameters.partition("=")
            list(mail.iter_attachments())[-1].set_param(name.strip(), value.strip())
    return mail


def content_of(attachment: dict[str, str]) -> bytes:
    if "text" in attachment:
        return attachment["text"].encode()
    with default_storage.open(attachment["file"]) as file:
        return bytes(file.read())


def _told(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
