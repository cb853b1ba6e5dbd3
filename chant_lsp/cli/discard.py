"""`chant-lsp discard SPEC [PATH …]`: takes back what a run changed."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chant_lsp.cli.arguments import EXIT_DONE, EXIT_REFUSED, complain, spec_parser
from chant_lsp.cli.past_run import PastRun, add_run, find_past_run, in_words
from chant_lsp.runs.review import quoted_name

if TYPE_CHECKING:
    from chant_lsp.runs.discard import Discarded, Plan

_WORDS = {"delete": "delete", "restore": "put back", "undo": "undo in"}


def run(argv: list[str]) -> int:
    """Take the run back; 1 when something has to stay, or nobody said yes."""
    arguments = _parser().parse_args(argv)
    found = find_past_run(arguments)
    from chant_lsp.runs.discard import DiscardError, carry_out, commits_left, make_plan

    try:
        paths = _chosen(found, arguments.paths)
        plan = make_plan(found.project, found.run, paths=paths, outside=arguments.outside)
        if plan.kept:
            return _refuse(plan)
        if plan.steps and not (arguments.yes or _asked(plan)):
            return EXIT_REFUSED
        done = carry_out(found.project, plan)
    except DiscardError as error:
        complain("discard", str(error))
        return EXIT_REFUSED
    print(json.dumps(_to_values(plan, done), indent=2) if arguments.json else "\n".join(_told(plan, done)))
    if left := commits_left(found.project, found.run, plan.changes):
        print(left, file=sys.stderr)
    return EXIT_REFUSED if done.kept else EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser("discard", "Take back what the last run of a spec changed. What was edited since, stays.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only these files and folders")
    add_run(parser)
    parser.add_argument("--outside", action="store_true", help="only what the spec does not declare")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _chosen(found: PastRun, paths: list[str]) -> list[str] | None:
    """The paths as the project names them, as seen from here or from its root. Errors: DiscardError."""
    from chant_lsp.runs.discard import DiscardError, changes_of, is_in

    changes = changes_of(found.project, found.run) if paths else None
    if changes is None:
        return None
    chosen = []
    for path in paths:
        names = (found.project.relative(Path.cwd().resolve() / path), path)
        known = (name for name in names if name and any(is_in(change.path, name) for change in changes.files))
        if (name := next(known, None)) is None:
            raise DiscardError(f"run {found.run.id} did not change `{path}`.")
        chosen.append(name)
    return chosen


def _refuse(plan: Plan) -> int:
    several = "1 file has" if len(plan.kept) == 1 else f"{len(plan.kept)} files have"
    complain("discard", f"{several} to stay, so nothing was taken back:")
    for one in plan.kept:
        print(f"  {quoted_name(one.path)} {one.why}", file=sys.stderr)
    if plan.steps:
        named = " ".join(shlex.quote(step.path) for step in plan.steps)
        print(f"To take back the others: chant-lsp discard {plan.run.spec} {named}", file=sys.stderr)
    return EXIT_REFUSED


def _asked(plan: Plan) -> bool:
    """Whether the person at the terminal agrees."""
    print(f"{in_words(plan.run, time.time())}. This would be taken back:", file=sys.stderr)
    for step in plan.steps:
        print(f"  {_WORDS[step.kind]} {quoted_name(step.path)}", file=sys.stderr)
    if not sys.stdin.isatty():
        complain("discard", "nobody is there to ask; add --yes.")
        return False
    print("What the run wrote there is lost. Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _told(plan: Plan, done: Discarded) -> Iterator[str]:
    for step in plan.steps:
        if step.path in done.paths:
            yield f"{'deleted' if step.kind == 'delete' else 'put back'} {quoted_name(step.path)}"
    for one in done.kept:
        yield f"left {quoted_name(one.path)}: it {one.why}"
    if not done.paths and not done.kept:
        yield f"There is nothing to take back: nothing that run {plan.run.id} did is left."


def _to_values(plan: Plan, done: Discarded) -> dict[str, Any]:
    return {
        "version": 1,
        "spec": plan.run.spec,
        "run": plan.run.id,
        "discarded": list(done.paths),
        "kept": [{"path": one.path, "why": one.why} for one in done.kept],
    }
