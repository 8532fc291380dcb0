"""A small cabinet of files that mean harm, or are only broken, made here byte by byte."""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.documents.samples import pdf, photo

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def with_root(change):
    with pikepdf.open(io.BytesIO(pdf())) as made:
        change(made)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


def script():
    return with_root(
        lambda made: made.Root.__setitem__(
            "/OpenAction", Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        )
    )


def hidden_script():
    """The name is written with an escape, so that a search in the bytes does not find it."""
    return script().replace(b"/JavaScript", b"/J#61vaScript")


def launch():
    def change(made):
        action = Dictionary(S=Name.Launch, F=pikepdf.String("calc.exe"))
        made.pages[0].obj.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 50, 50], A=action)]
        )

    return with_root(change)


def attachment():
    def change(made):
        made.attachments["evil.exe"] = b"MZ..."

    return with_root(change)


def locked():
    with pikepdf.open(io.BytesIO(pdf())) as made:
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner="owner", user="user", R=6))
        return out.getvalue()


def empty_password():
    with pikepdf.open(io.BytesIO(pdf())) as made:
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
        return out.getvalue()


def no_pages():
    with pikepdf.new() as made:
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


def stream_bomb():
    """A content stream of a quarter of a gigabyte of blanks."""
    packed = io.BytesIO()
    packer = zlib.compressobj(9)
    for _ in range(256):
        packed.write(packer.compress(b" " * 2**20))
    packed.write(packer.flush())

    def change(made):
        made.pages[0].obj.Contents = made.make_stream(packed.getvalue(), Filter=Name.FlateDecode)

    return with_root(change)


def picture_bomb():
    """A PNG whose header says 30,000 by 30,000."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def half_photo():
    whole = photo((600, 400))
    return whole[: len(whole) // 2]


def office(heart="word/document.xml", *, more=(), types="<Types/>", body="<w:document/>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(heart, body)
        for name, data in more:
            archive.writestr(name, data)
    return out.getvalue()


def outside_template():
    link = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://198.51.100.7/t.dotm"/></Relationships>'
    )
    return office(more=[("word/_rels/settings.xml.rels", link)])


def deep_mail(parts=400):
    edge = "b"
    body = "".join(f"--{edge}\nContent-Type: text/plain\n\nx\n" for _ in range(parts))
    return (
        f'From: a@example.com\nDate: x\nContent-Type: multipart/mixed; boundary="{edge}"\n\n{body}--{edge}--\n'.encode()
    )


REFUSED = [
    ("empty.pdf", lambda: b"", "empty"),
    ("page.pdf", lambda: b"<!doctype html><p>%PDF", "other_type"),
    ("page.txt", lambda: b"<html><script>x</script></html>", "other_type"),
    ("photo.jpg", lambda: b"GIF89a not a photo at all", "other_type"),
    ("photo.png", lambda: photo((40, 40)), "other_type"),
    ("tool.exe", lambda: b"MZ\x90", "type_not_taken"),
    ("drawing.svg", lambda: b"<svg onload='x'/>", "type_not_taken"),
    ("archive.zip", lambda: office(), "type_not_taken"),
    ("notes.txt", lambda: b"MZ\x90\x00\x03", "other_type"),
    ("blob.txt", lambda: b"abc\x00\x01\x02" * 50, "not_text"),
    ("blank.txt", lambda: b"  \n \n", "says_nothing"),
    ("notice\u202efdp.pdf", lambda: pdf(), "name_direction"),
    ("locked.pdf", locked, "needs_password"),
    ("locked.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "needs_password"),
    ("half.pdf", lambda: pdf()[:200], "damaged"),
    ("none.pdf", no_pages, "no_pages"),
    ("half.jpg", half_photo, "damaged"),
    ("huge.png", picture_bomb, "picture_too_large"),
    ("bomb.pdf", stream_bomb, "bomb"),
    ("both.pdf", lambda: b"PK\x03\x04 and then " + pdf(), "two_files_in_one"),
    ("macros.docx", lambda: office(more=[("word/vbaProject.bin", b"x")]), "macros"),
    ("bomb.docx", lambda: office(more=[("word/media/a.xml", b" " * (8 * 2**20))]), "bomb"),
    ("climbs.docx", lambda: office(more=[("../../evil.xml", b"x")]), "odd_archive"),
    ("entity.docx", lambda: office(body='<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'), "odd_archive"),
    ("template.docx", outside_template, "loads_from_outside"),
    ("other.xlsx", lambda: office(), "other_type"),
    ("mail.eml", lambda: b"no headers here\n\nbody", "other_type"),
    ("parts.eml", deep_mail, "bomb"),
]
FLAGGED = [
    ("script.pdf", script, "script"),
    ("hidden.pdf", hidden_script, "script"),
    ("launch.pdf", launch, "starts_program"),
    ("carrier.pdf", attachment, "attachment"),
    ("open.pdf", empty_password, "encrypted"),
    ("junk.pdf", lambda: b"junk junk\n" + pdf(), "junk_before_header"),
    ("broken-table.pdf", lambda: pdf().replace(b"startxref", b"startxrfe"), "repaired"),
]
