"""Agents as real processes: what they are told, and how one that misbehaves ends in a sentence and a clean state."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import pytest
from stage import (
    SPEC,
    events,
    last_run,
    make_project,
    output,
    pid_in,
    processes_in,
    scripted,
    start_work,
    status_of,
)

from chant_lsp.runs.agents import MODEL, Agent
from chant_lsp.runs.model import EventType, RunState
from chant_lsp.runs.request import Ended, Request, Stop
from chant_lsp.runs.runner import run_spec

pytestmark = pytest.mark.slow

GOOD = ("write=out.md", "tick")
LONG = {
    ".chant/specs/001-write.md": SPEC.replace("[out.md]", "[out.md]\ninformed_by: [big.md]"),
    "big.md": "a line of text\n" * 15_000,
}
"""A project whose prompt is longer than a pipe holds."""


def let(project, agent: Agent, model: str = "") -> Ended:
    """Run the spec in this process with the agent."""
    request = Request(project, ".chant/specs/001-write.md", "it", agents={"it": replace(agent, name="it")}, model=model)

    async def run():
        return await run_spec(request, Stop())

    ended = asyncio.run(run())
    assert isinstance(ended, Ended), ended
    assert not processes_in(project.root)
    return ended


def command(code: str, **fields) -> Agent:
    """A command agent that is this Python program; `spec` is the spec's file."""
    start = "import os, sys, time; from pathlib import Path; spec = Path(os.environ['CHANT_SPEC_FILE'])\n"
    return Agent("it", (sys.executable, "-I", "-S", "-c", start + code), "command", **fields)


WORK = "Path('out.md').write_text('done'); spec.write_text(spec.read_text().replace('[ ]', '[x]'))\n"


# -- commands


def test_a_command_reads_the_prompt_and_its_output_is_the_log(tmp_path):
    project = make_project(tmp_path)
    code = "print('prompt of', len(sys.stdin.read()) > 100)\n" + WORK + "print('half a', end='')"
    ended = let(project, command(code))
    assert ended.state is RunState.DONE, ended
    assert output(project) == "prompt of True\nhalf a"
    ending = next(event for event in events(project) if event.type is EventType.AGENT_ENDED)
    assert ending.fields["stop_reason"] == "end_turn"


def test_a_command_is_told_the_model_and_it_is_recorded(tmp_path):
    project = make_project(tmp_path)
    agent = command(
        "print(sys.argv[1:], os.environ['M'])\n" + WORK, model_arguments=("-m", f"{MODEL}!"), model_variable="M"
    )
    assert let(project, agent, "big").state is RunState.DONE
    assert output(project) == "['-m', 'big!'] big\n"
    assert last_run(project).model == "big"
    assert "\nmodel: big\n" in (project.specs / "001-write.md").read_text()


def test_secrets_in_a_log_stay_there(tmp_path):
    project = make_project(tmp_path)
    let(
        project,
        command(
            "print('api_key=abcdef123456'); print('\\x1b[31mred\\x1b[0m', flush=True); os.write(1, b'\\xff\\n')\n"
            + WORK
        ),
    )
    assert output(project) == "api_key=[redacted]\nred\n\ufffd\n"


# name -> (program, words of the message)
COMMANDS = {
    "fails": ("print('no key', file=sys.stderr); sys.exit(3)", "`it` ended with exit code 3; its last words: no key."),
    "is killed": ("os.kill(os.getpid(), 9)", "`it` was killed by signal 9."),
    "never reads": ("sys.exit(1)", "`it` ended with exit code 1."),
    "floods stdout": ("[os.write(1, b'x' * 1000000) for _ in range(30)]; sys.exit(1)", "ended with exit code 1."),
    "floods stderr": (
        "[os.write(2, b'x' * 1000000) for _ in range(30)]; os.write(2, b'\\nthe end.\\n'); sys.exit(1)",
        "its last words: the end.",
    ),
}


@pytest.mark.parametrize("code, words", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_that_fails_says_how(tmp_path, code, words):
    project = make_project(tmp_path)
    ended = let(project, command(code))
    assert ended.state is RunState.FAILED and words in ended.message
    assert status_of(project).startswith("failed")
    assert len(output(project)) < 9 * 1024 * 1024


def test_a_command_that_does_not_read_its_input_may_still_do_its_work(tmp_path):
    project = make_project(tmp_path, LONG)
    assert let(project, command(WORK)).state is RunState.DONE


def test_what_a_command_leaves_behind_is_ended_with_it(tmp_path):
    project = make_project(tmp_path / "p")
    child = "if os.fork() == 0:\n    os.setsid(); time.sleep(300)\n"
    assert let(project, command(WORK + child)).state is RunState.DONE


# -- what an ACP agent is told

# name -> (how it opens, fields of the agent, model, what it was told)
TOLD = {
    "an option": (("options=small,big",), {}, "big", "['session/set_config_option big']"),
    "by its title": (("options=small,big",), {}, "BIG", "['session/set_config_option big']"),
    "the one that it has": (("options=small,big",), {}, "small", "[]"),
    "the old way": (("models=small,big",), {}, "big", "['session/set_model big']"),
    "nobody asks": (("options=small,big",), {}, "", "[]"),
    "the mode in which it asks": (("modes=auto,ask",), {"mode": "ask"}, "", "['session/set_mode ask']"),
    "the mode, as an option": (("mode_options=auto,ask",), {"mode": "ask"}, "", "['session/set_config_option ask']"),
    "no such mode": (("modes=auto,yolo",), {"mode": "ask"}, "", "[]"),
    "by its arguments": ((), {"model_arguments": ("model=" + MODEL,)}, "big", "[]"),
    "a key": (("locked",), {"key_logins": {"K": "by-key"}, "variables": {"K": "k"}}, "", "['authenticate by-key']"),
}


@pytest.mark.parametrize("opening, fields, model, told", TOLD.values(), ids=TOLD.keys())
def test_an_agent_is_told_model_mode_and_key(tmp_path, opening, fields, model, told):
    project = make_project(tmp_path)
    ended = let(project, replace(scripted(*opening, "told", *GOOD), **fields), model)
    assert ended.state is RunState.DONE, ended
    assert output(project) == f"told: {told}\n"
    if model:
        assert f"\nmodel: {model.lower()}\n" in (project.specs / "001-write.md").read_text()


@pytest.mark.parametrize("opening, recorded", [("options=small,big", "small"), ("options=default,big", None)])
def test_the_model_that_an_agent_uses_is_recorded_if_it_has_a_name(tmp_path, opening, recorded):
    project = make_project(tmp_path)
    let(project, scripted(opening, *GOOD))
    text = (project.specs / "001-write.md").read_text()
    assert f"\nmodel: {recorded}\n" in text if recorded else "\nmodel:" not in text


# name -> (how it opens, fields of the agent, model, words of the message)
OPENINGS = {
    "another model": (("options=small,big",), {}, "huge", "`it` has no model `huge`; it offers `small`, `big`."),
    "no choice": ((), {}, "huge", "`it` lets nobody choose its model, but `huge` is set for it"),
    "no handshake": (("broken",), {}, "", "`it` answered with an error: out of cheese."),
    "no login": (
        ("locked",),
        {"login": "run `it login`"},
        "",
        "`it` needs you to log in first: run `it login` (it says: Authentication required).",
    ),
    "no key at hand": (("locked",), {"key_logins": {"NO_SUCH_KEY": "by-key"}}, "", "`it` needs you to log in first"),
    "leaves a request open": (("abandon=4",), {}, "", "`it` ended with exit code 4 before its turn was over."),
}


@pytest.mark.parametrize("opening, fields, model, words", OPENINGS.values(), ids=OPENINGS.keys())
def test_what_comes_in_the_way_is_one_sentence(tmp_path, opening, fields, model, words):
    project = make_project(tmp_path)
    ended = let(project, replace(scripted(*opening), **fields), model)
    assert ended.state is RunState.FAILED and words in ended.message and "\n" not in ended.message
    assert status_of(project).startswith("failed")


def test_the_first_of_two_answers_counts(tmp_path):
    project = make_project(tmp_path)
    assert let(project, scripted("twice", *GOOD)).state is RunState.DONE


def test_only_the_variables_of_its_definition_reach_an_agent(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", "k1")
    monkeypatch.setenv("OTHER_KEY", "k2")
    monkeypatch.setenv("LD_PRELOAD", "")
    project = make_project(tmp_path)
    agent = replace(scripted("environment", *GOOD), environment=("MY_KEY", "ABSENT"), variables={"FIXED": "f"})
    let(project, agent)
    said = output(project)
    assert '"MY_KEY"' in said and '"FIXED": "f"' in said
    assert "OTHER_KEY" not in said and "LD_PRELOAD" not in said and "ABSENT" not in said


def test_what_is_not_there_yet_is_empty_and_a_title_may_be_all_that_is_said_of_a_command(tmp_path):
    project = make_project(tmp_path)
    let(project, scripted("read=new/file.md", "ask=execute:", *GOOD))
    assert '"result": {"content": ""}' in output(project) and "answer: no" in output(project)
    denied = [event.fields for event in events(project) if event.fields.get("decision") == "denied"]
    assert [one["paths"] for one in denied] == [["execute"]]


def test_a_key_that_is_passed_on_is_in_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", "correct-horse battery")
    monkeypatch.setenv("MY_PLACE", "a quite ordinary place")
    project = make_project(tmp_path)
    code = "print('it is', os.environ['MY_KEY'], 'at', os.environ['MY_PLACE']); sys.exit('no, ' + os.environ['MY_KEY'])"
    ended = let(project, command(code, environment=("MY_KEY", "MY_PLACE")))
    assert ended.message.endswith("its last words: no, [redacted].")
    assert output(project) == "it is [redacted] at a quite ordinary place\n"
    assert not any(b"battery" in path.read_bytes() for path in project.runs.rglob("*") if path.is_file())


def test_an_agent_that_reads_no_more_can_be_stopped(tmp_path):
    project = make_project(tmp_path / "p", LONG)
    work = start_work(project, f"unread={tmp_path / 'pid'}")
    pid_in(tmp_path / "pid")
    work.terminate()
    work.communicate(timeout=60)
    assert last_run(project).state is RunState.STOPPED
    assert not processes_in(project.root)
