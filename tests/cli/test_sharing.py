"""What is shared out among processes is what one alone would have found."""

import os
import signal
import subprocess
import sys

import pytest

from chant_lsp.cli import sharing
from chant_lsp.cli.sharing import shared_out

ITEMS = range(11)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are copied on Unix only")


@pytest.fixture(autouse=True)
def three_processors(monkeypatch):
    monkeypatch.setattr(sharing, "LEAST", 3)
    monkeypatch.setattr(sharing, "_processors", lambda: 3)


def with_process(share):
    return [(os.getpid(), item) for item in share]


def test_each_answer_is_in_the_place_of_its_item():
    found = shared_out(with_process, ITEMS)
    assert [item for _, item in found] == list(ITEMS)
    assert len({process for process, _ in found}) == 3
    assert found[0][0] == os.getpid()


def test_few_are_done_here():
    assert shared_out(with_process, ITEMS[:4]) == with_process(ITEMS[:4])


def test_no_more_processes_than_there_is_work_for(monkeypatch):
    monkeypatch.setattr(sharing, "_processors", lambda: 200)
    assert len({process for process, _ in shared_out(with_process, ITEMS)}) == 3


def test_what_a_process_did_not_finish_is_done_here():
    here = os.getpid()

    def work(share):
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(share)

    assert shared_out(work, ITEMS) == list(ITEMS)


@pytest.mark.slow
def test_no_process_outlives_the_one_that_began_it():
    script = (
        "import os, signal\n"
        "from chant_lsp.cli import sharing\n"
        "sharing._processors, here = lambda: 4, os.getpid()\n"
        "def work(share):\n"
        "    if os.getpid() == here:\n"
        "        os.kill(here, signal.SIGKILL)\n"
        "    return ['more than a pipe takes' * 10_000 for _ in share]\n"
        "sharing.shared_out(work, range(4 * sharing.LEAST))\n"
    )
    # Each process has what is read here: it ends when the last one does.
    process = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, timeout=60, check=False)
    assert process.returncode == -signal.SIGKILL


def test_processes_that_nobody_waits_for():
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert shared_out(list, ITEMS) == list(ITEMS)
    finally:
        signal.signal(signal.SIGCHLD, before)


@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_without_room_for_processes_all_is_done_here(call, monkeypatch):
    def no_room():
        raise BlockingIOError

    monkeypatch.setattr(os, call, no_room)
    assert shared_out(with_process, ITEMS) == with_process(ITEMS)


def test_what_goes_wrong_with_an_item_goes_wrong_here(capfd):
    def work(share):
        return [1 // (item - 4) for item in share]

    with pytest.raises(ZeroDivisionError):
        shared_out(work, ITEMS)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_check_by_several_says_what_one_says(project, check, form, monkeypatch):
    for number in range(20):
        depends = f"depends_on: [00{number % 7}-nobody]\n" if number % 3 else "status: opne\n"
        text = f"---\n{depends}target_files: [src/a.py]\n---\n\n# T\n"
        (project / f".chant/specs/1{number:02}-b.md").write_text(text)
    shared = check("--format", form)
    monkeypatch.setattr(sharing, "_processors", lambda: 1)
    assert shared == check("--format", form)
    assert "Depend on" in shared[1] or "depends_on" in shared[1]
