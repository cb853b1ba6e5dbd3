"""The evidence of a spec's last run, and the way of a finished fix into the fork: what `status SPEC` shows besides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chant_lsp.core.features.prose import shown
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.phases import goes_into_fork
from chant_lsp.core.spec import Spec
from chant_lsp.runs.handover import Handover, make_handover
from chant_lsp.runs.model import Run
from chant_lsp.runs.store import latest_run
from chant_lsp.workspace.layout import Project


def evidence_text(project: Project, index: SpecIndex, spec: Spec) -> str:
    """What the last run showed and what a person does next; '' where nothing was looked at yet."""
    run, handover = _find(project, index, spec)
    blocks = ["\n".join(_iter_lines(run))] if run is not None else []
    blocks += ["\n".join(map(shown, handover.text().splitlines()))] if handover is not None else []
    return "\n\n".join(blocks)


def evidence_values(project: Project, index: SpecIndex, spec: Spec) -> dict[str, Any]:
    """The same as plain values."""
    run, handover = _find(project, index, spec)
    missing = run.evidence.missing if run is not None and run.evidence is not None else ()
    checks = run.checks if run is not None else ()
    return {
        "spec": spec.id,
        "run": run.id if run is not None else None,
        "checks": [{"name": one.name, "passed": one.passed, "message": one.message} for one in checks],
        "missing": [{"what": one.what, "path": one.path, "message": one.message} for one in missing],
        "handover": handover.values() if handover is not None else None,
    }


def _find(project: Project, index: SpecIndex, spec: Spec) -> tuple[Run | None, Handover | None]:
    run = latest_run(project, spec.id)
    looked_at = run is not None and (run.checks or run.evidence is not None)
    return run if looked_at else None, make_handover(project, index, spec) if goes_into_fork(spec) else None


def _iter_lines(run: Run) -> Iterator[str]:
    """A line for each check, and for what is missing besides."""
    yield f"Evidence of {shown(run.spec)}, run {run.id}"
    width = max((len(check.name) for check in run.checks), default=0)
    for check in run.checks:
        yield f"  {'✓' if check.passed else '✗'} {check.name:{width}}  {shown(check.message)}"
    told = {check.message for check in run.checks}
    for missing in run.evidence.missing if run.evidence is not None else ():
        if missing.message not in told:
            yield f"  ✗ {shown(missing.message)}"
