"""Compare a letter with the register, the identity papers and the exhibits: names, numbers, sums, days, pages."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from appeals.proofreading import events, names, numbers, titles, totals
from appeals.proofreading import exhibits as named_exhibits
from appeals.proofreading.amounts import Amount, amounts
from appeals.proofreading.dates import Day, days, looks_like
from appeals.proofreading.paper import Exhibit, Finding, Known, Letter, Passage
from appeals.proofreading.plain import bare, distance, folded, is_chinese, plain, sentences

NAMED_AS = {
    "party": lambda: _("the registered name"),
    "legal_rep": lambda: _("the registered legal representative"),
    "contact": lambda: _("the registered contact person"),
    "body": lambda: _("the freezing body"),
    "other": lambda: _("a name on the papers"),
}


def compare(letter: Letter, known: Known) -> Iterator[Finding]:
    said = {each.value for each in amounts(letter.text)}
    for passage in letter.passages:
        text = plain(passage.text)
        yield from _names(passage, text, known)
        yield from _accounts(passage, text, known)
        yield from _references(passage, text, known)
        yield from _exhibits(passage, text, known)
        yield from titles.titles(passage, known)
        for _start, sentence in sentences(text):
            yield from _amounts(passage, sentence, known, said)
            yield from _days(passage, sentence, known)
    yield from _papers(letter, known)
    yield from totals.totals(letter)


# --- names -----------------------------------------------------------------------------------------------------------


def _names(passage: Passage, text: str, known: Known) -> Iterator[Finding]:
    roles = {name: role for role, found in known.names.items() for name in found}
    for slip in names.slips(text, known.all_names()):
        role = next((r for n, r in roles.items() if folded(n) == folded(slip.meant)), "other")
        yield Finding(
            "name-differs",
            "advice",
            passage.part,
            slip.text,
            _("“%(said)s” is not %(what)s, “%(known)s”.")
            % {"said": slip.text, "what": NAMED_AS[role](), "known": slip.meant},
            slip.meant,
        )


def _papers(letter: Letter, known: Known) -> Iterator[Finding]:
    """Row 3.2a: the letter names the firm as the register does, and the licence shows another character."""
    text = folded(letter.text)
    for paper, role, shown in known.papers:
        for name in known.names.get(role, ()):
            if is_chinese(name) != is_chinese(shown) or folded(name) == folded(shown) or folded(name) not in text:
                continue
            if any(folded(other) == folded(shown) for other in known.names.get(role, ())):
                continue
            yield Finding(
                "name-differs",
                "advice",
                "parties",
                name,
                _("The letter says “%(said)s”, the paper “%(paper)s” shows “%(known)s”.")
                % {"said": name, "paper": paper, "known": shown},
                shown,
            )


# --- numbers ---------------------------------------------------------------------------------------------------------


OURS = re.compile(
    r"(?:涉案|我司|我方|本公司|申诉人|被冻结(?:的)?|该)(?:银行)?账[户号]|\b(?:our|the frozen"
    r"|the above|the) (?:bank )?account\b",
    re.IGNORECASE,
)


OTHERS = re.compile(r"报案|报警|警方|快递|邮寄|挂号|银行|对方|police|courier|postal|tracking|bank", re.IGNORECASE)


def _accounts(passage: Passage, text: str, known: Known) -> Iterator[Finding]:
    right = known.numbers.get("account", ())
    compared = {bare(n): n for n in (*right, *known.numbers.get("reg_no", ()), *sorted(known.all_numbers()))}
    for number in numbers.accounts(text):
        if any(numbers.agrees(number, each) for each in compared):
            continue
        meant = next((n for each, n in compared.items() if len(each) >= 9 and numbers.resembles(number, each)), None)
        if meant is None and right and number.is_masked and OURS.search(text[max(0, number.start - 24) : number.start]):
            meant = right[0]
        if meant:
            code = "number-differs" if meant in known.numbers.get("reg_no", ()) else "account-differs"
            yield Finding(
                code,
                "advice",
                passage.part,
                number.text,
                _("“%(said)s” is not the number that is known, %(known)s.") % {"said": number.text, "known": meant},
                meant,
            )
        elif re.match(r"[A-Z]{2}\d{2}", number.value) and "*" not in number.value and not numbers.is_iban(number.value):
            yield Finding(
                "account-invalid",
                "advice",
                passage.part,
                number.text,
                _("“%(said)s” cannot be right: its check digits do not fit.") % {"said": number.text},
            )


SAME_AS = {"docket": "instrument", "file": "case"}


def _references(passage: Passage, text: str, known: Known) -> Iterator[Finding]:
    every = {bare(n) for n in known.all_numbers()}
    named = numbers.references(text)
    for number in numbers.unnamed(text, [*named, *numbers.accounts(text)]):
        swapped = next((n for n in sorted(known.all_numbers()) if numbers.is_swapped(number, bare(n))), None)
        if swapped and number.value not in every:
            yield _number_finding(passage, number, swapped)
    for number in named:
        right = known.numbers.get(SAME_AS.get(number.label, number.label), ())
        if not right or number.value in {bare(n) for n in right}:
            continue
        if number.label in ("contract", "invoice", "lading", "order", "docket", "file"):
            # A letter may name other contracts than the one on file; a slip of the pen is what is looked for.
            meant = next((n for n in right if numbers.resembles(number, bare(n))), None)
            if meant is None or number.value in every:
                continue
        else:
            meant = next((n for n in right if numbers.resembles(number, bare(n))), None)
            if meant is None and OTHERS.search(text[max(0, number.start - 24) : number.start]):
                continue
            if meant is None and number.label == "reg_no" and _is_anothers(text, number.start, known):
                continue
            meant = meant or right[0]
        yield _number_finding(passage, number, meant)


COUNTERPARTS = re.compile(
    r"交易对[方手]|对方|买方|卖方|买家|卖家|供应商|客户|付款人|收款人|第三[方人]|名单|\b(?:counterpart(?:y|ies)|buyer|seller|supplier"
    r"|customer|client|payer|payee|third part(?:y|ies)|list(?:ed)?|entry)\b",
    re.IGNORECASE,
)


def _is_anothers(text: str, at: int, known: Known) -> bool:
    """The registered number of a buyer, or of an entry on a list, is not ours misspelt."""
    start = max((hit.end() for hit in re.finditer(r"[。;\n]", text[:at])), default=0)
    said = text[start:at]
    return bool(COUNTERPARTS.search(said)) or any(plain(name) in said for name in known.names.get("other", ()))


def _number_finding(passage: Passage, number: numbers.Number, meant: str) -> Finding:
    told = {"said": number.text, "known": meant}
    sentence = _("“%(said)s” is not the number that is known, %(known)s.") % told
    return Finding("number-differs", "advice", passage.part, number.text, sentence, meant)


# --- sums ------------------------------------------------------------------------------------------------------------


def _amounts(passage: Passage, sentence: str, known: Known, said_elsewhere: set[Decimal]) -> Iterator[Finding]:
    found = amounts(sentence)
    yield from _in_words(passage, sentence, found)
    every = known.all_amounts()
    for amount in found:
        if _is_known(amount, every):
            continue
        meant = _meant(amount, sentence, passage, known)
        if meant and any(
            other.value == meant[0] and other.value != amount.value for other in found if not other.is_capital
        ):
            continue  # 468,200.00 is to be read as 486,200.00: the sentence knows both
        if meant and _is_reckoned(amount.value, {*said_elsewhere, *(value for value, _currency in every)}):
            continue
        if meant:
            code = "currency-differs" if amount.value == meant[0] else "amount-differs"
            said = f"{meant[1]} {meant[0]:,.2f}".strip()
            yield Finding(
                code,
                "advice",
                passage.part,
                amount.text,
                _("“%(said)s” is not the sum that is known, %(known)s.") % {"said": amount.text, "known": said},
                said,
            )


def _is_known(amount: Amount, every: set[tuple[Decimal, str]]) -> bool:
    return any(amount.value == value and amount.currency in ("", currency) for value, currency in every)


def _in_words(passage: Passage, sentence: str, found: list[Amount]) -> Iterator[Finding]:
    """人民币100,000.00元（大写：壹拾壹万元整）: a sum said twice is one sum."""
    for one, other in pairwise(found):
        between = sentence[one.end : other.start]
        if one.is_capital == other.is_capital or len(between) > 14 or re.search(r"[。;；和与及]|另", between):
            continue
        if one.value != other.value:
            yield Finding(
                "amount-words-differ",
                "advice",
                passage.part,
                f"{one.text} / {other.text}",
                _("The sum in words and the sum in figures differ: “%(one)s” and “%(other)s”.")
                % {"one": one.text, "other": other.text},
            )


def _meant(amount: Amount, sentence: str, passage: Passage, known: Known) -> tuple[Decimal, str] | None:
    """The known sum that this one was meant to be: by what is said of it, by a slip of the pen, by its exhibit."""
    for value, currency in known.all_amounts():
        if amount.value == value and amount.currency and currency:
            others = [c for v, c in known.all_amounts() if v == value]
            return None if amount.currency in others else (value, currency)
    label = events.of_amount(sentence, amount)
    about = [pair for pair in known.amounts.get(label, ()) if _same_money(amount, pair[1])]
    if amount.is_about:
        about = [(value, currency) for value, currency in about if abs(value - amount.value) > value / 20]
    if about:
        return about[0]
    for value, currency in sorted(known.all_amounts()):
        if not amount.is_about and _same_money(amount, currency) and _is_slip(f"{amount.value:.2f}", f"{value:.2f}"):
            return value, currency
    likely = [pair for label, pairs in known.amounts.items() if events.speaks_of(sentence, label) for pair in pairs]
    likely += [pair for exhibit in _cited(sentence, passage, known) for pair in exhibit.amounts]
    return next((pair for pair in likely if _same_money(amount, pair[1]) and _lost_nought(amount.value, pair[0])), None)


def _lost_nought(said: Decimal, known: Decimal) -> bool:
    return any(said == known * 10**n or said * 10**n == known for n in (1, 2, 3, 4))


def _is_reckoned(value: Decimal, others: set[Decimal]) -> bool:
    """What is left of one sum without another, or two together: 406,200.00 of 486,200.00 without 80,000.00."""
    rest = others - {value}
    return any((value - other in rest and value - other != other) or value + other in rest for other in rest if other)


def _same_money(amount: Amount, currency: str) -> bool:
    return not amount.currency or not currency or amount.currency == currency


def _is_slip(said: str, known: str) -> bool:
    """One figure wrong, or two neighbours swapped, in a sum that is no round one."""
    whole, right = said.partition(".")[0], known.partition(".")[0]
    if whole == right:
        return said != known
    if len(whole) != len(right) or len(right.rstrip("0")) < 3 or len(whole.rstrip("0")) < 3:
        return False
    return distance(whole, right, 1) == 1


# --- days ------------------------------------------------------------------------------------------------------------


def _days(passage: Passage, sentence: str, known: Known) -> Iterator[Finding]:
    found = days(sentence)
    every = known.all_days()
    for day in found:
        if day.is_impossible:
            yield _day_finding("date-impossible", passage, day, _("“%(said)s” is no day of the calendar."), None)
            continue
        if day.weekday is not None and all(reading.weekday() != day.weekday for reading in day.readings):
            yield _day_finding(
                "weekday-differs",
                passage,
                day,
                _("“%(said)s” does not fall on the day of the week that is named."),
                None,
            )
        label = events.of_day(sentence, day, found)
        right = known.days.get(label, ()) or tuple(
            d for e in known.exhibits if events.is_kind(e, label) for d in e.dates
        )
        if right and not set(day.readings) & set(right):
            if label in events.STRICT or not set(day.readings) & every:
                yield _day_finding(
                    "date-differs", passage, day, _("“%(said)s” is not the day that is known, %(known)s."), right[0]
                )
            continue
        if label == "reply" and known.letter_on and max(day.readings) < known.letter_on:
            yield _day_finding(
                "reply-day-passed",
                passage,
                day,
                _("“%(said)s” lies before the day of the letter, %(known)s."),
                known.letter_on,
            )
            continue
        if not set(day.readings) & every:
            slip = next((k for r in day.readings for k in sorted(every) if looks_like(r, k)), None)
            if slip and label not in ("law",):
                yield _day_finding(
                    "date-differs", passage, day, _("“%(said)s” is not the day that is known, %(known)s."), slip
                )


def _day_finding(code: str, passage: Passage, day: Day, sentence: str, right: date | None) -> Finding:
    told = {"said": day.text, "known": right.isoformat() if right else ""}
    return Finding(code, "advice", passage.part, day.text, sentence % told, told["known"])


# --- exhibits --------------------------------------------------------------------------------------------------------


def _cited(sentence: str, passage: Passage, known: Known) -> list[Exhibit]:
    wanted = {each.number for each in named_exhibits.named(sentence)} | set(passage.exhibits)
    return [exhibit for exhibit in known.exhibits if exhibit.number in wanted]


def _exhibits(passage: Passage, text: str, known: Known) -> Iterator[Finding]:
    if not known.has_exhibits:
        return
    plainly = {exhibit.number: exhibit for exhibit in known.exhibits if not exhibit.is_annex}
    annexes = {exhibit.number: exhibit for exhibit in known.exhibits if exhibit.is_annex}
    for each in named_exhibits.named(passage.text):
        exhibit = _found(each, plainly, annexes)
        if exhibit is None:
            yield Finding(
                "exhibit-absent",
                "block",
                passage.part,
                each.text,
                _("“%(said)s” is not among the exhibits. Enclose it, or take the reference out.") % {"said": each.text},
            )
            continue
        outside = [
            page for page in each.pages if exhibit.first and exhibit.last and not exhibit.first <= page <= exhibit.last
        ]
        if outside:
            there = next((e for e in known.exhibits if e.first and e.last and e.first <= outside[0] <= e.last), None)
            pages = f"{exhibit.first}–{exhibit.last}" if exhibit.first != exhibit.last else f"{exhibit.first}"
            told = {"said": each.text, "pages": pages, "page": outside[0], "other": there.number if there else ""}
            sentence = _("“%(said)s”: page %(page)s is not there; the exhibit stands on %(pages)s.")
            if there:
                sentence = _("“%(said)s”: on page %(page)s stands exhibit %(other)s; this one stands on %(pages)s.")
            yield Finding("exhibit-page", "block", passage.part, each.text, sentence % told, pages)
        if each.title and exhibit.titles and not any(_alike(each.title, title) for title in exhibit.titles):
            yield Finding(
                "exhibit-title",
                "advice",
                passage.part,
                f"{each.text}《{each.title}》",
                _("Exhibit %(number)s is “%(known)s”, not “%(said)s”.")
                % {"number": exhibit.number, "known": exhibit.titles[0], "said": each.title},
                exhibit.titles[0],
            )


def _found(
    each: named_exhibits.Named, plainly: Mapping[str, Exhibit], annexes: Mapping[str, Exhibit]
) -> Exhibit | None:
    if each.is_annex and (annexes or "." not in each.number):
        return annexes.get(each.number) or (plainly.get(each.number) if not annexes else None)
    return plainly.get(each.number)


def _alike(said: str, known: str) -> bool:
    one, other = folded(said), folded(known)
    return one in other or other in one or not is_chinese(known) or distance(one, other, 2) <= 1
