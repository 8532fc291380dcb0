"""Word and Excel files become PDF where LibreOffice is installed; elsewhere the person saves them as PDF."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(path: Path, extension: str, out: Path) -> bool:
    """True when `out` holds the file as PDF. A profile of its own, so that two runs do not wait for each other."""
    office = program()
    if office is None:
        return False
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / f"file.{extension}"
        shutil.copyfile(path, source)
        try:
            subprocess.run(  # noqa: S603  # a fixed program and our own file name
                [
                    office, "--headless", "--norestore", "--nologo", "--nolockcheck",
                    f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}",
                    "--convert-to", "pdf", "--outdir", place, str(source),
                ],
                env={"PATH": os.environ.get("PATH", ""), "HOME": place, "LANG": "C.UTF-8"},
                capture_output=True,
                check=True,
                timeout=SECONDS,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError):
            return False
        made = source.with_suffix(".pdf")
        if not made.exists() or made.stat().st_size == 0:
            return False
        shutil.move(made, out)
    return True
