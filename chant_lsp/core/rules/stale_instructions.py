"""A finished phase that was told something else than its spec and its prompt say now."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._fields import value_span
from chant_lsp.core.rules._stale import WAY_OUT, facts_about
from chant_lsp.core.spec import Spec

ONLY_WITH = ("status",)
WHILE = ("was_run", "readable", "active")


def stale_instructions(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A spec or a prompt that was changed after the phase ran. Page: stale_instructions.md."""
    facts = facts_about(spec, index)
    if facts is None:
        return
    what = ["what this spec asks for"] if facts.own else []
    what += [f"its prompt `{facts.prompt}`"] if facts.prompt else []
    what += [
        f"its list of inputs (`{each.path}` is not read any more)" for each in facts.inputs if each.how == "dropped"
    ]
    if what:
        told = f"{what[0][:1].upper()}{what[0][1:]} changed after this ran"
        more = f", and so did {what[1]}" if len(what) > 1 else ""
        yield Finding("stale-instructions", Severity.WARNING, value_span(spec, "status"), f"{told}{more}; {WAY_OUT}")
