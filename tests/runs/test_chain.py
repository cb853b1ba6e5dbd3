"""Several specs in a row, as real processes: what is needed first, until a gate, queued; nothing ever runs twice."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
from stage import HERE, eventually, make_project, processes_in, start_work, status_of

from chant_lsp.core.features.standing import reasons_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.runs import route
from chant_lsp.runs.lock import hold
from chant_lsp.runs.queue import (
    Chain,
    ChainState,
    Reach,
    chain_ids,
    going_chains,
    new_chain_id,
    queued,
    read_chain,
    write_chain,
)
from chant_lsp.runs.route import needed, onward, open_investigations
from chant_lsp.runs.store import run_ids
from chant_lsp.runs.supervisor import stop, stop_everything
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index

SPEC = """\
---
type: task
status: {status}
{more}---

# {id}

## Acceptance Criteria

- [ ] It is done
"""


def project_of(root: Path, **specs: str) -> Project:
    """Specs as `n001="002 003"` (what it waits for), with `gate`, or a status, among the words."""
    files = {}
    for name, words in specs.items():
        id, said = name[1:], words.split()
        waits = [f"{word}" for word in said if word.isdigit()]
        status = next((word for word in said if word in ("completed", "failed", "cancelled")), "pending")
        more = f"depends_on: ['{chr(39).join(waits) if len(waits) < 2 else (chr(39) + ', ' + chr(39)).join(waits)}']\n"
        gate = "labels: [human-gate]\n" if "gate" in said else ""
        text = SPEC.format(status=status, more=(more if waits else "") + gate, id=id)
        files[f".chant/specs/{id}.md"] = text
    files[".chant/lsp.yaml"] = "parallel: 2\n"
    return make_project(root, files)


def ids(specs) -> str:
    return " ".join(spec.id for spec in specs)


def test_the_way_to_a_spec_and_on_from_it(tmp_path):
    project = project_of(
        tmp_path, n001="", n002="001", n003="001", n004="002 003", n005="004 gate", n006="005", n007=""
    )
    index: SpecIndex = load_index(project)

    def at(id: str):
        spec = index.spec_of(id)
        assert spec is not None
        return spec

    assert ids(needed(index, at("004"))) == "001 002 003 004"
    assert ids(needed(index, at("006"))) == "001 002 003 004 005 006"
    assert ids(onward(index, [at("002")])) == "001 002 003 004 005"
    assert [ids(specs) for specs in open_investigations(index)] == ["001 002 003 004 005 006"]


def test_what_is_done_is_no_part_of_the_way(tmp_path):
    project = project_of(tmp_path, n001="completed", n002="001", n003="002", n008="completed", n009="008 completed")
    index = load_index(project)
    spec = index.spec_of("003")
    assert spec is not None and ids(needed(index, spec)) == "002 003"
    assert [ids(specs) for specs in open_investigations(index)] == ["002 003"]


def test_what_a_spec_needs_is_asked_for_a_few_times_however_the_ids_run(tmp_path, monkeypatch):
    count = 30
    specs = {f"n{number:03}": f"{number + 1:03}" if number < count else "" for number in range(1, count + 1)}
    index = load_index(project_of(tmp_path, **specs))
    first, asked = index.spec_of("001"), []
    assert first is not None
    monkeypatch.setattr(route, "reasons_of", lambda index, spec: asked.append(spec.id) or reasons_of(index, spec))
    assert ids(needed(index, first)) == " ".join(f"{number:03}" for number in range(count, 0, -1))
    assert len(asked) == 2 * count


slow = pytest.mark.slow
GOOD = ("tick",)


def chain(project: Project, *steps: str, spec: str | None, how: str, extra: tuple[str, ...] = ()) -> subprocess.Popen:
    table = json.dumps({"scripted": steps})
    command = [sys.executable, str(HERE / "scripted_work.py"), table, *([spec] if spec else [])]
    return subprocess.Popen(
        [*command, f"--{how}", "--agent", "scripted", "--root", str(project.root), *extra],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen) -> tuple[int, str]:
    """Exit code, and the last line on stderr."""
    _, said = process.communicate(timeout=120)
    return process.returncode, said.strip().splitlines()[-1] if said.strip() else ""


def statuses(project: Project) -> str:
    return " ".join(status_of(project, path.stem) for path in sorted(project.specs.glob("0*.md")))


def test_a_chain_of_another_machine_is_not_taken_for_a_process_of_this_one(tmp_path):
    project = project_of(tmp_path, n001="")
    stranger = subprocess.Popen(["sleep", "600"])
    chain = Chain(
        new_chain_id(),
        Reach.NEEDED,
        "001",
        pid=stranger.pid,
        host="another.example.org",
        started_at=datetime.now(timezone.utc),
        waiting={"001": "runs when another run finishes"},
    )
    write_chain(project, chain)
    with hold(project.runs, chain.id):
        answers = asyncio.run(stop_everything(project))
    try:
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    said = f"001 is queued on another machine (another.example.org, pid {stranger.pid}); cancel it there."
    assert answers == {"001": (False, said)}


@slow
def test_what_a_spec_needs_is_run_first_and_each_once(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001", n003="001", n004="002 003", n005="004")
    two = [chain(project, *GOOD, spec="004", how="needed") for _ in range(2)]
    assert [finish(one)[0] for one in two] == [0, 0]
    assert statuses(project) == "completed completed completed completed pending"
    assert len(run_ids(project)) == 4
    assert not processes_in(project.root) and not list(going_chains(project))


@slow
def test_a_chain_goes_on_until_the_gate_and_says_so(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001", n003="002 gate", n004="003")
    code, said = finish(chain(project, *GOOD, spec=None, how="until-gate"))
    assert (code, said) == (0, "Done: 001, 002. Next: 003 is a human gate: only a person may do this.")
    assert statuses(project) == "completed completed pending pending"
    again = finish(chain(project, *GOOD, spec=None, how="until-gate"))
    assert again == (0, "Nothing was left to run. Next: 003 is a human gate: only a person may do this.")
    refused = finish(chain(project, *GOOD, spec="003", how="needed"))
    assert refused == (1, "chant-lsp work: 003 is a human gate: only a person may do this, so no agent runs it.")
    behind = finish(chain(project, *GOOD, spec="004", how="needed"))
    assert behind == (1, "Stopped before 004: 003 is a human gate: only a person may do this.")


@slow
def test_a_failure_ends_a_chain(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001")
    code, said = finish(chain(project, "say=no", spec=None, how="until-gate"))
    assert code == 1 and said.startswith("Stopped at 001: 1 of 1 acceptance criteria")
    assert statuses(project) == "failed pending" and len(run_ids(project)) == 1
    # What failed before a chain began is run again by it.
    assert finish(chain(project, *GOOD, spec="002", how="needed"))[0] == 0


@slow
def test_independent_phases_run_side_by_side_and_no_more_than_wanted(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="", n003="", n004="001 002 003")
    process = chain(project, f"wait={tmp_path / 'go'}", *GOOD, spec="004", how="needed")
    eventually(lambda: statuses(project) == "in_progress in_progress pending pending")
    eventually(lambda: queued(project) == {"003": "runs when another run finishes", "004": "runs when 001 finishes"})
    other = chain(project, f"wait={tmp_path / 'go'}", *GOOD, spec="003", how="needed")
    eventually(lambda: len(list(going_chains(project))) == 2)
    (tmp_path / "go").touch()
    assert finish(process)[0] == 0 and finish(other)[0] == 0
    assert len(run_ids(project)) == 4


@slow
def test_stopping_a_chain_stops_what_it_runs_and_starts_nothing_more(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001")
    process = chain(project, "hang=stubborn", spec=None, how="until-gate")
    eventually(lambda: statuses(project).startswith("in_progress"))
    process.send_signal(signal.SIGINT)
    assert finish(process) == (1, "Stopped by Ctrl-C.")
    assert statuses(project) == "paused pending" and not processes_in(project.root) and not queued(project)


@slow
def test_a_run_that_somebody_stops_ends_its_chain(tmp_path):
    from chant_lsp.__main__ import main

    project = project_of(tmp_path / "p", n001="", n002="001")
    process = chain(project, "hang=polite", spec=None, how="until-gate")
    eventually(lambda: statuses(project).startswith("in_progress"))
    assert main(["stop", "001", "--root", str(project.root)]) == 0
    assert finish(process) == (1, "Stopped at 001: Stopped on request.")


@slow
def test_the_queue_waits_for_a_run_that_somebody_else_started(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001", n003="002")
    first = start_work(project, f"wait={tmp_path / 'go'}", *GOOD, spec="001")
    eventually(lambda: statuses(project).startswith("in_progress"))
    second = chain(project, *GOOD, spec="002", how="when-finished", extra=("--detach",))
    assert finish(second)[0] == 0
    assert eventually(lambda: queued(project)) == {"002": "runs when 001 finishes"}
    third = chain(project, *GOOD, spec="003", how="when-finished", extra=("--detach",))
    assert finish(third)[0] == 0
    assert eventually(lambda: len(queued(project)) == 2 and queued(project)["003"]) == "runs when 002 finishes"
    refused = finish(chain(project, *GOOD, spec="002", how="when-finished"))
    assert refused == (1, "chant-lsp work: 002 is queued already: it runs when 001 finishes.")
    (tmp_path / "go").touch()
    assert eventually(lambda: statuses(project) == "completed completed completed", 60)
    eventually(lambda: not list(going_chains(project)))
    assert first.wait(30) == 0 and len(run_ids(project)) == 3


@slow
def test_what_two_chains_have_queued_is_taken_out_of_both(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001")
    steps = (f"wait={tmp_path / 'go'}", *GOOD)
    both = [chain(project, *steps, spec="002", how=how) for how in ("needed", "until-gate")]
    eventually(lambda: [list(one.waiting) for one in going_chains(project)] == [["002"], ["002"]])
    assert asyncio.run(stop(project, "002")) == (True, "002 was taken out of the queue.")
    (tmp_path / "go").touch()
    assert {finish(one) for one in both} == {(1, "Taken out of the queue; nothing more is started.")}
    assert eventually(lambda: statuses(project) == "completed pending")


@slow
def test_what_was_queued_behind_a_failure_says_why_it_did_not_run(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001")
    first = start_work(project, f"wait={tmp_path / 'go'}", spec="001")
    eventually(lambda: statuses(project).startswith("in_progress"))
    second = chain(project, *GOOD, spec="002", how="when-finished")
    eventually(lambda: queued(project))
    (tmp_path / "go").touch()
    first.wait(60)
    code, said = finish(second)
    assert code == 1 and said.startswith("Stopped at 001: 1 of 1 acceptance criteria")


@slow
def test_a_killed_chain_leaves_no_queue_and_its_run_goes_on(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001")
    process = chain(project, f"wait={tmp_path / 'go'}", *GOOD, spec=None, how="until-gate")
    eventually(lambda: queued(project) == {"002": "runs when 001 finishes"})
    process.kill()
    process.communicate()
    assert eventually(lambda: not queued(project))
    chain_id = chain_ids(project)[-1]
    told = read_chain(project, chain_id)
    assert told is not None and told.state is ChainState.STOPPED and "has gone" in told.message
    (tmp_path / "go").touch()
    assert eventually(lambda: statuses(project) == "completed pending")


@slow
def test_a_chain_tells_other_programs_what_happens(tmp_path):
    project = project_of(tmp_path / "p", n001="", n002="001")
    process = chain(project, *GOOD, spec=None, how="until-gate", extra=("--json",))
    told, _ = process.communicate(timeout=60)
    lines = [json.loads(line) for line in told.splitlines()]
    assert [(line["spec"], line["type"]) for line in lines if line["type"] in ("started", "ended")] == [
        ("001", "started"),
        ("001", "ended"),
        ("002", "started"),
        ("002", "ended"),
    ]
    assert lines[-1]["type"] == "chain" and lines[-1]["state"] == "done" and lines[-1]["message"] == "Done: 001, 002."
