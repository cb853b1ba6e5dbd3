"""Whether a result still rests on what it was built on: edits as people and tools make them, and what is said then.

One project is worked through once and copied for each edit. Its runs are journals and outputs as runs leave them,
without agents; that a real run leaves the same is tested at the end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from results import WRITTEN, work
from stage import make_project, perform

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.stale import StaleFacts
from chant_lsp.runs.manifest import done_runs
from chant_lsp.runs.measure import measure
from chant_lsp.runs.model import Run, RunState
from chant_lsp.runs.runner import Ended
from chant_lsp.runs.staleness import Looker, staleness_of
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index
from tests.families import family

ISSUE, DOCUMENT, TEST, CAUSE = (
    ".chant/context/issue.md",
    ".chant/research/a.md",
    "tests/t.py",
    ".chant/research/cause.md",
)


def spec(title: str, **fields: str) -> str:
    listed = "".join(f"{name}: {value}\n" for name, value in fields.items())
    criteria = f"## Acceptance Criteria\n\n- [ ] {title} is done\n"
    return f"---\nstatus: pending\n{listed}---\n\n# {title}\n\nDo it well.  See 001-understand.\n\n{criteria}"


FILES = {
    ISSUE: "# Issue\n\nIt loses writes.\n\n- [ ] seen\n",
    "notes/one.md": "one\n",
    "notes/two.md": "two\n",
    "src/app.py": "def app():\n    return 1\n",
    ".chant/config.md": "---\nproject:\n  name: p\ndefaults:\n  prompt: standard\n---\n",
    ".chant/prompts/standard.md": "Work on {{spec.id}}.\n",
    ".chant/prompts/mine.md": "---\nextends: standard\n---\nMine. {{> parent}}\n",
    ".chant/specs/001-understand.md": spec("Understand", target_files=f"[{DOCUMENT}]", informed_by=f"[{ISSUE}]"),
    ".chant/specs/002-reproduce.md": spec(
        "Reproduce", depends_on="[001-understand]", target_files=f"[{TEST}]", informed_by=f"[{DOCUMENT}]"
    ),
    ".chant/specs/003-cause.md": spec(
        "Find",
        depends_on="[002-reproduce]",
        target_files=f"[{CAUSE}]",
        informed_by=f"[{DOCUMENT}, {TEST}, 'notes/*.md', notes/]",
    ),
    ".chant/specs/004-map.md": spec(
        "Map", depends_on="[003-cause]", target_files="[map.md]", prompt="mine", informed_by="[003-cause]"
    ),
    ".chant/specs/005-wait.md": spec("Wait", depends_on="[002-reproduce]", target_files="[wait.md]"),
    ".chant/specs/006-gate.md": spec("Decide", labels="[human-gate]", informed_by=f"[{CAUSE}]"),
    ".chant/specs/007-read.md": spec(
        "Read", target_files="[read.md]", informed_by="[.chant/specs/001-understand.md]", prompt="mine"
    ),
    ".chant/specs/008-fix.md": spec(
        "Fix", depends_on="[004-map, 009-look]", target_files="[src/app.py]", informed_by="[src/app.py, src/*.py]"
    ),
    ".chant/specs/009-look.md": spec("Look", target_files="[look.md]", informed_by="[src/app.py]"),
    ".chant/specs/012-all.md": spec("All", target_files="[all/12.md]", informed_by="['all/*.md', all/]", prompt="mine"),
    ".chant/specs/013-more.md": spec("More", depends_on="[012-all]", target_files="[all/13.md]"),
    "all/1.md": "1\n",
    ".chant/specs/010-never-run.md": spec("Never", target_files="[never.md]", informed_by=f"[{DOCUMENT}]"),
}
ORDER = (
    "001-understand",
    "009-look",
    "002-reproduce",
    "003-cause",
    "004-map",
    "005-wait",
    "007-read",
    "008-fix",
    "012-all",
    "013-more",
)


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """The project after all its phases ran."""
    root = tmp_path_factory.mktemp("stale") / "project"
    project = make_project(root, FILES)
    git(root.parent, "init", "-q", "--template=", "project")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "specs")
    for id in ORDER:
        work(project, id)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "results")
    git(root, "gc", "-q")  # few files, as each edit has a copy of them
    return root


def facts(root: Path) -> dict[str, StaleFacts]:
    """What is known, in the order of the ids."""
    project = project_at(root)
    return dict(sorted(staleness_of(project, load_index(project)).items()))


def said(root: Path) -> list[str]:
    """What is not fresh, one line each."""
    return [f"{id} {one.state}: {one.line()}" for id, one in facts(root).items() if one.state != "fresh"]


# -- edits


def put(path: str, edit: Callable[[str], str]) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        place = root / path
        place.write_bytes(edit(place.read_bytes().decode()).encode())

    return change


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(text: str) -> str:
        assert old in text, (path, text)
        return text.replace(old, new)

    return put(path, edit)


def move(old: str, new: str, *edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)
        for edit in edits:
            edit(root)

    return change


def each(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for edit in edits:
            edit(root)

    return change


def everywhere(old: str, new: str) -> Callable[[Path], None]:
    """What a rename in the editor does to all specs."""

    def change(root: Path) -> None:
        for place in (root / ".chant").glob("specs/*.md"):
            place.write_text(place.read_text().replace(old, new))

    return change


def delete(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()


def write(path: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return change


def again(id: str, result: str = "") -> Callable[[Path], None]:
    return lambda root: work(project_at(root), id, result)


def save_again(root: Path) -> None:
    """Every file written anew, as some editors and all clones do."""
    for place in [place for place in root.rglob("*") if place.is_file() and ".git" not in place.parts]:
        content = place.read_bytes()
        place.unlink()
        place.write_bytes(content)


def touch(root: Path) -> None:
    for place in root.rglob("*.md"):
        os.utime(place, (2_000_000_000, 2_000_000_000))


def there_and_back(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "other", "HEAD~1")
    (root / DOCUMENT).parent.mkdir(exist_ok=True)
    (root / DOCUMENT).write_text("something else\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "other")
    git(root, "checkout", "-q", "-")


MINE = ("004-map", "007-read", "012-all")
SEEN = ".chant/specs/001-see.md"
SPEC_1, SPEC_2, SPEC_3 = (f".chant/specs/{id}.md" for id in ("001-understand", "002-reproduce", "003-cause"))

NO_CHANGE = {
    "nothing": lambda root: None,
    "touch": touch,
    "every file saved again": save_again,
    "another branch and back": there_and_back,
    "an input's box ticked": replace(ISSUE, "[ ]", "[x]"),
    "an input with CRLF": put(DOCUMENT, lambda text: text.replace("\n", "\r\n")),
    "an input with a byte order mark": put(DOCUMENT, lambda text: "\ufeff" + text),
    "an input with white space at its line ends": put(TEST, lambda text: text.replace("\n", "  \t\n")),
    "an input without its last line end": put(DOCUMENT, lambda text: text.rstrip("\n")),
    "an input with more of them": put(DOCUMENT, lambda text: text + "\n\n"),
    "the status of a spec that is an input": replace(SPEC_1, "status: completed", "status: pending"),
    "a spec's boxes": replace(SPEC_2, "- [x]", "- [ ]"),
    "a spec's completed_at": put(SPEC_2, lambda text: text.replace("completed_at: 2", "completed_at: 3")),
    "a spec with CRLF": put(SPEC_2, lambda text: text.replace("\n", "\r\n")),
    "a spec with a label": replace(SPEC_2, "depends_on:", "labels: [urgent]\ndepends_on:"),
    "a spec with a comment": replace(SPEC_2, "depends_on:", "# first of all\ndepends_on:"),
    "what chant puts behind a spec": put(SPEC_2, lambda text: text + "\n## Agent Output\n\n```\ndone\n```\n"),
    "one more dependency": replace(SPEC_3, "[002-reproduce]", "[002-reproduce, 001-understand]"),
    "an input renamed": move(DOCUMENT, ".chant/research/b.md"),
    "an input renamed with all its mentions": move(
        DOCUMENT, ".chant/research/b.md", everywhere("research/a.md", "research/b.md")
    ),
    "an input moved to another folder": move(TEST, "tests/regression/t.py"),
    "a file that a glob matches renamed": move("src/app.py", "src/main.py", everywhere("src/app.py", "src/main.py")),
    "a spec renamed with all its mentions": move(
        SPEC_1, ".chant/specs/001-see.md", everywhere("001-understand", "001-see")
    ),
    "a spec that is an input archived": move(SPEC_1, ".chant/archive/001-unders/001-understand.md"),
    "a finished spec archived": move(SPEC_2, ".chant/archive/002-reprod/002-reproduce.md"),
    "an input deleted and made again": each(delete(DOCUMENT), write(DOCUMENT, WRITTEN.format("001-understand"))),
    "an input changed and changed back": each(write(DOCUMENT, "x"), write(DOCUMENT, WRITTEN.format("001-understand"))),
    "run again with the same result": again("001-understand"),
    "the project's name": replace(".chant/config.md", "name: p", "name: q"),
    "a prompt that nobody used": write(".chant/prompts/other.md", "Other.\n"),
    "a prompt's frontmatter": replace(".chant/prompts/mine.md", "extends:", "purpose: x\nextends:"),
    "a new spec": write(".chant/specs/011-new.md", spec("New", informed_by=f"[{DOCUMENT}]")),
    "a file that nobody reads": write("src2/other.py", "x = 1\n"),
    "an output that nobody reads": write("wait.md", "by hand\n"),
}

# name -> (the edit, what is stale then and why, what is suspect)
CHANGES = {
    "what a later phase put beside the inputs, changed by hand": (
        write("all/13.md", "by hand\n"),
        ["012 13.md is new among its inputs"],
        "013",
    ),
    "a file beside the inputs that nobody writes": (
        write("all/2.md", "2\n"),
        ["012 all changed after this ran and 1 more"],
        "013",
    ),
    "one input less in a folder": (delete("all/1.md"), ["012 all changed after this ran and 1 more"], "013"),
    "a word of an input": (
        replace(ISSUE, "loses", "lost"),
        ["001 issue.md changed after this ran"],
        "002 003 004 005 006 007 008",
    ),
    "a word of a document": (
        replace(DOCUMENT, "By", "Of"),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 008",
    ),
    "a letter's case in a test": (
        replace(TEST, "By", "BY"),
        ["003 t.py changed after this ran"],
        "004 006 008",
    ),
    "white space within a line": (
        replace(TEST, "By ", "By  "),
        ["003 t.py changed after this ran"],
        "004 006 008",
    ),
    "a line above": (
        put(CAUSE, lambda text: "\n" + text),
        ["004 cause.md changed after this ran"],
        "008",
    ),
    "a line below": (
        put(CAUSE, lambda text: text + "more\n"),
        ["004 cause.md changed after this ran"],
        "008",
    ),
    "one criterion more in an input": (
        put(DOCUMENT, lambda text: text + "- [ ] another\n"),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 008",
    ),
    "an input deleted": (
        delete(DOCUMENT),
        ["002 a.md is gone", "003 a.md is gone"],
        "004 005 006 008",
    ),
    "an input emptied": (
        write(DOCUMENT, ""),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 008",
    ),
    "an input made again, otherwise": (
        each(delete(DOCUMENT), write(DOCUMENT, "other\n")),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 008",
    ),
    "an input renamed and changed": (
        move(TEST, "tests/u.py", replace("tests/u.py", "By", "Of"), everywhere("tests/t.py", "tests/u.py")),
        ["002 its own text changed after this ran", "003 t.py is no longer among its inputs and 1 more"],
        "004 005 006 008",
    ),
    "an input that became a directory": (
        each(delete(DOCUMENT), write(f"{DOCUMENT}/x.md", "x")),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 008",
    ),
    "an input that is no text any more": (
        lambda root: (root / DOCUMENT).write_bytes(b"\0"),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 008",
    ),
    "a file that a glob matches": (
        write("notes/three.md", "three\n"),
        ["003 notes changed after this ran and 1 more"],
        "004 006 008",
    ),
    "one file less that a glob matches": (
        delete("notes/one.md"),
        ["003 notes changed after this ran and 1 more"],
        "004 006 008",
    ),
    "a file that a glob matches changed": (
        write("notes/one.md", "eins\n"),
        ["003 one.md changed after this ran"],
        "004 006 008",
    ),
    "a name in a directory": (
        write("notes/three.txt", "three\n"),
        ["003 notes changed after this ran"],
        "004 006 008",
    ),
    "a word of the spec": (
        replace(SPEC_2, "Do it well", "Do it better"),
        ["002 its own text changed after this ran"],
        "003 004 005 006 008",
    ),
    "a criterion of the spec": (
        replace(SPEC_2, "is done", "is well done"),
        ["002 its own text changed after this ran"],
        "003 004 005 006 008",
    ),
    "another output of the spec": (
        replace(SPEC_2, "[tests/t.py]", "[tests/t.py, tests/u.py]"),
        ["002 its own text changed after this ran"],
        "003 004 005 006 008",
    ),
    "one input more": (
        replace(SPEC_2, f"[{DOCUMENT}]", f"[{DOCUMENT}, {ISSUE}]"),
        ["002 issue.md is new among its inputs"],
        "003 004 005 006 008",
    ),
    "one input less": (
        replace(SPEC_3, f"[{DOCUMENT}, ", "["),
        ["003 a.md is no longer among its inputs"],
        "004 006 008",
    ),
    "the prompt of two": (
        replace(".chant/prompts/mine.md", "Mine.", "Ours."),
        [f"{id} its prompt mine changed after this ran" for id in ("004", "007", "012")],
        "008 013",
    ),
    "the prompt that theirs extends": (
        replace(".chant/prompts/standard.md", "Work", "Think"),
        [f"{id[:3]} its prompt {'mine' if id in MINE else 'standard'} changed after this ran" for id in sorted(ORDER)],
        "006",
    ),
    "another prompt": (
        replace(".chant/specs/004-map.md", "prompt: mine", "prompt: standard"),
        ["004 its prompt standard changed after this ran"],
        "008",
    ),
    "a prompt deleted": (
        delete(".chant/prompts/mine.md"),
        [f"{id} its prompt mine changed after this ran" for id in ("004", "007", "012")],
        "008 013",
    ),
    "run again with another result": (
        again("001-understand", "other\n"),
        ["002 a.md changed after this ran", "003 a.md changed after this ran"],
        "004 005 006 007 008",
    ),
    "run again with another result, which not everybody reads": (
        again("002-reproduce", "other\n"),
        ["003 t.py changed after this ran"],
        "004 005 006 008",
    ),
    "an input changed, and what it was changed for run again": (
        each(replace(ISSUE, "loses", "lost"), again("001-understand")),
        [],
        "",
    ),
    "a spec that is an input": (
        replace(SPEC_1, "Do it well", "Do it better"),
        ["001 its own text changed after this ran", "007 001-understand.md changed after this ran"],
        "002 003 004 005 006 008",
    ),
    "a spec that is an input, archived and changed": (
        move(
            SPEC_1,
            ".chant/archive/001-unders/001-understand.md",
            replace(".chant/archive/001-unders/001-understand.md", "Do it well", "Do it better"),
        ),
        ["007 001-understand.md changed after this ran"],
        "",
    ),
    "a spec renamed, and an input of it changed": (
        each(move(SPEC_1, SEEN, everywhere("001-understand", "001-see")), write(ISSUE, "other")),
        ["001 issue.md changed after this ran"],
        "002 003 004 005 006 007 008",
    ),
    "what a later phase wrote, changed by hand": (
        write("src/app.py", "by hand\n"),
        ["008 app.py changed after this ran", "009 app.py changed after this ran"],
        "",
    ),
    "another branch": (
        lambda root: git(root, "checkout", "-q", "-b", "other", "HEAD~1"),
        [
            "002 a.md is gone",
            "003 a.md is gone and 1 more",
            "004 cause.md is gone",
            "008 app.py changed after this ran",
        ],
        "005 006",
    ),
}


@pytest.fixture
def root(original, tmp_path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "p", symlinks=True))


PLAIN = (
    "nothing",
    "an input's box ticked",
    "an input with CRLF",
    "a spec's boxes",
    "an input renamed with all its mentions",
    "a finished spec archived",
    "run again with the same result",
)


@pytest.mark.parametrize("edit", family(NO_CHANGE, PLAIN))
def test_this_makes_nothing_stale(root, edit):
    edit(root)
    assert said(root) == []


LOUD = (
    "a word of a document",
    "a word of the spec",
    "an input deleted",
    "a file that a glob matches changed",
    "another prompt",
    "run again with another result",
)


@pytest.mark.parametrize("edit, stale, suspect", family(CHANGES, LOUD))
def test_this_does(root, edit, stale, suspect):
    edit(root)
    found = facts(root)
    assert [f"{id[:3]} {one.line()}" for id, one in found.items() if one.state == "stale"] == stale
    assert " ".join(id[:3] for id, one in found.items() if one.state == "suspect") == suspect


def test_a_second_look_reads_only_what_was_touched(root, monkeypatch):
    project, read = project_at(root), []
    looker, index, done = Looker(project), load_index(project), done_runs(project)
    monkeypatch.setattr("chant_lsp.runs.hashes.TICK_NS", -1)
    monkeypatch.setattr("chant_lsp.runs.hashes.measure", lambda *about: read.append(about[1]) or measure(*about))
    look(looker, index, done)
    assert DOCUMENT in read
    read.clear()
    look(looker, index, done)
    assert read == []
    (root / DOCUMENT).write_text("something else\n")
    look(looker, index, done)
    assert read == [DOCUMENT]
    assert looker.facts["002-reproduce"].state == "stale"


def look(looker: Looker, index: SpecIndex, done: dict[str, Run]) -> None:
    for _ in looker.iter_look(index, done):
        pass


@pytest.mark.slow
def test_a_real_run_records_what_it_was_built_on(tmp_path):
    files = {
        "in.md": "# In\n",
        ".chant/specs/001-a.md": spec("A", target_files="[out.md]", informed_by="[in.md]"),
        ".chant/specs/002-b.md": spec("B", depends_on="[001-a]", target_files="[b.md]", informed_by="[out.md]"),
    }
    project = make_project(tmp_path, files)
    for id, output in (("001-a", "out.md"), ("002-b", "b.md")):
        ended = perform(project, f"write={output}", "tick", spec=id)
        assert isinstance(ended, Ended) and ended.state is RunState.DONE, ended
    assert set(facts(tmp_path)) == {"001-a", "002-b"}
    assert said(tmp_path) == []
    kept = [place for place in project.runs.glob("*/inputs/*") if place.read_bytes() == b"# In\n"]
    assert [oct(place.stat().st_mode & 0o777) for place in kept] == ["0o600"]
    (tmp_path / "in.md").write_text("# Inside\n")
    assert said(tmp_path) == ["001-a stale: in.md changed after this ran", "002-b suspect: 001-a is stale"]
    perform(project, "write=out.md", "tick", spec="001-a", again=True)
    assert said(tmp_path) == []
    perform(project, "put=out.md", "tick", spec="001-a", again=True)
    assert said(tmp_path) == ["002-b stale: out.md changed after this ran"]


@pytest.mark.parametrize("status, said_of_the_gate", [("completed", "stale"), ("pending", "")])
def test_what_is_behind_a_phase_of_which_no_run_is_known(root, status, said_of_the_gate):
    path = ".chant/specs/010-never-run.md"
    replace(path, "status: pending\n", f"status: {status}\ndepends_on: [005-wait]\n")(root)
    write(".chant/specs/011-gate.md", spec("Gate", labels="[human-gate]", depends_on="[010-never-run]"))(root)
    replace(".chant/specs/005-wait.md", "Do it well", "Do it better")(root)
    found = facts(root).get("011-gate")
    assert (found.line() if found else "") == (f"005-wait is {said_of_the_gate}" if said_of_the_gate else "")


def test_a_journal_of_before_there_were_manifests_tells_what_it_can(tmp_path):
    project = make_project(tmp_path, {"in.md": "a\n", SPEC_1: spec("A", target_files="[o.md]", informed_by="[in.md]")})
    work(project, "001-understand")
    (journal,) = project.runs.glob("*/events.jsonl")
    started, *rest = journal.read_text().splitlines()
    fields = json.loads(started)
    old = {name: fields[name] for name in ("at", "seq", "type", "spec", "path")}
    old["inputs"] = [{name: one[name] for name in ("path", "bytes", "sha256")} for one in fields["inputs"]]
    journal.write_text("\n".join([json.dumps(old), *rest]) + "\n")
    assert said(tmp_path) == []
    (tmp_path / "in.md").write_text("b\n")
    assert said(tmp_path) == ["001-understand stale: in.md changed after this ran"]


@pytest.mark.parametrize("line", ["", "{", "[]", '{"at": 1}', '{"at": "2026-11-22T10:00:00.000Z", "troubles": 7}'])
def test_a_word_that_cannot_be_read_is_none(tmp_path, line):
    project = make_project(tmp_path, {"in.md": "a\n", SPEC_1: spec("A", target_files="[o.md]", informed_by="[in.md]")})
    work(project, "001-understand")
    (folder,) = project.runs.glob("*-001-understand-*")
    (folder / "valid.jsonl").write_text(line)
    (tmp_path / "in.md").write_text("b\n")
    assert said(tmp_path) == ["001-understand stale: in.md changed after this ran"]


def test_of_a_fresh_clone_nothing_is_said(original, tmp_path):
    git(tmp_path, "clone", "-q", str(original), "clone")
    write(DOCUMENT, "something else\n")(tmp_path / "clone")
    assert facts(tmp_path / "clone") == {}
