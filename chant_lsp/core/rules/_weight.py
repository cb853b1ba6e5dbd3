"""How much a finding matters, by what the spec's state leaves of it."""

from __future__ import annotations

from chant_lsp.core.findings import Severity
from chant_lsp.core.spec import Spec


def while_open(spec: Spec, severity: Severity, done: Severity = Severity.HINT) -> Severity:
    """The severity for work that is still to be done, and another for what is history; the archive gets hints only."""
    if spec.is_open:
        return severity
    return Severity.HINT if spec.archived else done


def unless_archived(spec: Spec, severity: Severity) -> Severity:
    """The severity for what chant's lint refuses in any state: it looks at every spec but those in the archive."""
    return Severity.HINT if spec.archived else severity
