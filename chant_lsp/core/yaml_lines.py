"""What is wrong with a line that YAML does not take: indentation, dashes, colons, comments, marks of other tools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from chant_lsp.core.boundaries import frontmatter_end
from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.text import Span
from chant_lsp.core.yaml_trouble import Line, Trouble, fix, whole_line

_DOCUMENT_END = re.compile(r"^\.\.\.(?=[ \t]*(?:[\r\n]|$))", re.MULTILINE)
_BODY_BELOW = re.compile(r"[ \t]*(?:\r\n|\r(?!\n)|\n)[ \t]*(?:[\r\n]|#[ \t])")
_TAB_INDENT = re.compile(r"^[ ]*(?P<tabs>\t[ \t]*)(?P<key>[A-Za-z_]\w*(?=[ \t]*:))?", re.MULTILINE)
_TOP_KEY = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:", re.MULTILINE)
_CONFLICT = re.compile(r"^(?P<mark><{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)[^\r\n]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_ODD_BLANK = re.compile(
    r"(?:^[ \t]*(?:-[ \t]*)?|[\w\"']:[ \t]*|[\]}\"'][ \t]*)(?P<odd>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+)",
    re.MULTILINE,
)
_MARK = re.compile(r"^\ufeff+", re.MULTILINE)
_COMMENT_LINE = re.compile(r"[ \t]*(?P<mark>//+|<!--|/\*|;|(?:%|--)(?=[ \t]))(?P<words>.*)")
_BEFORE_ITEMS = re.compile(r"[ \t]*-|[^#]*:[ \t]*(?:#.*)?$")
"""A line below which another item of a list may stand."""
_COMMENT_BEHIND = re.compile(r"[,\[{][ \t]+(?P<mark>//)(?P<words>[^\r\n]*)")
_FENCE = re.compile(r"^[ \t]*`{3,}\w*[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_PLAIN_FIELD = re.compile(r"[ \t]*[\w-]+:[ \t]+[^\s\"'\[{|>#]")


def document_end(trouble: Trouble) -> Problem | None:
    """`...`, which closes frontmatter for other tools."""
    match = _DOCUMENT_END.search(trouble.text)
    if match is None:
        return None
    if _BODY_BELOW.match(trouble.text, match.end()):
        message = "`...` does not end the frontmatter for chant, which reads on as YAML; write `---`."
        return trouble.problem(*match.span(), message, fix("Change to `---`", Edit(Span(*match.span()), "---")))
    message = "`...` ends the YAML here, and chant refuses what follows; remove the line."
    return trouble.problem(*match.span(), message, fix("Remove this line", whole_line(trouble.line(match.start()))))


def conflict(trouble: Trouble) -> Problem | None:
    """The marks of a merge that was not finished."""
    marks = list(_CONFLICT.finditer(trouble.text))
    if not marks:
        return None
    message = "A merge conflict is left in the frontmatter; choose one side, remove the marks."
    return trouble.problem(*marks[0].span("mark"), message, *_sides(marks))


def second_sides(block: str) -> list[Span]:
    """What stands on the other sides of merge conflicts: the same keys again."""
    if "=======" not in block:
        return []
    marks = list(_CONFLICT.finditer(block))
    return [Span(a.start(), b.end()) for a, b in pairwise(marks) if a["mark"][0] + b["mark"][0] in ("=>", "|=")]


def _sides(marks: list[re.Match[str]]) -> Iterator[Fix]:
    kinds = "".join(match["mark"][0] for match in marks)
    if not kinds.startswith(("<=>", "<|=>")):
        return
    close = kinds.index(">")
    opened, middle, closed = marks[0], marks[close - 1], marks[close]
    first = Edit(Span(*opened.span()), ""), Edit(Span(marks[1].start(), closed.end()), "")
    second = Edit(Span(opened.start(), middle.end()), ""), Edit(Span(*closed.span()), "")
    yield Fix("Keep the first side", first, guess=True)
    yield Fix("Keep the second side", second, guess=True)


def tab(trouble: Trouble) -> Problem | None:
    """Tabs as indentation."""
    tabs = list(_TAB_INDENT.finditer(trouble.text))
    line = trouble.line(trouble.at)
    here = next((each for each in tabs if line.start <= each.start("tabs") <= line.start + len(line.words)), None)
    if here is None or "\t" not in trouble.text[line.start : trouble.at + 1]:
        return None
    edits = (Edit(Span(*each.span("tabs")), spaces) for each, spaces in _spaces_for(trouble.text, tabs))
    message = "YAML does not allow a tab as indentation; use spaces."
    return trouble.problem(*here.span("tabs"), message, fix("Use spaces", *edits))


def _spaces_for(text: str, tabs: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """Each tab with what belongs there: nothing before a key of the spec, spaces before one of the map above it."""
    keys = [*_TOP_KEY.finditer(text)]
    above = -1
    for tab in tabs:
        while above + 1 < len(keys) and keys[above + 1].start() < tab.start():
            above += 1
        name = keys[above][1] if above >= 0 else ""
        parent = FIELDS.get(name)
        inner = {each.name for each in parent.fields} if parent is not None else set()
        is_section = name and parent is None and not text[keys[above].end() : tab.start()].partition("\n")[0].strip()
        outermost = tab["key"] in FIELDS and tab["key"] not in inner and not is_section
        yield tab, "" if outermost else "  " * tab["tabs"].count("\t")


def odd_blank(trouble: Trouble) -> Problem | None:
    """A no-break space, or another blank that YAML takes for a letter, where a space belongs."""
    found = list(_ODD_BLANK.finditer(trouble.text))
    if not found:
        return None
    ends = ("\r", "\n", "")
    edits = (
        Edit(
            Span(*each.span("odd")), "" if trouble.text[each.end() : each.end() + 1] in ends else " " * len(each["odd"])
        )
        for each in found
    )
    shown = f"U+{ord(found[0]['odd'][0]):04X}"
    message = f"This looks like a space, but is the character {shown}, a letter to YAML; write a space."
    return trouble.problem(*found[0].span("odd"), message, fix("Write spaces", *edits))


def byte_order_mark(trouble: Trouble) -> Problem | None:
    """U+FEFF at the beginning of a line, which nobody sees and YAML takes for an indentation."""
    marks = [Span(*match.span()) for match in _MARK.finditer(trouble.text)]
    if not marks:
        return None
    message = "Nobody sees the U+FEFF here, but to YAML it indents the line; remove it."
    return trouble.problem(*marks[0], message, fix("Remove it", *(Edit(mark, "") for mark in marks)))


def comment_line(trouble: Trouble) -> Problem | None:
    """`// a note` and `<!-- a note -->`."""
    for line in lines_around(trouble):
        match = _COMMENT_LINE.match(line.words)
        if match is None or (match["mark"] == "--" and _is_below_items(trouble, line)):
            continue
        start = line.start + match.start("mark")
        span = Span(start, line.start + len(line.words.rstrip()))
        mark = match["mark"]
        words = match["words"].strip().removesuffix("-->").removesuffix("*/").strip()
        message = f"`{mark}` begins no comment in YAML; write `#`."
        return trouble.problem(
            start, start + len(mark), message, fix("Write a YAML comment", Edit(span, f"# {words}".rstrip()))
        )
    return None


def long_comment(trouble: Trouble) -> Problem | None:
    """`<!--`, and `-->` further down."""
    here = trouble.line(trouble.at)
    opened = trouble.text.rfind("<!--", 0, here.end)
    closed = trouble.text.find("-->", opened) if opened >= 0 else -1
    first, last = trouble.line(max(opened, 0)), trouble.line(max(closed, 0))
    alone = first.words.lstrip().startswith("<!--") and last.words.rstrip().endswith("-->")
    if not alone or not opened < last.start < closed + 3 or trouble.since > trouble.line(last.end).end:
        return None
    edits = [_hashed(Span(first.start, first.start + len(first.words)), first.words.strip()[4:], first)]
    line = trouble.line(first.end)
    while line.start < last.start:
        edits.append(Edit(Span(line.start, line.start), "# ") if line.words.strip() else whole_line(line))
        line = trouble.line(line.end)
    edits.append(_hashed(Span(last.start, last.start + len(last.words)), last.words.strip()[:-3], last))
    message = "`<!--` begins no comment in YAML; write `#`."
    return trouble.problem(opened, opened + 4, message, fix("Write a YAML comment", *edits))


def _hashed(span: Span, words: str, line: Line) -> Edit:
    return Edit(span, f"# {words.strip()}") if words.strip() else whole_line(line)


def _is_below_items(trouble: Trouble, line: Line) -> bool:
    above = trouble.line_before(line)
    return above is not None and _BEFORE_ITEMS.match(above.words) is not None


def comment_behind(trouble: Trouble) -> Problem | None:
    """`"type": "code", // a note`, in JSON."""
    found = list(_COMMENT_BEHIND.finditer(trouble.text, trouble.since, trouble.line(trouble.at).end))
    if not found or not trouble.context.startswith("while parsing a flow"):
        return None
    edits = (Edit(Span(match.start("mark"), match.end()), f"# {match['words'].strip()}") for match in found)
    message = "`//` begins no comment in YAML; write `#`."
    return trouble.problem(*found[0].span("mark"), message, fix("Write a YAML comment", *edits))


def fence_line(trouble: Trouble) -> Problem | None:
    """A code fence around the keys, or the end of one."""
    here = _FENCE.match(trouble.text, trouble.line(trouble.at).start)
    if here is None:
        return None
    start = here.start() + here[0].index("`")
    edits = (Edit(Span(*match.span()), "") for match in _FENCE.finditer(trouble.text))
    message = "A code fence belongs to Markdown, and the frontmatter is YAML; remove the line."
    return trouble.problem(start, here.start() + len(here[0].rstrip()), message, fix("Remove the fence", *edits))


def lines_around(trouble: Trouble) -> Iterator[Line]:
    """The lines in which the cause may be: where libyaml began, the one above where it stopped, and that one."""
    here = trouble.line(trouble.at)
    lines = (trouble.line(trouble.since), trouble.line_before(here), here)
    yield from dict.fromkeys(line for line in lines if line is not None)


def directive(trouble: Trouble) -> Problem | None:
    """`%YAML 1.2`."""
    match = re.compile(r"^%[^\r\n]*", re.MULTILINE).search(trouble.text)
    if match is None or "<document start>" not in trouble.reason:
        return None
    line = trouble.line(match.start())
    return trouble.problem(
        *match.span(),
        "Frontmatter takes no YAML directive; remove the line.",
        fix("Remove this line", whole_line(line)),
    )


def opening_line(trouble: Trouble) -> Problem | None:
    """`----` and `--- type: code`: the opening `---` is not alone on its line."""
    line = trouble.line(0)
    words = line.words.strip()
    dashes = len(line.words) - len(line.words.lstrip("-"))
    if dashes and not words.strip("-"):
        message = "The frontmatter opens with more than three dashes, and chant takes the rest for YAML; write `---`."
        return trouble.problem(0, dashes, message, fix("Write `---`", Edit(Span(0, dashes), "")))
    plain = trouble.reason.startswith("mapping values") and ":" not in words and not words.startswith(("#", "!", "&"))
    if not words or not (plain or "<document start>" in trouble.reason):
        return None
    start = len(line.words) - len(line.words.lstrip())
    message = "The `---` that opens the frontmatter must stand alone on its line."
    if plain:
        remark = "" if words.isalnum() else f"{trouble.line_end}# {words}"
        way_out = fix("Remove the words" if not remark else "Make it a comment", Edit(Span(0, len(line.words)), remark))
        return trouble.problem(start, start + len(words), message, way_out)
    way_out = fix("Put `---` on its own line", Edit(Span(0, start), trouble.line_end))
    return trouble.problem(start, start + len(words), message, way_out)


def body_begun(trouble: Trouble) -> Problem | None:
    """Frontmatter that is never closed, in a file with a `---` further down."""
    start = 0 if trouble.line(0).words.strip() else trouble.line(0).end
    end = frontmatter_end(trouble.text, start)
    rest = trouble.text[end : trouble.at + 1]
    if any(match[1] in FIELDS for match in _TOP_KEY.finditer(trouble.text, end)):
        return None
    if end <= start or not rest.strip() or not re.match(r"[ \t]*(?:\r\n|\r|\n)", rest):
        return None
    first = trouble.line(end + len(rest) - len(rest.lstrip()))
    message = "The frontmatter seems to end above, but chant reads on to the next `---`; close it with `---`."
    way_out = fix("Close the frontmatter", Edit(Span(end, end), f"---{trouble.line_end}"))
    return trouble.problem(first.start, first.start + len(first.words.rstrip()), message, way_out)


def text_before_keys(trouble: Trouble) -> Problem | None:
    """Words on the first line, which libyaml reads on into the first key."""
    line = trouble.line(trouble.at)
    first = trouble.line_before(line) if line.words[:1].strip() else None
    if first is None or not trouble.reason.startswith("mapping values") or ":" in first.words:
        return None
    words = first.words.strip()
    if not words or first.words[:1].isspace():
        return None
    message = "This line is no `key: value`; write it so, or remove it."
    return trouble.problem(first.start, first.start + len(words), message)


def value_below(trouble: Trouble) -> Problem | None:
    """`code` below `type:`, not indented."""
    line = trouble.line(trouble.since)
    above = trouble.line_before(line)
    if trouble.reason != "could not find expected ':'" or above is None or not line.words[:1].strip():
        return None
    name, colon, value = above.words.split(" #", 1)[0].rstrip().partition(":")
    if not colon or value or name not in FIELDS or FIELDS[name].fields:
        return None
    message = f"The value of `{name}` stands below its key, and is not indented; indent it."
    return trouble.problem(line.start, line.start + len(line.words.rstrip()), message, _indent(line))


def text_line(trouble: Trouble) -> Problem | None:
    """A line that is neither a key nor a part of the value above."""
    if trouble.reason != "could not find expected ':'":
        return None
    line = trouble.line(trouble.since)
    words = line.words.strip()
    above = trouble.line_before(line)
    if not words:
        return None
    fixes = []
    if line.words[:1].strip() and above is not None and _PLAIN_FIELD.match(above.words) and " #" not in above.words:
        fixes.append(_indent(line))
    message = "This line is neither `key: value` nor a part of the value above; indent it if it is."
    start = line.start + line.words.index(words)
    return trouble.problem(start, start + len(words), message, *fixes)


def _indent(line: Line) -> Fix:
    return fix("Indent it", Edit(Span(line.start, line.start), "  "), guess=True)
