"""What holds for all tests: how many random examples a property is tried with, and what is never garbage.

The gate asks for `--hypothesis-profile=gate`. Tests that want another number than most say it by `tests/chance.py`.
"""

import gc
import re
import sys
from pathlib import Path

from hypothesis import settings

settings.register_profile("gate", max_examples=100)
settings.register_profile("fast", max_examples=10)
settings.load_profile("fast")

# Where Python is told to write no bytecode, each run would compile all tests anew. Theirs goes to pytest's own cache.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")

# What is collected stays until the end. To look through thousands of tests for garbage, again and again while they are
# collected and then while they run, takes seconds.
gc.disable()

SLOW_AS_A_WHOLE = re.compile(r"^pytestmark = \[?\s*pytest\.mark\.slow\b", re.MULTILINE)


def pytest_ignore_collect(collection_path, config):
    """The fast loop does not even load a file that it runs nothing of."""
    fast = config.option.markexpr == "not slow" and collection_path.suffix == ".py"
    return (fast and SLOW_AS_A_WHOLE.search(collection_path.read_text("utf-8")) is not None) or None


def pytest_collection_finish():
    gc.freeze()
    gc.enable()
