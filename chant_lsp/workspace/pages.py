"""The pages that explain the codes: shipped beside their rules, and readable without any network."""

from __future__ import annotations

from functools import cache
from pathlib import Path

RULES = Path(__file__).parent.parent / "core" / "rules"


@cache
def find_page(code: str) -> Path | None:
    """The page of a code; None for a code without one."""
    name = f"{code.replace('-', '_')}.md"
    page = RULES / name
    return page if page.is_file() else next(RULES.glob(f"*/{name}"), None)
