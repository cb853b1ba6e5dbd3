"""Reads Python sources for one question: which functions read a file, change what they read, and write it back?

Works on the syntax tree alone, so that every line it names is a line of the file as it is now.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_READS = {"read_text", "read_bytes", "load"}
_WRITES = {"write_text", "write_bytes", "dump"}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function or method, and where it touches files. Lines count from 1."""

    path: str
    name: str
    """With the class: `Store.update`."""
    line: int
    end_line: int
    summary: str
    """First line of its docstring, or ''."""
    read_line: int | None
    """Where it first reads a file, itself or through a function of the same module."""
    write_line: int | None
    """Where it last replaces what is in a file."""
    append_line: int | None
    """Where it appends to a file."""
    locked: bool
    """A lock is held from the read to the write."""
    takes_callable: bool
    """Callers can pass code of their own into it."""

    @property
    def writes_back(self) -> bool:
        """Whether it reads first and writes afterwards: the pattern that needs a lock."""
        return self.read_line is not None and self.write_line is not None and self.read_line <= self.write_line

    @property
    def loses_writes(self) -> bool:
        return self.writes_back and not self.locked

    @property
    def is_public(self) -> bool:
        return not self.name.rpartition(".")[2].startswith("_")

    @property
    def class_name(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def short_name(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def place(self) -> str:
        """`src/storage/store.py:33`."""
        return f"{self.path}:{self.line}"

    def at(self, line: int | None) -> str:
        """The same file at another line."""
        return f"{self.path}:{line}"


class _Touch(NamedTuple):
    """Lines on which a function itself reads, replaces and appends."""

    reads: list[int]
    writes: list[int]
    appends: list[int]


def find_functions(path: str, text: str) -> list[Function]:
    """Every function at the top of the module and every method, in the order of the file.

    Errors: SyntaxError, when the text is not Python.
    """
    nodes = list(_iter_functions(ast.parse(text)))
    direct = {name: _touch(node) for name, node in nodes}
    readers = {_last(name) for name, touch in direct.items() if touch.reads and not touch.writes}
    writers = {_last(name) for name, touch in direct.items() if touch.writes and not touch.reads}
    return [_describe(path, name, node, direct[name], readers, writers) for name, node in nodes]


def find_line(text: str, needle: str) -> int | None:
    """The first line that holds the words, from 1."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if needle in line), None)


def find_tests(text: str) -> list[str]:
    """The names of the test functions in a module."""
    return [name for name, _ in _iter_functions(ast.parse(text)) if _last(name).startswith("test_")]


def find_importers(texts: dict[str, str], module: str) -> list[str]:
    """The paths of the modules that import this one."""
    return [path for path, text in texts.items() if module in _imported(ast.parse(text))]


def module_of(path: str) -> str:
    """The dotted name of a module below `src`: `src/storage/store.py` is `storage.store`."""
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _iter_functions(tree: ast.Module) -> Iterator[tuple[str, FunctionNode]]:
    for node in tree.body:
        if isinstance(node, FunctionNode):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, FunctionNode):
                    yield f"{node.name}.{inner.name}", inner


def _describe(
    path: str, name: str, node: FunctionNode, direct: _Touch, readers: set[str], writers: set[str]
) -> Function:
    calls = [(call.lineno, _callee(call)) for call in ast.walk(node) if isinstance(call, ast.Call) and _is_own(call)]
    reads = direct.reads + [line for line, callee in calls if callee in readers]
    writes = direct.writes + [line for line, callee in calls if callee in writers]
    read_line, write_line = min(reads, default=None), max(writes, default=None)
    return Function(
        path=path,
        name=name,
        line=node.lineno,
        end_line=node.end_lineno or node.lineno,
        summary=(ast.get_docstring(node) or "").partition("\n")[0],
        read_line=read_line,
        write_line=write_line,
        append_line=min(direct.appends, default=None),
        locked=read_line is not None and write_line is not None and _is_locked(node, read_line, write_line),
        takes_callable=any("Callable" in ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation),
    )


def _touch(node: FunctionNode) -> _Touch:
    touch = _Touch([], [], [])
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        callee = _callee(call)
        if callee in _READS:
            touch.reads.append(call.lineno)
        elif callee in _WRITES:
            touch.writes.append(call.lineno)
        elif callee == "open":
            mode = _open_mode(call)
            lines = touch.appends if "a" in mode else touch.writes if set(mode) & set("wx+") else touch.reads
            lines.append(call.lineno)
    return touch


def _callee(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_own(call: ast.Call) -> bool:
    """A call of this module's own: `f()` or `self.f()`."""
    return isinstance(call.func, ast.Name) or (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "self"
    )


def _open_mode(call: ast.Call) -> str:
    """The mode of `open(path, mode)` or `path.open(mode)`."""
    modes = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    modes += call.args[1:2] if isinstance(call.func, ast.Name) else call.args[:1]
    constants = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    return constants[0] if constants else "r"


def _is_locked(node: FunctionNode, first: int, last: int) -> bool:
    return any(
        isinstance(inner, ast.With)
        and inner.lineno <= first
        and last <= (inner.end_lineno or inner.lineno)
        and any("lock" in ast.unparse(item.context_expr).lower() for item in inner.items)
        for inner in ast.walk(node)
    )


def _last(name: str) -> str:
    return name.rpartition(".")[2]
