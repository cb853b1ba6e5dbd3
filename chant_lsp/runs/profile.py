"""What an agent may do, phase by phase: read in the project, write the declared outputs, tick the boxes of its own
spec, run the commands that its phase lists. What else is for a person to allow, and what nobody can.

The policy is fixed before the agent starts, with every link followed then: an output that is later swapped for a link
leads nowhere new. Asking and remembering are `permits.py`'s; what a command would do is `commands.py`'s.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chant_lsp.core.edit import differs_in_boxes_only
from chant_lsp.core.globs import glob_matches
from chant_lsp.core.mentions import MentionKind, is_spec_path
from chant_lsp.core.own_settings import OwnSettings, phase_settings
from chant_lsp.core.phases import profile_name
from chant_lsp.core.schema import HUMAN_GATE_LABEL
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.runs.allowances import Allowance, read_allowances
from chant_lsp.runs.assembly import read_spec_text
from chant_lsp.runs.model import Run
from chant_lsp.runs.secret_paths import secret_reason
from chant_lsp.workspace.edits import real_relative
from chant_lsp.workspace.layout import Project

_COMMANDS = {"reproduction": ("test",), "fork-fix": ("test",)}
"""What an agent may run without asking, by phase."""

_NEVER_WRITTEN = re.compile(
    r"(?:.*/)?\.chant/(?:(?:runs|\.locks|approvals|pids|logs)(?:/.*)?|lsp\.yaml|config\.md|agents\.md|watch\.pid|prompts/.*)",
    re.DOTALL,
)
"""The runner's own records, and what decides about the next run; not even as a declared output."""
_IN_CHANT = re.compile(r"(?:.*/)?\.chant/(?!research/)", re.DOTALL)
"""What nobody is asked about: specs, templates and all else of chant's but the research documents."""


class Decision(NamedTuple):
    """An answer of the policy."""

    allowed: bool
    reason: str
    """A few words for the journal: `declared output`, `criteria boxes`, `not a declared output`."""
    path: str
    """What it was about, project-relative where that is possible, every link followed."""
    askable: bool = False
    """Not allowed, but a person may."""


@dataclass
class Grants:
    """What became of the questions of a run: for the look at its end."""

    written: set[str] = field(default_factory=set)
    """Paths that a person has allowed to be written."""
    denied: set[str] = field(default_factory=set)
    """Paths whose writing was denied."""


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
    profile: str = ""
    """Its name: the phase's, or the type of a spec of no phase."""
    commands: tuple[str, ...] = ()
    """The names of the commands that may be run without asking."""
    fork: str | None = None
    """The git remote that may be pushed to, by its name."""
    allowances: tuple[Allowance, ...] = ()
    """What the user has allowed beforehand."""
    grants: Grants = field(default_factory=Grants, compare=False)


def make_policy(
    project: Project, spec: Spec, own: OwnSettings | None = None, allowances: Sequence[Allowance] = ()
) -> Policy:
    """The policy for a run of the spec that starts now; `own` is what `.chant/lsp.yaml` says."""
    own = own or OwnSettings()
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
        elif not is_gate(project, real):
            files.add(real)
    spec_file = real_relative(project.root, project.absolute(spec.path)) or spec.path
    profile = profile_name(spec.id, spec.type)
    said = phase_settings(own, spec.id, spec.type).commands
    return Policy(
        project,
        spec.path,
        spec_file,
        frozenset(files),
        tuple(folders),
        tuple(patterns),
        profile,
        _COMMANDS.get(profile, ()) if said is None else said,
        own.fork,
        tuple(allowances),
    )


def recall_policy(project: Project, spec: Spec, run: Run) -> Policy:
    """The policy under which a run of the spec goes on, or went, with what people allowed it meanwhile."""
    policy = make_policy(project, spec, allowances=read_allowances(run.allowed))
    policy.grants.written.update(run.granted)
    return policy


def may_write(policy: Policy, path: str | Path) -> Decision:
    """Whether a file may be written as an output. The path may be absolute or project-relative."""
    real = real_relative(policy.project.root, policy.project.root / path)
    if real is None:
        return Decision(False, "outside the project", str(path))
    if is_protected(real):
        return Decision(False, "never written by an agent", real)
    if is_spec(policy, real):
        return Decision(False, "in its own spec only criteria boxes may change", real)
    if is_output(policy, real):
        return Decision(True, "declared output", real)
    if _IN_CHANT.match(real.lower()):
        return Decision(False, "chant's own files are for people to change", real)
    if secret := secret_reason(real):
        return Decision(False, f"never written by an agent: {secret}", real)
    if any(each.allows_write(real) for each in policy.allowances):
        return Decision(True, "allowed beforehand", real)
    return Decision(False, "not a declared output", real, askable=real != ".")


def may_write_text(policy: Policy, path: str | Path, text: str, on_disk: Source | None) -> Decision:
    """Whether a file may be given this text: an output, any; the own spec, what it has now but for its boxes."""
    real = real_relative(policy.project.root, policy.project.root / path)
    if real is None or not is_spec(policy, real):
        return may_write(policy, path)
    if on_disk is not None and differs_in_boxes_only(on_disk.text, text, parse(policy.spec_path, on_disk)):
        return Decision(True, "criteria boxes", real)
    return Decision(False, "in its own spec only criteria boxes may change", real)


def may_read(policy: Policy, path: str | Path) -> Decision:
    """Whether a file may be read: anything in the project but secrets, the records of runs and git's own files.

    Shape: what lies outside the project has an absolute path in the answer.
    """
    place = policy.project.root / path
    real = real_relative(policy.project.root, place)
    readable = "\0" not in str(place)
    whole = os.path.realpath(place) if real is None and readable else str(place)
    if secret := secret_reason(whole if real is None else real):
        return Decision(False, f"never read by an agent: {secret}", real or whole)
    if real is None:
        allowed = any(each.allows_read(whole) for each in policy.allowances)
        return Decision(allowed, "allowed beforehand" if allowed else "outside the project", whole, askable=readable)
    if re.match(r"(?:.*/)?\.chant/runs(?:/|$)", real.lower()):
        return Decision(False, "not a file of the project's own", real)
    return Decision(True, "in the project", real)


def may_be_touched(policy: Policy, path: str) -> bool:
    """Whether a project-relative path, links followed, may differ after the run: declared, or allowed by a person."""
    return (
        is_spec(policy, path)
        or is_output(policy, path)
        or path in policy.grants.written
        or may_write(policy, path).allowed
    )


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
    # On a disk that ignores letter case, `.GIT` is git's folder, too.
    small = path.lower()
    return ".git" in small.split("/") or _NEVER_WRITTEN.fullmatch(small) is not None


def is_gate(project: Project, path: str) -> bool:
    """Whether a path is the spec of a human gate, whose boxes and words are a person's."""
    source = read_spec_text(project, path) if is_spec_path(path) else None
    return source is not None and HUMAN_GATE_LABEL in parse(path, source).texts("labels")


def undeclarable(project: Project, spec: Spec) -> Iterable[str]:
    """A sentence for each output that no run could ever be allowed to write."""
    for output in spec.outputs:
        if output.kind is MentionKind.GLOB and not output.text.startswith(("/", "../", "~/")):
            continue
        real = real_relative(project.root, project.absolute(output.text))
        if real is None or output.text.startswith("~/"):
            yield f"Output `{output.text}` is outside the project; name a file of the project in target_files."
        elif is_protected(real) or real == spec.path or is_gate(project, real):
            yield f"Output `{output.text}` is not for agents to write; take it out of target_files."
