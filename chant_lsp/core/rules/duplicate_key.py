"""A key that is written twice."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Related, Severity
from chant_lsp.core.frontmatter import Entry, Mapping
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.schema import FIELDS, Field
from chant_lsp.core.spec import Spec


def duplicate_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A second `key:` of the same name; of chant's own keys it makes the file unreadable. Page: duplicate_key.md."""
    entries = spec.frontmatter.entries
    yield from _iter_doubles(spec, entries, {})
    for entry in entries:
        if isinstance(entry.value, Mapping):
            field = FIELDS.get(entry.key.text)
            inner = {one.name: one for one in field.fields} if field else {}
            yield from _iter_doubles(spec, entry.value.entries, inner, nested=True)


def _iter_doubles(
    spec: Spec, entries: tuple[Entry, ...], known: dict[str, Field], nested: bool = False
) -> Iterator[Finding]:
    if len({entry.key.text for entry in entries}) == len(entries):
        return
    first: dict[str, Entry] = {}
    for entry in entries:
        name = entry.key.text
        if name not in first:
            first[name] = entry
            continue
        refused = name in known or (not nested and name in FIELDS)
        edits = () if nested else remove_entry(spec.frontmatter, entry)
        yield Finding(
            "duplicate-key",
            Severity.ERROR if refused else Severity.WARNING,
            entry.key.span,
            f"`{name}` is here twice"
            + (", and chant cannot read the file; " if refused else "; ")
            + "keep one of them.",
            related=(Related(spec.path, first[name].key.span, f"`{name}` was first here"),),
            fixes=(Fix(f"Remove this `{name}`", edits, True, guess=True),) if edits else (),
        )
