"""The printing child: `python -m documents.press`. Stays warm: importing WeasyPrint takes longer than printing.

It gets HTML and CSS as text and gives PDF bytes back, over its own stdin and stdout. It may fetch nothing: no
address, no file, not even a data URL. When it is idle, or its parent has gone, it ends.
"""

import gc
import hashlib
import io
import json
import logging
import re
import resource
import select
import struct
import sys
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any

from documents.confining import confine

MEMORY_MB, WRITTEN_MB = 2048, 64
SECONDS = 60  # of computing, a letter
QUIET_SECONDS, IDLE_SECONDS = 1, 300
RARELY = (100_000, 20, 20)  # a letter makes half a million boxes that all live to its end: looking through them is lost
MISSING = re.compile(r"\.notdef glyph rendered for Unicode string unsupported by fonts: (?P<said>.*)$", re.DOTALL)


class Listener(logging.Handler):
    """WeasyPrint only mutters when a character has no glyph; a letter with empty boxes must not leave the house."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: list[str] = []
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        found = MISSING.match(text)
        if found:
            self.missing.append(found["said"])
        elif record.levelno >= logging.WARNING:
            self.said.append(text)


@lru_cache(maxsize=16)
def style(css: str) -> Any:
    import weasyprint

    return weasyprint.CSS(string=css, font_config=fonts(), url_fetcher=nothing())


@lru_cache(maxsize=1)
def fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


ARCHIVE = "pdf/a-3a"
ACCESS = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@lru_cache(maxsize=1)
def nothing() -> Any:
    """A fetcher that fetches nothing. The default one puts /etc/passwd into a letter when the HTML asks for it."""
    import weasyprint

    return weasyprint.URLFetcher(allowed_protocols=(), allow_redirects=False)


@dataclass
class Written:
    """An object of the PDF as its bytes, with what the printer asks of one."""

    number: int
    generation: int
    free: str
    data: bytes
    offset: int = 0

    @property
    def compressible(self) -> bool:
        return not self.generation

    @property
    def reference(self) -> bytes:
        return f"{self.number} {self.generation} R".encode()

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%s\nendobj" % (self.number, self.generation, self.data)


def written_once(pdf: Any) -> None:
    """The printer writes every object twice, once for a fingerprint in the file's ID, and packs each stream as often.

    Packed here and put in their place as plain bytes, both passes only copy. Level 6 packs as small as its level 9.
    """
    for place, thing in enumerate(pdf.objects):
        if hasattr(thing, "compress"):
            if thing.compress:
                thing.compress = False
                bare = thing.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
                thing.stream = [zlib.compress(bare, 6)]
                thing.extra["Filter"] = "/FlateDecode"
        elif thing.free != "f" and thing is not pdf.info:
            pdf.objects[place] = Written(thing.number, thing.generation, thing.free, thing.data)


def tell_of_access(pdf: Any) -> None:
    """A letter is fit for the archive (PDF/A-3a) and for a screen reader (PDF/UA-1); the printer says one of the two.

    PDF/A wants a name from another standard explained where it is used (ISO 19005-3, 6.6.2.3).
    """
    for thing in pdf.objects:
        if getattr(thing, "extra", {}).get("Type") == "/Metadata":
            thing.stream = [bytes(part).replace(b"</rdf:RDF>", ACCESS + b"</rdf:RDF>") for part in thing.stream]


def set_type(job: dict[str, Any], listener: Listener) -> bytes:
    import weasyprint

    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + job.get("seconds", SECONDS), hard))
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        document = weasyprint.HTML(string=job["html"], url_fetcher=nothing(), base_url=None).render(
            stylesheets=[style(css) for css in job["css"]], font_config=fonts()
        )
        if len(document.pages) > job["most_pages"]:
            raise ValueError("too_long")
        # The identifier comes from the text, so the same text gives the same bytes.
        identifier = hashlib.sha256("\0".join([job["html"], *job["css"]]).encode()).digest()[:16]

        def finish(_document: Any, pdf: Any) -> None:
            if job["variant"] == ARCHIVE:
                tell_of_access(pdf)
            written_once(pdf)

        pdf = document.write_pdf(pdf_variant=job["variant"], pdf_identifier=identifier, finisher=finish)
    finally:
        logger.removeHandler(listener)
    return bytes(pdf)


def faces(pdf: bytes) -> list[str]:
    """Names of the fonts in the PDF. A Japanese face draws 门, 骨 and 直 in a way a Chinese reader sees at once."""
    import pikepdf

    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/BaseFont" in thing:
                found.add(str(thing.BaseFont).lstrip("/").split("+")[-1])
    return sorted(found)


def pictures(pdf: bytes, dpi: int) -> list[bytes]:
    """Each page as a JPEG: drawn here, where the printer is warm, a letter is on the screen while one types."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for number in range(len(document)):
            picture = io.BytesIO()
            document[number].render(scale=dpi / 72).to_pil().convert("RGB").save(picture, "JPEG", quality=82)
            found.append(picture.getvalue())
    finally:
        document.close()
    return found


def answer(job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    listener = Listener()
    try:
        pdf = set_type(job, listener)
    except MemoryError:
        return {"problem": "too_long"}, b""
    except ValueError as wrong:
        return {"problem": "too_long" if str(wrong) == "too_long" else "print_failed", "detail": str(wrong)[:300]}, b""
    except (RecursionError, AssertionError, AttributeError, TypeError, IndexError, KeyError) as wrong:
        return {"problem": "print_failed", "detail": repr(wrong)[:300]}, b""
    if listener.missing:
        return {"problem": "missing_glyph", "detail": listener.missing[:20]}, b""
    if any("-JP" in face or "CJKjp" in face for face in faces(pdf)):
        return {"problem": "wrong_face", "detail": faces(pdf)}, b""
    if "dpi" in job:
        drawn = pictures(pdf, job["dpi"])
        return {"pictures": [len(picture) for picture in drawn]}, b"".join(drawn)
    return {"said": listener.said[:20]}, pdf


def read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def waits(source: IO[bytes]) -> bool:
    """Is there another letter? Tidies up first when nobody is waiting."""
    if select.select([source], [], [], QUIET_SECONDS)[0]:
        return True
    gc.collect()
    gc.freeze()  # what is left, the printer itself, is never looked through again
    return bool(select.select([source], [], [], IDLE_SECONDS)[0])


def main() -> int:
    source, target = sys.stdin.buffer, sys.stdout.buffer
    confine(memory_mb=MEMORY_MB, cpu_seconds=None, written_mb=WRITTEN_MB, dies_with_parent=False)
    gc.set_threshold(*RARELY)
    while waits(source):
        try:
            (size,) = struct.unpack(">I", read(source, 4))
            job = json.loads(read(source, size))
        except EOFError:
            return 0
        said, pdf = answer(job)
        head = json.dumps(said | {"size": len(pdf)}).encode()
        target.write(struct.pack(">I", len(head)) + head + pdf)
        target.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
