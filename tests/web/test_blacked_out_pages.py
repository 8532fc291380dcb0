"""What was blacked out is gone from every door of the web, and from the browser's own memory too."""

from django.urls import reverse

from appeals import redaction
from tests.appeals import world


def test_a_page_that_was_blacked_out_is_not_shown_from_the_browsers_memory(page, firm, fang, mo, noon):
    """The paper keeps its address: for an hour, the browser showed what had been taken away."""
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    browser, item = page(fang), world.papers(case, fang, at=noon)["contract"]
    there = reverse("case-exhibit-page", args=[case.ref, item.pk, 1])
    before = browser.get(there)
    assert "no-cache" in before.headers["Cache-Control"]
    assert browser.get(there, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    redaction.redact(item, marks={1: [(0.1, 0.1, 0.2, 0.1)]}, because="个人信息", by=fang, at=noon)
    after = browser.get(there, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"".join(after.streaming_content)
