"""A file that is checked again after an edit says what it would say anew, and rules say truly what they read."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check, check_again
from chant_lsp.core.files import MemoryFiles
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.markdown import Body
from chant_lsp.core.reparse import reparse
from chant_lsp.core.rules import BODY_READERS, CODES, RULES, code_of
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source, Span
from tests.corpus import needs_corpus, text_of, verdicts
from tests.random_specs import PATHS, spec_texts

PATH = ".chant/specs/001-a.md"
ALL_ON = dict.fromkeys(CODES, Severity.HINT)
"""Rules that are off as shipped look at the text more than others do."""
PIECES = ("", "", "x", "word ", "é", " ", "\n", "#", "---", "- [ ] ", "```", "human gate", "\u200b", ":", "[", "# T\n")
BODY = """
# Title

Some words, that say nothing.
And others of a 2026-01-01-001-abc that nobody wrote.

- an item
- [ ] a box

## Acceptance Criteria

- [ ] One
- [x] Two

Words behind.

## Agent Output

Words of the machine.
"""


def check_typing(text: str, random: Random, edits: int) -> None:
    """Type at random into a text, and compare each answer with that of an index of its own."""
    index = SpecIndex(MemoryFiles({}))
    index.apply([Change(PATH, parse(PATH, Source(text)))])
    checked = check_again(None, index, PATH, ALL_ON)
    revision = index.revision
    for _ in range(edits):
        start = random.randrange(len(text) + 1)
        edited = text[:start] + random.choice(PIECES) + text[start + random.choice((0, 0, 1, 5)) :]
        spec = reparse(index.specs[PATH], Source(text), Source(edited))
        parsed = parse(PATH, Source(edited))
        assert (spec, spec.parts) == (parsed, parsed.parts)
        index.apply([Change(PATH, spec)])
        checked = check_again(checked if index.only_retyped(PATH, revision) else None, index, PATH, ALL_ON)
        revision, text = index.revision, edited
        anew = SpecIndex(MemoryFiles({}))
        anew.apply([Change(PATH, parsed)])
        assert checked.findings == check(anew, PATH, ALL_ON)


@given(spec_texts(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_typing_into_a_spec(text, random):
    check_typing(text + BODY, random, 10)


@needs_corpus
@pytest.mark.slow
def test_typing_into_real_specs():
    random = Random(1)
    for verdict in verdicts():
        check_typing(text_of(verdict["file"]), random, 6)


def test_what_was_not_typed_in_is_not_checked_again():
    text = "---\nstatus: opne\n---\n" + BODY
    index = SpecIndex(MemoryFiles({}))
    index.apply([Change(PATH, parse(PATH, Source(text)))])
    before = check_again(None, index, PATH)
    typed = reparse(index.specs[PATH], Source(text), Source(text.replace("Some words", "Some word")))
    revision = index.revision
    index.apply([Change(PATH, typed)])
    assert index.only_retyped(PATH, revision)
    assert check_again(before, index, PATH).findings is before.findings
    index.apply([Change(PATHS[1], parse(PATHS[1], Source(text)))])
    assert not index.only_retyped(PATH, revision)


def without_body(spec: Spec) -> Spec:
    """The same spec, of which nobody can read the text below the frontmatter."""
    frontmatter, text = spec.frontmatter, spec.parts.text
    start = frontmatter.body.start
    parts = replace(
        spec.parts, frontmatter=replace(frontmatter, body=Span(start, start)), body=Body(), text=text[:start]
    )
    return replace(spec, held=parts)


@given(st.dictionaries(st.sampled_from(PATHS), spec_texts(), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_other_rules_do_not_read_the_body(texts):
    specs = [parse(path, Source(text + BODY)) for path, text in texts.items()]
    full, bare = SpecIndex(MemoryFiles({})), SpecIndex(MemoryFiles({}))
    full.load(specs)
    bare.load([without_body(spec) for spec in specs])
    for rule in RULES:
        if code_of(rule) not in BODY_READERS:
            for spec in specs:
                said = list(rule(spec, full))
                assert list(rule(without_body(spec), bare)) == said, rule.__name__
