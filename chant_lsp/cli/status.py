"""`chant-lsp status [SPEC]`: where each phase stands, in the words that the editor shows."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from chant_lsp.cli.arguments import EXIT_DONE, Scope, find_scope, spec_parser
from chant_lsp.cli.evidence import evidence_text, evidence_values
from chant_lsp.core.features.prose import shown
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.standing import Stage, Standing, standing
from chant_lsp.core.overview import investigations
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import StaleFacts, Staleness
from chant_lsp.runs.facts import read_facts
from chant_lsp.runs.gates import look_at
from chant_lsp.runs.lock import find_watch
from chant_lsp.runs.queue import queued
from chant_lsp.runs.staleness import staleness_of
from chant_lsp.workspace.scan import read_source

MAX_TITLE = 40
MAX_GATES = 10
"""Gates whose checks are made; of others, the boxes are counted."""

_ICONS = {
    Stage.RUNNING: "◐",
    Stage.ELSEWHERE: "◐",
    Stage.UNATTENDED: "◐",
    Stage.BROKEN: "✗",
    Stage.LOST: "✗",
    Stage.FAILED: "✗",
    Stage.ATTENTION: "⚠",
    Stage.STOPPED: "◑",
    Stage.DONE: "●",
    Stage.STALE: "◍",
    Stage.SUSPECT: "◎",
    Stage.ARCHIVED: "●",
    Stage.READY: "◕",
    Stage.QUEUED: "◌",
    Stage.WAITING: "○",
    Stage.BLOCKED: "⊗",
    Stage.CANCELLED: "✓",
    Stage.GATE: "◇",
    Stage.DRIVER: "▤",
}


class _Phase(NamedTuple):
    spec: Spec
    standing: Standing


def run(argv: list[str]) -> int:
    """Print where the phases stand; 0 when that could be told, 2 when there is no project."""
    arguments = _parser().parse_args(argv)
    scope = find_scope(arguments)
    groups = [scope.specs] if arguments.spec else investigations(scope.index)
    now = _now(scope)
    told = [[_Phase(spec, _stand(scope, spec, now)) for spec in group] for group in groups]
    if arguments.format == "json":
        watch = {"watch": find_watch(scope.project.chant)}
        print(json.dumps(_to_values(told, now.stale) | _evidence_values(scope) | watch, indent=2))
    else:
        print(_to_text(told) + _result_text(scope, now.stale) + _evidence_text(scope) + _watch_text(scope))
    return EXIT_DONE


def _result_text(scope: Scope, stale: Staleness) -> str:
    """Of the spec that was named, everything that is not as it was when it ran."""
    facts = stale.get(scope.meant.id) if scope.meant is not None else None
    if scope.meant is None or facts is None or (facts.state == "fresh" and facts.valid is None):
        return ""
    lines = [f"  {shown(sentence)}" for sentence in facts.sentences()]
    if facts.valid is not None:
        said = time.strftime("%Y-%m-%d", time.localtime(facts.valid.at_s))
        lines.append(f"  still valid, said {shown(facts.valid.by)} on {said}: {shown(facts.valid.because)}")
    return "\n\n" + "\n".join([f"{shown(scope.meant.id)} is {facts.state}", *lines])


def _evidence_text(scope: Scope) -> str:
    """Of the spec that was named, below everything else."""
    text = evidence_text(scope.project, scope.index, scope.meant) if scope.meant is not None else ""
    return f"\n\n{text}" if text else ""


def _evidence_values(scope: Scope) -> dict[str, Any]:
    return {"evidence": evidence_values(scope.project, scope.index, scope.meant)} if scope.meant is not None else {}


def _parser() -> argparse.ArgumentParser:
    only = "only the investigation of this spec, and the evidence of its last run"
    parser = spec_parser("status", "Say where each phase stands.", optional=only)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how it is written (default: text)")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    return parser


def _now(scope: Scope) -> Situation:
    stale = staleness_of(scope.project, scope.index)
    gates = [spec for spec in scope.specs if spec.is_human_gate and spec.is_open][:MAX_GATES]
    return Situation(
        time.time(),
        read_facts(scope.project),
        utc_offset_s=time.localtime().tm_gmtoff,
        stale=stale,
        queued=queued(scope.project),
        gates={gate.id: look_at(scope.project, scope.index, gate, stale).facts for gate in gates},
    )


def _watch_text(scope: Scope) -> str:
    pid = find_watch(scope.project.chant)
    said = f"\n\n`chant watch` is running (pid {pid}): it finalizes and merges by itself what it takes for done."
    return said if pid is not None else ""


def _stand(scope: Scope, spec: Spec, situation: Situation) -> Standing:
    # The text is needed only to say in which line a broken file ends.
    source = None if spec.readable else read_source(scope.project.absolute(spec.path))
    return standing(scope.index, spec, source, situation)


def _to_text(groups: list[list[_Phase]]) -> str:
    connected = [group for group in groups if len(group) > 1]
    alone = [phase for group in groups if len(group) == 1 for phase in group]
    blocks = ["\n".join(_iter_lines(f"{len(group)} phases", group)) for group in connected]
    if alone:
        blocks.append("\n".join(_iter_lines("Other specs" if connected else "Specs", alone)))
    return "\n\n".join([*blocks, _in_sum(groups)])


def _iter_lines(heading: str, phases: list[_Phase]) -> Iterator[str]:
    yield heading
    ids = max(len(phase.spec.id) for phase in phases)
    titles = max(len(_title(phase.spec)) for phase in phases)
    for spec, stands in phases:
        icon = _ICONS[stands.stage]
        yield f"  {icon} {shown(spec.id):{ids}}  {_title(spec):{titles}}  {shown(stands.line)}".rstrip()


def _title(spec: Spec) -> str:
    title = shown(spec.title or "(no title)")
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"


def _in_sum(groups: list[list[_Phase]]) -> str:
    counts = _counts(groups)
    total = sum(counts.values())
    said = ", ".join(f"{number} {stage.lower()}" for stage, number in counts.items())
    return f"{total} spec{'' if total == 1 else 's'}{': ' if said else ''}{said}."


def _counts(groups: list[list[_Phase]]) -> dict[str, int]:
    counts = Counter(phase.standing.stage for group in groups for phase in group)
    return {stage.value: counts[stage] for stage in Stage if counts[stage]}


def _to_values(groups: list[list[_Phase]], stale: Staleness) -> dict[str, Any]:
    """Version 1 of the project's own JSON; an investigation of one phase is a list of one."""
    return {
        "version": 1,
        "investigations": [[_values_of(*phase, stale.get(phase.spec.id)) for phase in group] for group in groups],
        "summary": _counts(groups),
    }


def _values_of(spec: Spec, stands: Standing, facts: StaleFacts | None) -> dict[str, Any]:
    return {
        "id": spec.id,
        "path": spec.path,
        "title": spec.title,
        "type": spec.type,
        "status": spec.status,
        "state": stands.stage.value,
        "says": stands.line,
        "reasons": [reason.text for reason in stands.reasons],
        "run": stands.run.run_id if stands.run else None,
        "result": facts.state if facts is not None else "unknown",
        "changes": list(facts.sentences()) if facts is not None else [],
    }
