"""Headings and fences of a body: where each begins and ends, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.core.sections import read_sections
from chant_lsp.core.text import Span

CASES = {
    "nested by level": (
        "# A\n\ntext\n\n## B\n\n### C\nc\n\n## D\n",
        ["1 A: # A|## D", "2 B: ## B|c", "3 C: ### C|c", "2 D: ## D|## D"],
    ),
    "a level left out": ("# A\n### C\n## B\n", ["1 A: # A|## B", "3 C: ### C|### C", "2 B: ## B|## B"]),
    "marks behind the words": ("## A ##\n## B#\n##\n", ["2 A: ## A ##|## A ##", "2 B#: ## B#|## B#", "2 : ##|##"]),
    "no heading": ("#A\n#tag\n    # code\n#######x\n", []),
    "line ends of Windows": ("# A\r\n\r\nx\r\n", ["1 A: # A|x"]),
    "fence": ("# A\n```sh\n# no\n```\n## B\n", ["1 A: # A|## B", "2 B: ## B|## B", "fence ```sh|```"]),
    "fence of tildes": ("~~~\n# no\n```\n~~~\n# A\n", ["1 A: # A|# A", "fence ~~~|~~~"]),
    "longer fence": ("````\n```\n# no\n```\n````\n", ["fence ````|````"]),
    "fence in a list": ("- a\n  ```\n  # no\n  ```\n", ["fence ```|  ```"]),
    "open fence": ("# A\n```\n# no\n", ["1 A: # A|# no", "fence ```|# no"]),
    "backticks in a line": ("``` a `b`\n# A\n", ["1 A: # A|# A"]),
}


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
def test_sections(text, expected):
    body = Span(0, len(text.rstrip()))
    found = read_sections(text, body)

    def ends(span):
        lines = text[span.start : span.end].splitlines()
        return f"{lines[0]}|{lines[-1]}"

    drawn = [f"{one.level} {one.title}: {ends(one.span)}" for one in found.sections]
    assert drawn + [f"fence {ends(fence)}" for fence in found.fences] == expected


def test_what_chant_appends_is_known():
    text = "# A\n## Agent Output\n## Output\n### Agent Output\n"
    found = read_sections(text, Span(0, len(text))).sections
    assert [one.title for one in found if one.by_machine] == ["Agent Output"]


@given(st.text(st.sampled_from("#`~ab \n\r\t")), st.integers(0, 5))
def test_sections_nest_and_fences_follow_each_other(text, start):
    body = Span(min(start, len(text)), len(text))
    found = read_sections(text, body)
    for section in found.sections:
        assert body.start <= section.span.start == section.heading.start
        assert section.heading.end <= section.span.end <= body.end
    for one, other in zip(found.sections, found.sections[1:], strict=False):
        assert other.span.end <= one.span.end or one.span.end <= other.span.start
    for fence in found.fences:
        assert found.fence_at(fence.start) == fence
        assert not any(fence.start <= section.heading.start < fence.end for section in found.sections)
    for one, other in zip(found.fences, found.fences[1:], strict=False):
        assert one.end <= other.start
