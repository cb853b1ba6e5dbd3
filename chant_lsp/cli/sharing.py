"""Work on thousands of files, shared out among processes that know what this one knows."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

LEAST = 500
"""Of a process; fewer are done in the time that it takes to begin one."""


def shared_out(work: Callable[[Sequence[T]], list[Any]], items: Sequence[T]) -> list[Any]:
    """`work(items)`, of which each processor does a part: one answer an item, in their order; each can be pickled.

    Errors: those of `work`. Cost: a copy of this process for each processor but one, at most, which shares its memory.
    """
    count = min(_processors(), len(items) // LEAST)
    if count < 2:
        return work(items)
    # Neighbours are alike, and take alike long: each gets some of all.
    begun = [_begin(work, items[turn::count]) for turn in range(1, count)]
    done: list[Any] = [None] * len(items)
    done[::count] = work(items[::count])
    for turn, finish in enumerate(begun, 1):
        answers = finish()
        done[turn::count] = work(items[turn::count]) if answers is None else answers
    return done


def _processors() -> int:
    """How many may be used; one where a copy of a process is no safe thing."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def _begin(work: Callable[[Sequence[T]], list[Any]], share: Sequence[T]) -> Callable[[], list[Any] | None]:
    """Let a copy of this process do the share; what waits for its answers, None if they never came."""
    ends: tuple[int, ...] = ()
    try:
        reading, writing = ends = os.pipe()
        child = os.fork()
    except OSError:  # no memory, or too many files or processes
        for end in ends:
            os.close(end)
        return lambda: None
    if child:
        os.close(writing)
        return lambda: _finish(child, reading)
    code = 1
    try:
        # Who can read what it writes itself never hears that the other has gone, and waits for it for ever.
        os.close(reading)
        with os.fdopen(writing, "wb") as answers:
            pickle.dump(work(share), answers, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        # Without any of what else a process does at its end: it is not this one's to do.
        os._exit(code)


def _finish(child: int, reading: int) -> list[Any] | None:
    with os.fdopen(reading, "rb") as answers:
        data = answers.read()
    try:
        _, status = os.waitpid(child, 0)
    except ChildProcessError:  # who started this process does not want to hear of children, so how it ended is unknown
        return None
    return pickle.loads(data) if status == 0 else None
