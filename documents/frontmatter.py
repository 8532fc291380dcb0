"""The words before and after the papers: cover, index in each language, placeholders, certificate with every hash.

All links say where they want to go by item number; the page is put in when the pages are known.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import cn2an

from documents import words
from documents.bundlespec import Both, BundleItem, BundleSpec, PagePlan, Placed
from documents.words import in_languages

Lang = Literal["zh", "en"]
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_date(day: date, language: Lang) -> str:
    """2026年11月24日; 24 November 2026."""
    return (
        f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    )


def solemn_date(day: date, language: Lang) -> str:
    """Under a signature a Chinese letter writes its date in Chinese numerals: 二〇二六年十一月二十四日."""
    if language == "en":
        return long_date(day, language)
    year = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    return f"{year}年{cn2an.an2cn(day.month)}月{cn2an.an2cn(day.day)}日".replace("一十", "十")


def group_title(position: int, title: Both, language: Lang) -> str:
    if language == "zh":
        return f"第{cn2an.an2cn(position)}组　{title.within('zh')}".replace("第一十", "第十")
    return f"{position}. {title.within('en')}"


def group_titles(position: int, title: Both, languages: tuple[Lang, ...]) -> str:
    """In both languages on one line; a title that is given in one stands once, under that language's number."""
    asked = languages
    if title.within("zh") == title.within("en"):
        asked = languages[:1] if title.zh else languages[-1:]
    return " / ".join(group_title(position, title, language) for language in asked)


def item_title(item: BundleItem, volume: str, language: Lang) -> str:
    """A confidential or sealed item has no title in the main volume: not one word of it leaks."""
    title = words.APART_TITLES[item.confidentiality] if item.apart and volume == "main" else item.title
    return title.within(language)


def content(spec: BundleSpec, plan: PagePlan) -> dict[str, Any]:
    """The whole front and back matter for these page numbers; frontpages.py sets it."""
    placed: list[Placed] = [*plan.letters, *plan.exhibits]
    places = dict(enumerate(placed))
    return {
        "cover": cover(spec, plan, places),
        "indexes": [index(spec, plan, places, language) for language in spec.languages],
        "placeholders": placeholders(spec),
        "concordance": concordance(spec, places),
        "certificate": certificate(spec, plan, places),
    }


def link(number: int) -> str:
    return f"item/{number}"


def cover(spec: BundleSpec, plan: PagePlan, places: Mapping[int, Placed]) -> dict[str, Any]:
    both = spec.languages
    facts = [
        {"label": in_languages(p.role, both, " / "), "text": in_languages(p.name, both, " / ")} for p in spec.parties
    ]
    if spec.receipt:
        facts.append({"label": in_languages(words.COVER_RECEIPT, both, " / "), "text": spec.receipt})
    dates = Both(long_date(spec.dated, "zh"), long_date(spec.dated, "en"))
    facts.append({"label": in_languages(words.COVER_DATE, both, " / "), "text": in_languages(dates, both, " / ")})
    if spec.version:
        facts.append({"label": in_languages(words.COVER_VERSION, both, " / "), "text": spec.version})
    count = sum(len(section.items) for section in spec.sections)
    total = Both(f"证据{count}份，共{plan.total}页", f"{count} exhibits, {plan.total} pages")
    facts.append({"label": in_languages(words.COVER_CONTENT, both, " / "), "text": in_languages(total, both, " / ")})
    parts, number = [], 0
    for letter in spec.letters:
        named = in_languages(letter.title or words.LETTER, both, " / ")
        parts.append({"title": named, "pages": places[number].span, "link": link(number)})
        number += 1
    for position, section in enumerate(spec.sections, 1):
        if section.items:
            first, last = places[number], places[number + len(section.items) - 1]
            span = Placed("", first.first_page, last.last_page).span
            title = group_titles(position, section.title, both)
            parts.append({"title": title, "pages": span, "link": link(number)})
        number += len(section.items)
    return {
        "case": in_languages(words.COVER_CASE, both, " / ") + f"  {spec.case}",
        "titles": [{"lang": lang, "text": text} for lang, text in titles(spec)],
        "volume": volume_title(spec),
        "facts": facts,
        "parts": parts,
        "notes": [words.NUMBERED.within(language) for language in both],
    }


def volume_title(spec: BundleSpec) -> str:
    if spec.volume == "main":
        return ""
    labels = {item.confidentiality for item in spec.items()}
    title = words.APART_VOLUMES[labels.pop() if len(labels) == 1 else "both"]
    return in_languages(title, spec.languages, " / ")


def titles(spec: BundleSpec) -> list[tuple[Lang, str]]:
    seen: dict[str, Lang] = {}
    for language in spec.languages:
        seen.setdefault(spec.title.within(language), language)
    return [(language, text) for text, language in seen.items()]


def index(spec: BundleSpec, plan: PagePlan, places: Mapping[int, Placed], language: Lang) -> dict[str, Any]:
    has_form = any(item.form for item in spec.items())
    groups: list[dict[str, Any]] = []
    number = 0
    letters = []
    for item in spec.letters:
        letters.append(row(item, number, places[number], spec.volume, language))
        number += 1
    if letters:
        groups.append({"title": "", "rows": letters})
    for position, section in enumerate(spec.sections, 1):
        rows = []
        for item in section.items:
            rows.append(row(item, number, places[number], spec.volume, language))
            number += 1
        if rows:
            groups.append({"title": group_title(position, section.title, language), "rows": rows})
    head = [f"{words.COVER_CASE.within(language)} {spec.case}"]
    if spec.version:
        head[0] += f"　证据包第{spec.version}版" if language == "zh" else f", version {spec.version}"
    if spec.receipt:
        head.append(f"{words.COVER_RECEIPT.within(language)} {spec.receipt}")
    head.append(long_date(spec.dated, language))
    colon = "：" if language == "zh" else ": "
    handled = spec.handled_by.within(language)
    submitted = spec.submitted_by.within(language)
    return {
        "language": language,
        "title": words.INDEX.within(language),
        "head": head,
        "columns": {name: text.within(language) for name, text in words.COLUMNS.items()},
        "has_form": has_form,
        "groups": groups,
        "key_word": words.KEY_PAGES.within(language) + colon,
        "note": new_means(spec, language) if any(item.is_new for item in spec.items()) else "",
        "signed_by": words.SIGNED_BY.within(language) + (f"{colon}{submitted}" if submitted else ""),
        "handled_by": f"{words.HANDLED_BY.within(language)}{colon}{handled}" if handled else "",
        "dated": solemn_date(spec.dated, language),
        "seal": words.SEAL_HERE.within(language),
    }


def new_means(spec: BundleSpec, language: Lang) -> str:
    """ "new" is new since something: the version that the reader has, where there is one."""
    since = Both(
        f"“新增”为第{spec.earlier}版之后补充的证据。", f"“new” marks evidence added since version {spec.earlier}."
    )
    return (since if spec.earlier else words.NEW_MEANS).within(language)


def row(item: BundleItem, number: int, place: Placed, volume: str, language: Lang) -> dict[str, Any]:
    hidden = item.apart and volume == "main"
    tags = [words.NEW.within(language)] if item.is_new else []
    if item.annex:
        tags.append(f"附件{item.annex}" if language == "zh" else f"annex {item.annex}")
    if item.confidentiality == "confidential" and not hidden:
        tags.append(words.CONFIDENTIAL.within(language))
    if not hidden and item.path is None and item.trouble:
        tags.append(words.NOT_BOUND.within(language).lower())
    keys = [] if hidden else [place.first_page + page - 1 for page in item.key_pages if 1 <= page <= place.pages]
    return {
        "exhibit": item.exhibit,
        "title": item_title(item, volume, language),
        "tags": tags,
        "dated": "" if hidden or item.dated is None else long_date(item.dated, language),
        "source": "" if hidden else item.source.within(language),
        "proves": words.APART[item.confidentiality].within(language) if hidden else item.proves.within(language),
        "key_pages": [{"page": page, "link": f"page/{page}"} for page in keys],
        "pages": place.span,
        "form": "" if hidden else words.FORMS[item.form].within(language),
        "link": link(number),
    }


def placeholders(spec: BundleSpec) -> list[dict[str, Any]]:
    """A page for each paper that is bound in another volume or cannot be bound: nothing is silently left out."""
    pages = []
    for number, item in enumerate(spec.items()):
        if not held(item, spec):
            continue
        label = in_languages(words.EXHIBIT, spec.languages, " ") + f" {item.exhibit}"
        if item.apart and spec.volume == "main":
            titles = words.APART_TITLES[item.confidentiality]
            lines = [in_languages(titles, spec.languages, " / ")]
            lines += [words.APART[item.confidentiality].within(language) for language in spec.languages]
        else:
            lines = [in_languages(item.title, spec.languages, " / ")]
            for language in spec.languages:
                colon = "：" if language == "zh" else ": "
                lines.append(words.NOT_BOUND.within(language) + colon + item.trouble.within(language))
        pages.append({"number": number, "exhibit": label, "lines": lines})
    return pages


def concordance(spec: BundleSpec, places: Mapping[int, Placed]) -> dict[str, Any] | None:
    """Whoever has an earlier version finds each of its pages again: old numbers on the left, new ones on the right."""
    if not spec.moved or spec.volume != "main":
        return None
    both = spec.languages
    there = {item.exhibit: (number, item) for number, item in enumerate(spec.items()) if item.exhibit}
    rows = []
    for moved in spec.moved:
        number, item = there.get(moved.now, (None, None))
        title = moved.title
        if item is not None and item.apart:
            title = words.APART_TITLES[item.confidentiality]
        rows.append(
            {
                "old": moved.exhibit,
                "old_pages": moved.pages,
                "title": in_languages(title, both, " / "),
                "note": in_languages(words.REPLACED, both, " / ") if moved.is_other else "",
                "new": moved.now,
                "new_pages": places[number].span if number is not None else "",
                "gone": "" if item is not None else in_languages(words.LEFT_OUT, both, "\n"),
                "link": link(number) if number is not None else "",
            }
        )
    said = Both(
        f"左列为第{spec.earlier}版的编号与页码，右列为本版（第{spec.version}版）的编号与页码。",
        f"On the left the numbers of version {spec.earlier}, on the right those of this one, version {spec.version}.",
    )
    return {
        "title": in_languages(words.CONCORDANCE, both, " · "),
        "case": f"{in_languages(words.COVER_CASE, both, ' / ')} {spec.case}",
        "lines": [said.within(language) for language in both],
        "columns": [in_languages(text, both, "\n") for text in words.CONCORDANCE_COLUMNS],
        "rows": rows,
    }


def held(item: BundleItem, spec: BundleSpec) -> bool:
    """True when a placeholder page stands for this item in this volume."""
    return (item.apart and spec.volume == "main") or (item.path is None and item not in spec.letters)


def certificate(spec: BundleSpec, plan: PagePlan, places: Mapping[int, Placed]) -> dict[str, Any]:
    both = spec.languages
    count = sum(1 for _ in spec.items())
    said = Both(
        f"本卷共{plan.total}页，含文件{count}份，依序装订，页码自第1页起连续。",
        f"This volume has {plan.total} pages and {count} documents, bound in order and numbered from page 1.",
    )
    rows = []
    for number, item in enumerate(spec.items()):
        hidden = item.apart and spec.volume == "main"
        notes = [] if hidden else [words.NOTES[code] for code in item.notes if code in words.NOTES]
        names = Both(item_title(item, spec.volume, "zh"), item_title(item, spec.volume, "en"))
        rows.append(
            {
                "exhibit": item.exhibit,
                "title": in_languages(names, both, " / "),
                "notes": " · ".join(in_languages(text, both, " / ") for text in notes),
                "sha256": item.sha256,
                "pages": places[number].span,
            }
        )
    dates = Both(long_date(spec.dated, "zh"), long_date(spec.dated, "en"))
    return {
        "title": in_languages(words.CERTIFICATE, both, " · "),
        "case": f"{in_languages(words.COVER_CASE, both, ' / ')} {spec.case}",
        "dated": in_languages(dates, both, " / "),
        "lines": [text.within(language) for language in both for text in (said, words.ORIGINALS)],
        "columns": {name: in_languages(text, both, " / ") for name, text in words.COLUMNS.items()},
        "rows": rows,
    }
