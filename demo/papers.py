"""The papers of the sample firms, printed afresh: contract, invoice, bill of lading, licence, statement, notice.

Everybody in them is invented, and each paper says so at its foot. Where a paper needs a seal it has a dashed circle.
"""

import io
import subprocess
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont

from documents import printing


@dataclass(frozen=True)
class Firm:
    zh: str
    en: str
    address: str
    address_en: str
    reg_no: str
    legal_rep: str
    legal_rep_en: str


@dataclass(frozen=True)
class Deal:
    """A sale, and the account its price went to. Amounts as printed."""

    contract_no: str
    signed_on: date
    buyer: str
    buyer_address: str
    goods: str
    goods_en: str
    quantity: str
    unit_price: str
    total: str
    currency: str
    invoice_no: str
    invoiced_on: date
    bl_no: str
    shipped_on: date
    port: str
    port_en: str
    port_to: str
    account: str
    institution: str


def _print(name: str, title: str, language: str = "zh-hans", **context: object) -> bytes:
    return printing.to_pdf(
        render_to_string(f"demo/{name}.html", context), title=title, language=language, css="sample", variant="pdf/a-3b"
    )


def contract(firm: Firm, deal: Deal) -> bytes:
    return _print("contract", f"Contract {deal.contract_no}", seller=firm, deal=deal)


def invoice(firm: Firm, deal: Deal, *, total: str = "", note: str = "") -> bytes:
    return _print(
        "invoice",
        f"Invoice {deal.invoice_no}",
        "en",
        seller=firm,
        deal=deal,
        invoice_total=total or deal.total,
        note=note,
    )


def corrected_invoice(firm: Firm, deal: Deal) -> bytes:
    corrected = replace(deal, invoice_no=f"{deal.invoice_no}-C")
    return invoice(firm, corrected, note=f"Replaces invoice {deal.invoice_no}, in which two digits were transposed.")


def bill_of_lading(firm: Firm, deal: Deal) -> bytes:
    return _print("bill-of-lading", f"B/L {deal.bl_no}", "en", seller=firm, deal=deal)


def licence(firm: Firm, *, shown_address: str = "") -> bytes:
    return _print("licence", "营业执照", seller=firm, shown_address=shown_address)


def power_of_attorney(firm: Firm, deal: Deal, *, issued_on: date, expires_on: date) -> bytes:
    return _print("power-of-attorney", "授权委托书", seller=firm, deal=deal, issued_on=issued_on, expires_on=expires_on)


def statement(firm: Firm, deal: Deal, *, period: str, rows: list[tuple[str, str, str, str, str]]) -> bytes:
    return _print("statement", f"Statement {period}", "en", seller=firm, deal=deal, period=period, rows=rows)


def notice(*, sender: str, receiver: str, on: str, subject: str, lines: list[str], language: str = "en") -> bytes:
    return _print("notice", subject, language, sender=sender, receiver=receiver, on=on, subject=subject, lines=lines)


def order(*, body: str, kind: str, number: str, on: str, lines: list[str]) -> bytes:
    """The freezing paper of a court or bureau that does not exist."""
    return _print("order", f"{body}{kind}", body=body, kind=kind, number=number, on=on, lines=lines)


def delivery_photo(deal: Deal) -> bytes:
    """A photographed delivery note, as a driver would send it: a JPEG, a little askew, sharp enough to read."""
    page = Image.new("RGB", (1240, 1754), (250, 249, 244))
    draw = ImageDraw.Draw(page)
    big, small = _font(54), _font(34)
    draw.text((110, 120), "DELIVERY NOTE  签收单", font=big, fill=(24, 28, 34))
    draw.line((110, 205, 1130, 205), fill=(24, 28, 34), width=4)
    lines = [
        f"Contract {deal.contract_no}",
        f"{deal.quantity} cases: {deal.goods_en}",
        f"Delivered to: {deal.buyer}",
        f"{deal.buyer_address}",
        f"B/L {deal.bl_no}",
        "Received complete and undamaged 货物完好，数量无误",
        "Invented sample paper 虚构示例文件",
    ]
    for number, line in enumerate(lines):
        draw.text((110, 270 + number * 92), line, font=small, fill=(36, 42, 50))
    draw.line((110, 1130, 720, 1130), fill=(60, 66, 74), width=3)
    draw.text((110, 1145), "Warehouse, signature", font=_font(28), fill=(90, 96, 104))
    out = io.BytesIO()
    page.rotate(1.2, fillcolor=(196, 190, 178), expand=True).save(out, "JPEG", quality=88, dpi=(150, 150))
    return out.getvalue()


def app_screenshot(deal: Deal, *, on: str) -> bytes:
    """What the banking app showed: a PNG."""
    page = Image.new("RGB", (1080, 1400), (244, 246, 249))
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 1080, 150), fill=(21, 33, 45))
    draw.text((50, 48), f"{deal.institution}  (sample screen)", font=_font(44), fill=(255, 255, 255))
    draw.rectangle((50, 230, 1030, 640), outline=(156, 32, 24), width=5, fill=(255, 255, 255))
    for number, line in enumerate(
        [
            "Account restricted  账户受限",
            deal.account,
            f"since {on}",
            "Payments are not available.",
            "We are reviewing your account.",
        ]
    ):
        draw.text((95, 265 + number * 70), line, font=_font(38), fill=(40, 46, 54))
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


def mail_file(deal: Deal, *, on: str) -> bytes:
    """A mail of the buyer as a file, with a Chinese subject."""
    return (
        f"From: Orders <orders@marmara.example>\r\nTo: Wang Min <wang.min@hailan.example>\r\nDate: {on}\r\n"
        "Subject: =?utf-8?b?5LuY5qy+56Gu6K6k?= / payment confirmation\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"We confirm that {deal.currency} {deal.total} is the price of contract {deal.contract_no}.\r\n"
        f"我方确认该款项为{deal.contract_no}号合同价款，以合同金额为准。\r\n"
    ).encode()


def text_file(deal: Deal) -> bytes:
    return (
        f"Chat record, sales and buyer (invented sample)\n聊天记录（虚构示例）\n\nContract {deal.contract_no}\n"
        "Buyer: we would like to order both seasons at once.\n卖方：可以，合并为一份合同，单价不变。\n"
    ).encode()


@cache
def _font_file() -> str:
    """Where this machine keeps the Chinese font; fontconfig knows."""
    asked = ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout  # noqa: S603


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_font_file(), size)
