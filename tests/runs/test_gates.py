"""A human gate, looked at and decided: real repositories, real runs."""

import asyncio
import json
import shutil
import sys
from pathlib import Path

import pytest

import chant_lsp
from chant_lsp.core.approvals import Decision, decided, read_record
from chant_lsp.core.gates import CheckState
from chant_lsp.runs.agents import Agent
from chant_lsp.runs.deciding import Done, approve, reject
from chant_lsp.runs.drafting import write_draft
from chant_lsp.runs.gates import contents_now, look_at, news_of_approved, review
from chant_lsp.runs.model import RunState
from chant_lsp.runs.refusals import Refusal
from chant_lsp.runs.request import Request, Stop
from chant_lsp.runs.runner import Ended, run_spec
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index
from tests.families import family
from tests.runs.stage import SPEC, make_project, perform
from tests.runs.test_fix import commit, git, write

GATE_PATH = ".chant/specs/006-upstream-pr.md"
GATE = """\
---
type: task
status: pending
depends_on: [{after}]
labels: [issue-42, human-gate]
informed_by: [{reads}]
approval:
  required: true
  status: pending
---

# Decide about issue 42

## Acceptance Criteria

- [ ] I read the diff
- [ ] I stand by it
"""
TEXT = ".chant/research/issue-42-pull-request.md"
DONE = """\
---
type: {type}
status: completed
depends_on: [{after}]
labels: [issue-42]
target_files: [{writes}]
---

# {id}
"""
PHASES = {
    "002-reproduction": ("code", "", "tests/test_it.py"),
    "004-sprawl": ("research", "002-reproduction", ".chant/research/issue-42-sprawl.md"),
    "005-fork-fix": ("code", "004-sprawl", "src/store.py"),
}
MAP = "# Map\n\n## What the fix changes\n\n- `src/store.py`: `Store.set`\n\nNothing else.\n"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """An investigation up to its gate, with the fix on a branch of its own: made once, and copied for each test."""
    files = {
        f".chant/specs/{id}.md": DONE.format(id=id, type=kind, after=after, writes=writes)
        for id, (kind, after, writes) in PHASES.items()
    }
    files[GATE_PATH] = GATE.format(after="005-fork-fix", reads=".chant/research/issue-42-sprawl.md")
    files |= {".chant/research/issue-42-sprawl.md": MAP, "src/store.py": "one\n", ".chant/.gitignore": "runs/\n"}
    project = make_project(tmp_path_factory.mktemp("gate") / "project", files)
    git(project, "init", "-q", "--template=", "-b", "main")
    git(project, "config", "user.name", "Ada")
    commit(project, "begin")
    git(project, "checkout", "-qb", "chant/005-fork-fix")
    write(project, "src/store.py", "two\n")
    write(project, "tests/test_it.py", "a test\n")
    commit(project)
    git(project, "checkout", "-q", "main")
    return project.root


@pytest.fixture
def project(original, tmp_path):
    return project_at(shutil.copytree(original, tmp_path, dirs_exist_ok=True))


def look(project):
    index = load_index(project)
    return look_at(project, index, index.specs[GATE_PATH])


def states(project):
    return {check.name: check.state.value for check in look(project).checks}


def sentence(project, name):
    return next(check.sentence for check in look(project).checks if check.name == name)


def tick(project):
    write(project, GATE_PATH, (project.root / GATE_PATH).read_text().replace("- [ ]", "- [x]"))


def decide(project, **more):
    index = load_index(project)
    return approve(
        project, GATE_PATH, "Ada", contents_now(index, look_at(project, index, index.specs[GATE_PATH])), **more
    )


def prepare(project):
    """All that a person has to do before they can approve."""
    write(project, TEXT, "<!-- title: Fix it -->\n\nIn my own words.\n")
    tick(project)


def decision(project):
    index = load_index(project)
    index.gate_news = news_of_approved(project, index)
    return decided(index, index.specs[GATE_PATH])


def test_what_is_checked(project):
    assert states(project) == {
        "reproduction": "unknown",
        "impact-map": "passed",
        "inputs": "unknown",
        "diff": "passed",
        "text": "failed",
        "boxes": "failed",
    }
    prepare(project)
    assert set(states(project).values()) == {"unknown", "passed"}


@pytest.mark.slow
def test_a_file_that_the_map_does_not_name(project):
    git(project, "checkout", "-q", "chant/005-fork-fix")
    write(project, "src/tags.py", "more\n")
    commit(project)
    assert sentence(project, "impact-map") == "`src/tags.py` is changed, and not in the map."


def test_a_file_that_the_map_promises(project):
    write(project, ".chant/research/issue-42-sprawl.md", MAP.replace("Store.set`", "Store.set`\n- `src/tags.py`"))
    write(project, "src/tags.py", "x\n")
    assert sentence(project, "impact-map") == "The map says that the fix changes `src/tags.py`, and it does not."


@pytest.mark.slow
def test_secrets_and_specs_in_the_fix(project):
    git(project, "checkout", "-q", "chant/005-fork-fix")
    write(project, "src/store.py", 'two\napi_key = "9f8e7d6c5b4a39281706"\n')
    commit(project)
    assert sentence(project, "diff") == "What looks like a secret: `src/store.py:2`."
    write(project, "src/store.py", "two\n")
    write(project, ".chant/specs/007-more.md", "---\ntype: code\n---\n\n# More\n")
    commit(project)
    assert ".chant/specs/007-more.md" in sentence(project, "diff")


def test_an_approval_says_who_when_and_what(project):
    prepare(project)
    done = decide(project)
    assert isinstance(done, Done), done
    assert done.message == (
        "006-upstream-pr is approved by Ada; .chant/approvals/006-upstream-pr.json says what was approved."
    )
    text = (project.root / GATE_PATH).read_text()
    assert "approval:\n  required: true\n  status: approved\n  by: Ada\n  at: 2" in text
    assert "\n## Approval Discussion\n\n**Ada** - " in text and text.endswith(" - APPROVED\n")
    record = json.loads((project.root / done.record).read_text())
    assert record["fix"]["commit"] == git(project, "rev-parse", "chant/005-fork-fix")
    assert (record["by"], record["text"]["path"], record["boxes"]) == (
        "Ada",
        TEXT,
        ["I read the diff", "I stand by it"],
    )
    assert decision(project).decision is Decision.APPROVED


REFUSALS = {
    "open boxes": (lambda p: write(p, TEXT, "words\n"), "2 of 2 boxes are not ticked"),
    "no text": (tick, "is not there; `chant-lsp gate draft 006-upstream-pr`"),
    "a phase that is not done": (
        lambda p: write(
            p,
            ".chant/specs/004-sprawl.md",
            DONE.format(id="x", type="research", after="", writes="a.md").replace("completed", "failed"),
        ),
        None,
    ),
    "its frontmatter is broken": (lambda p: write(p, GATE_PATH, "---\ntype: [\n---\n"), None),
    "it is no gate any more": (lambda p: write(p, GATE_PATH, "---\ntype: code\n---\n\n# T\n"), "no human gate"),
    "it is completed": (
        lambda p: write(p, GATE_PATH, (p.root / GATE_PATH).read_text().replace("pending", "completed", 1)),
        "completed; there is nothing left to decide",
    ),
}


@pytest.mark.parametrize(("change", "reason"), family(REFUSALS, ("open boxes", "its frontmatter is broken")))
def test_why_it_cannot_be_approved(project, change, reason):
    change(project)
    before = (project.root / GATE_PATH).read_bytes()
    answer = decide(project)
    assert isinstance(answer, Refusal)
    assert reason is None or reason in answer.message
    assert (project.root / GATE_PATH).read_bytes() == before
    assert not (project.chant / "approvals").exists()


@pytest.mark.slow
def test_what_changed_while_one_was_looking_is_not_approved(project):
    prepare(project)
    index = load_index(project)
    shown = contents_now(index, look_at(project, index, index.specs[GATE_PATH]))
    write(project, ".chant/research/issue-42-sprawl.md", MAP + "\nAnd one more.\n")
    answer = approve(project, GATE_PATH, "Ada", shown)
    assert answer == Refusal("006-upstream-pr has changed while you were looking at it; look at it again.")


CHANGES = {
    "a phase's document": (".chant/research/issue-42-sprawl.md", MAP + "\nMore.\n", "004-sprawl's document"),
    "the text": (TEXT, "Other words.\n", "the pull request text"),
}


@pytest.mark.parametrize(("path", "text", "what"), family(CHANGES, ("the text",)))
def test_a_change_reopens_the_gate(project, path, text, what):
    prepare(project)
    assert isinstance(decide(project), Done)
    write(project, path, text)
    found = decision(project)
    assert (found.decision, [each.what for each in found.differences]) == (Decision.REOPENED, [what])
    assert isinstance(decide(project), Done), "it can be approved again"
    assert decision(project).decision is Decision.APPROVED


@pytest.mark.slow
def test_another_commit_on_the_branch_reopens_the_gate(project):
    prepare(project)
    assert isinstance(decide(project), Done)
    git(project, "stash", "-qu")
    git(project, "checkout", "-q", "chant/005-fork-fix")
    write(project, "src/store.py", "three\n")
    commit(project)
    git(project, "checkout", "-q", "main")
    git(project, "stash", "pop", "-q")
    assert [each.clause for each in decision(project).differences] == ["the fix changed after approval"]


@pytest.mark.slow
def test_approving_twice_is_refused(project):
    prepare(project)
    assert isinstance(decide(project), Done)
    index = load_index(project)
    spec = index.specs[GATE_PATH]
    assert review(project, index, spec).decision == "approved"


@pytest.mark.slow
def test_a_rejection_has_a_reason(project):
    assert "needs a reason" in reject(project, GATE_PATH, "Ada", "  ").message
    assert isinstance(reject(project, GATE_PATH, "Ada", "The lock\nis held too long."), Done)
    text = (project.root / GATE_PATH).read_text()
    assert "  status: rejected\n  by: Ada\n" in text
    assert text.endswith(" - REJECTED\nThe lock is held too long.\n")
    assert "rejected already" in reject(project, GATE_PATH, "Ada", "again").message
    prepare(project)
    assert isinstance(decide(project), Done), "whoever rejected it may approve it later"


def test_an_approval_by_hand_is_told_from_one_through_the_gate(project):
    text = (project.root / GATE_PATH).read_text()
    write(
        project,
        GATE_PATH,
        text.replace("  status: pending", "  status: approved\n  by: Ada\n  at: 2026-01-01T00:00:00Z"),
    )
    assert decision(project).decision is Decision.BY_HAND


@pytest.mark.slow
def test_a_link_in_the_place_of_the_records_is_not_followed(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project.chant / "approvals").symlink_to(elsewhere)
    prepare(project)
    assert "outside the project" in decide(project).message
    assert list(elsewhere.iterdir()) == []
    assert "status: pending" in (project.root / GATE_PATH).read_text()


@pytest.mark.slow
def test_the_first_version_of_the_text(project):
    index = load_index(project)
    done = write_draft(project, index, index.specs[GATE_PATH], "Ada")
    assert isinstance(done, Done), done
    text = (project.root / TEXT).read_text()
    assert text.startswith("<!-- title: 005-fork-fix -->\n<!-- draft: ")
    assert "Fixes #42." in text and "- `src/store.py`: `Store.set`" in text and text.endswith("Written by Ada.\n")
    tick(project)
    assert "still the draft" in decide(project).message
    answer = write_draft(project, load_index(project), index.specs[GATE_PATH], "Ada")
    assert isinstance(answer, Refusal) and "stays as it is" in answer.message
    assert (project.root / TEXT).read_text() == text


def test_how_a_person_goes_on(project):
    git(project, "remote", "add", "origin", "git@github.com:ada/store.git")
    git(project, "remote", "add", "upstream", "https://github.com/acme/store.git")
    prepare(project)
    index = load_index(project)
    offer = review(project, index, index.specs[GATE_PATH]).offer
    assert offer is not None
    assert offer.push == "git push origin chant/005-fork-fix"
    assert offer.command == (
        f"gh pr create --repo acme/store --base main --head ada:chant/005-fork-fix --title 'Fix it' --body-file {TEXT}"
    )
    assert offer.page == "https://github.com/acme/store/compare/main...ada:chant/005-fork-fix?expand=1"


# -- with runs

WATCHED_GATE = ".chant/specs/006-decide.md"


@pytest.fixture
def watched(tmp_path):
    """A spec to run and a gate behind it."""
    files = {
        ".chant/specs/001-write.md": SPEC,
        WATCHED_GATE: GATE.format(after="001-write", reads="out.md"),
    }
    return make_project(tmp_path, files)


def ticked_gate(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("agent") / "gate.md"
    file.write_text(text)
    return file


def look_at_watched(project):
    index = load_index(project)
    return index, look_at(project, index, index.specs[WATCHED_GATE])


@pytest.mark.slow
def test_boxes_that_an_agent_ticked_count_as_open(watched, tmp_path_factory):
    gate = watched.specs / "006-decide.md"
    played = ticked_gate(tmp_path_factory, gate.read_text().replace("- [ ] I read", "- [x] I read"))
    ended = perform(watched, "write=out.md", "tick", f"place={played}:.chant/specs/006-decide.md")
    assert isinstance(ended, Ended) and ended.state is RunState.FAILED
    (watched.specs / "001-write.md").write_text(SPEC.replace("pending", "completed").replace("- [ ]", "- [x]"))
    gate.write_text(gate.read_text().replace("- [ ]", "- [x]"))
    index, found = look_at_watched(watched)
    assert found.facts.touched == ("I read the diff",)
    boxes = next(check for check in found.checks if check.name == "boxes")
    assert (boxes.state, boxes.sentence[:60]) == (
        CheckState.UNKNOWN,
        "1 of 2 boxes were ticked while an agent was running, and cou",
    )
    shown = contents_now(index, found)
    assert "are open" in approve(watched, WATCHED_GATE, "Ada", shown).message
    confirmed = approve(watched, WATCHED_GATE, "Ada", shown, frozenset(found.facts.touched))
    assert isinstance(confirmed, Done), confirmed
    assert look_at_watched(watched)[1].facts.touched == (), "said once, that they are a person's"


@pytest.mark.slow
def test_an_approval_that_an_agent_wrote_does_not_hold(watched, tmp_path_factory):
    """Even where it forges our record, too."""
    (watched.specs / "001-write.md").write_text(SPEC.replace("pending", "completed"))
    gate = watched.specs / "006-decide.md"
    pending = gate.read_text()
    gate.write_text(pending.replace("- [ ]", "- [x]"))
    (watched.root / "out.md").write_text("out\n")
    index, found = look_at_watched(watched)
    assert isinstance(approve(watched, WATCHED_GATE, "Ada", contents_now(index, found)), Done)
    record = watched.chant / "approvals" / "006-decide.json"
    forged = ticked_gate(tmp_path_factory, gate.read_text())
    forged_record = ticked_gate(tmp_path_factory, record.read_text())
    kept = read_record(load_index(watched), "006-decide")
    record.unlink()
    gate.write_text(pending)
    (watched.specs / "001-write.md").write_text(SPEC)
    perform(
        watched,
        "write=out.md",
        "tick",
        f"place={forged}:.chant/specs/006-decide.md",
        f"place={forged_record}:.chant/approvals/006-decide.json",
    )
    index = load_index(watched)
    assert index.specs[WATCHED_GATE].nested("approval", "at") == (kept and kept.at)
    index.gate_news = news_of_approved(watched, index)
    found = decided(index, index.specs[WATCHED_GATE])
    assert found.decision is Decision.REOPENED
    assert "its approval was written while an agent was running 001-write" in [
        each.clause for each in found.differences
    ]


ATTEMPT = """
import os, pty, subprocess, sys, time
quiet = {name: value for name, value in os.environ.items() if name not in ("CHANT_SPEC_ID", "CHANT_SPEC_FILE")}
terminal, child = pty.openpty()
command = [sys.executable, "-m", "chant_lsp", "gate", "approve", "006", "--by", "Ada", "--root", os.getcwd()]
process = subprocess.Popen(
    command, stdin=child, stdout=child, stderr=child, env={**quiet, "PYTHONPATH": sys.argv[2]}, start_new_session=True
)
os.write(terminal, b"006-decide\\n")
code = process.wait()
said = os.read(terminal, 65536).decode()
open(sys.argv[1], "w").write(f"{code}\\n{said}")
"""


@pytest.mark.slow
def test_an_agent_with_a_terminal_of_its_own_cannot_approve(watched, tmp_path_factory):
    """It has a terminal, types the id, and has taken what could give it away out of its environment."""
    answer = tmp_path_factory.mktemp("agent") / "answer"
    agent = Agent("scripted", (sys.executable, "-c", ATTEMPT, str(answer), str(Path(chant_lsp.__file__).parents[1])))
    (watched.root / "out.md").write_text("out\n")
    gate = (watched.root / WATCHED_GATE).read_text().replace("- [ ]", "- [x]").replace("depends_on: [001-write]\n", "")
    (watched.root / WATCHED_GATE).write_text(gate)
    request = Request(watched, ".chant/specs/001-write.md", "scripted", agents={"scripted": agent})
    asyncio.run(run_spec(request, Stop()))
    assert answer.read_text().startswith("1\n")
    assert "only a person can decide about 006-decide" in answer.read_text()
    assert "it was started by an agent" in answer.read_text()
    assert (watched.root / WATCHED_GATE).read_text() == gate


@pytest.mark.slow
def test_a_phase_that_reads_what_has_changed_makes_the_gate_stale(watched):
    (watched.root / "in.md").write_text("one\n")
    spec = SPEC.replace("target_files", "informed_by: [in.md]\ntarget_files")
    (watched.specs / "001-write.md").write_text(spec)
    perform(watched, "write=out.md", "tick")
    inputs = next(check for check in look_at_watched(watched)[1].checks if check.name == "inputs")
    assert inputs.state is CheckState.PASSED
    (watched.root / "in.md").write_text("two\n")
    inputs = next(check for check in look_at_watched(watched)[1].checks if check.name == "inputs")
    assert (inputs.state, inputs.where) == (CheckState.FAILED, "in.md")
    assert inputs.sentence == "Stale: in.md changed after 001-write ran."
