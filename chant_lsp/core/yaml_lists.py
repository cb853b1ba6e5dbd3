"""What is wrong with a list that YAML does not take: its dashes, what people write in their place, where they stand."""

from __future__ import annotations

import re

from chant_lsp.core.findings import Edit, Problem
from chant_lsp.core.schema import LISTS
from chant_lsp.core.text import Span
from chant_lsp.core.yaml_lines import lines_around
from chant_lsp.core.yaml_trouble import Line, Trouble, fix, quote
from chant_lsp.core.yaml_values import ANY_QUOTES

_ITEM = re.compile(r"(?P<indent>[ \t]*)-[ \t]+\S")
_GLUED_ITEM = re.compile(r"^[ \t]*(?P<item>-(?=[^\s\-])[^\r\n]*)", re.MULTILINE)
_STAR_ITEM = re.compile(r"^[ \t]*(\*)[ \t]+(?=\S)", re.MULTILINE)
_STARRED_KEY = re.compile(r"^(?P<star>[ \t]*\*[ \t]+)[A-Za-z_]\w*:(?=[ \t\r\n]|\Z)", re.MULTILINE)
_BULLET = re.compile(
    r"^[ \t]*(?P<bullet>--|\+|[\u2022\u2023\u2192\u25e6\u25aa\u2013\u2014\u00b7]|\d{1,3}[.)])(?=[ \t]+\S)", re.MULTILINE
)
_DASH_AND_TAB = re.compile(r"^[ ]*-(?P<tab>[ ]*\t[ \t]*)(?=\S)", re.MULTILINE)
_DASHED_KEY = re.compile(r"(?P<dash>[ \t]*-[ \t]+)[A-Za-z_]\w*:(?=\s|$)")
_FLOW = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?\[(?P<items>.*)\][ \t]*(?:#.*)?$")
_SOUND_ITEM = re.compile(r"[ \t]*(?:(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s\"',][^,]*)[ \t]*)?(?:,|$)")
_QUOTED_ITEM = re.compile(r"[ \t]*(?P<words>[\"'][^,]*)(?:,|$)")
_BARE_LINE = re.compile(r"(?P<indent>[ \t]+)(?P<words>[^\s:#\[\]{}\"'&*!|>%@`-][^\r\n]*)$")
_PLAIN_FIELD = re.compile(r"[ \t]*[\w-]+:[ \t]+[^\s\"'\[{|>#]")


def glued_item(trouble: Trouble) -> Problem | None:
    """`-src/store.py`."""
    here = next(
        (match for line in lines_around(trouble) if (match := _GLUED_ITEM.match(trouble.text, line.start))), None
    )
    if here is None:
        return None
    places = (match.start("item") + 1 for match in _GLUED_ITEM.finditer(trouble.text))
    message = "Behind the `-` of a list item a space is missing."
    return trouble.problem(
        *here.span("item"), message, fix("Add the space", *(Edit(Span(at, at), " ") for at in places))
    )


def list_indent(trouble: Trouble) -> Problem | None:
    """An item that is indented less than the ones above it, and more than their key."""
    line = trouble.line(trouble.at)
    match = _ITEM.match(line.words)
    if match is None or trouble.reason not in ("did not find expected key", "did not find expected '-' indicator"):
        return None
    above = trouble.line_before(line)
    while above is not None and (other := _ITEM.match(above.words)) is None and above.words[:1] in ("", " ", "\t"):
        above = trouble.line_before(above)
    other = _ITEM.match(above.words) if above is not None else None
    if other is None or other["indent"] == match["indent"]:
        return None
    edit = Edit(Span(line.start, line.start + len(match["indent"])), other["indent"])
    start = line.start + len(match["indent"])
    message = "This item is indented differently from the ones above it; align it with them."
    return trouble.problem(start, line.start + len(line.words.rstrip()), message, fix("Align it", edit))


def item_below_text(trouble: Trouble) -> Problem | None:
    """`labels: a` with `- b` below it."""
    line = trouble.line(trouble.at)
    above = trouble.line_before(line)
    match = _PLAIN_FIELD.match(above.words) if above is not None else None
    if match is None or above is None or not _ITEM.match(line.words) or not trouble.reason.startswith("did not find"):
        return None
    value, field = trouble.value(above.start), trouble.field(above.start)
    if value is None or field is None or field.kind not in LISTS or value.lead != f"{field.name}:":
        return None
    colon = trouble.text.rindex(":", above.start, value.span.start) + 1
    edit = Edit(Span(colon, value.span.start), f"{trouble.line_end}{line.words[: line.words.index('-')]}- ")
    message = "A value on the line of its key ends there, and the item below fits nothing; make it the first item."
    way_out = fix("Make it the first item", edit)
    return trouble.problem(value.span.start, line.start + len(line.words.rstrip()), message, way_out)


def open_item(trouble: Trouble) -> Problem | None:
    """`["a, b]` and `['it's', b]`: an item whose quote is never closed, or too early, in a list that is."""
    line = trouble.line(trouble.since)
    flow = _FLOW.match(line.words)
    if flow is None or not trouble.context.startswith(("while scanning a quoted", "while parsing a flow")):
        return None
    at, end = flow.span("items")
    opened: list[re.Match[str]] = []
    while at < end:
        item = _SOUND_ITEM.match(line.words, at, end)
        if item is None and (item := _QUOTED_ITEM.match(line.words, at, end)) is not None:
            opened.append(item)
        if item is None or item.end() <= at or len(opened) > 1:
            return None
        at = item.end()
    if not opened:
        return None
    start, words = line.start + opened[0].start("words"), opened[0]["words"].rstrip()
    span, mark, inside = Span(start, start + len(words)), words[0], words[1:]
    if mark in inside:
        if inside.partition(mark)[2][:1] in ("", " ", "\t"):
            return None
        message = "The quoted text ends in the middle of this value; quote the whole."
        return trouble.problem(*span, message, quote(span, inside.removesuffix(mark)))
    other = inside[-1:] if inside[-1:] in ANY_QUOTES else ""
    edit = Edit(Span(span.end - len(other), span.end), mark)
    title = "Close it with the same quote" if other else "Add the missing quote"
    return trouble.problem(*span, f"This quote is never closed; add `{mark}`.", fix(title, edit))


def missing_dash(trouble: Trouble) -> Problem | None:
    """`  src/store.py` below or above `  - src/main.py`."""
    if (first := _first_item(trouble)) is not None:
        return first
    line = trouble.line(trouble.since)
    bare = _BARE_LINE.match(line.words)
    above = trouble.line_before(line)
    item = _ITEM.match(above.words) if above is not None else None
    if bare is None or item is None or bare["indent"] != item["indent"] or "expected ':'" not in trouble.reason:
        return None
    edits = []
    start = line.start + bare.start("words")
    words = bare["words"].rstrip()
    while bare is not None and bare["indent"] == item["indent"]:
        at = line.start + bare.start("words")
        edits.append(Edit(Span(at, at), "- "))
        bare = None
        if line.end < len(trouble.text):
            line = trouble.line(line.end)
            bare = _BARE_LINE.match(line.words)
    message = "In a list each item starts with `-`; here it is missing."
    return trouble.problem(start, start + len(words), message, fix("Add the dash", *edits))


def _first_item(trouble: Trouble) -> Problem | None:
    line = trouble.line(trouble.at)
    item, above = _ITEM.match(line.words), trouble.line_before(line)
    bare = _BARE_LINE.match(above.words) if above is not None else None
    key = trouble.line_before(above) if above is not None else None
    if item is None or above is None or bare is None or key is None or not trouble.reason.startswith("did not find"):
        return None
    field = trouble.field(key.start)
    if field is None or key.words.split(" #", 1)[0].rstrip() != f"{field.name}:" or field.fields:
        return None
    start = above.start + bare.start("words")
    edit = Edit(Span(above.start, start), f"{item['indent']}- ")
    message = "In a list each item starts with `-`; here it is missing."
    return trouble.problem(start, start + len(bare["words"].rstrip()), message, fix("Add the dash", edit))


def tab_behind_dash(trouble: Trouble) -> Problem | None:
    """`-` and a tab."""
    dashes = list(_DASH_AND_TAB.finditer(trouble.text))
    here = next((match for match in dashes if match.start("tab") <= trouble.at <= match.end("tab")), None)
    if here is None:
        return None
    edits = (Edit(Span(*match.span("tab")), " ") for match in dashes)
    message = "Behind the `-` of a list item YAML wants a space, and here is a tab."
    return trouble.problem(*here.span("tab"), message, fix("Write a space", *edits))


def star_item(trouble: Trouble) -> Problem | None:
    """`* storage`."""
    here = _STAR_ITEM.match(trouble.text, trouble.line(trouble.at).start)
    if here is None or trouble.context != "while scanning an alias":
        return None
    if _STARRED_KEY.match(trouble.text, here.start()):
        edits = (Edit(Span(*star.span("star")), "") for star in _STARRED_KEY.finditer(trouble.text))
        message = "A key of the frontmatter stands at the beginning of its line, without a `*`."
        return trouble.problem(*here.span(1), message, fix("Remove the stars", *edits))
    edits = (Edit(Span(*star.span(1)), "-") for star in _STAR_ITEM.finditer(trouble.text))
    message = "A list item of YAML starts with `-`, not with `*`."
    return trouble.problem(*here.span(1), message, fix("Write `-`", *edits))


def other_bullet(trouble: Trouble) -> Problem | None:
    """`+ storage`, `1. storage`."""
    here = next((found for line in lines_around(trouble) if (found := _BULLET.match(trouble.text, line.start))), None)
    if here is None:
        return None
    edits = (Edit(Span(*bullet.span("bullet")), "-") for bullet in _BULLET.finditer(trouble.text))
    message = f"A list item of YAML starts with `-`, not with `{here['bullet']}`."
    return trouble.problem(*here.span("bullet"), message, fix("Write `-`", *edits))


def dashes_before_keys(trouble: Trouble) -> tuple[Edit, ...]:
    """The edits that make keys of `- key: value` lines, if that is all there is."""
    edits = []
    line = Line(0, "", 0)
    while line.end < len(trouble.text):
        line = trouble.line(line.end)
        match = _DASHED_KEY.match(line.words)
        if match is not None:
            edits.append(Edit(Span(line.start + match.start("dash"), line.start + match.end("dash")), ""))
        elif line.words.strip() and not line.words.lstrip().startswith("#"):
            return ()
    return tuple(edits)
