"""A text written as YAML means that text, in a block and in a list, and has quotes only where it needs them."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from chant_lsp.core.quoting import one_line, scalar

PLAIN = ("2026-01-10-001-abc", "001-comprehension", "1a2b3c4", "2026-01-01T10:00:00Z", "a b", "src/store.py", "1.2.x")
QUOTED = ("001", "12", "72e5526", "2026-01-01", "yes", "~", "-", "0x1F", "0b1", "1_000", ".5", "12:30", "a: b", "#a")


@pytest.mark.parametrize("text", PLAIN)
def test_an_id_or_a_path_is_written_as_it_is(text: str):
    assert scalar(text) == text


@pytest.mark.parametrize("text", QUOTED)
def test_what_may_be_something_else_is_quoted(text: str):
    assert scalar(text) == f'"{text}"'


@given(st.one_of(st.text(), st.text("0123456789abefxoXOETZ-+.:_ ~yn", max_size=12)))
@example("0b_")
@example("a---b")
def test_it_means_the_text(text: str):
    if any(character < " " or character > "\x7e" for character in text):
        return
    assert yaml.safe_load(f"key: {scalar(text)}") == {"key": text}
    assert yaml.safe_load(f"[{scalar(text)}, a]") == [text, "a"]
    assert "---" not in scalar(text)


def test_a_line_break_is_shown():
    assert one_line("a\r\nb\n") == "a\\nb\\n"
