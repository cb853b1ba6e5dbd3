"""Starts a command so that it ends when we do, and tells a red test from a broken one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from enum import Enum
from pathlib import Path
from typing import NamedTuple

LEASH = Path(__file__).with_name("leash.py")
PATIENCE_S = 120

TEST_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""Tests leave nothing in the project but what they are meant to write, and start without plugins they do not use."""

LOST_WRITE = "lost write"
"""The words with which the regression test complains; anything else that fails it is not the bug."""


class Ran(NamedTuple):
    """A finished command."""

    code: int
    output: str


class Verdict(Enum):
    """What a test run says about issue #42."""

    GREEN = "all tests passed"
    RED = "each failure is a lost write"
    BROKEN = "something else is wrong"


async def run_leashed(command: list[str], folder: Path) -> Ran:
    """Run a command in a folder and wait for it.

    Errors: cancelling this, or more than PATIENCE_S, ends the command and everything that it started.
    """
    hold, release = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            "-B",
            str(LEASH),
            *command,
            cwd=folder,
            stdin=hold,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **TEST_ENVIRONMENT},
        )
    except BaseException:
        os.close(release)
        raise
    finally:
        os.close(hold)
    try:
        return await asyncio.wait_for(_outcome(process), PATIENCE_S)
    except asyncio.TimeoutError:
        return Ran(124, f"No end after {PATIENCE_S} seconds.")
    finally:
        os.close(release)
        await _reap(process)


async def _outcome(process: asyncio.subprocess.Process) -> Ran:
    assert process.stdout is not None
    output = await process.stdout.read()
    return Ran(await process.wait(), output.decode("utf-8", "replace"))


async def _reap(process: asyncio.subprocess.Process) -> None:
    """The leash ends itself; one that can't any more is killed."""
    try:
        await asyncio.wait_for(process.wait(), 0.5)
    except asyncio.TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


def verdict(ran: Ran) -> Verdict:
    """Judge the output of `pytest -q`."""
    if ran.code == 0:
        return Verdict.GREEN
    summary = ran.output.rstrip().rpartition("\n")[2]
    failed = re.search(r"(\d+) failed", summary)
    complaints = re.findall(rf"^E +AssertionError: {LOST_WRITE}", ran.output, re.MULTILINE)
    if ran.code == 1 and failed and int(failed[1]) == len(complaints) and " error" not in summary:
        return Verdict.RED
    return Verdict.BROKEN
