"""A scan is taken in at once and read afterwards: its words come page by page, and nothing is read twice."""

import io

import pikepdf
import pytest
from PIL import Image, ImageDraw

from appeals import evidence, finding, quality, scans
from demo.papers import _font
from documents import intake, pages, reading, searchable, storing
from documents.models import StoredFile
from jobs import running
from tests.appeals import world
from work.models import Job, State

pytestmark = pytest.mark.django_db


def scan(*said):
    """A PDF whose pages are pictures of print."""
    made = []
    for words in said:
        paper = Image.new("L", (827, 1169), 255)
        for row in range(2):
            ImageDraw.Draw(paper).text((80, 100 + row * 90), f"{words} {row}", fill=0, font=_font(30))
        made.append(paper)
    out = io.BytesIO()
    made[0].save(out, "PDF", resolution=100, save_all=True, append_images=made[1:])
    return out.getvalue()


@pytest.fixture
def case(firm, fang, noon, knowledge):
    return world.freeze(firm, fang, at=noon)


@pytest.fixture
def quick(monkeypatch):
    """Reading without the reader: every page asked for gets its number as its words."""
    asked = []

    def read_pages(path, out, wanted):
        asked.append(wanted)
        with pikepdf.open(path) as pdf:
            for number in wanted:
                pdf.pages[number - 1].contents_add(f"% read {number}".encode())
            pdf.save(out, deterministic_id=True)
        return {"made": True, "findings": [{"code": "ocr"}]}

    monkeypatch.setattr(intake, "read_pages", read_pages)
    return asked


def entered(case, by, at, data, name="scan.pdf"):
    return evidence.add(case, data, name=name, by=by, at=at)


def worked(at):
    scans.take_up(at)
    done = []
    while (job := running.run()) is not None:
        done.append(job)
    return done


def codes(item, at):
    return [row.code for row in quality.of(item, item.case.party, on=at.date())]


@pytest.mark.skipif(reading.reader() is None, reason="tesseract is not installed")
def test_a_scan_is_found_by_its_words_after_it_was_read_and_says_until_then_that_it_has_none(case, fang, noon):
    data = scan("Contract HL-2026-118 采购合同 Ningbo to Izmir")
    item = entered(case, fang, noon, data)
    assert "no_text" in codes(item, noon)
    before = pages.words_on(pages.draw(item.file, 1, at=noon))
    scans.take_up(noon)
    assert scans.run(Job.objects.get(), at=noon, progress=lambda *said: None) == {"pages": 1, "left": 0}
    Job.objects.update(state=State.DONE, finished_at=noon)
    item.file.refresh_from_db()
    assert "no_text" not in codes(item, noon)
    assert not item.file.waits
    assert "购合同" in finding.texts([item.file], at=noon)[item.file_id][1]
    assert before == []
    assert "HL-2026-118" in str(pages.words_on(pages.draw(item.file, 1, at=noon)))
    with storing.open_original(item.file) as original:
        assert original.read() == data
    assert worked(noon) == []


def test_a_long_scan_is_read_in_batches_and_goes_on_where_a_killed_worker_left_it(case, fang, noon, quick, monkeypatch):
    item = entered(case, fang, noon, scan(*(f"page {number}" for number in range(1, 8))))
    read, batches = searchable.read, iter(range(1))

    def dying(file, *, at):
        if next(batches, None) is None:
            raise KeyboardInterrupt
        read(file, at=at)

    scans.take_up(noon)
    with monkeypatch.context() as patch:
        patch.setattr(searchable, "read", dying)
        with pytest.raises(KeyboardInterrupt):
            running.run()
    job = Job.objects.get()
    assert (job.phase, job.done, job.total) == ("reading", 4, 7)  # counted, page by page
    Job.objects.update(state=State.QUEUED, claim_token=None, lease_until=None)  # its lease ran out
    worked(noon)
    assert quick == [[1, 2, 3, 4], [5, 6, 7]]
    item.file.refresh_from_db()
    with storing.open_pdf(item.file) as copy, pikepdf.open(copy) as pdf:
        contents = [b"".join(part.read_bytes() for part in page.Contents) for page in pdf.pages]
    assert [f"read {number}".encode() in words for number, words in enumerate(contents, start=1)] == [True] * 7


def test_a_reading_never_voids_an_approval(case, fang, noon, quick):
    """The pack names the bytes that were handed in, and those are not touched."""
    item = entered(case, fang, noon, scan("one"))
    before = item.file.sha256, item.file.pages
    worked(noon)
    item.file.refresh_from_db()
    assert (item.file.sha256, item.file.pages) == before


def test_where_no_reader_is_installed_it_is_said_and_not_asked_again(case, fang, noon, monkeypatch):
    monkeypatch.setattr(reading, "reader", lambda: None)
    item = entered(case, fang, noon, scan("one"))
    worked(noon)
    item.file.refresh_from_db()
    (said,) = [row for row in quality.of(item, case.party, on=noon.date()) if row.code == "no_text"]
    assert "tesseract" in str(said.sentence)
    assert worked(noon) == []


def test_a_paper_that_came_unprepared_is_made_ready_by_itself(case, fang, noon):
    item = evidence.add(case, world.pdf("late"), name="late.pdf", by=fang, at=noon, prepare_now=False)
    assert item.file.waits
    worked(noon)
    item.file.refresh_from_db()
    assert storing.is_bindable(item.file)
    assert not StoredFile.objects.filter(waits=True).exists()


def test_the_locker_shows_how_far_the_reading_is(case, fang, noon, client):
    entered(case, fang, noon, scan("one", "two"))
    scans.take_up(noon)
    job = Job.objects.get()
    Job.objects.update(phase="reading", done=1, total=2)
    client.force_login(fang)
    page = client.get(f"/cases/{case.ref}/evidence/").content.decode()
    assert f"/activity/{job.pk}" in page
    assert 'value="1"' in page
