"""Small pictures: projects of several files written as one text, a cursor in it, and findings drawn under their lines.

    //- .chant/specs/001-a.md
    ---
    status: opne$0
            ^^^^ invalid-value
    ---
    # A
    //- src/a.py
    print("a")

A line `//- path` starts a file; its text goes to the next such line or the end, last line end included. `$0` is the
cursor and is taken out. A row of spaces, carets and a code draws a finding under the line above it. What the last run
of 001-a did not leave behind stands in `(last-run)/001-a`, what has changed since then in `(since-last-run)/001-a`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from chant_lsp.core.check import AS_SHIPPED, Severities, check
from chant_lsp.core.findings import Finding
from chant_lsp.core.gaps import Gap
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.kinds import kind_of, parse_page
from chant_lsp.core.noted import note_gaps, note_stale
from chant_lsp.core.stale import HOW, WHY, ChangedInput, StaleFacts, Upstream
from chant_lsp.core.text import Source
from tests.memory_files import MemoryFiles

CURSOR = "$0"
ONLY_FILE = ".chant/specs/001-spec.md"
"""The path of a text without any `//- path` line."""

LAST_RUN = "(last-run)/"
SINCE = "(since-last-run)/"

_HEADER = re.compile(r"^//- (?P<path>\S+)\n", re.MULTILINE)
_DRAWN = re.compile(r"^ *\^+ [a-z]+(?:-[a-z]+)*\n?", re.MULTILINE)


def fixture(text: str) -> tuple[dict[str, str], tuple[str, int]]:
    """The files by path, without cursor and drawings, and where the cursor is: (path, offset); ("", 0) for nowhere."""
    cursor = ("", 0)
    files = {}
    for path, content in _parts(undrawn(text)):
        at = content.find(CURSOR)
        if at >= 0:
            content = content[:at] + content[at + len(CURSOR) :]
            cursor = (path, at)
        files[path] = content
    return files, cursor


def index_of(files: Mapping[str, str]) -> SpecIndex:
    """The index of the specs, config and prompts among the files; all files are there to be named."""
    index = SpecIndex(MemoryFiles(dict(files)))
    index.apply([Change(path, parse_page(path, Source(text))) for path, text in files.items() if kind_of(path)])
    note_gaps(index, {path.removeprefix(LAST_RUN): _gaps(text) for path, text in files.items() if LAST_RUN in path})
    note_stale(index, {path.removeprefix(SINCE): _stale(text) for path, text in files.items() if SINCE in path})
    return index


def _stale(text: str) -> StaleFacts:
    """What has changed: a line each, `changed PATH ENTRY`, `own`, `prompt NAME`, or `stale ID` of a spec before it."""
    lines = [line.split() for line in text.splitlines()]
    inputs = tuple(ChangedInput(*words[1:2], words[0], *words[2:]) for words in lines if words[0] in HOW)  # type: ignore
    upstream = tuple(Upstream(words[1], words[0]) for words in lines if words[0] in WHY)  # type: ignore
    prompt = next((words[1] for words in lines if words[0] == "prompt"), "")
    own = ["own"] in lines
    return StaleFacts("stale" if inputs or own or prompt else "suspect", "run", inputs, own, prompt, upstream)


def _gaps(text: str) -> tuple[Gap, ...]:
    """What a last run left open: a line each, `what`, `path` and `detail`."""
    lines = ([*line.split(" ", 2), "", ""][:3] for line in text.splitlines())
    return tuple(Gap(what, path, f"{what} {path}", detail) for what, path, detail in lines)


class TextsOf:
    """The texts of a picture; each may name anything."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def source(self, path: str) -> Source | None:
        """The text of a file."""
        return Source(self.files[path]) if path in self.files else None

    def naming(self, name: str) -> Iterable[str]:
        """All of chant's own files."""
        return [path for path in self.files if kind_of(path) is not None]


def undrawn(text: str) -> str:
    """The text without the rows that draw findings."""
    return _DRAWN.sub("", text)


def draw(text: str, findings: Iterable[Finding]) -> str:
    """The text of one file with its findings drawn; what goes over several lines is drawn to the end of its first."""
    source = Source(text)
    rows: dict[int, list[str]] = {}
    for finding in findings:
        line, column = source.place(finding.span.start)
        width = min(finding.span.end, source.line_span(line).end) - finding.span.start
        rows.setdefault(line, []).append(" " * column + "^" * max(width, 1) + f" {finding.code}\n")
    ends = [*source.line_starts[1:], len(text)]
    lines = (text[start:end] for start, end in zip(source.line_starts, ends, strict=True))
    return "".join(line + "".join(rows.get(i, ())) for i, line in enumerate(lines))


def draw_all(files: Mapping[str, str], severities: Severities = AS_SHIPPED) -> str:
    """The whole picture: every file with what is found in it."""
    index = index_of(files)
    return "".join(f"//- {path}\n{draw(text, check(index, path, severities))}" for path, text in files.items())


def _parts(text: str) -> Iterable[tuple[str, str]]:
    headers = list(_HEADER.finditer(text))
    if not headers:
        yield ONLY_FILE, text
    for i, header in enumerate(headers):
        end = headers[i + 1].start() if i + 1 < len(headers) else len(text)
        yield header["path"], text[header.end() : end]
