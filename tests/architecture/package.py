"""The package as text: each module's tree is parsed once for all that look at it."""

import ast
import gc
from functools import cache
from pathlib import Path

import chant_lsp

PACKAGE = Path(chant_lsp.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def trees() -> dict[Path, ast.Module]:
    """Each file's tree. None of them is garbage, and to look for some meanwhile takes longer than all the parsing."""
    gc.disable()
    found = {path: ast.parse(path.read_text("utf-8")) for path in FILES}
    gc.freeze()
    gc.enable()
    return found


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, wherever in the file."""
    found = []
    for node in ast.walk(trees()[path]):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(found)
