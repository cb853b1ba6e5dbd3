"""What a reviewer would have to say twice: sizes, docstrings, and the words that the project does not use."""

import ast
import re

from tests.architecture.package import FILES, PACKAGE, trees

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50


def names(path):
    return str(path.relative_to(PACKAGE))


def test_a_module_is_one_idea_long():
    assert [names(path) for path in FILES if path.read_text("utf-8").count("\n") > MAX_MODULE_LINES] == []


def test_a_module_starts_with_one_sentence_on_what_it_is():
    assert [names(path) for path, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_functions_are_short():
    functions = (
        (names(path), node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    long = [f"{name}: {node.name}" for name, node in functions if node.end_lineno - node.lineno >= MAX_FUNCTION_LINES]
    assert long == []


def test_what_is_public_says_what_it_does():
    public = (
        (names(path), node)
        for path, tree in trees().items()
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    )
    assert [f"{name}: {node.name}" for name, node in public if not ast.get_docstring(node)] == []


def test_there_is_no_drawer_for_odds_and_ends():
    drawer = re.compile(r"(manager|helper|util)s?\b")
    assert [names(path) for path in FILES if drawer.search(path.stem)] == []
