"""The parts of a Word or Excel file, one by one: what its markup says, what it carries, whom it would call.

Markup is parsed as an office program parses it, so that no encoding and no quotation mark hides a word. Confined child
only.
"""

import re
import zipfile
from xml.parsers import expat

from documents import tails
from documents.seen import Refused, Seen

MARKUP = (".xml", ".rels", ".vml", ".svg")
# Markup under a name that is none: the list of types may say that it is the letter itself. A font that was made
# unreadable may begin with any byte, so the next ones count as well.
LIKE_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<\x00?[A-Za-z?!][\x00\t\n\r\x20-\x7e]{8}")
MACROS = ("vbaproject.bin", "vbadata.xml")
# Shelves of an Office file that hold things that act.
MACRO_SHEETS = ("xl/macrosheets/", "xl/dialogsheets/")
PROGRAMS = (
    ".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".lnk",
    ".jar", ".msi", ".reg", ".pif", ".cpl", ".url", ".iqy", ".settingcontent-ms", ".sh",
)  # fmt: skip
PAGES = (".htm", ".html", ".xhtml", ".mht", ".mhtml", ".rtf", ".swf")
ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".iso", ".cab", ".tar")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DEPTH, PART = 1_000, 64 * 2**20
COMMANDS = re.compile(r"\bDDE(AUTO)?\s", re.IGNORECASE)
SPELT = re.compile(r"\bQUOTE((?:\s+\d{1,5})+)", re.IGNORECASE)  # a word by the numbers of its letters
FETCHES = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK)\b[^\n]*?(https?:|ftp:|[\"\s](\\\\|//)|file:/*[^/A-Za-z])",
    re.IGNORECASE,
)
CALLERS = ("DataMashup", "webextension", "webVideoPr", "oleLink")
# cmd|'/c …'!A0: a formula that starts a program and asks it a question.
ASKS_PROGRAM = re.compile(r"[\w.]+\s*\|\s*'", re.ASCII)
CALLS_PROGRAM = re.compile(r"\b(CALL|EXEC|REGISTER|REGISTER\.ID|FOPEN)\s*\(")
STARTS_ALONE = ("auto_open", "auto_close", "auto_activate", "auto_deactivate")
ADDRESS = re.compile(r"\s*(\w[\w+.-]+:|\\\\|//)")
ASKS_OUTSIDE = re.compile(
    r"\b(WEBSERVICE|RTD|IMAGE|FILTERXML)\s*\(|\bHYPERLINK\s*\(\s*\"(file|javascript|\\\\)", re.IGNORECASE
)
ODD_SCHEME = re.compile(r"\s*(javascript|vbscript|data|file|smb|mhtml|ms-[a-z-]+):|\s*\\\\", re.IGNORECASE)
# A path of the writer's own machine: every Word file that was written with a firm's template carries one.
OWN_DISK = re.compile(r"(file:/{0,3})?/?[A-Za-z]:[\\/]|[^\\/:]+([\\/][^\\/:]+)*$")


def look(archive: zipfile.ZipFile, info: zipfile.ZipInfo, seen: Seen) -> None:
    name = info.filename.lower()
    if name.endswith(MACROS) or name.startswith(MACRO_SHEETS):
        raise Refused("macros")
    if name.endswith(PROGRAMS) or "/activex/" in name:
        raise Refused("runs_commands")
    if name.endswith(PAGES + ARCHIVES):
        raise Refused("odd_archive")
    if name.endswith(MARKUP) or name == "[content_types].xml":
        markup(archive, info, seen)
        return
    if info.is_dir():
        return
    with archive.open(info) as f:
        head = f.read(4096)
    carried(name, head, seen)


def carried(name: str, head: bytes, seen: Seen) -> None:
    """A part that is no markup: a picture, a font, a sheet behind a chart. Or something else."""
    if tails.EICAR in head:
        raise Refused("virus")
    if head.startswith((b"MZ", b"\x7fELF", b"#!/")):
        raise Refused("runs_commands")
    if LIKE_MARKUP.match(head) or head.lstrip().startswith((b"{\\rtf", b"From:", b"MIME-Version:")):
        raise Refused("odd_archive")
    if b"_VBA_PROJECT" in head or "_VBA_PROJECT".encode("utf-16-le") in head:
        raise Refused("macros")
    if head.startswith(b"PK\x03\x04") and not name.endswith((".docx", ".xlsx", ".pptx")):
        raise Refused("odd_archive")
    if "/embeddings/" in name or head.startswith((b"PK\x03\x04", OLE)):
        seen.note("office_attachment")


def markup(archive: zipfile.ZipFile, info: zipfile.ZipInfo, seen: Seen) -> None:
    with archive.open(info) as f:
        data = f.read(PART + 1)
    if len(data) > PART or len(data) > info.file_size:
        raise Refused("bomb")
    if not data.strip():
        return
    Part(info.filename, seen).read(data)


def spelt(numbers: str) -> str:
    return "".join(chr(int(number)) for number in numbers.split() if int(number) < 0xD800)


class Part:
    """One piece of markup, read once from its beginning to its end."""

    def __init__(self, name: str, seen: Seen) -> None:
        self.name, self.seen = name.lower(), seen
        self.depth = 0
        self.field: list[str] | None = None
        self.code: list[str] = []  # a Word field may be cut into many runs
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def read(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)  # noqa: FBT003  # expat takes no names
        except (expat.ExpatError, LookupError, ValueError):
            raise Refused("damaged" if self.name.endswith((".xml", ".rels")) else "odd_archive") from None
        code = SPELT.sub(lambda found: spelt(found[1]), "".join(self.code))
        if COMMANDS.search(code):
            raise Refused("runs_commands")
        if FETCHES.search(code):
            raise Refused("loads_from_outside")

    def doctype(self, *_said: object) -> None:
        raise Refused("odd_archive")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise Refused("bomb")
        local = tag.rpartition(":")[2]
        if local in ("instrText", "f", "definedName", "formula", "formula1", "formula2"):
            self.field = []
            self.parser.CharacterDataHandler = self.words  # only here: a sheet of a million cells is read in seconds
            if attributes.get("name", "").lower().removeprefix("_xlnm.").startswith(STARTS_ALONE):
                raise Refused("macros")
        elif local == "fldChar":
            self.code.append("\n")
        elif local == "fldSimple":
            self.code.append(next((value for key, value in attributes.items() if key.endswith("instr")), "") + "\n")
        elif local == "Relationship" and self.name.endswith(".rels"):
            self.relation(attributes)
        elif self.name == "[content_types].xml":
            kind = attributes.get("ContentType", "")
            if "macroEnabled" in kind or "vbaProject" in kind:
                raise Refused("macros")
        elif local == "ddeLink":
            raise Refused("runs_commands")
        elif (local == "connection" and self.name == "xl/connections.xml") or local in CALLERS:
            self.seen.note("asks_outside")
        elif self.name.endswith(".svg"):
            self.drawing(local, attributes)

    def end(self, _tag: str) -> None:
        self.depth -= 1
        if self.field is not None:
            words = "".join(self.field)
            self.field = None
            self.parser.CharacterDataHandler = None
            if self.name.startswith("xl/"):
                self.formula(words)
            else:
                self.code.append(words)

    def words(self, text: str) -> None:
        if self.field is not None:
            self.field.append(text)

    def formula(self, words: str) -> None:
        if ASKS_PROGRAM.search(words) or CALLS_PROGRAM.search(re.sub(r'"[^"]*"', '""', words)):
            raise Refused("runs_commands")
        if ASKS_OUTSIDE.search(words):
            self.seen.note("asks_outside")

    def relation(self, attributes: dict[str, str]) -> None:
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if "vbaProject" in kind:
            raise Refused("macros")
        if attributes.get("TargetMode", "").lower() != "external":
            if ADDRESS.match(target):  # said to be inside, and yet an address
                raise Refused("loads_from_outside")
            return
        if kind.endswith("/hyperlink"):
            if ODD_SCHEME.match(target):
                self.seen.note("starts_program")
        elif kind.endswith(("/attachedTemplate", "/externalLinkPath", "/xlPathMissing")) and OWN_DISK.match(target):
            self.seen.note("asks_outside")
        else:
            raise Refused("loads_from_outside")

    def drawing(self, local: str, attributes: dict[str, str]) -> None:
        if local in ("script", "foreignObject", "iframe") or any(key.lower().startswith("on") for key in attributes):
            self.seen.note("script")
        if any(key.endswith("href") and re.match(r"\s*(https?:|//|file:|\\\\)", v) for key, v in attributes.items()):
            raise Refused("loads_from_outside")
