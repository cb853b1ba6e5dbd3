"""Real specs: what we read is what chant reads."""

import random

import pytest

from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.corpus import needs_corpus, text_of, verdicts

pytestmark = needs_corpus

LISTS = ("depends_on", "members", "target_files", "informed_by", "origin", "tracks", "context")


def read(file):
    return parse(f".chant/specs/{file.split('__')[1]}", Source(text_of(file)))


def test_every_document_is_read_as_chant_reads_it():
    for verdict in verdicts():
        spec = read(verdict["file"])
        assert spec.readable == (verdict["verdict"] == "ok"), verdict["file"]
        counted = (spec.title, spec.body.open_criteria, len(spec.body.criteria))
        assert counted == (verdict["title"], verdict["ac_unchecked"], verdict["ac_total"]), verdict["file"]
        if spec.readable:
            assert (spec.type, spec.status.replace("_", "")) == (verdict["type"], verdict["status"].lower())
            assert all(spec.texts(name) == tuple(verdict[name] or ()) for name in LISTS), verdict["file"]


def test_a_refused_document_has_its_fault_where_chant_has_it():
    for verdict in verdicts():
        if verdict["verdict"] != "ok":
            source = Source(text_of(verdict["file"]))
            line, column = source.place(read(verdict["file"]).faults[0].span.start)
            assert {"line": line + 1, "column": column + 1} == verdict["location"]


@pytest.mark.slow
def test_mutated_real_specs_never_stop_the_parser():
    chance = random.Random(42)
    documents = [text_of(verdict["file"]) for verdict in verdicts()]
    for text in documents:
        for _ in range(8):
            mutated = _mutate(text, chance)
            spec = parse("a.md", Source(mutated))
            for span in (mention.span for mention in spec.mentions):
                assert 0 <= span.start <= span.end <= len(mutated)


def _mutate(text, chance):
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(min(len(text), 400) or 1)
        cut = chance.randrange(4)
        text = (
            text[:at]
            + chance.choice(["", "---", "\t", "[", "{", "'", ": ", "- ", "\n", "&a ", "*a", "\0", "\r"])
            + text[at + cut :]
        )
    return text
