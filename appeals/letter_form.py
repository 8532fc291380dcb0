"""The form around a letter's words: what the two sides are called, how the reader is addressed, who signs for whom."""

import re
from datetime import date

from appeals import wording
from appeals.filling import FilledLetter
from documents.letterpage import PartyBox, Signature

# (Chinese, English); a letter's own words, independent of the screen's language and so not in its catalogue.
SAID: dict[str, tuple[str, str]] = {
    "applicant": ("申诉人", "Applicant"),
    "body": ("被申诉机构", "Institution"),
    "provider": ("冻结机构", "Institution"),
    "authority": ("冻结机关", "Freezing authority"),
    "name": ("名称", "Name"),
    "reg_no": ("登记号", "Registered no."),
    "credit_code": ("统一社会信用代码", "Registered no."),
    "legal_rep": ("法定代表人", "Represented by"),
    "contact": ("联系人", "Contact"),
    "account": ("涉案账户", "Account"),
    "amount": ("冻结金额", "Amount frozen"),
    "since": ("冻结时间", "Frozen since"),
    "case": ("案号", "Our case"),
    "ours": ("我方编号", "Our reference"),
    "receipt": ("受理编号", "Your reference"),
    "instrument": ("文书编号", "Instrument"),
    "by": ("送达方式：", "By "),
    "phone": ("电话 ", "Tel "),
    "total": ("本函及附件共{pages}页", "Letter and exhibits: {pages} pages"),
    "print": ("文件指纹（SHA-256）{hash}", "Fingerprint (SHA-256) {hash}"),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "stop": ("。", "."),
    "representative": ("法定代表人", "legal representative"),
}
GENERAL = frozenset({"冻结主体", "Freezing body"})  # said of any body: the box says which kind it is
# What is filed with an authority that decides by its own rules of procedure is no letter to somebody.
APPLICATIONS = frozenset(
    {"first-appeal-authority-cn-administrative", "objection-court-enforcement", "objection-court-preservation"}
)
LABEL = re.compile(r"^[。.\s]*(.+?)[：:]\s*$")


def say(key: str, language: str) -> str:
    return SAID[key][wording.is_english(language)]


def our_case(letter: FilledLetter, label: str = "case") -> str:
    return f"{say(label, letter.language)}{say('colon', letter.language)}{letter.head['case.number']}"


# --- the two sides ---------------------------------------------------------------------------------------------------


def parties(letter: FilledLetter) -> tuple[PartyBox, ...]:
    """Called as the template calls them: whoever objects to a court is no complainant, and its opponent is named."""
    head, language = letter.head, letter.language

    def rows(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (SAID[key][wording.is_english(language)] if key in SAID else key, said) for key, said in pairs if said
        )

    labels = _labels(letter)
    fields = {field: (label, said) for label, field, said in labels}
    us = fields.get("applicant.name", ("", ""))[0] or say("applicant", language)
    title, against = _against(letter, labels)
    legal_rep = say("comma", language).join(
        part for part in (head.get("applicant.legal_rep", ""), head.get("applicant.legal_rep_title", "")) if part
    )
    reg_no = head.get("applicant.reg_no", "")
    return (
        PartyBox(
            us,
            rows(
                ("name", head["applicant.name"]),
                ("credit_code" if len(reg_no) == 18 else "reg_no", reg_no),
                ("legal_rep", legal_rep),
                ("contact", head.get("applicant.contact", "")),
            ),
        ),
        PartyBox(
            title,
            rows(
                ("name", against),
                fields.get("court.case_no", ("", "")),
                ("account", head.get("account.iban", "")),
                ("amount", head.get("freeze.amount", "")),
                ("since", head.get("freeze.moment", "")),
            ),
        ),
    )


def _labels(letter: FilledLetter) -> list[tuple[str, str, str]]:
    """(what the template calls it, field, what stands there) of each value that follows a word and a colon."""
    block = letter.block("parties")
    found = []
    for paragraph in block.paragraphs if block else ():
        before = ""
        for part in paragraph.parts:
            if part.field and (label := LABEL.match(before)):
                found.append((label[1], part.field, part.text))
            before = "" if part.field else part.text
    return found


def _against(letter: FilledLetter, labels: list[tuple[str, str, str]]) -> tuple[str, str]:
    """(what the other side is called, its name): the opponent in a court's case, otherwise whoever froze."""
    head, language = letter.head, letter.language
    called = {field: (label, said) for label, field, said in labels}
    for field in ("opponent.name", "freeze.body"):
        label, said = called.get(field, ("", ""))
        if label and label not in GENERAL:
            return label, said
    if head.get("freeze.body_kind") not in ("provider", "bank"):
        kind = "authority"
    else:
        kind = "body" if called.get("applicant.name", ("",))[0] in ("", *SAID["applicant"]) else "provider"
    return say(kind, language), head.get("freeze.body", "")


# --- how it begins and ends ------------------------------------------------------------------------------------------


def salutation(letter: FilledLetter) -> str:
    """A Chinese letter addresses its reader at the head and at the end; an application addresses nobody."""
    if not wording.is_english(letter.language) or letter.code in APPLICATIONS:
        return ""
    person = _person(letter)
    return f"Dear {person}," if person else "Dear Sir or Madam,"


def signature(letter: FilledLetter) -> Signature:
    """The company signs through its legal representative: both are named, beside the place of the seal."""
    head, language = letter.head, letter.language
    english = wording.is_english(language)
    day, dated = head.get("letter.day", ""), ""
    if day:
        on = date.fromisoformat(day)
        dated = wording.day(on, language) if english else wording.day_in_words_zh(on)
    company, person = head["applicant.name"], head.get("applicant.legal_rep", "")
    return Signature(
        (_closing(letter),) if english else ("此致", head["recipient.name"]),
        name=person or company,
        position=_position(letter) if person else "",
        company=company if person else "",
        dated=dated,
        seal=company if len(company) <= 16 else "",
    )


def _person(letter: FilledLetter) -> str:
    """Somebody who asks about their own data is written to by name."""
    block = letter.block("header")
    parts = [part for paragraph in block.paragraphs for part in paragraph.parts] if block else []
    return next((part.text for part in parts if part.field == "person.name"), "")


def _closing(letter: FilledLetter) -> str:
    if letter.code in APPLICATIONS:
        return "Respectfully submitted,"
    return "Yours sincerely," if _person(letter) else "Yours faithfully,"


def _position(letter: FilledLetter) -> str:
    """法定代表人，执行董事 and Executive director, legal representative: in which capacity somebody signs."""
    language = letter.language
    post, role = letter.head.get("applicant.legal_rep_title", ""), say("representative", language)
    if role in post.lower():
        said = post
    else:
        order = (post, role) if wording.is_english(language) else (role, post)
        said = say("comma", language).join(part for part in order if part)
    return said[:1].upper() + said[1:]
