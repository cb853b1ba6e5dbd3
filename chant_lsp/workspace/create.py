"""New files of a project: all of them, or none; never over one that is there."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from chant_lsp.workspace.edits import EditRefusedError, create_file
from chant_lsp.workspace.layout import Project


class CreateError(Exception):
    """Nothing was created; the text is a sentence."""


def create_files(project: Project, files: Sequence[tuple[str, str]]) -> None:
    """Write new files at project-relative paths. Errors: CreateError; what was written by then is taken back."""
    there = next((path for path, _ in files if project.absolute(path).exists()), None)
    if there is not None:
        raise CreateError(f"{there} is there already, and stays as it is.")
    for number, (path, text) in enumerate(files):
        try:
            create_file(project.root, project.absolute(path), text.encode())
        except (EditRefusedError, OSError) as error:
            for done, _ in files[:number]:
                with contextlib.suppress(OSError):
                    project.absolute(done).unlink()
            reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
            raise CreateError(f"{path} cannot be written: {reason}; nothing was created.") from None
