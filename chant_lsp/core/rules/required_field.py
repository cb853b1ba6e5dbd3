"""A field that the project wants in each spec."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Related, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec
from chant_lsp.core.values import scalar_kind

WHILE = ("readable", "active")
_ALWAYS = ("type", "status")
"""chant takes the default where they are absent."""
_NEVER = ("derived_fields", "public", "retry_state")
"""Keys that chant's lint does not look for, although it knows them."""


def required_field(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A key that `enterprise.required` names, and that the spec does not have. Page: required_field.md."""
    for wanted in index.pages.required:
        name = wanted.text
        if name in _ALWAYS or (name in FIELDS and name not in _NEVER and _has(spec, name)):
            continue
        known = name in FIELDS and name not in _NEVER
        way_out = "add it" if known else "chant's lint finds it in no spec; correct the config"
        yield Finding(
            "required-field",
            Severity.ERROR,
            spec.frontmatter.opener or spec.heading,
            f"The project's config wants `{name}` in each spec: {way_out}.",
            related=(Related(CONFIG_PATH, wanted.span, f"`{name}` is required here"),),
        )


def _has(spec: Spec, name: str) -> bool:
    if name not in spec.traits:
        return False
    entry = spec.frontmatter.get(name)
    return entry is not None and not (isinstance(entry.value, Scalar) and scalar_kind(entry.value) == "null")
