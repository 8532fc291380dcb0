"""The frame round every page."""


def test_every_page_stands_in_the_frame(page, fang):
    answer = page(fang).get("/me/")
    assert answer.status_code == 200
    assert 'lang="zh-Hans"' in answer.text
