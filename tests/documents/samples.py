"""Letters and small files for the tests of this room. Everybody in them is invented."""

import io

import pikepdf
from PIL import Image, ImageDraw

from documents.letterpage import (
    Block,
    ExhibitRow,
    Letterhead,
    LetterPage,
    Paragraph,
    PartyBox,
    Reference,
    Signature,
)


def ref(exhibit, *pages, paper=(1,), annex=None):
    return Reference(exhibit, pages, paper, annex)


def letter_zh(**changed):
    values = {
        "language": "zh-hans",
        "letterhead": Letterhead(
            "宁波海岚进出口有限公司",
            "Ningbo Hailan Import & Export Co., Ltd.",
            ("浙江省宁波市鄞州区海晏北路88号12楼", "电话 +86 574 5550 0118", "legal@hailan.example"),
        ),
        "recipient": ("iBanFirst SA 合规部、投诉处理部", "送达方式：投诉专用邮箱，要求回执"),
        "numbers": ("案号：FD-0007　受理编号：CMP-88213", "2026年11月24日"),
        "parties": (
            PartyBox(
                "申诉人",
                (
                    ("名称", "宁波海岚进出口有限公司"),
                    ("统一社会信用代码", "9133 0200 MA00 0000 0X"),
                    ("法定代表人", "沈立群，执行董事"),
                    ("联系人", "王敏，财务经理"),
                ),
            ),
            PartyBox(
                "被申诉机构",
                (
                    ("名称", "iBanFirst SA"),
                    ("涉案账户", "BE47 9149 9900 0180"),
                    ("冻结金额", "486,200.00欧元"),
                    ("冻结时间", "2026年11月18日09:40"),
                ),
            ),
        ),
        "title": "关于解除账户冻结并恢复使用的申诉书",
        "summary": "2026年11月18日，贵司以“需核实交易背景”为由冻结上述账户。"
        "涉案款项系已交付货物的合同价款，全部单证随函附上。"
        "请求于五个工作日内解除冻结，或书面说明尚缺何种材料。",
        "blocks": (
            Block(
                "事实",
                (
                    Paragraph(
                        "2026年8月12日，我司与买方Marmara Teknik Ltd.签订HL-2026-1"
                        "18号采购合同，出售工业缝纫机286台，总价486,200.00欧元（大写：肆拾捌万陆仟贰佰"
                        "欧元整）。",
                        (ref("2.1", 9, 14, paper=(1, 6)),),
                    ),
                    Paragraph(
                        "货物于2026年9月28日自宁波港出运，10月23日在伊兹密尔清关并由买方签收。",
                        (ref("2.3", 23), ref("2.4", 27)),
                    ),
                    Paragraph(
                        "2026年11月16日，买方依合同第3.2条，于清关后第24日支付全部价款。", (ref("2.5", 31, paper=(2,)),)
                    ),
                    Paragraph("2026年11月18日09:40，账户被冻结。通知未载明期间，亦未列明所需材料。", (ref("1.2", 5),)),
                    Paragraph(
                        "2026年11月20日09:15，贵司要求于11月24日17:00（布鲁塞尔时间）前补充材料。本函即为对该要求的完整答复。",
                        (ref("1.3", 7),),
                    ),
                ),
            ),
            Block(
                "对核实事项的说明",
                (
                    Paragraph(
                        "金额超出申报的月度规模，系买方将两季订单合并下单所致。双方自2023年起往来，此前共成交六笔。",
                        (ref("2.6", *range(35, 43), paper=tuple(range(1, 9))),),
                    ),
                    Paragraph(
                        "发票（第17页）总额误写为468,200.00欧元，系录入时数字颠倒。买方已书面确认以合同金额为准，更正发票一并附上。",
                        (ref("2.2", *range(17, 23), annex=1),),
                    ),
                    Paragraph(
                        "原授权委托书于2026年9月30日到期。新授权委托书已于11月19日公证，签字人及权限均未变更。",
                        (ref("3.2", 45),),
                    ),
                ),
            ),
            Block(
                "合同与法律依据",
                (
                    Paragraph(
                        "欧盟《支付服务指令》（Directive (EU) 2015/2366）第68条第4款：停用理由一旦消失，"
                        "支付服务提供者应恢复使用。适用理由：核实所需单证已全部提交。",
                        (ref("4.1", 55, paper=(3,)),),
                    ),
                ),
            ),
            Block(
                "请求",
                (
                    Paragraph("解除对账户BE47 9149 9900 0180的冻结，恢复全部功能。"),
                    Paragraph(
                        "如不予解除，请于2026年12月11日前书面说明事实理由、所依据条款及尚缺材料，并告知冻结期间。"
                    ),
                    Paragraph(
                        "在作出决定前，允许自该账户支付：",
                        sub=("（一）2026年11月员工工资50,000.00欧元；", "（二）社会保险费与税款。"),
                    ),
                ),
            ),
        ),
        "exhibits": (
            ExhibitRow("1.2", "冻结通知邮件", "冻结时间、金额", "5–6"),
            ExhibitRow("1.3", "补充材料要求", "补充期限", "7–8"),
            ExhibitRow("2.1", "采购合同HL-2026-118", "款项的合同依据", "9–16"),
            ExhibitRow("2.2", "发票、更正发票、装箱单", "金额差异的原因", "17–22", is_new=True, annex=1),
            ExhibitRow("2.3", "出口报关单", "货物真实交付", "23–26"),
            ExhibitRow("2.4", "海运提单", "货物真实交付", "27–29"),
            ExhibitRow("2.5", "2026年11月账户流水", "付款", "30–34"),
            ExhibitRow("2.6", "与买方往来函", "交易历史", "35–42"),
            ExhibitRow("3.2", "授权委托书（公证）", "签字权限", "45–48", is_new=True),
            ExhibitRow("4.1", "引用条文及框架协议节录", "法律与合同依据", "53–63"),
        ),
        "signature": Signature(
            ("此致", "iBanFirst SA"),
            "沈立群",
            "法定代表人，执行董事",
            "二〇二六年十一月二十四日",
            "宁波海岚进出口有限公司",
        ),
        "footnote": "本函及附件共63页，文件指纹（SHA-256）9f3c 71d0 … 52a1。",
        "running": "案号 FD-0007 · 受理编号 CMP-88213",
    }
    return LetterPage(**(values | changed))


def letter_en(**changed):
    values = {
        "language": "en",
        "letterhead": Letterhead(
            "Ningbo Hailan Import & Export Co., Ltd.",
            "宁波海岚进出口有限公司",
            ("12/F, 88 Haiyan North Road", "Yinzhou, Ningbo, China", "Tel +86 574 5550 0118", "legal@hailan.example"),
        ),
        "recipient": (
            "iBanFirst SA",
            "Compliance and Complaints",
            "By e-mail to the complaints mailbox, receipt requested",
        ),
        "numbers": ("Our case: FD-0007", "Your reference: CMP-88213", "24 November 2026"),
        "parties": (
            PartyBox(
                "Applicant",
                (
                    ("Name", "Ningbo Hailan Import & Export Co., Ltd."),
                    ("Registered no.", "9133 0200 MA00 0000 0X"),
                    ("Represented by", "Shen Liqun, executive director"),
                ),
            ),
            PartyBox(
                "Institution",
                (
                    ("Name", "iBanFirst SA"),
                    ("Account", "BE47 9149 9900 0180"),
                    ("Amount frozen", "EUR 486,200.00"),
                ),
            ),
        ),
        "title": "Appeal against the freeze of account BE47 9149 9900 0180",
        "summary": (
            "On 18 November 2026 you froze the account above to verify the background of one payment. Tha"
            "t payment is the price of goods sold and delivered. All papers are enclosed. We ask you to l"
            "ift the freeze within five working days, or to tell us in writing which paper is still missi"
            "ng."
        ),
        "blocks": (
            Block(
                "Facts",
                (
                    Paragraph(
                        "By contract HL-2026-118 of 12 August 2026 we sold 286 industrial sewing mach"
                        "ines to Marmara Teknik Ltd. for EUR 486,200.00.",
                        (ref("2.1", 9, 14, paper=(1, 6)),),
                    ),
                    Paragraph(
                        "The goods left Ningbo on 28 September 2026, were cleared at Izmir on 23 Octo"
                        "ber and received by the buyer.",
                        (ref("2.3", 23), ref("2.4", 27)),
                    ),
                ),
            ),
            Block(
                "Request",
                (
                    Paragraph("Lift the freeze of account BE47 9149 9900 0180 and restore all its functions."),
                    Paragraph("Failing that, state in writing by 11 December 2026 the facts and clauses relied on."),
                ),
            ),
        ),
        "exhibits": (
            ExhibitRow("2.1", "Purchase contract HL-2026-118", "contract basis of the payment", "9–16"),
            ExhibitRow("2.3", "Export declaration", "delivery of the goods", "23–26"),
            ExhibitRow("2.4", "Bill of lading", "delivery of the goods", "27–29", is_new=True),
        ),
        "signature": Signature(
            ("Yours faithfully,",), "Shen Liqun", "Executive director, legal representative", "", "公章"
        ),
        "footnote": "Letter and exhibits: 63 pages.",
        "running": "Case FD-0007 / your reference CMP-88213",
    }
    return LetterPage(**(values | changed))


def pdf(pages=1, text="Evidence", size=(595, 842), rotate=0):
    """A small PDF with a line of text at the head of each page and nothing at the foot."""
    with pikepdf.new() as made:
        font = made.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for i in range(pages):
            made.add_blank_page(page_size=size)
            page = made.pages[-1].obj
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = made.make_stream(f"BT /F1 14 Tf 60 {size[1] - 80} Td ({text} page {i + 1}) Tj ET".encode())
            if rotate:
                page.Rotate = rotate
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
        return out.getvalue()


def photo(size=(800, 600), *, kind="JPEG", orientation=None, words="PHOTO", mode="RGB"):
    picture = Image.new(mode, size, "white" if mode != "RGBA" else (255, 255, 255, 0))
    ImageDraw.Draw(picture).text((20, 20), words, fill="black")
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
        exif[0x010F] = "CameraMaker"
    picture.save(out, kind, **({"exif": exif} if kind in ("JPEG", "WEBP") else {}))
    return out.getvalue()
