"""What many specs cost, in ratios to reading their files, measured in the same run.

Nothing here fails for being slow. `CHANT_PERF_SPECS=1000,10000,100000 pytest -s tests/perf` prints the figures: CPU
time of this process, the least of some turns, so that other work on the machine counts for little.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_latency import SIZES, spec_text

from chant_lsp.core.check import check
from chant_lsp.core.index import Change
from chant_lsp.core.reparse import reparse
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, between
from chant_lsp.server.remembered import RememberedFiles
from chant_lsp.workspace import cache
from chant_lsp.workspace.layout import Project, project_at
from chant_lsp.workspace.scan import iter_spec_files, load_index

pytestmark = pytest.mark.slow

TURNS = 3
KEYS = 200


@pytest.fixture(scope="module", params=SIZES)
def project(request, tmp_path_factory):
    chance = random.Random(42)
    root = tmp_path_factory.mktemp("size")
    folder = root / ".chant" / "specs"
    folder.mkdir(parents=True)
    for number in range(request.param):
        (folder / f"{number:06d}-spec.md").write_text(spec_text(number, chance, []))
    old = time.time() - 60
    for place in folder.iterdir():
        os.utime(place, (old, old))
    return project_at(root)


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def least_s(act: Callable[[], object], turns: int = TURNS) -> float:
    best = float("inf")
    for _ in range(turns):
        gc.collect()
        begun = time.process_time()
        act()
        best = min(best, time.process_time() - begun)
    return best


def read_all(project: Project) -> None:
    """The floor: what anybody has to do who wants to know what is in the files."""
    for _, place in iter_spec_files(project):
        Path(place).read_text("utf-8")


def say(what: str, project: Project, ours_s: float, floor_s: float) -> None:
    specs = sum(1 for _ in iter_spec_files(project))
    each = f"{ours_s / specs * 1e6:7.1f} us a spec"
    print(
        f"\n{what:34} {specs:>7} specs {each}   reading {floor_s / specs * 1e6:7.1f} us   {ours_s / floor_s:6.2f} x",
        end="",
    )


def test_index(project, monkeypatch):
    floor = least_s(lambda: read_all(project))
    monkeypatch.setattr(cache, "MIN_SPECS", 1 << 30)
    say("index, cold", project, least_s(lambda: load_index(project)), floor)
    monkeypatch.setattr(cache, "MIN_SPECS", 1)
    # Files that were written within the last seconds are not kept: their stamps are not sure yet.
    monkeypatch.setattr("chant_lsp.workspace.scan._TICK_NS", -(1 << 60))
    load_index(project)
    say("index, warm", project, least_s(lambda: load_index(project)), floor)


def test_check(project):
    floor = least_s(lambda: read_all(project))

    def check_all() -> None:
        index = load_index(project)
        for path in index.specs:
            check(index, path)

    say("index and check", project, least_s(check_all, 2), floor)


MEASURE = """
import os, sys
from pathlib import Path
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index
def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
before = resident_bytes()
index = load_index(project_at(Path(sys.argv[1])))
print(len(index.specs), resident_bytes() - before)
"""


def test_memory(project):
    """In a process of its own, as memory that was used once is not given back."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(project.root)], capture_output=True, text=True, check=True
    )
    specs, size = map(int, done.stdout.split())
    print(f"\nmemory of the index {specs:>22} specs {size / specs:7.0f} bytes a spec", end="")
    assert specs


@pytest.mark.parametrize("old, new", [("pending", "pendin"), ("# Spec", "# Spic"), ("spec]", "spe]")])
def test_a_key_in_process(project, old, new):
    """Reading the text again, taking it into the index, and checking it; the last of these breaks a dependency."""
    index = load_index(project)
    index.files = RememberedFiles(index.files)
    path = max(index.specs)
    texts = [project.absolute(path).read_text("utf-8")]
    texts.append(texts[0].replace(old, new, 1))
    source = Source(texts[0])
    spec = parse(path, source)
    index.apply([Change(path, spec)])
    best = float("inf")
    for turn in range(KEYS):
        typed = Source(texts[(turn + 1) % 2])
        begun = time.process_time()
        spec, source = reparse(spec, between(source, typed)).facts, typed
        index.apply([Change(path, spec)])
        check(index, path)
        best = min(best, time.process_time() - begun)
    print(f"\na key in `{old}`, in process {len(index.specs):>12} specs {best * 1e6:7.1f} us", end="")
    assert texts[0] != texts[1]
