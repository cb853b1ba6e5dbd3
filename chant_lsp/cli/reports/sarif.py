"""For code hosts and scanners: SARIF 2.1.0, with each rule's page as its help, and the fixes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chant_lsp import __version__
from chant_lsp.cli.checked import Checked
from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.text import Source, Span
from chant_lsp.workspace.pages import find_page
from chant_lsp.workspace.scan import read_source

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"
"""What locations are relative to: the folder that the command ran in."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}
_EXAMPLES = re.compile(r"^## ", re.MULTILINE)


def render(checked: Sequence[Checked]) -> str:
    """One run with all findings."""
    codes = sorted({finding.code for one in checked for finding in one.findings})
    results = [_result(one, finding, codes) for one in checked for finding in one.findings]
    driver = {"name": "chant-lsp", "version": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"uri": f"{Path.cwd().as_uri()}/"}},
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "name": "".join(part.capitalize() for part in code.split("-"))}
    page = find_page(code)
    if page is not None:
        text = page.read_text(encoding="utf-8").partition("\n")[2].strip()
        says = _EXAMPLES.split(text)[0].strip()
        first = " ".join(says.partition("\n\n")[0].split())
        rule |= {"shortDescription": {"text": first}, "help": {"text": says, "markdown": text}}
    return rule


def _result(one: Checked, finding: Finding, codes: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _location(one.shown, one.source, finding.span)}],
    }
    related = [place for place in (_related(one, *each) for each in finding.related) if place]
    if related:
        result["relatedLocations"] = related
    if finding.fixes:
        result["fixes"] = [_fix(one, fix) for fix in finding.fixes]
    return result


def _related(one: Checked, path: str, span: Span, message: str) -> dict[str, Any] | None:
    source = one.source if path == one.path else read_source(one.project.absolute(path)) if one.project else None
    if source is None:
        return None
    return {"physicalLocation": _location(one.shown_path(path), source, span), "message": {"text": message}}


def _fix(one: Checked, fix: Fix) -> dict[str, Any]:
    edits = [
        {"deletedRegion": _region(one.source, edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(one.shown), "replacements": edits}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def _location(path: str, source: Source, span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(path), "region": _region(source, span)}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(os.fsencode(Path(path).as_posix()), safe="/~!$&'()*+,;=@"), "uriBaseId": ROOT}


def _region(source: Source, span: Span) -> dict[str, int]:
    (first, start), (last, end) = map(source.place, span)
    return {"startLine": first + 1, "startColumn": start + 1, "endLine": last + 1, "endColumn": end + 1}
