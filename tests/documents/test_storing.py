"""The same bytes are one file, the original never changes, and what is made from it lies beside it."""

import hashlib
import io
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import intake, storing
from documents.models import Rendition, StoredFile
from tests import build
from tests.documents import hostile
from tests.documents.samples import pdf, photo

pytestmark = pytest.mark.django_db


def read(file):
    with file as f:
        return f.read()


def files_on_disk():
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_the_original_is_kept_byte_for_byte(firm, noon):
    data = hostile.script()
    file = storing.store(data, name="合同.pdf", organisation=firm, at=noon)
    assert read(storing.open_original(file)) == data
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert (file.size, file.mime, file.pages, file.created_at) == (len(data), "application/pdf", 1, noon)
    assert file.facts["verdict"] == "flag"


def test_the_same_bytes_twice_are_one_file(firm, noon):
    first = storing.store(pdf(), name="a.pdf", organisation=firm, at=noon)
    second = storing.store(SimpleUploadedFile("b.pdf", pdf()), name="b.pdf", organisation=firm, at=noon)
    assert first == second
    assert StoredFile.objects.count() == 1
    assert len(files_on_disk()) == 1


def test_two_organisations_do_not_share_a_file(firm, noon):
    other = build.organisation("Other", "OT", at=noon)
    mine = storing.store(pdf(), name="a.pdf", organisation=firm, at=noon)
    theirs = storing.store(pdf(), name="a.pdf", organisation=other, at=noon)
    assert mine.pk != theirs.pk
    assert mine.key != theirs.key


def test_a_member_sees_the_files_of_the_organisation_and_nobody_else_does(firm, fang, noon):
    other = build.organisation("Other", "OT", at=noon)
    mine = storing.store(pdf(), name="a.pdf", organisation=firm, at=noon)
    storing.store(photo(), name="b.jpg", organisation=other, at=noon)
    assert list(StoredFile.objects.visible_to(fang)) == [mine]


def test_who_stores_second_at_the_same_moment_gets_the_first_ones_file(firm, noon, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf())
    first = storing.keep(path, name="a.pdf", mime="application/pdf", organisation=firm, at=noon)
    StoredFile.objects.filter(pk=first.pk)  # the second looked before the first wrote:
    looked = StoredFile.objects.none()
    original = StoredFile.objects.filter

    def blind(**what):
        return looked if "sha256" in what else original(**what)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StoredFile.objects, "filter", blind)
        second = storing.keep(path, name="a.pdf", mime="application/pdf", organisation=firm, at=noon)
    assert second == first
    assert len(files_on_disk()) == 1


def test_nothing_of_the_users_stands_in_the_key(firm, noon):
    file = storing.store(pdf(), name="../../秘密.pdf", organisation=firm, at=noon)
    assert "秘密" not in file.key
    assert ".." not in file.key
    assert file.name == "秘密.pdf"
    assert file.given_name == "../../秘密.pdf"


def test_a_refused_file_leaves_nothing(firm, noon):
    with pytest.raises(ValidationError) as caught:
        storing.store(hostile.locked(), name="a.pdf", organisation=firm, at=noon)
    assert caught.value.code == "needs_password"
    assert not StoredFile.objects.exists()
    assert not files_on_disk()


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"x" * (2**20 + 1), "too_large")])
def test_an_empty_or_huge_upload_is_refused_while_it_streams(firm, noon, settings, data, code):
    settings.UPLOAD_LIMIT_MB = 1
    with pytest.raises(ValidationError) as caught:
        storing.store(io.BytesIO(data), name="a.pdf", organisation=firm, at=noon)
    assert caught.value.code == code


def test_a_large_upload_on_disk_is_streamed(firm, noon):
    upload = TemporaryUploadedFile("a.pdf", "application/pdf", len(pdf()), None)
    upload.write(pdf())
    upload.seek(0)
    file = storing.store(upload, name=upload.name, organisation=firm, at=noon)
    upload.close()
    assert file.size == len(pdf())


def test_a_clean_pdf_is_bound_as_it_is(firm, noon):
    file = storing.store(pdf(pages=2), name="a.pdf", organisation=firm, at=noon)
    assert storing.is_bindable(file)
    assert storing.binding_copy(file) is None
    assert read(storing.open_pdf(file)) == pdf(pages=2)
    assert storing.feet_of(file) == "11"


def test_a_photo_is_bound_as_a_page_with_its_own_hash(firm, noon):
    file = storing.store(photo(), name="a.jpg", organisation=firm, at=noon)
    copy = storing.binding_copy(file)
    made = read(storing.open_pdf(file))
    assert made.startswith(b"%PDF")
    assert copy.sha256 == hashlib.sha256(made).hexdigest() != file.sha256
    assert (copy.kind, copy.pages, copy.made_at) == (Rendition.Kind.PDF, 1, noon)
    assert read(storing.open_original(file)) == photo()


def test_what_is_left_for_later_is_prepared_once(firm, noon):
    file = storing.store(photo(), name="a.jpg", organisation=firm, at=noon, prepare_now=False)
    with pytest.raises(ValidationError) as caught:
        storing.open_pdf(file)
    assert caught.value.code == "not_prepared"
    storing.prepare(file, at=noon)
    storing.prepare(StoredFile.objects.get(pk=file.pk), at=noon)
    assert file.renditions.count() == 1
    assert read(storing.open_pdf(StoredFile.objects.get(pk=file.pk))).startswith(b"%PDF")


def test_preparing_again_after_a_crash_adds_nothing(firm, noon):
    """The copy was written, the mark that it is done was not."""
    file = storing.store(photo(), name="a.jpg", organisation=firm, at=noon)
    StoredFile.objects.filter(pk=file.pk).update(facts={})
    file.refresh_from_db()
    storing.prepare(file, at=noon)
    assert file.renditions.count() == 1
    assert len(files_on_disk()) == 2


def test_a_file_that_cannot_be_bound_says_so(firm, noon, monkeypatch):
    monkeypatch.setattr("documents.office_programs.program", lambda: None)
    file = storing.store(hostile.office(), name="a.docx", organisation=firm, at=noon)
    assert not storing.is_bindable(file)
    with pytest.raises(ValidationError) as caught:
        storing.open_pdf(file)
    assert caught.value.code == "not_bindable"


def test_a_blob_that_no_row_names_is_an_orphan(firm, noon):
    file = storing.store(photo(), name="a.jpg", organisation=firm, at=noon)
    copy = storing.binding_copy(file)
    assert storing.orphans([file.key, copy.key, "1/ab/abc"]) == ["1/ab/abc"]


def test_the_database_says_no_too(firm, noon):
    file = storing.store(pdf(), name="a.pdf", organisation=firm, at=noon)
    for wrong in ({"sha256": "abc"}, {"size": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(**wrong)
    with pytest.raises(ProtectedError):
        firm.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(
            organisation=firm, sha256=file.sha256, size=1, mime="x", name="x", given_name="x", key="x", created_at=noon
        )


@given(data=st.binary(min_size=1, max_size=3000), pieces=st.integers(1, 5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_arrives_in_pieces_has_the_hash_of_the_whole(tmp_path, data, pieces):
    size = max(1, len(data) // pieces)
    upload = SimpleUploadedFile("a", data)
    upload.chunks = lambda: (data[i : i + size] for i in range(0, len(data), size))
    digest, length = storing.receive(upload, tmp_path / "received")
    assert (digest, length) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (tmp_path / "received").read_bytes() == data


def test_the_fingerprint_reads_in_fours(firm, noon):
    file = storing.store(pdf(), name="a.pdf", organisation=firm, at=noon)
    assert file.fingerprint.replace(" ", "") == file.sha256
    assert len(file.fingerprint.split()) == 16


@pytest.mark.django_db(transaction=True)
def test_two_people_upload_the_same_file_at_once(firm, noon):
    """On SQLite the second waits for the first; either way there is one row and one blob."""
    got, errors = [], []

    def upload():
        try:
            for last in [False] * 19 + [True]:
                try:
                    got.append(storing.store(pdf(), name="a.pdf", organisation=firm, at=noon).pk)
                    break
                except OperationalError:  # a database in memory lets nobody wait: who came second asks again
                    if last:
                        raise
        except Exception as problem:
            errors.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(set(got)) == 1
    assert len(files_on_disk()) == 1


def test_a_verdict_that_is_fine_needs_no_reason(firm):
    assert intake.Verdict("accept", "ok").reason == ""
