"""A person's decision about a gate: what chant's `approval` says of it, what it was made of, and what differs now.

chant says who decided and when, and erases every key that it does not know. What was decided about therefore stands in
a file of its own, `.chant/approvals/<id>.json`. It is meant to be committed with the specs: whoever has the repository
can see what was approved, and that it has changed since. It proves nothing: who can write the file can write any name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from chant_lsp.core.gates import Difference
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import find_input
from chant_lsp.core.mentions import is_spec_path
from chant_lsp.core.normal import MAX_NORMAL_BYTES, normal_hash
from chant_lsp.core.spec import Spec

RECORDS_FOLDER = ".chant/approvals/"
MAX_BYTES = MAX_NORMAL_BYTES
"""Of an input or a record that is read."""
MAX_FILES = 200
"""Inputs that are bound to a decision."""

_VERSION = 1


class Fix(NamedTuple):
    """The change that a gate is about, as git has it."""

    commit: str
    """Full hash of the last commit; '' while it is not committed."""
    diff: str
    """sha256 of what it makes of the files: their paths and contents."""
    base: str = ""
    """Full hash of where it began."""


class Contents(NamedTuple):
    """What a decision is about; hashes are sha256 of normalised text."""

    document: str
    """Of the spec itself, without its boxes' marks, its approval and what machines write."""
    inputs: Mapping[str, str]
    """By path; what is not there has ''."""
    text: tuple[str, str] | None = None
    """Path and hash of the prepared pull request text."""
    fix: Fix | None = None


class Record(NamedTuple):
    """One decision, as it was kept."""

    by: str
    at: str
    """As chant writes it: `2026-02-13T09:30:00Z`."""
    contents: Contents
    boxes: tuple[str, ...] = ()
    """The criteria that the person stood by."""
    runs: tuple[str, ...] = ()
    """The ids of runs during which boxes were ticked that the person has said to be theirs."""


class Decision(Enum):
    """What has been decided about a gate."""

    NONE = "open"
    APPROVED = "approved"
    """Through the gate, and nothing has changed since."""
    BY_HAND = "approved by hand"
    """Somebody wrote it into the frontmatter; nothing is known of what was approved."""
    REOPENED = "re-opened"
    """Something that was approved has changed."""
    REJECTED = "rejected"


class Decided(NamedTuple):
    """The answer."""

    decision: Decision
    by: str = ""
    at: str = ""
    differences: tuple[Difference, ...] = ()


UNDECIDED = Decided(Decision.NONE)


def record_path(id: str) -> str:
    """Where the decision about a spec is kept."""
    return f"{RECORDS_FOLDER}{id}.json"


def decided(index: SpecIndex, spec: Spec) -> Decided:
    """What has been decided about a gate. Cost: reads its record and its inputs, once it is approved."""
    if "approval" not in spec.traits or not spec.readable:
        return UNDECIDED
    status = spec.nested("approval", "status")
    by, at = spec.nested("approval", "by") or "", spec.nested("approval", "at") or ""
    if status == "rejected":
        return Decided(Decision.REJECTED, by, at)
    if status != "approved":
        return UNDECIDED
    record = record_of_approval(index, spec)
    if record is None:
        return Decided(Decision.BY_HAND, by, at)
    differences = tuple(_iter_differences(index, spec, record.contents))
    differences += index.gate_news.get(spec.id, ())
    return Decided(Decision.REOPENED if differences else Decision.APPROVED, by, at, differences)


def record_of_approval(index: SpecIndex, spec: Spec) -> Record | None:
    """The record that the approval in the frontmatter is from; None for one that was written by hand."""
    record = read_record(index, spec.id)
    named = (spec.nested("approval", "by") or "", spec.nested("approval", "at") or "")
    return record if record is not None and (record.by, record.at) == named else None


def read_record(index: SpecIndex, id: str) -> Record | None:
    """The kept decision about a spec; None where there is none, or where the file is not one of ours."""
    text = index.files.text(record_path(id), MAX_BYTES)
    return from_json(text) if text is not None else None


def contents_of(index: SpecIndex, spec: Spec) -> Contents:
    """What a decision about the spec is about now, the fix and the pull request text left out."""
    return Contents(document_hash(spec), {path: hash_of(index, path) for path in input_paths(index, spec)})


def input_paths(index: SpecIndex, spec: Spec) -> list[str]:
    """The files that the spec's `informed_by` stands for, there or not, in its order."""
    found: dict[str, None] = {}
    for mention in spec.inputs:
        what = find_input(index, spec, mention)
        found.update(dict.fromkeys((*what.paths, *(gap.path for gap in what.gaps))))
    return list(found)[:MAX_FILES]


def hash_of(index: SpecIndex, path: str) -> str:
    """The hash of a file's normal form; '' when it is not there."""
    if is_spec_path(path) and (spec := index.get(path)) is not None:
        return document_hash(spec)
    text = index.files.text(path, MAX_BYTES)
    return normal_hash(path, text.encode("utf-8", "surrogatepass")) if text is not None else ""


def document_hash(spec: Spec) -> str:
    """The hash of what people wrote into a spec: no mark of a box counts, no status, no approval."""
    return normal_hash(spec.path, spec.parts.text.encode("utf-8", "surrogatepass"))


def _iter_differences(index: SpecIndex, spec: Spec, then: Contents) -> Iterator[Difference]:
    now = contents_of(index, spec)
    if now.document != then.document:
        yield Difference(spec.path, f"the text of {spec.id}")
    for path in dict.fromkeys((*then.inputs, *now.inputs)):
        here = now.inputs[path] if path in now.inputs else hash_of(index, path)
        if path not in then.inputs or here != then.inputs[path]:
            yield Difference(path, name_of(index, path))
    if then.text is not None and hash_of(index, then.text[0]) != then.text[1]:
        yield Difference(then.text[0], "the pull request text")


def name_of(index: SpecIndex, path: str) -> str:
    """What to call an input: by the spec that writes it, where there is one."""
    writers = index.producers(path)
    return f"{writers[0].id}'s document" if writers and path.endswith(".md") else f"`{path}`"


# -- the file


def to_json(id: str, record: Record) -> str:
    """The record as it is kept: a line a fact, so that a review shows what changed."""
    contents = record.contents
    values: dict[str, Any] = {
        "version": _VERSION,
        "spec": id,
        "by": record.by,
        "at": record.at,
        "document": contents.document,
        "inputs": dict(contents.inputs),
    }
    if contents.text is not None:
        values["text"] = {"path": contents.text[0], "sha256": contents.text[1]}
    if contents.fix is not None:
        values["fix"] = contents.fix._asdict()
    values["boxes"] = list(record.boxes)
    if record.runs:
        values["runs"] = list(record.runs)
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Record | None:
    """The reverse of `to_json`. Errors: None for anything else."""
    try:
        values = json.loads(text)
        if not isinstance(values, dict) or values.get("version") != _VERSION:
            return None
        inputs = {str(path): str(hash_) for path, hash_ in values["inputs"].items()}
        prepared, fix = values.get("text"), values.get("fix")
        contents = Contents(
            str(values["document"]),
            inputs,
            (str(prepared["path"]), str(prepared["sha256"])) if prepared else None,
            Fix(str(fix["commit"]), str(fix["diff"]), str(fix["base"])) if fix else None,
        )
        boxes, runs = (tuple(map(str, values.get(name, ()))) for name in ("boxes", "runs"))
        return Record(str(values["by"]), str(values["at"]), contents, boxes, runs)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
