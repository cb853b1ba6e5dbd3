"""`chant-lsp review SPEC`: what a run changed, as a diff; and what was edited since."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from chant_lsp.cli.arguments import EXIT_DONE, EXIT_REFUSED, complain, spec_parser
from chant_lsp.cli.past_run import add_run, find_past_run, in_words
from chant_lsp.runs.review import NOT_WHOLE, FileChange, Review, draw, draw_since, quoted_name, remarks_on
from chant_lsp.runs.visible import make_visible

_LETTERS = {"created": "A", "deleted": "D", "changed": "M", "renamed": "R", "mode": "T"}
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[m"
_HEADERS = ("diff ", "--- ", "+++ ", "new file", "deleted file", "old mode", "new mode", "rename ", "Binary ")


def run(argv: list[str]) -> int:
    """Print what the run changed; 1 when there is nothing to compare with."""
    arguments = _parser().parse_args(argv)
    found = find_past_run(arguments)
    from chant_lsp.runs.discard import changes_of
    from chant_lsp.runs.review import review

    changes = changes_of(found.project, found.run)
    if changes is None:
        complain("review", f"run {found.run.id} kept no checkpoint, so what it changed is not known.")
        return EXIT_REFUSED
    seen = review(found.project, found.run, changes)
    if arguments.json:
        print(json.dumps(_to_values(seen, arguments.stat), indent=2))
        return EXIT_DONE
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    lines = _summary(seen) if arguments.stat else [*_summary(seen), *_diffs(seen)]
    for line in lines:
        print(_coloured(line) if colour else line)
    return EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser("review", "Show what the last run of a spec changed.")
    add_run(parser)
    parser.add_argument("--stat", action="store_true", help="only the list of files")
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _summary(seen: Review) -> Iterator[str]:
    count = len(seen.files)
    what = "nothing" if not count else "1 file" if count == 1 else f"{count} files"
    yield f"{in_words(seen.run, time.time())} {'has so far changed' if seen.run.active else 'changed'} {what}."
    if not seen.whole:
        yield NOT_WHOLE
    if not seen.recorded and seen.files and not seen.run.active:
        yield "It did not get to write down its end, so later edits of the same files cannot be told apart."
    widths = [len(_name(file)) for file in seen.files]
    for file in seen.files:
        counts = f"+{file.added} -{file.removed}" if file.added or file.removed else ""
        remarks = "; ".join(remarks_on(file))
        yield f"  {_LETTERS[file.how]} {_name(file):{max(widths)}}  {counts:>9}  {remarks}".rstrip()


def _name(file: FileChange) -> str:
    name = quoted_name(file.path)
    return name if file.path == file.old_path else f"{quoted_name(file.old_path)} → {name}"


def _diffs(seen: Review) -> Iterator[str]:
    for file in seen.files:
        yield ""
        yield from _readable(draw(file))
        if file.since and file.since != "back":
            yield f"and since the run, {quoted_name(file.path)}:"
            yield from _readable(draw_since(file))


def _readable(lines: Iterable[str]) -> Iterator[str]:
    """On a terminal, nothing that it would obey; elsewhere as it is, so that `git apply` takes it."""
    return map(make_visible, lines) if sys.stdout.isatty() else iter(lines)


def _coloured(line: str) -> str:
    if line.startswith(_HEADERS):
        return f"{_BOLD}{line}{_PLAIN}"
    return f"{_COLOURS[line[0]]}{line}{_PLAIN}" if line[:1] in _COLOURS else line


def _to_values(seen: Review, stat: bool) -> dict[str, Any]:
    """Version 1 of the project's own JSON."""
    return {
        "version": 1,
        "spec": seen.run.spec,
        "run": seen.run.id,
        "state": seen.run.state.value,
        "recorded": seen.recorded,
        "whole": seen.whole,
        "files": [_file_values(file, stat) for file in seen.files],
    }


def _file_values(file: FileChange, stat: bool) -> dict[str, Any]:
    values = {
        "path": file.path,
        "old_path": file.old_path,
        "how": file.how,
        "outside": file.outside,
        "others": file.others,
        "since": file.since or None,
        "added": file.added,
        "removed": file.removed,
    }
    return values if stat else {**values, "diff": "\n".join(draw(file)), "diff_since": "\n".join(draw_since(file))}
