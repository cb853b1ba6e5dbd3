"""`chant-lsp schema`: the JSON Schema of a spec's frontmatter, for other tools."""

from __future__ import annotations

import argparse
import json

from chant_lsp.core.json_schema import frontmatter_schema


def run(argv: list[str]) -> int:
    """Print the schema."""
    argparse.ArgumentParser(
        prog="chant-lsp schema", description="Print the JSON Schema of a spec's frontmatter."
    ).parse_args(argv)
    print(json.dumps(frontmatter_schema(), indent=2))
    return 0
