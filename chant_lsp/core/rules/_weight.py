"""How much a finding matters, by what the spec's state leaves of it."""

from __future__ import annotations

from chant_lsp.core.findings import Severity
from chant_lsp.core.spec import Spec


def is_open(spec: Spec) -> bool:
    """Whether the work is still to be done: nobody runs a finished phase, and files move on after it."""
    return not spec.archived and spec.status not in ("completed", "cancelled")


def while_open(spec: Spec, severity: Severity, done: Severity = Severity.HINT) -> Severity:
    """The severity for work that is still to be done, and another for what is history; the archive gets hints only."""
    if is_open(spec):
        return severity
    return Severity.HINT if spec.archived else done
