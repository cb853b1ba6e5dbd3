"""Prompts: their facts, how they extend each other, and what chant fills in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.completion import complete
from chant_lsp.core.features.offers import Surroundings
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change
from chant_lsp.core.pages import Pages
from chant_lsp.core.prompt import PARENT_MARKER, variables
from chant_lsp.core.prompt_file import VARIABLES, parse
from chant_lsp.core.rules.prompts.prompt_cycle import MAX_RELATED
from chant_lsp.core.spec import parse as parse_spec
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.corpus import CORPUS, needs_corpus
from tests.fixtures import index_of

PATH = ".chant/prompts/fix.md"
BASE = {".chant/prompts/base.md": "Do {{spec.title}}.\n"}


def found(text, others=BASE, path=PATH):
    index = index_of({path: text, **others})
    return [(each.code, text[slice(*each.span)], each.severity.name[0]) for each in check(index, path)]


def test_facts():
    prompt = parse(
        PATH, Source("---\nname: Fix\nextends: 'base'\n---\n{{> parent}} {{spec.id}} {{ x }} ${{ y }} {{{z}}}\n")
    )
    assert prompt.name == "fix"
    assert prompt.text("name") == "Fix"
    assert (prompt.extends.text, prompt.extends.span) == ("base", (24, 28))
    assert [each.inside for each in prompt.placeholders] == ["> parent", "spec.id", " x "]
    assert prompt.parent_marker is prompt.placeholders[0]


def test_a_prompt_in_a_folder_extends_its_neighbour():
    prompt = parse(".chant/prompts/team/fix.md", Source("---\nextends: base\n---\n"))
    assert (prompt.name, prompt.extends.text) == ("team/fix", "team/base")


def test_a_prompt_that_says_its_files_name_mentions_itself():
    source = Source("---\nname: fix\nextends: base\n---\n")
    prompt = parse(PATH, source)
    assert [(each.field, each.text) for each in prompt.mentions] == [("extends", "base"), ("name", "fix")]
    assert parse(".chant/prompts/other.md", source).mentions == prompt.mentions[:1]


def test_the_table_of_variables_is_what_is_filled_in():
    spec = parse_spec(".chant/specs/001-a.md", Source("# A"))
    assert ["{{" + name + "}}" for name in VARIABLES] == list(variables(spec, "", "", ""))


FOUND = {
    "fine": ("---\nextends: base\n---\n{{> parent}}\n{{spec}} {{worktree.isolated}}\n", []),
    "no frontmatter": ("Do {{spec.id}}\n", []),
    "empty": ("", []),
    "spaces": ("{{ spec.id }}", [("unknown-variable", "{{ spec.id }}", "W")]),
    "case": ("{{Spec.Id}}", [("unknown-variable", "{{Spec.Id}}", "W")]),
    "bare": ("{{title}}", [("unknown-variable", "{{title}}", "W")]),
    "of a spec, unknown": ("{{spec.informed_by}}", [("unknown-variable", "{{spec.informed_by}}", "W")]),
    "bundled": ("{{spec.model}}", [("unknown-variable", "{{spec.model}}", "H")]),
    "nobody's": ("{{anything}}", [("unknown-variable", "{{anything}}", "H")]),
    "loop": ("{{#each x}}", [("unknown-variable", "{{#each x}}", "W")]),
    "another's text": ("{{> standard}}", [("unknown-variable", "{{> standard}}", "W")]),
    "no space in the marker": ("{{>parent}}", [("unknown-variable", "{{>parent}}", "W")]),
    "no space in the marker, with a parent": (
        "---\nextends: base\n---\n{{>parent}}",
        [("unknown-variable", "{{>parent}}", "W")],
    ),
    "no sign in the marker": ("---\nextends: base\n---\n{{parent}}", [("unknown-variable", "{{parent}}", "W")]),
    "the parent's name": ("---\nextends: base\n---\n{{> base}}", [("unknown-variable", "{{> base}}", "W")]),
    "a brace too few behind": ("Do {{spec.title}.", [("unknown-variable", "{{spec.title}", "W")]),
    "a brace too few in front": ("Do {spec.title}}.", [("unknown-variable", "{spec.title}}", "W")]),
    "other braces": ("{spec.title} ${{spec.title}} {{{spec.title}}} {{x}", []),
    "a path to extend": (
        "---\nextends: .chant/prompts/base.md\n---\n{{> parent}}",
        [("missing-parent", ".chant/prompts/base.md", "E")],
    ),
    "a slip, and the marker": ("---\nextend: base\n---\n{{> parent}}", [("near-miss-prompt-key", "extend", "W")]),
    "a list to extend, and the marker": (
        "---\nextends: [base]\n---\n{{> parent}}",
        [("wrong-type", "[base]", "E")],
    ),
    "merge": ("{{branch_name}}", [("unknown-variable", "{{branch_name}}", "H")]),
    "marker alone": ("{{> parent}}", [("parent-without-extends", "{{> parent}}", "W")]),
    "discarded": ("---\nextends: base\n---\nx", [("discarded-parent", "base", "W")]),
    "missing": ("---\nextends: gone\n---\n{{> parent}}", [("missing-parent", "gone", "E")]),
    "itself": ("---\nextends: fix\n---\n{{> parent}}", [("prompt-cycle", "fix", "E")]),
    "wrong type": ("---\nextends: [base]\n---\nx", [("wrong-type", "[base]", "E")]),
    "twice": ("---\nname: fix\nname: fix\n---\nx", [("duplicate-key", "name", "E")]),
    "another name": ("---\nname: other\n---\nx", [("prompt-name", "other", "H")]),
    "a key of one's own": ("---\nowner: ada\n---\nx", []),
    "slip": ("---\nextens: base\n---\nx", [("near-miss-prompt-key", "extens", "W")]),
    "broken": ("---\nname: a: b\n---\nx", [("yaml-syntax", ": ", "E")]),
}


@pytest.mark.parametrize("text, expected", FOUND.values(), ids=FOUND.keys())
def test_what_is_found(text, expected):
    assert [(code, severity) for code, _, severity in found(text)] == [
        (code, severity) for code, _, severity in expected
    ]
    assert all(
        was == shown
        for (_, was, _), (code, shown, _) in zip(found(text), expected, strict=True)
        if code != "yaml-syntax"
    )


def test_the_merge_prompt_has_its_own_variables():
    path = ".chant/prompts/merge-conflict.md"
    assert found("{{branch_name}} {{conflict_diff}}", path=path) == []
    assert found("{{spec.id}}", path=path) == [("unknown-variable", "{{spec.id}}", "W")]


def test_whoever_extends_a_circle_is_not_on_it():
    files = {
        ".chant/prompts/a.md": "---\nextends: b\n---\n{{> parent}}",
        ".chant/prompts/b.md": "---\nextends: c\n---\n{{> parent}}",
        ".chant/prompts/c.md": "---\nextends: b\n---\n{{> parent}}",
    }
    index = index_of(files)
    codes = {path: [each.code for each in check(index, path)] for path in files}
    assert codes == {
        ".chant/prompts/a.md": [],
        ".chant/prompts/b.md": ["prompt-cycle"],
        ".chant/prompts/c.md": ["prompt-cycle"],
    }


MENDED = {
    "---\nextends: base\n---\n{{>parent}}": "---\nextends: base\n---\n{{> parent}}",
    "---\nextends: base\n---\n{{parent}}": "---\nextends: base\n---\n{{> parent}}",
    "Do {{spec.title}.": "Do {{spec.title}}.",
    "Do {spec.title}}.": "Do {{spec.title}}.",
    "---\nextends: '.chant/prompts/base.md'\n---\n{{> parent}}": '---\nextends: "base"\n---\n{{> parent}}',
}


@pytest.mark.parametrize("text, expected", MENDED.items())
def test_what_is_found_is_mended(text, expected):
    (finding,) = check(index_of({PATH: text, **BASE}), PATH)
    assert apply_edits(text, finding.fixes[0].edits) == expected
    assert found(expected) == []


@needs_corpus
@pytest.mark.parametrize(
    "place",
    sorted([*CORPUS.glob("aux/*chant~prompts~*.md"), *CORPUS.glob("snapshots/*/ws/.chant/prompts/*.md")]),
    ids=lambda place: f"{place.parts[-5][:6]}-{place.name[-30:]}",
)
def test_real_prompts_have_no_error_and_no_warning(place):
    name = place.name.rpartition("~")[2]
    path = f".chant/prompts/{name}"
    index = index_of({path: place.read_text("utf-8")})
    assert [each for each in check(index, path) if each.severity <= Severity.WARNING] == []


TEXT = "---\nname: fix\nextends: base\npurpos: x\n---\n\n{{> parent}} {{spec.titel}} {{ spec.id }} {{#if x}} {{>y}}\n"


@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text(alphabet="ab{}> .:-[]\n\u2028😀", max_size=5))
@settings(max_examples=tries(200), deadline=None)
def test_no_text_is_too_broken(at, removed, added):
    text = TEXT[:at] + added + TEXT[at + removed :]
    index = index_of({PATH: text, **BASE})
    for finding in check(index, PATH):
        edits = [edit for fix in finding.fixes for edit in fix.edits]
        assert all(0 <= span.start <= span.end <= len(text) for span in (finding.span, *(edit.span for edit in edits)))


@pytest.mark.parametrize("text", ["{{" * 60_000, "{{a}}" * 25_000, "{" * 130_000, PARENT_MARKER * 10_000])
def test_hostile_texts_are_answered(text):
    assert len(found(text)) <= 101


@pytest.mark.slow
def test_many_prompts_in_one_long_chain_are_answered():
    files = {
        f".chant/prompts/p{i}.md": f"---\nextends: p{i + 1}\n---\n{PARENT_MARKER}\n" for i in range(3000)
    }  # the last one extends nothing that is there
    index = index_of(files)
    assert [each.code for each in check(index, ".chant/prompts/p2999.md")] == ["missing-parent"]
    assert check(index, ".chant/prompts/p0.md") == []
    changed = index.apply([Change(".chant/prompts/p5.md", parse(".chant/prompts/p5.md", Source("x")))])
    assert len(changed.touched) == 6


def test_a_circle_of_hundreds_is_told_by_its_beginning():
    count = 400
    files = {
        f".chant/prompts/p{i}.md": f"---\nextends: p{(i + 1) % count}\n---\n{PARENT_MARKER}\n" for i in range(count)
    }
    [finding] = check(index_of(files), ".chant/prompts/p7.md")
    assert len(finding.related) == MAX_RELATED
    assert "`p7` → `p8` → `p9` → `p10` → `p11` → `p12` → `p13` → `p14` → … → `p7`" in finding.message


def test_the_parents_of_each_prompt_are_not_looked_up_for_an_offer(monkeypatch):
    files = {f".chant/prompts/p{i}.md": f"---\nextends: p{i + 1}\n---\n{PARENT_MARKER}\n" for i in range(9)}
    files[".chant/prompts/p3.md"] = "---\nextends: p\n---\n"
    index = index_of(files)
    monkeypatch.delattr(Pages, "ancestry")
    source = Source(files[".chant/prompts/p3.md"])
    found = complete(Surroundings(index, ".chant/prompts/p3.md"), source, len("---\nextends: p"))
    assert [offer.label for offer in found.offers] == ["p4", "p5", "p6", "p7", "p8"]
