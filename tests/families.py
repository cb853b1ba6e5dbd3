"""Families of cases of which a few stand for all in the fast loop; the others wait for the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def family(cases: Mapping[str, Any], fast: Iterable[str]) -> list[Any]:
    """The cases as parameters of one test, all but the named ones `slow`.

    Shape: a case that is a tuple is several arguments, as without names.
    """
    fast = set(fast)
    assert fast <= cases.keys(), fast - cases.keys()
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)), id=name, marks=() if name in fast else pytest.mark.slow
        )
        for name, case in cases.items()
    ]
