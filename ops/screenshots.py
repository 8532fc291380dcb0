"""The pictures of the README: the sample desk on one fixed morning, seen through Chromium, saved small.

    .venv/bin/python ops/screenshots.py                all of them, into docs/screens
    .venv/bin/python ops/screenshots.py case.zh        only those whose name begins so

Everything lives in a temporary folder and in this one process: database, files, server and clock. The clock stands at
MOMENT for whoever asks, so that the same code gives the same pictures on any day. Needs what `make test` installs.
"""

import contextlib
import io
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

BASE = Path(__file__).resolve().parent.parent
sys.path[0] = str(BASE)

from ops.servers import free_port  # noqa: E402

FOLDER = BASE / "docs" / "screens"
MOMENT = datetime(2026, 11, 23, 10, 12, tzinfo=ZoneInfo("Europe/Brussels"))  # a Monday morning; papers due on Wednesday
LIMIT = 250_000  # bytes of one picture
CASE = "FD-0007"
DESKTOP, PHONE = (1280, 860), (390, 844)
FINANCE, COUNSEL, MANAGER = "finance", "counsel", "manager"


@dataclass(frozen=True)
class Shot:
    """One picture: whose eyes, which page, in which language and light, on which screen."""

    name: str
    role: str
    path: str
    language: str = "en"
    theme: str = "light"
    size: tuple[int, int] = DESKTOP
    then: str = ""  # the name of a step below that is done before the picture is taken
    part: str = ""  # only this part of the page


SHOTS = [
    Shot("sign-in.en", "", "/accounts/login/", size=(1280, 600)),
    Shot("deadlines.en", MANAGER, "/deadlines/"),
    Shot("case.zh", FINANCE, f"/cases/{CASE}/", "zh-hans"),
    Shot("log-freeze.en", FINANCE, "/log/", then="wrong_number"),
    Shot("letter.en", FINANCE, f"/cases/{CASE}/appeals/1/", part="#facts"),
    Shot("pack.en.dark", COUNSEL, f"/cases/{CASE}/packs/2/", theme="dark", then="proof"),
    Shot("case.zh.phone", FINANCE, f"/cases/{CASE}/", "zh-hans", size=PHONE),
]
# Pages of the bound file: the letter as it goes out, and the index of exhibits. Name, and words that stand on the page.
SHEETS = [("letter.zh.paper", "致：", "被申诉机构"), ("index.zh.paper", "证据目录", "证明目的")]


# --- the sample desk -------------------------------------------------------------------------------------------------


def settle(var: Path, port: int) -> None:
    """The demo's own settings, with a folder of our own. Must come before Django is set up."""
    os.environ["FREEZEDESK_VAR"] = str(var)
    from ops.demo import environment

    os.environ.update(environment(str(port)) | {"DJANGO_SETTINGS_MODULE": "freezedesk.settings"})


@contextlib.contextmanager
def clock() -> Iterator[None]:
    """Every door asks django.utils.timezone.now(); here it answers MOMENT and, for under a minute, goes on."""
    from django.utils import timezone

    began = time.monotonic()

    def now() -> datetime:
        return MOMENT.astimezone(UTC) + timedelta(seconds=min(time.monotonic() - began, 40))

    with mock.patch.object(timezone, "now", new=now):
        yield


def plant() -> None:
    """Tables, knowledge, sample cases, and the long work that would wait for a worker."""
    import django
    from django.core.management import call_command

    from ops.compile_messages import compile_messages

    django.setup()
    logging.disable(logging.ERROR)  # a refused form is what one of the pictures is about
    compile_messages()
    call_command("collectstatic", "--noinput", "--verbosity", "0")
    call_command("migrate", "--verbosity", "0")
    call_command("load_knowledge", stdout=io.StringIO())

    from demo import seed
    from jobs import running
    from work.models import Job, State

    at = MOMENT.astimezone(UTC)
    seed.plant(at=at)
    for job in Job.objects.active().order_by("pk"):
        running.run(job.pk)
        job.refresh_from_db()
        if job.state != State.DONE:
            sys.exit(f"The sample desk's {job.kind} could not be made: {job.problems}")


def members() -> dict[str, int]:
    from accounts.models import Membership

    return dict(Membership.objects.filter(organisation__is_sample=True).values_list("role", "pk"))


@contextlib.contextmanager
def serving(port: int) -> Iterator[str]:
    """The programme itself, answered by threads of this process; gone when the block ends."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from freezedesk.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.daemon_threads = True
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


# --- taking pictures -------------------------------------------------------------------------------------------------


def chromium() -> str:
    for name in ("chromium-headless-shell", "headless_shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    sys.exit("Chromium is not installed: run `python3 ops/packages.py suite`.\n未安装 Chromium，请运行上述命令。")


def take(shot: Shot, browser: Any, address: str, people: dict[str, int]) -> None:
    context = browser.new_context(
        base_url=address,
        viewport=dict(zip(("width", "height"), shot.size, strict=True)),
        locale="zh-CN" if shot.language.startswith("zh") else "en-GB",
        color_scheme="dark" if shot.theme == "dark" else "light",
        device_scale_factor=2 if shot.size == PHONE else 1.5,
        reduced_motion="reduce",
    )
    context.add_cookies(
        [
            {"name": "django_language", "value": shot.language, "url": address},
            {"name": "theme", "value": shot.theme, "url": address},
        ]
    )
    page = context.new_page()
    if shot.role:
        enter(page, people[shot.role])
    page.goto(shot.path)
    if shot.then:
        globals()[shot.then](page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    target = FOLDER / f"{shot.name}.png"
    seen = page.locator(shot.part) if shot.part else page
    seen.screenshot(path=target, animations="disabled", caret="hide")
    shrink(target)
    context.close()


def enter(page: Any, membership: int) -> None:
    page.goto("/accounts/login/")
    page.locator(f'button[name="membership"][value="{membership}"]').click()
    page.wait_for_load_state()


def wrong_number(page: Any) -> None:
    """A step of logging a freeze, sent with one digit of the IBAN wrong and with two answers missing."""
    page.locator("main form:has(button.pri) button.pri").first.click()
    page.wait_for_url(re.compile("/account/"))
    page.fill('[name="account_number"]', "BE47 9149 9900 0181")
    page.locator('main button[type="submit"].pri, main button.pri').last.click()
    page.wait_for_selector("#errors")
    page.evaluate("window.scrollTo(0, 0)")


def proof(page: Any) -> None:
    """A click on a sentence's exhibit: the page that proves it stands beside it."""
    page.locator(".desk article.sheet a", has_text="2.1").first.click()
    page.wait_for_load_state()
    page.evaluate("document.querySelector('.desk .here')?.scrollIntoView({block: 'center'})")
    page.evaluate("window.scrollTo(0, 0)")


def sheets(browser: Any, address: str, people: dict[str, int], folder: Path, wanted: list[tuple[str, ...]]) -> None:
    """The bound file is fetched as a person would, and two of its pages are drawn."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    enter(page, people[COUNSEL])
    page.goto(f"/cases/{CASE}/packs/2/")
    link = page.locator('a[href*="/bundle"]').first.get_attribute("href")
    bound = folder / "bundle.pdf"
    bound.write_bytes(context.request.get(link).body())
    context.close()
    for name, *words in wanted:
        number = page_with(bound, words)
        target = FOLDER / name
        draw = ["pdftoppm", "-f", str(number), "-l", str(number), "-r", "110", "-png", "-singlefile"]
        subprocess.run([*draw, bound, target], check=True)
        shrink(target.with_name(f"{name}.png"))


def page_with(bound: Path, words: list[str]) -> int:
    """The first page, from 1, on which all these words stand."""
    said = subprocess.run(["pdftotext", bound, "-"], capture_output=True, text=True, check=True).stdout
    for number, text in enumerate(said.split("\f"), start=1):
        if all(word in re.sub(r"\s+", "", text) for word in words):
            return number
    sys.exit(f"No page of the bundle says {' and '.join(words)}.")


def shrink(path: Path) -> None:
    """A palette instead of full colour: a page has few colours, and a README is read over slow lines too."""
    from PIL import Image

    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    for colours in (256, 128, 64, 32):
        small = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        if path.stat().st_size <= LIMIT:
            return
    sys.exit(f"{path.name} is larger than {LIMIT // 1000} KB even with 32 colours: show less of the page.")


def main(names: list[str]) -> int:
    def chosen(name: str) -> bool:
        return not names or any(name.startswith(each) for each in names)

    FOLDER.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="screens-") as place:
        settle(Path(place) / "var", port)
        import django.utils.timezone  # noqa: F401  # before its clock is put on hold

        with clock():
            plant()
            people = members()
            with serving(port) as address:
                from playwright.sync_api import sync_playwright

                with sync_playwright() as player:
                    browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                    for shot in SHOTS:
                        if chosen(shot.name):
                            take(shot, browser, address, people)
                    if wanted := [sheet for sheet in SHEETS if chosen(sheet[0])]:
                        sheets(browser, address, people, Path(place), wanted)
                    browser.close()
    for path in sorted(FOLDER.glob("*.png")):
        print(f"  {path.relative_to(BASE)}  {path.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
