"""`work`, `runs`, `log` and `stop` as other programs and people without an editor use them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from stage import eventually, last_run, make_project, perform, processes_in, start_work, status_of

from chant_lsp.__main__ import main
from chant_lsp.runs.store import run_ids

pytestmark = pytest.mark.slow

GOOD = ("say=hello", "write=out.md", "tick")


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_runs_lists_every_attempt_and_how_it_ended(tmp_path, capsys):
    project = make_project(tmp_path)
    root = ["--root", str(project.root)]
    assert main(["runs", *root]) == 0
    assert capsys.readouterr().out == "Nothing has been run yet.\n"
    perform(project, "say=no")
    perform(project, *GOOD)
    assert main(["runs", "001", *root]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("done     001-write  attempt 2   ") and told[0].endswith(
        "scripted: All the evidence is there."
    )
    assert told[2].startswith("failed   001-write  attempt 1   ") and "Output `out.md` was not written" in told[2]
    assert main(["runs", "--json", *root]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["version"] == 1 and found["queued"] == []
    assert [(run["spec"], run["state"], run["attempt"]) for run in found["runs"]] == [
        ("001-write", "done", 2),
        ("001-write", "failed", 1),
    ]
    assert main(["runs", "nope", *root]) == 2


def test_the_log_is_what_the_editor_shows(tmp_path, capsys):
    project = make_project(tmp_path)
    root = ["--root", str(project.root)]
    assert main(["log", "001", *root]) == 2
    assert capsys.readouterr().err == "chant-lsp log: 001-write has not been run yet.\n"
    perform(project, "say=first")
    first = last_run(project).id
    perform(project, *GOOD)
    assert main(["log", "001", *root]) == 0
    told = capsys.readouterr().out
    assert "attempt 2" in told and "\nhello\n" in told and told.endswith("done: All the evidence is there.\n")
    assert main(["log", "001", "--run", first, *root]) == 0
    assert "first" in capsys.readouterr().out
    assert main(["log", "001", "--json", *root]) == 0
    events = lines(capsys.readouterr().out)
    assert events[0]["type"] == "started" and events[-1]["type"] == "ended" and events[-1]["state"] == "done"
    assert {event["run"] for event in events} == {last_run(project).id}
    assert [event["seq"] for event in events] == list(range(len(events)))
    assert main(["log", "001", "-f", "--run", first, *root]) == 1


def test_a_log_is_followed_to_the_end_of_the_run(tmp_path):
    project = make_project(tmp_path / "p")
    work = start_work(project, f"wait={tmp_path / 'go'}", *GOOD)
    eventually(lambda: status_of(project).startswith("in_progress"))
    command = [sys.executable, "-m", "chant_lsp", "log", "001", "-f", "--root", str(project.root)]
    log = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert log.stdout is not None and "started with scripted" in log.stdout.readline()
    (tmp_path / "go").touch()
    rest, _ = log.communicate(timeout=60)
    assert "hello" in rest and "done: All the evidence is there." in rest and log.returncode == 0
    assert work.wait(60) == 0


def test_work_tells_other_programs_each_event(tmp_path):
    project = make_project(tmp_path)
    told, said = start_work(project, *GOOD, extra=("--json",)).communicate(timeout=60)
    events = lines(told)
    assert said == "" and events[0]["type"] == "started" and events[0]["attempt"] == 1
    assert events[-1] == {**events[-1], "type": "ended", "state": "done", "spec": "001-write"}
    refused, said = start_work(project, *GOOD, extra=("--json",)).communicate(timeout=60)
    assert said == "" and [event["type"] for event in lines(refused)] == ["refused"]


def test_stop_all_stops_runs_and_chains(tmp_path, capsys):
    project = make_project(tmp_path / "p")
    root = ["--root", str(project.root)]
    assert main(["stop", "--all", *root]) == 0
    assert capsys.readouterr().out == "Nothing is running.\n"
    work = start_work(project, "hang=polite")
    eventually(lambda: status_of(project).startswith("in_progress"))
    assert main(["stop", "--all", "--json", *root]) == 0
    message = "001-write was stopped; its status is paused."
    assert lines(capsys.readouterr().out) == [{"spec": "001-write", "stopped": True, "message": message}]
    assert work.wait(30) == 1 and not processes_in(project.root)
    assert main(["stop", "001", "--json", *root]) == 1
    assert lines(capsys.readouterr().out)[0]["stopped"] is False


def test_a_detached_run_is_named_and_followed(tmp_path):
    project = make_project(tmp_path)
    work = start_work(project, *GOOD, extra=("--detach",))
    told, said = work.communicate(timeout=60)
    assert told.strip() == run_ids(project)[0] and said == "Follow it: chant-lsp log 001-write -f\n"
    assert eventually(lambda: status_of(project).startswith("completed"))


WRONG = {
    "no time": (["--timeout", "soon"], "`soon` is no time; write it like 90s, 60m or 2h"),
    "two ways at once": (["--needed", "--until-gate"], "not allowed with argument"),
}


@pytest.mark.parametrize("extra, words", WRONG.values(), ids=WRONG.keys())
def test_wrong_arguments_are_a_sentence(tmp_path, capsys, extra, words):
    with pytest.raises(SystemExit) as raised:
        main(["work", "001", *extra, "--root", str(make_project(tmp_path).root)])
    assert raised.value.code == 2 and words in capsys.readouterr().err


def test_a_timeout_is_asked_for_on_the_command_line(tmp_path):
    project = make_project(tmp_path)
    _, said = start_work(project, "hang=polite", extra=("--timeout", "2s")).communicate(timeout=60)
    assert "001-write was not done after 2s; give it more time with" in said
    _, said = start_work(project, "hang=polite", extra=("--silence", "1s")).communicate(timeout=60)
    assert "The agent of 001-write was silent for 1s; give it more time with" in said
