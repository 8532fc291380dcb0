"""What the README says is there is there: every setting, every command, every file, every figure."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve
from PIL import Image

from ops import screenshots

BASE = Path(settings.BASE)
README = (BASE / "README.md").read_text("utf8")
PAGES = sorted(
    [BASE / "README.md", BASE / "README.zh.md", BASE / "CONTRIBUTING.md", *BASE.glob("docs/**/*.md")],
    key=lambda path: str(path.relative_to(BASE)),
)
names_of_pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(BASE)))
# Read from the environment, but set by somebody else than the reader of the README: a tool, the shell, a test.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "MAKELEVEL", "PATH", "PYTEST_XDIST_WORKER", "FREEZEDESK_WITHOUT_PRCTL"}


def tables():
    """The configuration tables: the settings first, then what servers and make read."""
    text = README.partition("## Configuration")[2].partition("\n## ")[0]
    found = [re.findall(r"^\| `([A-Z][A-Z0-9_]*)` \| (.*?) \|", part, re.M) for part in text.split("\n\n")]
    return [dict(rows) for rows in found if rows]


def environment_of_settings():
    """Each variable that settings.py reads, with its default where that is a plain value."""
    tree = ast.parse((BASE / "freezedesk/settings.py").read_text("utf8"))
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of, name = node.func.value, node.args[0]
            if isinstance(of, ast.Name) and of.id == "env" and isinstance(name, ast.Constant) and name.value.isupper():
                found[name.value] = next((word.value for word in node.keywords if word.arg == "default"), None)
    return found


def read_elsewhere():
    asked = re.compile(r"""os\.environ(?:\.get)?[(\[]\s*["']([A-Z][A-Z0-9_]*)["']""")
    files = [*BASE.glob("ops/*.py"), *BASE.glob("freezedesk/*.py"), *BASE.glob("documents/*.py")]
    found = {name for path in files for name in asked.findall(path.read_text("utf8"))}
    found |= set(re.findall(r"^([A-Z_]+) \?=", (BASE / "Makefile").read_text("utf8"), re.M))
    found |= set(asked.findall((BASE / "tests/bench/bench_outbox.py").read_text("utf8")))
    return found - NOT_OURS - set(environment_of_settings())


def test_every_setting_stands_in_the_table_and_nothing_else_does():
    of_settings, _elsewhere = tables()
    assert set(of_settings) == set(environment_of_settings())


def test_what_servers_and_make_read_stands_in_the_second_table():
    _settings, elsewhere = tables()
    assert set(elsewhere) == read_elsewhere()


def test_a_default_that_the_table_states_is_the_default():
    of_settings, _elsewhere = tables()
    for name, default in environment_of_settings().items():
        if isinstance(default, ast.Constant) and default.value != "":
            assert of_settings[name].startswith(f"`{default.value}`"), name
        if isinstance(default, ast.Constant) and default.value == "":
            assert of_settings[name].startswith(("empty", "made once")), name


def test_the_example_file_names_known_variables_only():
    named = re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", (BASE / ".env.example").read_text("utf8"), re.M)
    of_settings, elsewhere = tables()
    known = set(of_settings) | set(elsewhere)
    assert {name.removesuffix("_FILE") for name in named} <= known


@names_of_pages
def test_every_file_that_is_linked_exists(page):
    text = page.read_text("utf8")
    linked = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]+)(#[^)]*)?\)", text)
    linked += [(path, "") for path in re.findall(r'<img src="([^"]+)"', text)]
    assert linked or page.parent.name == "decisions"
    for path, anchor in linked:
        target = (page.parent / path).resolve()
        assert target.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf8"), re.M)
            assert anchor[1:] in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


@names_of_pages
def test_every_make_target_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (BASE / "Makefile").read_text("utf8"), re.M))
    code = re.findall(r"`(make [^`]*)`|^(make .*)$", page.read_text("utf8"), re.M)
    named = {each.split()[1] for pair in code for each in pair if each}
    assert named <= targets


@names_of_pages
def test_every_management_command_that_is_named_exists(page):
    named = set(re.findall(r"manage\.py ([a-z_]+)", page.read_text("utf8")))
    assert named <= set(get_commands())


@names_of_pages
def test_a_page_names_files_that_exist_by_their_path(page):
    """`cases/stages.py` in running text is a promise as well."""
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_0-9.-]+\.(?:py|yaml|toml|yml|conf|md))`", page.read_text("utf8"))
    for path in named:
        assert (BASE / path).exists(), path


def test_the_figures_of_the_knowledge_are_counted():
    data = BASE / "knowledge/data"
    for name, key, words in (
        ("time_limits", "rules", "time limits"),
        ("routes", "routes", "routes"),
        ("providers", "providers", "provider profiles"),
        ("documents", "documents", "kinds of paper"),
    ):
        count = len(yaml.safe_load((data / f"{name}.yaml").read_text("utf8"))[key])
        assert f"{count} {words}" in " ".join(README.split())


def test_the_pictures_are_small_and_every_one_is_shown():
    pictures = sorted((BASE / "docs/screens").glob("*.png"))
    shown = README + (BASE / "README.zh.md").read_text("utf8")
    assert len(pictures) >= 6
    for path in pictures:
        assert f"docs/screens/{path.name}" in shown, path.name
        assert path.stat().st_size <= 250_000, path.name
        with Image.open(path) as picture:
            assert min(picture.size) >= 390


def test_the_script_takes_every_picture_and_no_other():
    made = {shot.name for shot in screenshots.SHOTS} | {sheet[0] for sheet in screenshots.SHEETS}
    assert made == {path.stem for path in (BASE / "docs/screens").glob("*.png")}


def test_the_script_looks_at_addresses_and_takes_steps_that_exist():
    for shot in screenshots.SHOTS:
        assert resolve(shot.path).url_name
        assert not shot.then or callable(getattr(screenshots, shot.then))


def test_a_large_picture_becomes_small_and_one_that_cannot_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "page.png"
    Image.effect_noise((400, 400), 90).convert("RGB").save(path)
    screenshots.shrink(path)
    assert path.stat().st_size <= screenshots.LIMIT
    monkeypatch.setattr(screenshots, "LIMIT", 1_000)
    with pytest.raises(SystemExit):
        screenshots.shrink(path)


@names_of_pages
def test_a_page_names_no_machine_and_no_package_index(page):
    text = page.read_text("utf8")
    assert not re.search(r"/root/|/home/|pypi\.|pythonhosted", text)
