"""Eight papers of eight kinds, as a firm would send them: made here, read back in the bundle."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

from documents import printing


def write(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "contract HL-118.pdf": printing.to_pdf(
            "<h1>Sales contract HL-118</h1><p>286 machines, EUR 486,200.00</p><p style='break-before:page'>Signatures</p>",
            title="Contract", language="en",
        ),
        "invoice.pdf": printing.to_pdf("<h1>Invoice HL-I-1</h1>", title="Invoice", language="en"),
        "营业执照.pdf": printing.to_pdf("<h1>营业执照</h1><p>宁波海岚进出口有限公司</p>", title="营业执照", language="zh-hans"),
        "delivery.jpg": _picture("JPEG", "Delivered complete"),
        "app screen.png": _picture("PNG", "Account restricted"),
        "chat.txt": "买方：两季合并下单。\nSeller: agreed.\n".encode(),
        "ledger.csv": b"date,party,credit\n2026-11-16,Marmara Teknik,486200.00\n",
        "mail.eml": (
            b"From: a@marmara.example\r\nTo: b@hl.example\r\nSubject: =?utf-8?b?56Gu6K6k?=\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n\r\nWe confirm the price.\r\n"
        ),
    }  # fmt: skip
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]


def _picture(kind: str, words: str) -> bytes:
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    for line in range(12):
        draw.text((120, 140 + line * 110), f"{words}, line {line + 1}", fill="black", font_size=48)
    out = io.BytesIO()
    page.save(out, kind, dpi=(150, 150))
    return out.getvalue()
