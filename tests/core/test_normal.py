"""What counts as a change of a file, and what does not: one picture before, one after."""

from __future__ import annotations

import pytest

from chant_lsp.core.normal import normal_hash, own_hash, with_old_names

SPEC = """\
---
type: research
status: pending
depends_on: [000-z]
target_files:
- out.md
labels: [issue-42] # for the list
informed_by: [in.md]
approval:
  required: true
  status: pending
---

# Write it

- one thing

## Acceptance Criteria

- [ ] Create `out.md`
- [ ] Use - [ ] as it is
"""
PATH = ".chant/specs/001-a.md"
SAVED_BY_CHANT = """\
---
type: research
status: completed
depends_on:
- 000-z
labels:
- issue-42
target_files:
- out.md
commits:
- abc1234
completed_at: 2026-11-22T10:00:00Z
model: sonnet
informed_by:
- in.md
approval:
  required: true
  status: approved
  by: Ada
  at: 2026-11-22T11:00:00Z
---
# Write it

- one thing

## Acceptance Criteria

- [x] Create `out.md`
- [x] Use - [x] as it is

## Agent Output

2026-11-22T10:00:00Z

```
done
```"""


def edited(old: str, new: str) -> str:
    assert old in SPEC
    return SPEC.replace(old, new)


SAME_SPEC = {
    "its status": edited("pending\ndepends", "completed\ndepends"),
    "its ticks": SPEC.replace("[ ]", "[x]"),
    "the fields of a run": edited(
        "status: pending\nd", "status: completed\ncompleted_at: x\nmodel: m\ncommits: [a]\nd"
    ),
    "an approval": edited("  status: pending", "  status: approved\n  by: Ada\n  at: 2026-11-22T10:00:00Z"),
    "saved by chant": SAVED_BY_CHANT,
    "a text for a list": edited("[000-z]", "000-z"),
    "quotes": edited("[in.md]", '["in.md"]'),
    "a comment": edited(" # for the list", ""),
    "the type that is meant anyway": SPEC,
    "CRLF": SPEC.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + SPEC,
    "no line end at the end": SPEC.rstrip("\n"),
    "more of them": SPEC + "\n\n",
    "white space at line ends": SPEC.replace("thing\n", "thing  \t\n"),
    "an approval discussion": SPEC + "\n## Approval Discussion\n\n**Ada** - 2026-11-22 10:00 - APPROVED\n",
}


@pytest.mark.parametrize("after", SAME_SPEC.values(), ids=SAME_SPEC)
def test_this_is_no_change_of_a_spec(after):
    assert normal_hash(PATH, after.encode()) == normal_hash(PATH, SPEC.encode())
    assert own_hash(after.encode()) == own_hash(SPEC.encode())


OTHER_SPEC = {
    "a word": edited("one thing", "one think"),
    "a letter's case": edited("one thing", "One thing"),
    "a criterion": edited("Create", "Write"),
    "one criterion more": SPEC + "- [ ] And this\n",
    "an output": edited("- out.md", "- other.md"),
    "its type": edited("research", "code"),
    "its indentation": edited("- one thing", "  - one thing"),
    "its order": edited("- one thing\n\n## Acceptance Criteria\n", "## Acceptance Criteria\n\n- one thing\n"),
    "a frontmatter that never ends": SPEC.replace("---\n\n#", "\n#"),
}


@pytest.mark.parametrize("after", OTHER_SPEC.values(), ids=OTHER_SPEC)
def test_this_is_a_change_of_a_spec(after):
    assert normal_hash(PATH, after.encode()) != normal_hash(PATH, SPEC.encode())
    assert own_hash(after.encode()) != own_hash(SPEC.encode())


ABOUT_ITS_PLACE = {
    "what it reads": edited("[in.md]", "[in.md, b.md]"),
    "what it waits for": edited("[000-z]", "[000-z, 000-y]"),
    "its labels": edited("issue-42", "issue-43"),
}


@pytest.mark.parametrize("after", ABOUT_ITS_PLACE.values(), ids=ABOUT_ITS_PLACE)
def test_this_changes_the_document_and_not_what_it_tells_an_agent_to_do(after):
    assert normal_hash(PATH, after.encode()) != normal_hash(PATH, SPEC.encode())
    assert own_hash(after.encode()) == own_hash(SPEC.encode())


# name -> (path, before, after)
SAME = {
    "ticks in a document": (
        "a.md",
        "- [ ] a\n  * [x] b\n1. [X] c\n> - [x] d",
        "- [x] a\n  * [ ] b\n1. [ ] c\n> - [ ] d",
    ),
    "line ends of code": ("a.py", "a\nb\n", "a\r\nb\r\n"),
    "old line ends": ("a.py", "a\nb\n", "a\rb\r"),
    "white space at the ends of lines of code": ("a.py", "a\n\nb\n", "a  \n\t\nb"),
    "a byte order mark of code": ("a.py", "a", "\ufeffa"),
}


@pytest.mark.parametrize("path, before, after", SAME.values(), ids=SAME)
def test_this_is_no_change(path, before, after):
    assert normal_hash(path, before.encode()) == normal_hash(path, after.encode())


OTHER = {
    "a box in code": ("a.py", "- [ ] a", "- [x] a"),
    "a box in a fence": ("a.md", "```\n- [ ] a\n```", "```\n- [x] a\n```"),
    "what only looks like a box": ("a.md", "sum - [ ]", "sum - [x]"),
    "a status that chant does not write": ("a.md", "---\nstatus: draft\n---\n", "---\nstatus: final\n---\n"),
    "white space in a line": ("a.py", "a b", "a  b"),
    "indentation": ("a.py", "a", " a"),
    "a blank line": ("a.md", "a\nb", "a\n\nb"),
    "a line in front": ("a.md", "a", "\na"),
    "the first word": ("a.md", "", "a"),
    "an accent composed otherwise": ("a.md", "\u00e9", "e\u0301"),
}


@pytest.mark.parametrize("path, before, after", OTHER.values(), ids=OTHER)
def test_this_is_a_change(path, before, after):
    assert normal_hash(path, before.encode()) != normal_hash(path, after.encode())


@pytest.mark.parametrize("content", [b"a\0b\r\n", b"caf\xe9\r\n"], ids=["NUL", "no UTF-8"])
def test_what_is_no_text_counts_byte_by_byte(content):
    assert normal_hash("a.md", content) != normal_hash("a.md", content.replace(b"\r", b""))


def test_what_was_renamed_is_read_by_its_old_name():
    names = {"002-new": "001-old", ".chant/specs/002-new.md": ".chant/specs/001-old.md"}
    text = "See 002-new, [[002-new]], .chant/specs/002-new.md; not 002-newer, x-002-new or 002-new.1-b."
    assert with_old_names(text, names).startswith(
        "See 001-old, [[001-old]], .chant/specs/001-old.md; not 002-newer, x-0"
    )
    assert normal_hash("a.md", b"see 002-new", names) == normal_hash("a.md", b"see 001-old")
