"""What nobody types by mistake: each field of each form, each question in an address. It is refused, and never breaks."""

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from tests.house.forms import FORMS, where
from tests.house.test_matrix import ALLAUTH, LINES, READS, addresses, url_of
from tests.house.world import PEOPLE

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.slow]

WORDS = (
    "\x00",
    "9" * 30,
    "-1",
    "🧊" * 3000,
    "'\"><script>{{7*7}}%s%(x)s{0}",
    "\ud800".encode("utf8", "surrogatepass").decode("latin-1") + "\u202e\r\nX: y",
    "0000-13-45T99:99",
    "NaN",
    "a:b:c:d:e",
    "²",
    "7" * 5000,
)
ASKED = (
    "page", "after", "before", "q", "exhibit", "letter", "was", "then", "check", "dpi", "organisation", "state", "stage",
    "owner", "body", "kind", "only", "next", "send",
)  # fmt: skip
# A server refuses an address of more than some kilobytes before we ever see it.
IN_AN_ADDRESS = [word if word.isascii() else word[:60] for word in WORDS]
FORMS_THAT_CHANGE = [line for line in LINES if line.kind == "POST" and line.name not in ALLAUTH]


def who_may(line):
    """Who gets furthest: whoever is let in, or else whoever is at least told what is wrong with the form."""
    answers = dict(zip(PEOPLE, line.answers, strict=True))
    taken = [name for wanted in ({"200", "201", "302"}, {"422"}) for name in PEOPLE if answers[name] in wanted]
    return taken[0] if taken else "mo"


def choices_of(words):
    """Gaps to fill and versions to keep that nobody was asked about: all at once, in this order."""
    return {
        name: value
        for word in words
        for name, value in ((f"gap:{word}", word), (f"keep_{word}", "theirs"), (f"keep:{word}", word))
    }


@pytest.mark.parametrize("line", [line for line in FORMS_THAT_CHANGE if line.variant != "nonsense"], ids=str)
def test_each_field_is_refused_or_taken_and_never_breaks(house, line):
    filled = FORMS[line.whole](house)
    client, url = house.client(who_may(line)), url_of(house, line)
    kind = {"content_type": "application/json"} if line.name.startswith("api-") else {}
    worse = [dict.fromkeys(filled, word) for word in WORDS]
    worse += [{**filled, field: WORDS[(place + len(line.whole)) % len(WORDS)]} for place, field in enumerate(filled)]
    worse += [{**filled, **choices_of(words)} for words in (WORDS[1:], WORDS[:0:-1])]
    for given in worse:
        cache.clear()
        point = connection.savepoint()
        answer = client.post(url, given, **kind)
        assert answer.status_code < 500, f"{line} broke on {given!r}"
        connection.savepoint_rollback(point)


class Heard(QueryDict):
    """What is asked behind the address, and for what of it the page looked."""

    looked_for = []

    def __getitem__(self, key):
        self.note(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.note(key)
        return super().get(key, default)

    def getlist(self, key, default=None):
        self.note(key)
        return super().getlist(key, default)

    def __iter__(self):
        self.note()
        return super().__iter__()

    def lists(self):
        self.note()
        return super().lists()

    def note(self, *keys):
        Heard.looked_for += [key for key in keys or ASKED if key in ASKED]


@pytest.fixture
def heard(monkeypatch):
    asked = cached_property(lambda request: Heard(get_bytes_from_wsgi(request.environ, "QUERY_STRING", "")))
    asked.__set_name__(WSGIRequest, "GET")
    Heard.looked_for = []
    monkeypatch.setattr(WSGIRequest, "GET", asked)
    return Heard


@pytest.mark.parametrize("line", [line for line in READS if line.name not in ALLAUTH], ids=str)
def test_what_is_asked_in_an_address_never_breaks_a_page(house, line, heard):
    """A page that never looks at what is asked is asked once: another word would be the same request."""
    client, url = house.client(who_may(line) if "200" in line.answers else "mo"), url_of(house, line)
    for word in IN_AN_ADDRESS:
        answer = client.get(url, dict.fromkeys(ASKED, word))
        # /health answers 503 when nothing sweeps, and nothing sweeps in this house.
        assert answer.status_code < 500 or str(answer.status_code) in line.answers, f"{line} broke on {word!r}"
        # Whatever was searched for last stands in the field above each page: that is no look of the page's own.
        if heard.looked_for == (["q"] if b'role="search"' in getattr(answer, "content", b"") else []):
            break


@pytest.mark.parametrize("line", [line for line in LINES if addresses()[line.name] - {"uidb36", "key"}], ids=str)
def test_a_number_too_large_for_any_table_is_no_such_thing(house, line):
    arguments = where(house, line.name, line.variant, addresses()[line.name])
    for name, value in arguments.items():
        if isinstance(value, int):
            url = reverse(line.name, kwargs={**arguments, name: 10**30})
            answer = house.client("mo").get(url) if line.kind == "GET" else house.client("mo").post(url)
            assert answer.status_code in {302, 403, 404, 422}, f"{line}: {answer.status_code}"
