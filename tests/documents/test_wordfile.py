"""A letter as a Word file, and what comes back: tracked changes are read as they would print, hostile files refused."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents import wordfile

ROWS = [wordfile.Row("Fact 1", ("fact:1:text_zh", "fact:1:text_en"), ("货物已装船。", "The goods were shipped."))]


def file(rows=ROWS):
    return wordfile.written("FD-0007", [("English", [("Facts", "The goods were shipped.")])], rows, "note")


def changed(data, *changes):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == wordfile.PART:
                for old, new in changes:
                    assert old.encode() in part
                    part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return out.getvalue()


def test_what_goes_out_comes_back():
    assert wordfile.read(file()) == {"fact:1:text_zh": "货物已装船。", "fact:1:text_en": "The goods were shipped."}


def test_tracked_changes_are_read_as_they_would_print():
    tracked = (
        '<w:t>The goods </w:t></w:r><w:del w:id="1"><w:r><w:delText>were shipped.</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>arrived.</w:t></w:r></w:ins><w:r><w:t></w:t>'
    )
    data = file([wordfile.Row("Fact 1", ("", "fact:1:text_en"), ("", "The goods were shipped now."))])
    back = wordfile.read(changed(data, ("<w:t>The goods were shipped now.</w:t>", tracked)))
    assert back == {"fact:1:text_en": "The goods arrived."}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(data):
    with pytest.raises(ValidationError) as caught:
        wordfile.read(data)
    assert caught.value.code == "no_word_file"


def test_entities_and_foreign_files_are_refused():
    bomb = changed(file(), ("<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document'))
    with pytest.raises(ValidationError):
        wordfile.read(bomb)
    with pytest.raises(ValidationError) as caught:
        wordfile.read(file([]))
    assert caught.value.code == "no_texts"
