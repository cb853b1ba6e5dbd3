"""An edited spec read again is the spec read from the start."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chant_lsp.core.reparse import reparse
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, between

PATH = ".chant/specs/001-a.md"

TEXT = """\
---
type: code
status: pending
depends_on: [002-b]
---

# Title

This needs a human gate.

```sh
# no heading
```

## Acceptance Criteria

- [ ] One
- [x] Two
* [ ] Three

## Agent Output

- [ ] machine
"""

PIECES = [
    "---",
    "\n",
    "# ",
    "- [ ] x",
    "- ( ) x",
    "- ［ ］ x",
    "## Accetpance Critera\n",
    "Acceptance Criteria\n",
    "=",
    "```",
    "`",
    " ",
    "\r\n",
    "a: b",
    ":",
    "## Acceptance Criteria\n",
    "human gate",
    "\ufeff",
    "é",
]


def check(old: str, new: str) -> None:
    before = parse(PATH, Source(old))
    typed, parsed = reparse(before, between(Source(old), Source(new))).facts, parse(PATH, Source(new))
    assert (typed, typed.parts) == (parsed, parsed.parts)


@given(st.data())
@settings(deadline=None)
def test_any_edit_of_a_spec(data):
    old = TEXT
    for _ in range(data.draw(st.integers(0, 2))):
        old = edited(old, data)
    check(old, edited(old, data))


def edited(text: str, data) -> str:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 8, len(text))))
    return text[:start] + data.draw(st.sampled_from(["", "x", *PIECES])) + text[end:]


WORDS = st.lists(st.sampled_from([*PIECES, "x", "status: done", "---\n", "\n---\n"]), max_size=12).map("".join)


@given(WORDS, WORDS, WORDS, WORDS)
@example("---- [ ] x", "", "---", "---")
@example("---\na: b\n---", "\n# x", "", " # y")
@example("---\na: b\n---x", "", "- [ ] x", "")
def test_any_two_texts(head, tail, middle, other):
    check(head + middle + tail, head + other + tail)
    check(head + middle + tail, other + middle + tail)


EDITS = {
    "a character of the status": ("pending", "pendin"),
    "a character of the body": ("One", "On"),
    "the closing line": ("]\n---\n", "]\n--- \n"),
    "something behind the closing line": ("]\n---\n", "]\n--- x\n"),
    "a line between": ("---\n\n# Title", "---\n# Title"),
    "line ends": ("\n", "\r\n"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("before, after", EDITS.values(), ids=EDITS.keys())
def test_the_usual_edits(before, after):
    check(TEXT, TEXT.replace(before, after) if before else TEXT)


def test_what_was_not_touched_is_taken_over():
    before = parse(PATH, Source(TEXT))
    typed = reparse(before, between(Source(TEXT), Source(TEXT.replace("One", "On")))).facts
    assert typed.mentions is before.mentions
    status = reparse(before, between(Source(TEXT), Source(TEXT.replace("pending", "waiting")))).facts
    assert status.body.found is before.body.found


VALUES = (
    *("pending", "completed", "pendingx", "x", "a b", "1", "1.5", "null", "yes", "2026-01-01", "2026-01-01T00:00:00Z"),
    *("a---b", "a: b", "a:", "- a", "[a, b]", "'a'", "a #b", "|", "", "src/*.py", "001-a", "a/b.md", "x" * 300, "é"),
)
KEYS = ("type", "status", "depends_on", "labels", "prompt", "completed_at", "target_files", "informed_by", "ours")


@given(
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), min_size=1, max_size=6),
    st.integers(0, 5),
    st.sampled_from(VALUES),
    st.sampled_from(
        ("---\n# T\n\nWords.\n", "  more\n---\n", "approval:\n  required: true\n---\n- [ ] a", "- a\n---\n")
    ),
)
def test_any_two_values(fields, which, value, rest):
    which %= len(fields)
    after = [*fields[:which], (fields[which][0], value), *fields[which + 1 :]]
    old, new = ("---\n" + "".join(f"{key}: {text}\n" for key, text in each) + rest for each in (fields, after))
    check(old, new)
