"""Text from files, made safe for Markdown that an editor renders: it cannot break out, link, style or run anything."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_CODE = 120
"""Characters of a piece of code in running text."""

# Controls, and what turns or hides text: a bidirectional override could show a different path than the one meant.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_MEANINGFUL = re.compile(r"([\\`*\[\]<>~|$&]|(?<![^\W_])_|_(?![^\W_])|^[#+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
_LINKED = re.compile(r"(?i)://|(?<=www)\.|(?<=mailto):|@")
_HARMLESS = re.compile("[A-Za-z0-9]+(?:[ ,-][A-Za-z0-9]+|, [A-Za-z0-9]+)*")
"""Nothing in it is special anywhere; most ids, types and titles are so."""
_RUN_OF_BACKTICKS = re.compile("`+")

_LANGUAGES = {
    "c": "c", "css": "css", "go": "go", "html": "html", "java": "java", "js": "javascript", "json": "json",
    "md": "markdown", "py": "python", "rb": "ruby", "rs": "rust", "sh": "sh", "sql": "sql", "toml": "toml",
    "ts": "typescript", "yaml": "yaml", "yml": "yaml",
}  # fmt: skip


def shown(text: str) -> str:
    """The text with everything invisible replaced by a visible sign."""
    return _INVISIBLE.sub("\ufffd", text)


def shown_in_line(text: str) -> str:
    """The same for what has to stay in its line."""
    return shown(text).replace("\n", "\ufffd")


@lru_cache(maxsize=4096)
def words(text: str, limit: int = 200) -> str:
    """Running text in one line, with nothing in it that Markdown acts on."""
    if len(text) <= limit and _HARMLESS.fullmatch(text):
        return text
    line = " ".join(shown(text).split())
    cut = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    return _LINKED.sub(lambda match: f"\\{match[0]}", _MEANINGFUL.sub(r"\\\1", cut))


@lru_cache(maxsize=4096)
def code(text: str, limit: int = MAX_CODE) -> str:
    """A code span that holds the text whatever it is; `` for nothing at all."""
    line = " ".join(shown(text).split())
    cut = line if len(line) <= limit else line[: limit - 1] + "…"
    if not cut:
        return "(nothing)"
    ticks = "`" * (1 + max((len(run) for run in _RUN_OF_BACKTICKS.findall(cut)), default=0))
    pad = " " if cut[0] == "`" or cut[-1] == "`" else ""
    return f"{ticks}{pad}{cut}{pad}{ticks}"


def fenced(text: str, path: str, lines: int = 8, columns: int = 100) -> str:
    """The first lines of a file in a fence that nothing in them can close."""
    found = text.split("\n", lines)
    picked = [line if len(line) <= columns else line[: columns - 1] + "…" for line in found[:lines]]
    content = "\n".join(shown(line.rstrip("\r")) for line in picked).rstrip()
    content += "\n…" if len(found) > lines and found[lines].strip() else ""
    fence = "`" * max(3, 1 + max((len(run) for run in _RUN_OF_BACKTICKS.findall(content)), default=0))
    language = _LANGUAGES.get(path.rpartition(".")[2].lower(), "text")
    return f"{fence}{language}\n{content}\n{fence}"


def size(bytes_: int) -> str:
    """`312 bytes`, `4.1 KiB`."""
    if bytes_ < 1024:
        return "1 byte" if bytes_ == 1 else f"{bytes_} bytes"
    return f"{bytes_ / 1024:.1f} KiB" if bytes_ < 1024 * 1024 else f"{bytes_ / 1024 / 1024:.1f} MiB"
