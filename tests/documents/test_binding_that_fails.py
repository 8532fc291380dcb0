"""What cannot be bound is said; a cancel or a failure leaves nothing half done behind."""

import hashlib
import io
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from documents.binding import Cancelled, bind
from documents.bundlespec import Both, BundleItem
from tests.documents.samples import pdf, photo
from tests.documents.test_binding import bound, item, spec


def test_what_cannot_be_bound_has_a_page_that_says_why(tmp_path, text):
    lost = BundleItem(
        "1.2", Both("遗失的文件", "Lost paper"), None, "0" * 64, trouble=Both("文件已损坏。", "It is damaged.")
    )
    result, data = bound(spec([item(tmp_path, "1.1", pdf()), lost]))
    pages = text(data)
    assert "未能装订" in pages[1]  # the index says so too
    assert "could not be bound" in " ".join(pages[2].split())
    page = pages[result.items[1].first_page - 1]
    assert "文件已损坏" in page
    assert "It is damaged." in page
    assert "1.2" in page
    assert len(result.problems) == 1
    assert result.items[1].problems


def test_a_title_with_an_unprintable_character_costs_a_mark_and_not_the_bundle(tmp_path, text):
    odd = replace(item(tmp_path, "1.1", pdf()), title=Both("合同\U00012000", "Contract \U00012000"))
    result, data = bound(spec([odd]))
    assert "合同〓" in "".join(text(data))
    assert result.problems


def test_progress_is_counted_and_a_cancel_leaves_nothing_behind(tmp_path):
    the_spec = spec([item(tmp_path, "1.1", pdf(pages=3))])
    heard = []
    bind(the_spec, out=io.BytesIO(), progress=lambda *said: heard.append(said))
    assert [phase for phase, _done, _total in heard] == ["counting", "index", "merging", "numbering", "saving", "done"]
    assert all(0 <= done <= total for _phase, done, total in heard)
    out = tmp_path / "out" / "pack.pdf"
    out.parent.mkdir()
    calls = iter([False, False, True])
    with pytest.raises(Cancelled):
        bind(the_spec, out=out, cancelled=lambda: next(calls))
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("behind", [2**40, 2_000, 0])
def test_the_hash_taken_while_the_bundle_is_written_is_that_of_the_file(tmp_path, monkeypatch, behind):
    """Nothing of it hashed yet, most of it, or so much that a place was changed that had been."""
    monkeypatch.setattr("documents.digesting.BEHIND", behind)
    monkeypatch.setattr("documents.digesting.PIECE", 1_000)
    out = tmp_path / "pack.pdf"
    result = bind(spec([item(tmp_path, "1.1", photo((900, 1200)), "a.jpg")]), out=out)
    assert result.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert result.sha256 == bound(spec([item(tmp_path, "1.1", photo((900, 1200)), "a.jpg")]))[0].sha256


def test_a_bundle_that_fails_while_saving_leaves_the_old_one(tmp_path, monkeypatch):
    out = tmp_path / "pack.pdf"
    out.write_bytes(b"old")

    def broken(self, target, **said):
        target.write(b"half")
        raise OSError

    monkeypatch.setattr("documents.merging.Binder.finish", broken)
    with pytest.raises(OSError):
        bind(spec([item(tmp_path, "1.1", pdf())]), out=out)
    assert out.read_bytes() == b"old"
    assert not list(tmp_path.glob(".*part"))


def test_a_paper_that_is_no_longer_a_pdf_is_named(tmp_path):
    good, bad = item(tmp_path, "1.1", pdf()), item(tmp_path, "1.2", pdf())
    bad.path.write_bytes(b"no longer")
    for feet in ("1", ""):  # counted by the intake, or only now
        with pytest.raises(ValidationError) as caught:
            bound(spec([good, replace(bad, feet=feet)]))
        assert caught.value.code == "paper_unreadable"
        assert "1.2" in caught.value.messages[0]
