"""`.chant/config.md`: its facts, and what chant makes of each value."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.config import parse
from chant_lsp.core.config_schema import CHECKABLE_FIELDS, IGNORED, SETTINGS, setting
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change
from chant_lsp.core.mentions import AGENTS_PATH, CONFIG_PATH, MentionKind
from chant_lsp.core.schema import FIELDS, Kind
from chant_lsp.core.text import Source, clipped
from tests.chance import tries
from tests.corpus import CORPUS, needs_corpus
from tests.fixtures import index_of

PROMPTS = {".chant/prompts/standard.md": "Do {{spec.title}}.\n"}


def config(yaml, path=CONFIG_PATH):
    return parse(path, Source(f"---\n{yaml}\n---\n"))


def found(yaml, prompts=PROMPTS):
    """What is found in a config that is fine but for these lines: code, underlined text, severity's first letter."""
    text = f"---\nproject:\n  name: store\ndefaults:\n  prompt: standard\n{yaml}\n---\n"
    index = index_of({CONFIG_PATH: text, **prompts})
    return [(each.code, text[slice(*each.span)], each.severity.name[0]) for each in check(index, CONFIG_PATH)]


# -- facts


def test_every_key_has_its_full_name():
    names = [
        each.name
        for each in config(
            "project: {name: a}\nparallel:\n  agents:\n  - name: b\n    weight: 2\nenterprise:\n  derived:\n    team:\n"
            "      from: env\n      pattern: T\nmine:\n  x: 1"
        ).settings
    ]
    assert names == [
        "project", "project.name",
        "parallel", "parallel.agents", "parallel.agents[0].name", "parallel.agents[0].weight",
        "enterprise", "enterprise.derived", "enterprise.derived.team", "enterprise.derived.team.from",
        "enterprise.derived.team.pattern", "mine",
    ]  # fmt: skip


def test_the_prompts_that_it_names():
    mentions = config("defaults:\n  prompt: 'fix'\n  prompt_extensions: [a, \"b\"]").mentions
    assert [(each.kind, each.text) for each in mentions] == [
        (MentionKind.PROMPT, "fix"), (MentionKind.EXTENSION, "a"), (MentionKind.EXTENSION, "b"),
    ]  # fmt: skip


def test_the_innermost_setting_under_the_cursor():
    text = "---\ndefaults:\n  prompt: standard\n---\n"
    parsed = parse(CONFIG_PATH, Source(text))
    assert parsed.setting_at(text.index("standard") + 2).name == "defaults.prompt"
    assert parsed.setting_at(text.index("defaults") + 2).name == "defaults"
    assert parsed.setting_at(len(text)) is None


def test_the_table_names_every_setting_once():
    assert setting("parallel.agents.weight").default == "1"
    assert setting("enterprise.derived.*.from").kind is Kind.CHOICE
    assert setting("defaults.silent") is None
    assert not [name for name in IGNORED if setting(name) is not None]
    assert all(setting(each.instead) is not None for each in IGNORED.values() if each.instead)
    assert len(CHECKABLE_FIELDS) == len(FIELDS) - 3
    assert all(field.fields for field in SETTINGS.values())


# -- what chant takes

TAKEN = [
    "  model: 12",
    "  model:",
    "  prompt_extensions: []",
    "  prompt_extensions:",
    "  rotation_strategy: round-robin",
    "  provider:",
    "parallel:",
    "parallel:\n  agents: []",
    "repos: [{name: a, path: ../a}]",
    "watch:\n  failure:\n    backoff_multiplier: 3",
    "site:\n  title:",
    "site:\n  include:",
    "enterprise:\n  derived:\n    context: {from: env, pattern: TEAM, validate: {type: enum, values: [a]}}",
    "enterprise:\n  derived:\n    context: {from: path, pattern: '(a)', validate: }",
    "lint:\n  thresholds: {complexity_words: 400}",
    "approval:\n  rejection_action: dependency\n  require_approval_for_agent_work: true",
]


@pytest.mark.parametrize("yaml", TAKEN)
def test_what_chant_takes_is_fine(yaml):
    assert found(yaml) == []


REFUSED = {
    "  silent: 1\nproject: x": ["duplicate-key", "misplaced-silent", "wrong-type"],
    "  provider: cluade": ["invalid-value"],
    "  prompt_extensions: concise": ["wrong-type"],
    "  prompt_extensions: [[a]]": ["wrong-type"],
    "approval:\n  require_approval_for_agent_work: yes": ["wrong-type"],
    "watch:\n  poll_interval_ms:": ["wrong-type"],
    "watch:\n  poll_interval_ms: -1": ["wrong-type"],
    "watch:\n  poll_interval_ms: 1.5": ["wrong-type"],
    "watch:\n  failure: {backoff_multiplier: fast}": ["wrong-type"],
    "watch:\n  failure: {on_permanent_failure: Skip}": ["invalid-value"],
    "site:\n  graph: {detail: }": ["wrong-type"],
    "site: public": ["wrong-type"],
    "repos: [engine]": ["wrong-type"],
    "repos: {name: a}": ["wrong-type"],
    "repos: [{name: a}]": ["missing-field"],
    "parallel:\n  agents: claude": ["wrong-type"],
    "enterprise:\n  derived: [team]": ["wrong-type"],
    "enterprise:\n  derived:\n    team: env": ["wrong-type"],
    "enterprise:\n  derived:\n    team: {from: env}": ["missing-field"],
    "enterprise:\n  derived:\n    team: {from: shell, pattern: x}": ["invalid-value"],
    "enterprise:\n  derived:\n    team: {from: env, pattern: T, validate: {type: regex, values: []}}": [
        "invalid-value"
    ],
    "lint: {disable: complexity_words}": ["wrong-type"],
    "lint:\n  disable: [complexity_words\n": ["yaml-syntax"],
}


@pytest.mark.parametrize("yaml, codes", REFUSED.items())
def test_what_chant_refuses_is_an_error(yaml, codes):
    assert sorted({code for code, _, _ in found(yaml)}) == codes
    assert any(severity == "E" for _, _, severity in found(yaml))


# -- what has no effect

BROKEN = {
    "a space in the value": ("  name: a: b", ":", 'name: "a: b"'),
    "no space": ("  name:store\n  silent: true", "name", "name: store"),
    "another indentation": ("  name: store\n   silent: true", "silent", "name: store\n  silent: true"),
}


@pytest.mark.parametrize("lines, shown, expected", BROKEN.values(), ids=BROKEN.keys())
def test_broken_yaml_in_a_section_is_told_and_mended(lines, shown, expected):
    text = f"---\nproject:\n{lines}\ndefaults:\n  prompt: standard\n---\n"
    (finding,) = check(index_of({CONFIG_PATH: text, **PROMPTS}), CONFIG_PATH)
    assert (finding.code, text[slice(*finding.span)]) == ("yaml-syntax", shown)
    after = apply_edits(text, finding.fixes[0].edits)
    assert expected in after
    assert check(index_of({CONFIG_PATH: after, **PROMPTS}), CONFIG_PATH) == []


def test_a_section_without_its_colon():
    text = "---\nproject\n  name: store\ndefaults:\n  prompt: standard\n---\n"
    (finding,) = check(index_of({CONFIG_PATH: text, **PROMPTS}), CONFIG_PATH)
    assert finding.message == "Behind `project` `:` is missing."
    assert check(index_of({CONFIG_PATH: apply_edits(text, finding.fixes[0].edits), **PROMPTS}), CONFIG_PATH) == []


FOUND = {
    "slip": ("  promt: x", [("unknown-setting", "promt", "W")]),
    "wrong case": ("  Model: x", [("unknown-setting", "Model", "W")]),
    "top level": ("model: x", [("unknown-setting", "model", "W")]),
    "nobody's": ("coverage:\n  minimum: 80", [("unknown-setting", "coverage", "H")]),
    "history": ("  branch: false\n  pr: false", [("ignored-setting", "branch", "H"), ("ignored-setting", "pr", "H")]),
    "fiction": ("autonomy: {level: low}", [("ignored-setting", "autonomy", "W")]),
    "silent": ("silent: true", [("misplaced-silent", "silent", "W")]),
    "not silent": ("silent: false", [("misplaced-silent", "silent", "H")]),
    "a name of one's own": ("enterprise:\n  derived:\n    modle: {from: env, pattern: M}", []),
    "agents in turns": ("  rotation_strategy: random\nparallel:\n  agents: [{name: a}]", []),
    "agents": ("parallel:\n  agents: [{name: a}]", [("idle-agents", "agents", "I")]),
    "agents, none": (
        "  rotation_strategy: none\nparallel:\n  agents: [{name: a}]",
        [("idle-agents", "agents", "I")],
    ),
    "words": ("lint: {disable: [coupling]}", [
        ("word-limit-enabled", "disable", "I"), ("useless-lint-disable", "coupling", "W"),
    ]),
    "words, misspelt": ("lint: {disable: [complexity_word]}", [("useless-lint-disable", "complexity_word", "W")]),
    "words, with dashes": ("lint: {disable: [Complexity-Words]}", [("useless-lint-disable", "Complexity-Words", "W")]),
    "a merge key": ("mine: {<<: {a: b}}", [("unknown-setting", "mine", "H"), ("yaml-feature", "<<", "W")]),
    "expression": (
        "enterprise:\n  derived:\n    labels: {from: branch, pattern: '(a'}",
        [("derived-pattern", "'(a'", "W")],
    ),
    "look-ahead": (
        "enterprise:\n  derived:\n    labels: {from: branch, pattern: '(a)(?=b)'}",
        [("derived-pattern", "'(a)(?=b)'", "W")],
    ),
    "Rust's own": ("enterprise:\n  derived:\n    labels: {from: branch, pattern: '(?<x>\\pL+)'}", []),
    "deep": (
        f"enterprise:\n  derived:\n    labels: {{from: branch, pattern: '{'(' * 450}'}}",
        [("derived-pattern", f"'{'(' * 450}'", "W")],
    ),
    "anchor": ("  provider: &a claude", [("yaml-feature", "&a", "W")]),
    "anchor of no provider": ("  provider: &a bard", [("invalid-value", "bard", "E")]),
    "tag for a provider": ("  provider: !bard", [("invalid-value", "!bard", "E")]),
    "anchored agent": (
        "  rotation_strategy: random\nparallel:\n  agents: [&a {weight: x}]",
        [("wrong-type", "x", "E")],
    ),
    "cut": ("# --- agents ---\nparallel: {}", [("frontmatter-cut", "---", "W")]),
}  # fmt: skip


@pytest.mark.parametrize("yaml, expected", FOUND.values(), ids=FOUND.keys())
def test_what_has_no_effect(yaml, expected):
    assert found(yaml) == expected


ONE_MISTAKE = {
    "section misspelt": ("project: {name: a}\ndefualts: {prompt: standard}", "unknown-setting", "defualts"),
    "section in capitals": ("Project: {name: a}\ndefaults: {prompt: standard}", "unknown-setting", "Project"),
    "key misspelt": ("project: {name: a}\ndefaults: {promt: standard}", "unknown-setting", "promt"),
    "name out of its section": ("name: a\ndefaults: {prompt: standard}", "unknown-setting", "name"),
    "prompt not indented": ("project: {name: a}\ndefaults:\nprompt: standard", "unknown-setting", "prompt"),
    "cut": ("project:\n  name: a---b\ndefaults:\n  prompt: standard", "frontmatter-cut", "---"),
    "defaults in a list": ("project: {name: a}\ndefaults:\n- prompt: standard", "wrong-type", "- prompt: standard"),
    "repos in a map": (
        "project: {name: a}\ndefaults: {prompt: standard}\nrepos:\n  b: ../b",
        "wrong-type",
        "b: ../b",
    ),
    "below zero": (
        "project: {name: a}\ndefaults: {prompt: standard}\nwatch: {poll_interval_ms: -1}",
        "wrong-type",
        "-1",
    ),
}


@pytest.mark.parametrize("yaml, code, shown", ONE_MISTAKE.values(), ids=ONE_MISTAKE.keys())
def test_one_mistake_is_told_once(yaml, code, shown):
    text = f"---\n{yaml}\n---\n"
    (finding,) = check(index_of({CONFIG_PATH: text, **PROMPTS}), CONFIG_PATH)
    assert (finding.code, text[slice(*finding.span)]) == (code, shown)


BEHIND = [("\n# Notes\n", "---\n\n# Notes\n"), ("---\n\nNotes\n", "---\n\nNotes\n"), ("", "---\n")]


@pytest.mark.parametrize("end, closed", BEHIND)
def test_settings_without_their_lines_get_them(end, closed):
    settings = "project:\n  name: a\n\ndefaults:\n  prompt: standard\n"
    (finding,) = check(index_of({CONFIG_PATH: settings + end, **PROMPTS}), CONFIG_PATH)
    assert finding.code == "config-without-frontmatter"
    assert apply_edits(settings + end, finding.fixes[0].edits) == f"---\n{settings}{closed}"


def test_a_byte_order_mark_is_named():
    index = index_of(PROMPTS)
    text = "---\nproject: {name: a}\ndefaults: {prompt: standard}\n---\n"
    index.apply([Change(CONFIG_PATH, parse(CONFIG_PATH, Source(text, bom=True)))])
    (finding,) = check(index, CONFIG_PATH)
    assert "byte order mark" in finding.message
    assert finding.fixes == ()


AGENTS = {
    "fine": ("parallel:\n  agents: [{name: a, weight: 2}]", []),
    "another section": ("project: {name: x}", [("unknown-setting", "project", "W")]),
    "another key": (
        "parallel:\n  stagger_delay_ms: 1\n  agents: []",
        [("unknown-setting", "stagger_delay_ms", "W")],
    ),
    "nobody's": ("mine: 1", [("unknown-setting", "mine", "H")]),
    "wrong type": ("parallel:\n  agents: [{weight: x}]", [("wrong-type", "x", "E")]),
    "silent": ("silent: true", [("unknown-setting", "silent", "H")]),
}


@pytest.mark.parametrize("yaml, expected", AGENTS.values(), ids=AGENTS.keys())
def test_the_agents_have_a_file_of_their_own(yaml, expected):
    text = f"---\n{yaml}\n---\n"
    index = index_of({AGENTS_PATH: text})
    shown = [(each.code, text[slice(*each.span)], each.severity.name[0]) for each in check(index, AGENTS_PATH)]
    assert shown == expected


def test_agents_without_settings_are_refused():
    index = index_of({AGENTS_PATH: "# Agents\n"})
    (finding,) = check(index, AGENTS_PATH)
    assert (finding.code, finding.severity) == ("config-without-frontmatter", Severity.ERROR)
    mended = index_of({AGENTS_PATH: apply_edits("# Agents\n", finding.fixes[0].edits)})
    assert check(mended, AGENTS_PATH) == []


def test_a_code_can_be_silenced():
    assert found("# chant-lsp: disable=unknown-setting\ncoverage: 1") == []


def test_severities_can_be_set():
    text = "---\nproject:\n  name: store\ndefaults:\n  prompt: gone\n---\n"
    index = index_of({CONFIG_PATH: text})
    assert check(index, CONFIG_PATH, {"missing-default-prompt": None}) == []
    (finding,) = check(index, CONFIG_PATH, {"missing-default-prompt": Severity.HINT})
    assert finding.severity is Severity.HINT


# -- texts of all kinds


@needs_corpus
@pytest.mark.parametrize("place", sorted(CORPUS.glob("aux/*config.md")), ids=lambda place: place.name[:12])
def test_real_configs_have_no_error_and_no_warning_but_true_ones(place):
    index = index_of(
        {CONFIG_PATH: place.read_text("utf-8"), **PROMPTS, ".chant/prompts/extensions/output-concise.md": ""}
    )
    severe = {each.code for each in check(index, CONFIG_PATH) if each.severity <= Severity.WARNING}
    expected = {
        # It begins with a heading: chant refuses it.
        "a9328acf": {"config-without-frontmatter"},
        # It has neither a name nor a prompt, and a template with `---` in it.
        "e3e18c60": {"frontmatter-cut", "missing-project-name", "missing-default-prompt", "ignored-setting"},
    }
    assert severe == expected.get(place.name[:8], set())


FULL = """\
---
project:
  name: store
  silnt: true
defaults:
  prompt: standard
  silent: true
  branch: false
parallel:
  agents:
    - name: a
      weight: x
  max_workers: 2
repos: [{name: a}]
enterprise:
  derived: {team: {from: env, pattern: $T}}
  required: [team]
lint:
  disable: [words]
watch: {poll_interval: 1, poll_interval_ms: 0}
site:
  include: {statuses: [in_progress]}
silent: true
---
# Text
"""


@given(st.integers(0, len(FULL)), st.integers(0, 30), st.text(alphabet="ab:-[]{}'\"#\n \t*&!|\u2028😀", max_size=6))
@settings(max_examples=tries(300), deadline=None)
def test_no_text_is_too_broken(at, removed, added):
    text = FULL[:at] + added + FULL[at + removed :]
    index = index_of({CONFIG_PATH: text, **PROMPTS})
    for finding in check(index, CONFIG_PATH):
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
        assert finding.message.strip()
        for fix in finding.fixes:
            ordered = sorted(fix.edits)
            assert all(0 <= edit.span.start <= edit.span.end <= len(text) for edit in ordered)
            assert all(a.span.end <= b.span.start for a, b in pairwise(ordered))


def test_each_fix_of_a_full_config_mends_its_finding_and_breaks_nothing():
    index = index_of({CONFIG_PATH: FULL, **PROMPTS})
    before = check(index, CONFIG_PATH)
    assert len({each.code for each in before}) >= 10
    for finding in before:
        for fix in finding.fixes:
            after = check(index_of({CONFIG_PATH: apply_edits(FULL, fix.edits), **PROMPTS}), CONFIG_PATH)
            assert finding.message not in [each.message for each in after], fix.title
            new = {each.code for each in after} - {each.code for each in before}
            assert new <= {"word-limit-enabled"}, fix.title


@pytest.mark.parametrize(
    "text", ["---\n" + "a:\n " * 20_000, "---\n" + "[" * 100_000, "-" * 300_000, "\0" * 200_000, ""]
)
def test_hostile_texts_are_answered(text):
    index = index_of({CONFIG_PATH: clipped(text).text})
    check(index, CONFIG_PATH)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_dashes_around_settings_keep_their_line_ends_and_a_missing_last_one(end):
    for last in ("", end):
        text = f"project:{end}  name: a{end}defaults:{end}  prompt: standard{last}"
        index = index_of({CONFIG_PATH: text, ".chant/prompts/standard.md": "x"})
        (finding,) = check(index, CONFIG_PATH)
        fenced = apply_edits(text, finding.fixes[0].edits)
        assert fenced == f"---{end}{text}{'' if last else end}---{last}"
        assert not check(index_of({CONFIG_PATH: fenced, ".chant/prompts/standard.md": "x"}), CONFIG_PATH)
