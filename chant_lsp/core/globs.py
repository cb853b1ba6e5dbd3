"""Globs as chant reads them: `*` and `?` stay within one part of a path, `**` is a whole part, `[!x]` is a class."""

from __future__ import annotations

import re
from functools import lru_cache


def glob_matches(pattern: str, path: str) -> bool:
    """Whether the pattern matches the whole path; a pattern that is malformed matches nothing."""
    regex = _compile(pattern)
    return regex is not None and regex.match(path) is not None


def glob_base(pattern: str) -> str:
    """The leading folders of a pattern that are no pattern themselves: `src/**/x.py` -> `src`, `*.md` -> `.`."""
    parts = []
    for part in pattern.split("/")[:-1]:
        if re.search(r"[*?\[]", part):
            break
        parts.append(part)
    return "/".join(parts) or "."


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str] | None:
    parts = pattern.split("/")
    out = []
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if part == "**":
            out.append(".*" if last else "(?:[^/]+/)*")
            continue
        out.append(_part(part) + ("" if last else "/"))
    try:
        return re.compile("".join(out) + r"\Z", re.DOTALL)
    except re.error:
        return None


def _part(part: str) -> str:
    out = []
    i = 0
    while i < len(part):
        character = part[i]
        if character == "*":
            out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif character == "[" and (end := part.find("]", i + 2)) > 0:
            negated = part[i + 1] == "!"
            members = part[i + 1 + negated : end].replace("\\", r"\\").replace("^", r"\^").replace("[", r"\[")
            out.append(f"[{'^' if negated else ''}{members}]")
            i = end
        else:
            out.append(re.escape(character))
        i += 1
    return "".join(out)
