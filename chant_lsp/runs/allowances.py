"""What a user allows a run beforehand, where nobody can be asked: `work --allow write:GLOB|command:WORDS|read:GLOB`."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chant_lsp.core.globs import glob_fault, glob_matches

KINDS = ("write", "command", "read")
_MORE = "*"


class AllowanceError(ValueError):
    """That is no allowance; the text is a sentence."""


class Allowance(NamedTuple):
    """One thing that is allowed for a whole run."""

    kind: str
    """Out of KINDS."""
    pattern: str
    """What was said: a glob of project-relative paths, of absolute ones for `read`, or a command."""
    words: tuple[str, ...] = ()
    """Of a command; a `*` at the end stands for any further words."""

    def allows_write(self, path: str) -> bool:
        """Whether it lets a project-relative path be written."""
        return self.kind == "write" and glob_matches(self.pattern, path)

    def allows_read(self, path: str) -> bool:
        """Whether it lets an absolute path outside the project be read."""
        return self.kind == "read" and glob_matches(self.pattern.lstrip("/"), path.lstrip("/"))

    def allows_command(self, argv: Sequence[str]) -> bool:
        """Whether it lets a command be run: exactly these words, or what begins with them before a `*`."""
        if self.kind != "command":
            return False
        if self.words[-1] == _MORE:
            return tuple(argv[: len(self.words) - 1]) == self.words[:-1]
        return tuple(argv) == self.words


def parse_allowance(text: str) -> Allowance:
    """What `--allow` was given. Errors: AllowanceError."""
    kind, colon, rest = text.partition(":")
    if kind not in KINDS or not colon or not rest.strip():
        raise AllowanceError(f"`{text}` allows nothing; write `write:GLOB`, `command:WORDS` or `read:GLOB`.")
    if kind == "command":
        return Allowance(kind, rest, _words(text, rest))
    fault = glob_fault(rest)
    if fault is not None:
        raise AllowanceError(f"`{rest}` in `{text}` is no glob: {fault[2]}.")
    if kind == "write" and (rest.startswith(("/", "~")) or ".." in rest.split("/")):
        raise AllowanceError(f"`{text}` leads out of the project; name files of the project, such as `write:src/**`.")
    if kind == "read" and not rest.startswith("/"):
        raise AllowanceError(f"`{text}` needs an absolute path; in the project everything but secrets may be read.")
    return Allowance(kind, rest)


def read_allowances(texts: Iterable[str]) -> list[Allowance]:
    """What a journal says was allowed; what is no allowance is as good as none."""
    found = []
    for text in texts:
        with contextlib.suppress(AllowanceError):
            found.append(parse_allowance(text))
    return found


def _words(text: str, command: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(command))
    except ValueError:
        words = ()
    if not words or words[0] == _MORE:
        raise AllowanceError(f"`{text}` names no command; write its words, such as `command:npm run build`.")
    return words
