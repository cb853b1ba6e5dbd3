"""`chant-lsp new [ISSUE …]`: the six phases of an investigation, from an issue's number, address, title or report."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from chant_lsp.cli.arguments import (
    EXIT_DONE,
    EXIT_REFUSED,
    add_root,
    complain,
    find_project_at,
)
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.investigations import CONTEXT_FOLDER, Investigation, plan, read_issue
from chant_lsp.workspace.create import CreateError, create_files
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index

MAX_REPORT_BYTES = 1024 * 1024


def run(argv: list[str]) -> int:
    """Write the files; 0 when all are there, 1 when one was in the way, 2 when it is not clear what is meant."""
    arguments = _parser().parse_args(argv)
    project = find_project_at(arguments.root)
    planned = _plan(project, arguments)
    if not arguments.dry_run:
        try:
            create_files(project, planned.files)
        except CreateError as error:
            complain("new", str(error))
            return EXIT_REFUSED
    print(json.dumps(to_values(planned, not arguments.dry_run), indent=2) if arguments.json else _told(planned))
    return EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chant-lsp new",
        description="Begin an investigation of an issue: a report and six specs. Fetches nothing, overwrites nothing.",
    )
    parser.add_argument(
        "issue",
        nargs="*",
        metavar="ISSUE",
        help="its number, its address or its title; without it, what the report's heading says",
    )
    parser.add_argument("--from", dest="report", metavar="FILE", help="the report, as a text file")
    add_root(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _plan(project: Project, arguments: argparse.Namespace) -> Investigation:
    """What is to be written. Errors: UsageError."""
    report = _read(arguments.report) if arguments.report else ""
    words = " ".join(arguments.issue)
    inside = project.relative(Path(arguments.report).resolve()) if arguments.report else None
    kept = inside if inside is not None and inside.startswith(f"{CONTEXT_FOLDER}/") else None
    issue = read_issue(words or (Path(kept).stem.replace("-", " ") if kept else ""), report)
    if issue is None:
        raise UsageError(
            "which issue? Give its number, its address or its title; or `--from` a report that has a heading."
        )
    return plan(load_index(project), issue, report, kept)


def _read(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_REPORT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > MAX_REPORT_BYTES:
        raise UsageError(f"{path} is larger than 1 MiB, which is no report.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8.") from None


def to_values(planned: Investigation, written: bool) -> dict[str, object]:
    """The investigation as plain JSON values."""
    return {
        "version": 1,
        "written": written,
        "issue": planned.issue.name,
        "report": planned.report,
        "specs": list(planned.specs),
        "files": [path for path, _ in planned.files],
    }


def _told(planned: Investigation) -> str:
    lines = [f"Investigation of {planned.issue.name}", *(f"  {path}" for path, _ in planned.files)]
    lines.append(f"Read {planned.report}, then: chant-lsp work {planned.specs[0]}")
    return "\n".join(
        [*lines, f"When the sprawl is known, list the files to change in target_files of {planned.specs[4]}."]
    )
