"""From the files in data/ to pieces of knowledge, each with its title, its source and the place it came from."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from django.utils.translation import get_language

from knowledge import naming, templates
from knowledge.models import Kind
from knowledge.words import SHORT, language_of

DATA = Path(__file__).parent / "data"
TITLE_LENGTH = 300
TIME_LIMITS = "time_limits.yaml"


class Broken(ValueError):
    """A file that cannot be read. Says which, where, and what to do."""


class _Reader(templates.FAST):  # type: ignore[misc]
    """Dates stay as they are written: the content is kept as JSON."""


_Reader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Reader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Piece:
    kind: Kind
    code: str
    zh: str
    en: str
    body: Mapping[str, Any]
    file: str
    source: str = ""
    confidence: str = ""
    position: int = 0

    @cached_property
    def digest(self) -> str:
        """Of the content alone: moving a piece within its file is no change."""
        plain = json.dumps(self.body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


def read(folder: Path = DATA) -> list[Piece]:
    """Everything in the folder, in the order of its files."""
    pieces: list[Piece] = []
    for name, take in FILES.items():
        with _shape_of(name):
            pieces += take(_yaml(folder, name), name)
    with _shape_of(TIME_LIMITS):
        pieces += _time_limits(folder)
    pieces += _calendars(folder)
    pieces += _letters(folder)
    return [_placed(piece, position) for position, piece in enumerate(pieces)]


@contextmanager
def _shape_of(name: str) -> Iterator[None]:
    try:
        yield
    except naming.Unnamed as error:
        raise Broken(str(error)) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Broken(
            f"{name}: a field is missing or has the wrong shape ({error!r}). Compare with its neighbours."
        ) from error


def _placed(piece: Piece, position: int) -> Piece:
    return replace(piece, zh=_short(piece.zh), en=_short(piece.en), position=position)


def _short(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def _yaml(folder: Path, name: str) -> dict[str, Any]:
    documents = _documents(folder, name)
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise Broken(f"{name}: the file is empty or is no list of named parts.")
    return documents[0]


def _documents(folder: Path, name: str) -> list[Any]:
    path = folder / name
    try:
        return list(yaml.load_all(path.read_text("utf8"), Loader=_Reader))
    except FileNotFoundError:
        raise Broken(f"{name}: the file is missing. Put it back into the folder of the knowledge.") from None
    except UnicodeDecodeError as error:
        raise Broken(f"{name}: not UTF-8 at byte {error.start}. Save the file as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise Broken(
            f"{name}, line {line}: {error.problem}. Look at the indent and the colons of that line."
        ) from error


def _source(row: Mapping[str, Any]) -> str:
    source = row.get("source")
    if isinstance(source, Mapping):
        parts = [source.get("where"), source.get("title_en"), source.get("article"), source.get("version")]
        return "; ".join(str(part) for part in parts if part)[:500]
    return str(source or "")[:500]


def _plain(kind: Kind, row: Mapping[str, Any], name: str, **more: Any) -> Piece:
    code = row.get("code") or row.get("id")
    return Piece(kind, str(code), row["zh"], row["en"], row, name, _source(row), row.get("confidence") or "", **more)


def _causes(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["families"]:
        yield _plain(Kind.CAUSE_FAMILY, row, name)
    for row in data["causes"]:
        yield _plain(Kind.CAUSE, row, name)


def _papers(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["documents"]:
        yield _plain(Kind.PAPER, row, name)
    for code, row in data["form_profiles"].items():
        zh, en = country_name(code, "zh"), country_name(code, "en")
        yield Piece(Kind.FORM_PROFILE, code, zh, en, row, name, confidence=row.get("confidence") or "")


def _routes(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["body_kinds"]:
        yield _plain(Kind.BODY_KIND, row, name)
    yield _plain(Kind.BODY_KIND, {"code": "unknown", **data["unknown_body"]}, name)
    for code, row in data["never"].items():
        yield Piece(Kind.HARD_STOP, code, row["zh"], row["en"], row, name)
    steps = {row["code"]: row["steps"] for row in data["routes"]}
    for row in data["routes"]:
        same = row.get("same_steps_as")
        if same and not steps.get(same):
            raise Broken(
                f"{name}, {row['code']}: same_steps_as names “{same}”, which has no steps. Name a route that has."
            )
        # The steps are written out: when they change, every route that shares them becomes a new edition.
        yield _plain(Kind.ROUTE, {**row, "steps": steps[same]} if same else row, name)
    kept = ("uncovered", "iban_country_to_jurisdiction", "global_must_not_offer", "future_rules")
    body = {key: data[key] for key in kept}
    yield Piece(Kind.ROUTE_MAP, "map", "哪里没有路径", "Where no route is known", body, name)


def _providers(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["providers"]:
        names = row["names"]
        yield Piece(Kind.PROVIDER, row["code"], names["zh"], names["en"], row, name, row["profile"], row["confidence"])


def _checklists(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for stage in data["stages"]:
        for row in stage["items"]:
            yield _plain(Kind.CHECKLIST_ITEM, {"stage": stage["code"], **row}, name)
    for row in data["variants"]:
        note = row["note"]
        yield Piece(Kind.CHECKLIST_VARIANT, row["body"], note["zh"], note["en"], row, name)
    for row in data["lists"]:
        yield _plain(Kind.CHECKLIST_LIST, row, name)
    yield Piece(Kind.RACI, "default", "默认分工", "Who does what by default", data["raci_defaults"], name)


def _risk_lists(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["lists"]:
        yield _plain(Kind.RISK_LIST, row, name)


def _time_limits(folder: Path) -> Iterator[Piece]:
    """The names are written into each rule: what a case keeps tells its dates in the same words later."""
    data, words = _yaml(folder, TIME_LIMITS), _yaml(folder, naming.FILE)
    for row in data["rules"]:
        yield _plain(Kind.TIME_LIMIT, naming.named(row, words), TIME_LIMITS)
    for code, row in data["counting_profiles"].items():
        yield Piece(
            Kind.COUNTING_PROFILE,
            code,
            row.get("zh") or code,
            row.get("en") or code,
            row,
            TIME_LIMITS,
            str(row["basis"])[:500],
        )


def _calendars(folder: Path) -> Iterator[Piece]:
    for path in sorted((folder / "calendars").glob("*.yaml")):
        name = f"calendars/{path.name}"
        for row in _documents(folder, name):
            try:
                code, zh, en = row["key"], row["zh"], row["en"]
            except (KeyError, TypeError) as error:
                raise Broken(f"{name}: a calendar needs key, zh and en ({error!r} is missing).") from error
            yield Piece(Kind.CALENDAR, code, zh, en, json.loads(json.dumps(row)), name)


def _fields(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    yield Piece(Kind.LETTER_FIELDS, "fields", "函件字段", "Fields of the letters", data["fields"], name)


def _phrases(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["phrases"]:
        yield _plain(Kind.PHRASE, row, name)


def _tone(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    yield Piece(Kind.TONE, "zh", "措辞表（中文）", "Words to weigh, Chinese", {"words": data["zh"]}, name)
    yield Piece(Kind.TONE, "en", "措辞表（英文）", "Words to weigh, English", {"words": data["en"]}, name)


def _rejection(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    guide = {"categories": data["meta"]["categories"], "documents": data["meta"]["documents"]}
    yield Piece(Kind.REJECTION_GUIDE, "guide", "驳回理由的类别", "Categories of rejection", guide, name)
    papers = data["meta"]["documents"]
    for row in data["reasons"]:
        # Its papers are written out by name: they are finer than the catalogue ("page 4", "the clear copy").
        named = [
            {"code": code, **papers[code]} if code in papers else {"code": code, "zh": "", "en": ""}
            for code in row["documents"]
        ]
        yield _plain(Kind.REJECTION_REASON, {**row, "papers": named}, name)


def _citations(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["citations"]:
        zh = f"{row['law']['zh']}{row['article']['zh']}"
        en = f"{row['law']['en']}, {row['article']['en']}"
        yield Piece(Kind.CITATION, row["id"], zh, en, row, name, "", row["confidence"])


def _terms(data: Mapping[str, Any], name: str) -> Iterator[Piece]:
    for row in data["terms"]:
        if not (row["means"]["zh"] and row["means"]["en"]):
            raise Broken(f"{name}, {row['id']}: say what the term means in both languages.")
        yield _plain(Kind.TERM, row, name)


def _letters(folder: Path) -> Iterator[Piece]:
    """Both languages of a letter are one piece: it changes as a pair."""
    for path in sorted((folder / "letters").glob("*.en.md")):
        code = path.name.removesuffix(".en.md")
        versions = {
            language: _letter(folder, f"letters/{code}.{language}.md") for language in templates.LETTER_LANGUAGES
        }
        zh, en = versions["zh-Hans"], versions["en"]
        body = {"code": code, "versions": versions}
        yield Piece(Kind.LETTER, code, zh["name"], en["name"], body, f"letters/{code}.*.md")


def _letter(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    if not path.exists():
        raise Broken(f"{name}: missing. A letter is kept in Chinese and in English, block by block.")
    try:
        data = templates.split(path.read_text("utf8"))
    except (ValueError, KeyError, yaml.YAMLError) as error:
        raise Broken(f"{name}: {error}") from error
    if not data.get("name"):
        raise Broken(f"{name}: its front matter has no name. Write what the letter is called in a list.")
    expected = name.removeprefix("letters/").removesuffix(".md")
    if f"{data.get('code')}.{data.get('language')}" != expected:
        raise Broken(f"{name}: code and language in its front matter do not match the name of the file.")
    return data


def country_name(code: str, language: str) -> str:
    """`BE` in words. `EU` and regions that are no country are in Babel's table as well."""
    return str(Locale.parse(language).territories.get(code, code))


def country_here(code: str) -> str:
    """In the reader's language."""
    return country_name(code, SHORT[language_of(get_language())]) if code else ""


FILES = {
    "causes.yaml": _causes,
    "documents.yaml": _papers,
    "routes.yaml": _routes,
    "providers.yaml": _providers,
    "checklists.yaml": _checklists,
    "country_risk.yaml": _risk_lists,
    "letters/fields.yaml": _fields,
    "letters/phrases.yaml": _phrases,
    "letters/tone.yaml": _tone,
    "letters/rejection_reasons.yaml": _rejection,
    "letters/citations.yaml": _citations,
    "glossary.yaml": _terms,
}
