"""`chant-lsp work --needed | --until-gate | --when-finished`: several specs in a row, here or detached."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from chant_lsp.cli.arguments import EXIT_DONE, EXIT_REFUSED, find_place
from chant_lsp.cli.followers import Followers
from chant_lsp.cli.printing import print_json
from chant_lsp.cli.usage import UsageError
from chant_lsp.cli.work import Agents, listen_to_signals, passed_on, refuse, start_one
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.runs.queue import Chain, ChainState, is_chain_id
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.request import Stop
from chant_lsp.runs.supervisor import Started, start_chain
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.settings import own_settings


def run_in_a_row(arguments: argparse.Namespace, agents: Agents) -> int:
    """Run a chain to its end, or start it detached."""
    project, spec = find_place(arguments)
    if arguments.chain_id is not None and not is_chain_id(arguments.chain_id):
        raise UsageError("that is no chain's id.")
    go = _detach if arguments.detach else _conduct
    return asyncio.run(go(project, spec, arguments, agents))


async def _detach(project: Project, spec: Spec | None, arguments: argparse.Namespace, agents: Agents) -> int:
    named = {"--agent": arguments.agent, "--model": arguments.model}
    told = [word for option, value in named.items() if value for word in (option, value)] + passed_on(arguments)
    path, spec_id = _named(spec)
    answer = await start_chain(project, path, arguments.reach, runner=agents.runner, editor=agents.editor, told=told)
    if isinstance(answer, Refusal):
        return refuse(arguments, spec_id, answer.message)
    if arguments.json:
        print_json({"type": "detached", "spec": spec_id, "chain": answer})
    else:
        print(answer)
        print("See what it does: chant-lsp status, chant-lsp runs", file=sys.stderr)
    return EXIT_DONE


async def _conduct(project: Project, spec: Spec | None, arguments: argparse.Namespace, agents: Agents) -> int:
    from chant_lsp.runs.chain import ChainRequest, run_chain

    stop = Stop()
    listen_to_signals(stop)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, stop.cancel)

    async def start(member: Spec, index: SpecIndex) -> Started | Refusal:
        return await start_one(project, member, index, arguments, agents)

    followers = Followers(project, arguments)
    arguments.ask = followers.answers
    path, spec_id = _named(spec)
    parallel = own_settings(project).parallel
    request = ChainRequest(project, arguments.reach, path, start, parallel, arguments.chain_id)
    ended = await run_chain(request, stop, followers.show)
    followers.close()
    if isinstance(ended, Refusal):
        return refuse(arguments, spec_id, ended.message)
    _say_end(ended, arguments.json)
    return EXIT_DONE if ended.state is ChainState.DONE else EXIT_REFUSED


def _named(spec: Spec | None) -> tuple[str | None, str]:
    """A spec's path and id; without one, the project's one open investigation is meant."""
    return (spec.path, spec.id) if spec is not None else (None, "")


def _say_end(ended: Chain, as_json: bool) -> None:
    if as_json:
        told = {"state": ended.state.value, "message": ended.message, "runs": list(ended.runs)}
        print_json({"type": "chain", "chain": ended.id, **told})
    else:
        print(ended.message, file=sys.stderr)
