"""What an editor shows in `.chant/config.md` and in prompts: hovers, places to go to, completion, fixes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.config_schema import SETTINGS
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.actions import actions_in_page
from chant_lsp.core.features.by_kind import hover_in_page, lenses_in_page
from chant_lsp.core.features.completion import complete
from chant_lsp.core.features.definition import definition_at
from chant_lsp.core.features.improvements import carry_out
from chant_lsp.core.features.links import links
from chant_lsp.core.features.nested_cursor import nested_spot_at
from chant_lsp.core.features.offer_cards import offer_card
from chant_lsp.core.features.offers import Surroundings
from chant_lsp.core.features.references import references_at
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.text import Source, Span
from tests.chance import tries
from tests.fixtures import fixture, index_of

CONFIG = "//- .chant/config.md\n"
FIX = "//- .chant/prompts/fix.md\n"
REST = """\
//- .chant/prompts/base.md
---
name: base
purpose: What all prompts *share*
---
Do {{spec.title}} of {{project.name}}.
//- .chant/prompts/extensions/tone.md
Be brief.
//- .chant/specs/001-a.md
---
prompt: fix
target_files: [a.py, b.py]
---
# Mend it

Now.
//- .chant/specs/002-b.md
# Another
"""


def at(text):
    files, (path, offset) = fixture(text + REST)
    return index_of(files), path, Source(files[path]), offset


# -- hover

HOVERS = {
    "key": (
        CONFIG + "---\ndefaults:\n  main_bran$0ch: develop\n---\n",
        "main_branch",
        """
        **defaults.main_branch** · text

        The branch that work is merged into.

        Default: main␠␠
        Read by `chant merge`
        """,
    ),
    "key of an item": (
        CONFIG + "---\nparallel:\n  agents:\n    - na$0me: a\n---\n",
        "name",
        """
        **parallel.agents.name** · text

        What the agent is called.

        Default: main
        """,
    ),
    "section: what holds here": (
        CONFIG + "---\nwat$0ch:\n  poll_interval_ms: 9\n---\n",
        "watch",
        """
        **watch** · a map

        How `chant watch` works.

        Keys: `poll_interval_ms`, `idle_timeout_minutes`, `failure`

        Default: absent

        What holds here:

        - `poll_interval_ms`: `9`
        - `idle_timeout_minutes`: 5 (chant's default)
        """,
    ),
    "word": (
        CONFIG + "---\ndefaults:\n  rotation_strategy: ran$0dom\n---\n",
        "random",
        """
        **random** · defaults.rotation_strategy

        Any of the agents, one with more `weight` more often.
        """,
    ),
    "no such word": (
        CONFIG + "---\ndefaults:\n  provider: al$0ways\n---\n",
        "always",
        """
        `always` is no defaults.provider, and chant refuses the whole file.

        One of `claude`, `ollama`, `openai`, `kirocli`
        """,
    ),
    "ignored": (
        CONFIG + "---\ndefaults:\n  bra$0nch: false\n---\n",
        "branch",
        "chant ignores `defaults.branch`: every spec is worked on a branch of its own.",
    ),
    "ignored, with another": (
        CONFIG + "---\nwatch:\n  poll_in$0terval: 5\n---\n",
        "poll_interval",
        "chant ignores `watch.poll_interval`: the time has its unit in its name. Write `watch.poll_interval_ms`.",
    ),
    "unknown": (
        CONFIG + "---\nproject:\n  nam$0ee: x\n---\n",
        "namee",
        """
        chant does not know the key `project.namee` and ignores it.

        Did you mean `name`?
        """,
    ),
    "silent": (
        CONFIG + "---\nsil$0ent: true\n---\n",
        "silent",
        "`silent` has no effect on what chant prints; `project.silent` has.",
    ),
    "a field of one's own": (
        CONFIG + "---\nenterprise:\n  derived:\n    te$0am: {from: env, pattern: T}\n---\n",
        "team",
        "What chant finds is put into the `context` of each spec, as `derived_team=…`.",
    ),
    "prompt": (
        CONFIG + "---\ndefaults:\n  prompt: ba$0se\n---\n",
        "base",
        """
        **`.chant/prompts/base.md`** · 92 bytes

        What all prompts \\*share\\*

        Taken by all specs without a `prompt`

        ```markdown
        Do {{spec.title}} of {{project.name}}.
        ```
        """,
    ),
    "extension": (
        CONFIG + "---\ndefaults:\n  prompt_extensions: [to$0ne]\n---\n",
        "tone",
        """
        **`.chant/prompts/extensions/tone.md`** · 10 bytes

        ```markdown
        Be brief.
        ```
        """,
    ),
    "prompt that is not there": (
        CONFIG + "---\ndefaults:\n  prompt: go$0ne\n---\n",
        "gone",
        "There is no prompt `gone`: `.chant/prompts/gone.md` is not there.",
    ),
    "nothing to say": (CONFIG + "---\nmine:\n  x: y$0\n---\n", None, None),
    "text": (CONFIG + "---\nproject: {}\n---\nWo$0rds\n", None, None),
    # -- prompts
    "variable": (
        FIX + "Mend {{spec.ti$0tle}}.\n",
        "{{spec.title}}",
        """
        **{{spec.title}}** · variable

        The title of the spec, or `(untitled)`.

        For `001-a`: `Mend it`
        """,
    ),
    "variable of many lines": (
        FIX + "{{spec.target_fi$0les}}\n",
        "{{spec.target_files}}",
        """
        **{{spec.target_files}}** · variable

        The outputs of the spec, one a line.

        For `001-a`:

        ```text
        a.py
        b.py
        ```
        """,
    ),
    "variable without a value": (
        FIX + "{{spec.con$0text}}\n",
        "{{spec.context}}",
        """
        **{{spec.context}}** · variable

        The text of the files in the spec's `context`.

        For `001-a`: nothing
        """,
    ),
    "variable that only chant knows": (
        FIX + "{{worktree.pa$0th}}\n",
        "{{worktree.path}}",
        """
        **{{worktree.path}}** · variable

        The folder that chant works in; empty in a run of chant-lsp.
        """,
    ),
    "variable of the project": (
        CONFIG + "---\nproject: {name: store}\n---\n" + FIX + "{{project$0.name}}\n",
        "{{project.name}}",
        """
        **{{project.name}}** · variable

        The project's name, `project.name` of `.chant/config.md`.

        For `001-a`: `store`
        """,
    ),
    "no variable": (
        FIX + "{{spec.mod$0el}}\n",
        "{{spec.model}}",
        "chant has no such variable: the agent reads `{{spec.model}}` as it stands.",
    ),
    "extends": (
        FIX + "---\nextends: ba$0se\n---\n{{> parent}}\n",
        "base",
        """
        **`.chant/prompts/base.md`** · 92 bytes

        What all prompts \\*share\\*

        Taken by the prompt `fix`

        ```markdown
        Do {{spec.title}} of {{project.name}}.
        ```
        """,
    ),
    "marker": (
        FIX + "---\nextends: base\n---\n{{> par$0ent}}\n",
        "{{> parent}}",
        "**`.chant/prompts/base.md`** · 92 bytes…",
    ),
    "marker without a parent": (
        FIX + "{{> par$0ent}}\n",
        "{{> parent}}",
        "The place of the parent's text; but no `extends` names a parent.",
    ),
    "key of a prompt": (
        FIX + "---\npur$0pose: x\n---\n",
        "purpose",
        """
        **purpose** · text

        What it is for.

        Default: absent

        Beware: Only for people.
        """,
    ),
    "key of nobody": (
        FIX + "---\nowner$0: x\n---\n",
        "owner",
        "chant does not know the key `owner` in a prompt and ignores it. It knows `name`, `purpose`, `extends`.",
    ),
    "id in the text": (FIX + "As in 002-b$0, with care.\n", "002-b", "**002-b** · code · pending…"),
    "chain": (
        CONFIG + "---\ndefaults: {prompt: la$0st}\n---\n" + FIX + "---\nextends: base\n---\n{{> parent}}\n"
        "//- .chant/prompts/last.md\n---\nextends: fix\n---\n{{> parent}}\n"
        "//- .chant/specs/009-z.md\n---\nprompt: last\n---\n",
        "last",
        """
        **`.chant/prompts/last.md`** · 34 bytes

        Extends `fix`, which extends `base`␠␠
        Taken by all specs without a `prompt`, 1 spec by name

        ```markdown
        {{> parent}}
        ```
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("text, over, expected", HOVERS.values(), ids=HOVERS.keys())
def test_hover(text, over, expected):
    index, path, source, offset = at(text)
    found = hover_in_page(index, path, source, offset)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert source.slice(found.span) == over
    wanted = re.sub(r"^ {8}", "", expected, flags=re.MULTILINE).strip("\n ").replace("␠", " ")
    if wanted.endswith("…"):
        assert found.markdown.startswith(wanted[:-1])
    else:
        assert found.markdown == wanted


def test_a_default_that_names_another_setting_is_shown_as_it_is_meant():
    index, path, source, offset = at(CONFIG + "---\nde$0faults:\n  model: x\n---\n")
    found = hover_in_page(index, path, source, offset)
    assert found is not None
    assert "\n- `split_model`: the `model`, else sonnet (chant's default)\n" in found.markdown


def test_every_setting_and_every_word_has_a_hover():
    def every(fields, prefix):
        for field in fields:
            yield field, prefix + field.name
            yield from every(field.fields, f"{prefix}{field.name}.")

    for field, name in every(SETTINGS.values(), ""):
        assert field.meaning.endswith("."), name
        assert all(choice.meaning.endswith(".") for choice in field.choices), name


# -- places

PLACES = {
    "default prompt": (CONFIG + "---\ndefaults: {prompt: ba$0se}\n---\n", [".chant/prompts/base.md"]),
    "extension": (
        CONFIG + "---\ndefaults: {prompt_extensions: [to$0ne]}\n---\n", [".chant/prompts/extensions/tone.md"],
    ),
    "parent": (FIX + "---\nextends: 'ba$0se'\n---\n", [".chant/prompts/base.md"]),
    "marker": (FIX + "---\nextends: base\n---\n{{> pa$0rent}}\n", [".chant/prompts/base.md"]),
    "the project's name": (
        CONFIG + "---\nproject: {name: store}\n---\n" + FIX + "{{project$0.name}}\n", [".chant/config.md"],
    ),
    "id in the text": (FIX + "As in 002-b$0.\n", [".chant/specs/002-b.md"]),
    "path in the text": (FIX + "See .chant/prompts/ba$0se.md\n", [".chant/prompts/base.md"]),
    "nowhere": (FIX + "---\nextends: go$0ne\n---\n", []),
    "no mention": (CONFIG + "---\nproject: {na$0me: x}\n---\n", []),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", PLACES.values(), ids=PLACES.keys())
def test_definition(text, expected):
    index, path, source, offset = at(text)
    assert [target.path for target in definition_at(index, path, offset, source)] == expected


def test_the_references_of_a_prompt():
    text = (
        CONFIG
        + "---\ndefaults: {prompt: fix}\n---\n"
        + FIX
        + "Mend$0 it.\n//- .chant/prompts/b.md\n---\nextends: fix\n---\n"
    )
    index, path, source, offset = at(text)
    found = references_at(index, path, offset, source)
    assert sorted(target.path for target in found) == [
        ".chant/config.md",
        ".chant/prompts/b.md",
        ".chant/specs/001-a.md",
    ]
    index, path, source, offset = at(text.replace("$0", "").replace("prompt: fix", "prompt: f$0ix"))
    assert references_at(index, path, offset, source) == found


def test_links():
    index, path, source, _ = at(FIX + "---\nextends: base\n---\n{{> parent}} as 002-b$0 says\n")
    assert [(source.slice(link.span), link.target_path) for link in links(index, path, source)] == [
        ("base", ".chant/prompts/base.md"), ("002-b", ".chant/specs/002-b.md"),
    ]  # fmt: skip
    index, path, source, _ = at(CONFIG + "---\ndefaults:\n  prompt: base\n  prompt_extensions: [tone, gone]$0\n---\n")
    assert [source.slice(link.span) for link in links(index, path, source)] == ["base", "tone"]


# -- lenses

LENSES = {
    "default": (CONFIG + "---\ndefaults: {prompt: base}\n---\n//- .chant/prompts/x.md\n$0x\n", "base", [
        "Taken by all specs without a prompt",
    ]),
    "parent, and by specs": (FIX + "---\nextends: base\n---\n{{> parent}}$0\n", "base", ["Taken by the prompt fix"]),
    "specs": (FIX + "x$0\n", "fix", ["Taken by 001-a (pending)"]),
    "extension": (CONFIG + "---\ndefaults: {prompt_extensions: [tone]$0}\n---\n", "extensions/tone", [
        "Taken by every prompt",
    ]),
    "nobody": (FIX + "x$0\n", "extensions/tone", []),
}  # fmt: skip


@pytest.mark.parametrize("text, name, expected", LENSES.values(), ids=LENSES.keys())
def test_lenses_of_a_prompt(text, name, expected):
    index, *_ = at(text)
    assert [lens.title for lens in lenses_in_page(index, f".chant/prompts/{name}.md")] == expected


# -- completion

SECTIONS = ["project", "defaults", "parallel", "repos", "enterprise", "approval", "validation", "lint", "watch", "site"]

OFFERED = {
    "agents": ("//- .chant/agents.md\n---\n$0\n---\n", ["parallel"]),
    "agents of the agents": ("//- .chant/agents.md\n---\nparallel:\n  $0\n---\n", ["agents"]),
    "sections": (CONFIG + "---\n$0\n---\n", SECTIONS),
    "sections that are not there": (CONFIG + "---\nproject:\n  name: a\nd$0\nwatch: {}\n---\n", [
        name for name in SECTIONS if name not in ("project", "watch")
    ]),
    "keys": (CONFIG + "---\nproject:\n  name: a\n  $0\n---\n", ["prefix", "silent"]),
    "keys above": (CONFIG + "---\nproject:\n  $0\n  name: a\n---\n", ["prefix", "silent"]),
    "keys of a map in a map": (CONFIG + "---\nsite:\n  timeline:\n    $0\n---\n", ["group_by", "include_pending"]),
    "keys of an item": (CONFIG + "---\nparallel:\n  agents:\n    - name: a\n      $0\n---\n", [
        "command", "max_concurrent", "weight",
    ]),
    "first key of an item": (CONFIG + "---\nrepos:\n  - $0\n---\n", ["name", "path"]),
    "items flush with their key": (CONFIG + "---\nrepos:\n- name: a\n  $0\n---\n", ["path"]),
    "keys below a name of one's own": (CONFIG + "---\nenterprise:\n  derived:\n    team:\n      $0\n---\n", [
        "from", "pattern", "validate",
    ]),
    "names of one's own": (CONFIG + "---\nenterprise:\n  derived:\n    $0\n---\n", []),
    "before a word": (CONFIG + "---\ndefaults:\n  prompt:$0 base\n---\n" + FIX, []),
    "before a list": (CONFIG + "---\nlint:\n  disable: $0[x]\n---\n", []),
    "above a list": (CONFIG + "---\nlint:\n  disable: $0\n  # c\n\n  - x\n---\n", []),
    "above a key": (CONFIG + "---\ndefaults:\n  provider: $0\n  # c\n  model: x\n---\n", [
        "claude", "ollama", "openai", "kirocli",
    ]),
    "before another key in braces": (CONFIG + "---\nrepos: [{name: a,$0 path: b}]\n---\n", []),
    "before another item": (CONFIG + "---\nlint:\n  disable: [x,$0 y]\n---\n", []),
    "keys below a quoted one": (CONFIG + "---\ndefaults: {}\n\"project\":\n  'name': a\n  $0\n---\n", [
        "prefix", "silent",
    ]),
    "keys before a quoted one": (CONFIG + "---\nproject: {$0, 'name': a}\n---\n", ["prefix", "silent"]),
    "not closed yet, behind an empty line": (CONFIG + "---\nproject:\n  name: x\n\nrepos:\n- $0\n", ["name", "path"]),
    "words": (CONFIG + "---\ndefaults:\n  provider: $0\n---\n", ["claude", "ollama", "openai", "kirocli"]),
    "flags": (CONFIG + "---\nproject:\n  silent: t$0\n---\n", ["true"]),
    "prompts": (CONFIG + "---\ndefaults:\n  prompt: $0\n---\n" + FIX + "x\n", ["base", "fix"]),
    "extensions": (CONFIG + "---\ndefaults:\n  prompt_extensions: [$0]\n---\n", ["tone"]),
    "extensions below": (CONFIG + "---\ndefaults:\n  prompt_extensions:\n    - $0\n---\n", ["tone"]),
    "statuses of the site": (CONFIG + "---\nsite:\n  include:\n    statuses: [inp$0]\n---\n", ["inprogress"]),
    "lint": (CONFIG + "---\nlint:\n  disable:\n  - $0\n---\n", ["complexity_words"]),
    "keys in braces": (CONFIG + "---\nproject: {name: a, $0}\n---\n", ["prefix", "silent"]),
    "keys in braces, with a colon": (CONFIG + "---\nproject: {s$0: true, prefix: a}\n---\n", ["name", "silent"]),
    "words in braces": (CONFIG + "---\ndefaults: {model: opus, provider: $0}\n---\n", [
        "claude", "ollama", "openai", "kirocli",
    ]),
    "keys in braces in brackets": (CONFIG + "---\nparallel: {agents: [{name: a}, {weight: 2, $0}]}\n---\n", [
        "name", "command", "max_concurrent",
    ]),
    "keys in braces behind a dash": (CONFIG + "---\nrepos:\n  - {name: a, $0}\n---\n", ["path"]),
    "words in braces in braces": (CONFIG + "---\nsite: {graph: {detail: $0}}\n---\n", ["minimal", "titles", "full"]),
    "first key of an item, right behind the dash": (CONFIG + "---\nrepos:\n  -$0\n---\n", ["name", "path"]),
    "no keys behind a dash that is nobody's": (CONFIG + "---\n-$0\n---\n", []),
    "what is in brackets already": (CONFIG + "---\nlint:\n  disable: [complexity_words, $0]\n---\n", []),
    "what is behind a dash already": (CONFIG + "---\nlint:\n  disable:\n  - complexity_words\n  - $0\n---\n", []),
    "behind a quoted item": (CONFIG + "---\nlint:\n  disable: ['x'$0]\n---\n", []),
    "behind a word": (CONFIG + "---\ndefaults:\n  provider: claude $0\n---\n", []),
    "no flags in quotes": (CONFIG + '---\nproject:\n  silent: "$0"\n---\n', []),
    "no list in quotes": (CONFIG + '---\nlint:\n  disable: "$0"\n---\n', []),
    "in a comment": (CONFIG + "---\n# $0\n---\n", []),
    "in the text": (CONFIG + "---\nproject: {}\n---\n$0\n", []),
    "unknown section": (CONFIG + "---\nmine:\n  $0\n---\n", []),
    # -- prompts
    "variables": (FIX + "Do {{spec.t$0\n", ["spec.title", "spec.target_files"]),
    "variables, closed": (FIX + "Do {{project$0}}\n", ["project.name"]),
    "parent": (FIX + "---\nextends: base\n---\n{{> $0\n", ["> parent"]),
    "no parent": (FIX + "{{> $0\n", []),
    "variables of the merge": (
        "//- .chant/prompts/merge-conflict.md\n{{$0}}\n",
        ["branch_name", "target_branch", "conflicting_files", "conflict_diff"],
    ),
    "keys of a prompt": (FIX + "---\nname: fix\n$0\n---\n", ["purpose", "extends"]),
    "parents": (FIX + "---\nextends: $0\n---\n", ["base"]),
    "no circle": (FIX + "---\nextends: $0\n---\n//- .chant/prompts/c.md\n---\nextends: fix\n---\n", ["base"]),
    "name": (FIX + "---\nname: $0\n---\n", ["fix"]),
    "words of a prompt": (FIX + "Do this $0\n", []),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", OFFERED.values(), ids=OFFERED.keys())
def test_completion(text, expected):
    index, path, source, offset = at(text)
    assert [offer.label for offer in complete(Surroundings(index, path), source, offset).offers] == expected


WRITTEN = {
    "word behind a colon": ("provider:$0", "ollama", "provider: ollama"),
    "word": ("provider: ol$0", "ollama", "provider: ollama"),
    "word in the middle": ("provider: o$0la", "ollama", "provider: ollama"),
    "list": ("prompt_extensions: $0", "tone", "prompt_extensions: [tone]"),
    "item": ("prompt_extensions: [a, $0]", "tone", "prompt_extensions: [a, tone]"),
    "key": ("prov$0", "provider", "provider: "),
    "key with a colon": ("prov$0: x", "provider", "provider: x"),
    "below a quoted key": ('"prompt": b$0', "base", '"prompt": base'),
    "in quotes": ('provider: "cl$0"', "claude", 'provider: "claude"'),
    "in quotes, in the middle": ("provider: 'o$0la'", "ollama", "provider: 'ollama'"),
    "behind an open quote": ('prompt: "b$0', "base", 'prompt: "base"'),
    "item in quotes": ("prompt_extensions: [a, 't$0']", "tone", "prompt_extensions: [a, 'tone']"),
}


@pytest.mark.parametrize("line, label, expected", WRITTEN.values(), ids=WRITTEN.keys())
def test_what_is_written(line, label, expected):
    index, path, source, offset = at(CONFIG + f"---\ndefaults:\n  main_branch: a\n  {line}\n---\n")
    found = complete(Surroundings(index, path), source, offset)
    (offer,) = [offer for offer in found.offers if offer.label == label]
    text = source.text[: found.span.start] + offer.text + source.text[found.span.end :]
    assert text.split("\n")[3] == f"  {expected}"


@pytest.mark.parametrize("below", ["    path: y", "  - name: b", "", "z: 1"])
def test_what_is_beside_a_key_of_an_item_is_not_its_value(below):
    text = f"repos:\n  - name: \n{below}\n"
    spot = nested_spot_at(text, text.index("name: ") + 6, Span(0, len(text)))
    assert spot is not None
    assert spot.key == "name"


def test_a_few_words_say_what_is_offered():
    prompt = "//- .chant/prompts/base.md\n---\npurpose: Any work\n---\n"
    for text, label, expected in (
        (CONFIG + "---\ndefaults:\n  $0\n---\n", "main_branch", "The branch that work is merged into"),
        (CONFIG + "---\ndefaults:\n  prompt: $0\n---\n" + prompt, "base", "Any work"),
        (FIX + "---\nextends: $0\n---\n" + prompt, "base", "Any work"),
        (FIX + "---\npur$0\n---\n", "purpose", "What it is for"),
    ):
        files, (path, offset) = fixture(text)
        found = complete(Surroundings(index_of(files), path), Source(files[path]), offset)
        assert [offer.detail for offer in found.offers if offer.label == label] == [expected]


def test_a_variable_is_closed_once():
    for text, expected in (
        ("{{spec.i$0", "{{spec.id}}"),
        ("{{spec.i$0}}", "{{spec.id}}"),
        ("{{$0}", "{{spec.id}}"),
        ("{{ $0 }}", "{{spec.id}}"),
    ):
        index, path, source, offset = at(FIX + text + " and so on\n")
        found = complete(Surroundings(index, path), source, offset)
        (offer,) = [offer for offer in found.offers if offer.label == "spec.id"]
        written = source.text[: found.span.start] + offer.text + source.text[found.span.end :]
        assert written.startswith(f"{expected} and so on")


def test_an_offer_tells_more_when_somebody_looks():
    index, path, source, offset = at(CONFIG + "---\ndefaults:\n  $0\n---\n")
    found = complete(Surroundings(index, path), source, offset)
    for offer in found.offers:
        card = offer_card(index, path, offer.kind, offer.label, found.about, Situation())
        assert card is not None
        assert card.startswith(f"**defaults.{offer.label}**")


# -- fixes, and silence


@pytest.mark.parametrize(
    "text, code",
    [
        (CONFIG + "---\nproject:\n  name: a\ndefaults:\n  promt$0: base\n---\n", "unknown-setting"),
        (CONFIG + "---\nproject: {name: a}\ndefaults: {prompt: base}\nmine$0: 1\n---\n", "unknown-setting"),
        (FIX + "---\npurpose: x\n---\n{{spec.titel$0}}\n", "unknown-variable"),
        (FIX + "{{spec.titel$0}}\n", "unknown-variable"),
        (CONFIG + "$0# No settings", "config-without-frontmatter"),
    ],
)
def test_each_finding_can_be_mended_or_silenced(text, code):
    index, path, source, offset = at(text)
    findings = check(index, path)
    actions = actions_in_page(index, index.facts(path), source, Span(offset, offset), findings)
    silence = next(action for action in actions if action.title == f"Silence {code} in this file")
    files = {**{name: index.files.text(name) for name in index.files.texts}}
    after = index_of({**files, path: apply_edits(source.text, silence.edits)})
    assert code not in [finding.code for finding in check(after, path)]


CREATED = {
    "default prompt": (CONFIG + "---\ndefaults:\n  prompt: ne$0w\n---\n", ".chant/prompts/new.md"),
    "extension": (
        CONFIG + "---\ndefaults:\n  prompt_extensions: [ne$0w]\n---\n", ".chant/prompts/extensions/new.md",
    ),
    "parent": (FIX + "---\nextends: ne$0w\n---\n{{> parent}}\n", ".chant/prompts/new.md"),
}  # fmt: skip


@pytest.mark.parametrize("text, created", CREATED.values(), ids=CREATED.keys())
def test_a_missing_prompt_can_be_created(text, created):
    index, path, source, offset = at(text)
    facts = index.facts(path)
    actions = actions_in_page(index, facts, source, Span(offset, offset), check(index, path))
    (create,) = [action for action in actions if action.title == f"Create {created}"]
    assert create.finding is not None
    changes = carry_out(index, facts, source, create.key)
    assert list(changes.creates) == [created]
    files = {name: index.files.text(name) for name in index.files.texts}
    after = index_of({**files, **changes.creates})
    assert check(after, created) == []
    assert create.finding.code not in [finding.code for finding in check(after, path)]


# -- half-typed texts

TYPED = (
    "---\nproject:\n  name: a\nparallel:\n  agents:\n    - name: b\n      weight: \n  x: [a, b\nrepos:\n- path: c\n"
    "site:\n  include:\n    statuses: [x]\n---\n{{spec.id}} {{> parent}}"
)


@pytest.mark.slow
@given(st.integers(0, len(TYPED)), st.integers(0, 20), st.text(alphabet="ab:-[]{}#'\" \n\r\t😀", max_size=6))
@settings(max_examples=tries(300), deadline=None)
def test_no_place_is_too_broken(at, removed, added):
    text = TYPED[:at] + added + TYPED[at + removed :]
    offset = min(len(text), at + len(added))
    spot = nested_spot_at(text, offset)
    assert spot is None or 0 <= spot.span.start <= offset <= spot.span.end <= len(text)
    for path in (".chant/config.md", ".chant/prompts/fix.md"):
        index = index_of({path: text})
        found = complete(Surroundings(index, path), Source(text), offset)
        assert 0 <= found.span.start <= found.span.end <= len(text)
        hover_in_page(index, path, Source(text), offset)
        definition_at(index, path, offset, Source(text))
