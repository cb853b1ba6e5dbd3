"""`chant-lsp prompt SPEC`: prints exactly the bytes that a run would send."""

from __future__ import annotations

import sys

from chant_lsp.cli.arguments import (
    EXIT_COULD_NOT_RUN,
    EXIT_DONE,
    EXIT_REFUSED,
    complain,
    find_meant,
    spec_parser,
)


def run(argv: list[str]) -> int:
    """Print the prompt; exit code 1, and nothing on stdout, when an input is missing."""
    arguments = spec_parser("prompt", "Print the prompt that a run of the spec would send.").parse_args(argv)
    meant = find_meant("prompt", arguments)
    if meant is None:
        return EXIT_COULD_NOT_RUN
    from chant_lsp.runs.assembly import build_prompt

    prompt = build_prompt(meant.project, meant.index, meant.spec)
    for problem in prompt.problems:
        complain("prompt", problem)
    if prompt.problems:
        return EXIT_REFUSED
    sys.stdout.buffer.write(prompt.bytes)
    sys.stdout.buffer.flush()
    return EXIT_DONE
