"""Which boxes of a gate were ticked while a run went on: each run notes the gates when it begins and when it ends.

A file does not say who changed it. What can be known is *when*: a box that was open when a run began and ticked when it
ended was ticked by the agent, or by a person who was quick. Such boxes count as open until a person says that they are
theirs. What happened while no run of ours went on, nobody can tell; nor what runs did whose journals are gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec, parse
from chant_lsp.runs.model import EventType, parse_timestamp
from chant_lsp.runs.store import events_path, run_ids
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import read_source

MAX_GATES = 100
"""Gates of one project that a run keeps an eye on."""
_HEAD_BYTES = 256 * 1024
_TAIL_BYTES = 256 * 1024


class Ticked(NamedTuple):
    """What happened to a gate while a run went on."""

    run_id: str
    spec: str
    """That was run."""
    criteria: frozenset[str]
    """The words of the boxes that were ticked."""
    approved: bool
    """Whether the approval of now was written then."""


def gates_of(index: SpecIndex) -> tuple[str, ...]:
    """The paths of the gates that are still to be decided about."""
    found = (spec.path for spec in index.specs.values() if spec.is_human_gate and not spec.archived)
    return tuple(sorted(found)[:MAX_GATES])


def note_gates(project: Project, paths: Iterable[str]) -> list[dict[str, Any]]:
    """What a journal keeps of gates: which boxes are ticked, by a hash of their words, and when each was approved."""
    return [{"path": path, **_marks(spec)} for path in paths if (spec := _read(project, path)) is not None]


def _read(project: Project, path: str) -> Spec | None:
    place = project.inside(path)
    source = read_source(place) if place is not None else None
    return parse(path, source) if source is not None else None


def _marks(spec: Spec) -> dict[str, Any]:
    ticked = [_mark(criterion.text) for criterion in spec.body.criteria if criterion.done]
    approved = spec.nested("approval", "status") == "approved"
    return {"ticked": ticked, "approved": (spec.nested("approval", "at") or "at some time") if approved else ""}


def _mark(words: str) -> str:
    return hashlib.sha256(words.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def iter_ticked(project: Project, gate: Spec, known: Collection[str] = ()) -> Iterator[Ticked]:
    """What happened to a gate during each run that the project keeps, newest first.

    Shape: `known` are the ids of runs of which a person has said already that the ticks are theirs; whether the
           approval of now was written during one of them is told all the same.
    Cost:  the first and the last line of each journal.
    """
    now = _marks(gate)
    by_mark = {_mark(criterion.text): criterion.text for criterion in gate.body.criteria if criterion.done}
    for run_id in reversed(run_ids(project)):
        first, last = _ends(events_path(project, run_id))
        before = _of(first.get("gates"), gate.path)
        if before is None:
            continue
        after = _of(last.get("gates"), gate.path) if last.get("type") == EventType.ENDED.value else None
        if after is None:
            # A run that was killed could not say what it left: all that came before its last sign may be its doing.
            approved = now["approved"] if _seconds(now["approved"]) <= _seconds(last.get("at")) else ""
            after = {**now, "approved": approved}
        ticked = [] if run_id in known else _texts(after.get("ticked"))
        new = set(ticked) - set(_texts(before.get("ticked")))
        criteria = frozenset(by_mark[mark] for mark in new if mark in by_mark)
        approved = bool(now["approved"]) and before.get("approved") != after.get("approved") == now["approved"]
        if criteria or approved:
            yield Ticked(run_id, str(first.get("spec", "")), criteria, approved)


def _of(found: Any, path: str) -> Mapping[str, Any] | None:
    items = found if isinstance(found, list) else ()
    return next((item for item in items if isinstance(item, dict) and item.get("path") == path), None)


def _texts(found: Any) -> list[str]:
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def _ends(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first and the last whole line of a journal; empty where there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL_BYTES))
            tail = file.read()
    except OSError:
        return {}, {}
    whole = tail[: tail.rfind(b"\n") + 1]
    return _line(head.partition(b"\n")[0]), _line(whole.rstrip(b"\n").rpartition(b"\n")[2])


def _line(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(at: Any) -> float:
    """A time of a journal, or of chant, in seconds; 0 for what is none."""
    text = at if isinstance(at, str) else ""
    try:
        return parse_timestamp(text if "." in text else text.replace("Z", ".000Z")).timestamp()
    except ValueError:
        return 0.0
