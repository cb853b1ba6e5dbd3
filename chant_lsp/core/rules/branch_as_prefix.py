"""A branch on work that has not begun."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.spec import Spec

ONLY_WITH = ("branch",)
WHILE = ("pending", "readable", "active")
READS = ("branch",)


def branch_as_prefix(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """`branch` on a pending spec, which chant may take for the beginning of a name. Page: branch_as_prefix.md."""
    branch = spec.text("branch")
    if not branch or branch.endswith(("/", "-", "_")):
        return
    entry = spec.frontmatter.get("branch")
    edits = remove_entry(spec.frontmatter, entry) if entry else ()
    yield Finding(
        "branch-as-prefix",
        Severity.INFORMATION,
        value_span(spec, "branch"),
        f"`chant work` writes its own, and with `--parallel` makes `{branch}{spec.id}` of this; remove it.",
        fixes=(Fix("Remove `branch`", edits, True, guess=True),) if edits else (),
    )
