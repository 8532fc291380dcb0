"""Turn every translation file (.po) into the form the programme reads (.mo), without needing gettext on the machine."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

BASE = Path(__file__).resolve().parent.parent


def compile_messages(folder: Path = BASE / "locale") -> list[Path]:
    """Write a .mo beside each .po and return what was written. A file that cannot be read stops everything."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        target = source.with_suffix(".mo")
        half = target.with_suffix(".mo.new")
        with half.open("wb") as stream:
            write_mo(stream, catalogue)
        half.replace(target)  # a running server never reads half a file
        written.append(target)
    return written


if __name__ == "__main__":
    compile_messages()
    sys.exit(0)
