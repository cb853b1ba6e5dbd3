"""What an agent may do: read in the project, write the declared outputs, tick the boxes of its own spec. Nothing else.

The policy is fixed before the agent starts, with every link followed then: an output that is later swapped for a link
leads nowhere new. Nobody is asked here: what is not allowed is denied and recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.edit import differs_in_boxes_only
from chant_lsp.core.globs import glob_matches
from chant_lsp.core.mentions import MentionKind, is_spec_path
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.workspace.edits import real_relative
from chant_lsp.workspace.layout import Project

_NEVER_WRITTEN = (".chant/runs/", ".chant/.locks/", ".chant/lsp.yaml", ".chant/config.md", ".chant/prompts/")
"""The runner's own records, and what decides about the next run; not even as a declared output."""


class Decision(NamedTuple):
    """An answer of the policy."""

    allowed: bool
    reason: str
    """A few words for the journal: `declared output`, `criteria boxes`, `not a declared output`."""
    path: str
    """What it was about, project-relative where that is possible."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What one run's agent may touch."""

    project: Project
    spec_path: str
    spec_file: str
    """The spec's path, links followed."""
    files: frozenset[str]
    """Declared outputs, links followed, project-relative."""
    folders: tuple[str, ...]
    """Declared directories, each with a slash at its end."""
    patterns: tuple[str, ...]
    """Declared globs."""


def make_policy(project: Project, spec: Spec) -> Policy:
    """The policy for a run of the spec that starts now."""
    files, folders, patterns = set(), [], []
    for output in spec.outputs:
        if output.kind is MentionKind.GLOB:
            patterns.append(output.text)
            continue
        real = real_relative(project.root, project.absolute(output.text))
        if real is None:
            continue
        if output.kind is MentionKind.DIRECTORY or project.absolute(output.text).is_dir():
            folders.append("" if real == "." else real.rstrip("/") + "/")
        else:
            files.add(real)
    spec_file = real_relative(project.root, project.absolute(spec.path)) or spec.path
    return Policy(project, spec.path, spec_file, frozenset(files), tuple(folders), tuple(patterns))


def may_write(policy: Policy, path: str | Path) -> Decision:
    """Whether a file may be written as an output. The path may be absolute or project-relative."""
    real = real_relative(policy.project.root, policy.project.root / path)
    if real is None:
        return Decision(False, "outside the project", str(path))
    if is_protected(real):
        return Decision(False, "never written by an agent", real)
    if is_spec(policy, real):
        return Decision(False, "in its own spec only criteria boxes may change", real)
    return Decision(True, "declared output", real) if is_output(policy, real) else _undeclared(real)


def may_write_text(policy: Policy, path: str | Path, text: str, on_disk: Source | None) -> Decision:
    """Whether a file may be given this text: an output, any; the own spec, what it has now but for its boxes."""
    real = real_relative(policy.project.root, policy.project.root / path)
    if real is None or not is_spec(policy, real):
        return may_write(policy, path)
    if on_disk is not None and differs_in_boxes_only(on_disk.text, text, parse(policy.spec_path, on_disk)):
        return Decision(True, "criteria boxes", real)
    return Decision(False, "in its own spec only criteria boxes may change", real)


def may_read(policy: Policy, path: str | Path) -> Decision:
    """Whether a file may be read: anything in the project but the records of runs and git's own files."""
    real = real_relative(policy.project.root, policy.project.root / path)
    if real is None:
        return Decision(False, "outside the project", str(path))
    if real.startswith(".chant/runs/") or ".git" in real.split("/"):
        return Decision(False, "not a file of the project's own", real)
    return Decision(True, "in the project", real)


def is_output(policy: Policy, path: str) -> bool:
    """Whether a project-relative path, links followed, is declared.

    Shape: a folder or a glob, however wide, never takes in a spec (a gate's boxes are ticked by people), nor what is
           protected.
    """
    if is_protected(path):
        return False
    if path in policy.files:
        return True
    return not is_spec_path(path) and (
        any(path.startswith(folder) for folder in policy.folders)
        or any(glob_matches(pattern, path) for pattern in policy.patterns)
    )


def is_spec(policy: Policy, path: str) -> bool:
    """Whether a real path is the run's own spec, be it behind a link."""
    return path in (policy.spec_path, policy.spec_file)


def is_protected(path: str) -> bool:
    """Whether a path may not be written even if it is declared."""
    parts = path.split("/")
    # On a disk that ignores letter case, `.GIT` is git's folder, too.
    return any(part.lower() == ".git" for part in parts) or path.lower().startswith(_NEVER_WRITTEN)


def undeclarable(project: Project, spec: Spec) -> Iterable[str]:
    """A sentence for each output that no run could ever be allowed to write."""
    for output in spec.outputs:
        if output.kind is MentionKind.GLOB and not output.text.startswith(("/", "../", "~/")):
            continue
        real = real_relative(project.root, project.absolute(output.text))
        if real is None or output.text.startswith("~/"):
            yield f"Output `{output.text}` is outside the project; name a file of the project in target_files."
        elif is_protected(real) or real == spec.path:
            yield f"Output `{output.text}` is not for agents to write; take it out of target_files."


def _undeclared(path: str) -> Decision:
    return Decision(False, "not a declared output", path)
