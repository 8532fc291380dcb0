"""How fast and how small is binding? `.venv/bin/python -m tests.bench.bench_bundle 1000`

Papers are made on the spot: two thirds scans of 330 kB a page, the rest text, as the packs that were measured
(224 MB a thousand pages). F is the bare concatenation of the same files in the same run; what binding adds is index,
numbers, labels, links, bookmarks, hashes and the saving of all that. The papers are made by a child, so that the
memory told is the binding's own.
"""

import argparse
import hashlib
import io
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import django

GOALS = {100: None, 1_000: (2.8, 150), 5_000: (2.7, 250), 20_000: (None, 500)}

TIMES = 3


def scan(seed, size=330_000):
    """Noise that packs to about the size of a scanned page."""
    from PIL import Image

    side = int((size * 2.9) ** 0.5)
    noise = random.Random(seed).randbytes(side * side)
    out = io.BytesIO()
    Image.frombytes("L", (side, side), noise).save(out, "JPEG", quality=35)
    return out.getvalue(), side


def paper(path, pages, seed, *, scanned):
    import pikepdf
    from pikepdf import Dictionary, Name

    with pikepdf.new() as made:
        font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for i in range(pages):
            made.add_blank_page(page_size=(595, 842))
            page = made.pages[-1].obj
            if scanned:
                data, side = scan(seed * 1000 + i % 8)
                picture = made.make_stream(
                    data, Type=Name.XObject, Subtype=Name.Image, Width=side, Height=side,
                    ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.DCTDecode,
                )  # fmt: skip
                page.Resources = Dictionary(XObject=Dictionary(Im=picture))
                page.Contents = made.make_stream(b"q 500 0 0 700 50 90 cm /Im Do Q")
            else:
                page.Resources = Dictionary(Font=Dictionary(F1=font))
                lines = "".join(f"({seed} page {i} line {n} evidence of the trade) Tj 0 -14 Td " for n in range(45))
                page.Contents = made.make_stream(f"BT /F1 11 Tf 60 780 Td {lines} ET".encode())
        made.save(path, deterministic_id=True, compress_streams=True)


def lengths(pages):
    n = 0
    while pages:
        n += 1
        length = min(pages, 1 + (n * 7) % 33)
        yield n, length
        pages -= length


def papers_by_a_child(folder, pages):
    child = os.fork()
    if not child:
        for n, length in lengths(pages):
            paper(folder / f"{n}.pdf", length, n, scanned=n % 3 > 0)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the papers could not be made")


def corpus(folder, pages):
    from documents import pageprints
    from documents.bundlespec import Both, BundleItem, BundleSection, BundleSpec

    papers_by_a_child(folder, pages)
    items = []
    for n, length in lengths(pages):
        path = folder / f"{n}.pdf"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        items.append(
            BundleItem(
                f"{1 + n // 20}.{n % 20 + 1}",
                Both(f"第{n}份证据文件", f"Evidence paper number {n}"),
                path,
                digest,
                dated=date(2026, 1 + n % 12, 1 + n % 28),
                source=Both("申诉人", "Applicant"),
                proves=Both(f"事实{n}", f"Fact {n}"),
                form="copy",
                feet="1" * length,
                prints=pageprints.of_file(path),
            )
        )
    sections = [BundleSection(Both("材料", "Papers"), tuple(items[i : i + 20])) for i in range(0, len(items), 20)]
    return BundleSpec(Both("证据材料", "Evidence bundle"), "FD-0007", "zh+en", date(2026, 11, 23), tuple(sections))


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def sealed_and_verified(out, folder, pages):
    """Seconds to seal, to verify the sealed file, and the page that is named when one bit of it is turned."""
    import pikepdf
    from django.test import override_settings

    from documents import sealing, verifying
    from tests.documents import sealers

    certificate, password, stamper = sealers.equip(folder)
    with override_settings(SEAL_CERTIFICATE=certificate, SEAL_PASSWORD=password):
        sealing.signer()  # the library is loaded, as in a worker after its first seal
        moments = [time.perf_counter()]
        sealing.seal(out, folder / "sealed.pdf", stamper=stamper)
        moments.append(time.perf_counter())
        whole = verifying.verify(folder / "sealed.pdf")
        moments.append(time.perf_counter())
        assert whole.is_whole, whole.faults
        wrong = pages // 2
        with pikepdf.open(out) as pdf:
            form = pdf.pages[wrong - 1].obj.Resources.XObject.FdPage
            data = bytearray(form.read_raw_bytes())
            data[-1] ^= 1
            form.write(bytes(data), filter=form.get("/Filter"))
            pdf.save(folder / "changed.pdf")
        named = verifying.verify(folder / "changed.pdf").first_page
    return moments[1] - moments[0], moments[2] - moments[1], wrong, named


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=1_000)
    pages = parser.parse_args().pages
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
    django.setup()
    import pikepdf

    from documents import binding, merging
    from documents.sheets import Sheets
    from documents.stampfont import cut

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        spec = corpus(folder, pages)
        papers = list(spec.items())
        out = folder / "out.pdf"
        started_with = megabytes()
        # Warm, as a worker is after its first bundle: the fonts are open, the stamp font is cut.
        cut()
        Sheets()

        floors, times, phases = [], [], []
        for _time in range(TIMES):  # in turn, because a machine is not equally fast at every moment
            began = time.perf_counter()
            with merging.merged([merging.Piece(item.path) for item in papers]) as joined:
                joined.save(folder / "f.pdf")
            floors.append(time.perf_counter() - began)
            phases.clear()
            began = time.perf_counter()
            result = binding.bind(spec, out=out, progress=lambda phase, *_: phases.append((phase, time.perf_counter())))
            times.append(time.perf_counter() - began)
        floor, took = statistics.median(floors), statistics.median(times)
        peak = megabytes()
        size = out.stat().st_size
        again = binding.bind(spec, out=out)
        firsts = {}
        for phase, moment in phases:
            firsts.setdefault(phase, moment)
        order = list(firsts)
        steps = {a: firsts[b] - firsts[a] for a, b in pairwise(order)}
        with pikepdf.open(out) as made:
            counted = len(made.pages)
        sealing, verifying, wrong, named = sealed_and_verified(out, folder, counted)
    print(f"{pages} source pages, {len(papers)} papers, {size / 1e6:.0f} MB, bundle {counted} pages")
    print(f"F {floor:.2f} s   bind {took:.2f} s   ratio {took / floor:.2f}")
    print("  " + "  ".join(f"{phase} {seconds:.2f}" for phase, seconds in steps.items()))
    print(f"stamping {steps['numbering'] / counted * 1000:.3f} ms a page")
    print(f"peak memory {peak} MB, of which {started_with} before binding")
    print(f"the same bytes again: {again.sha256 == result.sha256}")
    print(f"seal {sealing:.2f} s ({sealing / counted * 1000:.2f} s a thousand pages)   verify {verifying:.2f} s")
    print(f"a bit turned on page {wrong}: verify names page {named}")
    goal = GOALS.get(pages)
    if goal:
        ratio, memory = goal
        missed = (ratio is not None and took / floor > ratio) or peak > memory
        print("goal " + ("MISSED" if missed else "met") + f": ratio {ratio}, memory {memory} MB")
        return int(missed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
