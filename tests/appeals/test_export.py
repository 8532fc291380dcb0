"""The case in one file: everything is in it, it proves itself without us, and what is privileged stays behind."""

import json
import subprocess
import sys
import zipfile

import pytest
from django.core.exceptions import PermissionDenied

from appeals import export
from appeals import pack as packs
from audit.models import Entry
from cases.models import Case, Message
from documents import storing
from documents.parcel_check import sha256
from tests.appeals import world
from work import queue


@pytest.fixture
def told(case, fang, noon):
    """A case with papers, a letter in both languages and a message."""
    appeal, _made = world.letter(case, fang, at=noon)
    packs.send_to_counsel(appeal, by=fang, at=noon)
    return Case.objects.get(pk=case.pk)


def exported(case, by, at, place):
    asked = export.ask_for(case, by=by, at=at)
    job = queue.claim(at=at, only=asked.pk)
    queue.finish(job, export.build(job, at=at, progress=lambda *a: None), at)
    job.refresh_from_db()
    file = export.file_of(job, case, by=by, at=at)
    path = place / "export.zip"
    with storing.open_original(file) as source:
        path.write_bytes(source.read())
    return path


@pytest.fixture
def unpacked(told, cai, noon, tmp_path):
    with zipfile.ZipFile(exported(told, cai, noon, tmp_path)) as archive:
        archive.extractall(tmp_path / "out")
    return tmp_path / "out" / told.ref


def checked(folder):
    done = subprocess.run([sys.executable, "verify.py"], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_export_proves_itself_with_two_commands(unpacked):
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=unpacked, check=False).returncode == 0
    assert checked(unpacked) == (0, "Everything holds. 全部相符。\n")


def test_everything_of_the_case_is_in_it(unpacked, told):
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {"case/cases.Case.json", "case/appeals.Evidence.json", "case/cases.Event.json", "timeline.txt"} <= names
    assert {"letters/v1-zh-Hans.txt", "letters/v1-en.txt"} <= names
    papers = json.loads((unpacked / "case/appeals.Evidence.json").read_text("utf8"))
    assert len([name for name in names if name.startswith("evidence/")]) == len({row["file_id"] for row in papers})
    assert len((unpacked / "audit/chain.jsonl").read_text("utf8").splitlines()) >= told.events.count()
    assert told.party.name in (unpacked / "letters/v1-zh-Hans.txt").read_text("utf8")
    manifest = json.loads((unpacked / "manifest.json").read_text("utf8"))
    assert {each["path"] for each in manifest["files"]} == names - {"manifest.json", "verify.py", "SHA256SUMS"}


def alter(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def spoil_paper(folder):
    path = next((folder / "evidence").iterdir())
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    return path.name


def spoil_history(folder):
    """Somebody changes an entry and makes the sums right again: the chain still says so."""
    chain = folder / "audit/chain.jsonl"
    alter(chain, b"evidence.added", b"evidence.moved")
    sums = folder / "SHA256SUMS"
    lines = sums.read_text("utf8").splitlines()
    right = f"{sha256(chain)}  audit/chain.jsonl"
    sums.write_text("\n".join([line if "chain.jsonl" not in line else right for line in lines]) + "\n", "utf8")
    return "history broken"


def spoil_by_adding(folder):
    (folder / "files").mkdir(exist_ok=True)
    (folder / "files/letter.pdf").write_bytes(b"%PDF")
    return "files/letter.pdf"


def spoil_by_taking(folder):
    (folder / "timeline.txt").unlink()
    return "timeline.txt"


@pytest.mark.parametrize("spoil", [spoil_paper, spoil_history, spoil_by_adding, spoil_by_taking])
def test_one_altered_file_is_named(unpacked, spoil):
    word = spoil(unpacked)
    status, said = checked(unpacked)
    assert status == 1
    assert word in said


def test_a_history_that_cannot_be_read_hides_no_altered_file(unpacked):
    chain = unpacked / "audit/chain.jsonl"
    chain.write_text(chain.read_text("utf8").replace('"at"', '"xt"', 1), "utf8")
    code, told = checked(unpacked)
    assert code == 1
    assert "altered / 已被改动: audit/chain.jsonl\n" in told
    assert "unreadable / 无法读取: " in told


def test_who_may_not_read_the_history_gets_no_export(told, fang, noon):
    with pytest.raises(PermissionDenied):
        export.ask_for(told, by=fang, at=noon)


def test_an_export_with_privileged_notes_is_for_counsel_alone(told, cai, mo, noon, tmp_path):
    exported(told, cai, noon, tmp_path)
    (job,) = export.jobs_of(told, cai)
    assert job.params["privileged"]
    assert export.jobs_of(told, mo) == []
    exported(told, mo, noon, tmp_path)
    assert [each.params["privileged"] for each in export.jobs_of(told, mo)] == [False]


def test_what_passes_between_counsel_and_client_is_left_out_for_others(told, cai, mo, noon, tmp_path):
    known = {"way": "note", "channel": "note", "other_side": "Cai", "happened_at": noon, "recorded_at": noon}
    Message.objects.create(case=told, subject="保密", text="只供法务", is_privileged=True, recorded_by=cai, **known)
    Message.objects.create(case=told, subject="公开", text="可以看", recorded_by=cai, **known)
    for person, reads in ((cai, True), (mo, False)):
        with zipfile.ZipFile(exported(told, person, noon, tmp_path)) as archive:
            said = "".join(archive.read(name).decode("utf8", "ignore") for name in archive.namelist())
        assert ("只供法务" in said) is reads
        assert "可以看" in said


def test_making_and_taking_an_export_stand_in_the_history(told, cai, noon, tmp_path):
    exported(told, cai, noon, tmp_path)
    acts = set(Entry.objects.filter(chain=told.chain).values_list("action", flat=True))
    assert {"case.exported", "case.export_taken"} <= acts


def test_the_page_says_what_is_in_it_and_offers_the_file(told, cai, noon, tmp_path, page):
    exported(told, cai, noon, tmp_path)
    answer = page(cai).get(f"/cases/{told.ref}/export/")
    assert answer.status_code == 200
    (job,) = export.jobs_of(told, cai)
    assert job.result["sha256"] in answer.content.decode()
    taken = page(cai).get(f"/cases/{told.ref}/export/{job.pk}/")
    assert taken["Content-Disposition"].startswith("attachment")
    assert b"".join(taken.streaming_content)[:2] == b"PK"
