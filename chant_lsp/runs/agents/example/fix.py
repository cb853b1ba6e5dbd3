"""The fix of issue #42: puts one lock around every read-change-write of a class, and leaves the rest of the file alone.

Each edit finds its place in the syntax tree of the text as it then is.
"""

from __future__ import annotations

import ast

from chant_lsp.runs.agents.example.sources import FunctionNode, find_functions

LOCK_METHOD = '''\
    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes from changing the file until the block is left."""
        # The lock is on a file of its own: saving replaces the store's file, and a lock on that would go with it.
        with self.path.with_name(f"{self.path.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
'''


def lock_class(text: str, class_name: str) -> str:
    """The module with every method of the class that reads and writes back doing so under a lock.

    Errors: ValueError, when there is no such class or nothing in it to lock.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    racy = [f for f in find_functions("", text) if f.class_name == class_name and f.loses_writes]
    if not racy:
        raise ValueError(f"No method of {class_name} reads and writes back without a lock.")
    for function in reversed(racy):
        text = _wrap(text, class_name, function.short_name, function.read_line or function.line)
    text = _insert_method(text, class_name, LOCK_METHOD)
    for statement in (("contextlib", "contextmanager"), ("collections.abc", "Iterator")):
        text = _import_from(text, *statement)
    text = _import(text, "fcntl")
    return text.replace("\n", newline)


def _wrap(text: str, class_name: str, method: str, read_line: int) -> str:
    """Indent the method's body below the lock, from the statement that reads to the end."""
    node = next(inner for inner in _methods(text, class_name) if inner.name == method)
    first = next(stmt for stmt in node.body if stmt.lineno <= read_line <= (stmt.end_lineno or stmt.lineno))
    lines = text.split("\n")
    start, end = first.lineno - 1, node.end_lineno or first.lineno
    indent = " " * first.col_offset
    block = [f"    {line}" if line.strip() else line for line in lines[start:end]]
    return "\n".join([*lines[:start], f"{indent}with self._locked():", *block, *lines[end:]])


def _insert_method(text: str, class_name: str, method: str) -> str:
    """Put a method before the first private one, or at the end of the class."""
    methods = _methods(text, class_name)
    lines = text.split("\n")
    for node in methods:
        if node.name.startswith("_") and not node.name.startswith("__"):
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
            return "\n".join([*lines[:start], method, *lines[start:]])
    end = methods[-1].end_lineno or methods[-1].lineno
    return "\n".join([*lines[:end], "", method.rstrip("\n"), *lines[end:]])


def _import(text: str, module: str) -> str:
    """Add `import module` where it belongs alphabetically."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.Import)]
    if any(alias.name == module for node in nodes for alias in node.names):
        return text
    return _insert_sorted(text, [(node.names[0].name, node) for node in nodes], module, f"import {module}")


def _import_from(text: str, module: str, name: str) -> str:
    """Add `from module import name`, to the statement that is there or where it belongs alphabetically."""
    nodes = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__"
    ]
    same = next((node for node in nodes if node.module == module), None)
    if same is None:
        return _insert_sorted(
            text, [(node.module or "", node) for node in nodes], module, f"from {module} import {name}"
        )
    names = sorted({name, *(alias.name for alias in same.names if alias.asname is None)})
    names += [f"{alias.name} as {alias.asname}" for alias in same.names if alias.asname]
    lines = text.split("\n")
    lines[same.lineno - 1 : same.end_lineno] = [f"from {module} import {', '.join(names)}"]
    return "\n".join(lines)


def _insert_sorted(text: str, present: list[tuple[str, ast.stmt]], module: str, statement: str) -> str:
    lines = text.split("\n")
    later = [node.lineno - 1 for name, node in present if name > module]
    earlier = [node.end_lineno or node.lineno for name, node in present if name < module]
    at = min(later) if later else max(earlier, default=_after_header(text))
    lines.insert(at, statement)
    return "\n".join(lines)


def _after_header(text: str) -> int:
    """The line after the docstring and `from __future__`, for a module that imports nothing else."""
    head = [
        node.end_lineno or node.lineno
        for node in ast.parse(text).body
        if isinstance(node, (ast.ImportFrom, ast.Import)) or (isinstance(node, ast.Expr) and node.lineno == 1)
    ]
    return max(head, default=0)


def _methods(text: str, class_name: str) -> list[FunctionNode]:
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            return [inner for inner in node.body if isinstance(inner, FunctionNode)]
    raise ValueError(f"There is no class {class_name}.")
