"""Two versions side by side: like sentences find each other, nothing is lost on the way, exhibits say what became of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from appeals import comparing
from appeals.filling import FilledBlock, FilledLetter, FilledParagraph, Part
from appeals.models import PackItem

SENTENCES = ["甲付款。", "乙收货。", "丙装船。", "丁到港。", "We paid.", "They shipped."]


def letter(*paragraphs, language="zh-Hans"):
    rows = tuple(FilledParagraph(n, (Part("text", text),)) for n, text in enumerate(paragraphs, start=1))
    return FilledLetter("first", language, "申诉书", (FilledBlock("facts", "事实", 1, rows),))


def item(evidence, exhibit, sha="a", position=1, **more):
    return PackItem(evidence_id=evidence, exhibit=exhibit, sha256=sha, position=position, title_zh="合同", **more)


def said(line):
    return line.what, "".join(p.text for p in line.before), "".join(p.text for p in line.after)


def test_a_changed_figure_stands_beside_the_old_one():
    old = letter("买方已付款486,200欧元。货物已装船。", "账户被冻结。")
    new = letter("买方已付款468,200欧元。货物已装船。", "账户被冻结。另附提单。")
    lines = comparing.letters(old, new)
    assert [line.what for line in lines] == ["changed", "same", "same", "added"]
    assert "".join(piece.text for piece in lines[0].before if piece.is_other) == "486"
    assert "".join(piece.text for piece in lines[0].after if piece.is_other) == "468"
    assert comparing.letters(None, new)[0].what == "added"
    assert comparing.letters(old, None)[0].what == "removed"


def test_a_page_that_only_the_binding_knows_leaves_a_mark_and_no_hole():
    listed = FilledParagraph(1, (Part("text", "2.1　合同　第"), Part("pages"), Part("text", "页")))
    whole = FilledLetter("first", "zh-Hans", "申诉书", (FilledBlock("exhibits", "证据", 1, (listed,)),))
    assert [said(line)[2] for line in comparing.letters(whole, whole)] == ["2.1 合同 第–页"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES)), st.randoms())
def test_no_sentence_of_either_side_is_lost(words, random):
    other = [word for word in words if random.random() > 0.3]
    random.shuffle(other)
    lines = comparing.letters(letter(*words), letter(*other))
    before = [text for _what, text, _after in map(said, lines) if text]
    after = [text for _what, _before, text in map(said, lines) if text]
    assert before == words
    assert after == other


def test_what_became_of_each_exhibit():
    old = [item(1, "1.1"), item(2, "2.1", position=2), item(3, "2.2", position=3), item(4, "3.1", position=4)]
    new = [item(1, "1.1"), item(3, "2.1", sha="b", position=2), item(5, "2.2", position=3), item(4, "3.2", position=4)]
    new[3].proves_zh = "主体资格"
    found = {change.item.evidence_id: change for change in comparing.exhibits(old, new)}
    assert {pk: change.what for pk, change in found.items()} == {
        1: "same", 2: "removed", 3: "bytes", 5: "added", 4: "words",
    }  # fmt: skip
    assert found[3].moved
    assert found[4].words == ("proves_zh",)


def test_sheets_whose_words_differ():
    assert comparing.pages_that_differ({1: "a", 2: "b"}, {1: "a", 2: "c", 3: "d"}) == [2, 3]
