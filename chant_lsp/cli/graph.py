"""`chant-lsp graph [SPEC]`: which spec waits for which, as a drawing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from chant_lsp.cli.arguments import EXIT_DONE, find_scope, spec_parser
from chant_lsp.core.features.drawing import Drawing, draw, to_dot, to_mermaid, to_values

FORMATS: dict[str, Callable[[Drawing], str]] = {
    "mermaid": to_mermaid,
    "dot": to_dot,
    "json": lambda drawing: json.dumps(to_values(drawing), indent=2),
}


def run(argv: list[str]) -> int:
    """Print the graph; 0 when there is one, 2 when there is no project."""
    arguments = _parser().parse_args(argv)
    scope = find_scope(arguments)
    print(FORMATS[arguments.format](draw(scope.index, scope.specs)))
    return EXIT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = spec_parser(
        "graph",
        "Draw the active specs, what they depend on, and whose outputs they read.",
        "only the investigation that this spec is part of",
    )
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="mermaid", help="how it is written (default: mermaid)"
    )
    return parser
