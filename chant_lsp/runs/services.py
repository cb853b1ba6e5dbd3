"""What a run does for its agent: answers its questions, reads and writes for it, runs commands for it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chant_lsp.runs.agents.process import agent_environment
from chant_lsp.runs.agents.terminals import Terminals
from chant_lsp.runs.lock import chant_lock_path
from chant_lsp.runs.permits import Permits
from chant_lsp.runs.pushing import git_environment
from chant_lsp.runs.questions import Asker
from chant_lsp.runs.tests import NoSuiteError, Suite, find_suite

if TYPE_CHECKING:
    from chant_lsp.runs.work import Work


@dataclass(frozen=True, slots=True)
class Services:
    """What one run's agent may call upon."""

    permits: Permits
    terminals: Terminals
    git: dict[str, str]
    """The variables that keep git from pushing elsewhere than to the fork, for the agent's own processes."""


async def make_services(work: Work) -> Services:
    """The services of a run whose agent is about to start.

    Cost:   asks git about the remotes; looks for the test command where the phase may run it.
    Errors: OSError, when the run's folder cannot be written.
    """
    git = await asyncio.to_thread(git_environment, work.project.root, work.policy.fork, work.folder)
    suite = await asyncio.to_thread(_find_suite, work) if "test" in work.policy.commands else None
    asker = Asker(work.folder, work.recorder, work.stop.event, somebody=work.request.asks)
    # Without what is passed on to the agent alone, such as its keys.
    environment = agent_environment(os.environ, work.spec.id, work.project.absolute(work.spec.path)) | git
    lock_file = chant_lock_path(work.project.chant, work.spec.id)
    terminals = Terminals(environment, work.lock.descriptor, lock_file)
    return Services(Permits(work.policy, asker, work.recorder, suite), terminals, git)


def _find_suite(work: Work) -> Suite | None:
    try:
        return find_suite(work.project, work.own.test, work.request.suites)
    except NoSuiteError:
        return None
