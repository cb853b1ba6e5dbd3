"""A model that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.spec import Spec

ONLY_WITH = ("model",)
OFF_BY_DEFAULT = True
WHILE = ("is_open",)
READS = ()
WEIGHS = ("model",)


def model_ignored(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`model` on a spec that is still to be done: it chooses nothing. Page: model_ignored.md."""
    entry = spec.frontmatter.get("model")
    if entry is None:
        return
    edits = remove_entry(spec.frontmatter, entry)
    yield Finding(
        "model-ignored",
        Severity.HINT,
        entry.key.span,
        "`model` chooses no model: chant writes here which one did the work. Set `defaults.model` in the config.",
        fixes=(Fix("Remove `model`", edits, True, guess=True),) if edits else (),
        unnecessary=True,
    )
