"""`chant-lsp prompt SPEC`: prints exactly the bytes that a run would send."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from chant_lsp.cli.arguments import (
    EXIT_DONE,
    EXIT_REFUSED,
    complain,
    find_meant,
    spec_parser,
)

if TYPE_CHECKING:
    from chant_lsp.runs.assembly import Prompt


def run(argv: list[str]) -> int:
    """Print the prompt; exit code 1, and no prompt on stdout, when a run would be refused for its sake."""
    parser = spec_parser("prompt", "Print the prompt that a run of the spec would send.")
    parser.add_argument("--json", action="store_true", help="as JSON, with its size and its inputs by their hashes")
    arguments = parser.parse_args(argv)
    meant = find_meant(arguments)
    from chant_lsp.runs.assembly import build_prompt

    prompt = build_prompt(meant.project, meant.index, meant.spec)
    if arguments.json:
        print(json.dumps(_to_values(meant.spec.id, prompt), indent=2))
        return EXIT_REFUSED if prompt.problems else EXIT_DONE
    for problem in prompt.problems:
        complain("prompt", problem)
    if prompt.problems:
        return EXIT_REFUSED
    sys.stdout.buffer.write(prompt.bytes)
    sys.stdout.buffer.flush()
    return EXIT_DONE


def _to_values(spec_id: str, prompt: Prompt) -> dict[str, Any]:
    """Version 1 of the project's own JSON; a prompt with problems has no text, because it is never sent."""
    return {
        "version": 1,
        "spec": spec_id,
        "prompt": prompt.choice.name,
        "chosen": prompt.choice.reason,
        "text": None if prompt.problems else prompt.text,
        "bytes": len(prompt.bytes),
        "tokens": prompt.tokens,
        "sha256": prompt.sha256,
        "inputs": [{"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in prompt.inputs],
        "problems": list(prompt.problems),
    }
