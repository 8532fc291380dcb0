"""The sheet for who prints: how many copies, which holds the originals, what to sign where. In both languages."""

from appeals import paper
from appeals.models import Pack, SignatureSlot
from documents.flowing import LEFT, ROOM, Flow, Table
from documents.frontpages import heading
from documents.sheets import MM, Sheets, lines
from documents.typesetting import Run
from documents.words import SIGNED_BY

KINDS = {
    "letter": "申诉书：法定代表人签字\nAppeal letter: signature of the legal representative",
    "letter_seal": "申诉书：加盖公章\nAppeal letter: company seal",
    "index": "证据目录：签字并加盖公章\nIndex of evidence: signature and company seal",
    "cross_page": "全卷加盖骑缝章\nSeal across the edges of all pages",
}
ORIGINALS, COPY = "原件\noriginals", "复印件\ncopies"


def drawn(pack: Pack) -> bytes:
    plan = paper.plan(pack)
    sheets = Sheets()
    flow = Flow(sheets)
    flow.begin("sheet")
    heading(flow, "打印清单 · Print sheet", [f"{pack.case.ref}  v{pack.number}", f"{pack.content_hash[:16]}…"])
    flow.y += 5 * MM
    put(flow, [0.12, 0.28, 0.2, 0.4], ["份\nCopy", "内容\nHolds", "页数\nPages", "用途\nFor"], [
        [str(copy.number), ORIGINALS if copy.with_originals else COPY, str(copy.pages), ""] for copy in plan.copies
    ] + [["", "合计\nin all", str(plan.sheets), ""]])  # fmt: skip
    said = (
        f"第1份放入原件{plan.originals}件（共{plan.original_pages}页），其余各份为其复印件。"
        f" Copy 1 holds the originals (papers: {plan.originals}, pages: {plan.original_pages}); the others are copies."
    )
    if not plan.originals:
        said = (
            "尚无材料标为原件：请在证据页标明；若确无原件，第1份亦为复印件。"
            " No exhibit is marked as an original yet: mark it in the evidence, or copy 1 is a copy like the others."
        )
    flow.y += 3 * MM
    flow.paragraph(said, ROOM, 15, face="serif", size=9.5)
    flow.paragraph(
        "A4，单面，实际大小（100%），不缩放。 A4, one side, actual size (100 %), no scaling.", ROOM, 15, size=9.5
    )
    flow.y += 5 * MM
    day_of = pack.case.organisation.day_of
    ticked = {slot.kind: slot for slot in SignatureSlot.objects.filter(pack=pack).select_related("ticked_by")}
    put(flow, [0.5, 0.12, 0.38], ["签字盖章处\nTo sign and seal", "完成\nDone", f"{SIGNED_BY.zh}\n{SIGNED_BY.en}"], [
        [KINDS[kind], "✓" if kind in ticked else "□",
         f"{ticked[kind].ticked_by}  {day_of(ticked[kind].ticked_at):%Y-%m-%d}" if kind in ticked else ""]
        for kind in SignatureSlot.Kind.values
    ])  # fmt: skip
    return sheets.pdf(title=f"打印清单 Print sheet {pack.case.ref} v{pack.number}", language="zh-CN")


def put(flow: Flow, shares: list[float], heads: list[str], rows: list[list[str]]) -> None:
    widths = [share * ROOM for share in shares]
    table = Table(flow, widths)
    table.head(heads)
    for row in rows:
        cells = [
            [line for part in text.split("\n") for line in lines([Run(part)], wide - 4 * MM, 14)]
            for text, wide in zip(row, widths, strict=True)
        ]
        table.row(cells, centred={0, 2} if len(row) == 4 else {1})
    table.close()
    flow.left = LEFT
