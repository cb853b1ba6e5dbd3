"""`chant-lsp check [PATH…]`: the findings of specs, without an editor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from chant_lsp.cli.checked import Checked, Projects, check_text, iter_checked
from chant_lsp.cli.usage import UsageError
from chant_lsp.core.findings import Severity
from chant_lsp.workspace.scan import without_garbage_collection

CLEAN, FOUND = 0, 1

EXIT_CODES = """\
exit codes:
  0  no error and no warning; with --severity, nothing that is at least so severe
  1  an error or a warning; with --severity, something that is at least so severe
  2  could not run: no such file, no project, wrong arguments
"""

FORMATS = {"text": "text", "json": "as_json", "sarif": "sarif", "github": "github"}
"""Of each format, the module that writes it."""

_SEVERITIES = {severity.name.lower(): severity for severity in Severity}


def run(argv: list[str]) -> int:
    """Check the paths, print what was found, and say so in the exit code: 0 clean, 1 findings, 2 could not run."""
    arguments = _parser().parse_args(argv)
    with without_garbage_collection():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    checked = _check(arguments)
    if arguments.severity:
        least = _SEVERITIES[arguments.severity]
        checked = [one.at_least(least) for one in checked]
    report = _renderer(arguments.format)(checked)
    if report:
        # What was fixed on its way from stdin to stdout must not be mixed with what is said about it.
        piped = arguments.fix and arguments.stdin_filename
        print(report, file=sys.stderr if piped else sys.stdout)
    return exit_code(checked, _SEVERITIES[arguments.severity or "warning"])


def exit_code(checked: Sequence[Checked], least: Severity) -> int:
    """FOUND when some finding is at least so severe."""
    return FOUND if any(finding.severity <= least for one in checked for finding in one.findings) else CLEAN


def _check(arguments: argparse.Namespace) -> list[Checked]:
    if arguments.base and not arguments.changed:
        raise UsageError("--base says what --changed compares with; give both.")
    projects = Projects()
    places = [Path(path) for path in arguments.paths or ["."]]
    if arguments.stdin_filename:
        if arguments.paths or arguments.changed:
            raise UsageError("--stdin-filename checks one text; give neither a PATH nor --changed with it.")
        return [_check_stdin(projects, Path(arguments.stdin_filename), arguments.fix)]
    # Two paths may lead to the same file.
    checked = list({one.place: one for one in iter_checked(projects, places)}.values())
    if arguments.changed:
        from chant_lsp.cli.changed import only_changed

        checked = only_changed(projects, checked, arguments.base)
    if arguments.fix:
        from chant_lsp.cli.fixing import fix

        checked = fix(projects, checked)
    return checked


def _check_stdin(projects: Projects, place: Path, fixing: bool) -> Checked:
    from chant_lsp.workspace.scan import to_source

    checked = check_text(projects, place, to_source(sys.stdin.buffer.read()))
    if fixing:
        from chant_lsp.cli.fixing import fix_text

        checked = fix_text(projects, checked)
        sys.stdout.buffer.write(checked.encoded())
    return checked


def _renderer(name: str) -> Callable[[Sequence[Checked]], str]:
    return import_module(f"chant_lsp.cli.reports.{FORMATS[name]}").render


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chant-lsp check",
        description="Report what is wrong in specs, prompts and settings.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a file or a folder (default: this folder)")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how it is written (default: text)")
    parser.add_argument(
        "--fix", action="store_true", help="make the fixes that need nobody's word, and report the rest"
    )
    parser.add_argument(
        "--changed",
        action="store_true",
        help="only files that differ from the last commit, or name one that is gone or cannot be read any more",
    )
    parser.add_argument("--base", metavar="REF", help="with --changed: that differ from where this branch left REF")
    parser.add_argument(
        "--severity",
        choices=tuple(_SEVERITIES),
        help="report only what is at least so severe",
    )
    parser.add_argument("--stdin-filename", metavar="PATH", help="check the text on stdin as if it were this file's")
    return parser
