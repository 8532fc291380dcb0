"""A Word or Excel file is a ZIP of XML: looked through without unpacking too much of it. Confined child only."""

import stat
import zipfile
import zlib
from pathlib import Path

from documents.seen import Refused, Seen

ENTRIES, UNPACKED, RATIO = 3_000, 300 * 2**20, 200
HEART = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}


def look(path: Path, seen: Seen) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries(archive, path.stat().st_size)
            names = {i.filename for i in archive.infolist()}
            if "[Content_Types].xml" not in names or HEART[seen.mime] not in names:
                raise Refused("other_type")
            if any(n.lower().endswith("vbaproject.bin") for n in names):
                raise Refused("macros")
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    markup(archive, info, seen)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError, RuntimeError):
        raise Refused("damaged") from None


def entries(archive: zipfile.ZipFile, size: int) -> None:
    """Bombs are told by the directory: too many, too large, packed too tightly, or lying over each other."""
    infos = archive.infolist()
    if len(infos) > ENTRIES or sum(i.file_size for i in infos) > UNPACKED or sum(i.compress_size for i in infos) > size:
        raise Refused("bomb")
    ends = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.flag_bits & 1:
            raise Refused("needs_password")
        if info.header_offset < ends:
            raise Refused("bomb")
        ends = info.header_offset + 30 + info.compress_size
        if info.file_size > 2**20 and info.file_size > RATIO * max(info.compress_size, 1):
            raise Refused("bomb")
        if (
            info.filename.startswith(("/", "\\"))
            or ".." in info.filename.replace("\\", "/").split("/")
            or ":" in info.filename
        ):
            raise Refused("odd_archive")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("odd_archive")
    if len({i.filename for i in infos}) != len(infos):
        raise Refused("odd_archive")


def markup(archive: zipfile.ZipFile, info: zipfile.ZipInfo, seen: Seen) -> None:
    with archive.open(info) as f:
        xml = f.read(64 * 2**20 + 1)
    if len(xml) > 64 * 2**20 or len(xml) > info.file_size:
        raise Refused("bomb")
    plain = xml.replace(b"\x00", b"")  # UTF-16 hides the words from a search in the bytes
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused("odd_archive")
    if info.filename == "[Content_Types].xml" and b"macroEnabled" in plain:
        raise Refused("macros")
    if info.filename.endswith(".rels"):
        for relation in plain.split(b"<Relationship")[1:]:
            if b'TargetMode="External"' in relation and b"/hyperlink" not in relation:
                raise Refused("loads_from_outside")
