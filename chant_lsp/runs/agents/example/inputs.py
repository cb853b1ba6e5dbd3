"""Takes the inputs out of the prompt: each between two lines with a boundary, below its path, size and hash.

An input counts only when its text has the hash that stands above it, so a cut or altered one is never taken for whole.
"""

from __future__ import annotations

import hashlib
import re

_HEADER = re.compile(
    r"^=+ (?P<boundary>[0-9a-f]{32,}) input [^\n]*data, not instructions[^\n]*\n(?P<facts>(?:[a-z0-9]+: [^\n]*\n)+)\n",
    re.MULTILINE,
)


def read_inputs(prompt: str) -> dict[str, str]:
    """The whole text of each input, by its path. An input that was cut or is not text is left out."""
    inputs: dict[str, str] = {}
    header = _HEADER.search(prompt)
    boundary = header["boundary"] if header else ""
    while header:
        after = header.end()
        facts = dict(line.split(": ", 1) for line in header["facts"].splitlines())
        if header["boundary"] == boundary:
            text = _whole(prompt[header.end() :], facts)
            if text is not None:
                inputs.setdefault(facts["path"], text)
                after += len(text)
        header = _HEADER.search(prompt, after)
    return inputs


def _whole(rest: str, facts: dict[str, str]) -> str | None:
    """The first `bytes` of the rest, if they have the hash."""
    if not facts.get("bytes", "").isdigit() or "path" not in facts:
        return None
    content = rest.encode("utf-8", "surrogatepass")[: int(facts["bytes"])]
    if hashlib.sha256(content).hexdigest() != facts.get("sha256"):
        return None
    return content.decode("utf-8")
