"""The composer saves by itself, shows what changed on the other side, and takes over what came back from outside."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from appeals import drafting
from documents import wordfile
from tests.appeals import world
from tests.documents.test_wordfile import changed, strike
from tests.house.filled import shown_form


@pytest.fixture
def appeal(firm, fang, cai, mo, noon, knowledge):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    return world.letter(case, fang, at=noon)[0]


def test_it_saves_by_itself_and_two_people_lose_nothing(appeal, fang, page):
    url = reverse("case-appeal", args=[appeal.case.ref, 1])
    client = page(fang)
    form = shown_form(client.get(url).text)
    form |= {
        "point_en": "the goods were delivered",
        "facts": f"{form['facts']} new1",
        "fact:new1:text_en": "half a fact",
    }
    answer = client.post(url, form, headers={"accept": "application/json"})
    assert answer.status_code == 200
    appeal.refresh_from_db()
    assert (answer.json()["version"], appeal.point_en) == (appeal.version, "the goods were delivered")
    assert appeal.case.facts.count() == 2  # a line that was just added waits for the button
    assert appeal.stale == {"point": "zh"}
    again = client.post(url, form, headers={"accept": "application/json"})
    assert again.status_code == 409
    assert again.json()["message"]
    shown = client.get(url).text
    assert 'name="checked" value="point"' in shown


def test_what_came_back_from_outside_is_compared_and_taken_over_text_by_text(appeal, fang, page):
    client = page(fang)
    here = [appeal.case.ref, 1]
    sent = client.get(reverse("case-letter-word", args=here)).content
    assert not wordfile.read(sent).changed
    assert "point_en" in wordfile.read(sent).names
    back = changed(sent, ("price of goods delivered", "price of sewing machines delivered"))
    upload = SimpleUploadedFile("back.docx", back, content_type=wordfile.MIME)
    answer = client.post(reverse("case-letter-returned", args=here), {"word": upload})
    assert answer.status_code == 409
    assert 'name="keep:point_en"' in answer.text
    appeal.refresh_from_db()
    assert appeal.point_en == "the payment is the price of goods delivered"  # nothing is saved until somebody chooses
    client.post(reverse("case-appeal", args=here), {**shown_form(answer.text), "do": "save"})
    appeal.refresh_from_db()
    assert appeal.point_en == "the payment is the price of sewing machines delivered"


def test_only_what_counsel_changed_is_asked_about_and_what_else_they_wrote_is_shown(appeal, fang, cai, noon, page):
    client, here = page(fang, "en"), [appeal.case.ref, 1]
    document = Document(io.BytesIO(client.get(reverse("case-letter-word", args=here)).content))
    drafting.write(appeal, {"request_en": "changed by us since"}, version=appeal.version, by=cai, at=noon)
    cell = next(
        row.cells[2] for row in document.tables[0].rows if "price of goods" in "".join(row.cells[2]._tc.itertext())
    )
    cell.text = "the payment is the price of sewing machines delivered"
    document.add_paragraph("Add the customs paper.")
    document.add_comment(document.paragraphs[-1].runs, text="Is the date right?", author="Counsel")
    out = io.BytesIO()
    document.save(out)
    upload = SimpleUploadedFile("back.docx", out.getvalue(), content_type=wordfile.MIME)
    answer = client.post(reverse("case-letter-returned", args=here), {"word": upload})
    asked = [key for key in shown_form(answer.text) if key.startswith("keep:")]
    assert asked == ["keep:point_en"]  # ours is newer than the file, and stays
    assert "Add the customs paper." in answer.text
    assert "Counsel: Is the date right?" in answer.text
    client.post(reverse("case-appeal", args=here), {**shown_form(answer.text), "do": "save"})
    appeal.refresh_from_db()
    assert appeal.point_en.endswith("sewing machines delivered")
    assert appeal.request_en == "changed by us since"


def test_a_text_struck_with_tracking_is_taken_as_deleted_when_it_is_chosen(appeal, fang, page):
    client, here = page(fang, "en"), [appeal.case.ref, 1]
    document = Document(io.BytesIO(client.get(reverse("case-letter-word", args=here)).content))
    row = next(row for row in document.tables[0].rows if "price of goods" in "".join(row.cells[2]._tc.itertext()))
    strike(next(each for p in row.cells[2]._tc.iter(qn("w:p")) if (each := Paragraph(p, row.cells[2])).text))
    out = io.BytesIO()
    document.save(out)
    upload = SimpleUploadedFile("back.docx", out.getvalue(), content_type=wordfile.MIME)
    form = shown_form(client.post(reverse("case-letter-returned", args=here), {"word": upload}).text)
    assert [key for key in form if key.startswith("keep:")] == ["keep:point_en"]
    client.post(reverse("case-appeal", args=here), {**form, "do": "save"})
    appeal.refresh_from_db()
    assert appeal.point_en == ""


def test_a_file_older_than_the_last_saving_is_compared_without_noise(appeal, fang, cai, noon, page):
    """What the letter said when the file went out is nobody's addition, in whichever language it is read."""
    here = [appeal.case.ref, 1]
    document = Document(io.BytesIO(page(fang).get(reverse("case-letter-word", args=here)).content))
    drafting.write(appeal, {"request_en": "changed by us since"}, version=appeal.version, by=cai, at=noon)
    out = io.BytesIO()
    document.save(out)
    upload = SimpleUploadedFile("back.docx", out.getvalue(), content_type=wordfile.MIME)
    answer = page(fang, "en").post(reverse("case-letter-returned", args=here), {"word": upload})
    assert "There is nothing to take over." in answer.text
    assert "What the Word file also says" not in answer.text


def test_two_versions_stand_side_by_side(appeal, cai, noon, page):
    drafting.write(appeal, {"request_en": "lift it at once"}, version=appeal.version, by=cai, at=noon)
    shown = page(cai, "en").get(reverse("case-letter-versions", args=[appeal.case.ref, 1])).text
    assert "<ins>" in shown
    assert "lift it at once" in shown


def test_a_file_that_is_none_is_refused_in_words(appeal, fang, page):
    url = reverse("case-letter-returned", args=[appeal.case.ref, 1])
    assert page(fang).post(url, {}).status_code == 422
    upload = SimpleUploadedFile("x.docx", io.BytesIO(b"no").read())
    assert page(fang).post(url, {"word": upload}).status_code == 422


def test_the_preview_shows_what_is_typed_as_it_would_print_and_saves_nothing(appeal, fang, page):
    url = reverse("case-appeal", args=[appeal.case.ref, 1])
    client = page(fang)
    form = shown_form(client.get(url).text) | {"do": "preview-en", "point_en": "typed a moment ago"}
    answer = client.post(url, form, headers={"X-Part": "beside"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count("data:image/jpeg;base64,") >= 1
    appeal.refresh_from_db()
    assert appeal.point_en != "typed a moment ago"
    whole = client.post(url, form).text  # without a script: the same, within the page, and everything typed is there
    assert "data:image/jpeg;base64," in whole
    assert "typed a moment ago" in whole


def test_an_exhibit_stands_beside_the_draft_with_words_that_can_be_copied(appeal, fang, page):
    url = reverse("case-appeal", args=[appeal.case.ref, 1])
    client = page(fang)
    form = shown_form(client.get(url).text)
    first = next(iter(appeal.case.evidence.standing()))
    answer = client.post(url, form | {"do": f"beside-{first.pk}-1"}, headers={"X-Part": "beside"})
    assert reverse("case-exhibit-page", args=[appeal.case.ref, first.pk, 1]) in answer.text
    assert "<text " in answer.text
    refused = client.post(url, form | {"do": "beside", "beside": "999999"}, headers={"X-Part": "beside"})
    assert refused.status_code == 200
    assert "<img" not in refused.text


def test_calm_sentences_of_the_library_can_be_put_into_the_text_with_the_words_of_the_case(appeal, fang, page):
    shown = page(fang).get(reverse("case-appeal", args=[appeal.case.ref, 1])).text
    assert "我司理解贵方负有核实义务，并愿予配合。" in shown
    assert "We understand that you are bound to verify" in shown
    assert (
        appeal.case.account.spaced.replace(" ", "\u00a0") in shown.partition('id="insert"')[2].partition("</select>")[0]
    )
