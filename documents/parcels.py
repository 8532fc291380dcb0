"""A parcel: many files in one ZIP, each with its hash, and a script that checks them without us.

Files are copied block by block: the parcel may be larger than the memory. The same content gives the same bytes.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from documents import parcel_check

BLOCK = 2**20
PACKED = (".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".zip", ".docx", ".xlsx")


class Parcel:
    def __init__(self, archive: zipfile.ZipFile, folder: str, at: datetime) -> None:
        self.archive, self.folder = archive, folder
        self.when = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, 0)
        self.sums: dict[str, str] = {}
        self.sizes: dict[str, int] = {}

    def blocks(self, name: str, blocks: Iterable[bytes]) -> str:
        """Write a file; returns its hash."""
        info = zipfile.ZipInfo(f"{self.folder}/{name}", self.when)
        info.compress_type = zipfile.ZIP_STORED if name.lower().endswith(PACKED) else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=True) as target:
            for block in blocks:
                digest.update(block)
                size += len(block)
                target.write(block)
        self.sums[name], self.sizes[name] = digest.hexdigest(), size
        return self.sums[name]

    def text(self, name: str, words: str) -> str:
        return self.blocks(name, [words.encode()])

    def data(self, name: str, value: Any) -> str:
        return self.text(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n")

    def file(self, name: str, source: IO[bytes], step: Callable[[], None] = lambda: None) -> str:
        def read() -> Iterator[bytes]:
            while block := source.read(BLOCK):
                step()
                yield block

        return self.blocks(name, read())


@contextmanager
def parcel(path: Path, *, folder: str, at: datetime, about: dict[str, Any]) -> Iterator[Parcel]:
    """Write the parcel; manifest, sums and the checking script are added at the end."""
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        made = Parcel(archive, folder, at)
        yield made
        files = [{"path": name, "sha256": made.sums[name], "size": made.sizes[name]} for name in sorted(made.sums)]
        made.data("manifest.json", about | {"files": files})
        made.text("verify.py", Path(parcel_check.__file__).read_text("utf8"))
        sums = "".join(f"{made.sums[name]}  {name}\n" for name in sorted(made.sums))
        made.text(parcel_check.SUMS, sums)
