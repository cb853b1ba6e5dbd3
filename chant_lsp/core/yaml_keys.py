"""What is wrong with a key that YAML does not take: where it stands, its colon, and what people put around it."""

from __future__ import annotations

import re

from chant_lsp.core.findings import Edit, Problem
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.text import Span
from chant_lsp.core.yaml_lines import lines_around
from chant_lsp.core.yaml_trouble import Line, Trouble, fix
from chant_lsp.core.yaml_values import in_brackets

_KEY_WITHOUT_COLON = re.compile(r"(?P<key>[A-Za-z_]\w*)(?P<gap>\s*(?:=>|->|:=|[:=\uff1a,;\u2192])?)\s*(?P<value>.*)$")
_GLUED_VALUE = re.compile(r"[ \t]+(?:-[ \t]+)?(?P<key>[A-Za-z_]\w*):(?P<value>[^\s:/].*)$")
_ITEM_BELOW = re.compile(r"(?P<indent>[ \t]*)-[ \t]")
_INDENTED_KEY = re.compile(r"(?P<indent>[ \t]+)(?P<key>[A-Za-z_]\w*)[ \t]*:(?=[ \t]|$)")
_KEY_AND_VALUE = re.compile(r"[ \t]*(?P<key>[A-Za-z_]\w*):[ \t]+(?=\S)")
_LATER_KEY = re.compile(r"(?<!\w)\d*(?P<word>[A-Za-z_]\w*):(?=[ \t]|$)")
MAX_KEY = max(map(len, FIELDS))
_MARKS_AROUND = re.compile(
    r"^(?:-[ \t]+)?(?P<mark>\*{1,2}|`)(?P<key>[A-Za-z_]\w*)"
    r"(?:[*`]{0,2}(?=:[ \t\r\n])|(?P<colon>:)[*`]{1,2}(?=[ \t\r\n]))",
    re.MULTILINE,
)
_INNER = frozenset(inner.name for field in FIELDS.values() for inner in field.fields)
"""The keys of `approval` and `retry_state`."""


def indented_start(trouble: Trouble) -> Problem | None:
    """The first keys are indented, and those below are not."""
    if "<document start>" not in trouble.reason:
        return None
    first = trouble.line(len(trouble.text) - len(trouble.text.lstrip()))
    match = _INDENTED_KEY.match(first.words)
    if match is None:
        return None
    edits = []
    line = first
    while line.start < trouble.at and line.words.startswith(match["indent"]):
        edits.append(Edit(Span(line.start, line.start + len(match["indent"])), ""))
        line = trouble.line(line.end)
    start = first.start + match.start("key")
    message = f"`{match['key']}` is indented, and the keys below are not; start it at the beginning of the line."
    return trouble.problem(start, start + len(match["key"]), message, fix("Remove the indentation", *edits))


def indented_key(trouble: Trouble) -> Problem | None:
    """` status: x` below `type: code`, which YAML reads on as the value above."""
    line = trouble.line(trouble.at)
    match = _INDENTED_KEY.match(line.words)
    if match is None or (match["key"] not in FIELDS and not trouble.reason.startswith("mapping values")):
        return None
    key = match["key"]
    start = line.start + match.start("key")
    if trouble.reason.startswith("mapping values") and trouble.at > start + len(match[0].lstrip()):
        # The key is fine; its value is not.
        return None
    sibling = _sibling_indent(trouble, line, key)
    if sibling is not None:
        edit = Edit(Span(line.start, line.start + len(match["indent"])), sibling)
        message = f"`{key}` is indented differently from the keys above it; align it with them."
        return trouble.problem(start, start + len(key), message, fix("Align it", edit))
    if _is_in_section(trouble, line):
        return None
    above = trouble.line_before(line)
    if above is not None and above.words.rstrip().isidentifier():
        return _add_colon(trouble, above.start, above.words.rstrip())
    slip = _KEY_WITHOUT_COLON.match(above.words.strip()) if above is not None and ":" not in above.words else None
    if above is not None and slip is not None and slip["value"] and slip["key"] in _INNER:
        return _add_sign(trouble, above.start + above.words.index(slip["key"]), slip, "`:` is")
    edit = Edit(Span(line.start, line.start + len(match["indent"])), "")
    message = f"`{key}` is indented, and so is no key of the frontmatter; start it at the beginning of the line."
    return trouble.problem(start, start + len(key), message, fix("Remove the indentation", edit))


def _is_in_section(trouble: Trouble, line: Line) -> bool:
    """Whether the line is below a key of another file than a spec, which has a section of keys of its own."""
    above = _line_at_margin(trouble, line)
    name, colon, value = above.words.partition(":") if above is not None else ("", "", "")
    return bool(colon) and name.strip() not in FIELDS and not value.strip()


def _line_at_margin(trouble: Trouble, line: Line) -> Line | None:
    """The first line above that is not indented."""
    above: Line | None = line
    while (above := trouble.line_before(above)) is not None:
        if above.words[:1].strip():
            return above
    return None


def _sibling_indent(trouble: Trouble, line: Line, key: str) -> str | None:
    """How the keys beside it are indented, where a key belongs to the map above it."""
    above: Line | None = line
    indent: str | None = None
    nearest: str | None = None
    while (above := trouble.line_before(above)) is not None:
        match = _INDENTED_KEY.match(above.words)
        if match is not None:
            indent = match["indent"]
            nearest = nearest or indent
        elif above.words[:1].strip():
            name, _, value = above.words.partition(":")
            parent = FIELDS.get(name.strip())
            if parent is None:
                return nearest if not value.strip() else None
            return indent if any(key == each.name for each in parent.fields) else None
    return None


def bare_key(trouble: Trouble) -> Problem | None:
    """`depends_on` alone on its line: the colon is still to come."""
    if trouble.reason == "could not find expected ':'":
        line = trouble.line(trouble.since)
    elif trouble.reason.startswith("mapping values"):
        line = trouble.line_before(trouble.line(trouble.at))
    else:
        return None
    name = line.words.split(" #", 1)[0].strip() if line is not None else ""
    if line is None or name not in (_keys_beside(trouble, line) if line.words[:1].isspace() else FIELDS):
        return None
    return _add_colon(trouble, line.start + line.words.index(name), name)


def _keys_beside(trouble: Trouble, line: Line) -> frozenset[str]:
    """The keys of the map that an indented line is in."""
    above = _line_at_margin(trouble, line)
    field = FIELDS.get(above.words.partition(":")[0].strip()) if above is not None else None
    return frozenset(inner.name for inner in field.fields) if field is not None else frozenset()


def _add_colon(trouble: Trouble, start: int, name: str) -> Problem:
    """A key that stands alone."""
    end = start + len(name)
    way_out = fix("Add the colon", Edit(Span(end, end), ":"))
    return trouble.problem(start, end, f"Behind `{name}` `:` is missing.", way_out)


def _add_sign(trouble: Trouble, base: int, match: re.Match[str], lack: str) -> Problem:
    """A key and its value, in a match that counts from `base`, with no `: ` between them."""
    key, value = match["key"], match["value"]
    gap = Span(base + match.end("key"), base + match.start("value"))
    message = f"Behind `{key}` {lack} missing; write `{key}: {value}`."
    return trouble.problem(base + match.start("key"), gap.start, message, fix(f"Write `{key}: …`", Edit(gap, ": ")))


def missing_colon(trouble: Trouble) -> Problem | None:
    """`status pending`, `status:pending` and `status = pending`."""
    for line in (*lines_around(trouble), _above_items(trouble)):
        indent = len(line.words) - len(line.words.lstrip())
        line = Line(line.start + indent, line.words[indent:], line.end)
        match = _KEY_WITHOUT_COLON.match(line.words)
        if match is None or match["key"].lower() not in (_INNER if indent else FIELDS):
            continue
        gap = line.words[match.end("key") : match.start("value")]
        sign = gap.strip()
        if sign == ":" and (gap[-1:] in (" ", "\t") or not match["value"]):
            continue
        if not gap or (not sign and ": " in line.words and match["value"][:1] not in ("[", "{")):
            continue
        span = Span(line.start + match.end("key"), line.start + match.start("value"))
        below = _ITEM_BELOW.match(trouble.text, line.end)
        if match["value"].startswith("- ") and below is not None:
            way_out = fix("Start the list on the next line", Edit(span, f":{trouble.line_end}{below['indent']}"))
            message = "A list with dashes starts on the next line."
            return trouble.problem(line.start, line.start + match.end("key"), message, way_out)
        if match["value"].startswith("- "):
            span = Span(span.start, line.start + len(line.words.rstrip()))
            written = in_brackets(match["value"].rstrip())
            way_out = fix(f"Write `{match['key']}: {written}`", Edit(span, f": {written}"))
            message = f"Behind `{match['key']}:` a space is missing, and a list on this line stands in brackets."
            return trouble.problem(line.start, line.start + match.end("key"), message, way_out)
        return _add_sign(trouble, line.start, match, "a space is" if sign == ":" else "`:` is")
    return None


def _above_items(trouble: Trouble) -> Line:
    """The line above the items that stand above the place."""
    line = trouble.line(trouble.at)
    while (above := trouble.line_before(line)) is not None:
        line = above
        if not _ITEM_BELOW.match(line.words):
            break
    return line


def joined_lines(trouble: Trouble) -> Problem | None:
    """`type: codestatus: pending` and `labels: [a]public: true`: the line end between the two is lost."""
    line = trouble.line(trouble.at)
    first = _KEY_AND_VALUE.match(line.words)
    if first is None:
        return None
    for match in _LATER_KEY.finditer(line.words, first.end()):
        word = match["word"]
        names = (word[start:] for start in range(max(0, len(word) - MAX_KEY), len(word)))
        key = next((name for name in names if name in FIELDS), "")
        value = line.words[first.end() : match.end("word") - len(key)]
        if not key or not value or not _is_whole(first["key"], value, key):
            continue
        start = line.start + match.end("word") - len(key)
        way_out = fix("Start a new line here", Edit(Span(start, start), trouble.line_end))
        return trouble.problem(start, start + len(key), f"`{key}` needs a line of its own.", way_out)
    return None


def _is_whole(name: str, value: str, following: str) -> bool:
    """Whether a value may end where another key begins: it is closed, a word of its field, or the key is no word."""
    inner = (each for field in FIELDS.values() for each in field.fields)
    fields = [field for field in (*FIELDS.values(), *inner) if field.name == name]
    words = {"true", "false", *(choice.value for field in fields for choice in field.choices)}
    return bool(fields) and (value[-1] in "]}\"'" or value in words or "_" in following)


def glued_value(trouble: Trouble) -> Problem | None:
    """`  name:store`, in a section of another file than a spec."""
    for line in lines_around(trouble):
        match = _GLUED_VALUE.match(line.words)
        if match is not None and _is_in_section(trouble, line):
            return _add_sign(trouble, line.start, match, "a space is")
    return None


def starred_key(trouble: Trouble) -> Problem | None:
    """`**type**: code`, and the same in backticks."""
    match = _MARKS_AROUND.match(trouble.text, trouble.line(trouble.at).start)
    if match is None or match["key"] not in FIELDS:
        return None
    keys = [each for each in _MARKS_AROUND.finditer(trouble.text) if each["key"] in FIELDS]
    edits = (Edit(Span(*each.span()), each["key"] + (each["colon"] or "")) for each in keys)
    what, marks = ("a `*`", "stars") if match["mark"][0] == "*" else ("a backtick", "backticks")
    message = f"A key of the frontmatter stands at the beginning of its line, without {what}."
    return trouble.problem(match.start("mark"), match.start("mark") + 1, message, fix(f"Remove the {marks}", *edits))
