"""Cover, index, placeholders and certificate set on their sheets. What they say is decided in frontmatter.py."""

from collections.abc import Sequence
from typing import Any

from documents.flowing import BODY, FOOT, LEFT, PAD, RIGHT, ROOM, SMALL, TOP, Cell, Flow, Table
from documents.sheets import HIGH, MM, WIDE, Sheets, lines, width
from documents.typesetting import Colour, Face, Line, Run, plain

SEAL = 32 * MM  # across
SIGNED = SEAL + 5 * MM  # the signature with the room above it


def drawn(content: dict[str, Any]) -> Sheets:
    sheets = Sheets()
    cover(sheets, content["cover"])
    for each in content["indexes"]:
        index(sheets, each)
    for hold in content["placeholders"]:
        placeholder(sheets, hold)
    if content["concordance"]:
        concordance(sheets, content["concordance"])
    certificate(sheets, content["certificate"])
    return sheets


# --- cover -------------------------------------------------------------------------------------------------------


def cover(sheets: Sheets, said: dict[str, Any]) -> None:
    left, room = 34 * MM, WIDE - 64 * MM
    flow = Flow(sheets, left=left, top=52 * MM)
    flow.begin("cover")
    flow.paragraph(said["case"], room, 14.5, face="sans", size=10, colour="soft")
    double_rule(flow, left, room, 3 * MM)
    flow.y += 11 * MM
    for position, title in enumerate(said["titles"]):
        first = position == 0
        size = 27.0 if first else 16.0
        flow.paragraph(
            title["text"], room, size * 1.35, 0 if first else 2 * MM, face="serif-bold" if first else "serif", size=size
        )
    if said["volume"]:
        flow.paragraph(said["volume"], room, 21, 4 * MM, size=13)
    flow.y += 16 * MM
    for fact in said["facts"]:
        label = lines([Run(plain(fact["label"]), "sans", 8.5, "soft")], 46 * MM, 16.8)
        value = lines([Run(plain(fact["text"]), "serif", 10.5)], room - 52 * MM, 16.8)
        high = 16.8 * max(len(label), len(value)) + 2.2 * MM
        flow.need(high)
        sheets.lines(label, left, flow.y)
        sheets.lines(value, left + 52 * MM, flow.y)
        flow.y += high
    flow.y += 12 * MM
    sheets.rule(left, flow.y, room, 1)
    for part in said["parts"]:
        pages = lines([Run(part["pages"], "serif", 10, link=part["link"], together=True)], room, 16)
        title = lines([Run(plain(part["title"]), "serif", 10)], room - pages[0].width - 6 * MM, 16)
        high = 16 * len(title) + 3 * MM
        flow.need(high)
        sheets.lines(title, left, flow.y + 1.5 * MM)
        sheets.lines(pages, left + room - pages[0].width, flow.y + 1.5 * MM)
        flow.y += high
        sheets.rule(left, flow.y, room, 0.4, "hair")
    sheets.rule(left, flow.y, room, 1)
    flow.y += 6 * MM
    for note in said["notes"]:
        flow.paragraph(note, room, 12.8, 1 * MM, face="serif", size=8, colour="soft")


def double_rule(flow: Flow, left: float, room: float, above: float) -> None:
    flow.y += above
    flow.sheets.rule(left, flow.y + 0.9, room, 1.8)
    flow.y += 1.8 + 0.9 * MM
    flow.sheets.rule(left, flow.y, room, 0.5)


def heading(flow: Flow, title: str, beside: Sequence[str]) -> None:
    """The title at the left, case and date at the right, both standing on the double rule."""
    found = lines([Run(plain(title), "serif-bold", 15)], ROOM * 0.62, 19.5)
    small = [line for text in beside for line in lines([Run(plain(text), "sans", 7.5, "soft")], ROOM * 0.36, 11.6)]
    high = max(19.5 * len(found), 11.6 * len(small))
    flow.sheets.lines(found, LEFT, flow.y + high - 19.5 * len(found))
    y = flow.y + high - 11.6 * len(small)
    for line in small:
        flow.sheets.line(line, WIDE - RIGHT - line.width, y)
        y += line.height
    flow.y += high
    double_rule(flow, LEFT, ROOM, 2.4 * MM)
    flow.running = plain(title)


# --- index -------------------------------------------------------------------------------------------------------


def index(sheets: Sheets, said: dict[str, Any]) -> None:
    flow = Flow(sheets)
    flow.begin(f"index-{said['language']}")
    heading(flow, said["title"], said["head"])
    flow.y += 4 * MM
    table = Table(flow, columns(said))
    names = ["no", "title", "source", "proves", "pages"] + (["form"] if said["has_form"] else [])
    heads = [said["columns"][name] for name in names]
    table.head(heads)
    flow.again = lambda: table.head(heads)
    last = said["groups"][-1]["rows"][-1] if said["groups"] else None
    for group in said["groups"]:
        rows = [[cell(said, row, name, table.widths[i]) for i, name in enumerate(names)] for row in group["rows"]]
        # What is signed stands above the signature: the last paper goes with it to the sheet where both fit.
        below = [SIGNED + 2 * BODY if row is last else 0.0 for row in group["rows"]]
        if group["title"]:
            table.group(group["title"], table.height(rows[0]) + below[0])
        for cells, more in zip(rows, below, strict=True):
            if table.height(cells) + more < HIGH - TOP - FOOT - 60:
                flow.need(table.height(cells) + more)
            table.row(cells, centred={0, 4, 5})
    table.close()
    flow.again = None
    if said["note"]:
        flow.paragraph(said["note"], ROOM, 12.8, 3 * MM, face="serif", size=8, colour="soft")
    signature(flow, said)


def columns(said: dict[str, Any]) -> list[float]:
    """Shares of the width; numbers of five digits take what they need from what is proved."""
    shares = [0.08, 0.28, 0.18, 0.26, 0.09, 0.11] if said["has_form"] else [0.08, 0.31, 0.18, 0.34, 0.09]
    widths = [share * ROOM for share in shares]
    rows = [row for group in said["groups"] for row in group["rows"]]
    for column, name in ((0, "exhibit"), (4, "pages")):
        needed = max((width("sans", row[name], 9) for row in rows), default=0) + 2 * PAD + 1
        more = min(max(0.0, needed - widths[column]), widths[3] / 3)
        widths[column] += more
        widths[3] -= more
    return widths


def cell(said: dict[str, Any], row: dict[str, Any], name: str, wide: float) -> Cell:
    room = wide - 2 * PAD
    if name == "no":
        return lines([Run(row["exhibit"], "sans", 9, link=row["link"], together=True)], room, BODY)
    if name == "pages":
        return lines([Run(row["pages"], "sans", 9, link=row["link"], together=True)], room, BODY)
    if name == "title":
        runs = [Run(plain(row["title"]), link=row["link"])]
        for tag in row["tags"]:
            runs += [Run(" "), Run(plain(tag), "sans", 7.5, together=True, boxed=True)]
        if row["dated"]:
            runs += [Run(" "), Run(row["dated"], "sans", 7.5, "soft", together=True)]
        return lines(runs, room, BODY)
    found = lines([Run(plain(row[name]))], room, BODY)
    if name == "proves" and row["key_pages"]:
        keys = [Run(said["key_word"], "sans", 7.5, "soft")]
        for position, key in enumerate(row["key_pages"]):
            keys.append(Run(("" if position == 0 else " ") + str(key["page"]), "sans", 7.5, "soft", link=key["link"]))
            if position + 1 < len(row["key_pages"]):
                keys.append(Run(",", "sans", 7.5, "soft"))
        found += lines(keys, room, SMALL)
    return found


def signature(flow: Flow, said: dict[str, Any]) -> None:
    sheets, across = flow.sheets, SEAL
    flow.need(SIGNED)
    flow.y += 5 * MM
    top = flow.y
    room = ROOM * 0.56
    y = sheets.lines(lines([Run(plain(said["signed_by"]), "serif", 10)], room, 16), LEFT, top) + 11 * MM
    sheets.rule(LEFT, y, 68 * MM, 0.5)
    y += 1.2 * MM
    if said["handled_by"]:
        y = sheets.lines(lines([Run(plain(said["handled_by"]), "serif", 8.5, "soft")], room, 14), LEFT, y)
    y = sheets.lines(lines([Run(said["dated"], "serif", 10)], room, 16), LEFT, y)
    sheets.seal(WIDE - RIGHT - across, top, across, said["seal"])
    flow.y = max(y, top + across)


# --- a page in the place of a paper ----------------------------------------------------------------------------------


def placeholder(sheets: Sheets, hold: dict[str, Any]) -> None:
    flow = Flow(sheets)
    flow.begin(f"hold-{hold['number']}")
    flow.y += 80 * MM
    centred(flow, hold["exhibit"], "serif-bold", 20, 30)
    flow.y += 5 * MM
    for text in hold["lines"]:
        centred(flow, text, "serif", 10, 16)


def centred(flow: Flow, text: str, face: Face, size: float, high: float) -> None:
    """A placeholder is one sheet, whatever a title's length: what does not fit is in the index."""
    for line in lines([Run(plain(text), face, size)], ROOM, high):
        if flow.left_over >= high:
            flow.sheets.line(line, LEFT + (ROOM - line.width) / 2, flow.y)
            flow.y += high


# --- old and new numbers ---------------------------------------------------------------------------------------------


def concordance(sheets: Sheets, said: dict[str, Any]) -> None:
    flow = Flow(sheets)
    flow.begin("concordance")
    heading(flow, said["title"], [said["case"]])
    flow.y += 4 * MM
    for text in said["lines"]:
        flow.paragraph(text, ROOM, 15.2, face="serif", size=9.5)
    flow.y += 3 * MM
    narrow = 21 * MM
    table = Table(flow, [narrow, narrow, ROOM - 4 * narrow, narrow, narrow])
    table.head(said["columns"])
    flow.again = lambda: table.head(said["columns"])
    for row in said["rows"]:
        title = lines([Run(plain(row["title"]))], table.widths[2] - 2 * PAD, BODY)
        if row["note"]:
            title += lines([Run(row["note"], "sans", 7.5, "soft")], table.widths[2] - 2 * PAD, SMALL)
        now = [Run(row["new_pages"], "sans", 9, link=row["link"], together=True)]
        gone = [line for part in row["gone"].split("\n") for line in short(part, "soft")] if row["gone"] else []
        table.row(
            [short(row["old"]), short(row["old_pages"]), title, short(row["new"]), gone or lines(now, narrow, BODY)],
            centred={0, 1, 3, 4},
        )
    table.close()


def short(text: str, colour: Colour = "ink") -> list[Line]:
    """A number or two words in a narrow column."""
    if colour == "ink":
        return lines([Run(text, "sans", 9, together=True)], 21 * MM, BODY)
    return lines([Run(text, "sans", 7.5, colour)], 21 * MM - 2 * PAD, SMALL)


# --- certificate -----------------------------------------------------------------------------------------------------


def certificate(sheets: Sheets, said: dict[str, Any]) -> None:
    flow = Flow(sheets)
    flow.begin("certificate")
    heading(flow, said["title"], [said["case"], said["dated"]])
    flow.y += 4 * MM
    for text in said["lines"]:
        flow.paragraph(text, ROOM, 15.2, face="serif", size=9.5)
        flow.y += 1.5 * MM
    flow.y += 2.5 * MM
    first, last = 14 * MM, max([18 * MM, *(width("sans", row["pages"], 9) + 4 for row in said["rows"])])

    def head() -> None:
        sheets.rule(LEFT, flow.y, ROOM, 1)
        y = flow.y + 1 * MM
        titles = [(said["columns"]["no"], LEFT), (said["columns"]["title"], LEFT + first)]
        for text, x in titles:
            sheets.lines(lines([Run(text, "sans-bold", 8, together=True)], ROOM, 11.2), x, y)
        right(sheets, said["columns"]["pages"], "sans-bold", 8, y, 11.2)
        flow.y = y + 11.2 + 1 * MM
        sheets.rule(LEFT, flow.y, ROOM, 0.6)

    head()
    flow.again = head
    for row in said["rows"]:
        found = lines([Run(plain(row["title"]))], ROOM - first - last - 3 * MM, BODY)
        if row["notes"]:
            found += lines([Run(plain(row["notes"]), "sans", 7.5, "soft")], ROOM - first - last - 3 * MM, SMALL)
        if row["sha256"]:
            found += lines([Run(row["sha256"], "sans", 7, "soft", together=True)], ROOM - first - 3 * MM, 10.5)
        high = sum(line.height for line in found) + 2.4 * MM
        flow.need(min(high, HIGH - TOP - FOOT - 60))
        y = flow.y + 1.2 * MM
        sheets.lines(lines([Run(row["exhibit"], "sans", 9, together=True)], first, BODY), LEFT, y)
        right(sheets, row["pages"], "sans", 9, y, BODY)
        for line in found:
            if y + line.height > HIGH - FOOT:
                flow.y = y
                flow.need(line.height)
                y = flow.y
            sheets.line(line, LEFT + first, y)
            y += line.height
        flow.y = y + 1.2 * MM
        sheets.rule(LEFT, flow.y, ROOM, 0.4, "hair")
    sheets.rule(LEFT, flow.y, ROOM, 1)


def right(sheets: Sheets, text: str, face: Face, size: float, y: float, high: float) -> None:
    for line in lines([Run(text, face, size, together=True)], ROOM, high):
        sheets.line(line, LEFT + ROOM - line.width, y)
