"""Every sentence of the programme has its Chinese, and no Chinese is left over from a sentence that is gone.

    python ops/check_messages.py            says what is missing, unfinished or left over, and fails
    python ops/check_messages.py --update   rewrites locale/zh_Hans/LC_MESSAGES/django.po

Both need gettext. Both work on a copy, so the check never writes into the checkout, and an update writes one file. It
carries no date, no line numbers and no guesses, and running it twice changes nothing: a diff of the catalogue is what
somebody translated.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.core.management.commands.makemessages import Command

BASE = Path(__file__).resolve().parent.parent
PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
NO_WORDS = (".git", ".venv", "var", "tests", "ops", "docs", "static", "node_modules", "__pycache__", ".*_cache", "*.mo")
HEADER = r"""# FreezeDesk, Simplified Chinese. Written by `make messages`; the translations are written by hand.
msgid ""
msgstr ""
"Project-Id-Version: FreezeDesk\n"
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""
# %(name)s and %s, {name} and {}, and the tags of a sentence that has a link in it: what must survive translation.
# Not "100 % sure" (a lone percent sign) and not "{" alone.
HOLES = re.compile(r"%\(\w+\)[a-z]|%[sd]\b|\{\w*\}|</?[a-z]+\b[^>]*>")


class Extract(Command):
    """Django's makemessages without guesses: a sentence that resembles another one has not been translated."""

    msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]


def extract(into: Path) -> str:
    """The catalogue as it would be after makemessages, made in a copy under `into`. Leftovers stand commented out."""
    copy = into / "copy"
    shutil.copytree(BASE, copy, ignore=shutil.ignore_patterns(*NO_WORDS))
    (copy / PO).parent.mkdir(parents=True, exist_ok=True)
    with _standing_in(copy):
        call_command(Extract(), locale=["zh_Hans"], no_location=True, no_wrap=True, verbosity=0)
    said = (copy / PO).read_text("utf8")
    return HEADER + said[said.index("\n\n") :]


class _standing_in:
    """makemessages looks at the folder it stands in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        import os

        self.before = Path.cwd()
        os.chdir(self.folder)

    def __exit__(self, *error: object) -> None:
        import os

        os.chdir(self.before)
