"""A file's name as it may be shown and offered for download: the user's words, without the tricks."""

import re
import unicodedata

# Controls that turn the direction of writing: "invoice_fdp.exe" then reads "invoice_exe.pdf". Refused, never cleaned.
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Names that Windows takes for devices, with any extension.
DEVICES = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
PROGRAM = re.compile(
    r"\.(exe|com|scr|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|ps1|jar|msi|pif|cpl|sh|dll|url|reg|iso|img|chm|msc|scf|xll"
    r"|docm|dotm|xlsm|xltm|xlam|pptm)\s*\.[^.]*$",
    re.IGNORECASE,
)
LONGEST = 180  # bytes; leaves room under the 255 of every file system


def turns_direction(name: str) -> bool:
    return any(c in TURNS for c in name)


def looks_like_program(name: str) -> bool:
    """notice.exe.pdf: some systems hide the last ending, and the reader sees a program."""
    return PROGRAM.search(name) is not None


def safe_name(name: str, *, otherwise: str = "document") -> str:
    """The last component, composed, without controls; never a formula, a device or a hidden file."""
    name = given = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Controls, format characters, lone surrogates and private characters say nothing to a reader.
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = " ".join(name.split())
    # A spreadsheet reads a leading sign as a formula, also the full-width one.
    name = re.sub(r"^[=+@.\-＝＋＠－\s]+", "", name).rstrip(". ")
    before, dot, ending = given.rpartition(".")
    if dot and name == ending.strip() and before.strip(". "):  # of a name in letters nobody knows here the end stays
        name = f"{otherwise}.{name}"
    name = re.sub(r'[<>:"|?*]', "_", name)
    if DEVICES.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        stem, extension = name, ""
    ending = f".{extension}" if extension else ""
    room = LONGEST - len(ending.encode())
    while len(stem.encode()) > room:
        stem = stem[:-1]
    stem = stem.rstrip(". ") or otherwise
    return stem + ending


def extension_of(name: str) -> str:
    return safe_name(name).rpartition(".")[2].lower() if "." in safe_name(name) else ""
