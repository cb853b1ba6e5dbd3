"""Views of files that nobody would write: every one answers, within the text and within a bound."""

import pytest

from chant_lsp.core.features.completion import complete
from chant_lsp.core.features.folding import folds
from chant_lsp.core.features.formatting import format_edits
from chant_lsp.core.features.highlights import MAX_HIGHLIGHTS, highlights
from chant_lsp.core.features.hints import MAX_HINTS, hints_in_text
from chant_lsp.core.features.offers import Surroundings
from chant_lsp.core.features.outline import MAX_CRITERIA, outline
from chant_lsp.core.features.page import page_at
from chant_lsp.core.features.selection import selections
from chant_lsp.core.features.tokens import tokens
from chant_lsp.core.headings import MAX_MARKS
from chant_lsp.core.text import Source, Span
from tests.families import family
from tests.fixtures import ONLY_FILE, index_of

LENGTH = 30_000
FIELDS = "---\nstatus: pending\n---\n"


def full_of(piece: str) -> str:
    return (piece * (LENGTH // len(piece) + 1))[:LENGTH]


ATTACKS = {
    "headings": FIELDS + full_of("# a\n## b\n### c\n"),
    "boxes": f"{FIELDS}## Acceptance Criteria\n{full_of('- [ ] a' + chr(10))}",
    "boxes in a line": f"{FIELDS}## Acceptance Criteria\n{full_of('- [ ] ')}",
    "fences": FIELDS + full_of("```\n"),
    "wiki links": FIELDS + full_of("[[001-spec]]\n"),
    "half a wiki link": FIELDS + full_of("[["),
    "links": FIELDS + full_of("](a/b) "),
    "backticks": FIELDS + full_of("`"),
    "sentences in a line": FIELDS + full_of("a. "),
    "lists in lists": FIELDS + "".join(f"{' ' * depth}- a\n" for depth in range(240)),
    "hashes": FIELDS + full_of("#"),
    "machine text": f"{FIELDS}## Agent Output\n{full_of('x' + chr(10))}",
    "blank frontmatter": f"---\n{full_of(chr(10))}a: b\n---\n",
    "fields": "---\n" + "".join(f"k{number}: v\n" for number in range(3000)) + "---\n",
    "items": "---\nlabels: [" + full_of("a,") + "]\n---\n",
    "blanks before a comment": f"---\nlabels:{full_of(' ')}\n# x\ntype: code{full_of(' ')}#42\n---\n",
    "values over lines": "---\n" + "".join(f"k{number}: a\n  b\n" for number in range(2000)) + "---\n",
    "blanks in an open quote": f'---\nlabels: ["a{full_of(" ")}b\ntype: a{full_of(" ")}b\n---\n',
    "blanks in brackets": f"---\nlabels: [a{full_of(' ')}b]\n---\n",
    "blanks in a heading": f"{FIELDS}# a{full_of(' ')}b#\n## {'#' * LENGTH} #\n",
    "blanks in a body": f"{FIELDS}{full_of(' ')}x",
    "unterminated": "---\n" + full_of("a: b\n"),
    "carriage returns": FIELDS + full_of("\r"),
}
FAST = ("fences", "unterminated", "half a wiki link", "blanks before a comment", "blanks in a body")


def count(symbols):
    return sum(1 + count(symbol.children) for symbol in symbols)


@pytest.mark.parametrize("text", family(ATTACKS, FAST))
def test_every_view_has_an_answer_of_bearable_size(text):
    source, index = Source(text), index_of({ONLY_FILE: text})
    page = page_at(index, ONLY_FILE, source)
    assert page is not None
    middle, end = len(text) // 2, len(text)
    assert count(outline(page)) <= MAX_MARKS + MAX_CRITERIA + 600
    assert len(folds(page, 100)) <= 100
    assert all(len(chain) < 60 for chain in selections(page, [0, middle, end]))
    assert len(hints_in_text(index, page, Span(0, end))) <= MAX_HINTS
    assert len(highlights(index, page, middle)) <= MAX_HIGHLIGHTS
    assert all(token.span.end <= end for token in tokens(index, page))
    assert all(edit.span.end <= end for edit in format_edits(page))
    around = Surroundings(index, ONLY_FILE)
    assert all(complete(around, source, offset).span.end <= end for offset in (middle, end))
