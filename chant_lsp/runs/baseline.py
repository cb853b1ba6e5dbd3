"""What a phase's result is measured against: its last done run, or the last word of somebody that it still holds.

Such a word stands beside the run's journal, in `valid.jsonl`, one JSON object a line: who, when, why, and everything as
it was at that moment. It is never written into the spec: chant erases what it does not know at its next save.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chant_lsp.core.stale import Validation
from chant_lsp.runs.manifest import manifest_fields
from chant_lsp.runs.model import BuiltOn, Run, RunInput, parse_timestamp, timestamp

VALID_NAME = "valid.jsonl"
MAX_VALID_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Baseline:
    """How everything was when the result was right."""

    run: Run
    inputs: Mapping[str, RunInput]
    """By path."""
    own: RunInput | None
    template: RunInput | None
    built_on: tuple[BuiltOn, ...]
    troubles: Mapping[str, str]
    """Ids of specs that were stale or suspect then already, each with the mark of that very state."""
    valid: Validation | None = None
    """Whose word it is; None: the run's own."""


def of_run(run: Run) -> Baseline:
    """The baseline that a run has left.

    Shape: what it both read and wrote, or wrote where one of its inputs takes it in, counts as it was at its end.
    """
    written = {found.path: found for found in run.written}
    inputs = {found.path: written.get(found.path, found) for found in run.inputs}
    return Baseline(run, inputs, run.own, run.template, run.built_on, {})


def read_baseline(run: Run, folder: Path) -> Baseline:
    """The baseline of a run's folder: the last whole word in it, else the run's own. Errors: none."""
    baseline = of_run(run)
    for line in reversed(_lines(folder / VALID_NAME)):
        found = _parse(run, line)
        if found is not None:
            return found
    return baseline


def append_word(folder: Path, baseline: Baseline, at: datetime) -> None:
    """Write a word beside the journal and wait until it is on the disk. Errors: OSError."""
    assert baseline.valid is not None
    fields = {
        "at": timestamp(at),
        "by": baseline.valid.by,
        "because": baseline.valid.because,
        **manifest_fields(baseline.inputs.values(), baseline.own, baseline.template, baseline.built_on),
        "troubles": dict(baseline.troubles),
    }
    line = json.dumps(fields, ensure_ascii=False) + "\n"
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    with os.fdopen(os.open(folder / VALID_NAME, flags, 0o600), "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            # A line that a crash cut off would swallow this one.
            line = line if file.read(1) == b"\n" else "\n" + line
        file.write(line.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


def _lines(path: Path) -> Sequence[bytes]:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return file.read(MAX_VALID_BYTES).splitlines()
    except OSError:
        return ()


def _parse(run: Run, line: bytes) -> Baseline | None:
    try:
        found = json.loads(line)
        at = parse_timestamp(found["at"]).timestamp()
        troubles = {str(id): str(mark) for id, mark in found["troubles"].items()}
        return Baseline(
            run,
            {item["path"]: _measured(item) for item in found["inputs"]},
            _measured(found["own"]) if found["own"] else None,
            _measured(found["template"]) if found["template"] else None,
            tuple(BuiltOn(str(one["spec"]), str(one["run"]), str(one["outputs"])) for one in found["built_on"]),
            troubles,
            Validation(str(found["by"]), at, str(found["because"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _measured(item: Mapping[str, Any]) -> RunInput:
    return RunInput(str(item["path"]), int(item["bytes"]), str(item["sha256"]), str(item["normal"]))
