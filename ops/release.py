"""Bring a server up to this version: check the settings, then tables, bucket and knowledge. Runs before web and worker.

    python ops/release.py

Safe to run again at any time; it stops at the first thing that is wrong, and says what.
"""

import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

import django  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.base import SystemCheckError  # noqa: E402


def make_bucket() -> str:
    """Create the bucket where S3 is configured and it is not there yet. Returns what was done, in a word."""
    from botocore.exceptions import ClientError

    name = getattr(default_storage, "bucket_name", "")
    if not name:
        return "no bucket: files lie on this machine"
    client = default_storage.connection.meta.client  # type: ignore[attr-defined]
    try:
        client.head_bucket(Bucket=name)
    except ClientError as refused:
        if refused.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        client.create_bucket(Bucket=name)
        return f"bucket {name} created"
    return f"bucket {name} is there"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freezedesk.settings")
    django.setup()
    try:
        call_command("check", deploy=True, fail_level="ERROR")
    except SystemCheckError as refused:
        print(refused, file=sys.stderr)
        return 1
    call_command("migrate", interactive=False)
    print(make_bucket())
    call_command("load_knowledge")
    return 0


if __name__ == "__main__":
    sys.exit(main())
