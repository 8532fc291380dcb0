"""The shipped knowledge, and its files read once for all tests of this folder."""

import hashlib
import pickle
from datetime import UTC, datetime

import pytest

from knowledge import loading, reading
from knowledge.models import Edition

AT = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


@pytest.fixture
def knowledge(db):
    if not Edition.objects.exists():  # a transactional test before this one emptied the tables
        loading.load(at=AT)


@pytest.fixture(scope="package", autouse=True)
def _each_text_is_parsed_once():
    """One test breaks one file in one place; the forty others need not be read again for it."""
    parse, known = reading._documents, {}

    def documents(folder, name):
        path = folder / name
        if not path.exists():
            return parse(folder, name)
        key = name, hashlib.sha256(path.read_bytes()).hexdigest()
        if key not in known:
            known[key] = pickle.dumps(parse(folder, name))
        return pickle.loads(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_documents", documents)
        yield
