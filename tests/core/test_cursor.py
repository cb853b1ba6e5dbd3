"""What is expected where the cursor stands, in specs that are being typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.cursor import Expected, Spot, spot_at
from tests.chance import tries

END = "\n---\n\n# T\n"

FRONTMATTER = {
    "first key": ("$0", "key <|>"),
    "part of a key": ("sta$0", "key <sta|>"),
    "middle of a key": ("st$0at", "key <st|at>"),
    "key with its colon": ("sta$0: pending", "key <sta|> colon"),
    "key behind its colon": ("status: x\nla$0bels: [a]", "key <la|bels> colon | status"),
    "between two keys": ("status: x\n$0\nlabels: [a]", "key <|> | status labels"),
    "value": ("status: $0", "status <|> lone"),
    "value without a space": ("status:$0", "status <|> lone lead"),
    "part of a value": ("status: pen$0", "status <pen|> lone"),
    "before a value": ("status: $0pending", "status <|pending> lone"),
    "value and comment": ("status: pen$0  # mine", "status <pen|> lone"),
    "in a comment": ("status: pending # $0", None),
    "in a comment line": ("# $0\nstatus: pending", None),
    "behind a value": ("status: pending $0", None),
    "below a value": ("status: pending\n  $0", None),
    "quoted": ('prompt: "sta$0"', 'prompt <sta|> lone "'),
    "quoted once": ("prompt: 'sta$0", "prompt <sta|> lone ' open"),
    "quoted and empty": ('prompt: "$0"', 'prompt <|> lone "'),
    "quoted once and empty": ('prompt: "$0', 'prompt <|> lone " open'),
    "unknown key": ("foo: $0", None),
    "brackets": ("depends_on: [$0]", "depends_on <|> brackets"),
    "open bracket": ("depends_on: [$0", "depends_on <|> brackets"),
    "item in brackets": ("depends_on: [00$0]", "depends_on <00|> brackets"),
    "second item": ("depends_on: [a, $0]", "depends_on <|> brackets | a"),
    "second item without a space": ("depends_on: [a,$0]", "depends_on <|> brackets lead | a"),
    "second item, open": ("depends_on: [a, 00$0", "depends_on <00|> brackets | a"),
    "first of two": ("depends_on: [0$00, b]", "depends_on <0|0> brackets | b"),
    "between two": ("depends_on: [a, $0, b]", "depends_on <|> brackets | a b"),
    "behind an item": ("depends_on: [a $0]", None),
    "behind the list": ("depends_on: [a] $0", None),
    "quoted in brackets": ("depends_on: ['a', \"00$0\"]", 'depends_on <00|> brackets " | a'),
    "brackets over lines": ("depends_on: [\n  a,\n  $0\n]", "depends_on <|> brackets | a"),
    "brackets over lines, broken": ("depends_on: [\n  a,\n  0$0\nstatus: x", "depends_on <0|> brackets | a"),
    "key behind an open bracket": ("depends_on: [a\nsta$0", "key <sta|> | depends_on"),
    "item": ("depends_on:\n- $0", "depends_on <|> item"),
    "item, indented": ("depends_on:\n  - $0", "depends_on <|> item"),
    "item without a space": ("depends_on:\n  -$0", "depends_on <|> item lead"),
    "part of an item": ("depends_on:\n  - a\n  - 0$00\n  - c", "depends_on <0|0> item | a c"),
    "item with a comment": ("depends_on:\n- 00$0 # c", "depends_on <00|> item"),
    "quoted item": ("depends_on:\n- 'a'\n- '00$0'", "depends_on <00|> item ' | a"),
    "words": ("labels:\n- a b$0 c", "labels <a b| c> item"),
    "no dash yet": ("depends_on:\n  $0", "depends_on <|> below"),
    "no dash yet, typed": ("depends_on:\n  00$0", "depends_on <00|> below"),
    "no dash yet behind others": ("depends_on:\n  - a\n  $0", "depends_on <|> below | a"),
    "behind the key of a list": ("depends_on: $0\n  - a", None),
    "map": ("approval: $0", "approval <|> lone"),
    "nested key": ("approval:\n  $0", "approval.key <|>"),
    "part of a nested key": ("approval:\n  required: true\n  st$0", "approval.key <st|> | required"),
    "nested key with its colon": ("approval:\n  st$0: x\n  by: y", "approval.key <st|> colon | by"),
    "nested value": ("approval:\n  status: app$0", "approval.status <app|> lone"),
    "nested value without a space": ("approval:\n  status:$0", "approval.status <|> lone lead"),
    "nested value, first of two": ("approval:\n  status: $0\n  by: me", "approval.status <|> lone"),
    "nested key in braces": ("approval: {$0}", "approval.key <|>"),
    "second nested key in braces": ("approval: {required: true, s$0}", "approval.key <s|> | required"),
    "nested value in braces": ("approval: {required: $0}", "approval.required <|> brackets"),
    "nested value in braces, typed": ("approval: {required: t$0, by: x}", "approval.required <t|> brackets"),
    "a glob": ("informed_by: [src/*$0]", "informed_by <src/*|> brackets"),
    "a hash in a word": ("informed_by: [a.md#b$0]", "informed_by <a.md#b|> brackets"),
    "emoji before": ("labels: [😀, $0]", "labels <|> brackets | 😀"),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("text", "expected"), FRONTMATTER.values(), ids=FRONTMATTER.keys())
def test_in_frontmatter(text, expected, end):
    assert drawn(f"---\n{text}{END}".replace("\n", end)) == expected


@pytest.mark.parametrize(("text", "expected"), FRONTMATTER.values(), ids=FRONTMATTER.keys())
def test_in_frontmatter_that_has_no_end_yet(text, expected):
    assert drawn(f"---\n{text}") == expected
    assert drawn(f"\ufeff---\n{text}\n\n# T\n") == expected


ELSEWHERE = {
    "nothing": ("$0", "whole spec <|>"),
    "nothing but lines": ("\n\n$0\n", "whole spec <|>"),
    "one word": ("compr$0", "whole spec <compr|>"),
    "opening fence": ("---$0", None),
    "behind the opening fence": ("---\n$0", "key <|>"),
    "on the opening fence": ("-$0--\nstatus: x\n---\n", None),
    "on the closing fence": ("---\nstatus: x\n-$0--\n", None),
    "body": ("---\nstatus: x\n---\n\nte$0xt", "text"),
    "body without frontmatter": ("# T\n\nte$0xt", "text"),
    "above a body without frontmatter": ("$0\n# T\n", "whole spec <|>"),
    "behind the gap, while the end is missing": ("---\nstatus: x\n\n# T\n$0", "text"),
}


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_elsewhere(text, expected):
    assert drawn(text) == expected


@settings(deadline=None, max_examples=tries(300))
@given(st.text(st.sampled_from("-:[]{},*# \r\n'\"ab"), max_size=60), st.integers(0, 80))
def test_any_text_has_a_spot_within_it(tail, offset):
    text = "---\n" + tail
    offset = min(offset, len(text))
    found = spot_at(text, offset)
    if found is not None:
        assert 0 <= found.span.start <= offset <= found.span.end <= len(text)
        assert "\n" not in text[slice(*found.span)]
        assert "\r" not in text[slice(*found.span)]


def drawn(text: str) -> str | None:
    offset = text.index("$0")
    text = text.replace("$0", "", 1)
    found = spot_at(text, offset)
    if found is None or found.expected is Expected.BODY:
        return found and "text"
    shown = f"<{text[found.span.start : offset]}|{text[offset : found.span.end]}>"
    assert found.typed == text[found.span.start : offset]
    return " ".join(part for part in (named(found), shown, *marks(found)) if part)


def named(spot: Spot) -> str:
    if spot.expected is Expected.FILE:
        return "whole spec"
    key = "key" if spot.expected is Expected.KEY else spot.key
    return f"{spot.parent}.{key}" if spot.parent else key


def marks(spot: Spot) -> list[str]:
    form = [spot.form.name.lower()] if spot.expected is Expected.VALUE else []
    flags = [spot.quote, "open" * spot.open_quote, "lead" * bool(spot.lead), "colon" * spot.colon]
    return [*form, *flags, *(["|", *spot.siblings] if spot.siblings else [])]


def test_nothing_is_expected_in_frontmatter_that_is_too_large():
    for items, expected in ((6_000, Expected.VALUE), (7_000, None)):
        for closer in ("", "---\n"):
            text = "---\ndepends_on:\n" + "- abcdefg\n" * items
            spot = spot_at(text + closer, len(text) - 1)
            assert (spot.expected if spot is not None else None) is expected
