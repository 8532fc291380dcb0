"""The templates as a whole: each compiles, each is used, none names what is not there, none breaks the site's own rules."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.urls import NoReverseMatch, get_resolver

BASE = Path(settings.BASE)
FOLDER = BASE / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
HTML = [name for name in TEMPLATES if name.endswith(".html")]
# Printed on paper, mailed, or shown before anybody has signed in: they carry their own style, and no policy of ours is asked.
OWN_STYLE = ("print/", "demo/", "notices/")
# Named by a program that is not ours: Django's refusals, allauth's pages and letters, axes' lock.
BY_NAME = re.compile(r"(40[0-9](_csrf)?|429|500)\.html|(account|mfa|usersessions|socialaccount|django)/.*")


def text(name):
    return (FOLDER / name).read_text("utf8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_template_compiles(name):
    assert get_template(name).template is not None


def test_each_template_is_used():
    """By a page that names it, by another template, or by a library that looks for exactly this name."""
    programs = "\n".join(path.read_text("utf8") for room in rooms() for path in sorted(room.rglob("*.py")))
    named = set(re.findall(r"[\w./-]+\.(?:html|txt|svg)", "\n".join([programs, *map(text, TEMPLATES)])))
    made = re.findall(r"f\"([\w/]+/)\{\w+\}(\.\w+)\"", programs)  # f"notices/{notice}.txt"
    named |= {name for name in TEMPLATES if _is_put_together(name, made, programs)}
    unused = [name for name in TEMPLATES if name not in named and not _a_library_asks_for(name)]
    assert not unused, f"Nothing shows these templates any more; delete them: {', '.join(unused)}"


def _is_put_together(name, made, programs):
    """A folder and an ending that the code writes, and a word between them that stands in the code."""
    for folder, ending in made:
        if name.startswith(folder) and name.endswith(ending):
            word = name.removeprefix(folder).removesuffix(ending)
            return f'"{word}"' in programs
    return False


def rooms():
    from django.apps import apps

    return sorted({Path(app.path) for app in apps.get_app_configs() if BASE in Path(app.path).parents} | {BASE / "ops"})


def _a_library_asks_for(name):
    return bool(BY_NAME.fullmatch(name)) and (
        name in {"403.html", "403_csrf.html", "404.html", "500.html"} or _theirs(name)
    )


def _theirs(name):
    """allauth and axes ship a template of this name, or name it in their code."""
    import allauth
    import axes

    for package in (allauth, axes):
        folder = Path(package.__file__).parent
        if (folder / "templates" / name).exists():
            return True
        stem = name.rpartition(".")[0]
        if any(stem in source.read_text("utf8") for source in folder.rglob("*.py")):
            return True
    return name == settings.AXES_LOCKOUT_TEMPLATE


# --- the rules of the site -------------------------------------------------------------------------------------------

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without an address": re.compile(r"<script\b(?![^>]*(\bsrc=|application/json))", re.IGNORECASE),
    "a handler of an event": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on", re.IGNORECASE),
}


@pytest.mark.parametrize("name", [name for name in HTML if not name.startswith(OWN_STYLE)])
def test_nothing_inline_that_the_policy_would_block(name):
    found = [what for what, pattern in INLINE.items() if pattern.search(text(name))]
    assert not found, f"{name} has {', '.join(found)}: the browser would refuse it (Content-Security-Policy)."


@pytest.mark.parametrize("name", HTML)
def test_every_form_that_posts_carries_its_token(name):
    for form in re.findall(r"<form\b.*?</form>", text(name), re.DOTALL | re.IGNORECASE):
        if re.search(r"method=[\"']?post", form, re.IGNORECASE):
            assert "{% csrf_token %}" in form, f"{name}: a form that posts has no token: {form[:120]}"


INCLUDED = re.compile(r"{% include \"([^\"]+)\"([^%]*)%}")


def with_a_token():
    """The templates whose forms post, and those that show one of them."""
    asked = {name for name in HTML if "{% csrf_token %}" in text(name)}
    while more := {n for n in HTML if n not in asked and any(m[1] in asked for m in INCLUDED.finditer(text(n)))}:
        asked |= more
    return asked


def test_a_part_with_a_form_is_handed_the_token_where_it_is_handed_nothing_else():
    """`only` takes everything away, the token too: the form would be refused, whoever sends it."""
    asked = with_a_token()
    assert "cases/_clock.html" in asked
    assert not [
        f"{name} includes {part[1]}"
        for name in HTML
        for part in INCLUDED.finditer(text(name))
        if part[1] in asked and part[2].split()[-1:] == ["only"] and "csrf_token=csrf_token" not in part[2]
    ]


@pytest.mark.parametrize("name", HTML)
def test_no_text_is_marked_as_safe_by_hand(name):
    """What people typed is escaped. The few pieces of markup are made by tags, which escape their arguments."""
    assert not re.search(r"\|\s*safe\b|autoescape off|\|\s*safeseq\b", text(name)), name


@pytest.mark.parametrize("name", [name for name in HTML if not name.startswith(OWN_STYLE)])
def test_nothing_is_loaded_from_elsewhere(name):
    assert not re.search(r"<(?:script|link|img|iframe|use)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", text(name)), name


@pytest.mark.parametrize("name", HTML)
def test_every_link_leads_somewhere(name):
    """{% url %} names an address that exists; a name in a variable is looked at while walking."""
    known = _names(get_resolver().url_patterns)
    for place in re.findall(r"{%\s*url\s+[\"']([\w:-]+)[\"']", text(name)):
        assert place in known, f"{name} links to {place}, which is no address."


def _names(patterns, space=""):
    found = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= _names(pattern.url_patterns, inside)
        else:
            found.add(f"{space}{pattern.name}")
    return found | {"demo-enter"}  # there in the demo only


@pytest.mark.parametrize("name", HTML)
def test_what_a_template_stands_on_is_there(name):
    """Parents and parts named in words exist; those named by a variable are looked at while walking."""
    for node in get_template(name).template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
        parent = getattr(node, "parent_name", None) or node.template
        if isinstance(getattr(parent, "var", None), str):
            engines["django"].engine.get_template(parent.var)


def test_the_watch_over_links_sees_a_wrong_one():
    assert "today" in _names(get_resolver().url_patterns)
    with pytest.raises(NoReverseMatch):
        engines["django"].from_string("{% url 'no-such-address' %}").render()
