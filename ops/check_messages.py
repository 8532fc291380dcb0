"""Every sentence of the programme has its Chinese, and no Chinese is left over from a sentence that is gone.

    python ops/check_messages.py            says what is missing, unfinished or left over, and fails
    python ops/check_messages.py --update   rewrites locale/zh_Hans/LC_MESSAGES/django.po

Both need gettext. Both work on a copy: the check never writes into the checkout, the update writes one file. That file
carries no date, no line numbers and no guesses, and a second update changes nothing: its diff is what was translated.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.core.management.commands.makemessages import Command

BASE = Path(__file__).resolve().parent.parent
PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
NO_WORDS = (".git", ".venv", "var", "tests", "ops", "docs", "static", "node_modules", "__pycache__", ".*_cache", "*.mo")
HEADER = r"""# FreezeDesk in Simplified Chinese. `make messages` collects the sentences; people translate them here.
msgid ""
msgstr ""
"Project-Id-Version: FreezeDesk\n"
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""
# What must survive translation: %(name)s and %s, {name} and {}, and the tags of a sentence with a link in it.
HOLES = re.compile(r"%\(\w+\)[a-z]|%[sd]\b|\{\w*\}|</?[a-z]+\b[^>]*>")


class Extract(Command):
    """Django's makemessages, standing where it is told to, and without guesses: alike is not translated."""

    settings_available = False

    def handle(self, *args: Any, **options: Any) -> None:
        self.msgmerge_options = [*self.msgmerge_options, "--no-fuzzy-matching"]
        super().handle(*args, **options)


def extracted() -> str:
    """The catalogue as makemessages leaves it: what is no longer said is gone, what is new has no Chinese yet."""
    with tempfile.TemporaryDirectory(prefix="freezedesk-messages-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(BASE, copy, ignore=shutil.ignore_patterns(*NO_WORDS))
        (copy / PO).parent.mkdir(parents=True, exist_ok=True)
        with chdir(copy):
            call_command(Extract(), locale=["zh_Hans"], no_location=True, no_wrap=True, no_obsolete=True, verbosity=0)
        text = (copy / PO).read_text("utf8")
    return HEADER + text[text.index("\n\n") + 1 :]


def read(lines: str) -> Catalog:
    return read_po(lines.encode().splitlines(keepends=True), locale="zh_Hans", abort_invalid=True)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str) or text is None else list(text)


def holes(text: str) -> list[str]:
    return sorted(set(HOLES.findall(text)))


def unfinished(message: Message) -> Iterator[str]:
    """What keeps one message from being shown to a Chinese reader."""
    english, chinese = forms(message.id), forms(message.string)
    if not all(chinese):
        yield "no Chinese"
    elif message.fuzzy:
        yield "only guessed (fuzzy)"
    # The plural of the two English forms is the one with the number in it; Chinese has one form for both.
    elif any(holes(text) != holes(english[-1]) for text in chinese):
        yield f"other placeholders or tags, {' '.join(holes(english[-1])) or 'none'} wanted"


def trouble() -> list[str]:
    kept = read((BASE / PO).read_text("utf8") if (BASE / PO).exists() else HEADER)
    wanted = read(extracted())
    said = []
    for message in wanted:
        mine = kept.get(message.id, message.context) if message.id else None
        if message.id and mine is None:
            said.append(f"not in the file: {message.id!r}")
        elif mine:
            said += [f"{what}: {message.id!r}" for what in unfinished(mine)]
    gone = [*(m for m in kept if m.id and wanted.get(m.id, m.context) is None), *kept.obsolete.values()]
    return said + [f"left over: {message.id!r}" for message in gone]


if __name__ == "__main__":
    if "--update" in sys.argv:
        (BASE / PO).parent.mkdir(parents=True, exist_ok=True)
        (BASE / PO).write_text(extracted(), "utf8")
    elif found := trouble():
        print("\n".join(found[:60]))
        sys.exit(f"{len(found)} sentences need care in {PO}. `make messages` brings the file up to date.")
