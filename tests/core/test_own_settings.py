"""What `.chant/lsp.yaml` says, and what in it has no effect; its page's examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chant_lsp.core import own_settings, rules
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Severity
from chant_lsp.core.mentions import OWN_SETTINGS
from chant_lsp.core.own_settings import (
    MAX_PROBLEMS,
    CheckSettings,
    OwnSettings,
    PhaseSettings,
    Timeouts,
    phase_settings,
    read_own_settings,
    to_severities,
)
from chant_lsp.core.own_settings_table import PHASE_KEYS, SETTINGS, find_setting
from chant_lsp.core.rules.settings.invalid_setting import invalid_setting
from chant_lsp.core.text import Source
from tests.fixtures import draw, fixture

PAGE = Path(rules.__file__).parent / "settings" / "invalid_setting.md"
EXAMPLES = re.findall(r"^##+ ([^\n]*)\n\n```text\n(.*?)^```\n", PAGE.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("heading, text", EXAMPLES)
def test_page(heading: str, text: str):
    (path, content), *_ = fixture(text)[0].items()
    assert path == OWN_SETTINGS
    title = re.fullmatch(r'Fixed by "(.*)"', heading)
    if title is None:
        assert f"//- {path}\n{draw(content, findings(content))}" == text
        return
    bad = [content for other, content in EXAMPLES[: EXAMPLES.index((heading, text))] if other.startswith("Bad")][-1]
    before = fixture(bad)[0][path]
    fixes = [fix for finding in findings(before) for fix in finding.fixes if fix.title == title[1]]
    assert apply_edits(before, fixes[0].edits) == content


def test_the_page_lists_each_key():
    table = PAGE.read_text("utf-8").partition("## Bad")[0]
    keys = {name for row in re.findall(r"^\| (`.*)", table, re.M) for name in re.findall(r"[a-z_]+", row)}
    settings = [*SETTINGS]
    for setting in settings:
        settings += setting.keys
    assert {setting.name for setting in settings if setting.name not in PHASE_KEYS} - keys == set()


def test_what_is_read_has_each_key():
    def keys(name: str) -> set[str]:
        setting = find_setting(name.split(".") if name else ())
        return {each.name for each in (setting.keys if setting else SETTINGS)}

    assert keys("") - {"diagnostics"} == {*OwnSettings._fields} - {"severities", "problems"}
    assert {f"{name}_s" for name in keys("timeout")} == {*Timeouts._fields}
    assert keys("phases.code") == {*PhaseSettings._fields}
    assert keys("phases.code.checks") == {*CheckSettings._fields}


def findings(text: str) -> list:
    return list(invalid_setting(read_own_settings(Source(text))))


SAID = {
    "nothing": ("", []),
    "empty map": ("diagnostics:\n", []),
    "a list": ("- a\n", ["The file is a list; write `key: value` lines."]),
    "agent": ("agent: [a]\n", ["`agent` takes the name of an agent; found a list."]),
    "text": ("diagnostics: off\n", ["`diagnostics` takes a map with the key `severity`; found the text `off`."]),
    "severity": (
        "diagnostics: {severity: hint}\n",
        ["`severity` takes a map of codes, such as `missing-title: hint`; found the text `hint`."],
    ),
    "word": (
        "diagnostics: {severity: {missing-title: 1}}\n",
        ["A severity is one of error, warning, information, hint, off; found the number `1`."],
    ),
    "no word": (
        "diagnostics: {severity: {missing-title: }}\n",
        ["A severity is one of error, warning, information, hint, off; found nothing."],
    ),
    "key": (
        "colour: red\n",
        [
            "chant-lsp has no setting `colour`. It knows `agent`, `model`, `test`, `fork`, `parallel`, `timeout`, "
            "`keep_runs`, `phases` and `diagnostics` here."
        ],
    ),
    "option": ("fork: -o\n", ["`fork` takes the name of a git remote, such as `origin`; found the text `-o`."]),
    "count": ("parallel: 0\n", ["`parallel` takes a number from 1 on; found the number `0`."]),
    "flag": (
        "phases: {sprawl: {checks: {suite: often}}}\n",
        ["`suite` takes `true` or `false`; found the text `often`."],
    ),
    "bare": (
        "timeout: {run: 60}\n",
        ["`run` takes a duration, such as `90s`, `60m` or `2h`; found the number `60`."],
    ),
    "argv": (
        "test: [rm, -rf]\n",
        ["`test` takes the name of a test command, such as `pytest`, and never a command line; found a list."],
    ),
    "sections": (
        "phases: {sprawl: {checks: {sections: [a, [b]]}}}\n",
        ["`sections` takes a list of headings, such as `[Root cause]`; found a list of other things."],
    ),
    "phase": (
        "phases: {reproductoin: {}}\n",
        ["chant-lsp has no setting `reproductoin`. Did you mean `reproduction`?"],
    ),
    "twice": ("agent: a\nagent: b\n", ["`agent` is set twice, and the first one counts; keep one."]),
    "code twice": (
        "diagnostics: {severity: {missing-title: off, missing-title: error}}\n",
        ["`missing-title` is set twice, and the first one counts; keep one."],
    ),
    "conflict": (
        "<<<<<<< a\nagent: a\n=======\nagent: b\n>>>>>>> b\n",
        ["A merge conflict is left in the file; choose one side, remove the marks."],
    ),
    "alias": ("agent: &a x\n", ["Anchors are not read; write the value where it is needed."]),
}


@pytest.mark.parametrize("text, messages", SAID.values(), ids=SAID.keys())
def test_what_has_no_effect_is_told(text: str, messages: list[str]):
    told = [finding.message for finding in findings(text)]
    assert told == messages


def test_what_is_right_counts_beside_what_is_wrong():
    text = "agent: claude\nnope: 1\ndiagnostics: {severity: {wrong-type: off, nope: hint, status-ready: hint}}\n"
    settings = read_own_settings(Source(text))
    assert settings.agent == "claude"
    assert {code: settings.severities.get(code, 0) for code in ("wrong-type", "status-ready")} == {
        "wrong-type": None,
        "status-ready": Severity.HINT,
    }
    assert len(settings.problems) == 2


WHOLE = """\
agent: claude
model: anthropic/opus
test: pytest
fork: origin
parallel: 3
timeout: {run: 1h30m, silence: 90s}
keep_runs: 5
phases:
  reproduction:
    agent: codex
    model: small
    commands: [test]
    checks: {red: true, runs: 3, sections: [Root cause, "Options "], green: false, suite: true, impact_map: true}
  research: {commands: []}
"""


def test_the_whole_file():
    settings = read_own_settings(Source(WHOLE))
    assert not settings.problems
    assert settings[:7] == ("claude", "anthropic/opus", "pytest", "origin", 3, Timeouts(5400.0, 90.0), 5)
    assert phase_settings(settings, "002-reproduction", "code") == PhaseSettings(
        "codex", "small", ("test",), CheckSettings(True, 3, ("Root cause", "Options"), False, True, True)
    )
    assert phase_settings(settings, "x-sprawl", "research") == PhaseSettings()  # a phase goes by its name alone
    assert phase_settings(settings, "a-study", "research") == PhaseSettings(commands=())


def test_what_nobody_sets():
    assert read_own_settings(Source("")) == OwnSettings()
    assert (OwnSettings().parallel, OwnSettings().timeout, OwnSettings().keep_runs) == (2, Timeouts(3600.0, 600.0), 20)


def test_the_editors_object():
    values = {"wrong-type": "hint", "status-ready": "off", "nope": "hint", "missing-title": "loud", "yaml-syntax": 1}
    assert to_severities(values) == {"wrong-type": Severity.HINT, "status-ready": None}
    assert to_severities("hint") == {}


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"agnet{number}: x\n" for number in range(300)),
        "parallel: 2\n" * 300,
        "diagnostics:\n  severity:\n" + "".join(f"    wrong-typ{number}: loud\n" for number in range(300)),
        "phases:\n  code:\n    commands: [" + "tset, " * 200 + "]\n",
    ],
)
def test_what_is_wrong_by_the_hundred_is_told_a_hundred_times(text, monkeypatch):
    looked = []
    monkeypatch.setattr(own_settings, "nearest", lambda word, words: looked.append(word) or [])
    read = read_own_settings(Source(text + "keep_runs: 7\n"))
    assert len(read.problems) == MAX_PROBLEMS
    assert len(looked) <= 3 * MAX_PROBLEMS
    assert read.keep_runs == 7


def test_a_severity_behind_hundreds_of_mistakes_counts():
    text = "diagnostics:\n  severity:\n" + "".join(f"    x{number}: off\n" for number in range(300))
    assert read_own_settings(Source(f"{text}    wrong-type: hint\n")).severities["wrong-type"] is Severity.HINT
