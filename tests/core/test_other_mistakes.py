"""Mistakes in the files beside the specs - the config, prompts, `lsp.yaml` - are told once, at their place, and mended.

A picture (see `tests/fixtures.py`) shows a file with its errors and warnings; beside it stands what its preferred fixes
leave, or None for a mistake that only its author can mend.
"""

from __future__ import annotations

import pytest

from chant_lsp.core.check import check, check_settings
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import Change
from chant_lsp.core.kinds import parse_page
from chant_lsp.core.mentions import AGENTS_PATH, CONFIG_PATH, OWN_SETTINGS
from chant_lsp.core.own_settings import read_own_settings
from chant_lsp.core.text import Source
from tests.core.mistakes import others
from tests.fixtures import draw, index_of, undrawn

PROMPT = ".chant/prompts/fix.md"
AROUND = {
    CONFIG_PATH: "---\nproject:\n  name: store\ndefaults:\n  prompt: standard\n---\n",
    ".chant/prompts/standard.md": "---\nname: standard\n---\nDo it.\n",
    ".chant/prompts/extensions/brief.md": "Be brief.\n",
}
MISTAKES = {
    f"{path}, {name}": (path, *case)
    for path, cases in (
        (CONFIG_PATH, others.CONFIG),
        (AGENTS_PATH, others.AGENTS),
        (PROMPT, others.PROMPT),
        (OWN_SETTINGS, others.OWN_SETTINGS),
    )
    for name, case in cases.items()
}
MAX_ROUNDS = 6


def loud(path: str, text: str) -> list[Finding]:
    if path == OWN_SETTINGS:
        return check_settings(read_own_settings(Source(text)))
    index = index_of(AROUND)
    index.apply([Change(path, parse_page(path, Source(text)))])
    return [finding for finding in check(index, path) if finding.severity <= Severity.WARNING]


def mended(path: str, text: str) -> str:
    """The text after the preferred fix of the first finding that has one, and so on."""
    for _ in range(MAX_ROUNDS):
        fixes = [fix for finding in loud(path, text) for fix in finding.fixes if fix.preferred]
        if not fixes:
            break
        text = apply_edits(text, fixes[0].edits)
    return text


@pytest.mark.parametrize("path, picture, fixed", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_and_mended(path: str, picture: str, fixed: str | None):
    text = undrawn(picture)
    assert draw(text, loud(path, text)) == picture
    assert mended(path, text) == (text if fixed is None else fixed)
    assert fixed is None or loud(path, fixed) == []


@pytest.mark.slow
@pytest.mark.parametrize("path, picture, fixed", MISTAKES.values(), ids=MISTAKES.keys())
def test_with_other_line_ends(path: str, picture: str, fixed: str | None):
    text = undrawn(picture)
    crlf = text.replace("\n", "\r\n")
    assert [finding.code for finding in loud(path, crlf)] == [finding.code for finding in loud(path, text)]
    assert mended(path, crlf) == (crlf if fixed is None else fixed.replace("\n", "\r\n"))
