"""textDocument/codeLens: line 1 says where the phase stands and what can be done: state | action | inputs | more.

An action that is not possible now keeps its place and says why when it is clicked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chant_lsp.core.approvals import Decision, decided
from chant_lsp.core.features.actions import first_fix
from chant_lsp.core.features.references import references_of_spec
from chant_lsp.core.features.run_facts import PromptSize, Situation
from chant_lsp.core.features.standing import Stage, Standing, first_to_run, plain, standing
from chant_lsp.core.gaps import SHOWN, open_gaps
from chant_lsp.core.graph import next_phase
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import OUTPUT_FIELD
from chant_lsp.core.phases import goes_into_fork
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

LINE_1 = Span(0, 0)
MAX_NAMED = 3
"""Writers, and readers, of a file that have a lens each."""


class Lens(NamedTuple):
    """One button, or one remark."""

    span: Span
    """Line 1, the title or the criteria heading."""
    title: str
    command: str | None = None
    """One of server/protocol.py, as `chant.run`, `chant.fix` (make the edits of `actions.first_fix`) or `chant.open`
    (show the file); None: a remark."""
    path: str = ""
    """The spec that the command is about, which may be another one; becomes the argument `{"uri": …}`."""


class _Button(NamedTuple):
    title: str
    command: str
    spec: Spec


def lenses(
    index: SpecIndex, spec: Spec, source: Source, situation: Situation, prompt: PromptSize | None = None
) -> list[Lens]:
    """The lenses of a spec: those of line 1 in their order, then those on the title and the criteria heading.

    Shape: always at least one, even for a file that cannot be read. `prompt` is None where its size is not known.
    """
    now = standing(index, spec, source, situation)
    row = [Lens(LINE_1, now.line, "chant.explain", spec.path)]
    row += [
        Lens(LINE_1, button.title, button.command, button.spec.path)
        for button in _buttons(index, spec, now, situation, prompt)
    ]
    return row + _remarks(index, spec)


def file_lenses(index: SpecIndex, path: str) -> list[Lens]:
    """The lenses of a file that is no spec: who writes it and who reads it, each a click away; none when no spec
    names it.
    """
    mentions = list(index.mentions_of(path))
    writers = {spec.path: spec for spec, mention in mentions if mention.field == OUTPUT_FIELD}
    readers = {spec.path: spec for spec, mention in mentions if mention.field != OUTPUT_FIELD}
    return [*_specs("Written by", list(writers.values())), *_specs("Read by", list(readers.values()))]


def _specs(what: str, specs: list[Spec]) -> Iterator[Lens]:
    for i, spec in enumerate(specs[:MAX_NAMED]):
        lead = "" if i else f"{what} "
        yield Lens(LINE_1, f"{lead}{spec.id} ({plain(spec.status)})", "chant.open", spec.path)
    if len(specs) > MAX_NAMED:
        yield Lens(LINE_1, f"and {len(specs) - MAX_NAMED} more")


def _remarks(index: SpecIndex, spec: Spec) -> list[Lens]:
    remarks = []
    uses = len(references_of_spec(index, spec))
    if uses and spec.body.title_span is not None:
        remarks.append(Lens(spec.body.title_span, f"used by {uses}"))
    total = len(spec.body.criteria)
    if total and spec.body.criteria_heading is not None:
        done = total - spec.body.open_criteria
        remarks.append(Lens(spec.body.criteria_heading.span, f"{done} of {total} criteria ticked"))
    return remarks


def _buttons(
    index: SpecIndex, spec: Spec, now: Standing, situation: Situation, prompt: PromptSize | None
) -> Iterator[_Button]:
    stage = now.stage
    log = _Button("Open log", "chant.openLog", spec)
    why = _Button("Why?", "chant.explain", spec)
    if stage is Stage.RUNNING:
        if now.run is not None and now.run.question:
            yield _Button("Answer…", "chant.answer", spec)
        yield from (_Button("Stop", "chant.stop", spec), log)
    elif stage is Stage.ELSEWHERE:
        yield log
    elif stage is Stage.BROKEN:
        fixable = first_fix(index, spec) is not None
        yield _Button("Fix", "chant.fix", spec) if fixable else why
    elif stage is Stage.GATE:
        yield from _gate_buttons(index, spec, situation)
    elif stage in (Stage.ARCHIVED, Stage.CANCELLED, Stage.DRIVER):
        yield why
    elif stage is Stage.LOST:
        yield _Button("Mark failed", "chant.markFailed", spec)
        yield from (_run_button("Re-run", spec, now, situation), *_changes_button(spec, now), log)
    elif stage in (Stage.FAILED, Stage.ATTENTION, Stage.STOPPED, Stage.UNATTENDED):
        yield from _problem_button(index, spec)
        yield from _changes_button(spec, now)
        yield _run_button("Re-run", spec, now, situation)
        yield log if now.run is not None else why
    elif stage is Stage.DONE:
        yield from _changes_button(spec, now)
        yield _run_button("Re-run", spec, now, situation)
        yield from _onward(index, spec)
    elif stage in (Stage.STALE, Stage.SUSPECT):
        yield _Button("See what changed", "chant.seeWhatChanged", spec) if stage is Stage.STALE else why
        yield _run_button("Re-run", spec, now, situation)
        yield _still_valid_button(spec, situation)
    elif stage is Stage.WAITING:
        yield _queue_button(spec, situation)
        yield _Button("Open its log", "chant.openLog", now.reasons[0].spec or spec)
    elif stage is Stage.QUEUED:
        yield _Button("Cancel", "chant.stop", spec)
        yield _preview(spec, prompt)
    elif stage is Stage.BLOCKED:
        yield from _way_out(index, spec, now, situation)
        yield _preview(spec, prompt)
        yield why
    else:
        yield _run_button(f"Run ({plain(situation.runner)})", spec, now, situation)
        yield _preview(spec, prompt)


def _gate_buttons(index: SpecIndex, spec: Spec, situation: Situation) -> Iterator[_Button]:
    """What a person can do at a gate. There is no Run: an agent never plays it."""
    yield _Button("Open review", "chant.openReview", spec)
    if spec.status in ("completed", "cancelled"):
        return
    taken = decided(index, spec).decision
    wanted = [] if taken is Decision.APPROVED else [("Approve", "chant.approve")]
    wanted += [] if taken is Decision.REJECTED else [("Reject", "chant.reject")]
    for title, command in wanted:
        if situation.trusted:
            yield _Button(f"{title}…", command, spec)
        else:
            yield _Button(f"{title} (workspace not trusted)", "chant.explain", spec)


def _run_button(title: str, spec: Spec, now: Standing, situation: Situation) -> _Button:
    if not situation.trusted:
        return _Button(f"{title.split(' (')[0]} (workspace not trusted)", "chant.explain", spec)
    if now.reasons:
        return _Button(f"{title} (not yet)", "chant.explain", spec)
    return _Button(title, "chant.run", spec)


def _onward(index: SpecIndex, spec: Spec) -> Iterator[_Button]:
    """Where it goes on from a finished phase."""
    if goes_into_fork(spec):
        yield _Button("Into the fork…", "chant.handOver", spec)
    after = next_phase(index, spec)
    if after is not None:
        yield _Button(f"Next: {after.id}", "chant.open", after)


def _problem_button(index: SpecIndex, spec: Spec) -> list[_Button]:
    open_still = next(open_gaps(index, spec, SHOWN), None)
    return [_Button("Show problem", "chant.showProblem", spec)] if open_still else []


def _changes_button(spec: Spec, now: Standing) -> list[_Button]:
    has_changes = now.run is not None and now.run.can_review
    return [_Button("Review changes", "chant.reviewChanges", spec)] if has_changes else []


def _still_valid_button(spec: Spec, situation: Situation) -> _Button:
    if not situation.trusted:
        return _Button("Still valid (workspace not trusted)", "chant.explain", spec)
    return _Button("Still valid…", "chant.stillValid", spec)


def _queue_button(spec: Spec, situation: Situation) -> _Button:
    title = "Run when it finishes"
    if not situation.trusted:
        return _Button(f"{title} (workspace not trusted)", "chant.explain", spec)
    return _Button(title, "chant.runWhenFinished", spec)


def _way_out(index: SpecIndex, spec: Spec, now: Standing, situation: Situation) -> Iterator[_Button]:
    """What brings a blocked phase on: the log of a failed dependency, and the spec that can run first."""
    blocker = now.reasons[0].spec
    if blocker is not None and blocker.id in situation.runs:
        yield _Button("Open log", "chant.openLog", blocker)
    first = first_to_run(index, spec, situation)
    if first is None:
        yield _Button("Run (not yet)", "chant.explain", spec)
        return
    again = "Re-run" if first.status in ("failed", "needs_attention", "paused") else "Run"
    button = _run_button(f"{again} {first.id}", first, Standing(Stage.READY, ""), situation)
    yield button if situation.trusted else button._replace(spec=spec)


def _preview(spec: Spec, prompt: PromptSize | None) -> _Button:
    size = ""
    if prompt is not None:
        inputs = "1 input" if prompt.inputs == 1 else f"{prompt.inputs} inputs"
        size = f" ({inputs}, ~{_count(prompt.tokens)} tokens)"
    return _Button(f"Preview prompt{size}", "chant.previewPrompt", spec)


def _count(number: int) -> str:
    if number < 1000:
        return str(max(number, 0))
    return f"{number / 1000:.1f}k" if number < 100_000 else f"{number // 1000}k"
