"""Papers as they come from scanners, telephones, banks and office programs."""

import io

from PIL import Image, ImageDraw

from tests.documents.corpus.office_files import SHEET, relations
from tests.documents.corpus.others import PLAIN, attached, mail
from tests.documents.corpus.pdfs import annotated, one_page
from tests.documents.corpus.verdicts import TAKEN, WORD, YES, W
from tests.documents.hostile import RELATIONS, office
from tests.documents.samples import pdf, photo


def word_letter():
    types = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/'
        '2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
        '+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{WORD}.document.main+xml"/></Types>'
    )
    top = (
        f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    words = "".join(f"<w:p><w:r><w:t>第{i}段：合同金额486,200.00欧元。</w:t></w:r></w:p>" for i in range(5))
    body = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{words}</w:body></w:document>'
    return office(types=types, body=body, more=[
        ("_rels/.rels", top), ("word/_rels/document.xml.rels", relations("https://provider.example/a?b=c", "hyperlink")),
        ("word/media/image1.png", photo((300, 200), kind="PNG")),
    ])  # fmt: skip


def sheet():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    own = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>'
    )
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>货款{i}</t></is></c><c r="B{i}"><v>{i * 100}</v></c></row>'
        for i in range(1, 30)
    )
    return office(
        SHEET, types=types,
        body=f'<workbook xmlns="{main}" xmlns:r="{own}"><sheets><sheet name="流水" sheetId="1" r:id="rId1"/></sheets></workbook>',
        more=[
            ("_rels/.rels", f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{own}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
            ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{own}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
            ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}<row r="31"><c r="B31"><f>SUM(B1:B29)</f></c></row></sheetData></worksheet>'),
        ],
    )  # fmt: skip


def scan(mode="L", dpi=200, kind="PDF", pages=1):
    picture = Image.new(mode, (round(8.27 * dpi), round(11.69 * dpi)), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(20):
        pen.text((dpi, dpi + row * dpi // 4), f"Line {row} of a contract, EUR 486,200.00", fill="black")
    out = io.BytesIO()
    more = {"save_all": True, "append_images": [picture] * (pages - 1)} if pages > 1 else {}
    picture.save(out, kind, **({"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}), **more)
    return out.getvalue()


HONEST = [
    ("合同.pdf", lambda: pdf(pages=12), YES),
    ("scan.pdf", lambda: scan(pages=4), YES),
    ("scan-bw.pdf", lambda: scan("1", 300), YES),
    ("uri.pdf", lambda: annotated("<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://provider.example)>>>>"), YES),
    ("goto.pdf", lambda: one_page(b"", "/OpenAction[3 0 R/XYZ null null 1]/PageMode/UseOutlines"), YES),
    ("photo.jpg", lambda: photo((4000, 3000)), YES),
    ("photo-turned.JPG", lambda: photo((1200, 900), orientation=6), YES),
    ("IMG.jpeg", lambda: photo((1200, 900)) + b"\0" * 512, YES),
    ("shot.png", lambda: photo((1200, 900), kind="PNG"), YES),
    ("shot-alpha.png", lambda: photo((700, 900), kind="PNG", mode="RGBA"), YES),
    ("a.webp", lambda: photo((700, 900), kind="WEBP"), YES),
    ("fax.tif", lambda: scan("1", 200, "TIFF", 3), YES),
    ("grey.tiff", lambda: scan("L", 200, "TIFF"), YES),
    ("letter.docx", word_letter, YES),
    ("流水.xlsx", sheet, YES),
    ("gbk.txt", lambda: "关于账户冻结的说明\r\n一、事实".encode("gbk"), YES),
    ("utf8.txt", lambda: "关于账户冻结的说明\n一、事实 – it’s €5".encode(), YES),
    ("utf16.txt", lambda: "关于账户冻结的说明".encode("utf-16"), YES),
    ("bank.csv", lambda: "日期;摘要;金额\n2026-11-16;货款;-486200,00\n2026-11-17;+86 574;1\n".encode("gb18030"), YES),
    ("negative.csv", lambda: b"date,amount\n2026-01-01,-12.50\n2026-01-02,+7\n", YES),
    ("plain.eml", lambda: b"From: a@provider.example\nTo: b@example.com\nDate: Wed, 18 Nov 2026 09:40:00 +0100\nSubject: Freeze\n\nYour account is frozen.\n", YES),
    ("with-pdf.eml", lambda: mail(PLAIN, attached("notice.pdf", pdf(), "application/pdf")), TAKEN),
    ("alternative.eml", lambda: mail(PLAIN, "Content-Type: text/html\r\n\r\n<p>hello", kind="alternative"), YES),
    ("old-charset.eml", lambda: b"From: a@example.com\nTo: b@c.example\nDate: x\nSubject: =?gb2312?B?tsO94Q==?=\nContent-Type: text/plain; charset=gb2312\n\n" + "账户被冻结".encode("gb2312"), YES),
]  # fmt: skip
