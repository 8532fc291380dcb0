"""Evidence in S3: kept once, byte for byte, under keys that hold nothing of the user's."""

import copy
import hashlib
import urllib.request
import uuid
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from documents import storing
from documents.models import StoredFile
from documents.vault import Unreadable
from ops.release import make_bucket
from tests.work.people import firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def bucket(s3_server, settings):
    """The settings of a server with S3, on a bucket of this test's own."""
    stored = copy.deepcopy(settings.S3)
    stored["OPTIONS"] |= {
        "bucket_name": f"desk-{uuid.uuid4().hex[:12]}",
        "endpoint_url": s3_server,
        "access_key": "key",
        "secret_key": "secret",
    }
    settings.STORAGES = {**settings.STORAGES, "default": stored}
    assert make_bucket().endswith("created")
    return stored["OPTIONS"]["bucket_name"]


def test_the_bucket_is_made_once(bucket):
    assert make_bucket() == f"bucket {bucket} is there"


def test_a_file_comes_back_byte_for_byte_and_is_gone_after_delete(bucket):
    body = bytes(range(256)) * 4096
    key = default_storage.save("1/ab/abcdef", ContentFile(body))
    assert default_storage.size(key) == len(body)
    with default_storage.open(key) as stream:
        assert hashlib.sha256(stream.read()).digest() == hashlib.sha256(body).digest()
    default_storage.delete(key)
    assert not default_storage.exists(key)


def test_nothing_is_ever_written_over(bucket):
    first = default_storage.save("1/ab/one", ContentFile(b"first"))
    second = default_storage.save("1/ab/one", ContentFile(b"second"))
    assert first != second
    with default_storage.open(first) as stream:
        assert stream.read() == b"first"


def test_everything_lies_under_one_folder_of_the_bucket(bucket):
    default_storage.save("1/ab/one", ContentFile(b"x"))
    client = default_storage.connection.meta.client
    assert [found["Key"] for found in client.list_objects_v2(Bucket=bucket)["Contents"]] == ["files/1/ab/one.sealed"]


def test_a_key_cannot_climb_out_of_its_folder(bucket):
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save("1/../../2/one", ContentFile(b"x"))


def test_a_stranger_without_a_signature_gets_nothing(bucket, s3_server):
    key = default_storage.save("1/ab/one", ContentFile(b"x"))
    request = urllib.request.Request(f"{s3_server}/{bucket}/files/{key}")
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(request, timeout=10)
    refused.value.close()


def test_a_signed_link_is_made_offline_and_ends(bucket):
    key = default_storage.save("1/ab/one", ContentFile(b"x"))
    link = default_storage.url(key, expire=60)
    assert "X-Amz-Expires=60" in link
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link


def test_a_document_is_stored_in_s3_once_whatever_it_is_called(bucket):
    house = firm()
    body = "银行通知：账户已冻结。\n".encode() * 20
    first = storing.store(body, name="冻结通知.txt", organisation=house, at=NOW, prepare_now=False)
    again = storing.store(body, name="another name.txt", organisation=house, at=NOW, prepare_now=False)
    assert first == again
    assert StoredFile.objects.count() == 1
    assert "冻结" not in first.key
    with storing.open_original(first) as stream:
        assert stream.read() == body
    client = default_storage.connection.meta.client
    assert client.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
    lies = client.get_object(Bucket=bucket, Key=f"files/{first.key}")["Body"].read()
    assert "账户".encode() not in lies  # sealed before it left this machine
    client.put_object(Bucket=bucket, Key=f"files/{first.key}", Body=lies[:-1])
    with pytest.raises(Unreadable) as refused:
        storing.open_original(first)
    assert refused.value.code == "file_damaged"
    client.delete_object(Bucket=bucket, Key=f"files/{first.key}")
    with pytest.raises(Unreadable) as refused:
        storing.open_original(first)
    assert refused.value.code == "file_gone"
    assert settings.S3["OPTIONS"]["file_overwrite"] is False
