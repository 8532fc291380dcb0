"""What the desk says when papers come in: one is a paper, two are papers."""

import pytest
from django.utils import translation

from web.uploads import papers_added


@pytest.mark.parametrize(("n", "said"), [(1, "1 paper added."), (2, "2 papers added.")])
def test_one_paper_is_no_plural(n, said):
    with translation.override("en"):
        assert papers_added(n) == said
    with translation.override("zh-hans"):
        assert papers_added(n) == f"已添加{n}份材料。"
