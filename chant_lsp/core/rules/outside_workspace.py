"""A path that leads out of the project."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Why
from chant_lsp.core.mentions import OUTPUT_FIELD, Mention, leads_out
from chant_lsp.core.rules._edits import replace_mention
from chant_lsp.core.rules._inputs import iter_absent
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("target_files", "informed_by", "origin", "tracks", "context", "output_schema")
READS = ()
WEIGHS = ("is_open",)


def outside_workspace(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An absolute path, `..`, `~`, or a link that leads out. Page: outside_workspace.md."""
    for mention in spec.outputs:
        if leads_out(mention.text):
            yield _finding(spec, index, mention, "an agent may write nothing there; name a path in the project.")
    for mention, _ in iter_absent(spec, index, Why.OUTSIDE):
        yield _finding(spec, index, mention, "nothing there is read; copy what is needed into the project.")
    for mention in spec.mentions_in("output_schema") if "output_schema" in spec.traits else ():
        if index.files.outside(mention.text):
            yield _finding(spec, index, mention, "no run reads it there; copy the schema into the project.")


def _finding(spec: Spec, index: SpecIndex, mention: Mention, way_out: str) -> Finding:
    inside = mention.text.lstrip("/")
    folder = posixpath.dirname(inside) if mention.field == OUTPUT_FIELD else inside
    edits = ()
    if mention.text != inside and folder and not leads_out(inside) and index.files.kind(folder) is not None:
        way_out = f"paths start at its root. Did you mean `{inside}`?"
        edits = replace_mention(spec, mention, inside)
    return Finding(
        "outside-workspace",
        while_open(spec, Severity.WARNING),
        mention.span,
        f"`{mention.text}` is outside the project: {way_out}",
        fixes=(Fix(f"Change to `{inside}`", edits, True, guess=True),) if edits else (),
    )
