"""Numbers of random examples that follow the profile: a number in `@settings` would be the same in the fast loop."""

from hypothesis import settings


def tries(in_the_gate: int) -> int:
    """So many in the gate; elsewhere the share of them that the profile has of a hundred, and at least one.

    Source: tests/conftest.py; a profile is chosen before any test module is loaded.
    """
    return max(1, in_the_gate * settings().max_examples // 100)
