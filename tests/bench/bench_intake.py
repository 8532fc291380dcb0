"""What it costs to take a file in: a page of print and a page of a scan, everything but reading it."""

import io
import os
import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from PIL import Image, ImageDraw

from documents import intake
from tests.appeals.world import pdf
from tests.conftest import ASK_CHILD

PAGES = 200
# Milliseconds. A scan is unpacked once, at half its size, to tell whether it can be read: that is half of it.
LIMIT = {"print": 10, "scan": 40}


def scanned(pages):
    """Pages as an office scanner makes them: 200 dpi, grey, JPEG."""
    grain = numpy.random.default_rng(1).integers(-4, 5, (2339, 1654))
    made = []
    for number in range(pages):
        paper = Image.new("L", (1654, 2339), 248)
        for row in range(40):
            ImageDraw.Draw(paper).text(
                (150, 150 + row * 50), f"Page {number}, EUR 486,200.00 " * 3, fill=0, font_size=26
            )
        made.append(Image.fromarray(numpy.clip(numpy.asarray(paper).astype(int) + grain, 0, 255).astype("uint8")))
    out = io.BytesIO()
    made[0].save(out, "PDF", resolution=200, save_all=True, append_images=made[1:])
    return out.getvalue()


def spent(path, out):
    """Processor time of the child that looks at it: what others do on the machine is not our cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    verdict = intake.inspect(path, name="a.pdf", out=out)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert verdict.taken
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, verdict.pages


def per_page(tmp_path, data, times=3):
    path, out = tmp_path / "a.pdf", tmp_path / "out.pdf"
    path.write_bytes(data)
    runs = [spent(path, out) for _time in range(times)]
    return statistics.median(took for took, _pages in runs) * 1000 / runs[0][1]


@pytest.mark.parametrize("kind", ["print", "scan"])
def test_what_a_page_takes(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(intake, "ask_child", ASK_CHILD)  # the suite asks once a paper; here it is measured
    took = per_page(tmp_path, pdf("bench", PAGES) if kind == "print" else scanned(PAGES // 4))
    print(f"intake: {took:.2f} ms a page of {kind}, with the start of the child")
    assert took <= LIMIT[kind]


def test_what_a_page_of_a_scan_takes_where_two_cores_are_at_work(tmp_path, monkeypatch):
    """As files come in: each is looked at in a child of its own, and a worker has a child for each core."""
    monkeypatch.setattr(intake, "ask_child", ASK_CHILD)
    data, files = scanned(PAGES // 2), 4
    paths = [tmp_path / f"{n}.pdf" for n in range(files)]
    for path in paths:
        path.write_bytes(data)
    runs = []
    for _time in range(3):
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda path: intake.inspect(path, name="a.pdf", out=path.with_suffix(".out")), paths))
        runs.append(time.perf_counter() - start)
    took = statistics.median(runs) * 1000 / (files * PAGES // 2)
    print(f"intake: {took:.2f} ms a page of scan on {os.cpu_count()} cores")
    assert took <= LIMIT["scan"]
