"""Who mentions a spec; who reads and writes a file."""

import pytest

from chant_lsp.core.features import references
from chant_lsp.core.features.references import references_at, references_of_file
from chant_lsp.core.text import Source
from tests.fixtures import TextsOf, fixture, index_of

A, B, C = (f"//- .chant/specs/{name}.md\n" for name in "abc")
DECLARED = ["a `# A`"]

CASES = {
    "title": (A + "---\n---\n# A$0\n" + B + "---\ndepends_on: [a]\n---\n", [*DECLARED, "b `a`"]),
    "opening line": (A + "-$0--\n---\n# A\n" + B + "---\ndepends_on: [a]\n---\n", [*DECLARED, "b `a`"]),
    "anywhere else": (
        A + "---\nstatus: pend$0ing\n---\n# A\n" + B + "---\ndepends_on: [a]\n---\n",
        [*DECLARED, "b `a`"],
    ),
    "nobody": (A + "---\n---\n# A$0\n", DECLARED),
    "without a title": (A + "---\n---\n$0\n" + B + "---\ndepends_on: a\n---\n", ["a", "b `a`"]),
    "dependency": (
        B + "---\ndepends_on: [a$0]\n---\n" + A + "---\n---\n# A\n" + C + "---\ndepends_on: a\n---\n",
        [*DECLARED, "b `a`", "c `a`"],
    ),
    "partial id": (B + "---\ndepends_on: [spec-1$0]\n---\n//- .chant/specs/spec-123.md\n# S\n", ["spec-123 `# S`"]),
    "every field, by id and by path": (
        A
        + "---\n---\n# A$0\n"
        + B
        + "---\ndepends_on: [a]\nmembers: ['a']\ninformed_by:\n- .chant/specs/a.md\n- a\n---\n",
        [*DECLARED, "b `a`", "b `a`", "b `.chant/specs/a.md`", "b `a`"],
    ),
    "by its path": (
        B + "---\ninformed_by: [.chant/specs/a.md$0]\n---\n" + A + "# A\n",
        [*DECLARED, "b `.chant/specs/a.md`"],
    ),
    "by its old path, archived": (
        B + "---\ninformed_by: [.chant/specs/z.md$0]\n---\n//- .chant/archive/z.md\n# Z\n",
        ["z `# Z`", "b `.chant/specs/z.md`"],
    ),
    "input: reads and writes": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n" + B + "---\ntarget_files:\n- d/x.md\n---\n",
        ["a `d/x.md`", "b `d/x.md`"],
    ),
    "output: reads and writes": (
        A + "---\ninformed_by: [d/x.md]\n---\n" + B + "---\ntarget_files:\n- d/x.md$0\n---\n",
        ["a `d/x.md`", "b `d/x.md`"],
    ),
    "input, spelled otherwise": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n" + B + "---\ntracks: ['./d//x.md']\n---\n",
        ["a `d/x.md`", "b `./d//x.md`"],
    ),
    "input: through a glob and a directory": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n" + B + "---\ntracks: ['d/*.md', 'd/*.py']\ncontext: [d/]\n---\n",
        ["a `d/x.md`", "b `d/*.md`", "b `d/`"],
    ),
    "glob: the same one": (
        A
        + "---\ntracks: ['d/*.md$0']\n---\n"
        + B
        + "---\ntracks: ['d/*.md']\n---\n"
        + C
        + "---\ntracks: ['*.md']\n---\n",
        ["a `d/*.md`", "b `d/*.md`"],
    ),
    "prompt": (
        A + "---\nprompt: fix$0\n---\n" + B + "---\nprompt: fix\nlabels: [fix]\n---\n",
        ["a `fix`", "b `fix`"],
    ),
    "address": (
        A + "---\ninformed_by: ['https://x.example$0']\n---\n" + B + "---\norigin: ['https://x.example']\n---\n",
        ["a `https://x.example`", "b `https://x.example`"],
    ),
    "unknown id: who else names it": (
        A + "---\ndepends_on: [z$0]\n---\n" + B + "---\ndepends_on: [z]\n---\n",
        ["a `z`", "b `z`"],
    ),
    "id in the body": (B + "---\n---\nAs in [[a$0]] said\n" + A + "---\n---\n# A\n", [*DECLARED, "b `a`"]),
    "in running text": (
        "//- .chant/specs/001-a.md\n---\n---\n# A$0\n001-a\n"
        + B
        + "---\n---\n[[001-a|that]] 001-a, 001-ab [x](001-a.md#y) [x](https://x/001-a.md)\n`.chant/specs/001-a.md`\n"
        + "//- .chant/prompts/fix.md\nAs 001-a.\n//- .chant/research/x.md\n001-a\n",
        [
            "001-a `# A`",
            "fix `001-a`",
            "001-a `001-a`",
            "b `001-a`",
            "b `001-a`",
            "b `001-a.md`",
            "b `.chant/specs/001-a.md`",
        ],
    ),
    "in running text, by its old path": (
        "//- .chant/archive/001-a.md\n# A$0\n" + B + "See .chant/specs/001-a.md.\n",
        ["001-a `# A`", "b `.chant/specs/001-a.md`"],
    ),
    "a file in running text": (
        A
        + "---\n---\nSee [x](../../d/x%C3%A9.md), ../../d/x.md and d/z.md\n"
        + B
        + "[x](<../../d/xé.md>)\n//- d/xé.md\n$0\n",
        ["a `../../d/x%C3%A9.md`", "b `../../d/xé.md`"],
    ),
    "a file that is not there, in running text": (
        A + "---\n---\nSee d/x.md\n" + B + "---\ntracks: [d/x.md$0]\n---\n",
        ["b `d/x.md`", "a `d/x.md`"],
    ),
    "path in the body": (
        A + "---\n---\nSee d/x.md$0\n" + B + "---\ntracks: [d/x.md]\n---\n//- d/x.md\n",
        ["b `d/x.md`", "a `d/x.md`"],
    ),
    "a research document": (A + "---\ninformed_by: [d/x.md]\n---\n//- d/x.md\nSome$0 text\n", ["a `d/x.md`"]),
    "a file that nobody names": (A + "---\n---\n//- d/x.md\nSome$0 text\n", []),
    "a prompt's file": (A + "---\nprompt: p/fix\n---\n//- .chant/prompts/p/fix.md\nx$0\n", ["a `p/fix`"]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_references(text, expected):
    files, (path, offset) = fixture(text)
    found = references_at(index_of(files), path, offset, Source(files[path]), texts=TextsOf(files))
    assert [drawn(files, target) for target in found] == expected


def test_without_the_declaration():
    files, (path, offset) = fixture(A + "---\n---\n# A$0\n" + B + "---\ndepends_on: [a]\n---\n")
    found = references_at(index_of(files), path, offset, include_declaration=False)
    assert [drawn(files, target) for target in found] == ["b `a`"]


def test_a_file_that_is_gone_is_still_named():
    files, _ = fixture(A + "---\ninformed_by: [d/x.md]\n---\n")
    assert [drawn(files, target) for target in references_of_file(index_of(files), "d/x.md")] == ["a `d/x.md`"]


def drawn(files, target):
    name = target.path.rpartition("/")[2].removesuffix(".md")
    return name if target.span is None else f"{name} `{Source(files[target.path]).slice(target.span)}`"


def test_there_is_a_longest_list(monkeypatch):
    """Of one text, and of all: a look into each of ten thousand files takes too long."""
    files = {".chant/specs/a.md": "# A\n"} | {
        f".chant/specs/b{number}.md": "---\ndepends_on: [a]\n---\n" + "a-1 [[a]]\n" * 9 for number in range(9)
    }
    index = index_of(files)

    def found() -> list[int]:
        places = references_at(index, ".chant/specs/a.md", 0, Source("# A\n"), texts=TextsOf(files))
        return [sum(place.path == path for place in places) for path in files]

    assert found() == [1, *[10] * 9]
    monkeypatch.setattr(references, "MAX_IN_TEXT", 8)
    assert found() == [1, *[5] * 9]
    monkeypatch.setattr(references, "MAX_REFERENCES", 12)
    assert found() == [1, 3, *[1] * 8]
