"""A letter beside the appeal goes out as a Word file, and what counsel outside changed in it is taken over by choice."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from appeals import case_letters
from appeals.models import CaseLetter
from documents import wordfile
from tests.appeals import world
from tests.appeals.test_case_letters import filled_in
from tests.documents.test_wordfile import strike
from tests.house.filled import shown_form

PURPOSE = "l:payment:1:purpose:en"


@pytest.fixture
def letter(firm, fang, mo, noon, knowledge):
    """Wages and tax, asked to be paid from the frozen money."""
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    made = case_letters.start(case, "request-release-essential-payments", by=fang, at=noon)
    rows = [
        {"purpose": {"zh": zh, "en": en}, "amount": {"money": money}}
        for zh, en, money in (("工资", "Wages", "CNY 50000.00"), ("税款", "Tax", "CNY 28400.00"))
    ]
    return case_letters.write(made, {"lists": {"payment": rows}}, version=1, by=fang, at=noon)


def here(letter, name):
    return reverse(name, args=[letter.case.ref, letter.number])


def sent(client, letter):
    answer = client.get(here(letter, "case-letter-beside-word"))
    assert answer["Content-Disposition"] == f'attachment; filename="{letter.case.ref}-L1-v{letter.version}.docx"'
    return answer.content


def cell(document, name):
    """The paragraph of the text of this name."""
    return next(
        Paragraph(control.find(f".//{qn('w:p')}"), None)
        for control in document.element.iter(qn("w:sdt"))
        if control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == f"{wordfile.MARK}{name}"
    )


def back(client, letter, data, act=None):
    document = Document(io.BytesIO(data))
    if act:
        act(document)
    out = io.BytesIO()
    document.save(out)
    upload = SimpleUploadedFile("back.docx", out.getvalue(), content_type=wordfile.MIME)
    return client.post(here(letter, "case-letter-beside-returned"), {"word": upload})


@pytest.mark.parametrize("reader", ["en", "zh-hans"])
def test_what_goes_out_and_comes_back_untouched_changes_nothing(letter, fang, page, reader):
    client = page(fang, reader)
    data = sent(client, letter)
    assert {PURPOSE, "l:payment:0:purpose:zh"} <= wordfile.read(data).names
    assert not any(":money" in name or ":date" in name for name in wordfile.read(data).names)
    case_letters.write(letter, {"recipient": "Another desk"}, version=letter.version, by=fang, at=letter.changed_at)
    answer = back(page(fang, "en"), letter, data)  # and read in another language than it went out in
    assert answer.status_code == 422
    assert "There is nothing to take over." in answer.text
    assert "What the Word file also says" not in answer.text


def test_a_file_older_than_the_last_saving_shows_no_old_paragraph_as_an_addition(letter, fang, cai, noon, page):
    client = page(fang, "en")
    data = sent(client, letter)
    rows = [{"purpose": {"zh": "房租", "en": "Rent of the works"}, "amount": {"money": "CNY 9000.00"}}]
    case_letters.write(letter, {"lists": {"payment": rows}}, version=letter.version, by=cai, at=noon)

    def act(document):
        document.add_paragraph("Please add the payroll.")
        old = next(each for each in document.paragraphs if "Wages" in each.text)
        old.runs[0].text += " Counsel wrote into the letter itself."

    assert "What the Word file also says" not in back(client, letter, data).text.split("Not in the file any more")[0]
    told = back(client, letter, data, act).text
    assert "Please add the payroll." in told
    assert "Counsel wrote into the letter itself." in told
    assert "CNY 28,400.00" not in told


def test_a_changed_text_is_chosen_and_then_saved_and_the_rest_is_told(letter, fang, page):
    def act(document):
        cell(document, PURPOSE).runs[0].text = "Value added tax for October"
        document.add_paragraph("Please add the payroll.")

    client = page(fang, "en")
    answer = back(client, letter, sent(client, letter), act)
    assert answer.status_code == 409
    form = shown_form(answer.text)
    assert [key for key in form if key.startswith("keep:")] == [f"keep:{PURPOSE}"]
    assert "Please add the payroll." in answer.text
    assert "Two people wrote at once" not in answer.text
    letter.refresh_from_db()
    assert letter.lists["payment"][1]["purpose"]["en"] == "Tax"  # nothing is saved until somebody chooses
    client.post(here(letter, "case-letter"), form | {"do": "save"})
    letter.refresh_from_db()
    assert letter.lists["payment"][1]["purpose"] == {"zh": "税款", "en": "Value added tax for October"}
    assert letter.lists["payment"][1]["amount"] == {"money": "CNY 28400.00"}


def test_the_saved_text_may_be_kept_against_the_file(letter, fang, page):
    def act(document):
        cell(document, PURPOSE).runs[0].text = "Value added tax"

    client = page(fang, "en")
    form = shown_form(back(client, letter, sent(client, letter), act).text)
    client.post(here(letter, "case-letter"), form | {f"keep:{PURPOSE}": "theirs", "do": "save"})
    letter.refresh_from_db()
    assert letter.lists["payment"][1]["purpose"]["en"] == "Tax"


def test_a_gap_that_counsel_filled_comes_into_its_place_and_a_struck_text_is_empty(letter, fang, page):
    gap = next(name for name in wordfile.read(sent(page(fang), letter)).names if name.startswith("f:"))
    gap = f"{gap[:-2]}en"

    def act(document):
        cell(document, gap).add_run("as counsel outside words it")
        strike(cell(document, PURPOSE))

    client = page(fang, "en")
    answer = back(client, letter, sent(client, letter), act)
    form = shown_form(answer.text)
    assert {f"keep:{gap}", f"keep:{PURPOSE}"} == {key for key in form if key.startswith("keep:")}
    client.post(here(letter, "case-letter"), form | {"do": "save"})
    letter.refresh_from_db()
    assert letter.fields[gap.split(":")[1]]["en"] == "as counsel outside words it"
    assert "en" not in letter.lists["payment"][1]["purpose"]


def test_a_letter_in_one_language_sends_and_takes_that_language_alone(letter, fang, page, noon):
    case_letters.write(letter, {"language": "zh-Hans"}, version=letter.version, by=fang, at=noon)
    client = page(fang)
    data = sent(client, letter)
    assert back(client, letter, data).status_code == 422

    def act(document):
        cell(document, "l:payment:0:purpose:zh").runs[0].text = "十一月工资"

    form = shown_form(back(client, letter, data, act).text)
    assert [key for key in form if key.startswith("keep:")] == ["keep:l:payment:0:purpose:zh"]
    client.post(here(letter, "case-letter"), form | {"do": "save"})
    letter.refresh_from_db()
    assert letter.lists["payment"][0]["purpose"] == {"zh": "十一月工资", "en": "Wages"}


def test_nothing_is_taken_into_a_letter_that_was_filed_nor_from_what_is_no_word_file(letter, fang, cai, noon, page):
    client = page(fang, "en")
    data = sent(client, letter)
    for upload in ({}, {"word": SimpleUploadedFile("x.docx", b"PK no")}):
        assert client.post(here(letter, "case-letter-beside-returned"), upload).status_code == 422
    world.papers(letter.case, fang, at=noon)
    case_letters.write(letter, filled_in(letter), version=letter.version, by=fang, at=noon)
    case_letters.approve(letter, version=letter.version, by=cai, at=noon)
    CaseLetter.objects.filter(pk=letter.pk).update(
        status=CaseLetter.Status.FILED
    )  # what filing does, less the printing
    answer = back(client, letter, data)
    assert answer.status_code == 422
    assert "has been filed" in answer.text
    assert f'action="{here(letter, "case-letter-beside-returned")}"' not in answer.text


def test_the_language_can_be_changed_on_the_page_of_a_refused_file(letter, fang, page):
    client, came_from = page(fang, "en"), here(letter, "case-letter")
    headers = {"referer": f"http://testserver{came_from}"}
    refused = client.post(here(letter, "case-letter-beside-returned"), {}, headers=headers)
    assert f'name="next" value="{came_from}"' in refused.text
    for strange in ("https://evil.example/x/", "http://[evil", "evil"):
        away = client.post(here(letter, "case-letter-beside-returned"), {}, headers={"referer": strange})
        assert away.status_code == 422
        assert strange not in away.text


@pytest.mark.parametrize("code", ["chaser", "power-of-attorney", "not-the-same-person-annex", "spending-freeze-memo"])
def test_each_letter_says_in_its_file_what_the_page_says(letter, fang, page, noon, code):
    other = case_letters.start(letter.case, code, by=fang, at=noon)
    answer = page(fang).get(here(other, "case-letter-beside-word"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        said = archive.read(wordfile.PART).decode()
    assert f"L{other.number}" in said
    assert all(len(tag) <= 64 for tag in said.split('w:tag w:val="')[1:] for tag in [tag.partition('"')[0]])
