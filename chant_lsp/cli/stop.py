"""`chant-lsp stop SPEC | --all`: ends runs, takes specs out of the queue, and says what happened."""

from __future__ import annotations

import argparse
import asyncio

from chant_lsp.cli.arguments import (
    EXIT_DONE,
    EXIT_REFUSED,
    ONE_SPEC,
    complain,
    find_meant,
    find_project_at,
    spec_parser,
)
from chant_lsp.cli.printing import print_json
from chant_lsp.runs.supervisor import Stopped, stop, stop_everything

EXIT_CODES = """\
exit codes:
  0  stopped; with --all also when nothing was running
  1  there was nothing to stop, or it cannot be stopped from here
  2  could not run: no such spec, no project, wrong arguments"""


def run(argv: list[str]) -> int:
    """Stop what is meant; see EXIT_CODES."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if (arguments.spec is None) is not arguments.all:
        parser.error("name a spec, or --all.")
    answers = asyncio.run(_stop(arguments))
    for spec_id, answer in answers.items():
        _say(spec_id, answer, arguments.json)
    if not answers and not arguments.json:
        print("Nothing is running.")
    return EXIT_DONE if all(answer.stopped for answer in answers.values()) else EXIT_REFUSED


def _parser() -> argparse.ArgumentParser:
    description = "Stop the run of a spec with everything that it started; one that is queued leaves the queue."
    parser = spec_parser("stop", description, optional=ONE_SPEC)
    parser.epilog, parser.formatter_class = EXIT_CODES, argparse.RawDescriptionHelpFormatter
    parser.add_argument("--all", action="store_true", help="all runs of the project, and all that is queued")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each spec")
    return parser


async def _stop(arguments: argparse.Namespace) -> dict[str, Stopped]:
    if arguments.all:
        return await stop_everything(find_project_at(arguments.root))
    meant = find_meant(arguments)
    return {meant.spec.id: await stop(meant.project, meant.spec.id)}


def _say(spec_id: str, answer: Stopped, as_json: bool) -> None:
    if as_json:
        print_json({"spec": spec_id, "stopped": answer.stopped, "message": answer.message})
    elif answer.stopped:
        print(answer.message)
    else:
        complain("stop", answer.message)
