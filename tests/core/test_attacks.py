"""Texts made to hurt: megabytes of one thing, and every list as long as it can be. Each is answered, and soon.

Nothing here looks at a clock: what would take quadratic time takes minutes at these sizes, and nobody could miss it.
"""

import pytest

from chant_lsp.core.check import MAX_OF_A_RULE, check
from chant_lsp.core.features.hover import hover_at
from chant_lsp.core.features.lenses import lenses
from chant_lsp.core.features.links import links
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.rules import RULES
from chant_lsp.core.spec import parse
from chant_lsp.core.text import MAX_TEXT, clipped
from tests.families import family
from tests.memory_files import MemoryFiles

PATH = ".chant/specs/001-a.md"
HEAD = "---\ntype: code\n---\n# T\n"
MIB = 1024 * 1024

TEXTS = {
    "prose": HEAD + "lorem - [ ] x `y` src/a.py\n" * 200_000,
    "one line": HEAD + "x" * 5 * MIB,
    "boxes": HEAD + "## Acceptance Criteria\n" + "- [ ] a\n" * 600_000,
    "boxes in one line": HEAD + "## Acceptance Criteria\n" + "- [ ] " * 25_000,
    "other boxes": HEAD + "## Acceptance Criteria\n" + "* [ ] a\n" * 600_000,
    "fences and boxes": HEAD + "## Acceptance Criteria\n" + "```\n- [ ] a\n" * 300_000,
    "fences": HEAD + "```\n" * 1_200_000,
    "criteria headings": HEAD + "## Acceptance Criteria\n" * 220_000,
    "criteria labels": HEAD + "acceptance criteria:\n" * 200_000,
    "criteria and blanks": HEAD + ("acceptance criteria" + " " * 5000 + "x\n") * 900,
    "blanks": HEAD + " " * 5 * MIB,
    "hashes": HEAD + "#" * 5 * MIB,
    "dashes": "-" * 5 * MIB,
    "line ends": "\n" * 5 * MIB,
    "carriage returns": "---\rtype: code\r---\r" + "# T\r" * MIB,
    "NUL": "\0" * 5 * MIB,
    "lone surrogates": HEAD + "\ud83d" * 2 * MIB,
    "line separators": "---\ntype: code\u2028---\n" + "\u2028" * 2 * MIB,
    "backticks": HEAD + "`" * 3 * MIB,
    "brackets": HEAD + "[[" * 2 * MIB,
    "addresses": HEAD + "http://" * 700_000,
    "gates": HEAD + "this is a human gate " * 200_000,
    "frontmatter": "---\n" + "a: b\n" * MIB,
    "keys": "---\n" + "".join(f"stats{i}: x\n" for i in range(4500)) + "---\n# T",
    "one key": "---\n" + "status: x\n" * 6000 + "---\n# T",
    "dependencies": "---\ndepends_on: [" + "a," * 20_000 + "]\n---\n# T",
    "inputs": "---\ninformed_by:\n" + "".join(f"- a/b{i}.md\n" for i in range(4500)) + "---\n# T",
    "globs": "---\ninformed_by:\n" + "".join(f"- '**/a{i}*'\n" for i in range(4000)) + "---\n# T",
    "maps": "---\nlabels:\n" + "- a: b\n" * 9000 + "---\n",
}


@pytest.mark.parametrize("text", family(TEXTS, ("line ends", "dashes", "brackets", "maps")))
def test_it_is_read_checked_and_shown(text):
    source = clipped(text)
    spec = parse(PATH, source)
    index = SpecIndex(MemoryFiles({}))
    index.apply([Change(PATH, spec)])
    findings = check(index, PATH)
    assert 0 < len(findings) <= MAX_OF_A_RULE * len(RULES)
    assert all(0 <= finding.span.start <= finding.span.end <= MAX_TEXT for finding in findings)
    assert lenses(index, spec, source, Situation())[0].title
    assert all(link.span.end <= MAX_TEXT for link in links(index, PATH, source))
    hover_at(index, spec, source, 8)
