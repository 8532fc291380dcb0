"""Check an exported case, offline, with Python alone: `python3 verify.py` in the unpacked folder.

检查导出的案件材料：在解压后的文件夹中运行 `python3 verify.py`，无需联网。

It hashes every file against SHA256SUMS, looks for files that are missing or do not belong, and walks the sealed
history (audit/chain.jsonl) from its first entry to its last. Exit status 0: all holds. 1: something does not.
"""

import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUMS = "SHA256SUMS"
GENESIS, TAG = "0" * 64, "freezedesk-audit-1"


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def wrong_files(folder: Path) -> Iterator[str]:
    promised: dict[str, str] = {}
    for line in (folder / SUMS).read_text("utf8").splitlines():
        digest, _space, name = line.partition("  ")
        promised[name] = digest
    for name, digest in promised.items():
        path = folder / name
        if not path.is_file():
            yield f"missing / 缺少: {name}"
        elif sha256(path) != digest:
            yield f"altered / 已被改动: {name}"
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in promised and name != SUMS and "__pycache__" not in name:
            yield f"does not belong / 不属于本材料: {name}"


def broken_history(folder: Path) -> Iterator[str]:
    end = json.loads((folder / "audit/end.json").read_text("utf8"))
    words = {}
    for line in (folder / "audit/words.jsonl").read_text("utf8").splitlines():
        said = json.loads(line)
        words[said["seq"]] = said
    prev, seq = GENESIS, 0
    with (folder / "audit/chain.jsonl").open(encoding="utf8") as lines:
        for line in lines:
            entry = json.loads(line)
            seq += 1
            sealed = f"{TAG}\n{prev}\n{end['chain']}\n{seq}\n{entry['content_commit']}\n{entry['body']}"
            if (
                entry["seq"] != seq
                or entry["prev"] != prev
                or hashlib.sha256(sealed.encode()).hexdigest() != entry["hash"]
                or says_otherwise(entry)
            ):
                yield f"history broken at entry / 历史记录在此条断裂: {seq}"
                return
            kept = words.get(seq)
            if kept is not None:
                commit = hmac.new(bytes.fromhex(kept["key"]), kept["text"].encode(), hashlib.sha256).hexdigest()
                if commit != entry["content_commit"]:
                    yield f"words of entry altered / 该条文字已被改动: {seq}"
            prev = entry["hash"]
    if (seq, prev) != (end["seq"], end["hash"]):
        yield f"history was cut / 历史记录被截断: {seq} / {end['seq']}"


def says_otherwise(entry: dict[str, Any]) -> bool:
    """The body is what is sealed; the fields beside it must say the same."""
    body = json.loads(entry["body"])
    return bool((body["action"], body["at"], body["by"]) != (entry["action"], entry["at"], entry["actor"]))


def main(folder: Path) -> int:
    found: list[str] = []
    for look in (wrong_files, broken_history):
        try:
            found += look(folder)
        except (OSError, ValueError, KeyError, TypeError) as problem:  # what was found before it is said all the same
            found.append(f"unreadable / 无法读取: {problem!r}")
    for sentence in found:
        sys.stdout.write(f"{sentence}\n")
    if not found:
        sys.stdout.write("Everything holds. 全部相符。\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
