"""What phases have to show, as data: the table, what a project changes in it, and what the agent is told of it."""

from __future__ import annotations

import pytest
from stage import make_project

from chant_lsp.core.own_settings import CheckSettings, read_own_settings
from chant_lsp.core.phases import PHASES, draft
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs.assembly import build_prompt
from chant_lsp.runs.checks import PHASE_CHECKS, Plan, checks_for, iter_off_map, iter_sections_missing, told
from chant_lsp.workspace.scan import load_index

NOTHING = CheckSettings()


def spec(id: str, type_: str = "code", outputs: str = "[a.md]"):
    return parse(f".chant/specs/{id}.md", Source(f"---\ntype: {type_}\ntarget_files: {outputs}\n---\n\n# T\n"))


def settings(text: str = ""):
    own = read_own_settings(Source(text))
    assert not own.problems
    return own


def test_every_phase_but_the_gate_has_something_to_show():
    assert set(PHASE_CHECKS) == {phase.name for phase in PHASES if not phase.is_gate}


# spec's id -> (what the project sets, what counts)
SETTINGS = {
    "002-reproduction": ("", CheckSettings(red=True, runs=3, suite=True)),
    "2026-02-08-002-reproduction": ("", CheckSettings(red=True, runs=3, suite=True)),
    "reproduction": (
        "phases: {reproduction: {checks: {runs: 5, suite: false}}}",
        CheckSettings(red=True, runs=5, suite=False),
    ),
    "003-root-cause": ("phases: {root-cause: {checks: {sections: [Why]}}}", CheckSettings(sections=("Why",))),
    "007-other": ("", NOTHING),
    "008-other": ("phases: {code: {checks: {suite: true}}}", CheckSettings(suite=True)),
    "009-other": ("phases: {research: {checks: {suite: true}}}", NOTHING),
}


@pytest.mark.parametrize("id", SETTINGS)
def test_a_project_changes_the_table(id):
    text, expected = SETTINGS[id]
    assert checks_for(settings(text), spec(id)) == expected


def test_the_agent_is_told_beforehand(tmp_path):
    phase = PHASES[2]
    project = make_project(tmp_path, {".chant/specs/003-root-cause.md": draft(phase, "issue-1", {}, {})})
    index = load_index(project)
    found = index.spec_of("003-root-cause")
    assert found is not None
    assert build_prompt(project, index, found).text.endswith(
        "\n# What is checked when you are done\n\n- The document has a heading with text below it for each of: "
        "`Why it happens`, `Ways to fix it`, `Recommendation`.\n"
    )


def test_each_check_has_its_words():
    assert told(NOTHING) == []
    assert [len(told(checks)) for checks in PHASE_CHECKS.values()] == [1, 2, 1, 1, 3]


# outputs -> the sections that are missing in them
OUTPUTS = {
    "one document": ({"a.md": "# A\n## Why\nSo.\n"}, ["What"]),
    "two documents": ({"a.md": "# A\n## Why\nSo.\n", "b.md": "# B\n## What\nThat.\n"}, []),
    "code beside it says nothing": ({"a.md": "# A\n## Why\nSo.\n", "b.py": "# B\n## What\nx = 1\n"}, ["What"]),
    "no Markdown": ({"a.txt": "Why\n"}, ["Why", "What"]),
}


@pytest.mark.parametrize("files, expected", OUTPUTS.values(), ids=OUTPUTS.keys())
def test_sections_are_looked_for_in_all_documents(tmp_path, files, expected):
    project = make_project(tmp_path, files)
    found = list(iter_sections_missing(project, spec("a", outputs=f"[{', '.join(files)}]"), ["Why", "What"]))
    assert [one.detail for one in found] == expected


MAP = (
    "# Map\n\n## Other places\n\n`src/other.py`\n\n## What the fix changes\n\n- `src/store.py` and src/data/rows.csv.\n"
)

# what was changed -> whether that is fine
CHANGED = {
    "src/store.py": True,
    "src/data/rows.csv": True,
    "src/declared.py": True,
    "src/other.py": False,
    "src/my/src/store.py": False,
    "src/store.pyi": False,
    "store.py": False,
}


@pytest.mark.parametrize("path, fine", CHANGED.items())
def test_what_the_impact_map_names_may_change(path, fine):
    fix = spec("005-fork-fix", outputs="[src/, src/declared.py]")
    plan = Plan(PHASE_CHECKS["fork-fix"], impact_map=MAP)
    assert bool(list(iter_off_map(plan, fix, [path]))) is not fine


def test_without_a_map_nothing_is_off_it():
    assert not list(iter_off_map(Plan(PHASE_CHECKS["fork-fix"]), spec("005-fork-fix"), ["a"]))


def test_a_map_without_that_section_counts_as_a_whole():
    plan = Plan(PHASE_CHECKS["fork-fix"], impact_map="# Map\n\nOnly `a.py`.\n")
    assert [one.path for one in iter_off_map(plan, spec("005-fork-fix"), ["a.py", "b.py"])] == ["b.py"]
