"""A recording is kept only with its ground, comes back as it was, and is neither a paper nor a letter."""

import io
import wave
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals import evidence
from cases import contact
from cases.models import Freeze, Message
from comms import drafts
from documents import intake, storing
from tests import build


@pytest.fixture
def case(fang, cai, noon, knowledge):
    made = build.case(fang, at=noon)
    Freeze.objects.filter(case=made).update(verified_at=noon, verified_by=fang, verified_how="telephone")
    made.freeze.refresh_from_db()
    return made


@pytest.fixture
def court_case(fang, noon, knowledge):
    return build.case(fang, at=noon, **build.court(noon))


def codes(caught):
    if hasattr(caught.value, "error_dict"):
        return {error.code for errors in caught.value.error_dict.values() for error in errors}
    return {error.code for error in caught.value.error_list}


def test_a_recording_says_on_what_ground_it_is_kept(case, fang, noon):
    given = {
        "way": "in", "channel": "recording", "subject": "来电", "text": "", "other_side": "", "happened_at": noon,
        "by": fang, "at": noon,
    }  # fmt: skip
    with pytest.raises(ValidationError) as caught:
        contact.log_message(case, **given)
    assert codes(caught) == {"basis_missing"}
    assert contact.log_message(case, **given, basis="双方同意录音").basis == "双方同意录音"


def wav():
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))
    return out.getvalue()


def logged(page, fang, case, file, **given):
    said = {
        "way": "in",
        "channel": "recording",
        "subject": "客服来电",
        "other_side": "",
        "happened_at": "2026-01-05T09:30",
    }
    return page(fang).post(f"/cases/{case.ref}/comms/", {**said, "file": file, **given})


def test_a_sound_is_kept_with_its_ground_only_and_comes_back_byte_for_byte(case, fang, page, noon):
    def sound():
        return SimpleUploadedFile("来电录音.wav", wav(), "audio/wav")

    assert "依据" in logged(page, fang, case, sound()).text
    other = logged(page, fang, case, sound(), channel="phone", basis="双方同意录音")
    assert other.status_code == 422
    assert "录音" in other.text
    assert not Message.objects.exists()
    assert logged(page, fang, case, sound(), basis="双方同意录音").status_code == 302
    kept = Message.objects.get().file
    assert (kept.mime, kept.given_name) == ("audio/wav", "来电录音.wav")
    with storing.open_original(kept) as original:
        assert original.read() == wav()
    storing.prepare(kept, at=noon)
    assert not storing.is_bindable(kept)


def test_a_sound_is_no_exhibit_and_no_paper(case, fang, page, noon):
    for name in ("call.wav", "call.mp3"):
        with pytest.raises(ValidationError) as caught:
            evidence.add(case, io.BytesIO(wav()), name=name, by=fang, at=noon)
        assert codes(caught) == {"type_not_taken"}
    file = storing.store(io.BytesIO(wav()), name="call.wav", organisation=case.organisation, at=noon, recordings=True)
    with pytest.raises(ValidationError) as caught:
        evidence.enter(case, file, name="call.wav", by=fang, at=noon)
    assert codes(caught) == {"recording"}


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("a.wav", wav(), True),
        ("a.mp3", b"ID3\x04" + bytes(400), True),
        ("a.mp3", b"\xff\xfb\x90\x64" + bytes(400), True),
        ("a.m4a", b"\x00\x00\x00\x20ftypM4A " + bytes(400), True),
        ("a.amr", b"#!AMR\n" + bytes(400), True),
        ("a.ogg", b"OggS" + bytes(400), True),
        ("a.mp3", wav(), False),
        ("a.wav", b"MZ" + bytes(400), False),
        ("a.wav", b"<script>alert(1)</script>", False),
        ("a.mp3", b"\xff\xff\xff\xff" + bytes(400), False),
        ("a.mp4", b"\x00\x00\x00\x20ftypM4A " + bytes(400), False),
    ],
)
def test_a_recording_is_what_its_name_says(tmp_path, name, data, taken):
    (tmp_path / "a").write_bytes(data)
    assert intake.inspect(tmp_path / "a", name=name, recordings=True).taken == taken
    assert not intake.inspect(tmp_path / "a", name=name).taken


def test_an_archive_behind_a_recording_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    (tmp_path / "a").write_bytes(wav() + packed.getvalue())
    assert intake.inspect(tmp_path / "a", name="a.wav", recordings=True).code == "two_files_in_one"


def test_a_recording_is_kept_and_not_sent(court_case, fang, noon, page):
    given = {"channel": "recording", "other_side": "示例法院", "subject": "说明", "text": "说明如下。"}
    with pytest.raises(ValidationError) as caught:
        drafts.write(court_case, given=given, by=fang, at=noon)
    assert codes(caught) == {"channel_missing"}
    assert 'value="recording"' not in page(fang).get(f"/cases/{court_case.ref}/comms/drafts/").text


def test_a_file_that_is_a_recording_is_told_both_things_at_once(case, fang, page):
    given = {
        "way": "in", "channel": "phone", "subject": "来电", "happened_at": "2099-01-05T11:00",
        "file": SimpleUploadedFile("call.wav", wav(), "audio/wav"),
    }  # fmt: skip
    errors = page(fang).post(f"/cases/{case.ref}/comms/", given).context["form"].errors
    assert set(errors) == {"channel", "basis", "happened_at"}
