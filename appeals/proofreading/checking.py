"""Everything at once: the findings about a letter, those that hold it back first."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from appeals.proofreading import comparing, law, numbers, shape
from appeals.proofreading.paper import Finding, Known, Letter, Passage
from appeals.proofreading.plain import bare, folded, is_chinese, plain
from knowledge import citations, shelf, tone

# The writer's own words are judged; names, addresses and lists of papers are not.
NO_TONE = frozenset({"header", "head", "parties", "contact", "exhibits", "signature"})
RELYING = frozenset({"law", "reasons", "answers"})
NAMES = {
    "facts": lambda: _("the facts"),
    "reasons": lambda: _("the reasons"),
    "request": lambda: _("the request"),
    "law": lambda: _("the contract and the law"),
    "dispute": lambda: _("the issue in dispute"),
    "exhibits": lambda: _("the list of exhibits"),
}


def check(letter: Letter, known: Known) -> list[Finding]:
    with shelf.pinned():
        found = [
            *_shape(letter),
            *_slots(letter),
            *comparing.compare(letter, known),
            *_law(letter, known),
            *_words(letter, known),
            *_style(letter),
        ]
    found = [_as_written(each, letter) for each in found]
    once = {(each.code, each.where, each.quote): each for each in reversed(found)}
    first_found = list(once.values())[::-1]
    return sorted(first_found, key=lambda each: not each.blocks)


def _as_written(finding: Finding, letter: Letter) -> Finding:
    """The words as they stand in the letter, full-width brackets and all: a page can find and underline them."""
    said = finding.quote
    texts = [passage.text for passage in letter.passages if passage.part == finding.where]
    if not said or any(said in text for text in texts):
        return finding
    for text in texts:
        if (at := plain(text).find(said)) >= 0:
            written = text[at : at + len(said)]
            return replace(finding, quote=written, sentence=str(finding.sentence).replace(said, written))
    return finding


def name_of(part: str) -> str:
    return NAMES[part]() if part in NAMES else part


def _shape(letter: Letter) -> Iterator[Finding]:
    for part in shape.missing(letter):
        yield Finding(f"{part}-missing", "block", part, "", _("The letter lacks %(part)s.") % {"part": name_of(part)})
    if letter.needs and (pair := shape.out_of_order(letter)):
        before, after = pair
        told = {"first": name_of(before), "then": name_of(after)}
        yield Finding(
            "out-of-order",
            "advice",
            after,
            "",
            _("First %(first)s, then %(then)s: here they stand the other way round.") % told,
        )
    if letter.is_whole and not shape.has_contact(letter):
        yield Finding(
            "contact-missing",
            "advice",
            "parties",
            "",
            _("The letter names neither telephone nor e-mail: the reader cannot ask."),
        )
    for passage in letter.passages:
        for said in numbers.unreachable(passage.text):
            yield Finding(
                "contact-invalid",
                "advice",
                passage.part,
                said,
                _("Nobody is reached under “%(said)s”. Check the telephone number or the address.") % {"said": said},
            )


def _slots(letter: Letter) -> Iterator[Finding]:
    for passage in letter.passages:
        for slot in shape.slots(passage.text):
            yield Finding(
                "placeholder", "block", passage.part, slot, _("“%(slot)s” has not been filled in.") % {"slot": slot}
            )


# --- the law ---------------------------------------------------------------------------------------------------------


def _law(letter: Letter, known: Known) -> Iterator[Finding]:
    for passage in letter.passages:
        if passage.part in ("exhibits", "header"):
            continue
        found = law.cited(passage.text)
        for each in found:
            yield from _stands(passage, each, known)
        yield from _judgments(passage, known)
        if passage.part == "law" and found and _is_bare(passage.text, found):
            yield Finding(
                "law-without-reason",
                "block",
                passage.part,
                found[0].text,
                _("Say why it applies: %(law)s.") % {"law": found[0].text},
            )


def _stands(passage: Passage, each: law.Cited, known: Known) -> Iterator[Finding]:
    editions = law.of_year(each)
    if not editions and not (each.siblings and all(citation.has_gone for citation in each.siblings)):
        if each.article or not each.siblings:  # the law as such, no article of it, says little and harms nobody
            yield _unknown(passage, each)
        return
    if any(citation.stood_on(known.letter_on) if known.letter_on else not citation.has_gone for citation in editions):
        return
    judged = editions or each.siblings
    if judged[0].has_gone:
        successor = citations.successor_of(judged[0].code)
        told = {"law": each.text, "new": str(successor.name) if successor else ""}
        sentence = _("%(law)s is no longer in force.")
        if successor:
            sentence = _("%(law)s is no longer in force. Cite %(new)s instead.")
        yield Finding("law-repealed", "block", passage.part, each.text, sentence % told, told["new"])
        return
    since = min((citation.since for citation in judged if citation.since), default=None)
    told = {"law": each.text, "since": since.isoformat() if since else ""}
    sentence = _("%(law)s was not in force on the day that matters: it applies from %(since)s.")
    yield Finding("law-not-yet", "block", passage.part, each.text, sentence % told)


def _unknown(passage: Passage, each: law.Cited) -> Finding:
    sentence = _("%(law)s is not in the library. Counsel checks its text and adds it before the letter rests on it.")
    return Finding("law-unknown", "advice", passage.part, each.text, sentence % {"law": each.text})


def _judgments(passage: Passage, known: Known) -> Iterator[Finding]:
    ours = {bare(n) for label in ("instrument", "case") for n in known.numbers.get(label, ())}
    hits = list(law.judgments(passage.text))
    if not hits:
        return
    checked = {folded(said) for each in known.checked_law for said in (each, *(m[0] for m in law.judgments(each)))}
    for hit in hits:
        if passage.part not in RELYING and not law.is_relied_on(passage.text, hit):
            continue  # the docket of our own matter
        if bare(hit[0]) in ours or folded(hit[0]) in checked or _library_case(hit[0], known):
            continue
        yield Finding(
            "case-unverified",
            "block",
            passage.part,
            hit[0],
            _("%(case)s has not been verified by counsel. It cannot stand in a letter until it is.") % {"case": hit[0]},
        )


def _library_case(said: str, known: Known) -> bool:
    for each in citations.current().values():
        if each.type == "case" and folded(said) in folded(f"{each.law.en}{each.article.en}{each.law.zh}"):
            return each.is_verified or each.code in known.checked_law
    return False


def _is_bare(text: str, found: list[law.Cited]) -> bool:
    """Nothing stands there but the names of provisions."""
    rest = plain(text)
    for each in sorted(found, key=lambda c: -c.start):
        rest = rest[: each.start] + rest[each.end :]
    rest = folded(rest)
    for word in (
        "依据",
        "根据",
        "法律",
        "适用",
        "为",
        "的规定",
        "规定",
        "第款",
        "第项",
        "及",
        "和",
        "以及",
        "legalbasis",
        "and",
        "under",
        "werelyon",
        "seealso",
        "paragraph",
    ):
        rest = rest.replace(word, "")
    return len(rest) < (6 if is_chinese(rest) or is_chinese(text) else 14)


# --- words -----------------------------------------------------------------------------------------------------------


def _words(letter: Letter, known: Known) -> Iterator[Finding]:
    for passage in letter.passages:
        if passage.part in NO_TONE and not _is_prose(passage):
            continue
        language = "zh-Hans" if is_chinese(passage.text) else "en"
        for hit in tone.check(passage.text, language):
            if hit.category == "admitting" and folded(sentence_of(passage.text, hit.start)) in known.allowed:
                continue
            holds = hit.blocks or hit.category == "admitting"
            sentence = _("“%(word)s”: %(why)s") % {"word": hit.word, "why": hit.why}
            if hit.category == "admitting":
                sentence = _("“%(word)s” can be read as an admission. Counsel ticks it, or it is worded otherwise.") % {
                    "word": hit.word
                }
            quote = sentence_of(passage.text, hit.start).strip() if hit.category == "admitting" else hit.word
            yield Finding(hit.finding, "block" if holds else "advice", passage.part, quote, sentence, hit.suggestion)


def _is_prose(passage: Passage) -> bool:
    """Many letters begin with a paragraph before the first heading; an address and a row of names end in no stop."""
    text = passage.text.strip()
    return passage.part == "head" and text.endswith((".", "。")) and len(text) > (24 if is_chinese(text) else 60)


def sentence_of(text: str, at: int) -> str:
    """The sentence around a place: what counsel allows is that sentence and no other."""
    return next((part[0] for part in tone.SENTENCE.finditer(text) if part.start() <= at < part.end()), text)


def _style(letter: Letter) -> Iterator[Finding]:
    for part, sentence in shape.repeated(letter):
        short = f"{sentence[:40]}…" if len(sentence) > 41 else sentence
        yield Finding("repetition", "advice", part, sentence, _("“%(text)s” has been said already.") % {"text": short})
    if shape.is_too_long(letter):
        yield Finding("too-long", "advice", "", "", _("The letter is longer than four pages. Let the exhibits speak."))
    for part, sentence in shape.long_sentences(letter):
        short = f"{sentence[:40]}…"
        yield Finding(
            "long-sentence",
            "advice",
            part,
            sentence,
            _("“%(text)s”: this sentence is too long for one breath. Cut it in two.") % {"text": short},
        )
