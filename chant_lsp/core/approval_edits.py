"""Writing a decision into a spec as chant writes it: the `approval` map, and a line in its discussion.

Source: chant-reference.md §7.4 and §2.6. Only what changes is touched: every other byte of the file stays.
"""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.edit import apply_edits, place_for
from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Entry, Mapping, Scalar
from chant_lsp.core.headings import read_sections
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._edits import add_to_map, set_empty
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source, Span, line_end

DISCUSSION = "## Approval Discussion"


class Decree(NamedTuple):
    """What a person decided."""

    status: str
    """`approved` or `rejected`."""
    by: str
    at: str
    """UTC, as `2026-02-13T09:30:00Z`."""
    said_at: str
    """The same on the person's clock, as `2026-02-13 10:30`: the discussion has it so."""
    reason: str = ""
    """Why, of a rejection."""

    @property
    def entry(self) -> str:
        """The line of the discussion."""
        line = f"**{self.by}** - {self.said_at} - {self.status.upper()}"
        return f"{line}\n{self.reason}" if self.reason else line


def with_decree(path: str, source: Source, decree: Decree) -> Source | None:
    """The text of a spec with the decision in it; None where there is no place for it, or chant would not read it."""
    spec = parse(path, source)
    edits = (*_approval_edits(spec, source, decree), *_discussion_edits(spec, source, decree))
    written = Source(apply_edits(source.text, edits), source.bom)
    after = parse(path, written)
    values = tuple(after.nested("approval", key) for key in ("status", "by", "at"))
    return written if after.readable and values == (decree.status, decree.by, decree.at) else None


def _approval_edits(spec: Spec, source: Source, decree: Decree) -> tuple[Edit, ...]:
    wanted = (("status", decree.status), ("by", scalar(decree.by)), ("at", decree.at))
    entry = spec.frontmatter.get("approval")
    end = line_end(source.text)
    lines = end.join(("  required: true", *(f"  {name}: {value}" for name, value in wanted)))
    if entry is None:
        place = place_for(spec.frontmatter, "approval")
        return (Edit(Span(place, place), f"approval:{end}{lines}{end}"),) if place is not None else ()
    if not isinstance(entry.value, Mapping):
        empty = isinstance(entry.value, Scalar) and entry.value.span.end <= entry.value.span.start
        return (Edit(entry.value.span, f"{end}{lines}"),) if empty else ()
    found = {inner.key.text: inner for inner in entry.value.entries}
    edits = [edit for name, value in wanted if name in found for edit in _set(found[name], value)]
    new = [(name, value) for name, value in wanted if name not in found]
    return (*edits, *(add_to_map(spec, entry.value, *new) if new else ()))


def _set(entry: Entry, value: str) -> tuple[Edit, ...]:
    if isinstance(entry.value, Scalar) and entry.value.span.end > entry.value.span.start:
        return (Edit(entry.value.span, value),)
    return set_empty(entry, value)


def _discussion_edits(spec: Spec, source: Source, decree: Decree) -> tuple[Edit, ...]:
    """The entry at the end of the discussion, as chant puts it: in its section, else in a new one at the end."""
    end, text = line_end(source.text), source.text
    body = Span(spec.frontmatter.body.start, len(text))
    entry = decree.entry.replace("\n", end)
    sections = read_sections(text, body).sections
    discussion = next((one for one in sections if f"{'#' * one.level} {one.title}" == DISCUSSION), None)
    if discussion is None:
        last = body.start + len(text[body.start : body.end].rstrip())
        return (Edit(Span(last, body.end), f"{end}{end}{DISCUSSION}{end}{end}{entry}{end}"),)
    last = discussion.span.end
    following = next((one.heading.start for one in sections if one.heading.start >= last), None)
    stop = body.end
    if following is not None:
        # The line end before the next heading stays where it is.
        stop = text.rindex("\n", last, following)
        stop -= text[last:stop].endswith("\r")
    return (Edit(Span(last, stop), f"{end}{end}{entry}{end}"),)
