"""Why a command cannot run: raised anywhere in it, told once, by `__main__`."""

from __future__ import annotations


class UsageError(Exception):
    """The command cannot know what is meant, or cannot read it; the text is a sentence. Its exit code is 2."""
