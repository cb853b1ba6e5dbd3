"""`chant-lsp check --fix`: the fixes that need nobody's word, made in the files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from chant_lsp.cli.checked import Checked, Projects, check_text
from chant_lsp.core.features.prose import shown_in_line
from chant_lsp.core.fixing import Fixed, fix_all, safe_fix
from chant_lsp.core.text import Source
from chant_lsp.workspace.edits import EditConflictError, EditRefusedError, write_edits
from chant_lsp.workspace.layout import Project


def fix(projects: Projects, checked: Sequence[Checked]) -> list[Checked]:
    """Mend the files, and check them again; a file that cannot be written is said on stderr and stays as it is."""
    mended = files = 0
    touched: set[Project] = set()
    for one in checked:
        fixed = _fix(projects, one)
        if fixed is None or one.project is None:
            continue
        try:
            write_edits(Path(one.place), one.source, fixed.edits, root=one.project.root)
        except (EditConflictError, EditRefusedError, OSError) as error:
            print(shown_in_line(f"chant-lsp check: {one.shown} stays as it is: {error}."), file=sys.stderr)
            continue
        mended, files = mended + len(fixed.mended), files + 1
        projects.tell(one.project, one.path, Source(fixed.text, one.source.bom))
        touched.add(one.project)
    for project in touched:
        projects.forget(project)
    if files:
        print(f"Mended {mended} finding{'s'[: mended != 1]} in {files} file{'s'[: files != 1]}.", file=sys.stderr)
    return [projects.check(one.project, one.path) if one.project else one for one in checked]


def fix_text(projects: Projects, one: Checked) -> Checked:
    """The mended text with what is left to find in it."""
    fixed = _fix(projects, one)
    if fixed is None:
        return one
    return check_text(projects, Path(one.place), Source(fixed.text, one.source.bom))


def _fix(projects: Projects, one: Checked) -> Fixed | None:
    if one.project is None or not any(map(safe_fix, one.findings)):
        return None
    fixed = fix_all(projects.index(one.project), one.path, one.source, severities=projects.severities(one.project))
    return fixed if fixed.edits else None
