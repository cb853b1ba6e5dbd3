"""What a run records so that a later look can tell whether its result still holds: its manifest.

In the journal's first line: each input, the spec's own text and its prompt by their hashes, and the specs that the run
builds on with what they had written by then. At its end: what the run itself wrote. The texts lie beside the journal in
`inputs/<sha256>`, exactly as they were (a comparison of anything else would show changes that nobody made) unless there
is something like a secret in them, readable by their owner alone like all of a run's folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import find_input
from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.order import is_before
from chant_lsp.core.spec import Spec
from chant_lsp.runs.assembly import Prompt
from chant_lsp.runs.bundle import MAX_KEPT_BYTES, MAX_KEPT_IN_ALL
from chant_lsp.runs.measure import measure
from chant_lsp.runs.model import BuiltOn, Run, RunInput, RunState
from chant_lsp.runs.redaction import redact
from chant_lsp.runs.store import newest_run, run_ids, run_ids_by_spec, write_whole
from chant_lsp.workspace.files import named_files
from chant_lsp.workspace.layout import Project

INPUTS_NAME = "inputs"
REDACTED_SUFFIX = ".redacted"
MAX_WRITTEN = 200
"""Files of one run's outputs that are recorded: a glob may take in a whole tree."""


def first_line(project: Project, index: SpecIndex, spec: Spec, prompt: Prompt) -> dict[str, Any]:
    """The fields of `started` that make up the manifest."""
    built_on = iter_built_on(index, spec, lambda id: latest_done(project, id))
    return manifest_fields(prompt.inputs, prompt.own, prompt.template, built_on)


def manifest_fields(
    inputs: Iterable[RunInput], own: RunInput | None, template: RunInput | None, built_on: Iterable[BuiltOn]
) -> dict[str, Any]:
    """A manifest as plain JSON: of a run, or of a later word that its result still holds."""
    return {
        "inputs": [to_fields(found) for found in inputs],
        "own": to_fields(own) if own else None,
        "template": to_fields(template) if template else None,
        "built_on": [{"spec": one.spec, "run": one.run, "outputs": one.outputs} for one in built_on],
    }


def to_fields(found: RunInput) -> dict[str, Any]:
    """A measured file as plain JSON."""
    return {"path": found.path, "bytes": found.bytes, "sha256": found.sha256, "normal": found.normal}


def upstream(index: SpecIndex, spec: Spec) -> list[Spec]:
    """The specs that one builds on: those it depends on, those it reads, and those that write what it reads."""
    found = {other.path: other for other in index.dependencies(spec)}
    for mention in spec.inputs:
        target = index.target(mention)
        found |= {target.path: target} if target is not None else {}
        if target is None or mention.kind is MentionKind.SPEC:
            paths = find_input(index, spec, mention).paths
            writers = (writer for path in paths for writer in index.producers(path))
            found |= {writer.path: writer for writer in writers if not is_before(index, spec, writer)}
    found.pop(spec.path, None)
    return list(found.values())


def iter_built_on(index: SpecIndex, spec: Spec, done_run: Callable[[str], Run | None]) -> Iterator[BuiltOn]:
    """What a spec builds on, as it is done now; `done_run` gets the last done run of an id, or None."""
    for other in upstream(index, spec):
        run = done_run(other.id)
        yield BuiltOn(other.id, run.id, outputs_hash(run)) if run is not None else BuiltOn(other.id)


def outputs_hash(run: Run) -> str:
    """One hash for all that a run wrote; '' where that was not recorded."""
    if not run.written:
        return ""
    lines = sorted(f"{found.normal} {found.path}\n" for found in run.written)
    return hashlib.sha256("".join(lines).encode("utf-8", "replace")).hexdigest()


def latest_done(project: Project, spec_id: str) -> Run | None:
    """The last run of a spec that ended with all its evidence. Cost: one listing, and the journals of later runs."""
    return newest_run(project, run_ids(project, spec_id), RunState.DONE)


def done_runs(project: Project) -> dict[str, Run]:
    """The last run of each spec that ended with all its evidence, by the id that the spec had then."""
    found = (newest_run(project, ids, RunState.DONE) for ids in run_ids_by_spec(project).values())
    return {run.spec: run for run in found if run is not None}


def written_outputs(project: Project, spec: Spec) -> list[dict[str, Any]]:
    """What is there of a spec's outputs, measured, for the journal; what cannot be read is left out."""
    return [to_fields(found) for found in iter_written(project, spec)]


def iter_written(project: Project, spec: Spec) -> Iterator[RunInput]:
    """What is there of a spec's outputs, each file once."""
    for path in named_files(project, spec.outputs)[:MAX_WRITTEN]:
        with contextlib.suppress(OSError):
            yield measure(project, path).as_input()


def keep_contents(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Keep texts in a run's folder by their hashes, as long as they are not too large. Errors: OSError.

    Shape: exactly as they are; a text in which something looks like a secret is kept only without that.
    """
    place = folder / INPUTS_NAME
    place.mkdir(mode=0o700, exist_ok=True)
    left = MAX_KEPT_IN_ALL
    for sha256, content in contents.items():
        if len(content) > min(left, MAX_KEPT_BYTES):
            continue
        left -= len(content)
        text = content.decode("utf-8", "replace")
        shown = redact(text)
        name, kept = (
            (sha256, content) if shown == text else (sha256 + REDACTED_SUFFIX, shown.encode("utf-8", "replace"))
        )
        write_whole(place / name, kept, sync=False)


def kept_content(folder: Path, sha256: str) -> bytes | None:
    """A text exactly as it was; None where it was not kept so, or is gone or damaged."""
    content = _read(folder / INPUTS_NAME / sha256)
    return content if content is not None and hashlib.sha256(content).hexdigest() == sha256 else None


def kept_without_secrets(folder: Path, sha256: str) -> bytes | None:
    """A text of which only that was kept which looks like no secret; None for any other."""
    return _read(folder / INPUTS_NAME / f"{sha256}{REDACTED_SUFFIX}")


def _read(place: Path) -> bytes | None:
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(2 * MAX_KEPT_BYTES)
    except (OSError, ValueError):
        return None
