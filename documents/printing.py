"""Print HTML as PDF. The only room that knows WeasyPrint, and it knows it at arm's length: in a child process.

Why a child: the HTML holds words of strangers; a table of 5,000 rows takes 16 s and 370 MB; and without Pango the
import alone kills the process. Why it stays warm: importing takes 0.6 to 1.4 s, a letter 0.1 s. One child serves one
parent.
"""

import atexit
import html as markup
import json
import os
import re
import select
import struct
import subprocess
import sys
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from documents import cutfaces, fonts, letterpage
from documents.letterpage import LetterPage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STYLES = Path(__file__).resolve().parent / "print"
MOST_PAGES = 400
MOST_CHARACTERS = 4_000_000
ROWS = 2_000  # a table in a paper has no more rows; callers cut there and say so
SECONDS = 90

REASONS: dict[str, "_StrPromise"] = {
    "not_ready": _(
        "PDF letters cannot be printed on this machine yet: a system library or the Chinese font is missing."
    ),
    "missing_glyph": _(
        "These characters cannot be printed because no installed font has them: %(characters)s. Replace them "
        "and try again."
    ),
    "wrong_face": _(
        "The Chinese text would be printed in a Japanese typeface. On Debian: apt-get install fonts-noto-cjk."
    ),
    "too_long": _("The paper is too long to be printed in one piece. Shorten it, or split it."),
    "took_too_long": _("Printing took too long and was stopped. Shorten the paper, or try again."),
    "print_failed": _(
        "The paper could not be printed. Check the text for unusual characters, or tell the administrator."
    ),
}  # fmt: skip


class PrintingProblem(ValidationError):
    """The PDF could not be made; the message says what to do."""

    def __init__(self, code: str, *, detail: str = "", sentence: str = "", **params: Any) -> None:
        super().__init__(sentence or REASONS[code], code=code, params=params or None)
        self.detail = detail
        self.characters = [
            chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", str(params.get("characters", "")))
        ]


def html_language(language: str) -> str:
    """zh-CN or en. Django's zh-hans must not reach the printer: it would take the Japanese face."""
    return "en" if language.lower().startswith("en") else "zh-CN"


@lru_cache(maxsize=16)
def stylesheet(name: str) -> str:
    if not re.fullmatch(r"[a-z-]+", name):
        raise ValueError(name)
    return (STYLES / f"{name}.css").read_text("utf8")


def to_pdf(html: str, *, title: str, language: str, css: str = "letter", variant: str | None = "pdf/a-3a") -> bytes:
    """The body's HTML, already escaped, as a tagged PDF. The same text gives the same bytes.

    `css` names a sheet of documents/print. Nothing in the HTML is ever fetched.
    """
    _head, pdf = _printed(html, title=title, language=language, css=css, variant=variant)
    return pdf


def _printed(
    html: str, *, title: str, language: str, css: str, variant: str | None, **more: int
) -> tuple[dict[str, Any], bytes]:
    lang = html_language(language)
    page = html
    if not html.lstrip()[:9].lower().startswith("<!doctype"):
        head_html = f'<meta charset="utf-8"><title>{markup.escape(title)}</title>'
        page = f'<!doctype html><html lang="{lang}"><head>{head_html}</head><body>{html}</body></html>'
    if len(page) > MOST_CHARACTERS:
        raise PrintingProblem("too_long")
    sheets = [stylesheet("page"), stylesheet(css)]
    head, made = press().print({"html": page, "css": sheets, "variant": variant, "most_pages": MOST_PAGES, **more})
    problem = head.get("problem")
    if problem == "missing_glyph":
        raise PrintingProblem("missing_glyph", characters=missing_characters(head["detail"]))
    if problem:
        raise PrintingProblem(problem, detail=str(head.get("detail", "")))
    return head, made


def render_letter(page: LetterPage) -> bytes:
    """The letter as a tagged PDF in its own language. References link to its exhibits, in a bundle to the page."""
    html = render_to_string("print/letter.html", letterpage.context(page))
    return to_pdf(html, title=page.title, language=page.language, css="letter")


def draw_letter(page: LetterPage, *, dpi: int) -> list[bytes]:
    """The pages of that very PDF as pictures, for somebody who is still writing it."""
    html = render_to_string("print/letter.html", letterpage.context(page))
    head, made = _printed(html, title=page.title, language=page.language, css="letter", variant="pdf/ua-1", dpi=dpi)
    found = []
    for size in head["pictures"]:
        found.append(made[:size])
        made = made[size:]
    return found


def missing_characters(said: list[str]) -> str:
    """The printer names whole strings; the person needs the characters."""
    return "  ".join(dict.fromkeys(said))


def require_printing() -> None:
    """Refuse with the sentence of fonts.pdf_problems(), not with a traceback. Asked once while all is well."""
    problems = _problems()
    if problems:
        _problems.cache_clear()
        raise PrintingProblem("not_ready", sentence=problems[0])


@lru_cache(maxsize=1)
def _problems() -> tuple[str, ...]:
    return tuple(fonts.pdf_problems())


class Press:
    """One warm child and the way to talk to it. One letter at a time; a child that hangs or dies is replaced."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.owner = os.getpid()

    def start(self) -> subprocess.Popen[bytes]:
        require_printing()
        keep = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
        environment = {name: os.environ[name] for name in keep if name in os.environ}
        if quick := cutfaces.configuration(settings.VAR / cutfaces.FOLDER):
            environment.setdefault("FONTCONFIG_FILE", str(quick))
        self.child = subprocess.Popen(  # our own module, no shell
            [sys.executable, "-m", "documents.press"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE,
            env=environment | {"PYTHONPATH": str(settings.BASE), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        return self.child

    def stop(self) -> None:
        child, self.child = self.child, None
        if child is None or self.owner != os.getpid():  # after a fork the child is still the parent's
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()

    def print(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self.lock:
            for _attempt in range(2):
                old = self.child
                if old is not None and old.poll() is not None:
                    self.stop()
                    old = None
                child = old or self.start()
                try:
                    return self.ask(child, job)
                except TimeoutError:
                    self.stop()
                    raise PrintingProblem("took_too_long") from None
                except (EOFError, OSError):
                    self.stop()
                    if old is None:  # a fresh child died of this very text
                        raise PrintingProblem("too_long") from None
            raise PrintingProblem("print_failed")

    def ask(self, child: subprocess.Popen[bytes], job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        deadline = time.monotonic() + SECONDS
        if child.stdin is None or child.stdout is None:
            raise EOFError
        data = json.dumps(job).encode()
        child.stdin.write(struct.pack(">I", len(data)) + data)
        child.stdin.flush()
        (size,) = struct.unpack(">I", self.receive(child, 4, deadline))
        head = json.loads(self.receive(child, size, deadline))
        return head, self.receive(child, head["size"], deadline)

    @staticmethod
    def receive(child: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        pipe = child.stdout
        if pipe is None:
            raise EOFError
        parts, missing = [], size
        while missing:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(pipe.fileno(), min(missing, 2**20))
            if not part:
                raise EOFError
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


_presses: dict[int, Press] = {}


def press() -> Press:
    """This process's own child: one inherited over a fork belongs to the parent and is left alone."""
    mine = _presses.get(os.getpid())
    if mine is None:
        mine = _presses[os.getpid()] = Press()
        atexit.register(mine.stop)
    return mine
