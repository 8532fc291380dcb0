"""Every sentence of the programme has its Chinese, and no Chinese is left over from a sentence that is gone.

    python ops/check_messages.py            says what is missing, unfinished or left over, and fails
    python ops/check_messages.py --update   rewrites locale/zh_Hans/LC_MESSAGES/django.po (needs gettext)

The check works on a copy: it never writes into the checkout.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

BASE = Path(__file__).resolve().parent.parent
PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "tests", "ops", "docs", "static", "__pycache__", ".*_cache", "*.mo", "node_modules"
)


def extract(root: Path) -> None:
    """Run makemessages over `root`, in place. No line numbers: they would change with every edit."""
    (root / PO).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "-v", "0"]
    ignored = [part for name in (".venv", "var", "tests", "ops", "docs") for part in ("-i", name)]
    subprocess.run([*command, *ignored], cwd=root, check=True, stdin=subprocess.DEVNULL)


def read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream)


def trouble() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="freezedesk-messages-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(BASE, copy, ignore=LEFT_OUT)
        kept = read(copy / PO) if (copy / PO).exists() else Catalog()
        (copy / PO).unlink(missing_ok=True)
        extract(copy)
        wanted = read(copy / PO)
    said = []
    for message in wanted:
        if not message.id:
            continue
        mine = kept.get(message.id, message.context)
        text = message.id if isinstance(message.id, str) else message.id[0]
        if mine is None:
            said.append(f"not in the file: {text!r}")
        elif not (mine.string if isinstance(mine.string, str) else all(mine.string)):
            said.append(f"no Chinese: {text!r}")
        elif mine.fuzzy:
            said.append(f"only guessed (fuzzy): {text!r}")
        else:
            said += [f"{problem}: {text!r}" for problem in mine.check(kept)]
    said += [f"left over: {m.id!r}" for m in kept if m.id and wanted.get(m.id, m.context) is None]
    said += [f"left over, commented out: {m.id!r}" for m in kept.obsolete.values()]
    return said


if __name__ == "__main__":
    if "--update" in sys.argv:
        extract(BASE)
    elif found := trouble():
        print("\n".join(found[:60]))
        sys.exit(f"{len(found)} sentences need care in {PO}")
