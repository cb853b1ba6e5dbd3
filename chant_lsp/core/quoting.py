"""YAML quoting: a text as a scalar that means exactly that text, on one line."""

from __future__ import annotations

import re
from functools import lru_cache

OTHER_QUOTES = "“”‘’„«»"
"""What word processors put around words; to YAML, letters."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SHOWN = str.maketrans(dict(zip("\a\b\t\n\v\f\x1b", (f"\\{letter}" for letter in "abtnvfe"), strict=True)))
_PLAIN = re.compile(r"[A-Za-z0-9_./~-](?:[\w./@+=()-]|[:#](?=[^\s])|[ ](?=[^\s#]))*\Z")
_OTHER_TYPE = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|[-+.]+"
    r"|[-+]?(?:0x[0-9a-f_]+|0b[01_]+|0o[0-7]+|\.?[0-9][0-9_.]*(?:e[-+]?[0-9]*)?|\.(?:inf|nan))"
    r"|\d{4}-\d\d?-\d\d?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)\Z",
    re.IGNORECASE,
)
"""What some reader of YAML takes for nothing, a flag, a number, a day or a span of time; an id of a spec is none."""


def quoted(text: str) -> str:
    """The text in double quotes; `---`, which would end the frontmatter for chant, is escaped."""
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return f'"{escape_dashes(escaped)}"'


def escape_dashes(text: str) -> str:
    """The inside of a double-quoted scalar, written without `---`."""
    return text.replace("---", "--\\x2d")


def one_line(text: str) -> str:
    """The text for a message: a line break in it is shown as `\\n`, and so is what else double quotes escape so."""
    return text.replace("\r\n", "\n").translate(_SHOWN)


@lru_cache(maxsize=4096)
def scalar(text: str) -> str:
    """The text as YAML: plain where that means the same in a block and in `[a, b]`, else quoted."""
    if _PLAIN.match(text) and not _OTHER_TYPE.match(text) and "---" not in text and not text.startswith("- "):
        return text
    return quoted(text)
