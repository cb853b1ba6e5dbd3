"""Texts made to keep a search busy: long runs of blanks, dashes, quotes and line ends. Each is answered, none hangs."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.findings import Severity
from chant_lsp.core.rules import OFF_BY_DEFAULT
from tests.chance import tries
from tests.families import family
from tests.fixtures import ONLY_FILE, index_of

N = 30_000
BLANKS = " " * N
FRONTS = {
    "blanks before a comment": f"labels:{BLANKS}\n# x\ntype: code{BLANKS}#42\n",
    "a comment of blanks": f"labels: #a{BLANKS}b\n",
    "blanks alone": f"type: code\n{BLANKS}\nstatus pending\n",
    "dash and blanks": f"depends_on: -{BLANKS}x\n",
    "no comment": f"type: code\n//{BLANKS}x\n",
    "tabs": "type: code\n" + "\tstatus: x\n" * (N // 12),
    "stars": "* a\n" * (N // 4),
    "quotes": "labels: " + '"a", ' * (N // 5) + "\n",
    "braces": "labels: [" + "{a}" * (N // 3) + "\n",
    "odd blanks": "type: code\n" + "\u00a0" * N + "x\n",
    "conflicts": "<<<<<<<\n=======\n>>>>>>>\n" * (N // 24),
    "a key of dots": "informed_by:\n- ? " + "." * N + "\n  : x\n",
    "folded": "labels:\n- a\n" + "  - b\n" * (N // 6),
    "words": "labels:\n" + "  a\n" * (N // 4),
    "open quotes in a list": "labels: [" + "\"a, 'b, " * (N // 8) + "]\n",
    "an open quote in a list": 'labels: ["' + "a, " * (N // 3) + "]\n",
    "dashes missing": "labels:\n  - a\n" + "  b\n" * (N // 4),
    "anchors": "labels: &a [x]\n" + "team: *a\n" * (N // 9),
    "paths": "target_files:\n- " + "a/" * (N // 2) + " !, b\n",
    "items": "type: code\n" + "-x\n" * (N // 3),
    "dots before a word": f"target_files: {'.' * N} x\n",
    "blanks before an open quote": f'labels: [{BLANKS}"""x\n',
    "a map of blanks": "labels: {a: b" + f"{BLANKS}- " * 3 + "\n",
    "comments in brackets": 'labels: [\n "a"\n' + "#\n" * (N // 2) + ' "b"\n]\n',
    "a word in front of a colon": f"type: {'a' * N}: x\n",
    "a gap in braces": f"approval: {{a: b{BLANKS}c d: x}}\n",
    "items below a glued one": "labels:- a\n" + "- b\n" * (N // 5) + "status: x\n",
    "a word that never ends": f"target_files: [%`{'status' * (N // 6)}* ]\n",
    "brackets that never close": f"informed_by:\n- +{'[' * N}>\n",
    "keys by the thousand": "x: y\n" * (N // 5),
    "quotes on each line": 'a: "x\n' * (N // 6),
}
TEXTS = {name: f"---\n{front}---\n\n# A\n" for name, front in FRONTS.items()}
TEXTS |= {
    "line ends": "---\ntype: code\n---\n\n---\r\n" + "\r\n" * N + "x",
    "a fence of line ends": "```\r\n---\r\n" + "\r\n" * N + "x",
    "headings in a fence": "---\n---\n```\n" + "# a\n" * (N // 4),
    "fences": "---\n---\n# A\n" + "```\n# b\n" * (N // 8),
    "blanks in a body": f"---\n---\n# A\n{BLANKS}acceptance\n## {BLANKS}x\n**{BLANKS}",
    "a title of blanks": f"---\n# A{BLANKS}b\n---\n\nText{BLANKS}\n=={BLANKS}x",
    "boxes": "---\n---\n# A\n## Acceptance Criteria\n" + "* [ ] a\n" * (N // 8),
    "a heading of stars": f"---\n---\n# A\n## Acceptance Criteria {'*' * N}x\n- [ ] a\n",
    "misspelt headings": "---\n---\n# A\n" + "## Acceptancx Critaria\n- [ ] a\n" * (N // 30),
    "underlined headings": "---\n---\n# A\n- [ ] a\n" + "Acceptance Criteria\n---\n" * (N // 24),
    "fenced boxes": "---\n---\n# A\n## Acceptance Criteria\n" + "```\n- [ ] a\n```\n" * (N // 16),
    "boxes and line ends in a fence": (
        "---\n---\n# A\n## Acceptance Criteria\n```\n- [ ] a\n" + "\n" * 60 + "x\n```\n"
    ).replace("\n", "\r\n"),
    "brackets": "---\n---\n# A\n## Acceptance Criteria\n" + "- \\[x" * (N // 5) + "\n" + "- (x)" * (N // 5),
    "unseen": "---\n---\n# A\n" + "\u200b " * N,
    "ids": "---\n---\n# A\n" + "2026-01-01-001-abc ```\n" * (N // 20),
    "silent": "---\n---\n# A\n" + "<!-- chant-lsp: disable=a," + " " * N + "-->",
    "silent dashes": f"---\n---\n# A\n<!-- chant-lsp: disable={'-' * N} -->",
    "dashes": "-" * N,
    "waves": "~" * N,
    "equals": "=" * N + "\ntype: code\n" + "=" * N,
}

FAST = ("blanks alone", "quotes", "fences", "dashes", "boxes and line ends in a fence")


LIMIT_S = 5.0
"""Of the processor's time: some hundred times what is usual, and less than a search takes that begins anew at each
character of a text."""


@contextmanager
def busy_for_a_while() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise AssertionError("It is still searching.")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def answer(text: str) -> None:
    everything = dict.fromkeys(OFF_BY_DEFAULT, Severity.HINT)
    with busy_for_a_while():
        for finding in check(index_of({ONLY_FILE: text}), ONLY_FILE, everything):
            assert 0 <= finding.span.start <= finding.span.end <= len(text)


@pytest.mark.parametrize("text", family(TEXTS, FAST))
def test_no_text_keeps_a_rule_busy(text: str):
    answer(text)


SIGNS = (
    *" \n\t-*_[](){}<>#`'\"|:,.=~!?&%@/\\+x1é",
    *("  ", "- ", ": ", ", ", "- [ ] ", "[[", "]]", "---", "...", "```", "<!--", "-->", "{{", "}}", "\r\n", "\u00a0"),
    *("\u200b", "a-b", "a.py", "src/", "status", "type: ", "human gate", "criteria", "http://", "\n- ", "\n# ", "\n  "),
)
PLACES = (
    ("", ""),
    ("---\n", ""),
    ("---\n", "\n---\n# A\n"),
    ("---\ntarget_files: [", "]\n---\n# A\n"),
    ("---\ninformed_by:\n- ", "\n---\n# A\n"),
    ("---\napproval:\n  ", "\n---\n# A\n"),
    ('---\nprompt: "', '"\n---\n# A\n'),
    ("---\n---\n# ", "\n"),
    ("---\n---\n# A\n", ""),
    ("---\n---\n# A\n## Acceptance Criteria\n", ""),
    ("---\n---\n# A\n```\n", "\n```\n"),
)


def few(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(SIGNS), min_size=least, max_size=most).map("".join)


@pytest.mark.slow
@settings(max_examples=tries(500), deadline=None)
@given(st.sampled_from(PLACES), few(0, 2), few(1, 3), few(0, 2))
def test_nothing_that_goes_on_and_on_keeps_a_rule_busy(place: tuple[str, str], before: str, again: str, behind: str):
    opener, end = place
    answer(f"{opener}{before}{again * (2 * N // len(again))}{behind}{end}")
