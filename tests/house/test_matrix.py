"""The walk through the whole house: every address, every person, reading and writing, against one table."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import engines
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from appeals import bundle, case_letter_paper
from tests.house import wings
from tests.house.forms import FORMS, where
from tests.house.matrix import TABLE
from tests.house.undefined import none_undefined
from tests.house.world import PEOPLE, House
from web import urls, urls_shell, way_back

pytestmark = pytest.mark.xdist_group("matrix")


@dataclass(frozen=True)
class Line:
    name: str
    variant: str
    kind: str  # GET, POST, EMPTY
    answers: tuple[str, ...]

    @property
    def whole(self) -> str:
        return f"{self.name}:{self.variant}" if self.variant else self.name

    def __str__(self) -> str:
        return f"{self.kind} {self.whole}"


def read_table() -> list[Line]:
    lines = []
    for section in TABLE.values():
        for row in section.strip().splitlines():
            if row.startswith("#"):
                assert row.lstrip("#").split() == list(PEOPLE), f"The columns are {PEOPLE}, not {row}."
                continue
            whole, kind, *answers = row.split()
            assert kind in {"GET", "POST", "EMPTY"}, f"{row}: GET, POST or EMPTY?"
            assert len(answers) == len(PEOPLE), f"{row}: {len(PEOPLE)} answers are wanted."
            for place, answer in enumerate(answers):
                if answer == ".":
                    answers[place] = answers[place - 1]
            name, variant = _cut(whole)
            lines.append(Line(name, variant, kind, tuple(answers)))
    return lines


def _cut(whole: str) -> tuple[str, str]:
    """The API's names carry their namespace before a colon; a variant stands behind one."""
    space, name = ("api-1:", whole.removeprefix("api-1:")) if whole.startswith("api-1:") else ("", whole)
    name, _colon, variant = name.partition(":")
    return space + name, variant


@lru_cache
def addresses(patterns: list[URLPattern | URLResolver] | None = None, space: str = "") -> dict[str, set[str]]:
    """Every address the house answers to: its name, and the arguments it takes."""
    found: dict[str, set[str]] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= addresses(
                tuple(pattern.url_patterns), f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            assert pattern.name, f"The address {pattern.pattern} has no name: nothing can link to it or test it."
            found[space + pattern.name] = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
    return found


LINES = read_table()
ALLAUTH = {pattern.name for pattern in urls_shell.ACCOUNTS}
READS = [line for line in LINES if line.kind == "GET"]
WRITES = [line for line in LINES if line.kind != "GET"]


def url_of(house: House, line: Line) -> str:
    return reverse(line.name, kwargs=where(house, line.name, line.variant, addresses()[line.name]))


def ask(house: House, line: Line, name: str, **headers: str):
    """The request of this line, made by this person."""
    client = house.client(name)
    url = url_of(house, line)
    if line.kind == "GET":
        return client.get(url, **headers)
    filled = FORMS[line.whole](house) if line.kind == "POST" else {"csrfmiddlewaretoken": "as every form has"}
    if line.name.startswith("api-"):
        return client.post(url, json.dumps(filled), content_type="application/json", **headers)
    return client.post(url, filled, **headers)


def said(answer) -> str:
    to = answer.headers.get("Location", "")
    return "in" if answer.status_code == 302 and to.startswith(reverse(settings.LOGIN_URL)) else str(answer.status_code)


def as_line(line: Line, answers: list[str]) -> str:
    """The way the table writes it, to be read and, if it is right, pasted."""
    short = [answer if place in (0, 1) or answer != answers[place - 1] else "." for place, answer in enumerate(answers)]
    return f"{line.whole:<22} {line.kind:<7} {short[0]:<6} " + " ".join(f"{a:<4}" for a in short[1:])


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch):
    """Who may have the letter is asked here; what is printed on it, elsewhere."""
    monkeypatch.setattr(bundle, "preview", lambda appeal, language: b"%PDF-1.7")
    monkeypatch.setattr(case_letter_paper, "printed", lambda letter, language: b"%PDF-1.7")


@pytest.fixture(autouse=True)
def _nothing_undefined():
    """Every page of the walk is also asked whether its template names something nobody gave it."""
    with none_undefined():
        yield


# --- the table itself ------------------------------------------------------------------------------------------------


def test_every_address_stands_in_the_table():
    missing = sorted(set(addresses()) - {line.name for line in LINES})
    assert not missing, f"Add to its file in tests/house/wings who may read and write: {', '.join(missing)}."


def test_the_table_names_no_address_that_is_gone():
    gone = sorted({line.name for line in LINES} - set(addresses()))
    assert not gone, f"No such address any more: {', '.join(gone)}."


def test_no_line_stands_in_the_table_twice():
    twice = [whole for whole, count in Counter(map(str, LINES)).items() if count > 1]
    assert not twice


def test_no_object_and_no_form_is_told_by_two_wings():
    for told in ("AT", "FORMS"):
        names = Counter(name for wing in wings.ALL.values() for name in getattr(wing, told))
        assert not [name for name, count in names.items() if count > 1]


def test_every_form_that_is_filled_in_has_its_line():
    assert set(FORMS) == {line.whole for line in LINES if line.kind == "POST"}


# --- who gets what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", READS, ids=str)
def test_reading(house, line):
    """The right answer for each person; whoever reads changes nothing; a foreign thing reads as a missing one."""
    before, answers = counts(line), []
    with no_writing(line):
        for name in PEOPLE:
            answer = ask(house, line, name)
            answers.append(said(answer))
            if is_hidden(line, name):
                reads_as_missing(house, line, name, answer)
    _agree(line, answers)
    assert counts(line) == before


@pytest.mark.parametrize("line", WRITES, ids=str)
def test_writing(house, line):
    """The same, each beginning with the same house; who is refused has changed nothing."""
    answers = []
    for name in PEOPLE:
        point = connection.savepoint()
        cache.clear()  # ten people from one address are one too many for the brakes of the door
        before = counts(line)
        answer = ask(house, line, name)
        answers.append(said(answer))
        if is_hidden(line, name):
            reads_as_missing(house, line, name, answer)
        if answers[-1] in {"in", "401", "403", "404", "405"}:
            assert counts(line) == before, f"{name} was refused by {line}, and something changed all the same."
        connection.savepoint_rollback(point)
    _agree(line, answers)


def _agree(line, answers):
    assert answers == list(line.answers), (
        f"\nthe table: {as_line(line, list(line.answers))}\nthe house: {as_line(line, answers)}"
    )


@pytest.mark.parametrize("name", sorted(addresses()))
def test_no_other_method_is_answered(house, name):
    """What the table does not say is not there: 405 for whoever is signed in."""
    kinds = {line.kind for line in LINES if line.name == name}
    line = next((line for line in LINES if line.name == name), None)
    assert line is not None, f"{name} does not stand in the table."
    shared = {line.name for line in LINES} if name.startswith("api-") else set()
    if name in ALLAUTH or name == "api-1:api-root":
        return  # the first ask for the password again, the second is nothing but a place for the others to stand in
    if "GET" not in kinds and not (shared & _same_address(house, name)):
        assert house.client("mo").get(url_of(house, line)).status_code == 405
    if kinds == {"GET"} and not (shared - {name}) & _same_address(house, name):
        assert house.client("mo").post(url_of(house, line)).status_code == 405
    assert house.client("mo").delete(url_of(house, line)).status_code in {404, 405}


def test_the_house_knows_which_of_its_addresses_can_be_opened():
    """A change of language on a refused form leads to one that can: web/way_back.py."""
    opened = {line.name for line in LINES if line.kind == "GET"}
    wrong = [
        pattern.name
        for patterns in (urls.urlpatterns, urls_shell.FRAME)
        for pattern in patterns
        if isinstance(pattern, URLPattern) and way_back.takes_get(pattern.callback) != (pattern.name in opened)
    ]
    assert not wrong


def _same_address(house, name):
    """The API has one address with two names, one a method."""
    here = url_of(house, next(line for line in LINES if line.name == name))
    return {line.name for line in LINES if line.name.startswith("api-") and url_of(house, line) == here}


# --- a foreign thing reads as a missing one --------------------------------------------------------------------------

STRANGERS = ("xu", "yan", "late")
HIDDEN = [
    line
    for line in LINES
    if line.answers[PEOPLE.index("xu")] == "404"
    and line.name not in ALLAUTH
    and line.variant != "nonsense"
    and addresses()[line.name]  # otherwise its object is named inside the form
]


def test_most_of_the_house_is_hidden_from_strangers():
    """Asked on the way through the table, in test_reading and test_writing: see is_hidden."""
    assert len(HIDDEN) > len(LINES) / 2


def is_hidden(line, name):
    return name in STRANGERS and line in HIDDEN and line.answers[PEOPLE.index(name)] == "404"


def reads_as_missing(house, line, name, theirs):
    arguments = where(house, line.name, line.variant, addresses()[line.name])
    for missing in _missing(arguments):
        client, url = house.client(name), reverse(line.name, kwargs=missing)
        nothing = client.get(url) if line.kind == "GET" else client.post(url, {})
        assert nothing.status_code == theirs.status_code == 404
        assert _same(nothing.text, missing) == _same(theirs.text, arguments), f"{name} can tell that it exists."


def _missing(arguments):
    """Each argument in turn names nothing, beginning with the one that names the owner."""
    none = {"ref": "HL-9999", "key": "nothing-here", "pk": 999999, "paper_pk": 999999, "item_pk": 999999}
    first = next(iter(arguments))
    yield {**arguments, first: none[first]}


def _same(text, arguments):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r'<div class="printed">.*?</div></div>', "", text, flags=re.S)  # it says what time it is
    for value in sorted(map(str, arguments.values()), key=len, reverse=True):
        text = re.sub(rf"(?<=/){re.escape(value)}(?=[/\"?])", "*", text)
    return text


# --- no writing without the token, none while reading ----------------------------------------------------------------


@pytest.mark.parametrize("line", [line for line in WRITES if line.kind == "POST" or line.name not in FORMS], ids=str)
def test_a_form_without_its_token_is_refused(house, line):
    """Before anything else is looked at, and for strangers as well."""
    url = url_of(house, line)
    for name in ("mo", "nobody"):
        client = house.client(name, enforce_csrf_checks=True)
        before = counts()
        if line.name.startswith("api-"):
            answer = client.post(url, "{}", content_type="application/json")
        else:
            answer = client.post(url, {})
        assert said(answer) == "403" or (name == "nobody" and said(answer) in {"in", "401"}), f"{name}: {said(answer)}"
        assert counts() == before


WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# A session notes when it was last seen, the dashboard when its reader was last there, and the picture of a page is drawn
# when it is first looked at, and sealed like any file: none of it changes anybody's work.
MAY_WRITE = (
    "django_session",
    "usersessions_usersession",
    "account_",
    "documents_rendition",
    "documents_filekey",
    "accounts_visit",
)
# Words of pages are read out when they are first searched for; who knocks at a privileged note stands in the history.
MAY_WRITE_TOO = {"case-pack-search": ("documents_pagetext",), "case-notes": ("audit_",)}


def may_write(line) -> tuple[str, ...]:
    return MAY_WRITE + (MAY_WRITE_TOO.get(line.name, ()) if line else ())


class no_writing:
    """Any statement that writes fails the request that sends it."""

    def __init__(self, line=None):
        self.tables = may_write(line)

    def __enter__(self):
        self.hook = connection.execute_wrapper(self._look)
        self.hook.__enter__()

    def __exit__(self, *error):
        self.hook.__exit__(*error)

    def _look(self, execute, sql, params, many, context):
        assert not WRITING.match(sql) or any(table in sql for table in self.tables), (
            f"A page that is read writes: {sql}"
        )
        return execute(sql, params, many, context)


def counts(line=None) -> dict[str, int]:
    """How many rows each table holds, sessions left out."""
    tables = [t for t in connection.introspection.table_names() if not t.startswith(may_write(line))]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())


def test_the_watch_over_templates_sees_a_name_that_nobody_gave():
    with pytest.raises(AssertionError, match="nobody_gave_this"), none_undefined():
        engines["django"].from_string("{{ nobody_gave_this }}{% if nor_this %}{% endif %}").render({})


def test_the_watch_over_reading_sees_a_write(house):
    with pytest.raises(AssertionError, match="writes"), no_writing():
        house.case.save(update_fields=["version"])


def test_a_client_without_a_session_is_a_stranger():
    assert "session" not in Client().cookies
