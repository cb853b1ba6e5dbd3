"""What of a file counts when somebody asks whether it has changed: its hash without what nobody means by a change.

A phase is stale when an input is not what it was. An editor that saves with other line ends, a ticked box, and chant
writing a status into a spec are no such change. So hashes are taken of a normal form:

- any text: without a byte order mark; each line end is one `\\n`; without white space at the ends of lines and of the
  text;
- Markdown, besides: the box of a list item is open, ticked or not (outside fences; in specs each box that chant could
  tick, see chant-reference.md §2.5);
- a spec, besides: its frontmatter is what chant reads of it (§3.1), whatever the order, the quotes and the comments,
  which chant drops at each save (§2.4); without the fields that chant and runs write (§3.3). Its body ends where the
  sections begin that chant appends (§2.6).

What is no UTF-8 text, and what is larger than a text that anybody reads, is taken byte by byte. White space within a
line, letter case and the order of lines always count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from chant_lsp.core.frontmatter import WHITE, Entry, Frontmatter, Node, Scalar, Sequence, read_frontmatter
from chant_lsp.core.frontmatter import Mapping as YamlMap
from chant_lsp.core.markdown import read_body
from chant_lsp.core.mentions import is_spec_path
from chant_lsp.core.schema import FIELDS, LISTS
from chant_lsp.core.values import scalar_kind

MAX_NORMAL_BYTES = 8 * 1024 * 1024
"""A file that is larger is hashed byte by byte."""

MACHINE_FIELDS = frozenset(
    (
        "status",
        "branch",
        "commits",
        "completed_at",
        "model",
        "last_verified",
        "verification_status",
        "verification_failures",
        "replayed_at",
        "replay_count",
        "original_completed_at",
        "derived_fields",
        "retry_state",
    )
)
"""What chant and runs write into a spec; of `approval`, all but `required`."""

INSTRUCTIONS = ("type", "target_files", "context", "origin", "tracks", "output_schema")
"""The fields that tell an agent what to do. Which specs run before and how it is labelled are no part of them; its
prompt and its inputs are compared by what they say.
"""

_DEFAULTS = {"type": "code"}
_MARKDOWN = (".md", ".markdown")
_BOX = re.compile(r"^(?P<lead>[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)[xX](?=\])")
_ANY_BOX = re.compile(r"(?P<lead>^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[|- \[)[xX](?=\])")
"""In a spec, chant ticks what looks like a box anywhere in a line."""

Names = Mapping[str, str]
"""New names to old ones: what was renamed meanwhile is read as if it had its old name."""
NO_NAMES: Names = {}


def normal_hash(path: str, content: bytes, names: Names = NO_NAMES) -> str:
    """The SHA-256, in hex, of the normal form of a file at a project-relative path.

    Errors: none. Cost: proportional to the content; some 10 ms for 1 MiB of Markdown.
    """
    text = _as_text(content)
    if text is None:
        return hashlib.sha256(content).hexdigest()
    text = with_old_names(text, names)
    normal = _normal_spec(text, None) if is_spec_path(path) else _normal_text(text, _box_of(path))
    return _hash(normal)


def own_hash(content: bytes, names: Names = NO_NAMES) -> str:
    """The SHA-256, in hex, of what a spec tells an agent to do: its text, and of its fields INSTRUCTIONS."""
    text = _as_text(content)
    if text is None:
        return hashlib.sha256(content).hexdigest()
    return _hash(_normal_spec(with_old_names(text, names), INSTRUCTIONS))


def with_old_names(text: str, names: Names) -> str:
    """The text with each new name that stands by itself replaced by the old one, the longest first."""
    if not names:
        return text
    ordered = sorted(names, key=len, reverse=True)
    pattern = "|".join(map(re.escape, ordered))
    return re.sub(rf"(?<![\w.-])(?:{pattern})(?![\w-])", lambda match: names[match[0]], text)


def _as_text(content: bytes) -> str | None:
    if len(content) > MAX_NORMAL_BYTES or b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _box_of(path: str) -> re.Pattern[str] | None:
    return _BOX if path.lower().endswith(_MARKDOWN) else None


def _normal_text(text: str, box: re.Pattern[str] | None) -> str:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if box is not None and ("[x]" in text or "[X]" in text):
        fenced = False
        for i, line in enumerate(lines):
            if line.lstrip().startswith("```"):
                fenced = not fenced
            elif not fenced:
                lines[i] = box.sub(r"\g<lead> ", line)
    return "\n".join(lines).rstrip("\n")


def _normal_spec(text: str, wanted: tuple[str, ...] | None) -> str:
    frontmatter = read_frontmatter(text)
    if frontmatter.problems or frontmatter.edges:
        # Not even chant reads it: it is a text like any other.
        return _normal_text(text, _ANY_BOX)
    fields = json.dumps(_fields(text, frontmatter, wanted), sort_keys=True)
    own_words = read_body(text, frontmatter.body).own_words
    return f"{fields}\n{_normal_text(text[own_words.start : own_words.end].strip(WHITE), _ANY_BOX)}"


def _fields(text: str, frontmatter: Frontmatter, wanted: tuple[str, ...] | None) -> dict[str, Any]:
    """What chant reads of the frontmatter, without what it writes there itself."""
    found: dict[str, Any] = dict(_DEFAULTS)
    for entry in frontmatter.entries:
        name = entry.key.text
        field = FIELDS.get(name)
        if field is None or name in MACHINE_FIELDS or (wanted is not None and name not in wanted):
            continue
        value = _required_only(text, entry) if name == "approval" else _plain(text, entry.value)
        if value in (None, {}):
            continue
        is_list = field.kind in LISTS
        found[name] = [value] if is_list and not isinstance(value, list) else value
    return found


def _required_only(text: str, entry: Entry) -> Any:
    """Of an approval only whether there has to be one: the rest is its course."""
    value = _plain(text, entry.value)
    required = value.get("required") if isinstance(value, dict) else value
    return {"required": True} if required in ("true", "True", "TRUE") else None


def _plain(text: str, node: Node) -> Any:
    if isinstance(node, Scalar):
        return None if node.plain and scalar_kind(node) == "null" else node.text
    if isinstance(node, Sequence):
        return [_plain(text, item) for item in node.items]
    if isinstance(node, YamlMap):
        return {entry.key.text: _plain(text, entry.value) for entry in node.entries}
    return text[node.span.start : node.span.end]
