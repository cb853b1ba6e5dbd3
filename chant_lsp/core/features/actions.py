"""textDocument/codeAction: the ways out of findings, and the run actions for editors without lenses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chant_lsp.core.approvals import Decision, decided
from chant_lsp.core.check import check
from chant_lsp.core.features.action import CREATE, QUICK_FIX, Action
from chant_lsp.core.features.improvements import iter_bulk_fixes, iter_improvements, iter_missing_files
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.silencing import silence, silence_in_page
from chant_lsp.core.features.standing import HIDING, Stage, first_to_run, plain, standing
from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.phases import goes_into_fork
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.prompt_file import PromptFile


_RAN_BEFORE = (
    Stage.DONE,
    Stage.STALE,
    Stage.SUSPECT,
    Stage.FAILED,
    Stage.ATTENTION,
    Stage.STOPPED,
    Stage.LOST,
    Stage.UNATTENDED,
)
_HAS_NO_PROMPT = (Stage.BROKEN, Stage.GATE, Stage.ARCHIVED, Stage.CANCELLED, Stage.DRIVER)


def actions_at(
    index: SpecIndex,
    spec: Spec,
    source: Source,
    span: Span,
    situation: Situation,
    findings: Sequence[Finding] | None = None,
) -> list[Action]:
    """What can be done at the span: fixes of the findings that touch it, then the run actions that make sense now.

    Shape: `findings` are those of `check(index, spec.path)`, which is asked when they are not given. An empty span is a
           cursor, and touches what it stands at the end of.
    """
    if findings is None:
        findings = check(index, spec.path)
    touched = _touched(findings, span)
    return [
        *_iter_fixes(touched),
        *_iter_writers(index, touched, situation),
        *iter_bulk_fixes(findings, touched),
        *iter_improvements(index, spec, source, span, touched),
        *_iter_silencers(spec, source, touched),
        *_iter_run_actions(index, spec, source, situation),
    ]


def actions_in_page(
    index: SpecIndex, page: Config | PromptFile, source: Source, span: Span, findings: Sequence[Finding]
) -> list[Action]:
    """What can be done at the span in the config or a prompt: fixes of the findings that touch it, missing prompts that
    can be created, and silence.
    """
    touched = _touched(findings, span)
    silencers = [
        Action(f"Silence {code} in this file", QUICK_FIX, silence_in_page(page, source, code), finding)
        for code, finding in {finding.code: finding for finding in reversed(touched)}.items()
    ]
    return [
        *_iter_fixes(touched),
        *iter_missing_files(index, page.mentions, span, touched),
        *iter_bulk_fixes(findings, touched),
        *silencers,
    ]


def actions_in_settings(span: Span, findings: Sequence[Finding]) -> list[Action]:
    """What can be done at the span in `.chant/lsp.yaml`: fixes of the findings that touch it."""
    touched = _touched(findings, span)
    return [*_iter_fixes(touched), *iter_bulk_fixes(findings, touched)]


def _touched(findings: Sequence[Finding], span: Span) -> list[Finding]:
    return [one for one in findings if one.span.start <= span.end and span.start <= one.span.end]


def first_fix(index: SpecIndex, spec: Spec) -> Fix | None:
    """What `chant.fix` applies: the preferred fix, or the only one, of the first finding that keeps chant from reading
    the file and can be mended so.
    """
    for finding in check(index, spec.path):
        if finding.severity is Severity.ERROR or finding.code in HIDING:
            preferred = [fix for fix in finding.fixes if fix.preferred]
            if preferred or len(finding.fixes) == 1:
                return (preferred or list(finding.fixes))[0]
    return None


def _iter_fixes(findings: Sequence[Finding]) -> Iterator[Action]:
    for finding in findings:
        for fix in finding.fixes:
            yield Action(fix.title, QUICK_FIX, fix.edits, finding, fix.preferred)


def _iter_silencers(spec: Spec, source: Source, findings: Sequence[Finding]) -> Iterator[Action]:
    for code, finding in {finding.code: finding for finding in reversed(findings)}.items():
        yield Action(f"Silence {code} in this file", QUICK_FIX, silence(spec, source, code), finding)


def _iter_writers(index: SpecIndex, findings: Sequence[Finding], situation: Situation) -> Iterator[Action]:
    """The way out of an input that is not there yet: run the spec that writes it, or what that one waits for."""
    for finding in findings:
        writers = [writer for other in finding.related if (writer := index.get(other.path)) is not None]
        if finding.code != "input-not-written" or not writers or not situation.trusted:
            continue
        first = first_to_run(index, writers[0], situation)
        if first is None and _can_run(index, writers[0], situation):
            first = writers[0]
        if first is not None:
            yield Action(f"Run {first.id}", QUICK_FIX, (), finding, command="chant.run", path=first.path)


def _can_run(index: SpecIndex, spec: Spec, situation: Situation) -> bool:
    now = standing(index, spec, None, situation)
    return not now.reasons and now.stage in (Stage.READY, Stage.FAILED, Stage.ATTENTION, Stage.STOPPED)


def _iter_run_actions(index: SpecIndex, spec: Spec, source: Source, situation: Situation) -> Iterator[Action]:
    now = standing(index, spec, source, situation)
    stage = now.stage
    may_run = situation.trusted and not now.reasons
    if stage is Stage.RUNNING:
        if now.run is not None and now.run.question:
            yield _command("Answer…", "answer", "chant.answer", spec)
        yield _command("Stop", "stop", "chant.stop", spec)
    elif stage is Stage.READY and may_run:
        yield _command(f"Run phase {spec.id} ({plain(situation.runner)})", "run", "chant.run", spec)
    elif stage in _RAN_BEFORE and may_run:
        yield _command(f"Re-run phase {spec.id}", "run", "chant.run", spec)
    elif stage is Stage.BLOCKED and situation.trusted and (first := first_to_run(index, spec, situation)) is not None:
        yield _command(f"Run {first.id} first", "run", "chant.run", first)
    elif stage is Stage.GATE:
        yield from _iter_gate_actions(index, spec, situation)
    if stage in (Stage.STALE, Stage.SUSPECT):
        yield from _iter_stale_actions(spec, stage, situation)
    if stage is Stage.LOST:
        yield _command("Mark failed", "markFailed", "chant.markFailed", spec)
    if now.run is not None and now.run.can_review:
        yield _command("Review changes", "reviewChanges", "chant.reviewChanges", spec)
        if situation.trusted:
            yield _command("Discard changes…", "discardChanges", "chant.discardChanges", spec)
    if stage is Stage.DONE and goes_into_fork(spec):
        yield _command("Take the fix into the fork", "handOver", "chant.handOver", spec)
    if spec.id in situation.runs and not spec.archived:
        yield _command("Open log", "log", "chant.openLog", spec)
    if stage not in _HAS_NO_PROMPT:
        yield _command("Preview prompt", "preview", "chant.previewPrompt", spec)
    yield from _iter_chain_actions(index, spec, stage, situation)
    if stage not in (Stage.READY, Stage.RUNNING, Stage.DONE) or not situation.trusted:
        title = "Why blocked?" if stage in (Stage.BLOCKED, Stage.WAITING) else "Explain the state"
        yield _command(title, "explain", "chant.explain", spec)


def _iter_stale_actions(spec: Spec, stage: Stage, situation: Situation) -> Iterator[Action]:
    """What to do about a result that may not hold any more."""
    if stage is Stage.STALE:
        yield _command("See what changed", "changes", "chant.seeWhatChanged", spec)
    if situation.trusted:
        yield _command(f"Re-run {spec.id} and what builds on it", "rerunDownstream", "chant.rerunDownstream", spec)
        yield _command(f"{spec.id} is still valid…", "stillValid", "chant.stillValid", spec)


def _iter_gate_actions(index: SpecIndex, spec: Spec, situation: Situation) -> Iterator[Action]:
    # A cold start of the server has no use for it.
    from chant_lsp.core.pull_request import text_path

    yield _command("Open review", "review", "chant.openReview", spec)
    path = text_path(index, spec)
    if path is not None and index.files.kind(path) is None:
        yield Action("Draft the pull request text", CREATE, command="chant.draftText", path=spec.path)
    if situation.trusted and spec.status not in ("completed", "cancelled"):
        taken = decided(index, spec).decision
        if taken is not Decision.APPROVED:
            yield _command("Approve…", "approve", "chant.approve", spec)
        if taken is not Decision.REJECTED:
            yield _command("Reject…", "reject", "chant.reject", spec)


def _iter_chain_actions(index: SpecIndex, spec: Spec, stage: Stage, situation: Situation) -> Iterator[Action]:
    """Several runs in a row: what this needs first, what follows from it, or this one later."""
    if stage is Stage.QUEUED:
        yield _command(f"Take {spec.id} out of the queue", "stop", "chant.stop", spec)
    if not situation.trusted:
        return
    can_run = stage in (Stage.READY, Stage.FAILED, Stage.ATTENTION, Stage.STOPPED, Stage.DONE)
    helps = stage is Stage.BLOCKED and first_to_run(index, spec, situation) is not None
    if helps:
        yield _command(f"Run {spec.id} and what it needs first", "runNeeded", "chant.runNeeded", spec)
    if stage is Stage.WAITING:
        yield _command(f"Run {spec.id} when it finishes", "runWhenFinished", "chant.runWhenFinished", spec)
    if (can_run or helps) and any(_is_left(other) for other in index.dependents(spec)):
        yield _command(f"Run on from {spec.id} until a gate", "runChain", "chant.runChain", spec)


def _is_left(spec: Spec) -> bool:
    """Whether a chain would run it."""
    return not (spec.archived or spec.is_human_gate or spec.status in ("completed", "cancelled"))


def _command(title: str, kind: str, command: str, spec: Spec) -> Action:
    return Action(title, f"source.chant.{kind}", command=command, path=spec.path)
