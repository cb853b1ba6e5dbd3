"""A rule reads no more of a spec than it says: that is why the others need not be asked again after a keystroke."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.conditions import RESTS_ON, conditions_of
from chant_lsp.core.frontmatter import Entry, Frontmatter, Node, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules import RULES, code_of, conditions, reads, waits_for, weighs
from chant_lsp.core.schema import FIELDS, Names
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.core.typed import FAULTS, IS_OPEN, READABLE
from tests.corpus import needs_corpus, text_of, verdicts
from tests.memory_files import MemoryFiles
from tests.random_specs import PATHS, spec_texts

FACTS = (IS_OPEN, READABLE, FAULTS)
TYPED_INTO = {name for name, field in FIELDS.items() if field.names is Names.NOTHING and not field.is_time}
"""Fields whose values can be typed into with nothing else to read again."""
KEYS_AND_PLACES = ("opener", "block", "closer", "body", "problems", "edges", "line_starts", "line_end", "lines_of")


class WatchedScalar(Scalar):
    """A value that notes when somebody reads it; where it stands is no news, as that moves with the text."""

    key: str
    noted: set[str]

    def __iter__(self) -> Iterator[Any]:
        self.noted.add(self.key)
        return super().__iter__()

    @property
    def text(self) -> Any:  # pyright: ignore[reportIncompatibleVariableOverride]
        self.noted.add(self.key)
        return self[0]


class WatchedFrontmatter:
    """Frontmatter that notes whose values are read."""

    def __init__(self, frontmatter: Frontmatter, noted: set[str]) -> None:
        self.entries = tuple(Entry(key, self.watched(key.text, value, noted)) for key, value in frontmatter.entries)
        for name in KEYS_AND_PLACES:
            setattr(self, name, getattr(frontmatter, name))

    def watched(self, key: str, value: Node, noted: set[str]) -> Node:
        if not isinstance(value, Scalar):
            return value
        scalar = WatchedScalar._make(value)
        scalar.key, scalar.noted = key, noted
        return scalar

    def get(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key.text == name), None)


class WatchedSpec(Spec):
    """A spec that notes what of it is looked at."""

    def __init__(self, spec: Spec) -> None:
        object.__setattr__(self, "spec", spec)
        object.__setattr__(self, "noted", set())

    def __getattribute__(self, name: str) -> Any:
        if name in ("noted", "spec", "__class__"):
            return object.__getattribute__(self, name)
        spec, noted = self.spec, self.noted
        if name in (*FACTS, *FIELDS):
            noted.add(name)
        elif name == "is_human_gate":
            noted.add("labels")
        elif name == "frontmatter":
            return WatchedFrontmatter(spec.frontmatter, noted)
        elif name in ("text", "texts", "nested", "faults_of"):
            return lambda field, *more: noted.add(field) or getattr(spec, name)(field, *more)
        return getattr(spec, name)


def check_reads(texts: dict[str, str], index: SpecIndex) -> None:
    """Ask each rule about each of some specs, and see what it looks at, by whatever way."""
    specs = [WatchedSpec(parse(path, Source(text))) for path, text in texts.items()]
    index.load(specs)
    for rule in RULES:
        said = reads(rule)
        for spec in specs if said is not None else ():
            if not conditions(rule) <= conditions_of(spec, index):
                continue
            spec.noted.clear()
            found = list(rule(spec, index))
            seen = spec.noted & {*TYPED_INTO, *FACTS}
            # While it is asked, a flag or a status that it waits for is always the same; labels may still differ.
            same = waits_for(rule) - {"labels"}
            assert seen <= said | same | (weighs(rule) if found else set()), (code_of(rule), found)


@given(st.dictionaries(st.sampled_from(PATHS), spec_texts(), min_size=1, max_size=4))
@settings(deadline=None)
def test_of_random_specs(texts):
    check_reads({path: f"{text}\n# Title\n" for path, text in texts.items()}, SpecIndex(MemoryFiles({})))


@pytest.mark.slow
@needs_corpus
def test_of_real_specs():
    texts = {f".chant/specs/{verdict['file'].rpartition('/')[2]}": text_of(verdict["file"]) for verdict in verdicts()}
    check_reads(texts, SpecIndex(MemoryFiles({})))


def test_what_they_say_is_of_a_spec():
    for rule in RULES:
        assert (reads(rule) or set()) | weighs(rule) <= {*TYPED_INTO, *FACTS}, code_of(rule)
        assert conditions(rule) <= RESTS_ON.keys(), code_of(rule)
