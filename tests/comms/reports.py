"""What mail servers and mail programs send back about a mail, byte for byte."""

from tests.comms import mails

WHERE = "complaints@bank.example"


def report(of, kind, part, original=b"", sender=b"MAILER-DAEMON@mx.example"):
    whole = b"\r\n--R\r\nContent-Type: " + of + b"\r\n\r\n" + part + b"\r\n"
    return (
        b"Return-Path: <>\r\nFrom: " + sender + b"\r\nSubject: " + mails.word("系统退信", "gbk").encode() + b"\r\n"
        b"Message-ID: <dsn@mx.example>\r\nContent-Type: multipart/report; report-type=" + kind + b'; boundary="R"\r\n\r\n'
        b"--R\r\nContent-Type: text/plain; charset=gbk\r\n\r\n" + "您的邮件被退回".encode("gbk")
        + whole + original + b"--R--\r\n"
    )  # fmt: skip


def delivery(*blocks, original=b""):
    told = b"Reporting-MTA: dns; mx.example\r\n\r\n" + b"\r\n".join(blocks)
    return report(b"message/delivery-status", b"delivery-status", told, original)


def block(action=b"failed", status=b"5.1.1", to=WHERE, said=b"smtp; 550 5.1.1 User unknown"):
    return (
        b"Final-Recipient: rfc822; " + to.encode() + b"\r\nAction: " + action + b"\r\nStatus: " + status
        + b"\r\nDiagnostic-Code: " + said + b"\r\n"
    )  # fmt: skip


def whole(mail_id, kind=b"message/rfc822"):
    head = b"From: a@hl.example\r\nTo: c@bank.example\r\nSubject: y\r\nMessage-ID: " + mail_id.encode() + b"\r\n"
    return (
        b"--R\r\nContent-Type: "
        + kind
        + b"\r\n\r\n"
        + head
        + (b"\r\nwords" if kind == b"message/rfc822" else b"")
        + b"\r\n"
    )


def opening(mail_id, disposition=b"manual-action/MDN-sent-manually; displayed"):
    part = (
        b"Final-Recipient: rfc822; " + WHERE.encode() + b"\r\nOriginal-Message-ID: " + mail_id.encode()
        + b"\r\nDisposition: " + disposition + b"\r\n"
    )  # fmt: skip
    return report(b"message/disposition-notification", b"disposition-notification", part, sender=WHERE.encode())
