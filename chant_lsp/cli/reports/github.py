"""For GitHub Actions: workflow commands, which become annotations of a pull request's files."""

from __future__ import annotations

from collections.abc import Sequence

from chant_lsp.cli.checked import Checked
from chant_lsp.core.findings import Finding, Severity

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def render(checked: Sequence[Checked]) -> str:
    """One line a finding; nothing at all when nothing was found."""
    return "\n".join(_annotation(one, finding) for one in checked for finding in one.findings)


def _annotation(one: Checked, finding: Finding) -> str:
    (first, start), (last, end) = map(one.source.place, finding.span)
    places = {"file": one.shown, "line": first + 1, "endLine": last + 1}
    if first == last:
        # Columns of a range over several lines are refused.
        places |= {"col": start + 1, "endColumn": max(end, start + 1)}
    places["title"] = finding.code
    said = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    return f"::{_COMMANDS[finding.severity]} {said}::{_text(finding.message)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
