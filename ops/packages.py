"""Say which system packages are missing and, where we may, install them.

    python3 ops/packages.py demo            what the programme needs: Pango for the letters, a Chinese font
    python3 ops/packages.py demo suite      and what the tests need besides

Runs on a bare machine: nothing but the standard library, and no package is fetched that is there already.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

HOMEBREW = ("/opt/homebrew/lib", "/usr/local/lib")


def library(*names: str) -> bool:
    """True when one of these shared libraries can be loaded; the names differ between Linux and macOS."""
    for name in [*names, *[f"{folder}/{name}" for folder in HOMEBREW for name in names if name.endswith(".dylib")]]:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def font(family: str) -> bool:
    """True when fontconfig lists the family (fc-match never fails, it substitutes)."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", family, "family"], capture_output=True, check=False).stdout.strip())


def command(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


@dataclass(frozen=True)
class Package:
    purpose: str
    apt: str
    dnf: str
    brew: str
    there: bool | None = None  # how to tell on a system without dpkg


def wanted(purposes: set[str]) -> list[Package]:
    """The table. libharfbuzz-subset is optional to WeasyPrint and vital here: a Chinese letter takes 6 s without it."""
    table = [
        Package("demo", "python3-venv", "python3", "python", importlib.util.find_spec("ensurepip") is not None),
        Package(
            "demo", "libpangoft2-1.0-0", "pango", "pango", library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")
        ),
        Package(
            "demo",
            "libharfbuzz-subset0",
            "harfbuzz",
            "harfbuzz",
            library("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
        ),
        Package("demo", "fontconfig", "fontconfig", "fontconfig", command("fc-list")),
        Package(
            "demo",
            "fonts-noto-cjk",
            "google-noto-sans-cjk-fonts",
            "font-noto-sans-cjk-sc",
            font("Noto Sans CJK SC"),
        ),
        Package(
            "demo",
            "fonts-noto-cjk",
            "google-noto-serif-cjk-fonts",
            "font-noto-serif-cjk-sc",
            font("Noto Serif CJK SC"),
        ),
        Package("suite", "postgresql", "postgresql-server", "postgresql@15", command("postgres", "initdb")),
        Package("suite", "redis-server", "redis", "redis", command("redis-server")),
        Package(
            "suite",
            "chromium-headless-shell",
            "chromium-headless",
            "chromium",
            command("chromium-headless-shell", "chromium", "headless_shell"),
        ),
        Package("suite", "poppler-utils", "poppler-utils", "poppler", command("pdftoppm")),
        Package("suite", "tesseract-ocr", "tesseract", "tesseract", command("tesseract")),
        Package("suite", "tesseract-ocr-chi-sim", "tesseract-langpack-chi_sim", "tesseract-lang", command("tesseract")),
        Package("suite", "gettext", "gettext", "gettext", command("xgettext")),
    ]
    return [package for package in table if package.purpose in purposes]


def installed(name: str) -> bool:
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", name], capture_output=True, text=True, check=False
    )
    return asked.stdout == "installed"


def missing(purposes: set[str]) -> list[Package]:
    debian = shutil.which("dpkg-query") and shutil.which("apt-get")
    found = []
    for package in wanted(purposes):
        if package.apt == "python3-venv" and package.there:
            continue  # a Python from elsewhere than Debian brings its own venv
        if not (installed(package.apt) if debian else package.there):
            found.append(package)
    return found


def as_root() -> list[str] | None:
    """What to put before a command that needs root, or None when we may not."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "env"]
    return None


def install(names: list[str], prefix: list[str]) -> bool:
    quiet = ["DEBIAN_FRONTEND=noninteractive"]
    env = prefix if prefix else ["env"]
    apt = [*env, *quiet, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        done = subprocess.run([*apt, *step], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode and step[0] == "install":
            sys.stdout.buffer.write(done.stdout)
            return False
    return True


def lines(packages: list[Package]) -> str:
    """The exact line for each of the three package managers."""

    def names(manager: str) -> str:
        return " ".join(dict.fromkeys(getattr(package, manager) for package in packages))

    casks = {"font-noto-sans-cjk-sc", "font-noto-serif-cjk-sc", "chromium"}
    kegs = [name for name in dict.fromkeys(package.brew for package in packages) if name not in casks]
    mac = [f"brew install {' '.join(kegs)}"] if kegs else []
    if wanted_casks := [p.brew for p in packages if p.brew in casks]:
        mac.append(f"brew install --cask {' '.join(wanted_casks)}")
    return "\n".join(
        [
            f"  Debian, Ubuntu   sudo apt-get update && sudo apt-get install -y --no-install-recommends {names('apt')}",
            f"  Fedora, RHEL     sudo dnf install -y {names('dnf')}",
            f"  macOS            {' && '.join(mac)}",
        ]
    )


def main(purposes: set[str]) -> int:
    lacking = missing(purposes)
    if not lacking:
        return 0
    names = list(dict.fromkeys(package.apt for package in lacking))
    prefix = as_root() if shutil.which("apt-get") else None
    if prefix is not None:
        print(f"Installing / 正在安装: {' '.join(names)}", flush=True)
        if install(names, prefix) and not (lacking := missing(purposes)):
            return 0
    print(
        "\nSome system packages are missing, and this user may not install them. Run the line for your system,"
        "\nthen run the same make command again."
        "\n缺少系统软件包，当前用户无权安装。请运行对应系统的一行命令，然后重新执行同一条 make 命令。\n\n"
        f"{lines(lacking)}\n",
        flush=True,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:]) or {"demo"}))
