"""The API's description of itself: valid, complete, true, and only for whoever may come in."""

import json

import pytest
from django.urls import get_resolver

METHODS = {"get", "put", "post", "delete", "patch", "options", "head", "trace"}


@pytest.fixture
def description(program, fang):
    answer = program(fang).get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_it_is_a_description_as_the_standard_wants_it(description):
    """OpenAPI 3.1: a version, a title, paths; each operation with its answers, each name used once."""
    assert description["openapi"].startswith("3.1")
    assert {"title", "version"} <= set(description["info"])
    names = []
    for path, item in description["paths"].items():
        assert path.startswith("/")
        for method, operation in item.items():
            assert method in METHODS
            assert operation["responses"]
            assert all("description" in answer for answer in operation["responses"].values())
            assert operation["summary"]
            names.append(operation["operationId"])
            wanted = {part[1:-1] for part in path.split("/") if part.startswith("{")}
            given = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
            assert wanted == given
    assert len(names) == len(set(names))


def test_all_it_refers_to_is_in_it(description):
    for reference in references(description):
        found = description
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_it_names_every_address_there_is(description):
    (root,) = [each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/"]
    there = {str(each.pattern) for inner in root.url_patterns for each in inner.url_patterns} - {"openapi.json", ""}
    assert set(description["paths"]) == {f"/api/v1/{each}".replace("<", "{").replace(">", "}") for each in there}


def test_what_comes_back_is_what_it_says(description, program, fang, mo, freeze):
    """Names and kinds of an answer, against the description: no field more, no field less."""
    made = program(fang).post("/cases", freeze).json()
    for told, name in (
        (made, "CaseOut"),
        (program(fang).get("/cases").json(), "CasePage"),
        (program(fang).get("/deadlines").json()[0], "DeadlineOut"),
    ):
        schema = description["components"]["schemas"][name]
        assert set(told) == set(schema["properties"])
        assert set(schema.get("required", [])) <= set(told)


def test_money_travels_as_text_and_moments_with_their_offset(program, fang, mo, freeze):
    made = program(fang).post("/cases", {**freeze, "amount": "1200.10"})
    assert '"amount": "1200.10"' in made.text
    assert json.loads(made.text)["opened_at"].endswith(("Z", "+00:00"))


def test_no_page_comes_with_it_that_loads_from_elsewhere(program, fang):
    assert program(fang).get("/docs").status_code == 404
