"""`chant-lsp log SPEC`: what a run did, as the editor shows it; `-f` follows it to its end."""

from __future__ import annotations

import argparse
import sys
import time

from chant_lsp.cli.arguments import EXIT_DONE, EXIT_REFUSED, spec_parser
from chant_lsp.cli.past_run import add_run, find_past_run
from chant_lsp.cli.progress import event_line
from chant_lsp.runs.log_text import render
from chant_lsp.runs.model import Run, RunEvent, RunState
from chant_lsp.runs.store import events_path, look_again
from chant_lsp.workspace.layout import Project

POLL_S = 0.2


def run(argv: list[str]) -> int:
    """Print the log; 2 when there is none; with -f 1 when the run does not end as done."""
    arguments = _parser().parse_args(argv)
    found = find_past_run(arguments)
    ended = _print(found.project, found.run, arguments)
    return EXIT_DONE if ended.state is RunState.DONE or not arguments.follow else EXIT_REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser("log", "Print what a spec's last run did.")
    parser.add_argument("-f", "--follow", action="store_true", help="go on until the run has ended")
    add_run(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object for each event")
    return parser


def _print(project: Project, run: Run, arguments: argparse.Namespace) -> Run:
    path, offset = events_path(project, run.id), 0
    while True:
        run, events, offset = look_again(project, run, path, offset)
        for event in events:
            sys.stdout.write(_line(run, event, arguments.json))
        sys.stdout.flush()
        if not run.active or not arguments.follow:
            break
        time.sleep(POLL_S)
    if run.state is RunState.LOST and not arguments.json:
        print(run.message, file=sys.stderr)
    return run


def _line(run: Run, event: RunEvent, as_json: bool) -> str:
    return event_line(run.id, run.spec, event) if as_json else render(run, event)
