"""`chant-lsp gate show|draft|approve|reject SPEC`: a human gate on the command line; who decides is at a terminal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

from chant_lsp.cli.arguments import EXIT_DONE, EXIT_REFUSED, Meant, add_spec, complain, find_meant
from chant_lsp.core.features.gate_page import as_text, next_steps
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.gates import GateReview
from chant_lsp.runs.deciding import approve, clean_name, reject, why_not_decide
from chant_lsp.runs.gates import Look, contents_now, look_at, review_of
from chant_lsp.runs.person import why_no_person, why_not_at_terminal
from chant_lsp.runs.refusals import Refusal
from chant_lsp.workspace.people import who_is_here

EXIT_CODES = """\
exit codes:
  0  done; of show: approved, or nothing is in the way
  1  refused; of show: something is in the way
  2  could not run: no such spec, no project, wrong arguments
"""


def run(argv: list[str]) -> int:
    """Do what is asked of the gate."""
    arguments = _parser().parse_args(argv)
    meant = find_meant(arguments)
    if not meant.spec.is_human_gate:
        return _refuse(arguments, f"{meant.spec.id} is no human gate: it has no label `human-gate`.")
    if arguments.do == "show":
        return _show(meant, arguments)
    by = clean_name(arguments.by or who_is_here(meant.project))
    if arguments.do != "draft" and (refused := _why_nobody_can(meant, by)) is not None:
        return _refuse(arguments, refused)
    return {"draft": _draft, "approve": _approve, "reject": _reject}[arguments.do](meant, arguments, by)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chant-lsp gate",
        description="Look at a human gate, and decide about it.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="do", required=True, metavar="COMMAND")
    for name, summary in (
        ("show", "what was checked, what is open, and what to do next"),
        ("draft", "write the first version of the pull request's text, for you to rewrite"),
        ("approve", "approve the gate in your name; needs you at a terminal"),
        ("reject", "reject the gate in your name; needs you at a terminal"),
    ):
        command = commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")
        add_spec(command)
        command.add_argument("--json", action="store_true", help="as JSON")
        if name != "show":
            command.add_argument("--by", metavar="NAME", help="your name (default: the one that git knows)")
        if name == "reject":
            command.add_argument("--because", metavar="REASON", help="why, for those who have to act on it")
    return parser


def _look(meant: Meant) -> tuple[Look, GateReview]:
    look = look_at(meant.project, meant.index, meant.spec)
    situation = Situation(time.time(), utc_offset_s=time.localtime().tm_gmtoff)
    return look, review_of(meant.index, look, meant.project, situation)


def _show(meant: Meant, arguments: argparse.Namespace) -> int:
    _, review = _look(meant)
    print(json.dumps(to_values(review), indent=2) if arguments.json else as_text(review))
    return EXIT_DONE if review.decision == "approved" or review.obstacle is None else EXIT_REFUSED


def to_values(review: GateReview) -> dict[str, Any]:
    """The page as plain JSON values."""
    offer = review.offer
    return {
        "version": 1,
        "id": review.id,
        "path": review.path,
        "title": review.title,
        "standing": review.standing,
        "decision": review.decision,
        "changed": [{"path": each.path or None, "message": each.clause} for each in review.differences],
        "checks": [
            {
                "name": check.name,
                "title": check.title,
                "state": check.state.value,
                "message": check.sentence,
                "path": check.where or None,
            }
            for check in review.checks
        ],
        "boxes": [{"text": box.text, "ticked": box.done, "during": box.during or None} for box in review.boxes],
        "before": list(review.before),
        "obstacle": review.obstacle,
        "next": next_steps(review),
        "offer": offer and {name: value or None for name, value in offer._asdict().items()},
    }


def _draft(meant: Meant, arguments: argparse.Namespace, by: str) -> int:
    from chant_lsp.runs.drafting import write_draft

    return _tell(arguments, write_draft(meant.project, meant.index, meant.spec, by))


def _approve(meant: Meant, arguments: argparse.Namespace, by: str) -> int:
    look, review = _look(meant)
    print(as_text(review), end="\n\n")
    if (refused := why_not_decide(meant.spec, review)) is not None:
        return _refuse(arguments, refused)
    for box in review.doubtful:
        print(f"While an agent was running {box.during}, this box was ticked: {box.text}")
        if _ask("Was it you, and does it hold? Type yes: ") != "yes":
            return _refuse(arguments, f"{meant.spec.id} was not approved: untick the boxes that are not yours.")
    count = len([check for check in review.unknown if check.name != "boxes"])
    if count:
        print(f"{count} of {len(review.checks)} checks could not be made: you approve without them.")
    if not _confirm(meant, f"approve it as {by}"):
        return _refuse(arguments, f"{meant.spec.id} was not approved.")
    confirmed = frozenset(box.text for box in review.doubtful)
    return _tell(arguments, approve(meant.project, meant.spec.path, by, contents_now(meant.index, look), confirmed))


def _reject(meant: Meant, arguments: argparse.Namespace, by: str) -> int:
    reason = arguments.because or _ask("Why? ")
    if not reason.strip():
        return _refuse(arguments, f"{meant.spec.id} was not rejected: a rejection needs a reason.")
    if not _confirm(meant, f"reject it as {by}"):
        return _refuse(arguments, f"{meant.spec.id} was not rejected.")
    return _tell(arguments, reject(meant.project, meant.spec.path, by, reason))


def _why_nobody_can(meant: Meant, by: str) -> str | None:
    """Why nobody can decide here and now, as a sentence."""
    from chant_lsp.runs.person import ancestors

    terminals = [stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)]
    clause = why_no_person(os.environ, ancestors()) or why_not_at_terminal(os.environ, terminals)
    if clause is not None:
        return f"only a person can decide about {meant.spec.id}, at a terminal of their own: {clause}."
    if not by:
        return "nobody can decide without a name; say yours with `--by NAME`."
    return why_not_decide(meant.spec)


def _confirm(meant: Meant, what: str) -> bool:
    """Whether the person types the id: nobody does that by accident."""
    return _ask(f"Type {meant.spec.id} to {what}: ") == meant.spec.id


def _ask(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        return ""


def _tell(arguments: argparse.Namespace, answer: Any) -> int:
    if isinstance(answer, Refusal):
        return _refuse(arguments, answer.message)
    print(json.dumps({"done": True, "message": answer.message}) if arguments.json else answer.message)
    return EXIT_DONE


def _refuse(arguments: argparse.Namespace, message: str) -> int:
    if arguments.json:
        print(json.dumps({"done": False, "message": message}))
    complain("gate", message)
    return EXIT_REFUSED
