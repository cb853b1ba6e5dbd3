"""What `chant.explain` says: where a phase stands, what stands in its way, and the way out, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.standing import Stage, Standing, first_to_run, plain, standing
from chant_lsp.core.gates import CheckState
from chant_lsp.core.graph import next_phase
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.phases import goes_into_fork
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source

MAX_REASONS = 5


def explain(index: SpecIndex, spec: Spec, source: Source, situation: Situation) -> str:
    """The whole answer to "Why?", as plain text in one paragraph."""
    now = standing(index, spec, source, situation)
    return " ".join(_sentences(index, spec, now, situation))


def _sentences(index: SpecIndex, spec: Spec, now: Standing, situation: Situation) -> Iterator[str]:
    yield f"{spec.id}: {_opening(spec, now)}"
    if now.stage not in (Stage.RUNNING, Stage.ELSEWHERE, Stage.ARCHIVED, Stage.CANCELLED, Stage.BROKEN):
        yield from _reasons(now)
    yield from _way_out(index, spec, now, situation)


def _opening(spec: Spec, now: Standing) -> str:
    unseen = "passes over its fields and takes the defaults" if spec.readable else "does not see this spec at all"
    sentences = {
        Stage.BROKEN: f"{now.line}. Until that is mended, chant {unseen}.",
        Stage.GATE: f"{now.line}. Only a person may do this phase, so it has no Run.",
        Stage.DRIVER: f"a {plain(spec.type)} has no work of its own; run its members.",
        Stage.ARCHIVED: "it is archived; move the file back to .chant/specs to run it.",
        Stage.CANCELLED: "it is cancelled; set its status to pending to run it.",
        Stage.LOST: "its status says in_progress, but the process that ran it has gone.",
        Stage.UNATTENDED: "its status says in_progress, but nobody is known to be at it.",
        Stage.BLOCKED: "it cannot run yet.",
        Stage.WAITING: f"{now.line}.",
        Stage.READY: "it is ready; nothing stands in its way.",
    }
    return sentences.get(now.stage) or (now.line if now.line.endswith("?") else f"{now.line.rstrip('.')}.")


def _reasons(now: Standing) -> Iterator[str]:
    shown = [plain(reason.text, 200) for reason in now.reasons[:MAX_REASONS]]
    if not shown:
        return
    left = len(now.reasons) - len(shown)
    lead = "Before that" if now.stage is Stage.GATE else "In the way"
    if len(now.reasons) == 1:
        yield f"{lead}: {shown[0]}."
        return
    listed = ", ".join(f"({number}) {text}" for number, text in enumerate(shown, 1))
    yield f"{lead}: {listed}{f', and {left} more' if left else ''}."


def _gate_checks(spec: Spec, situation: Situation) -> Iterator[str]:
    facts = situation.gates.get(spec.id)
    failed = [check for check in facts.checks if check.state is CheckState.FAILED] if facts else []
    if failed:
        yield f"{plain(failed[0].sentence, 300)}"
    yield "Open review shows what was checked."


def _stale_way_out(spec: Spec, situation: Situation) -> Iterator[str]:
    facts = situation.stale[spec.id]
    _, *others = facts.sentences()
    for other in others[:MAX_REASONS]:
        yield f"Besides, {plain(other)}."
    if facts.valid is not None:
        yield f"Before that, {plain(facts.valid.by)} said that it was still valid: {plain(facts.valid.because)}"
    first = "See what changed, then run" if facts.state == "stale" else "Look at that first, or run"
    yield f"{first} it again, or say that it is still valid."


def _way_out(index: SpecIndex, spec: Spec, now: Standing, situation: Situation) -> Iterator[str]:
    stage = now.stage
    if stage in (Stage.BLOCKED, Stage.WAITING):
        first = first_to_run(index, spec, situation)
        if first is not None:
            yield f"Run {first.id} first."
    elif stage is Stage.GATE and spec.body.open_criteria:
        yield "Read what the phases before it wrote, and tick each box that holds."
    elif stage is Stage.GATE and not spec.archived and spec.status not in ("completed", "cancelled"):
        yield from _gate_checks(spec, situation)
    elif stage is Stage.LOST:
        yield "Mark it failed, or run it again."
    elif stage is Stage.UNATTENDED:
        yield "If no other tool is working on it, run it again, or set its status."
    elif stage in (Stage.STALE, Stage.SUSPECT):
        yield from _stale_way_out(spec, situation)
    elif stage is Stage.DONE:
        if goes_into_fork(spec):
            yield "Into the fork… shows its branch and the commands for the staging pull request; a person runs them."
        after = next_phase(index, spec)
        if after is not None:
            yield f"Next is {after.id}."
    if not situation.trusted and stage not in (Stage.GATE, Stage.ARCHIVED, Stage.CANCELLED, Stage.DRIVER):
        yield "Nothing runs in a workspace that is not trusted; trust it first."
