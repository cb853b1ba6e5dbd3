"""A field that specs of a type have."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.frontmatter import Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.rules.near_miss_key import meant_key
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec

ONLY_WITH = ("type",)
WHILE = ("is_open",)
READS = ("type",)

_EXPECTED = {
    "documentation": (
        (("tracks",), "the sources that it documents"),
        (("target_files",), "the documents that it writes"),
    ),
    "research": ((("informed_by", "origin"), "what it reads"), (("target_files",), "where it writes what it finds")),
}
"""By type: the fields of which one must be there, and what they say."""


def expected_field(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A documentation, research or driver spec without what makes it one. Page: expected_field.md."""
    for names, purpose in _EXPECTED.get(spec.type, ()):
        if spec.traits.isdisjoint(names) and not _is_meant(spec, names):
            fields = " or ".join(f"`{name}`" for name in names)
            message = f"A {spec.type} spec says in {fields} {purpose}; chant's lint misses it."
            yield Finding("expected-field", Severity.HINT, value_span(spec, "type"), message)
    members = spec.frontmatter.get("members") if spec.type in ("driver", "group") and "members" in spec.traits else None
    if members is None:
        return
    if isinstance(members.value, Sequence) and not members.value.items:
        edits = remove_entry(spec.frontmatter, members)
        yield Finding(
            "expected-field",
            Severity.HINT,
            members.value.span,
            "`members` is empty, which chant's lint warns of; list the member specs, or remove it.",
            fixes=(Fix("Remove `members`", edits),) if edits else (),
        )


def _is_meant(spec: Spec, names: tuple[str, ...]) -> bool:
    """Whether some key is a slip of one of these, which has a finding of its own."""
    keys = (entry.key.text for entry in spec.frontmatter.entries)
    return any(meant_key(key, tuple(FIELDS)) in names for key in keys if key not in FIELDS)
