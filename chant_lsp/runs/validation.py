"""A result that is stale or suspect: seeing what has changed, and somebody's word that it holds all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.drawn_diff import hunks
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import Validation
from chant_lsp.runs.baseline import Baseline, append_word
from chant_lsp.runs.comparison import Compared
from chant_lsp.runs.instructions import read_prompt
from chant_lsp.runs.lock import LockTakenError, hold
from chant_lsp.runs.manifest import (
    done_runs,
    iter_built_on,
    keep_contents,
    kept_content,
    kept_without_secrets,
)
from chant_lsp.runs.measure import Measured, measure
from chant_lsp.runs.model import Run, RunInput
from chant_lsp.runs.recorder import one_line
from chant_lsp.runs.redaction import redact
from chant_lsp.runs.staleness import Looker
from chant_lsp.runs.store import prepare_runs, run_folder
from chant_lsp.workspace.layout import Project

MAX_REASON_CHARS = 500
SECRETS = "what looks like a secret is not shown"


class Answer(NamedTuple):
    """What became of a wish."""

    done: bool
    message: str
    """One sentence."""


class TextChange(NamedTuple):
    """One text then and now."""

    title: str
    """The path of a file; `the prompt NAME` of a prompt."""
    path: str
    """Of the file as it is now, project-relative; '' where there is none."""
    before: str
    after: str
    note: str = ""
    """Why the two do not tell everything; '' where they do."""

    def unified(self) -> str:
        """As a diff, with a line for the note; other line ends are no change."""
        drawn = list(hunks(_with_plain_ends(self.before), _with_plain_ends(self.after)))
        head = [f"--- {self.title} (then)", f"+++ {self.title} (now)"] if drawn else []
        note = [f"# {self.title}: {self.note}"] if self.note else []
        return "".join(f"{line}\n" for line in (*note, *head, *drawn))


def _with_plain_ends(text: str) -> str:
    return "".join(f"{line}\n" for line in text.splitlines())


def vouch(project: Project, index: SpecIndex, spec: Spec, by: str, because: str) -> Answer:
    """Record that a spec's result holds as everything is now; a later change makes it stale again.

    Errors: none; why not is in the answer.
    """
    why = one_line(redact(because), MAX_REASON_CHARS)
    if not why:
        return Answer(False, f"Say why the result of {spec.id} still holds; the reason is kept with it.")
    done = done_runs(project)
    looker = _look(project, index, done)
    facts, compared = looker.facts.get(spec.id), looker.compared.get(spec.id)
    if facts is None or compared is None:
        return Answer(False, f"{spec.id} has no done run here, so there is no result to speak of.")
    if facts.state == "fresh":
        return Answer(False, f"{spec.id} is not stale: everything is as it was when it ran.")
    try:
        prepare_runs(project)
        with hold(project.runs, spec.id):
            _record(project, index, looker, compared, done, Validation(one_line(by, 100), 0.0, why))
    except LockTakenError:
        return Answer(False, f"{spec.id} is running; wait until it is done.")
    except OSError as error:
        return Answer(False, f"It could not be recorded that {spec.id} still holds: {error.strerror or error}.")
    return Answer(True, f"{spec.id} still holds, says {one_line(by, 100)}: {why}")


def _look(project: Project, index: SpecIndex, done: dict[str, Run]) -> Looker:
    looker = Looker(project)
    for _ in looker.iter_look(index, done):
        pass
    return looker


def _record(
    project: Project, index: SpecIndex, looker: Looker, compared: Compared, done: dict[str, Run], word: Validation
) -> None:
    facts, spec = looker.facts[compared.spec.id], compared.spec
    folder = run_folder(project, compared.baseline.run.id)
    keep_contents(folder, dict(_iter_contents(project, compared)))
    baseline = Baseline(
        compared.baseline.run,
        {one.found.path: one.found for one in compared.present.values() if one.found is not None},
        compared.own,
        compared.template,
        tuple(iter_built_on(index, spec, done.get)),
        # What was redone is known by what it wrote.
        {upstream.id: looker.mark(upstream.id) for upstream in facts.upstream if upstream.why != "redone"},
        word,
    )
    append_word(folder, baseline, datetime.now(timezone.utc))


def _iter_contents(project: Project, compared: Compared) -> Iterator[tuple[str, bytes]]:
    """By hash, the texts as they are now, for the next one who asks what has changed."""
    for path in (compared.spec.path, *compared.present):
        measured = _measure(project, path)
        if measured is not None and measured.whole:
            yield measured.sha256, measured.content
    prompt = read_prompt(project, compared.spec)
    if prompt is not None:
        yield prompt.measured.sha256, prompt.text.encode("utf-8", "replace")


def changes_of(project: Project, index: SpecIndex, spec: Spec) -> list[TextChange]:
    """What has changed since a spec's result was right, each text then and now; empty when nothing has."""
    compared = _look(project, index, done_runs(project)).compared.get(spec.id)
    return list(_iter_changes(project, compared)) if compared is not None else []


def _iter_changes(project: Project, compared: Compared) -> Iterator[TextChange]:
    baseline = compared.baseline
    folder = run_folder(project, baseline.run.id)
    written = {found.path: found for found in baseline.run.written}
    for changed in compared.changed:
        was = changed.was or changed.path
        then = baseline.inputs.get(was) or (written.get(was) if baseline.valid is None else None)
        there = changed.how in ("changed", "new")
        now = _measure(project, changed.path) if there else None
        yield _change(folder, changed.path, then, now)
    if compared.own_changed:
        yield _change(folder, compared.spec.path, baseline.own, _measure(project, compared.spec.path))
    if compared.template_changed:
        prompt = read_prompt(project, compared.spec)
        text = "" if prompt is None else prompt.text
        name = (prompt.measured if prompt else baseline.template or RunInput("", 0, "")).path
        before, note = _then(folder, baseline.template)
        yield TextChange(f"the prompt {name}", "", before, text, note)


def _change(folder: Path, path: str, then: RunInput | None, now: Measured | None) -> TextChange:
    before, note = _then(folder, then)
    after = ""
    if now is not None and (b"\0" in now.content or not now.whole):
        note = "it is no text, or too large to be shown"
    elif now is not None:
        after = now.content.decode("utf-8", "replace")
    if note == SECRETS:
        # Compared with a text without its secrets, each of them would look like a change.
        return TextChange(path, "", before, redact(after), note)
    return TextChange(path, path if now is not None and not now.is_directory else "", before, after, note)


def _then(folder: Path, then: RunInput | None) -> tuple[str, str]:
    """A text as the run kept it, and why there is none, or not all of it."""
    if then is None or not then.sha256:
        return "", ""
    content, note = kept_content(folder, then.sha256), ""
    if content is None:
        content, note = kept_without_secrets(folder, then.sha256), SECRETS
    if content is None:
        return "", "how it was then was not kept, because it was too large"
    return ("", "it was no text then") if b"\0" in content else (content.decode("utf-8", "replace"), note)


def _measure(project: Project, path: str) -> Measured | None:
    try:
        return measure(project, path)
    except OSError:
        return None
