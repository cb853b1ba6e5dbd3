"""What is skimmed is what `parse` reads, or is left to it."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.core.skim import skim
from chant_lsp.core.spec import NO_PARTS, parse
from chant_lsp.core.text import Source
from chant_lsp.core.traits import ODD_BODY
from tests.corpus import needs_corpus, text_of, verdicts

PATH = ".chant/specs/001-a.md"


def read_nothing(spec):
    return NO_PARTS


def skimmed(text: str) -> bool:
    """Whether the text could be skimmed; if so, to the facts that `parse` reads."""
    spec = skim(PATH, text.encode("utf-8", "surrogatepass"), read_nothing)
    if spec is None:
        return False
    parsed = parse(PATH, Source(text)).slim(read_nothing)
    for field in fields(spec):
        if field.name != "traits":
            assert getattr(spec, field.name) == getattr(parsed, field.name), field.name
    assert parsed.traits <= spec.traits <= parsed.traits | {ODD_BODY}
    return True


CRITERIA = "## Acceptance Criteria\n\n- [ ] One\n- [x] Two\n"
PLAIN = {
    "as chant writes it": (
        "---\ntype: code\nstatus: completed\ndepends_on:\n- 2026-01-01-001-abc\ntarget_files:\n- src/a.rs\n- b.md\n"
        "commits:\n- 72e5526\ncompleted_at: 2026-01-01T10:00:00Z\nmodel: claude-opus-4\n---\n\n# Title\n\n" + CRITERIA
    ),
    "empty": "---\n---\n",
    "no title": "---\nstatus: pending\n---\n\nWords.\n\n## Section\n",
    "lists in brackets": "---\ndepends_on: [001-a, 002-b]\nlabels: []\n---\n# T\n",
    "items set in": "---\ninformed_by:\n  - src/**/*.py\n  - a b/c.md\n---\n# T",
    "quotes": "---\nprompt: 'standard'\ninformed_by:\n- \"docs/a b.md\"\n---\n# T\n",
    "keys with nothing": "---\nlabels:\napproval:\nprompt:\n---\n# T\n",
    "a section instead of criteria": "---\n---\n# T\n\n## Acceptance Criteria\n\n## Must\n\n- [ ] One\n",
    "a section behind the criteria": f"---\n---\n# T\n\n{CRITERIA}\n## More\n\n- [ ] no criterion\n",
    "a fence before the criteria": f"---\n---\n# T\n\n```sh\n# no title\n```\n\n{CRITERIA}",
    "a fence set in before the criteria": f"---\n---\n# T\n\n1. Do\n   ```sh\n   x\n   ```\n\n{CRITERIA}",
    "the marks of a fence in a line": f"---\n---\n# T\n\nWrite ```x``` or ``` at its end.\n\n{CRITERIA}",
    "criteria that do not count": "---\n---\n# T\n\n### Acceptance Criteria\n\n- [ ] One\n",
    "other criteria": "---\n---\n# T\n\n### Acceptance Criteria\n\n- [ ] One\n## Acceptance Criteria\n",
    "a box in the heading": "---\n---\n# T\n\n## Acceptance Criteria - [ ]\n\n- [x] One\n",
    "parts of the criteria": f"---\n---\n# T\n\n{CRITERIA}### Tests\n- [ ] Three\n",
    "a title further down": "---\n---\nWords first. # no title\n\n## Section\n\n  # Title\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN.keys())
def test_what_most_specs_look_like_is_skimmed(text):
    assert skimmed(text)


LEFT = {
    "no frontmatter": "# T\n",
    "never closed": "---\nstatus: pending\n",
    "closed elsewhere": "---\nprompt: a---b\n---\n",
    "other line ends": "---\r\nstatus: pending\r\n---\r\n# T\r\n",
    "an unknown key": "---\nstate: pending\n---\n",
    "a key that is there twice": "---\nstatus: pending\nstatus: completed\n---\n",
    "a wrong value": "---\nstatus: opne\n---\n",
    "a wrong type": "---\nlabels: a\n---\n",
    "a number for an id": "---\ndepends_on: [12]\n---\n",
    "a map": "---\napproval:\n  required: true\n---\n",
    "an alias": "---\nprompt: *a\n---\n",
    "a comment": "---\nstatus: pending # now\n---\n",
    "a list behind a value": "---\nprompt: a\n- b\n---\n",
    "a list behind brackets": "---\nlabels: []\n- b\n---\n",
    "two indents": "---\nlabels:\n- a\n  - b\n---\n",
    "a colon": "---\nprompt: a: b\n---\n",
    "criteria in a fence": f"---\n---\n# T\n\n```\n{CRITERIA}```\n",
    "criteria twice": f"---\n---\n# T\n\n{CRITERIA}\n{CRITERIA}",
    "criteria set in": "---\n---\n# T\n\n  ## Acceptance Criteria\n\n- [ ] One\n",
    "a heading set in behind criteria": f"---\n---\n# T\n\n{CRITERIA}\n  ## More\n\n- [ ] no criterion\n",
    "a fence in the criteria": f"---\n---\n# T\n\n{CRITERIA}```\n- [ ] x\n```\n",
    "a code that is silenced": "---\n---\n# T\n<!-- chant-lsp: disable=missing-title -->\n",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT.keys())
def test_what_is_unusual_is_left_to_the_parser(text):
    assert not skimmed(text)


WORDS = (
    "pending",
    "code",
    "001-a",
    "src/*.py",
    "null",
    "true",
    "12",
    "1e9",
    "human-gate",
    "a b",
    "'q r'",
    "~",
    ".",
    "y",
)
VALUES = (
    *WORDS,
    "",
    "[a, 001-a]",
    "[]",
    "y",
    "a:b",
    "http://x.y/z",
    "2026-01-01T10:00:00Z",
    "'null'",
    '"1"',
    "...",
    "x:",
)
KEYS = ("type", "status", "depends_on", "labels", "target_files", "prompt", "approval", "public", "replay_count", "x")
LINES = st.one_of(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)).map(lambda each: f"{each[0]}: {each[1]}".rstrip(" ")),
    st.sampled_from(KEYS).map(lambda key: f"{key}:"),
    st.tuples(st.sampled_from(("- ", "  - ", "-", " ")), st.sampled_from(VALUES)).map("".join),
)
PIECES = (
    "# T",
    "\n",
    "  # x",
    "## Acceptance Criteria",
    "\n- [ ] a",
    "\n- [x] b",
    "\n- ( ) c",
    "\n* [\u00a0] d",
    "\n1. ［x］ e",
    "\n- \\[ \\] f",
    "\n## ",
    "\n### ",
    "\n\u00a0",
    "#",
    "- [ ]",
    "```",
    "\n```\n",
    " ",
    "## x",
)


@given(st.lists(LINES, max_size=6), st.lists(st.sampled_from(PIECES), max_size=10))
def test_any_lines(lines, pieces):
    skimmed("---\n" + "".join(line + "\n" for line in lines) + "---\n" + "".join(pieces))


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    texts = [text_of(verdict["file"]) for verdict in verdicts()]
    assert sum(map(skimmed, texts)) > len(texts) / 2


def test_the_parts_of_a_slim_spec_are_read_when_somebody_asks():
    text = PLAIN["as chant writes it"]
    parsed = parse(PATH, Source(text))
    slim = skim(PATH, text.encode(), lambda spec: parsed.parts)
    assert slim and replace(slim, held=parsed.parts) == parsed
    assert (slim.frontmatter, slim.body, slim.faults) == (parsed.frontmatter, parsed.body, parsed.faults)
