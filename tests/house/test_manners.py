"""What no module and no template does: swallow errors, assert on input, print, hide acts, style in place."""

import ast
import re

import pytest
from written import SRC, address, files_under, functions, modules, templates, tree

STYLE = re.compile(r"<[^>]*\sstyle\s*=|<style\b|\son\w+\s*=\s*[\"']|<script(?![^>]*\bsrc=)", re.IGNORECASE)
DJANGO_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def bare_excepts(module):
    return [
        node.lineno for node in ast.walk(module) if isinstance(node, ast.ExceptHandler) and node.type is None
    ]


def asserts(module):
    return [node.lineno for node in ast.walk(module) if isinstance(node, ast.Assert)]


def prints(module):
    called = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
    return [name.lineno for name in called if isinstance(name, ast.Name) and name.id == "print"]


def may_print(path):
    return path.relative_to(SRC).parts[0] == "cli" or "commands" in path.parts or path.name == "build.py"


def styled_in_place(text):
    return [found.group() for found in STYLE.finditer(DJANGO_CODE.sub("", text))]


def styles_in_text(module):
    texts = (
        node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return [node.lineno for node in texts if re.search(r"(?<![-\w])style\s*=", node.value)]


@pytest.mark.parametrize("path", modules(), ids=address)
def test_no_error_is_caught_without_its_name(path):
    assert bare_excepts(tree(path)) == []


@pytest.mark.parametrize("path", modules(), ids=address)
def test_input_is_refused_in_words_and_not_by_assert(path):
    assert asserts(tree(path)) == []


@pytest.mark.parametrize("path", [path for path in modules() if not may_print(path)], ids=address)
def test_only_commands_print(path):
    assert prints(tree(path)) == []


@pytest.mark.parametrize("path", [path for path in modules() if "web" in path.parts], ids=address)
def test_nothing_happens_behind_a_signal_or_a_save(path):
    imported = {node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in imported if name.startswith(("django.dispatch", "django.db.models.signals"))}
    assert "save" not in {function.name for function in functions(tree(path))}


@pytest.mark.parametrize("path", templates(), ids=address)
def test_a_template_styles_and_scripts_nothing_in_place(path):
    assert styled_in_place(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", modules(SRC / "publish", SRC / "web"), ids=address)
def test_drawings_carry_no_style_either(path):
    assert styles_in_text(tree(path)) == []


def test_style_sheets_ask_nobody_else_for_anything():
    for path in files_under(SRC / "web", ending=".css"):
        asked = re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", path.read_text(encoding="utf-8"))
        assert asked == [], address(path)


def test_the_checks_find_what_they_look_for():
    module = ast.parse("try:\n    print(1)\nexcept:\n    assert False\n")
    assert (bare_excepts(module), asserts(module), prints(module)) == ([3], [4], [2])


def test_the_check_of_drawings_looks_into_their_text_alone():
    module = ast.parse("Text('a', style='bold')\nf'<g style=\"{a}\">'\n'<text font-style=\"italic\">'\n")
    assert styles_in_text(module) == [2]


@pytest.mark.parametrize(
    "text",
    [
        '<p class="a" style="color: red">',
        "<STYLE>",
        '<a onclick="go()">',
        "<script>go()</script>",
        '<p\n  style = "x">',
    ],
)
def test_the_check_of_templates_finds_style_and_script(text):
    assert styled_in_place(text)


def test_the_check_of_templates_leaves_the_rest_alone():
    text = (
        '<p class="lifestyle">{% if a < b %}{# style="" #}{% endif %} My style = plain</p><script src="a.js">'
    )
    assert styled_in_place(text) == []
