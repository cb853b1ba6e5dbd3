"""`chant-lsp work SPEC`: runs one spec with an agent, here or detached."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from chant_lsp.cli.arguments import (
    EXIT_COULD_NOT_RUN,
    EXIT_DONE,
    EXIT_REFUSED,
    Meant,
    complain,
    find_meant,
    spec_parser,
)
from chant_lsp.cli.progress import Progress
from chant_lsp.runs.agents import AGENTS, AgentTable
from chant_lsp.runs.model import RunState
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.store import events_path, is_run_id
from chant_lsp.workspace.settings import agent_name

_STOP_SIGNALS = {
    signal.SIGINT: ("Ctrl-C", "Stopped by Ctrl-C."),
    signal.SIGTERM: ("request", "Stopped on request."),
    signal.SIGHUP: ("hangup", "Stopped because its terminal was closed."),
}


def run(argv: list[str], agents: AgentTable = AGENTS) -> int:
    """Run the spec; exit code 0 when it is done, 1 when it was refused, failed or stopped."""
    arguments = _parser().parse_args(argv)
    meant = find_meant("work", arguments)
    if meant is None:
        return EXIT_COULD_NOT_RUN
    if arguments.run_id is not None and not is_run_id(arguments.run_id):
        complain("work", "that is no run's id.")
        return EXIT_COULD_NOT_RUN
    agent = agent_name(meant.project, arguments.agent)
    work = _start_detached if arguments.detach else _work_here
    return asyncio.run(work(meant, agent, arguments, agents))


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser("work", "Run one spec with an agent. Exit code: 0 done, 1 refused, failed or stopped.")
    parser.add_argument("--agent", metavar="NAME", help="the agent's name (default: the project's choice)")
    parser.add_argument("--model", metavar="NAME", help="the model (default: the spec's, the project's, the agent's)")
    parser.add_argument("--detach", action="store_true", help="let it run by itself, and print the run's id")
    parser.add_argument("--again", action="store_true", help="run it although it is completed")
    parser.add_argument("--run-id", help=argparse.SUPPRESS)
    return parser


async def _start_detached(meant: Meant, agent: str, arguments: argparse.Namespace, agents: AgentTable) -> int:
    from chant_lsp.runs.supervisor import start_detached

    answer = await start_detached(
        meant.project, meant.spec.path, agent, again=arguments.again, index=meant.index, agents=agents
    )
    if isinstance(answer, Refusal):
        complain("work", answer.message)
        return EXIT_REFUSED
    print(answer.run_id)
    print(f"Follow it: {events_path(meant.project, answer.run_id)}", file=sys.stderr)
    return EXIT_DONE


def _settle_process() -> None:
    """What only a process that does nothing but run one spec may do to itself."""
    import logging

    from chant_lsp.runs.guard import adopt_orphans

    # Should the agent's guard be killed, what it guarded falls to us instead of to nobody.
    adopt_orphans()
    # The ACP package logs every odd message with a traceback; the journal has a line for it instead.
    logging.getLogger().setLevel(logging.CRITICAL)


async def _work_here(meant: Meant, agent: str, arguments: argparse.Namespace, agents: AgentTable) -> int:
    from chant_lsp.runs.request import Request, Stop
    from chant_lsp.runs.runner import run_spec

    _settle_process()
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number, told in _STOP_SIGNALS.items():
        loop.add_signal_handler(number, stop.ask, *told)
    request = Request(
        meant.project, meant.spec.path, agent, arguments.again, arguments.run_id, agents, model=arguments.model or ""
    )
    # Whoever gave the run its id follows its journal.
    progress = Progress(meant.spec.id) if arguments.run_id is None else None
    ended = await run_spec(request, stop, progress.show if progress else None)
    if progress:
        progress.close()
    if isinstance(ended, Refusal):
        complain("work", ended.message)
        return EXIT_REFUSED
    return EXIT_DONE if ended.state is RunState.DONE else EXIT_REFUSED
