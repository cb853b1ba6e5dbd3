"""What a reviewer would have to say twice: sizes, docstrings, and the words that the project does not use."""

import ast
import re
from pathlib import Path

import pytest

import chant_lsp

PACKAGE = Path(chant_lsp.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50


def names(path):
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", FILES, ids=names)
def test_a_module_says_what_it_is_and_is_one_idea_long(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_MODULE_LINES
    assert ast.get_docstring(ast.parse(text)), "a module starts with one sentence on what it is"


@pytest.mark.parametrize("path", FILES, ids=names)
def test_functions_are_short_and_public_ones_say_what_they_do(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, node.name
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_there_is_no_drawer_for_odds_and_ends():
    drawer = re.compile(r"(manager|helper|util)s?\b")
    assert [names(path) for path in FILES if drawer.search(path.stem)] == []
