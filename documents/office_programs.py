"""Word and Excel files become PDF where LibreOffice is installed; elsewhere the person saves them as PDF.

It works without a network, in little memory and for a limited time, and what it started ends with it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

# Without it a Chinese text set in a font that is not installed comes out in a Japanese face.
FACES = Path(__file__).resolve().parent / "print" / "office-fonts.conf"
SECONDS, CPU_SECONDS, MEMORY_MB = 120, 90, 4096


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(path: Path, extension: str, out: Path) -> bool:
    """True when `out` holds the file as PDF. A profile of its own, so that two runs do not wait for each other."""
    office = program()
    if office is None:
        return False
    with tempfile.TemporaryDirectory(prefix="fd-office-") as place:
        source = Path(place) / f"file.{extension}"
        shutil.copyfile(path, source)
        command = [
            sys.executable, "-m", "documents.confining", str(MEMORY_MB), str(CPU_SECONDS),
            office, "--headless", "--norestore", "--nologo", "--nolockcheck",
            f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}",
            "--convert-to", "pdf", "--outdir", place, str(source),
        ]  # fmt: skip
        if not ended_well(command, home=place):
            return False
        made = source.with_suffix(".pdf")
        if not made.exists() or made.stat().st_size == 0:
            return False
        shutil.move(made, out)
    return True


def ended_well(command: list[str], *, home: str) -> bool:
    """The office program is a family of processes: past its time the whole family ends, not only the eldest."""
    child = subprocess.Popen(  # noqa: S603  # a fixed program and our own file name
        command,
        cwd=settings.BASE,
        env={
            "PATH": os.environ.get("PATH", ""),
            "HOME": home,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(settings.BASE),
            "FONTCONFIG_FILE": str(FACES),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return child.wait(SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
