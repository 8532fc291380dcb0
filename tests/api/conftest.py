"""A program at the API's door: signed in as somebody, speaking JSON."""

import json

import pytest

ROOT = "/api/v1"


@pytest.fixture(autouse=True)
def _knowledge(knowledge):
    """Routes and rules as they ship."""


@pytest.fixture
def program(page):
    """program(fang).get("/cases") and .post("/cases", {...}); the answer's .json() is what came back."""

    class Program:
        def __init__(self, person, language):
            self.client = page(person, language=language)

        def get(self, path, **query):
            return self.client.get(ROOT + path, query)

        def post(self, path, content, *, raw=False):
            body = content if raw else json.dumps(content)
            return self.client.post(ROOT + path, body, content_type="application/json")

    return lambda person=None, language="zh-hans": Program(person, language)


@pytest.fixture
def freeze():
    """The least one can say about a freeze."""
    return {
        "account_number": "BE47 9149 9900 0180",
        "institution": "iBanFirst SA",
        "party_name": "宁波海岚进出口有限公司",
    }
