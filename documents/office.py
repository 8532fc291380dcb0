"""A Word or Excel file is a ZIP of XML: looked through without unpacking too much of it. Confined child only."""

import stat
import zipfile
import zlib
from pathlib import Path

from documents import office_parts, tails
from documents.seen import Refused, Seen

ENTRIES, UNPACKED, RATIO, SMALL = 3_000, 300 * 2**20, 200, 48 * 2**20
HEART = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}


def look(path: Path, seen: Seen) -> None:
    if not tails.ends_as_archive(tails.last_of(path)):
        raise Refused("two_files_in_one" if zipfile.is_zipfile(path) else "damaged")
    try:
        with zipfile.ZipFile(path) as archive:
            entries(archive, path.stat().st_size)
            names = {i.filename for i in archive.infolist()}
            if "[Content_Types].xml" not in names or HEART[seen.mime] not in names:
                raise Refused("other_type")
            for info in archive.infolist():
                office_parts.look(archive, info, seen)
            refuse_hidden(path, archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError, RuntimeError):
        raise Refused("damaged") from None


def entries(archive: zipfile.ZipFile, size: int) -> None:
    """Bombs are told by the directory: too many, too large, packed too tightly, or lying over each other."""
    infos = archive.infolist()
    total = sum(i.file_size for i in infos)
    if len(infos) > ENTRIES or total > UNPACKED or sum(i.compress_size for i in infos) > size:
        raise Refused("bomb")
    if total > SMALL and total > RATIO * size:
        raise Refused("bomb")  # each entry small enough, all of them together not
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
        if stat.S_ISLNK(info.external_attr >> 16) or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise Refused("odd_archive")
    if len({i.filename.lower() for i in infos}) != len(infos):
        raise Refused("odd_archive")


def refuse_hidden(path: Path, archive: zipfile.ZipFile) -> None:
    """An entry that the directory does not name is read by programs that go through the file from its beginning."""
    with path.open("rb") as f:
        infos = sorted(archive.infolist(), key=lambda i: i.header_offset)
        starts = [*(i.header_offset for i in infos[1:]), archive.start_dir]
        for info, following in zip(infos, starts, strict=True):
            f.seek(info.header_offset + 26)
            name, extra = (int.from_bytes(f.read(2), "little") for _each in range(2))
            end = info.header_offset + 30 + name + extra + info.compress_size
            f.seek(end)
            if b"PK\x03\x04" in f.read(max(0, following - end)):
                raise Refused("odd_archive")
