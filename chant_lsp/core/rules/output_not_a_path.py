"""An output that is no path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind, normal_path
from chant_lsp.core.quoting import OTHER_QUOTES, one_line
from chant_lsp.core.rules._edits import replace_by_several, replace_mention, written
from chant_lsp.core.rules._inputs import unescaped
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

_PATH = re.compile(r"(?<![\w./-])(?:[\w.-]+/)*[\w.-]+\.[A-Za-z]\w{0,9}(?![\w/])|(?<![\w./-])(?:[\w.-]+/)+[\w.-]*")
_PATH_AND_MORE = re.compile(r"\S*\.\w{1,9}\s")
"""`src/a.py (new)`; in `docs/My notes.md` the blank is in the name."""

_SEPARATORS = re.compile(r"[,;\n]\s*")
_ONE_PATH = re.compile(r"[\w./@+-]*(?:/[\w.@+-]+|[\w@+-]\.[A-Za-z]\w{0,9})/?")
_WITH_PUNCTUATION = re.compile(r"(?P<path>\S*[^\s.]\.\w{1,9})[,;.]+")
_USUAL = re.compile(r"[\w./-]*[\w/]")
"""What most outputs look like; of those that this rule is about, only words may look so."""
MAX_PARTS = 50

ONLY_WITH = ("target_files",)
READS = ()
WEIGHS = ("is_open",)


def output_not_a_path(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """Words, or a path in backticks or in a word processor's quotes, among the outputs. Page: output_not_a_path.md."""
    for mention in spec.mentions_in("target_files"):
        as_written = mention.span.end - mention.span.start == len(mention.text)
        if as_written and mention.kind is not MentionKind.PROSE and _USUAL.fullmatch(mention.text):
            continue
        if path := unescaped(mention.text):
            yield _without_escapes(spec, mention, path)
        elif paths := _several(mention.text):
            yield _list_of(spec, mention, paths)
        elif mention.kind is MentionKind.PROSE or _PATH_AND_MORE.match(mention.text):
            # YAML makes a blank of a line end.
            paths = _several(spec.parts.text[slice(*mention.span)])
            yield _list_of(spec, mention, paths) if paths else _words(spec, mention)
        elif not as_written and written(spec, mention)[:1] == "`":
            yield _without_marks(spec, mention, mention.text, "backticks")
        elif (match := _WITH_PUNCTUATION.fullmatch(mention.text)) is not None:
            yield _without_marks(spec, mention, match["path"], "marks at its end")
        elif mention.text[:1] in OTHER_QUOTES and (path := mention.text.strip(OTHER_QUOTES)):
            yield _without_marks(spec, mention, path, "quotes")


def _without_escapes(spec: Spec, mention: Mention, path: str) -> Finding:
    message = f"In double quotes a backslash escapes: `{one_line(mention.text)}` names no file; write `{path}`."
    fix = Fix(f"Change to `{path}`", replace_mention(spec, mention, path), True, guess=True)
    return _finding(mention, while_open(spec, Severity.WARNING), message, fix)


def _without_marks(spec: Spec, mention: Mention, path: str, marks: str) -> Finding:
    message = f"chant takes the {marks} for part of the name; write `{path}` without them."
    fix = Fix(f"Remove the {marks}", replace_mention(spec, mention, path), True)
    return _finding(mention, Severity.HINT, message, fix)


def _several(text: str) -> list[str]:
    """The paths in `src/a.py, src/b.py`."""
    if not _SEPARATORS.search(text):
        return []
    parts = [part.strip() for part in _SEPARATORS.split(text)]
    return parts if 1 < len(parts) <= MAX_PARTS and all(_ONE_PATH.fullmatch(part) for part in parts) else []


def _list_of(spec: Spec, mention: Mention, paths: list[str]) -> Finding:
    message = "To chant these paths are the name of one file; make each an item of its own."
    fix = Fix("Make it several items", replace_by_several(spec, mention, paths), True)
    return _finding(mention, while_open(spec, Severity.WARNING), message, fix)


def _words(spec: Spec, mention: Mention) -> Finding:
    paths = list(dict.fromkeys(normal_path(found) for found in _PATH.findall(mention.text)))
    message = "No run can write to these words, and nothing can look for them; write a path."
    path = paths[0] if len(paths) == 1 else None
    edits = replace_mention(spec, mention, path) if path is not None else ()
    return _finding(mention, Severity.HINT, message, Fix(f"Change to `{path}`", edits, True, guess=True))


def _finding(mention: Mention, severity: Severity, message: str, fix: Fix) -> Finding:
    """Shape: a fix without edits is none."""
    return Finding("output-not-a-path", severity, mention.span, message, fixes=(fix,) if fix.edits else ())
