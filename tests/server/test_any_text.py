"""Any text, any question: whatever stands in a file and wherever the cursor is, each request is answered, and each
range in an answer lies inside the text.

The requests are those that the server knows, so that a new feature is asked without a word here.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chant_lsp.server.app import FEATURES
from tests.chance import tries
from tests.core.test_attacks import TEXTS
from tests.corpus import needs_corpus, text_of, verdicts
from tests.server.editor import Editor, ResponseError, in_process

INTERNAL_ERROR = -32603

METHODS = sorted(
    method
    for method in FEATURES
    if method.startswith("textDocument/") and not method.startswith(("textDocument/did", "textDocument/will"))
)

OTHER = "---\ntype: research\nstatus: completed\ntarget_files: [doc.md]\n---\n# Understand 😀\n"
SEED = """\
---
type: code
depends_on: [001-understand, 009]
informed_by: [doc.md, 'src/*.py']
target_files:
- out.md # here
prompt: standard
approval: {required: true}
---

# Reproduce 😀 it

See [[001-understand]] and [the document](../../doc.md).

## Acceptance Criteria

- [ ] It is red
- [x] `out.md` is there

## Agent Output

```
text
```
"""
PIECES = [
    "---\n", "---", "- ", ": ", "'", '"', "[", "]", "{", "}", "#", "*", "&a ", "*a", "!!x ", "\t", "\r\n", "\r", "\n",
    "😀", "\ufeff", "\0", "\u202e", "é", "[[", "]]", "`", "```\n", "- [ ] ", "## Acceptance Criteria\n", "|\n", ">-\n",
    "{{spec.id}}", "depends_on:", "status: ", "<!-- chant-lsp: disable=x -->", "\ud83d", "...\n", "%", "\x85", "\x0c",
    "\u2028",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text after a few careless edits."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20, 200])))
        text = text[:start] + draw(st.sampled_from([*PIECES, text[end : end + 30], ""])) + text[end:]
    return text


REAL = [SEED, *(text_of(each["file"]) for each in verdicts()[::5])]
TEXT = st.one_of(st.text(max_size=300), mutations(st.just(SEED)), mutations(st.sampled_from(REAL)))


@pytest.mark.slow
@pytest.mark.parametrize("path", [".chant/specs/002-b.md", ".chant/config.md", ".chant/prompts/standard.md"])
def test_any_text_is_answered(tmp_path, path):
    make_project(tmp_path)

    @settings(
        max_examples=tries(25),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(TEXT, st.integers())
    def check(text, seed):
        asyncio.run(ask_about(tmp_path, path, [text], seed))

    check()


@pytest.mark.slow
@needs_corpus
def test_careless_edits_of_real_specs_are_answered(tmp_path):
    make_project(tmp_path)
    texts = [text_of(each["file"]) for each in verdicts()]
    chance = random.Random(20)
    mutated = [careless(chance, text) for text in texts]
    asyncio.run(ask_about(tmp_path, ".chant/specs/002-b.md", mutated, 1))


@pytest.mark.slow
@pytest.mark.parametrize("path", [".chant/specs/002-b.md", ".chant/config.md", ".chant/prompts/standard.md"])
def test_texts_made_to_hurt_are_answered(tmp_path, path):
    make_project(tmp_path)
    texts = [text for text in TEXTS.values() if "\ud83d" not in text]
    asyncio.run(ask_about(tmp_path, path, texts, 2))


def make_project(root):
    specs = root / ".chant" / "specs"
    specs.mkdir(parents=True)
    (root / ".chant" / "prompts").mkdir()
    (specs / "001-understand.md").write_text(OTHER)
    (root / "doc.md").write_text("# Document\n")


def careless(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 5)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 3, 20, 200]))
        text = text[:start] + chance.choice([*PIECES, text[end : end + 30]]) + text[end:]
    return text


async def ask_about(root, path: str, texts: list[str], seed: int) -> None:
    chance = random.Random(seed)
    async with in_process() as (editor, _):
        await editor.initialize(root)
        uri = editor.open(root / path, SEED)
        for text in texts:
            # What no JSON can carry arrives as editors send it.
            text = text.encode("utf-8", "replace").decode()
            version = editor.change(uri, text)
            lines = Lines(text)
            for method in METHODS:
                await ask(editor, method, uri, lines, lines.any_place(chance))
            await editor.until(lambda version=version: editor.version(uri) == version, "diagnostics")
            for diagnostic in editor.published(uri)[-1]["diagnostics"]:
                lines.contain("diagnostic", {"range": diagnostic["range"]})
        assert not [params for method, params in editor.heard if method == "window/showMessage"]
        await editor.shutdown()


async def ask(editor: Editor, method: str, uri: str, lines: Lines, place: dict[str, int]) -> None:
    try:
        answer = await editor.request(method, params_for(uri, place))
    except ResponseError as error:
        # A refusal is an answer; a rule that tripped is none.
        assert error.code != INTERNAL_ERROR, f"{method} at {place}: {error}"
        return
    for ranges in about(uri, answer):
        lines.contain(method, ranges)


def params_for(uri: str, place: dict[str, int]) -> dict[str, Any]:
    """Params that fit every method; each takes what it knows."""
    return {
        "textDocument": {"uri": uri},
        "position": place,
        "positions": [place],
        "range": {"start": {"line": 0, "character": 0}, "end": place},
        "context": {"diagnostics": [], "includeDeclaration": True, "triggerKind": 1},
        "options": {"tabSize": 2, "insertSpaces": True},
        "newName": "003-other",
    }


def about(uri: str, answer: Any, inside: bool = True) -> Iterator[dict[str, Any]]:
    """The parts of an answer that speak of the document's own places."""
    if isinstance(answer, list):
        for each in answer:
            yield from about(uri, each, inside)
    elif isinstance(answer, dict):
        named = answer.get("targetUri") or answer.get("uri") or (answer.get("textDocument") or {}).get("uri")
        inside = inside if named is None else named == uri
        if inside:
            yield {name: value for name, value in answer.items() if is_range(value)}
        for name, value in answer.items():
            if name in ("changes",):
                yield from (part for other, edits in value.items() for part in about(uri, edits, other == uri))
            elif name not in ("data", "command", "diagnostics", "originSelectionRange"):
                yield from about(uri, value, inside)


def is_range(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"start", "end"} and isinstance(value["start"], dict)


class Lines:
    """The lines of a text as the protocol counts them, in UTF-16."""

    def __init__(self, text: str) -> None:
        normal = text.replace("\r\n", "\n").replace("\r", "\n")
        self.text_lines = normal.split("\n")

    def any_place(self, chance: random.Random) -> dict[str, int]:
        """Most often in the text, sometimes far outside."""
        line = chance.choice([0, 1, 2, chance.randrange(len(self.text_lines)), len(self.text_lines) + 5])
        length = self._length(min(line, len(self.text_lines) - 1))
        return {"line": line, "character": chance.choice([0, length, chance.randint(0, length), length + 9])}

    def contain(self, what: str, ranges: dict[str, Any]) -> None:
        for name, found in ranges.items():
            said = f"{what}, {name}: {found}"
            start, end = ((found[side]["line"], found[side]["character"]) for side in ("start", "end"))
            assert (0, 0) <= start <= end, said
            for line, character in (start, end):
                assert line < len(self.text_lines), f"{said} in {len(self.text_lines)} lines"
                assert character <= self._length(line), f"{said} in {self.text_lines[line]!r}"

    def _length(self, line: int) -> int:
        return len(self.text_lines[line].encode("utf-16-le", "surrogatepass")) // 2
