"""Write the whole case to one file: `manage.py export_case FD-0007 --by cai@example.com --out FD-0007.zip`."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import User
from accounts.roles import Can
from appeals import export
from cases import history
from cases.models import Case


class Command(BaseCommand):
    help = "Export a case with everything in it, verifiable offline, with the rights of the person named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", help="the number of the case, such as FD-0007")
        parser.add_argument("--by", required=True, help="the mail address of the person it is for")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["by"]).first()
        case = Case.objects.visible_to(person).filter(ref=options["ref"]).first() if person else None
        if person is None or case is None:
            self.refuse(f"{options['by']} sees no case {options['ref']}.")
            return
        at, out = timezone.now(), options["out"]
        try:
            export.require_export(case, person)
            privileged = case.allows(person, Can.READ_PRIVILEGED)
            export.write(case, out, by=person, at=at, privileged=privileged)
        except PermissionDenied as refusal:
            self.refuse(str(refusal))
        except ValidationError as refusal:
            out.unlink(missing_ok=True)
            self.refuse(" ".join(refusal.messages))
        with out.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found = {"sha256": digest, "size": out.stat().st_size, "privileged": privileged}
        history.record(case, "case.exported", by=person, at=at, data=found)
        self.stdout.write(json.dumps({"case": case.ref, "file": str(out), **found}))

    def refuse(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(1)
