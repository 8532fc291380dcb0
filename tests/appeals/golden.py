"""Every letter of the library, filled with the examples of its fields, in both languages, as a page ready to print."""

from appeals import case_letter_paper, case_letter_words, filling, letter_pdf
from appeals.filling import Place, Ref, Values, pages_of, refs
from knowledge import letters as templates

PROOF = Ref(1, "2.1", 2)
HEAD = ("applicant.name", "applicant.reg_no", "applicant.address", "applicant.legal_rep", "applicant.legal_rep_title")
HEAD_TOO = ("applicant.contact", "applicant.phone", "applicant.email", "recipient.name", "recipient.dept")
HEAD_LAST = ("recipient.channel", "case.number", "receipt.number", "letter.date", "account.iban", "freeze.body")


def filled(letter, language):
    """All optional parts ticked: the longest letter that can come of it."""
    english = language == "en"
    fields, lists = {}, {}
    for name, field in templates.fields().items():
        said = refs(PROOF) if field.is_reference else field.example.text(language)
        if field.is_list:
            row, _dot, key = name.partition(".n")
            lists.setdefault(row, [{}])[0][key.strip(".") or "text"] = said
        else:
            fields[name] = said
    lists["exhibit"] = [
        {
            "no": "2.1",
            "title": "Purchase contract" if english else "采购合同",
            "proves": "The deal behind the payment" if english else "交易真实",
            "pages": pages_of(PROOF),
            "new_mark": "",
        }
    ]
    head = {name: fields[name] for name in (*HEAD, *HEAD_TOO, *HEAD_LAST)}
    head |= {"letter.day": "2026-11-24", "freeze.body_kind": "provider", "freeze.amount": fields["freeze.amount"]}
    head["applicant.other_name"] = templates.fields()["applicant.name"].example.text("zh-hans" if english else "en")
    template = letter.template(language)
    if addressee := next(iter(case_letter_words.ADDRESSEES & template.gaps()), ""):
        head["recipient.name"], head["recipient.dept"] = str(fields[addressee]), ""
    return filling.fill(template, Values(fields, lists, head=head), ticked=frozenset(b.code for b in template.blocks))


def page(letter, language, *, draft=False):
    said = filled(letter, language)
    if letter.kind in ("appeal", "reconsideration-application", "complaint", "court-objection"):
        return letter_pdf.to_page(said, places={1: Place(9, 16)}, draft=draft)
    return case_letter_paper.page(said, letter.kind, places={1: Place(9, 16)}, draft=draft)
