"""Questions of a run, from the agent to a person and back; and what is never asked."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys

import pytest
from stage import SPEC, events, last_run, make_project, output, scripted

from chant_lsp.runs.allowances import parse_allowance
from chant_lsp.runs.model import EventType, Question, RunState
from chant_lsp.runs.questions import ANSWERS_NAME, Answered, answer, in_words, read_answer
from chant_lsp.runs.request import Ended, Request, Stop
from chant_lsp.runs.runner import run_spec
from chant_lsp.runs.store import run_folder
from chant_lsp.workspace.layout import Project

pytestmark = pytest.mark.slow

DONE = ("write=out.md", "tick")
PRINT = json.dumps({"command": sys.executable, "args": ["-c", "print('hello')"]})


def perform(
    project: Project, *steps: str, answers: tuple[str, ...] = (), allow: tuple[str, ...] = ()
) -> list[Question]:
    """Run `001-write`, and answer what is asked in this order (`stop` stops the run); what was asked."""
    request = Request(
        project,
        ".chant/specs/001-write.md",
        "scripted",
        agents={"scripted": scripted(*steps)},
        asks=bool(answers),
        allowances=tuple(map(parse_allowance, allow)),
    )
    asked: list[Question] = []

    async def run() -> None:
        stop = Stop()
        running = asyncio.create_task(run_spec(request, stop))
        for decision in answers:
            question = await _next_question(project, running, [one.id for one in asked])
            if question is None:
                break
            asked.append(question)
            if decision == "stop":
                stop.ask("test", "Stopped.")
            else:
                assert answer(project, last_run(project).id, question.id, decision, "test").given
        ended = await running
        assert isinstance(ended, Ended)

    asyncio.run(run())
    return asked


async def _next_question(project: Project, running: asyncio.Task, known: list[str]) -> Question | None:
    while not running.done():
        await asyncio.sleep(0.02)
        if (project.chant / "runs").is_dir() and any(project.runs.glob("*/events.jsonl")):
            question = last_run(project).question
            if question is not None and question.id not in known:
                return question
    return None


def denied(project: Project) -> list[str]:
    return [
        event.fields["reason"]
        for event in events(project)
        if event.type is EventType.PERMISSION and event.fields["decision"] == "denied"
    ]


def test_a_write_is_shown_and_allowed_once(tmp_path):
    project = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, "src/x.py": "one\ntwo\n"})
    steps = ("store=src/x.py:one\nthree\n", "store=src/x.py:four\n")
    first, second = perform(project, *DONE, *steps, answers=("allow_once", "deny"))
    assert (first.title, first.reason, first.paths) == ("write src/x.py", "not a declared output", ("src/x.py",))
    assert first.diff == "--- a/src/x.py\n+++ b/src/x.py\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
    assert second.diff and second.diff.endswith("-one\n-three\n+four\n")
    assert (tmp_path / "src/x.py").read_text() == "one\nthree\n"
    assert 'stored: "yes"' in output(project) and "not a declared output" in output(project)
    run = last_run(project)
    # What a person has allowed is not outside; what was denied did not happen.
    assert (run.state, run.permissions_denied, run.question) == (RunState.DONE, 1, None)


def test_for_this_run_is_that_file_and_nothing_else(tmp_path):
    project = make_project(tmp_path)
    steps = ("store=a.txt:1", "store=a.txt:2", "store=b.txt:1")
    first, second = perform(project, *DONE, *steps, answers=("allow_run", "deny"))
    assert (first.title, first.scope_label, second.title) == ("write a.txt", "write a.txt", "write b.txt")
    assert (tmp_path / "a.txt").read_text() == "2" and not (tmp_path / "b.txt").exists()


def test_what_was_denied_and_done_anyway_is_named(tmp_path):
    project = make_project(tmp_path)
    perform(project, *DONE, "propose=z.txt:1", "put=z.txt", "put=a.txt", answers=("deny",))
    evidence = last_run(project).evidence
    assert evidence is not None and [missing.message for missing in evidence.missing] == [
        "`z.txt` was created during the run although that had been denied.",
        "`a.txt` was created during the run and is no declared output.",
    ]


def test_a_proposal_and_the_write_that_follows_are_one_question(tmp_path):
    project = make_project(tmp_path)
    (question,) = perform(project, *DONE, "propose=a.txt:new\n", "store=a.txt:new\n", answers=("allow_once",))
    assert question.diff == "--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+new\n"
    assert "answer: yes\n" in output(project) and (tmp_path / "a.txt").read_text() == "new\n"


def test_all_changes_of_a_file_are_shown(tmp_path):
    project = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, "a.txt": "one\ntwo\nthree\n"})
    both = json.dumps(["a.txt", ["one", "1"], ["three\n", "3\n"]])
    wrong = json.dumps(["a.txt", ["one", "evil"], ["no such line", "worse"]])
    first, second = perform(
        project, *DONE, f"edit={both}", "store=a.txt:1\ntwo\n3\n", f"edit={wrong}", answers=("allow_once", "deny")
    )
    assert first.diff == "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n-one\n+1\n two\n-three\n+3\n"
    assert (tmp_path / "a.txt").read_text() == "1\ntwo\n3\n"
    assert second.diff and "+evil\n" in second.diff and "+worse\n" in second.diff


def test_another_text_than_the_proposed_one_is_asked_about(tmp_path):
    project = make_project(tmp_path)
    questions = perform(project, *DONE, "propose=a.txt:new", "store=a.txt:evil", answers=("allow_once", "deny"))
    assert [question.title for question in questions] == ["write a.txt"] * 2
    assert not (tmp_path / "a.txt").exists()


def test_a_write_whose_text_is_not_shown(tmp_path):
    project = make_project(tmp_path)
    (question,) = perform(project, *DONE, "ask=edit:a.txt", "store=a.txt:x", answers=("allow_once",))
    assert (question.diff, question.reason) == (None, "not a declared output; it does not show the text")
    assert (tmp_path / "a.txt").read_text() == "x"


def test_deleting_is_asked_even_of_an_output(tmp_path):
    project = make_project(tmp_path)
    (question,) = perform(project, *DONE, "ask=delete:out.md", answers=("deny",))
    assert question.title == "delete out.md" and "to take it away is not" in question.reason


def test_the_same_thing_is_not_asked_again_after_a_no(tmp_path):
    project = make_project(tmp_path)
    assert len(perform(project, "store=a.txt:1", "store=a.txt:1", *DONE, answers=("deny", "deny"))) == 1
    assert denied(project) == ["not a declared output, denied before"]


def test_a_stopped_run_denies(tmp_path):
    project = make_project(tmp_path)
    (question,) = perform(project, "store=a.txt:1", "hang=", answers=("stop",))
    given = next(event for event in events(project) if event.type is EventType.ANSWER)
    assert given.fields["decision"] == "deny" and given.fields["by"] == "stop"
    assert last_run(project).state is RunState.STOPPED and not (tmp_path / "a.txt").exists()
    late = answer(project, last_run(project).id, question.id, "allow_once", "test")
    assert late == (False, "The run has ended, so nothing is asked any more.")


def test_with_nobody_to_ask_it_is_denied_with_the_way_out(tmp_path):
    project = make_project(tmp_path)
    make = json.dumps({"command": "make", "args": ["all"]})
    assert not perform(project, "store=a b.txt:1", f"terminal={make}", "execute=a && b", "read=/etc/hostname", *DONE)
    assert denied(project) == [
        "not a declared output, nobody to ask; allow it with `--allow 'write:a b.txt'`",
        "no command that research may run, nobody to ask; allow it with `--allow 'command:make all'`",
        "no command that research may run, nobody to ask; allow it with `--allow \"command:sh -c 'a && b'\"`",
        "outside the project, nobody to ask; allow it with `--allow read:/etc/hostname`",
    ]


def test_what_was_allowed_beforehand(tmp_path):
    project = make_project(tmp_path)
    allow = ("write:src/**", f"command:{sys.executable} -c *", "read:/etc/host*")
    perform(project, *DONE, "store=src/a.py:1", f"terminal={PRINT}", "read=/etc/hostname", allow=allow)
    assert not denied(project) and (tmp_path / "src/a.py").exists()
    assert '"output": "hello\\n"' in output(project) and '"content"' in output(project)
    assert last_run(project).state is RunState.DONE


# step -> a word of the reason
NEVER_ASKED = {
    "store=../outside.txt:x": "outside the project",
    "store=.chant/lsp.yaml:agent: x": "never written",
    "store=.CHANT/LSP.yaml:agent: x": "never written",
    "store=.chant/config.md:x": "never written",
    "store=.chant/prompts/standard.md:x": "never written",
    "store=.chant/runs/x:x": "never written",
    "store=.chant/approvals/006.json:x": "never written",
    "store=.chant/specs/006-gate.md:x": "chant's own",
    "store=.chant/specs/002-other.md:x": "chant's own",
    "store=.chant/specs/--help.md:x": "chant's own",
    "store=.git/hooks/pre-commit:x": "never written",
    "store=.GIT/config:x": "never written",
    "store=sub/.git/hooks/x:x": "never written",
    "store=.env:x": "never written by an agent: environment",
    "store=link/x:x": "outside the project",
    "propose=.chant/lsp.yaml:agent: x": "never written",
    "read=.env": "never read by an agent: environment",
    "read=key.pem": "never read by an agent: a key",
    "read=.git/config": "never read by an agent: git's own folder",
    "read=plain.txt": "never read by an agent: a private key",
    "read=/proc/self/environ": "never read",
    "execute=git push upstream main": "only",
    "execute=env X=1 git push upstream": "no remote may be pushed to",
    "execute=bash -c 'git push'": "no remote",
    "execute=gh pr create --fill": "forge",
    "execute=chant-lsp gate approve 006": "person",
    'terminal={"command": "git", "args": ["push", "upstream"]}': "no remote",
    'terminal={"command": "bash", "args": ["-c", "git push upstream"]}': "no remote",
    'terminal={"command": "ls", "cwd": ".."}': "outside the project",
    'terminal={"command": "ls", "cwd": "link"}': "outside the project",
    'terminal={"command": "ls", "env": [{"name": "GIT_CONFIG_COUNT", "value": "0"}]}': "an agent does not set",
}


def test_what_nobody_is_asked(tmp_path):
    gate = SPEC.replace("type: research", "type: task\nlabels: [human-gate]")
    files = {".chant/specs/001-write.md": SPEC, ".chant/specs/006-gate.md": gate, ".env": "A=1", "key.pem": "k"}
    project = make_project(tmp_path / "p", {**files, ".git/config": "", "id_rsa": "k", ".chant/lsp.yaml": ""})
    (tmp_path / "p/link").symlink_to(tmp_path)
    (tmp_path / "p/plain.txt").symlink_to("id_rsa")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "runs" not in path.parts}
    assert not perform(project, *NEVER_ASKED, answers=("allow_run",))
    reasons = denied(project)
    assert len(reasons) == len(NEVER_ASKED)
    for (step, word), reason in zip(NEVER_ASKED.items(), reasons, strict=True):
        assert word in reason or "no remote" in reason, step
    after = {path: path.read_bytes() for path in before}
    spec = project.specs / "001-write.md"
    assert {path for path in before if before[path] != after[path]} <= {spec}
    assert not (tmp_path / "outside.txt").exists() and not (tmp_path / "x").exists()


def test_a_link_that_is_put_in_the_way_while_somebody_thinks(tmp_path):
    project = make_project(tmp_path / "p", {".chant/specs/001-write.md": SPEC, "src/keep": "", ".git/hooks/keep": ""})

    async def run() -> None:
        request = Request(
            project,
            ".chant/specs/001-write.md",
            "scripted",
            agents={"scripted": scripted("store=src/post-commit:evil", *DONE)},
            asks=True,
        )
        running = asyncio.create_task(run_spec(request, Stop()))
        question = await _next_question(project, running, [])
        assert question is not None
        (tmp_path / "p/src").rename(tmp_path / "p/elsewhere")
        (tmp_path / "p/src").symlink_to(".git/hooks")
        assert answer(project, last_run(project).id, question.id, "allow_once", "test").given
        await running

    asyncio.run(run())
    assert [path.name for path in (tmp_path / "p/.git/hooks").iterdir()] == ["keep"]
    assert "was not written" in output(project)


def test_a_hard_link_is_replaced_and_not_written_through(tmp_path):
    project = make_project(tmp_path / "p", {".chant/specs/001-write.md": SPEC, ".chant/config.md": "config\n"})
    os.link(tmp_path / "p/.chant/config.md", tmp_path / "p/out.md")
    perform(project, *DONE)
    assert (tmp_path / "p/.chant/config.md").read_text() == "config\n"
    assert (tmp_path / "p/out.md").read_text() == "by out.md\n"


def test_a_command_shows_its_words_and_its_folder(tmp_path):
    project = make_project(tmp_path, {".chant/specs/001-write.md": SPEC, "sub/x": ""})
    shell = json.dumps({"command": "echo $HOME && pwd", "cwd": "sub"})
    plain = json.dumps({"command": "echo", "args": ["a b"], "env": [{"name": "X", "value": "1"}]})
    first, second = perform(project, *DONE, f"terminal={shell}", f"terminal={plain}", answers=("deny", "allow_once"))
    assert first.argv == ("sh", "-c", "echo $HOME && pwd")
    assert first.scope_label == "run `sh -c 'echo $HOME && pwd'` in `sub`"
    assert second.title == "run `env X=1 echo 'a b'`" and '"output": "a b\\n"' in output(project)


def test_the_agents_words_are_not_what_is_shown(tmp_path):
    project = make_project(tmp_path)
    (question,) = perform(project, *DONE, "execute=rm -rf build; make", answers=("deny",))
    assert question.argv == ("sh", "-c", "rm -rf build; make") and "harmless" not in str(question)
    assert "answer: no\n" in output(project)


def test_an_answer_that_nobody_gave(tmp_path):
    folder = tmp_path / ANSWERS_NAME
    folder.mkdir()
    id = "0123456789abcdef"
    file = folder / f"{id}.json"
    said = '{"decision": "allow_run", "by": "x"}'
    for text in ("", "[]", "{", '{"decision": "allow"}', '{"by": "x"}', '{"decision": ["deny"]}', "[" * 5000):
        file.write_text(text)
        file.chmod(0o600)
        assert read_answer(tmp_path, id) is None, text
    file.write_text(said)
    file.chmod(0o622)
    assert read_answer(tmp_path, id) is None
    file.unlink()
    (tmp_path / "elsewhere").write_text(said)
    file.symlink_to(tmp_path / "elsewhere")
    assert read_answer(tmp_path, id) is None
    file.unlink()
    os.mkfifo(file)
    assert read_answer(tmp_path, id) is None
    file.unlink()
    file.write_text(said)
    file.chmod(0o600)
    assert read_answer(tmp_path, id) == ("allow_run", "x", True)


def test_the_first_answer_counts(tmp_path):
    project = make_project(tmp_path)
    seen: list[Answered] = []

    async def run() -> None:
        agents = {"scripted": scripted("store=a.txt:1", *DONE)}
        request = Request(project, ".chant/specs/001-write.md", "scripted", agents=agents, asks=True)
        running = asyncio.create_task(run_spec(request, Stop()))
        question = await _next_question(project, running, [])
        assert question is not None
        id = last_run(project).id
        for run_id, asked, decision in (
            ("../x", question.id, "deny"),
            (id, "0" * 16, "deny"),
            (id, "../../x", "deny"),
            (id, question.id, "allow"),
            (id, question.id, "allow_once"),
            (id, question.id, "deny"),
        ):
            seen.append(answer(project, run_id, asked, decision, "test"))
        await running

    asyncio.run(run())
    assert [given for given, _ in seen] == [False, False, False, False, True, False]
    assert "Somebody else" in seen[-1][1] or "any more" in seen[-1][1]
    assert (tmp_path / "a.txt").read_text() == "1"
    folder = run_folder(project, last_run(project).id) / ANSWERS_NAME
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_secrets_in_a_question_do_not_reach_the_disk(tmp_path):
    project = make_project(tmp_path)
    secret = "ghp_" + "a1B2" * 9
    line = json.dumps({"command": "curl", "args": ["-H", f"Authorization: Bearer {secret}"]})
    perform(project, *DONE, f"store=a.txt:{secret}", f"terminal={line}", answers=("deny", "deny"))
    written = b"".join(path.read_bytes() for path in project.runs.rglob("*") if path.is_file())
    assert secret.encode() not in written


def test_invisible_characters_are_shown(tmp_path):
    project = make_project(tmp_path)
    (question,) = perform(project, *DONE, "store=a.txt:x\u202e\u200b", answers=("deny",))
    assert question.diff and "+x\\u{202E}\\u{200B}" in question.diff


def test_a_title_is_one_honest_line(tmp_path):
    project = make_project(tmp_path)
    long = json.dumps({"command": "echo", "args": ["x" * 400, "the end"]})
    steps = ("store=a\u202e.txt (declared output)\n:x", "execute=echo 1\nrm -rf x", f"terminal={long}")
    first, second, third = perform(project, *DONE, *steps, answers=("deny",) * 3)
    assert first.title == "write a\\u{202E}.txt (declared output)\\n"
    assert second.title == "run `sh -c 'echo 1\\nrm -rf x'`" and second.argv == ("sh", "-c", "echo 1\nrm -rf x")
    assert len(third.title) == 300 and in_words("001", third).endswith("\n    the end")


def test_what_cannot_be_shown_whole_is_not_asked(tmp_path):
    project = make_project(tmp_path)
    (tmp_path / "data.bin").write_bytes(b"\xff\xfe\x00")
    assert not perform(project, *DONE, "store=data.bin:x", "execute=echo " + "x" * 9000, answers=("allow_once",))
    assert denied(project) == ["no text, or too large to be shown", "too long to be shown"]


def test_a_question_in_words():
    diff = "--- a/x\n+++ b/x\n" + "".join(f"+{i}\n" for i in range(9))
    question = Question("1", "write x", "write", "not a declared output", ("x",), None, diff, "write x")
    assert in_words("001-a", question, 3) == (
        "001-a asks to write x (not a declared output).\n--- a/x\n+++ b/x\n+0\n… 8 more lines"
    )


def test_what_is_waited_for_is_not_silence(tmp_path):
    from chant_lsp.core.own_settings import Timeouts

    project = make_project(tmp_path)

    async def run():
        agents = {"scripted": scripted("store=a.txt:1", *DONE)}
        timeouts = Timeouts(600.0, 1.0)
        path = ".chant/specs/001-write.md"
        request = Request(project, path, "scripted", agents=agents, asks=True, timeouts=timeouts)
        running = asyncio.create_task(run_spec(request, Stop()))
        question = await _next_question(project, running, [])
        assert question is not None
        await asyncio.sleep(2.5)  # longer than silence may last
        assert answer(project, last_run(project).id, question.id, "allow_once", "test").given
        return await running

    ended = asyncio.run(run())
    assert isinstance(ended, Ended) and ended.state is RunState.DONE
