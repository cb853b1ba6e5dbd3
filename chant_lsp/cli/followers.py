"""Whoever follows runs from the process that runs or starts them: what is shown of them, and who answers them."""

from __future__ import annotations

import argparse

from chant_lsp.cli.asking import TerminalAsker, can_ask
from chant_lsp.cli.progress import Progress
from chant_lsp.runs.model import RunEvent
from chant_lsp.workspace.layout import Project


class Followers:
    """The terminal or the program that reads our output; nobody, where a run or a chain was given its id."""

    def __init__(self, project: Project, arguments: argparse.Namespace) -> None:
        # Whoever gave it its id follows its journal.
        followed = arguments.run_id is not None or arguments.chain_id is not None
        self._progress = None if followed else Progress(arguments.json)
        self._asker = TerminalAsker(project) if can_ask(arguments) else None
        self.answers: bool = arguments.ask or self._asker is not None
        """Whether somebody answers questions, here or where the journal is followed."""

    def show(self, run_id: str, spec_id: str, event: RunEvent) -> None:
        """Hear of an event."""
        if self._progress:
            self._progress.show(run_id, spec_id, event)
        if self._asker:
            self._asker.hear(run_id, spec_id, event)

    def close(self) -> None:
        """Wait until everything is shown, or nobody reads."""
        if self._progress:
            self._progress.close()
