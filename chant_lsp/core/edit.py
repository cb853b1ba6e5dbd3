"""Small edits of a spec's text: one field, some boxes; every other byte stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Frontmatter, Scalar
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span, line_end


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; they must not overlap, their order does not matter."""
    parts: list[str] = []
    at = 0
    for edit in in_order(edits):
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*parts, text[at:]))


def in_order(edits: Iterable[Edit]) -> Iterable[Edit]:
    """Edits as they stand in the text; of several at one place, the last one first."""
    return sorted(edits, key=lambda edit: edit.span, reverse=True)[::-1]


def set_field(source: Source, frontmatter: Frontmatter, name: str, value: str) -> tuple[Edit, ...]:
    """Give a field a one-line value: replace the scalar that is there, else add a line where chant would write it.

    Shape:  no edit when the value is already so; `value` is YAML, quoted by the caller where it must be.
    Errors: none; without frontmatter one is put in front, behind a byte order mark. No edit where there is no place for
            a line, as in `--- {a: b} ---`.
    """
    end = line_end(source.text)
    entry = frontmatter.get(name)
    if entry is not None:
        span = entry.value.span
        if isinstance(entry.value, Scalar) and source.slice(span) == value:
            return ()
        if span.end <= span.start:
            colon = source.text.index(":", entry.key.span.end) + 1
            return (Edit(Span(colon, colon), f" {value}"),)
        return (Edit(span, value),)
    if frontmatter.closer is None:
        at = 1 if source.text.startswith("\ufeff") else 0
        return (Edit(Span(at, at), f"---{end}{name}: {value}{end}---{end}{end}"),)
    at = place_for(frontmatter, name)
    return (Edit(Span(at, at), f"{name}: {value}{end}"),) if at is not None else ()


def set_list(source: Source, frontmatter: Frontmatter, name: str, values: Sequence[str]) -> tuple[Edit, ...]:
    """Give a field a list, one item a line as chant writes it, in the place of whatever is there.

    Shape:  `values` are YAML, quoted by the caller where they must be; without any the field goes.
    Errors: none; no edit where there is no place for a line.
    """
    end = line_end(source.text)
    lines = "".join([f"{name}:{end}", *(f"- {value}{end}" for value in values)]) if values else ""
    entry = frontmatter.get(name)
    if entry is not None and not _in_lines(frontmatter):
        return ()
    if entry is not None and frontmatter.line_starts:
        span = Span(entry.key.span.start, max(entry.key.span.end, entry.value.span.end))
        return (Edit(frontmatter.lines_of(span), lines),)
    at = place_for(frontmatter, name)
    return (Edit(Span(at, at), lines),) if at is not None and lines else ()


def place_for(frontmatter: Frontmatter, name: str) -> int | None:
    """Where chant would write a field: the start of the line behind those that it writes before; None for nowhere."""
    if frontmatter.closer is None or len(frontmatter.line_starts) < 2 or not _in_lines(frontmatter):
        return None
    order = list(FIELDS)
    rank = order.index(name) if name in FIELDS else len(order)
    before = [entry for entry in frontmatter.entries if entry.key.text in order[:rank]]
    if not before:
        return frontmatter.line_starts[1]
    last = max(before, key=lambda entry: entry.key.span)
    lines = frontmatter.lines_of(Span(last.key.span.start, max(last.key.span.end, last.value.span.end)))
    return lines.end if lines.end <= frontmatter.block.end else None


def _in_lines(frontmatter: Frontmatter) -> bool:
    """Whether fields have lines of their own, so that another line fits between them: in `{a: b}` they have not."""
    starts = set(frontmatter.line_starts)
    return not frontmatter.entries or any(entry.key.span.start in starts for entry in frontmatter.entries)


def tick(spec: Spec, done: bool = True) -> tuple[Edit, ...]:
    """Set every criterion's box."""
    mark = "x" if done else " "
    return tuple(Edit(criterion.box, mark) for criterion in spec.body.criteria if criterion.done is not done)


def differs_in_boxes_only(before: str, after: str, spec: Spec) -> bool:
    """Whether `after` is `before`, of which `spec` was parsed, with nothing but marks in criteria boxes changed."""
    if len(before) != len(after):
        return False
    boxes = {criterion.box.start for criterion in spec.body.criteria}
    pairs = enumerate(zip(before, after, strict=True))
    return all(a == b or (i in boxes and b in " xX") for i, (a, b) in pairs)
