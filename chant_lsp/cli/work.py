"""`chant-lsp work SPEC`: runs a spec with an agent, here or detached; or several in a row (`cli/in_a_row.py`)."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chant_lsp.cli.arguments import (
    EXIT_DONE,
    EXIT_REFUSED,
    ONE_SPEC,
    Meant,
    complain,
    find_meant,
    spec_parser,
)
from chant_lsp.cli.followers import Followers
from chant_lsp.cli.printing import print_json
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.own_settings import Timeouts
from chant_lsp.core.own_settings_table import duration_s
from chant_lsp.core.spec import Spec
from chant_lsp.runs.agents import AgentTable
from chant_lsp.runs.agents.choice import Asked, choose_agent
from chant_lsp.runs.agents.definitions import known_agents
from chant_lsp.runs.allowances import AllowanceError, parse_allowance
from chant_lsp.runs.model import RunState
from chant_lsp.runs.queue import Reach
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.request import Stop
from chant_lsp.runs.store import is_run_id, new_run_id
from chant_lsp.runs.supervisor import RUNNER, Runner, Started, start_detached
from chant_lsp.runs.tests import Suite, known_suites
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.settings import own_settings
from chant_lsp.workspace.user_settings import take_handed, user_settings

_STOP_SIGNALS = {
    signal.SIGINT: ("Ctrl-C", "Stopped by Ctrl-C."),
    signal.SIGTERM: ("request", "Stopped on request."),
    signal.SIGHUP: ("hangup", "Stopped because its terminal was closed."),
}
EXIT_CODES = """\
exit codes:
  0  done: all the evidence is there; of several, they went as far as they were meant to
  1  refused, failed or stopped; the last line says why
  2  could not run: no such spec, no project, wrong arguments"""


@dataclass(frozen=True, slots=True)
class Agents:
    """What there is to choose from."""

    table: AgentTable
    editor: Mapping[str, Any]
    """What the user defines in the editor, for the runs that are started from here."""
    asked: Asked
    runner: Runner
    """The command that runs a spec."""
    suites: Mapping[str, Suite] = field(default_factory=dict)
    """The test commands that the user has defined."""


def run(argv: list[str], agents: AgentTable | None = None, runner: Runner = RUNNER) -> int:
    """Run the spec, or several in a row; see EXIT_CODES."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.spec is None and arguments.reach is not Reach.UNTIL_GATE:
        parser.error("name a spec; without one there is only --until-gate.")
    # Taken away in any case; believed only from a server, which says which run it wants: what stands in the
    # environment of a terminal, a workspace may have put there.
    handed = take_handed(os.environ)
    editor = handed if arguments.run_id or arguments.chain_id else {}
    user = user_settings(os.environ, editor)
    if user.problem:
        raise UsageError(user.problem)
    table = known_agents(user) if agents is None else agents
    chosen = Agents(table, editor, Asked(arguments.agent or "", arguments.model or ""), runner, known_suites(user))
    if arguments.reach is not None:
        from chant_lsp.cli.in_a_row import run_in_a_row

        return run_in_a_row(arguments, chosen)
    meant = find_meant(arguments)
    if arguments.run_id is not None and not is_run_id(arguments.run_id):
        raise UsageError("that is no run's id.")
    work = _start_detached if arguments.detach else _work_here
    return asyncio.run(work(meant, arguments, chosen))


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser("work", "Run a spec with an agent, or several in a row.", optional=ONE_SPEC)
    parser.epilog, parser.formatter_class = EXIT_CODES, argparse.RawDescriptionHelpFormatter
    how_far = parser.add_mutually_exclusive_group()
    for reach, said in {
        Reach.NEEDED: "run what it needs first, then the spec itself",
        Reach.UNTIL_GATE: "go on with what follows, until a human gate, a failure or a stop; without SPEC, the whole "
        "investigation",
        Reach.WHEN_FINISHED: "run it as soon as what it waits for is over",
    }.items():
        how_far.add_argument(f"--{reach.value}", dest="reach", action="store_const", const=reach, help=said)
    parser.add_argument("--agent", metavar="NAME", help="the agent's name (default: the project's choice)")
    parser.add_argument("--model", metavar="NAME", help="the model that the agent is asked to use")
    parser.add_argument("--detach", action="store_true", help="let it run in the background, and print its id")
    parser.add_argument("--again", action="store_true", help="run it even if it is completed")
    parser.add_argument(
        "--allow",
        metavar="WHAT",
        action="append",
        default=[],
        type=_allowance,
        help="allow what the phase's profile does not: write:GLOB, command:WORDS or read:GLOB (docs/permissions.md)",
    )
    parser.add_argument("--timeout", metavar="TIME", type=_duration, help="end a run that takes longer: 90s, 60m, 2h")
    parser.add_argument("--silence", metavar="TIME", type=_duration, help="end a run whose agent is silent for so long")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each event")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)  # somebody follows the run and answers
    parser.add_argument("--run-id", help=argparse.SUPPRESS)
    parser.add_argument("--chain-id", help=argparse.SUPPRESS)
    return parser


def _duration(text: str) -> str:
    if duration_s(text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no time; write it like 90s, 60m or 2h")
    return text


def _allowance(text: str) -> str:
    try:
        parse_allowance(text)
    except AllowanceError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def timeouts_of(project: Project, arguments: argparse.Namespace) -> Timeouts:
    """What is asked for, else what the project says."""
    project_s = own_settings(project).timeout
    return Timeouts(
        duration_s(arguments.timeout or "") or project_s.run_s,
        duration_s(arguments.silence or "") or project_s.silence_s,
    )


def passed_on(arguments: argparse.Namespace) -> list[str]:
    """The arguments that hold for each run that is started from here in a process of its own."""
    told = {"--timeout": arguments.timeout, "--silence": arguments.silence}
    words = [word for option, value in told.items() if value for word in (option, value)]
    allowed = [word for what in arguments.allow for word in ("--allow", what)]
    return [*words, *allowed, *(["--ask"] if arguments.ask else [])]


def listen_to_signals(stop: Stop) -> None:
    """End the run when the process is told to end."""
    loop = asyncio.get_running_loop()
    for number, told in _STOP_SIGNALS.items():
        loop.add_signal_handler(number, stop.ask, *told)


def refuse(arguments: argparse.Namespace, spec_id: str, message: str) -> int:
    """Say why nothing runs."""
    if arguments.json:
        print_json({"type": "refused", "spec": spec_id, "message": message})
    else:
        complain("work", message)
    return EXIT_REFUSED


async def start_one(
    project: Project, spec: Spec, index: SpecIndex, arguments: argparse.Namespace, agents: Agents
) -> Started | Refusal:
    """Start a run in a process of its own, by the agent that the spec's phase is to have."""
    choice = choose_agent(project, spec, agents.asked, agents.table)
    return await start_detached(
        project,
        spec.path,
        choice.agent,
        again=arguments.again,
        index=index,
        agents=agents.table,
        model=choice.model,
        editor=agents.editor,
        runner=agents.runner,
        told=passed_on(arguments),
    )


async def _start_detached(meant: Meant, arguments: argparse.Namespace, agents: Agents) -> int:
    answer = await start_one(meant.project, meant.spec, meant.index, arguments, agents)
    if isinstance(answer, Refusal):
        return refuse(arguments, meant.spec.id, answer.message)
    if arguments.json:
        print_json({"type": "detached", "spec": meant.spec.id, "run": answer.run_id})
        return EXIT_DONE
    print(answer.run_id)
    print(f"Follow it: chant-lsp log {meant.spec.id} -f", file=sys.stderr)
    return EXIT_DONE


def _settle_process() -> None:
    """What only a process that does nothing but run one spec may do to itself."""
    import logging

    from chant_lsp.runs.guard import adopt_orphans

    # Should the agent's guard be killed, what it guarded falls to us instead of to nobody.
    adopt_orphans()
    # The ACP package logs every odd message with a traceback; the journal has a line for it instead.
    logging.getLogger().setLevel(logging.CRITICAL)


async def _work_here(meant: Meant, arguments: argparse.Namespace, agents: Agents) -> int:
    from chant_lsp.runs.request import Request
    from chant_lsp.runs.runner import run_spec

    _settle_process()
    stop = Stop()
    listen_to_signals(stop)
    followers = Followers(meant.project, arguments)
    spec_id, run_id = meant.spec.id, arguments.run_id or new_run_id(meant.spec.id)
    choice = choose_agent(meant.project, meant.spec, agents.asked, agents.table)
    request = Request(
        meant.project,
        meant.spec.path,
        choice.agent,
        arguments.again,
        run_id,
        agents.table,
        model=choice.model,
        timeouts=timeouts_of(meant.project, arguments),
        asks=followers.answers,
        allowances=tuple(map(parse_allowance, arguments.allow)),
        suites=agents.suites,
    )
    ended = await run_spec(request, stop, partial(followers.show, run_id, spec_id))
    followers.close()
    if isinstance(ended, Refusal):
        return refuse(arguments, spec_id, ended.message)
    return EXIT_DONE if ended.state is RunState.DONE else EXIT_REFUSED
