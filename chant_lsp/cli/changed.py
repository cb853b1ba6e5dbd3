"""`chant-lsp check --changed`: what differs from a commit, and what names a file that is lost with it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from chant_lsp.cli.checked import Checked, Projects
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.mentions import is_spec_path, spec_id
from chant_lsp.workspace.git import GitError, changed_files
from chant_lsp.workspace.layout import Project


def only_changed(projects: Projects, checked: Sequence[Checked], base: str | None) -> list[Checked]:
    """Those of the checked files that a change concerns. Errors: UsageError without git's word."""
    concerned = {project: _concerned(projects, project, base) for project in {one.project for one in checked}}
    return [one for one in checked if one.path in concerned[one.project] or one.project is None]


def _concerned(projects: Projects, project: Project | None, base: str | None) -> set[str]:
    """Project-relative paths of what differs, and of the specs that name what is gone or what chant cannot read now."""
    if project is None:
        return set()
    try:
        changed = {project.relative(os.path.realpath(path)) for path in changed_files(project.root, base)}
    except GitError as error:
        raise UsageError(f"--changed needs git: {error}") from None
    paths = {path for path in changed if path is not None}
    index = projects.index(project)
    concerned = set(paths)
    for path in paths:
        spec = index.get(path)
        lost = not spec.readable if spec is not None else not project.absolute(path).exists()
        if lost:
            concerned.update(spec.path for spec, _ in index.mentions_of(path))
            if is_spec_path(path):
                concerned.update(spec.path for spec in index.referrers(spec_id(path)))
    return concerned
