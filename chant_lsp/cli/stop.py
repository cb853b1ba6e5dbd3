"""`chant-lsp stop SPEC`: ends the run of a spec, and says what happened."""

from __future__ import annotations

from chant_lsp.cli.arguments import (
    EXIT_COULD_NOT_RUN,
    EXIT_DONE,
    EXIT_REFUSED,
    complain,
    find_meant,
    spec_parser,
)


def run(argv: list[str]) -> int:
    """Stop the run; exit code 1 when there is none, or when it cannot be stopped from here."""
    arguments = spec_parser("stop", "Stop the run of a spec.").parse_args(argv)
    meant = find_meant("stop", arguments)
    if meant is None:
        return EXIT_COULD_NOT_RUN
    import asyncio

    from chant_lsp.runs.supervisor import stop

    answer = asyncio.run(stop(meant.project, meant.spec.id))
    if not answer.stopped:
        complain("stop", answer.message)
        return EXIT_REFUSED
    print(answer.message)
    return EXIT_DONE
