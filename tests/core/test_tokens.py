"""What words mean, drawn as `kind word`, `~` before what chant has dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.page import page_at
from chant_lsp.core.features.tokens import tokens
from chant_lsp.core.text import Source, Span
from tests.chance import tries
from tests.corpus import needs_corpus, text_of, verdicts
from tests.fixtures import ONLY_FILE, fixture, index_of

OTHERS = "//- .chant/specs/001-a.md\n---\ntarget_files: [docs/a.md]\n---\n# A\n//- src/x.py\n"
SPEC = "//- .chant/specs/002-b.md\n"


def tokens_of(text, path=ONLY_FILE, within=None, files=None):
    page = page_at(index_of({**(files or {}), path: text}), path, Source(text))
    assert page is not None
    return tokens(index_of({**(files or {}), path: text}), page, within)


def drawn(text, found):
    return [f"{'~' * one.obsolete}{one.kind.name.lower()} {text[slice(*one.span)]}" for one in found]


CASES = {
    "keys and choices": (
        "---\ntype: research\nstatus: ready\ncommit: x\nteam: y\napproval:\n  status: approved\n  who: me\n---\n",
        ["key type", "choice research", "key status", "~choice ready", "~key commit", "key approval", "key status",
         "choice approved"],
    ),
    "a choice that is none": ("---\nstatus: opne\n---\n", ["key status"]),
    "mentions": (
        "---\ndepends_on: ['001-a', other:002]\nprompt: standard\n"
        "informed_by:\n- docs/*.md\n- https://a.b/\n- some words\n---\n",
        ["key depends_on", "id 001-a", "id other:002", "key prompt", "prompt standard", "key informed_by",
         "path docs/*.md", "path https://a.b/"],
    ),
    "a value over several lines": ("---\nprompt: >\n  a\n  b\n---\n", ["key prompt"]),
    "names in the body": (
        "# On 001-a\n\nRead `src/x.py`, docs/a.md, none/y.py and [[001-a]].\n",
        ["id 001-a", "path src/x.py", "path docs/a.md", "id 001-a"],
    ),
    "nothing in a fence": ("# A\n\n```\n001-a\n- [ ] x\n```\n001-a\n", ["id 001-a"]),
    "boxes that chant counts": (
        "- [ ] no\n\n## Acceptance Criteria\n\n- [ ] a\n- [x] 001-a\n* [ ] no\n",
        ["box - [ ]", "box - [x]", "id 001-a"],
    ),
    "machine text": (
        "# A\n\n## Agent Output\n\n  2026-01-02T03:04:05Z\n\n```\nout\n```\n\n## More 001-a\n",
        ["machine ## Agent Output", "machine 2026-01-02T03:04:05Z", "machine ## More 001-a"],
    ),
    "machine text, fence never closed": ("## Agent Output\n\n```\nout\n", ["machine ## Agent Output"]),
    "no text": ("", []),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tokens(text, expected, end):
    files, _ = fixture(OTHERS + SPEC + text)
    path = ".chant/specs/002-b.md"
    text = files[path].replace("\n", end)
    assert drawn(text, tokens_of(text, path, files=files)) == expected


def test_a_prompt():
    text = "---\nname: x\nextends: base\n---\n{{> parent}} {{spec.id}} {{spec.nothing}}\n```\n{{spec}}\n```\n"
    found = tokens_of(text, ".chant/prompts/x.md")
    assert drawn(text, found) == [
        "key name", "prompt x", "key extends", "prompt base",
        "variable {{> parent}}", "variable {{spec.id}}", "variable {{spec}}",
    ]  # fmt: skip


def test_the_config():
    text = "---\ndefaults:\n  prompt: standard\n  provider: claude\n  mine: x\n---\n"
    found = tokens_of(text, ".chant/config.md")
    assert drawn(text, found) == ["key defaults", "key prompt", "prompt standard", "key provider", "choice claude"]


def test_a_part_of_the_file():
    text = "---\ntype: code\nstatus: pending\n---\n"
    assert drawn(text, tokens_of(text, within=Span(6, 14))) == ["key type", "choice code"]


def check_order(text, found):
    end = 0
    for token in found:
        assert end <= token.span.start < token.span.end <= len(text)
        assert not set("\r\n") & set(text[slice(*token.span)])
        end = token.span.end


@given(st.text(st.sampled_from("#`-[]x :*&\n\r\t'\"{}|>aé\u2028\0/.1")), st.booleans())
@settings(max_examples=tries(150))
def test_any_text(text, in_frontmatter):
    head = "---\n{}\n---\n# A\n## Acceptance Criteria\n{}\n## Agent Output\n{}"
    text = head.format(text, text, text) if in_frontmatter else text
    check_order(text, tokens_of(text))


@pytest.mark.slow
@needs_corpus
def test_real_specs():
    for verdict in verdicts():
        text = text_of(verdict["file"])
        check_order(text, tokens_of(text))
