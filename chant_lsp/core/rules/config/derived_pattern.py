"""A pattern that finds nothing."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex

MAX_PATTERN = 500
"""Characters of a pattern that is looked at."""

_VARIABLE = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_SHELL_VARIABLE = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w*)\}|(?P<name>[A-Za-z_]\w*))", re.ASCII)
_ONLY_PYTHON = re.compile(r"\(\?<?[=!]|(?<!\\)(?:\\\\)*\\[1-9]")
"""Look-around and back-references, which chant's regular expressions do not have."""
_BROKEN_EVERYWHERE = ("missing )", "unbalanced parenthesis", "unterminated character set", "nothing to repeat")


def derived_pattern(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A `pattern` of `enterprise.derived` that cannot do what its `from` says. Page: derived_pattern.md."""
    for setting in config.settings:
        if not setting.name.startswith("enterprise.derived.") or not setting.name.endswith(".pattern"):
            continue
        source = config.text(f"{setting.name.removesuffix('pattern')}from")
        node = setting.value
        wrong = _wrong(source, node.text) if isinstance(node, Scalar) and source and node.text else None
        if wrong is not None and isinstance(node, Scalar):
            fixes = tuple(_iter_fixes(source, setting, node))
            yield Finding("derived-pattern", Severity.WARNING, node.span, wrong, fixes=fixes)


def _wrong(source: str | None, pattern: str) -> str | None:
    if source == "env" and not _VARIABLE.match(pattern):
        return f"`{pattern}` is no name of an environment variable; write the name alone."
    if source == "git_user" and pattern not in ("name", "email"):
        return f"`{pattern}` is nothing that a git user has; write `name` or `email`."
    if source in ("branch", "path") and len(pattern) <= MAX_PATTERN:
        return _wrong_expression(pattern)
    return None


def _wrong_expression(pattern: str) -> str | None:
    """What is certainly wrong with a regular expression: Python's are not quite chant's."""
    if _ONLY_PYTHON.search(pattern):
        return "chant's regular expressions know neither look-around nor back-references; write it without."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            groups = re.compile(pattern).groups
    except re.error as error:
        if error.msg.startswith(_BROKEN_EVERYWHERE):
            return f"This is no regular expression: {error.msg}."
        return None
    except (RecursionError, OverflowError):
        return None
    if groups == 0:
        return "chant takes what the first group matches, and this pattern has none; put round brackets round it."
    return None


def _iter_fixes(source: str | None, setting: Setting, node: Scalar) -> Iterator[Fix]:
    variable = _SHELL_VARIABLE.fullmatch(node.text) if source == "env" else None
    if variable is not None:
        name = variable["braced"] or variable["name"]
        yield Fix(f"Change to `{name}`", (Edit(node.span, name),), True)
    if source == "git_user":
        for name in ("name", "email"):
            if name in node.text.lower():
                yield Fix(f"Change to `{name}`", (Edit(node.span, name),), True)
                return
