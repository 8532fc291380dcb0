"""Make .venv and fill it with exactly the pinned packages; do nothing when it stands already.

    python3 ops/environment.py              what the programme runs on
    python3 ops/environment.py suite        and what its tests need

Only ready-made wheels whose hash is written down are taken (`--only-binary :all: --require-hashes`): nothing compiles
here, so no compiler is needed, and no address of a package index appears anywhere in the project.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
FLAGS = ["--only-binary", ":all:", "--require-hashes"]


def stamp_of(files: list[str]) -> str:
    """Changes with the pins, with the Python it was made by, and when the folder is moved (scripts hold its path)."""
    parts = [str(BASE), sys.version, *[(BASE / name).read_text("utf8") for name in files]]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def run(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=BASE, stdin=subprocess.DEVNULL, check=False).returncode == 0


def install(files: list[str]) -> bool:
    """uv is eight times faster; pip knows this machine's own index and certificates, so it is the second try."""
    chosen = [part for name in files for part in ("-r", name)]
    quiet = [] if os.environ.get("V") else ["-q"]
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *FLAGS, *quiet]
    if run(*pip, "-r", "requirements-uv.txt") and run(
        PYTHON, "-m", "uv", "pip", "install", *quiet, "--python", PYTHON, *FLAGS, "--compile-bytecode", *chosen
    ):
        return True
    print("Trying once more with pip / 改用 pip 重试", flush=True)
    return run(*pip, *chosen)


def main(suite: bool) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where an older one is told
        print(
            f"FreezeDesk needs Python 3.11 or newer; `python3` here is {sys.version.split()[0]}. "
            "Name another one: make setup PYTHON=python3.12\n"
            f"需要 Python 3.11 或更高版本，当前 python3 为 {sys.version.split()[0]}。"
            "可另行指定：make setup PYTHON=python3.12"
        )
        return 1
    files = ["requirements.txt", *(["requirements-dev.txt"] if suite else [])]
    stamp = VENV / (".suite" if suite else ".programme")
    wanted = stamp_of(files)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return 0
    moved = VENV / ".made-at"
    if VENV.exists() and moved.exists() and moved.read_text() != f"{BASE} {sys.version}":
        shutil.rmtree(VENV)
    print("Preparing .venv / 正在准备 .venv ...", flush=True)
    if not PYTHON.exists() and not run(sys.executable, "-m", "venv", VENV):
        return 1
    if not install(files):
        print(
            "The packages could not be installed. The lines above say why; often the network, a proxy or a certificate."
            "\n软件包安装失败，原因见上文，常见为网络、代理或证书问题。"
        )
        return 1
    moved.write_text(f"{BASE} {sys.version}")
    stamp.write_text(wanted)
    if suite:
        (VENV / ".programme").write_text(stamp_of(["requirements.txt"]))
    return 0


if __name__ == "__main__":
    sys.exit(main("suite" in sys.argv[1:]))
