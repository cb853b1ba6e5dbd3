"""The outline, drawn with two spaces a level: `name | detail`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.outline import SymbolKind, outline
from chant_lsp.core.features.page import page_at
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE, index_of


def outline_of(text, path=ONLY_FILE):
    page = page_at(index_of({path: text}), path, Source(text))
    assert page is not None
    return outline(page)


def drawn(symbols, depth=0):
    for symbol in symbols:
        yield "  " * depth + f"{symbol.name} | {symbol.detail}".removesuffix(" | ")
        yield from drawn(symbol.children, depth + 1)


CASES = {
    "a whole spec": (
        """\
---
type: research
status: pending
depends_on: [001-a, "002-b"]
target_files:
- docs/a.md
approval:
  required: true
---

# Find the cause

## Task

Look.

### Where

## Acceptance Criteria

- [x] Read `a.py`
- [ ] Write

## Agent Output

```
# no heading
```
""",
        """\
Frontmatter | research · pending
  type | research
  status | pending
  depends_on | 001-a, 002-b
  target_files | docs/a.md
  approval
    required | true
Find the cause | 001-spec
  Task
    Where
  Acceptance Criteria | 1 of 2 ticked
    ☑ Read `a.py` | done
    ☐ Write | open
  Agent Output | written by chant
""",
    ),
    "no frontmatter": ("# A\n", "A | 001-spec\n"),
    "empty frontmatter": ("---\n---\n# A\n", "A | 001-spec\n"),
    "frontmatter that never ends": ("---\nstatus: pending\n# A\n", "A | 001-spec\n"),
    "YAML that cannot be read": (
        "---\ntype: task\nlabels: [a, b\nstatus: open\n---\n# A\n",
        "Frontmatter | task · open\n  type | task\n  labels | a, b\n  status | open\nA | 001-spec\n",
    ),
    "alias": ("---\ntype: *x\n---\n# A\n", "Frontmatter | code · pending\n  type | (alias)\nA | 001-spec\n"),
    "list of maps": ("---\nx: [{a: 1}, b]\n---\n# A\n", "Frontmatter | code · pending\n  x | …, b\nA | 001-spec\n"),
    "criteria below smaller headings": (
        "---\n---\n# A\n## Acceptance Criteria\n### One\n- [ ] a\n### Two\n- [X] b\n",
        "A | 001-spec\n  Acceptance Criteria | 1 of 2 ticked\n    One\n      ☐ a | open\n    Two\n      ☑ b | done\n",
    ),
    "criteria heading without criteria": (
        "---\n---\n# A\n## Acceptance Criteria\n",
        "A | 001-spec\n  Acceptance Criteria | no criteria\n",
    ),
    "two boxes in a line": (
        "---\n---\n## Acceptance Criteria\n- [ ] a - [x] b\n",
        "Acceptance Criteria | 1 of 2 ticked\n  ☐ a - [x] b | open\n  ☑ b | done\n",
    ),
    "a box without words": (
        "---\n---\n## Acceptance Criteria\n- [ ]\n",
        "Acceptance Criteria | 0 of 1 ticked\n  ☐ | open\n",
    ),
    "heading without words": ("---\n---\n##\n", "(no title)\n"),
    "what hides is shown": ("---\n---\n# a\u202eb\u200bc\n", "a\ufffdb\ufffdc | 001-spec\n"),
    "long heading": ("---\n---\n## " + "word " * 60, "word " * 23 + "word…\n"),
    "long list": (
        "---\nlabels: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n---\n",
        "Frontmatter | code · pending\n  labels | 1, 2, 3, 4, 5, 6, 7, 8, …\n",
    ),
}


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_outline(text, expected, end):
    found = outline_of(text.replace("\n", end))
    assert "\n".join(drawn(found)) + "\n" == expected


@pytest.mark.parametrize("path", [".chant/config.md", ".chant/prompts/a/standard.md"])
def test_config_and_prompts_have_one_too(path):
    found = outline_of("---\nname: standard\ndefaults:\n  prompt: x\n---\n\n# You\n\n- [ ] no criterion\n", path)
    assert list(drawn(found)) == ["Frontmatter", "  name | standard", "  defaults", "    prompt | x", "You"]


def test_other_files_have_none():
    assert page_at(index_of({}), "docs/a.md", Source("# A\n")) is None


def test_the_place_of_a_symbol_is_its_key_or_heading():
    text, spans = "---\ntype: code\n---\n# A\n\n## B\nb\n\n## C\n", []
    symbols = outline_of(text)
    while symbols:
        symbol = symbols.pop(0)
        spans.append((text[slice(*symbol.selection)], text[slice(*symbol.span)]))
        symbols[:0] = symbol.children
    assert spans == [
        ("---", "---\ntype: code\n---"),
        ("type", "type: code"),
        ("# A", "# A\n\n## B\nb\n\n## C"),
        ("## B", "## B\nb"),
        ("## C", "## C"),
    ]


def check_nesting(text, symbols, within):
    for symbol in symbols:
        assert symbol.name and symbol.name.isprintable() and symbol.detail.isprintable()
        assert within[0] <= symbol.span.start <= symbol.selection.start
        assert symbol.selection.end <= symbol.span.end <= within[1]
        check_nesting(text, symbol.children, symbol.span)


@given(st.text(st.sampled_from("#`-[]x :*&\n\r\t'\"{}|>aé\u2028\0")), st.booleans())
@settings(max_examples=tries(150))
def test_any_text_has_an_outline_that_nests(text, in_frontmatter):
    text = f"---\n{text}\n---\n# A\n## Acceptance Criteria\n{text}" if in_frontmatter else text
    check_nesting(text, outline_of(text), (0, len(text)))


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    for verdict in verdicts():
        text = text_of(verdict["file"])
        found = outline_of(text)
        check_nesting(text, found, (0, len(text)))
        lines = list(drawn(found))
        assert (
            sum(line.endswith(" | open") for line in lines)
            == index_of({ONLY_FILE: text}).get(ONLY_FILE).body.open_criteria
        ), verdict["file"]
        assert found[0].kind is SymbolKind.FRONTMATTER or not text.startswith("---\n"), verdict["file"]
