"""Bring what is derived up to date, and only that: translations, static files, and for the demo its database.

    python ops/prepare.py code      translations and static files: after this `manage.py` works
    python ops/prepare.py demo      besides, the demo's tables, knowledge and sample cases

Each step remembers a digest of what it was made from under var/stamps, so a second run starts in no time and keeps
all data. Nothing here ever deletes a row: to start again, remove the folder var/ yourself.
"""

import hashlib
import io
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
sys.path[0] = str(BASE)
VAR = Path(os.environ.get("FREEZEDESK_VAR", str(BASE / "var"))).absolute()


@dataclass(frozen=True)
class Step:
    name: str
    says: str
    made_from: tuple[str, ...]
    act: Callable[[], object]
    needs: tuple[Path, ...] = ()  # when one of these is gone the step runs again


def command(*arguments: str) -> Callable[[], object]:
    """A management command in this process: starting Django once saves a second and a half a step."""

    def call() -> None:
        import django
        from django.core.management import call_command

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
        django.setup()
        said = io.StringIO()
        try:
            call_command(*arguments, stdout=said)
        except BaseException:
            print(said.getvalue())
            raise

    return call


def messages() -> None:
    from ops.compile_messages import compile_messages

    compile_messages()


def faces() -> None:
    from documents import cutfaces

    cutfaces.make(VAR / cutfaces.FOLDER)


SQLITE = VAR / "freezedesk.sqlite3"
CODE = [
    Step("messages", "translations / 翻译", ("locale/*/LC_MESSAGES/*.po", "requirements.txt"), messages),
    Step(
        "static",
        "static files / 静态文件",
        ("static/**/*", "*/static/**/*", "requirements.txt"),
        command("collectstatic", "--noinput", "--clear", "--verbosity", "0"),
        (VAR / "static" / "staticfiles.json",),
    ),
    Step(
        "faces",
        "faces for letters / 信函字体",
        ("documents/cutfaces.py", "documents/typeface.py", "requirements.txt"),
        faces,
        (VAR / "fonts" / "fonts.conf",),
    ),
]
DEMO = [
    Step(
        "tables",
        "tables / 数据表",
        ("*/migrations/*.py", "requirements.txt"),
        command("migrate", "--verbosity", "0"),
        (SQLITE,),
    ),
    Step("knowledge", "knowledge / 规则与知识", ("knowledge/**/*",), command("load_knowledge"), (SQLITE,)),
    Step("sample", "sample cases / 演示案件", ("demo/**/*",), command("seed_demo"), (SQLITE,)),
]


def digest(patterns: tuple[str, ...]) -> str:
    sum_ = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(BASE.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo":
                sum_.update(str(path.relative_to(BASE)).encode())
                sum_.update(path.read_bytes())
    return sum_.hexdigest()


def state(step: Step) -> str:
    """What the step was made from and what it made: a database put in the place of another is not the same."""
    made = [str(path.stat().st_ino) if path.exists() else "gone" for path in step.needs]
    return " ".join([digest(step.made_from), *made])


def bring_up_to_date(steps: list[Step]) -> None:
    stamps = VAR / "stamps"
    stamps.mkdir(parents=True, exist_ok=True)
    for step in [step for step in steps if not current(step, stamps / step.name)]:
        stamp = stamps / step.name
        stamp.unlink(missing_ok=True)
        started = time.monotonic()
        print(f"  {step.says} ...", end="", flush=True)
        step.act()
        print(f" {time.monotonic() - started:.1f} s", flush=True)
        stamp.write_text(state(step))


def current(step: Step, stamp: Path) -> bool:
    return stamp.exists() and stamp.read_text() == state(step) and all(path.exists() for path in step.needs)


if __name__ == "__main__":
    bring_up_to_date([*CODE, *DEMO] if sys.argv[1:] == ["demo"] else CODE)
