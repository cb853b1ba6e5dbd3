"""A file that is checked again after an edit says what it would say anew, and rules say truly what they read."""

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check, check_again, check_anew
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.markdown import Body
from chant_lsp.core.reparse import reparse
from chant_lsp.core.rules import BODY_READERS, CODES, RULES, code_of
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source, Span, between
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.memory_files import MemoryFiles
from tests.random_specs import PATHS, spec_texts

PATH = ".chant/specs/001-a.md"
ALL_ON = dict.fromkeys(CODES, Severity.HINT)
"""Rules that are off as shipped look at the text more than others do."""
PIECES = (
    "",
    "",
    "x",
    "word ",
    "é",
    " ",
    "\n",
    "#",
    "---",
    "- [ ] ",
    "`",
    "``",
    "```",
    "human gate",
    "\u200b",
    ":",
    "[",
    "]",
    "［x］",
    "# T\n",
)
BODY = """
# Title

Some words, that say nothing, and `src/a.py`.
And others of a 2026-01-01-001-abc that nobody wrote, see [the notes](notes.md) and [[001-a]].

- an item
- [ ] a box

## Acceptance Criteria

- [ ] One
- [x] Two

Words behind.

## Agent Output

Words of the machine.
"""


VALUES = re.compile(r"^(\w+): (.*)$", re.MULTILINE)
WORDS = ("", "x", "pending", "completed", "in_progress", "opne", "code", "driver", "research", "a b", "true", "7")


def in_a_text(text: str, random: Random) -> tuple[int, int, str]:
    """Somebody types anywhere."""
    start = random.randrange(len(text) + 1)
    return start, start + random.choice((0, 0, 1, 5)), random.choice(PIECES)


def in_a_value(text: str, random: Random) -> tuple[int, int, str]:
    """Somebody types in a value, or writes another one."""
    values = list(VALUES.finditer(text))
    if not values:
        return in_a_text(text, random)
    start, end = random.choice(values).span(2)
    if random.random() < 0.5:
        return start, end, random.choice(WORDS)
    at = random.randrange(start, end + 1)
    return at, min(at + random.choice((0, 0, 1)), end), random.choice(("", "x", "e", " ", "y"))


def check_typing(text: str, random: Random, edits: int, others: Mapping[str, str] = MappingProxyType({})) -> None:
    """Type at random into a text, take some of it back, and compare each answer with that of an index of its own."""
    specs = [parse(path, Source(other)) for path, other in others.items()]
    index = SpecIndex(MemoryFiles({}))
    index.load([*specs, parse(PATH, Source(text))])
    checked, revision, source = check_anew(index, PATH, ALL_ON), index.revision, Source(text)
    left = source
    elsewhere = {path: check(index, path, ALL_ON) for path in others}
    for _ in range(edits):
        start, end, piece = random.choice((in_a_text, in_a_value, in_a_value))(source.text, random)
        edit = source.retyped(start, min(end, len(source.text)), piece)
        if random.random() < 0.3:
            edit = between(source, left)
        left, source, parsed = source, edit.new, parse(PATH, edit.new)
        back = index.typings.taken_back(PATH, source.text)
        change = Change(PATH, *back) if back is not None else reparse(index.specs[PATH], edit)
        assert (change.facts, change.facts.parts) == (parsed, parsed.parts)
        touched = index.apply([change]).touched
        elsewhere = {
            path: check(index, path, ALL_ON) if path in touched else found for path, found in elsewhere.items()
        }
        if random.random() < 0.3:
            continue
        typed = index.typed_since(PATH, revision)
        checked = check_anew(index, PATH, ALL_ON) if typed is None else check_again(checked, typed, index, PATH)
        revision = index.revision
        anew = SpecIndex(MemoryFiles({}))
        anew.load([*specs, parsed])
        assert checked.findings == check(anew, PATH, ALL_ON)
        assert elsewhere == {path: check(anew, path, ALL_ON) for path in others}


@given(spec_texts(), st.dictionaries(st.sampled_from(PATHS[1:]), spec_texts()), st.randoms(use_true_random=False))
@settings(max_examples=tries(50), deadline=None)
def test_typing_into_a_spec(text, others, random):
    check_typing(text + BODY, random, 20, others)


@needs_corpus
@pytest.mark.slow
def test_typing_into_real_specs():
    random = Random(1)
    for verdict in verdicts():
        check_typing(text_of(verdict["file"]), random, 12)


def test_what_was_not_typed_in_is_not_checked_again():
    text = "---\nstatus: opne\nlabels: [a]\n---\n" + BODY
    index = SpecIndex(MemoryFiles({}))
    index.apply([Change(PATH, parse(PATH, Source(text)))])
    before, revision = check_anew(index, PATH), index.revision
    typed = between(Source(text), Source(text.replace("Some words", "Some word")))
    index.apply([reparse(index.specs[PATH], typed)])
    checked = check_again(before, index.typed_since(PATH, revision), index, PATH)
    assert [told.finding for told in checked.told] == [told.first for told in before.told]
    assert all(one.first is other.first for one, other in zip(checked.told, before.told, strict=True))
    index.apply([Change(PATHS[1], parse(PATHS[1], Source(text)))])
    assert index.typed_since(PATH, revision) is None


def without_body(spec: Spec) -> Spec:
    """The same spec, of which nobody can read the text below the frontmatter."""
    frontmatter, text = spec.frontmatter, spec.parts.text
    start = frontmatter.body.start
    parts = replace(
        spec.parts, frontmatter=replace(frontmatter, body=Span(start, start)), body=Body(), text=text[:start]
    )
    return replace(spec, held=parts)


@given(st.dictionaries(st.sampled_from(PATHS), spec_texts(), min_size=1, max_size=4))
@settings(max_examples=tries(50), deadline=None)
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
