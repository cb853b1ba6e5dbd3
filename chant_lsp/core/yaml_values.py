"""What is wrong with a value that YAML does not take: quotes, brackets, and characters that mean something to it."""

from __future__ import annotations

import re

from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.quoting import quoted, scalar
from chant_lsp.core.schema import FIELDS, Kind, Names
from chant_lsp.core.text import Span
from chant_lsp.core.yaml_trouble import Line, Trouble, fix, quote

QUOTES = ("'", '"')
ANY_QUOTES = tuple("\"'\u2018\u2019\u201c\u201d\u201e")
"""With those that word processors make of them."""
_SPECIAL = {
    "*": "an alias",
    "&": "an anchor",
    "!": "a tag",
    "|": "a block of text",
    ">": "a block of text",
    "%": "a directive",
    "@": "reserved",
    "`": "reserved",
    "{": "a map",
}
_HASH_ITEM = re.compile(r"(?<=[\[, ])#[^\],\s]+")
_FLOW_ITEM = re.compile(r"[^,\]\r\n]*")
_UNTIL_COMMA = re.compile(r"[^,\]}\r\n]*")
_ITEM_BELOW = re.compile(r"(?P<indent>[ \t]*)-[ \t]+\S")
_DASH = re.compile(r"(?:^|(?<=[ \t]))-[ \t]+")
_NEXT_KEY = re.compile(r"(?P<gap>[;,]?(?<![ \t])[ \t]+)(?P<key>[A-Za-z_]\w*)\Z")
_OPEN_QUOTE = re.compile(r"^[ \t]*(?:-[ \t]+)*[\w.-]+:[ \t]+(?P<quoted>(?P<quote>[\"'])[^\r\n]*)", re.MULTILINE)
_QUOTED = r"(?:\"[^\"]*\"|'[^']*')"
_QUOTED_LIST = re.compile(rf"{_QUOTED}(?:[ \t]*,[ \t]*(?:{_QUOTED}|[\w./-]+))+")
_TRAILING_COMMA = re.compile(
    r"^[ \t]*[\w\"'.-]+:[ \t]+(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|\[[^\]\r\n]*\]|[\w./-]+)(?P<comma>,)[ \t]*\r?$",
    re.MULTILINE,
)
_BOX = re.compile(r"(?P<box>\[[ xX]?\][ \t]+)\S")
_BOXED_ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<box>\[[ xX]?\][ \t]+)(?=\S)", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\((?P<path>[^()\s]+)\)")
_BOLD = re.compile(r"\*\*(?P<words>[^*`]+)\*\*")
_REASONS_FOR_A_QUOTE = ("did not find expected", "mapping values", "found character that cannot start")
_QUOTED_KEY = re.compile(r"[\"'](?P<key>\w+):(?=[ \t\r\n])")


def hash_item(trouble: Trouble) -> Problem | None:
    """`[#42, storage]`: the bracket is closed in a comment only, and libyaml stops where text goes on."""
    if not trouble.context.startswith("while parsing a flow"):
        return None
    for offset in (trouble.since, len(trouble.text[: trouble.at].rstrip()) - 1):
        line = trouble.line(max(offset, 0))
        bracket = line.words.find("[")
        match = _HASH_ITEM.search(line.words, bracket) if bracket >= 0 else None
        if match is not None:
            span = Span(line.start + match.start(), line.start + match.end())
            message = f"`{match[0]}` begins a comment in YAML, which swallows the rest of the line; quote it."
            return trouble.problem(*span, message, *_plain_or_quoted(trouble, span, match[0]))
    return None


def open_quote(trouble: Trouble) -> Problem | None:
    """A quote that nothing closes up to the end, or only the opening quote of a later value."""
    if trouble.context == "while scanning a quoted scalar":
        at = trouble.since
    else:
        opened = (match for match in _OPEN_QUOTE.finditer(trouble.text, 0, trouble.at) if _is_open(match))
        match = next(opened, None)
        if match is None or not trouble.reason.startswith(_REASONS_FOR_A_QUOTE):
            return None
        at = match.start("quoted")
    line = trouble.line(at)
    mark = trouble.text[at : at + 1]
    key = _QUOTED_KEY.match(trouble.text, at)
    if key is not None and key["key"] in FIELDS and not trouble.text[line.start : at].strip():
        span = Span(at, at + 1)
        return trouble.problem(*span, "This quote is never closed; remove it.", fix("Remove it", Edit(span, "")))
    words = trouble.text[at : line.start + len(line.words.rstrip())]
    before = line.words[: at - line.start]
    inner = words
    while inner and inner[-1] in "]}" and before.count({"]": "[", "}": "{"}[inner[-1]]):
        inner = inner[:-1].rstrip()
    end = at + len(inner or words)
    way_out = fix("Add the missing quote", Edit(Span(end, end), mark))
    if len(inner) > 1 and inner[-1] in ANY_QUOTES and inner[-1] != mark and not set(ANY_QUOTES) & set(inner[1:-1]):
        way_out = fix("Close it with the same quote", Edit(Span(end - 1, end), mark))
    return trouble.problem(at, end, f"This quote is never closed; add `{mark}`.", way_out)


def _is_open(match: re.Match[str]) -> bool:
    inside = match["quoted"][1:]
    if match["quote"] == '"':
        inside = re.sub(r"\\.", "", inside)
    return match["quote"] not in inside


def bad_escape(trouble: Trouble) -> Problem | None:
    r"""`"src\store.py"`: in double quotes a backslash escapes."""
    if trouble.reason != "found unknown escape character":
        return None
    match = re.compile(r'"(?:\\.|[^"\\\r\n])*"').match(trouble.text, trouble.since)
    start = trouble.text.rfind("\\", 0, trouble.at + 1)
    if match is None or start < 0:
        return None
    span = Span(*match.span())
    doubled = re.sub(r'\\(?!["\\])|\\\\', r"\\\\", match[0])
    shown = trouble.text[start : start + 2]
    message = f"In double quotes a backslash escapes, and `{shown}` means nothing; write it twice."
    return trouble.problem(start, start + 2, message, fix("Double the backslashes", Edit(span, doubled)))


def trailing_comma(trouble: Trouble) -> Problem | None:
    """`"type": "code",`, as in JSON."""
    found = trouble.value(trouble.at)
    if found is None or trouble.text[trouble.at : found.span.end] != ",":
        return None
    commas = [Span(*match.span("comma")) for match in _TRAILING_COMMA.finditer(trouble.text)]
    message = "A line of the frontmatter ends without a comma; remove it."
    way_out = fix("Remove the commas" if len(commas) > 1 else "Remove the comma", *(Edit(span, "") for span in commas))
    return trouble.problem(trouble.at, trouble.at + 1, message, way_out) if commas else None


def quote_inside(trouble: Trouble) -> Problem | None:
    """`'it's'` and `"a" b`: the value ends at its second quote, and more follows."""
    found = trouble.value(trouble.at)
    if found is None or found.words[:1] not in "'\"" or trouble.at <= found.span.start:
        return None
    if trouble.reason not in ("did not find expected key", "did not find expected '-' indicator"):
        return None
    words = found.words
    if _QUOTED_LIST.fullmatch(words):
        message = "Several values are a list, and stand in brackets."
        way_out = fix("Make it a list", Edit(found.span, f"[{words}]"))
        return trouble.problem(*found.span, message, way_out)
    inner = words[1:-1] if len(words) > 1 and words[-1] == words[0] else words
    message = "The quoted text ends in the middle of this value; quote the whole."
    return trouble.problem(trouble.at, found.span.end, message, quote(found.span, inner))


def bracket_before_text(trouble: Trouble) -> Problem | None:
    """`[wip] fix`: the list ends, and more follows."""
    found = trouble.value(trouble.at)
    if found is None or found.words[:1] not in ("[", "{") or trouble.at <= found.span.start or found.words[1:2] == "{":
        return None
    if trouble.reason not in ("did not find expected key", "did not find expected '-' indicator"):
        return None
    extra = trouble.text[trouble.at : found.span.end]
    if not extra:
        return None
    if not extra.strip("]}"):
        message = f"This `{extra[0]}` closes nothing; remove it."
        edit = Edit(Span(trouble.at, found.span.end), "")
        return trouble.problem(trouble.at, found.span.end, message, fix(f"Remove the extra `{extra[0]}`", edit))
    if _BOX.match(found.words) and found.lead.endswith("-"):
        edits = (Edit(Span(*match.span("box")), "") for match in _BOXED_ITEM.finditer(trouble.text))
        message = "To YAML the brackets of this box are a list; items of the frontmatter have no boxes."
        return trouble.problem(found.span.start, found.span.end, message, fix("Remove the boxes", *edits))
    link = _LINK.fullmatch(found.words)
    field = trouble.field(found.span.start)
    if link is not None and field is not None and field.names is not Names.NOTHING:
        message = f"A link of Markdown is a list and more to YAML; `{field.name}` takes the path alone."
        return trouble.problem(*found.span, message, fix("Keep the path", Edit(found.span, scalar(link["path"]))))
    what = "list" if found.words[0] == "[" else "map"
    message = f"The {what} ends in the middle of this value; quote the whole."
    return trouble.problem(trouble.at, found.span.end, message, quote(found.span, found.words))


def list_in_line(trouble: Trouble) -> Problem | None:
    """`depends_on: - 001-comprehension`."""
    found = trouble.value(trouble.at)
    if found is None or not trouble.reason.startswith("block sequence entries") or not found.words.startswith("-"):
        return None
    below = _ITEM_BELOW.match(trouble.text, trouble.line(trouble.at).end)
    if below is not None and found.lead:
        gap = Span(trouble.text.rindex(":", 0, found.span.start) + 1, found.span.start)
        message = "A list with dashes starts on the next line."
        way_out = fix("Start it on the next line", Edit(gap, f"{trouble.line_end}{below['indent']}"))
        return trouble.problem(*found.span, message, way_out)
    written = in_brackets(found.words)
    message = f"A list with dashes starts on the next line; on this one write `{written}`."
    return trouble.problem(*found.span, message, fix("Write it with brackets", Edit(found.span, written)))


def in_brackets(words: str) -> str:
    """`- a - b` as `[a, b]`."""
    items = [item.strip().rstrip(",").strip() for item in _DASH.split(f"{words} ")]
    return f"[{', '.join(item if item[0] in QUOTES else scalar(item) for item in items if item)}]"


def special_value(trouble: Trouble) -> Problem | None:
    """A value that starts with a character that means something else to YAML."""
    found = trouble.value(trouble.at)
    if found is None:
        return None
    words, span = found.words, found.span
    if words[0] in _SPECIAL and (words[0] != "{" or words.startswith("{{")):
        shown = "{{" if words[0] == "{" else words[0]
        fixes = _plain_or_quoted(trouble, span, words)
        return trouble.problem(span.start, span.start + len(shown), _special_message(shown), *fixes)
    if words[0] not in "[{":
        return None
    start = trouble.since if trouble.context == "while scanning a tag" else trouble.at
    before = trouble.text[span.start : start]
    start -= len(before) - max(before.rfind("["), before.rfind(",")) - 1
    start += len(trouble.text[start : span.end]) - len(trouble.text[start : span.end].lstrip())
    character = trouble.text[start : start + 1]
    if character not in _SPECIAL or start > span.end:
        return None
    item = _FLOW_ITEM.match(trouble.text, start)
    place = Span(start, start + len(item[0].rstrip() if item else character))
    fixes = _plain_or_quoted(trouble, place, trouble.text[slice(*place)])
    return trouble.problem(start, start + 1, _special_message(character), *fixes)


def _special_message(shown: str) -> str:
    start = "a backtick" if shown == "`" else f"`{shown}`"
    return f"To YAML, a value that starts with {start} is {_SPECIAL[shown[0]]}; quote it."


def _plain_or_quoted(trouble: Trouble, span: Span, words: str) -> tuple[Fix, ...]:
    """The value without what people put around names, where that is no part of it; or in quotes."""
    field = trouble.field(span.start)
    names = field is not None and field.names is not Names.NOTHING
    inner = words.strip("`") if len(words) > 2 and words[0] == words[-1] == "`" else ""
    what = "backticks"
    if bold := _BOLD.fullmatch(words):
        inner, what = bold["words"], "asterisks"
    if not inner and names and words[0] in "@#" and words[1:].strip():
        inner, what = words[1:], f"`{words[0]}`"
    value = trouble.value(span.start)
    alone = field is not None and value is not None and value.span == span and value.lead == f"{field.name}:"
    if alone and field is not None and field.kind is Kind.TEXTS and not inner:
        return (fix("Quote it in a list", Edit(span, f"[{quoted(words)}]")),)
    if not inner or "`" in inner:
        return (quote(span, words),)
    as_text = quote(span, words)
    return fix(f"Remove the {what}", Edit(span, scalar(inner))), Fix(as_text.title, as_text.edits)


def two_keys(trouble: Trouble) -> Problem | None:
    """`status: pending type: code` and `status: pending; type: code`."""
    found = trouble.value(trouble.at)
    if found is None or not trouble.reason.startswith("mapping values"):
        return None
    match = _NEXT_KEY.search(trouble.text, found.span.start, trouble.at)
    if match is None or match["key"] not in FIELDS:
        return None
    line = trouble.line(trouble.at)
    indent = line.words[: len(line.words) - len(line.words.lstrip())]
    edit = Edit(Span(*match.span("gap")), trouble.line_end + indent)
    message = f"`{match['key']}` needs a line of its own."
    return trouble.problem(*match.span("key"), message, fix("Start a new line here", edit))


def colon_inside(trouble: Trouble) -> Problem | None:
    """`fix: the store` as a value."""
    found = trouble.value(trouble.at)
    if not trouble.reason.startswith("mapping values") or found is None:
        return None
    if not found.lead:
        return _colon_below(trouble)
    if trouble.at < found.span.start:
        return None
    field = trouble.field(trouble.at)
    if field is not None and found.lead == f"{field.name}:" and found.words.startswith(f"{field.name}: "):
        again = Span(found.span.start, found.span.start + len(field.name) + 1)
        rest = found.words[len(field.name) + 1 :]
        edit = Edit(Span(again.start, again.end + len(rest) - len(rest.lstrip())), "")
        return trouble.problem(*again, f"`{field.name}:` is here twice; remove one.", fix("Remove this one", edit))
    if field is not None and any(found.words.startswith(f"{inner.name}:") for inner in field.fields):
        message = f"A key of `{field.name}` starts on the next line; on this one write `{{{found.words}}}`."
        way_out = fix("Write it with braces", Edit(found.span, f"{{{found.words}}}"))
        return trouble.problem(*found.span, message, way_out)
    message = "`: ` inside a value starts a map to YAML; quote the value."
    return trouble.problem(trouble.at, trouble.at + 1, message, quote(found.span, found.words))


def _colon_below(trouble: Trouble) -> Problem | None:
    """The same on a further line of the value."""
    line: Line | None = trouble.line(trouble.at)
    end = last = trouble.at
    while end < len(trouble.text) and (below := trouble.line(end)).words[:1] in (" ", "\t"):
        last, end = below.start + len(below.words.rstrip()), below.end
    while line is not None and line.words[:1] in (" ", "\t"):
        line = trouble.line_before(line)
    found = trouble.value(line.start) if line is not None and line.words else None
    if found is None or not found.lead or found.words[0] in "\"'[{|>&*!" or end == trouble.at:
        return None
    span = Span(found.span.start, last)
    words = trouble.text[slice(*span)]
    message = "`: ` inside a value starts a map to YAML; quote the value."
    fixes = () if "#" in words else (quote(span, " ".join(words.split())),)
    return trouble.problem(trouble.at, trouble.at + 1, message, *fixes)


def unknown_alias(trouble: Trouble) -> Problem:
    """`*.md`, or `*name` where no `&name` is: a pattern, to people."""
    match = _UNTIL_COMMA.match(trouble.text, trouble.at)
    words = match[0].split(" #", 1)[0].rstrip() if match else "*"
    span = Span(trouble.at, trouble.at + len(words))
    return trouble.problem(*span, _special_message("*"), *_plain_or_quoted(trouble, span, words))
