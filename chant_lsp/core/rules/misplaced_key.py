"""A key of a map that stands outside it, or a key of a spec inside one."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Related, Severity
from chant_lsp.core.frontmatter import Entry, Mapping, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import iter_lost
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import OTHER_KEYS

ONLY_WITH = (OTHER_KEYS,)

INDENT = "  "
_AROUND_ALL = ("spec", "metadata", "meta", "frontmatter", "chant")
"""Keys that people put above all of a spec's."""


def misplaced_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`required: true` below `approval:`, but not indented; `type: code` inside it. Page: misplaced_key.md."""
    yield from _iter_inside(spec)
    for parent, keys in iter_lost(spec.frontmatter.entries):
        names = ", ".join(f"`{key.text.strip()}`" for key in keys)
        refused = any(fault.code == "duplicate-key" and fault.span == key.span for fault in spec.faults for key in keys)
        edits = tuple(Edit(_blanks(key), INDENT) for key in keys)
        yield Finding(
            "misplaced-key",
            Severity.ERROR if refused else while_open(spec, Severity.WARNING),
            keys[0].span,
            f"{names} {'is a key' if len(keys) == 1 else 'are keys'} of `{parent.text}` and not of a spec;"
            " indent by two spaces.",
            related=(Related(spec.path, parent.span, f"`{parent.text}` is empty"),),
            fixes=(Fix("Indent", edits, True),),
        )


def _blanks(key: Scalar) -> Span:
    """What stands before the name: nothing, or blanks that YAML takes for letters."""
    return Span(key.span.start, key.span.start + len(key.text) - len(key.text.lstrip()))


def _iter_inside(spec: Spec) -> Iterator[Finding]:
    """Keys of a spec in a map that has others, or in one around them all."""
    for entry in spec.frontmatter.entries:
        name, field = entry.key.text, FIELDS.get(entry.key.text)
        if not isinstance(entry.value, Mapping) or (not field.fields if field else name not in _AROUND_ALL):
            continue
        own = {inner.name for inner in field.fields} if field else set()
        strays = [one for one in entry.value.entries if one.key.text in FIELDS and one.key.text not in own]
        if not strays:
            continue
        names = ", ".join(f"`{one.key.text}`" for one in strays)
        edits = _outdented(spec, entry, entry.value, strays)
        yield Finding(
            "misplaced-key",
            while_open(spec, Severity.WARNING),
            strays[0].key.span,
            f"{names} {'is a key' if len(strays) == 1 else 'are keys'} of a spec, and chant ignores it in `{name}`;"
            " do not indent it.",
            related=(Related(spec.path, entry.key.span, f"`{name}` is around it"),),
            fixes=(Fix("Outdent", edits, True),) if edits else (),
        )


def _outdented(spec: Spec, entry: Entry, node: Mapping, strays: list[Entry]) -> tuple[Edit, ...]:
    """The lines of the strays without their indent, and without the key around it that has no others; none where the
    map goes on below them, or a spec has such keys already.
    """
    above, last = spec.frontmatter, node.entries[-1]
    taken = {other.key.text for other in above.entries}
    if node.flow or tuple(strays) != node.entries[-len(strays) :] or any(one.key.text in taken for one in strays):
        return ()
    lines = above.lines_of(Span(strays[0].key.span.start, max(last.key.span.end, last.value.span.end)))
    indent = strays[0].key.span.start - lines.start
    starts = [start for start in above.line_starts if lines.start <= start < lines.end]
    text = spec.parts.text
    blanks = (Span(at, at + len(text[at : at + indent]) - len(text[at : at + indent].lstrip(" "))) for at in starts)
    around = above.lines_of(entry.key.span)
    removed = (Edit(around, ""),) if len(strays) == len(node.entries) and around.end <= lines.start else ()
    return (*removed, *(Edit(blank, "") for blank in blanks if blank.end > blank.start))
