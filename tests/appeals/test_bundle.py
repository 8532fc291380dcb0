"""The bundle arrives once, whatever happens to its worker, and the pages the letter names are the right ones."""

import io
import re
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import ValidationError

from appeals import bundle, evidence, rejection
from appeals import pack as packs
from appeals.models import Bundle
from cases.models import Event, Item
from documents import storing
from tests.appeals import world
from work import queue
from work.models import Job


def text_of(file):
    with storing.open_original(file) as f:
        document = pypdfium2.PdfDocument(f.read())
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def span(item):
    return f"{item.first_page}–{item.last_page}" if item.last_page > item.first_page else str(item.first_page)


def letter_pages(pages, word):
    return [text for text in pages if word in text]


@pytest.fixture
def pack(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    return packs.send_to_counsel(appeal, by=fang, at=noon)


def test_the_letters_come_first_and_then_the_four_groups(pack, fang, noon):
    made = world.bound(pack, fang, at=noon)
    with storing.open_original(made.file) as f, pikepdf.open(io.BytesIO(f.read())) as pdf:
        titles = [str(entry.title) for entry in pdf.open_outline().root]
    order = [
        next(i for i, title in enumerate(titles) if word in title) for word in ("冻结与往来", "交易", "主体", "法律")
    ]
    letters = [i for i, title in enumerate(titles) if "申诉书" in title]
    assert len(letters) == 2
    assert max(letters) < min(order)
    assert order == sorted(order)


def test_every_page_a_letter_names_is_the_page_it_means(pack, fang, noon):
    """The contract's sixth sheet is proof of the first fact, wherever it lands."""
    ahead = pypdfium2.PdfDocument(bundle.front(pack))
    shown = [page.get_textpage().get_text_range() for page in ahead]
    ahead.close()
    made = world.bound(pack, fang, at=noon)
    pages = text_of(made.file)
    assert shown == pages[: len(shown)]  # cover and index were to be seen at once, as they are now
    assert "证据目录" in shown[1]
    item = pack.items.get(exhibit="2.1")
    whole = " ".join(" ".join(pages).split())
    assert "contract 6" in pages[item.first_page + 5 - 1]
    assert f"Exhibit 2.1, p. {item.first_page + 5}" in whole
    assert re.search(rf"证据2\.1，\s*第{item.first_page + 5}页", whole)


def test_the_numbers_stay_right_after_reordering(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    evidence.step(made["lading"], -1, by=fang, at=noon)
    evidence.move(made["notice"], to_section="evidence", position=1, by=fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    bound = world.bound(pack, fang, at=noon)
    pages = text_of(bound.file)
    item = pack.items.get(evidence=made["contract"])
    assert item.exhibit == "2.3"
    assert "contract 6" in pages[item.first_page + 4]
    assert f"Exhibit 2.3, p. {item.first_page + 5}" in " ".join(" ".join(pages).split())


def test_the_letter_carries_the_fingerprint_and_the_number_of_pages(pack, fang, noon):
    bound = world.bound(pack, fang, at=noon)
    whole = " ".join(" ".join(text_of(bound.file)).split())
    assert f"本函及附件共{bound.pages}页" in whole
    assert f"{pack.content_hash[:4]} {pack.content_hash[4:8]}" in whole


def test_it_says_what_it_is_doing_and_counts(pack, fang, noon):
    said = []
    world.bound(pack, fang, at=noon, progress=lambda phase, done=0, total=0: said.append((phase, done, total)))
    assert {phase for phase, _done, _total in said} >= {"checking", "letters", "numbering", "storing"}
    assert ("checking", 0, 5) in said
    assert ("checking", 4, 5) in said


def test_binding_settles_the_line_and_the_timeline_shows_the_hash(pack, case, fang, noon):
    bound = world.bound(pack, fang, at=noon)
    assert not Item.objects.get(case=case, code="pack").is_open
    assert Event.objects.get(case=case, kind="bundle_made").sha256 == bound.sha256


def test_the_bundle_of_a_killed_worker_still_arrives_and_once(pack, fang, noon):
    asked = bundle.ask_for(pack, by=fang, at=noon)
    dead = queue.claim(at=noon, only=asked.pk)
    bundle.build(dead, at=noon, progress=lambda *a: None)  # the file is stored, then the power goes
    later = noon + queue.LEASE + timedelta(seconds=1)
    assert queue.take_over(later) == 1
    again = queue.claim(at=later, only=asked.pk)
    queue.finish(again, bundle.build(again, at=later, progress=lambda *a: None), later)
    assert Bundle.objects.filter(pack=pack).count() == 1
    with pytest.raises(queue.TakenOver):
        queue.finish(dead, bundle.build(dead, at=later, progress=lambda *a: None), later)
    assert Bundle.objects.filter(pack=pack).count() == 1
    assert Event.objects.filter(case=pack.case, kind="bundle_made").count() == 1


def test_asking_twice_is_one_job_and_a_finished_one_is_not_asked_again(pack, fang, noon):
    assert bundle.ask_for(pack, by=fang, at=noon) == bundle.ask_for(pack, by=fang, at=noon)
    assert Job.objects.filter(kind="bundle").count() == 1
    world.bound(pack, fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        bundle.ask_for(pack, by=fang, at=noon)
    assert caught.value.code == "bundle_exists"


def test_a_void_pack_is_not_bound(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    evidence.step(made["lading"], -1, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        bundle.ask_for(pack, by=fang, at=noon)
    assert caught.value.code == "void"


def test_what_is_described_anew_later_is_not_in_the_bound_pack(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    asked = bundle.ask_for(pack, by=fang, at=noon)
    evidence.describe(made["contract"], {"title_en": "Quite another title"}, by=fang, at=noon)
    job = queue.claim(at=noon, only=asked.pk)
    queue.finish(job, bundle.build(job, at=noon, progress=lambda *a: None), noon)
    whole = " ".join(text_of(Bundle.objects.get(pack=pack).file))
    assert "Purchase contract" in whole
    assert "Quite another title" not in whole


def test_a_confidential_paper_goes_into_its_own_volume_and_the_letter_does_not_name_it(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    evidence.describe(made["contract"], {"confidentiality": "confidential"}, by=fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    bound = world.bound(pack, fang, at=noon)
    assert bound.sealed_file is not None
    main, apart = " ".join(text_of(bound.file)), " ".join(text_of(bound.sealed_file))
    assert "contract 6" in apart
    for word in ("contract 6", "Purchase contract", "采购合同"):  # neither the paper nor its name in the letter
        assert word not in main
    assert "Confidential item" in main


def test_the_same_pack_gives_the_same_bytes(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    asked = bundle.ask_for(pack, by=fang, at=noon)
    job = queue.claim(at=noon, only=asked.pk)
    hashes = {bundle.build(job, at=noon, progress=lambda *a: None).result["sha256"] for _ in range(2)}
    assert len(hashes) == 1


def test_new_papers_are_marked_on_every_page_and_only_they(case, fang, cai, mo, noon):
    """The second appeal's letter says so; row 6.2d."""
    appeal, _made = world.letter(case, fang, at=noon)
    world.sent(appeal, fang, cai, mo, at=noon)
    handed_in = appeal.packs.get()
    found = world.rejected(appeal, cai, at=noon)
    second = world.answered(found, fang, at=noon)
    added = world.paper(case, fang, at=noon, mark="receipt", pages=2, proves_zh="已签收", proves_en="received")
    rejection.attach(found.points.get(number=2), added, page=2, by=fang, at=noon)
    pack = packs.send_to_counsel(second, by=fang, at=noon)
    pages = text_of(world.bound(pack, fang, at=noon).file)
    items = pack.items.all()
    for item in items:
        for page in pages[item.first_page - 1 : item.last_page]:
            assert ("新增" in page) == (item.evidence_id == added.pk), item.exhibit
    new = items.get(evidence=added)
    whole = " ".join(" ".join(pages).split())
    assert f"Annex 1 (Exhibit {new.exhibit}), p. {new.first_page + 1}" in whole
    assert whole.count("作为附件1。") == 1
    assert "“新增”为第1版之后补充的证据。" in whole
    # Whoever has version 1 finds each of its pages again.
    table = next(page for page in pages if "新旧页码对照表" in page and "Old pages" in page)
    assert pages.index(table) >= max(item.last_page for item in items)
    for old in handed_in.items.all():
        now = items.get(evidence=old.evidence_id)
        row = f"{old.exhibit} {span(old)} {old.title_zh} / {old.title_en} {now.exhibit} {span(now)}"
        assert row in " ".join(table.split())
