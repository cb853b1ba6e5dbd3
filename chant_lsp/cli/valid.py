"""`chant-lsp valid SPEC --because TEXT`: somebody says that a stale result still holds."""

from __future__ import annotations

from chant_lsp.cli.arguments import (
    EXIT_DONE,
    EXIT_REFUSED,
    complain,
    find_meant,
    spec_parser,
)


def run(argv: list[str]) -> int:
    """Record it; 1 when there is nothing to vouch for, or no reason."""
    parser = spec_parser("valid", "Say that the result of a spec still holds, although something changed after it ran.")
    parser.add_argument("--because", metavar="TEXT", required=True, help="why; it is kept with your name")
    parser.add_argument("--json", action="store_true", help="as JSON")
    arguments = parser.parse_args(argv)
    meant = find_meant(arguments)
    from chant_lsp.cli.printing import print_json
    from chant_lsp.runs.validation import vouch
    from chant_lsp.workspace.people import who_is_here

    by = who_is_here(meant.project)
    answer = vouch(meant.project, meant.index, meant.spec, by, arguments.because)
    if arguments.json:
        print_json({"version": 1, "spec": meant.spec.id, "valid": answer.done, "by": by, "message": answer.message})
    elif answer.done:
        print(answer.message)
    else:
        complain("valid", answer.message)
    return EXIT_DONE if answer.done else EXIT_REFUSED
