"""How much a finding matters, by what the spec's state leaves of it."""

from __future__ import annotations

from chant_lsp.core.findings import Severity
from chant_lsp.core.spec import Spec


def while_open(spec: Spec, severity: Severity, done: Severity = Severity.HINT) -> Severity:
    """The severity for work that is still to be done, and another for what is history; the archive gets hints only."""
    if spec.is_open:
        return severity
    return Severity.HINT if spec.archived else done


def as_lint(spec: Spec) -> Severity:
    """The severity of what chant's lint calls an error: it looks at every spec that it can read, done or not, and never
    into the archive.
    """
    if spec.archived:
        return Severity.HINT
    return Severity.ERROR if spec.readable else Severity.WARNING


def as_deadlock(spec: Spec) -> Severity:
    """The severity of what keeps a spec from ever starting: an error as long as it can be read and is to be started."""
    return while_open(spec, Severity.ERROR if spec.readable else Severity.WARNING)
