"""Every letter of the library as pictures to look at, and what OCR finds of its Chinese characters.

    FREEZEDESK_VAR=/tmp/golden .venv/bin/python manage.py migrate && … load_knowledge      once
    FREEZEDESK_VAR=/tmp/golden .venv/bin/python -m tests.documents.golden_sheets FOLDER [letter …]

Reads the knowledge of that database. Takes some minutes; the suite reads one letter (test_golden_letters.py).
"""

import os
import subprocess
import sys
from pathlib import Path

LEAST = 0.95


def main(folder: Path, wanted: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
    import django

    django.setup()
    from documents import printing
    from knowledge import letters
    from tests.appeals import golden

    folder.mkdir(parents=True, exist_ok=True)
    poor = 0
    for code in wanted or letters.current():
        for language in ("zh-Hans", "en"):
            stem = folder / f"{code}.{language}"
            pdf = stem.with_name(f"{stem.name}.pdf")
            pdf.write_bytes(printing.render_letter(golden.page(letters.get(code), language)))
            subprocess.run(["pdftoppm", "-r", "300", "-png", "-gray", pdf, stem], check=True)
            share = found(pdf, stem) if language == "zh-Hans" else 1.0
            poor += share < LEAST
            print(f"{code:45} {language:8} {share:7.1%}", flush=True)
    return 1 if poor else 0


def found(pdf: Path, stem: Path) -> float:
    """The share of its distinct Chinese characters that tesseract reads off the pictures."""
    said = {c for c in text(["pdftotext", pdf, "-"]) if "\u4e00" <= c <= "\u9fff"}
    seen = set()
    for picture in sorted(stem.parent.glob(f"{stem.name}-*.png")):
        seen |= set(text(["tesseract", picture, "-", "-l", "chi_sim", "--psm", "3"]))
    return len(said & seen) / len(said)


def text(command: list[object]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
