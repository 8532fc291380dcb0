"""Whoever changes a page of a bundle is found, and the first wrong page is named; a seal says the same without us."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Name, OutlineItem

from documents import sealing, verifying
from tests.documents import sealers
from tests.documents.samples import pdf as paper
from tests.documents.samples import photo
from tests.documents.test_binding import bound, item, spec


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Front matter on pages 1 to 3, three papers of two pages, a photo, the certificate."""
    folder = tmp_path_factory.mktemp("papers")
    papers = [item(folder, f"1.{n}", paper(pages=2, text=f"Paper {n}")) for n in (1, 2, 3)]
    papers.append(item(folder, "1.4", photo(), "scan.jpg"))
    path = folder / "pack.pdf"
    path.write_bytes(bound(spec(papers))[1])
    return path


@contextmanager
def changed(whole, tmp_path):
    with pikepdf.open(whole) as pdf:
        yield pdf
        pdf.save(tmp_path / "changed.pdf")


def faults(path, **more):
    verdict = verifying.verify(path, **more)
    return verdict.first_page, {fault.code for fault in verdict.faults}


def test_a_bundle_as_it_was_bound_has_no_fault(whole):
    verdict = verifying.verify(whole)
    assert verdict.is_whole, verdict.faults
    assert verdict.seal is None


def test_saving_it_anew_changes_no_page_but_the_hash_of_the_file(whole, tmp_path):
    recorded = verifying.verify(whole).sha256
    with changed(whole, tmp_path):
        pass
    assert faults(tmp_path / "changed.pdf") == (None, set())
    assert faults(tmp_path / "changed.pdf", sha256=recorded) == (None, {"file"})


def swap(pdf):
    pages = list(pdf.pages)
    pdf.pages[4], pdf.pages[6] = pages[6], pages[4]


def words_of(pdf, number, old, new):
    form = pdf.pages[number - 1].obj.Resources.XObject.FdPage
    form.write(form.read_bytes().replace(old, new))


def picture(pdf):
    found = pdf.pages[9].obj.Resources.XObject.FdPage.Resources.XObject
    image = next(iter(found.values()))
    data = bytearray(image.read_raw_bytes())
    data[len(data) // 2] ^= 1
    image.write(bytes(data), filter=image.Filter, decode_parms=image.get("/DecodeParms"))


def bookmark(pdf):
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("1.9 文件 · 第5页", Array([pdf.pages[7].obj, Name.Fit])))


PLANTED = {
    "a word": (lambda pdf: words_of(pdf, 6, b"Paper 2", b"Paper 3"), 6, "changed"),
    "a bit of a picture": (picture, 10, "changed"),
    "two pages exchanged": (swap, 5, "changed"),
    "a page taken out": (lambda pdf: pdf.pages.__delitem__(7), 8, "changed"),
    "a page put in": (lambda pdf: pdf.pages.insert(5, pdf.pages[0]), 6, "changed"),
    "the last page taken out": (lambda pdf: pdf.pages.__delitem__(-1), 10, "count"),
    "a page turned": (lambda pdf: pdf.pages[8].obj.__setitem__("/Rotate", 90), 9, "changed"),
    "ink over the foot": (
        lambda pdf: pdf.pages[5].obj.__setitem__("/Contents", pdf.make_stream(b"q /FdPage Do Q")),
        6,
        "number",
    ),
    "the labels": (
        lambda pdf: pdf.Root.__setitem__("/PageLabels", Dictionary(Nums=[0, Dictionary(S=Name.D, St=7)])),
        1,
        "label",
    ),
    "a bookmark": (bookmark, 5, "bookmark"),
    "the list of hashes": (lambda pdf: pdf.Root.__delitem__("/Names"), None, "no_manifest"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_was_changed_is_found_and_the_first_wrong_page_named(whole, tmp_path, name):
    change, page, code = PLANTED[name]
    with changed(whole, tmp_path) as pdf:
        change(pdf)
    first, codes = faults(tmp_path / "changed.pdf")
    assert (first, code in codes) == (page, True), codes


def test_a_list_of_hashes_that_the_certificate_does_not_print_is_found(whole, tmp_path):
    with changed(whole, tmp_path) as pdf:
        stream = pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
        digest = verifying.manifest_in(pdf)["items"][1]["sha256"]
        stream.write(stream.read_bytes().replace(digest.encode(), b"0" * 64))
    assert "printed" in faults(tmp_path / "changed.pdf")[1]


def test_an_original_that_was_exchanged_is_named(whole, tmp_path):
    assert faults(whole, originals=whole.parent) == (None, set())
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.4 not the one")
    first, codes = faults(whole, originals=tmp_path)
    assert codes == {"original"}
    assert first == verifying.verify(whole, originals=tmp_path).faults[0].page


def test_what_is_no_pdf_is_said_to_be_none(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"no")
    assert faults(tmp_path / "x.pdf") == (None, {"unreadable"})


# --- the seal ----------------------------------------------------------------------------------------------------


@pytest.fixture
def sealing_here(settings, tmp_path):
    """A firm's certificate, and a time-stamping authority of our own that needs no network."""
    settings.SEAL_CERTIFICATE, settings.SEAL_PASSWORD, stamper = sealers.equip(tmp_path)
    return stamper


def test_a_sealed_bundle_says_who_sealed_it_and_when(whole, tmp_path, sealing_here):
    sealing.seal(whole, tmp_path / "sealed.pdf", stamper=sealing_here)
    verdict = verifying.verify(tmp_path / "sealed.pdf")
    assert verdict.is_whole, verdict.faults
    assert (verdict.seal.signer, verdict.seal.is_trusted) == ("Ningbo Hailan seal", True)
    assert abs(verdict.seal.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_one_bit_under_the_seal_breaks_it(whole, tmp_path, sealing_here):
    sealing.seal(whole, tmp_path / "sealed.pdf", stamper=sealing_here)
    data = bytearray((tmp_path / "sealed.pdf").read_bytes())
    data[data.index(b"\xff\xd8\xff") + 900] ^= 1
    (tmp_path / "broken.pdf").write_bytes(data)
    assert "seal" in faults(tmp_path / "broken.pdf")[1]


def test_without_a_certificate_nothing_is_sealed(whole, tmp_path):
    with pytest.raises(ValidationError) as refused:
        sealing.seal(whole, tmp_path / "sealed.pdf")
    assert refused.value.code == "seal_not_configured"
    assert not (tmp_path / "sealed.pdf").exists()


def test_an_authority_that_is_away_leaves_no_half_sealed_file(whole, tmp_path, sealing_here, settings):
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    with pytest.raises(ValidationError) as refused:
        sealing.seal(whole, tmp_path / "sealed.pdf")
    assert refused.value.code == "no_timestamp"
    assert not (tmp_path / "sealed.pdf").exists()


def test_the_command_names_the_first_wrong_page(whole, tmp_path):
    from tests.documents.test_commands import run

    assert run("verify_bundle", whole)[0] == 0
    with changed(whole, tmp_path) as pdf:
        swap(pdf)
    status, out, err = run("verify_bundle", tmp_path / "changed.pdf")
    assert status == 1
    assert '"first_wrong_page": 5' in out
    assert "page" in err.lower()
