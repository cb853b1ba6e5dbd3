"""For scripts: version 1 of the project's own JSON. Lines and columns from 1, columns in code points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chant_lsp.cli.checked import Checked
from chant_lsp.cli.reports import count, first_fix
from chant_lsp.core.findings import Finding
from chant_lsp.core.text import Source, Span


def render(checked: Sequence[Checked]) -> str:
    """All findings in one list."""
    findings = [_finding(one, finding) for one in checked for finding in one.findings]
    return json.dumps({"version": 1, "findings": findings, "summary": count(checked)}, indent=2)


def _finding(one: Checked, finding: Finding) -> dict[str, Any]:
    fix = first_fix(finding)
    edits = [{"range": _range(one.source, edit.span), "text": edit.text} for edit in fix.edits] if fix else []
    return {
        "path": one.shown,
        "id": one.id,
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "message": finding.message,
        "range": _range(one.source, finding.span),
        "fix": {"title": fix.title, "edits": edits} if fix else None,
    }


def _range(source: Source, span: Span) -> dict[str, Any]:
    first, last = ({"line": line + 1, "column": column + 1} for line, column in map(source.place, span))
    return {"start": first, "end": last}
