"""Make the secrets of a server once, as files in secrets/, and never change one that is there.

    python3 ops/make_secrets.py

Each file goes into the containers that need it and nowhere else. The folder is closed to everybody but its owner;
the files in it are open, because each container reads them under a user of its own.
"""

import json
import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "secrets"
MAIL = "email_url"


def make(folder: Path) -> list[str]:
    """Write what is missing and return the names. What belongs together is made together, or not at all."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    written = []

    def put(**files: str) -> None:
        missing = [name for name in files if not (folder / name).exists()]
        if missing and len(missing) < len(files):
            sys.exit(f"{', '.join(missing)} is missing from {folder} while its partners are there: bring it back.")
        for name in missing:
            (folder / name).write_text(files[name] + "\n")
            (folder / name).chmod(0o644)
            written.append(name)

    database, queue = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    access, secret = secrets.token_hex(10).upper(), secrets.token_urlsafe(32)
    put(secret_key=secrets.token_urlsafe(64))
    put(postgres_password=database, database_url=f"postgres://freezedesk:{database}@postgres:5432/freezedesk")
    put(redis_conf=redis_configuration(queue), redis_url=f"redis://:{queue}@redis:6379/0")
    put(store_access_key=access, store_secret_key=secret, store_config=store_configuration(access, secret))
    return written


def redis_configuration(password: str) -> str:
    """No file on disk: the queue only nudges, the rows in the database are the truth. Dangerous commands are off."""
    lines = [f"requirepass {password}", 'save ""', "appendonly no", "maxmemory 256mb", "maxmemory-policy noeviction"]
    return "\n".join(lines + [f'rename-command {name} ""' for name in ("CONFIG", "DEBUG", "MODULE", "SLAVEOF")])


def store_configuration(access: str, secret: str) -> str:
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    one = {"name": "freezedesk", "credentials": [{"accessKey": access, "secretKey": secret}], "actions": rights}
    return json.dumps({"identities": [one]}, indent=2)


if __name__ == "__main__":
    for made in make(FOLDER):
        print(f"made secrets/{made}")
    if not (FOLDER / MAIL).exists():
        print(
            "One is left for you / 还差一项: put the address of your mail server into secrets/email_url, for example\n"
            "  smtp+tls://user:password@mail.example.com:587\n"
            "请将邮件服务器地址写入 secrets/email_url，格式如上。"
        )
