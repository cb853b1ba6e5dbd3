"""JSON lines for other programs, the same for every command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def print_json(value: Mapping[str, Any]) -> None:
    """One object, one line, at once."""
    print(json.dumps(value, ensure_ascii=False), flush=True)
