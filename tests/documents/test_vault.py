"""What lies in the store cannot be read there, opens whole or not at all, and survives a change of the master key."""

import io
import json
import logging
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts import wrapping
from documents import rotation, storing, vault
from documents.ciphering import KEY, PIECE, TAG, Damaged, Opening, Sealing
from documents.models import FileKey, StoredFile
from tests.appeals import world

OLD, NEW = "the former key, long enough to be one of its own", "the new key, long enough to be one of its own too"
WORDS = b"Trebonia Handels GmbH, IBAN DE00 \xe5\x86\xbb\xe7\xbb\x93 " * 20


def lies(name):
    return Path(default_storage.path(name))


def read(name):
    with default_storage.open(name) as file:
        return file.read()


def code_of(name):
    with pytest.raises(vault.Unreadable) as refused:
        default_storage.open(name)
    return refused.value.code


@pytest.fixture
def exhibits(firm, fang, noon, knowledge):
    case = world.freeze(firm, fang, at=noon)
    return case, world.paper(case, fang, at=noon, mark="vault")


@pytest.fixture
def large(monkeypatch):
    """As if a file of a few pieces were one that is not opened in memory."""
    monkeypatch.setattr(vault, "SMALL", PIECE)


@given(
    st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]), st.integers(0, 3 * PIECE), st.integers(0, 99_999)
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_whatever_is_sealed_opens_from_any_place(size, start, length):
    plain, key = bytes(range(256)) * (size // 256) + b"x" * (size % 256), bytes(KEY)
    sealed = Sealing(io.BytesIO(plain), size, key, "1/ab/c").readall()
    opening = Opening(io.BytesIO(sealed), len(sealed), key, "1/ab/c")
    assert opening.readall() == plain
    opening.seek(start)
    assert io.BufferedReader(opening).read(length) == plain[start : start + length]


@pytest.mark.parametrize(
    "harm",
    [
        lambda whole: bytes([whole[0] ^ 1]) + whole[1:],
        lambda whole: whole[:-1],
        lambda whole: whole[: PIECE + TAG],  # cut off between two pieces
        lambda whole: whole + whole[-40:],
        lambda whole: whole[PIECE + TAG : 2 * (PIECE + TAG)] + whole[: PIECE + TAG] + whole[2 * (PIECE + TAG) :],
        lambda whole: b"",
    ],
)
def test_a_file_that_was_touched_does_not_open(harm):
    plain = bytes(2 * PIECE + 100)
    sealed = harm(Sealing(io.BytesIO(plain), len(plain), bytes(KEY), "here").readall())
    with pytest.raises(Damaged):
        Opening(io.BytesIO(sealed), len(sealed), bytes(KEY), "here").prove()


def test_a_file_does_not_open_in_another_place_or_under_another_key():
    sealed = Sealing(io.BytesIO(b"paper"), 5, bytes(KEY), "1/ab/one").readall()
    for key, place in ((bytes(KEY), "2/ab/one"), (b"k" * KEY, "1/ab/one")):
        with pytest.raises(Damaged):
            Opening(io.BytesIO(sealed), len(sealed), key, place).prove()


def test_no_word_of_a_paper_lies_in_the_store(firm, noon):
    file = storing.store(WORDS, name="a.txt", organisation=firm, at=noon)
    everything = b"".join(path.read_bytes() for path in lies("").rglob("*") if path.is_file())
    assert file.key.endswith(".sealed")
    assert b"Trebonia" not in everything
    assert b"%PDF" not in everything  # nor of the copy for binding
    with storing.open_original(file) as original:
        assert original.read() == WORDS
    with storing.open_pdf(file) as copy:
        assert copy.read(5) == b"%PDF-"


def test_every_file_has_a_key_of_its_own(db):
    one, two = (default_storage.save("1/ab/one", ContentFile(WORDS)) for _ in range(2))
    assert lies(one).read_bytes() != lies(two).read_bytes()
    assert read(one) == read(two) == WORDS
    lies(two).write_bytes(lies(one).read_bytes())
    assert code_of(two) == "file_damaged"


@pytest.mark.parametrize("cut", [1, TAG, PIECE])
def test_a_torn_file_is_said_before_a_byte_of_it_is_given(db, large, cut):
    name = default_storage.save("1/ab/one", ContentFile(bytes(3 * PIECE + 5)))
    with lies(name).open("r+b") as file:
        file.truncate(lies(name).stat().st_size - cut)
    assert code_of(name) == "file_damaged"


def test_a_large_file_is_read_in_pieces_and_from_the_middle(db, large):
    whole = bytes(range(256)) * 1024
    name = default_storage.save("1/ab/one", ContentFile(whole))
    with default_storage.open(name) as file:
        assert file.size == len(whole)
        file.seek(100_000)
        assert file.read(70_000) == whole[100_000:170_000]
    assert default_storage.size(name) == len(whole)


def test_a_file_that_is_gone_and_a_key_that_is_gone_are_told_apart(db):
    gone, locked = (default_storage.save("1/ab/one", ContentFile(b"paper")) for _ in range(2))
    lies(gone).unlink()
    FileKey.objects.filter(name=locked).delete()
    assert (code_of(gone), code_of(locked)) == ("file_gone", "key_gone")


def test_with_the_wrong_master_key_a_page_says_so_and_breaks_nowhere(client, exhibits, fang, settings, caplog):
    case, item = exhibits
    client.force_login(fang)
    address = f"/cases/{case.ref}/evidence/{item.pk}/original/"
    settings.WRAPPING_KEY = "another key, which never wrapped a thing in this house"
    with caplog.at_level(logging.CRITICAL):
        answer = client.get(address)
    assert answer.status_code == 503
    assert "WRAPPING_KEY_FALLBACKS" in answer.content.decode()
    lies(item.file.key).unlink()
    with caplog.at_level(logging.CRITICAL):
        assert client.get(address).status_code == 503


def test_a_download_is_byte_exact_and_says_its_length(client, exhibits, fang):
    case, item = exhibits
    client.force_login(fang)
    answer = client.get(f"/cases/{case.ref}/evidence/{item.pk}/original/")
    assert b"".join(answer.streaming_content) == world.pdf("vault")
    assert answer["Content-Length"] == str(len(world.pdf("vault")))


def test_files_open_under_the_former_key_until_they_are_wrapped_again_and_then_without_it(db, settings, capsys):
    settings.WRAPPING_KEY = OLD
    name = default_storage.save("1/ab/one", ContentFile(WORDS))
    before = lies(name).read_bytes()
    settings.WRAPPING_KEY, settings.WRAPPING_KEY_FALLBACKS = NEW, [OLD]
    assert read(name) == WORDS
    call_command("rotate_keys")
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["left"]) == (1, 0)
    settings.WRAPPING_KEY_FALLBACKS = []
    assert read(name) == WORDS
    assert lies(name).read_bytes() == before  # rows were wrapped again; no file was touched
    call_command("rotate_keys")
    assert json.loads(capsys.readouterr().out)["files"] == 0


def test_a_rotation_that_was_stopped_goes_on_where_it_was(db, settings, monkeypatch):
    settings.WRAPPING_KEY = OLD
    names = [default_storage.save(f"1/ab/{number}", ContentFile(WORDS)) for number in range(5)]
    settings.WRAPPING_KEY, settings.WRAPPING_KEY_FALLBACKS = NEW, [OLD]
    monkeypatch.setattr(rotation, "BATCH", 2)
    wraps, wrap = iter(range(3)), wrapping.wrap

    def dying(*args, **kwargs):
        if next(wraps, None) is None:
            raise KeyboardInterrupt
        return wrap(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(wrapping, "wrap", dying)
        with pytest.raises(KeyboardInterrupt):
            rotation.rewrap()
    assert FileKey.objects.filter(under=wrapping.newest()).count() == 2  # whole batches
    assert [read(name) for name in names] == [WORDS] * 5
    assert rotation.rewrap() == (3, 0)


def test_what_no_key_opens_is_counted_and_left_as_it_is(db, settings, capsys):
    settings.WRAPPING_KEY = OLD
    name = default_storage.save("1/ab/one", ContentFile(WORDS))
    settings.WRAPPING_KEY = NEW
    with pytest.raises(SystemExit):
        call_command("rotate_keys")
    out = capsys.readouterr()
    assert json.loads(out.out)["left"] == 1
    assert "bring the former key back" in out.err
    settings.WRAPPING_KEY = OLD
    assert read(name) == WORDS


def test_what_an_older_version_stored_in_the_clear_is_sealed(firm, noon, settings, capsys):
    settings.ENCRYPT_FILES = False
    file = storing.store(WORDS, name="a.txt", organisation=firm, at=noon)
    clear = file.key
    assert lies(clear).read_bytes() == WORDS
    settings.ENCRYPT_FILES = True
    with storing.open_original(file) as original:
        assert original.read() == WORDS
    call_command("rotate_keys")
    assert json.loads(capsys.readouterr().out)["sealed"] == 2  # the paper and its copy for binding
    file = StoredFile.objects.get(pk=file.pk)
    assert not lies(clear).exists()
    with storing.open_original(file) as original:
        assert original.read() == WORDS
    assert read(clear) == WORDS  # a message that names the former place still finds it


def test_one_machine_makes_its_key_once_and_a_new_one_when_asked(db, settings, tmp_path, capsys):
    settings.WRAPPING_KEY, settings.VAR = "", tmp_path
    name = default_storage.save("1/ab/one", ContentFile(WORDS))
    first = wrapping.newest()
    assert (tmp_path / "wrapping_key").stat().st_mode & 0o777 == 0o600
    call_command("rotate_keys", new=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["left"]) == (1, 0)
    assert told["key"] == wrapping.newest() != first
    assert read(name) == WORDS
    settings.WRAPPING_KEY = NEW  # the environment brings one: the file's keys still open
    assert read(name) == WORDS
    with pytest.raises(CommandError, match="WRAPPING_KEY_FALLBACKS"):
        call_command("rotate_keys", new=True)


def test_a_deleted_file_leaves_no_key(db):
    name = default_storage.save("1/ab/one", ContentFile(WORDS))
    default_storage.delete(name)
    assert not FileKey.objects.exists()
