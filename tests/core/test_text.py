"""Positions: offsets inside, code units outside, and every round trip between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chant_lsp.core import text as text_module
from chant_lsp.core.text import Source, Span

ENCODINGS = ("utf-8", "utf-16", "utf-32")
texts = st.text(st.sampled_from("aé€😀\r\n\u2028\u0085\x0c\ud800"), max_size=30)


@pytest.mark.parametrize(
    "text, starts",
    {
        "": [0],
        "a": [0],
        "a\n": [0, 2],
        "a\r\nb": [0, 3],
        "a\rb": [0, 2],
        "\r\r\n\n": [0, 1, 3, 4],
        "a\u2028b\x0cc\x85d\n#": [0, 8],
    }.items(),
)
def test_only_the_three_line_ends_of_lsp_end_a_line(text, starts):
    assert Source(text).line_starts == starts


@pytest.mark.parametrize(
    "encoding, column", {"utf-8": 4, "utf-16": 2, "utf-32": 1}.items(), ids=lambda value: str(value)
)
def test_columns_are_counted_in_the_units_of_the_encoding(encoding, column):
    source = Source("x\n😀id")
    assert source.position(3, encoding) == (1, column)
    assert source.offset(1, column, encoding) == 3


def test_a_column_past_the_end_of_its_line_means_the_end_of_the_line():
    source = Source("ab\r\ncd")
    assert source.offset(0, 99, "utf-16") == 2
    assert source.offset(9, 0, "utf-16") == len(source.text)
    assert source.offset(-1, 0, "utf-16") == 0


def test_a_column_inside_a_character_means_its_start():
    assert Source("😀").offset(0, 1, "utf-16") == 0


@given(texts, st.lists(st.integers(0, 30)), st.sampled_from(ENCODINGS))
def test_a_long_line_is_counted_as_a_short_one(text, offsets, encoding):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "LONG_LINE", 2)
        long = Source(text)
        places = [long.position(offset, encoding) for offset in offsets]
    assert places == [Source(text).position(offset, encoding) for offset in offsets]


@pytest.mark.slow
def test_places_in_one_line_are_counted_from_one_to_the_next():
    """Counted from its start for each of them, this would take minutes."""
    source = Source("😀 " * 60_000)
    for offset in range(0, 120_000, 2):
        assert source.position(offset, "utf-16") == (0, offset // 2 * 3)


@given(texts)
def test_every_offset_survives_the_round_trip(text):
    source = Source(text)
    for encoding in ENCODINGS:
        for offset in range(len(text) + 1):
            inside_crlf = text[offset - 1 : offset + 1] == "\r\n"
            back = source.offset(*source.position(offset, encoding), encoding)
            assert back == offset or inside_crlf


@given(texts)
def test_lines_cover_the_text(text):
    source = Source(text)
    joined = "".join(source.slice(source.line_span(line)) for line in range(len(source.line_starts)))
    assert joined == text.replace("\r", "").replace("\n", "")


def test_a_span_touches_the_cursor_at_both_its_ends():
    assert [Span(2, 4).touches(offset) for offset in (1, 2, 4, 5)] == [False, True, True, False]
