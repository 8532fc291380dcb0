"""The whole case in one file: papers, letters, bundles, communications, history; verifiable offline (row 3.3c).

Rows are found by following the keys to the case, so what a wing adds tomorrow is in it. Counsel's privileged notes
are in it only when the person who asks may read them.
"""

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.bundle import Progress
from appeals.filling import FilledLetter
from appeals.models import Evidence, Pack
from audit import log
from cases import history
from cases.models import Account, Case, Party
from documents import storing
from documents.models import StoredFile
from documents.names import safe_name
from documents.parcels import Parcel, parcel
from work import queue
from work.models import Job
from work.queue import Outcome

KIND = "export"
ROOMS = ("cases", "appeals", "comms", "funds")
PRIVILEGED = frozenset({"appeals.LegalNote"})
NOT_THE_CASE = frozenset({"cases.Draft", "cases.Snooze"})  # somebody's own half-written form, somebody's own pause
FOLDERS = {
    "appeals.Evidence": "evidence",
    "appeals.Bundle": "bundles",
    "appeals.BundleSeal": "bundles",
    "cases.Message": "communications",
}
DEEP = 3
README = """{ref}

Everything FreezeDesk keeps on this case, as of {at}.
本案在FreezeDesk中的全部材料，截至{at}。

case/            every row, as JSON            全部记录（JSON）
evidence/        papers as they were handed in 证据原件
bundles/         bound packs                   装订成册的证据材料
letters/         letters of each pack          各版申诉书
communications/  files of the correspondence   往来附件
files/           other papers                  其他文件
audit/           the sealed history            操作记录链
timeline.txt     what happened when            时间线

Check it, offline / 离线校验:
  sha256sum -c SHA256SUMS
  python3 verify.py
"""


def require_export(case: Case, by: User) -> None:
    """It holds the history, so it is for those who may read that."""
    case.require(by, Can.SEE_AUDIT)


def ask_for(case: Case, *, by: User, at: datetime) -> Job:
    require_export(case, by)
    return queue.ask(
        KIND,
        organisation=case.organisation,
        about=case.chain,
        params={"case": case.pk, "privileged": case.allows(by, Can.READ_PRIVILEGED)},
        by=by,
        at=at,
        dedupe=f"export/{case.pk}/{by.pk}",
    )


def jobs_of(case: Case, by: User) -> list[Job]:
    """The newest first; those with privileged notes only for who may read them."""
    rows = Job.objects.filter(kind=KIND, about=case.chain).select_related("requested_by").order_by("-created_at", "-pk")
    return [job for job in rows if may_open(job, case, by)]


def may_open(job: Job, case: Case, by: User) -> bool:
    return case.allows(by, Can.SEE_AUDIT) and (not job.params.get("privileged") or case.allows(by, Can.READ_PRIVILEGED))


def file_of(job: Job, case: Case, *, by: User, at: datetime) -> StoredFile:
    """The finished parcel; that somebody took it away stands in the history."""
    require_export(case, by)
    if not may_open(job, case, by) or not job.is_done or not job.result:
        raise ValidationError(_("This export is not there, or not for you."), code="no_export")
    file = StoredFile.objects.get(pk=job.result["file"])
    history.record(case, "case.export_taken", by=by, at=at, data={"job": job.pk, "sha256": file.sha256})
    return file


def build(job: Job, *, at: datetime, progress: Progress) -> Outcome:
    case = Case.objects.select_related("organisation", "party").get(pk=job.params["case"])
    by = job.requested_by
    require_export(case, by)
    privileged = bool(job.params["privileged"]) and case.allows(by, Can.READ_PRIVILEGED)
    with tempfile.TemporaryDirectory(prefix="fd-export-") as folder:
        path = Path(folder) / "export.zip"
        write(case, path, by=by, at=at, privileged=privileged, progress=progress)
        progress("storing", 0, 1)
        name = f"{case.ref}_{at:%Y%m%d-%H%M}.zip"
        file = storing.keep(
            path, name=name, mime="application/zip", organisation=case.organisation, at=at, facts={"made": KIND}
        )
    found = {"file": file.pk, "sha256": file.sha256, "size": file.size, "privileged": privileged}

    def attach() -> None:
        history.record(case, "case.exported", by=by, at=at, data={"job": job.pk, **found})

    return Outcome(found, (), attach)


def write(
    case: Case, path: Path, *, by: User, at: datetime, privileged: bool, progress: Progress = lambda *a, **k: None
) -> None:
    """The parcel at `path`. What may not be shown to this person is not in it, and the manifest says so."""
    about = {
        "case": case.ref,
        "exported_at": at.isoformat(),
        "exported_by": str(by),
        "privileged_notes": privileged,
        "sealed_volumes": case.allows(by, Can.WORK_ON_CASE),
    }
    with parcel(path, folder=case.ref, at=at, about=about) as made:
        made.text("README.txt", README.format(ref=case.ref, at=f"{at:%Y-%m-%d %H:%M} UTC"))
        progress("rows", 0, 1)
        files, people = rows_of(case, made, privileged=privileged)
        made.text("timeline.txt", timeline_of(case))
        letters_of(case, made)
        history_of(case, made, people)
        exhibits = dict(Evidence.objects.filter(case=case).values_list("pk", "section"))
        if not case.allows(by, Can.WORK_ON_CASE):
            files = {key: told for key, told in files.items() if told[0][2] != "sealed_file"}
        names: dict[str, str] = {}
        for done, (pk, told) in enumerate(sorted(files.items()), 1):
            progress("files", done, len(files))
            label, row, _field = told[0]
            extra = f"{exhibits[row]}-" if label == "appeals.Evidence" and row in exhibits else ""
            names[str(pk)] = copied(made, pk, f"{FOLDERS.get(label, 'files')}/{extra}{pk}-")
        made.data("case/files.json", names)


def copied(made: Parcel, pk: int, before: str) -> str:
    """The bytes as they were handed in; a file that is not what was stored stops the export."""
    file = StoredFile.objects.get(pk=pk)
    name = f"{before}{safe_name(file.name)}"
    with storing.open_original(file) as source:
        if made.file(name, source) != file.sha256:
            raise ValidationError(
                _("“%(name)s” is no longer what was stored. Restore it from the backup, then export again."),
                code="file_altered",
                params={"name": file.name},
            )
    return name


# --- rows ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def ways() -> dict[str, str]:
    """Each model that belongs to a case, and the keys that lead there from it; the shortest way wins."""
    found: dict[type[Model], str] = {Case: ""}
    for _step in range(DEEP):
        for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
            if model in found or model._meta.app_label not in ROOMS:
                continue
            for key in model._meta.get_fields():
                if key.concrete and (key.many_to_one or key.one_to_one) and key.related_model in found:
                    way = found[key.related_model]
                    found[model] = f"{key.name}__{way}" if way else key.name
                    break
    return {model._meta.label: way for model, way in found.items() if model is not Case}


Told = dict[int, list[tuple[str, int, str]]]


def rows_of(case: Case, made: Parcel, *, privileged: bool) -> tuple[Told, set[int]]:
    """Write every row; returns the files they name and the people."""
    files: Told = {}
    people: set[int] = set()
    shown = {
        "cases.Case": Case.objects.filter(pk=case.pk),
        "cases.Party": Party.objects.filter(pk=case.party_id),
        "cases.Account": Account.objects.filter(pk=case.account_id),
    } | {
        label: open_rows(apps.get_model(label)._default_manager.filter(**{way: case}), privileged=privileged)
        for label, way in ways().items()
        if label not in NOT_THE_CASE and (privileged or label not in PRIVILEGED)
    }
    for label, rows in sorted(shown.items()):
        keys = {f.attname: f for f in rows.model._meta.concrete_fields if f.is_relation}
        found = list(rows.order_by("pk").distinct().values())
        for row in found:
            for attname, key in keys.items():
                value = row[attname]
                if value and key.related_model is StoredFile:
                    files.setdefault(value, []).append((label, row["id"], key.name))
                elif value and key.related_model is User:
                    people.add(value)
        if found:
            made.data(f"case/{label}.json", found)
    return files, people


def open_rows(rows: QuerySet[Any], *, privileged: bool) -> QuerySet[Any]:
    """Without what passes between counsel and client, and what hangs on it, unless it may be read."""
    if privileged:
        return rows
    hidden = Q(is_privileged=True) if says_privileged(rows.model) else Q()
    for key in rows.model._meta.concrete_fields:
        if key.is_relation and says_privileged(key.related_model):
            hidden |= Q(**{f"{key.name}__is_privileged": True})
    return rows.exclude(hidden) if hidden else rows


def says_privileged(model: Any) -> bool:
    return any(key.name == "is_privileged" for key in model._meta.concrete_fields)


def timeline_of(case: Case) -> str:
    lines = []
    for event in case.events.order_by("happened_at", "pk"):
        lines.append(f"{event.happened_at:%Y-%m-%d %H:%M} UTC  {event.text_zh}")
        if event.text_en != event.text_zh:
            lines.append(f"{'':22}{event.text_en}")
    return "\n".join([*lines, ""])


def letters_of(case: Case, made: Parcel) -> None:
    for pack in Pack.objects.filter(case=case):
        for language, data in pack.letters.items():
            made.text(f"letters/v{pack.number}-{language}.txt", plain(FilledLetter.from_dict(data)))


def plain(letter: FilledLetter) -> str:
    """The words of a letter; references stay with their exhibit, because the pages stand in the bundle."""
    lines = [letter.title, ""]
    for block in letter.blocks:
        lines += [block.heading] if block.heading else []
        for paragraph in block.paragraphs:
            said = "".join(
                "".join(f"[{ref.exhibit}/{ref.page}]" for ref in part.refs) if part.refs else part.text
                for part in paragraph.parts
            )
            lines.append(f"{paragraph.number}. {said}" if paragraph.number else said)
        lines.append("")
    return "\n".join(lines)


def history_of(case: Case, made: Parcel, people: set[int]) -> None:
    people |= set(log.people_in(case.chain))
    made.data("audit/people.json", {f"user/{person.pk}": str(person) for person in User.objects.filter(pk__in=people)})
    # The end is read first: an act that happens meanwhile lies beyond it and belongs to the next export.
    seq, digest = log.end_of(case.chain)
    made.data("audit/end.json", {"chain": case.chain, "seq": seq, "hash": digest})
    made.blocks("audit/chain.jsonl", as_lines(log.links_of(case.chain, up_to=seq)))
    made.blocks("audit/words.jsonl", as_lines(log.words_of(case.chain, up_to=seq)))


def as_lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield (json.dumps(row, ensure_ascii=False, default=str) + "\n").encode()
