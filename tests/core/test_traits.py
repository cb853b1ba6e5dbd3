"""A rule that is not asked would have had nothing to say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check as check_all
from chant_lsp.core.conditions import conditions_of
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules import RULES, can_say_something, conditions
from chant_lsp.core.skim import skim
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import index_of
from tests.memory_files import MemoryFiles
from tests.random_specs import PATHS, spec_texts

BODIES = (
    "# T",
    "",
    "# T\n\n## Acceptance Criteria\n\n- [ ] a\n* [ ] b",
    "# T\n\nThis is a human gate.",
    "# T\n- [ ] a",
)
FRONTMATTERS = (
    "type: code\ntype: code",
    "approval:\n  required: true\n  requird: x",
    "labels: [{a: 1, a: 2}]",
    "stauts: ready",
    "status: ready",
    "a: &b c\nd: *b",
    "members: [x.1]",
    "output_schema: gone.json\nprompt: gone",
    "informed_by: [src/, 'a[', 001-a]\ncontext: [src/]",
    "target_files: [Some words]",
    "commit: abc",
)


def check(texts: dict[str, str]) -> None:
    index = index_of(texts)
    for spec in index.specs.values():
        held = conditions_of(spec, index)
        for rule in RULES:
            if conditions(rule) <= held and not can_say_something(rule, spec.traits):
                assert list(rule(spec, index)) == [], rule.__name__


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(PATHS), spec_texts(), max_size=4))
@settings(deadline=None)
def test_random_projects(texts):
    check(texts)


@given(st.sampled_from(FRONTMATTERS), st.sampled_from(BODIES), st.sampled_from(("---\n", "----\n", "", "--- x\n")))
def test_what_rules_are_about(frontmatter, body, end):
    check({PATHS[0]: f"---\n{frontmatter}\n{end}{body}", PATHS[1]: "---\n---\n# B"})


QUIET = {
    "done": (
        "---\ntype: code\nstatus: completed\ntarget_files:\n- src/x.py\ncommits:\n- 72e5526\n"
        "completed_at: 2026-01-01T10:00:00Z\nmodel: claude-opus-4\n---\n\n# T\n\n## Acceptance Criteria\n\n- [x] One\n"
    ),
    "to do": "---\ntype: code\nstatus: pending\nlabels: [a]\n---\n\n# Title\n\nWords.\n",
}


@pytest.mark.parametrize("path", [".chant/specs/2026-01-01-001-abc.md", ".chant/archive/2026-01/2026-01-01-001-abc.md"])
@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET.keys())
def test_a_spec_with_nothing_remarkable_is_not_read_again(path, text):
    """A rule that looks into the frontmatter or the body has to say `ONLY_WITH`, or ask a fact of the spec first."""

    def read(spec):
        raise AssertionError("somebody looks into the parts of a spec in which there is nothing to find")

    spec = skim(path, text.encode(), read)
    index = SpecIndex(MemoryFiles({"src/x.py": ""}))
    index.load([spec] if spec else [])
    assert spec and check_all(index, path) == []


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    check({f".chant/specs/{verdict['file'].split('__')[1]}": text_of(verdict["file"]) for verdict in verdicts()})
