"""How strict the rules are: as shipped, as set, and as a file asks."""

from __future__ import annotations

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.silencing import silence
from chant_lsp.core.findings import Severity
from chant_lsp.core.reparse import reparse
from chant_lsp.core.rules import CODES, OFF_BY_DEFAULT
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, between
from tests.fixtures import ONLY_FILE, index_of

TWO = "---\nstatus: ready\nStatus: x\n---\n# A\n"


def seen(text: str, **severities: Severity | None) -> dict[str, str]:
    """Code -> severity of what is found."""
    set_ = {code.replace("_", "-"): severity for code, severity in severities.items()}
    return {f.code: f.severity.name.lower() for f in check(index_of({ONLY_FILE: text}), ONLY_FILE, set_)}


def test_a_severity_is_set_by_code():
    assert seen(TWO) == {"status-ready": "warning", "near-miss-key": "warning"}
    assert seen(TWO, status_ready=Severity.HINT) == {"status-ready": "hint", "near-miss-key": "warning"}
    assert seen(TWO, status_ready=None) == {"near-miss-key": "warning"}
    assert seen(TWO, status_ready=None, near_miss_key=None) == {}


def test_some_rules_are_off_until_they_are_set():
    assert set(CODES) >= OFF_BY_DEFAULT


SILENCED = {
    "in the text": (TWO + "<!-- chant-lsp: disable=status-ready -->\n", ["near-miss-key"]),
    "several": (TWO + "<!-- chant-lsp: disable=status-ready, near-miss-key -->\n", []),
    "no blanks": (TWO + "<!--chant-lsp:disable=status-ready,near-miss-key-->", []),
    "two comments": (
        TWO + "<!-- chant-lsp: disable=status-ready -->\n\nText <!-- chant-lsp: disable=near-miss-key --> here",
        [],
    ),
    "in YAML": ("---\nstatus: ready # chant-lsp: disable=status-ready\n---\n# A\n", []),
    "in YAML, own line": ("---\n# chant-lsp: disable=status-ready\nstatus: ready\n---\n# A\n", []),
    "a heading is no comment": (TWO + "# chant-lsp: disable=status-ready\n", ["status-ready", "near-miss-key"]),
    "another code": (TWO + "<!-- chant-lsp: disable=wrong-type -->\n", ["status-ready", "near-miss-key"]),
    "no code": (TWO + "<!-- chant-lsp: disable= -->\n", ["status-ready", "near-miss-key"]),
    "not a code": (TWO + "<!-- chant-lsp: disable=readiness -->", ["status-ready", "near-miss-key", "unknown-code"]),
    "itself": (TWO + "<!-- chant-lsp: disable=zz, unknown-code -->", ["status-ready", "near-miss-key"]),
    "broken YAML": ("---\nlabels: [a\n---\n# A\n\n<!-- chant-lsp: disable=yaml-syntax -->", []),
    "no frontmatter": ("# A\n\n<!-- chant-lsp: disable=frontmatter-absent -->", []),
}


@pytest.mark.parametrize("text, codes", SILENCED.values(), ids=SILENCED.keys())
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_file_silences_codes(text: str, codes: list[str], line_end: str):
    assert list(seen(text.replace("\n", line_end))) == codes


def test_the_place_of_a_silenced_code():
    text = "---\n# chant-lsp: disable=a-b\n---\n# 🎉\n<!-- chant-lsp: disable=c, d-e -->"
    silenced = parse(ONLY_FILE, Source(text)).silenced
    assert [(code, text[slice(*span)]) for code, span in silenced] == [("a-b", "a-b"), ("c", "c"), ("d-e", "d-e")]


def test_a_comment_is_read_again_with_the_text_around_it():
    old, new = Source(TWO + "<!-- chant-lsp: disable=a -->"), Source(TWO + "<!-- chant-lsp: disable=a, b -->")
    assert reparse(parse(ONLY_FILE, old), between(old, new)).facts == parse(ONLY_FILE, new)
    assert reparse(parse(ONLY_FILE, new), between(new, old)).facts == parse(ONLY_FILE, old)


def test_silencing_a_code_keeps_every_other_byte():
    for text, before, after in [
        (TWO, "# A", "# A\n\n<!-- chant-lsp: disable=status-ready -->"),
        (TWO.replace("\n", "\r\n"), "# A", "# A\r\n\r\n<!-- chant-lsp: disable=status-ready -->"),
        (TWO + "<!-- chant-lsp: disable=a -->\n", "=a", "=a, status-ready"),
        (TWO + "\n## Agent Output\n\nx\n", "## Agent", "<!-- chant-lsp: disable=status-ready -->\n\n## Agent"),
        ("---\nstatus: ready\n---", "y\n---", "y\n---\n\n<!-- chant-lsp: disable=status-ready -->"),
    ]:
        changed = apply_edits(text, silence(parse(ONLY_FILE, Source(text)), Source(text), "status-ready"))
        assert changed == text.replace(before, after)
        assert "status-ready" not in seen(changed)
