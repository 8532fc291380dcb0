"""The Chinese faces cut to everyday characters: nothing of GB 2312 is lost, and each glyph is read as its character."""

import io

import pytest
from fontTools.ttLib import TTFont

from documents import cutfaces
from documents.typeface import SERIF, Typeface, harfbuzz, typeface

EVERYDAY = "宁波海岚进出口有限公司冻结申诉〇一二三，。、；：“”‘’（）《》—…￥€£§éüß°·0123456789"
RARE = "堃龘"  # stands in names, and in no table of GB 2312


@pytest.fixture(scope="module")
def made():
    return cutfaces.cut(typeface(SERIF, "Regular"), SERIF, "Regular")


def test_the_cut_holds_everyday_chinese_and_leaves_rare_characters_to_the_whole_face(made, tmp_path):
    file = tmp_path / "cut.otf"
    file.write_bytes(made)
    cut, whole = Typeface("cut", str(file), 0, harfbuzz()), typeface(SERIF, "Regular")
    assert not [c for c in EVERYDAY if cut.code(c) is None]
    assert all(cut.code(c) is None and whole.code(c) for c in RARE)
    assert all(cut.advance(c) == whole.advance(c) for c in EVERYDAY)
    known = [c for c in map(chr, cutfaces.characters()) if whole.code(c)]
    assert len(known) > 7_400
    assert not [c for c in known if cut.code(c) is None]


def test_a_glyph_is_read_by_the_place_where_pdf_finds_it(made):
    font = TTFont(io.BytesIO(made))
    charset = font["CFF "].cff.topDictIndex[0].charset
    assert len(charset) == font["maxp"].numGlyphs
    assert charset[1:] == [f"cid{place:05d}" for place in range(1, len(charset))]
    assert len(charset) < 15_000  # of 65,535


def test_the_cut_goes_by_a_name_of_its_own_and_is_asked_first(made, tmp_path, monkeypatch):
    names = {record.nameID: str(record) for record in TTFont(io.BytesIO(made))["name"].names}
    assert names[cutfaces.FAMILY] == "Noto Serif CJK SC Cut"
    monkeypatch.setattr(cutfaces, "cut", lambda face, family, style: b"")
    assert cutfaces.make(tmp_path)
    assert "<string>Noto Sans CJK SC Cut</string>" in cutfaces.configuration(tmp_path).read_text("utf8")


def test_without_the_faces_nothing_is_promised(tmp_path, monkeypatch):
    monkeypatch.setattr(cutfaces, "typeface", lambda family, style: None)
    assert not cutfaces.make(tmp_path)
    assert cutfaces.configuration(tmp_path) is None
