"""What libyaml's errors mean to people: the cause, its place, and a way out.

libyaml reports where it gave up, often a line behind the cause, and in the words of its grammar. Each cause here is
one that people really write (chant-reference.md §3.6); what is none of them keeps libyaml's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.quoting import quoted
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.text import Span

CODE = "yaml-syntax"

_DOCUMENT_END = re.compile(r"^\.\.\.(?=[ \t]*(?:[\r\n]|$))", re.MULTILINE)
_TAB_INDENT = re.compile(r"^[ ]*(\t[ \t]*)", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?=[ \r\n]|$)", re.MULTILINE)
_ITEM = r"[ \t]*(?:-[ \t]+)*"
_FIELD_VALUE = re.compile(rf"(?P<lead>{_ITEM}(?:[\w.-]+:[ \t]+)?)(?P<value>\S[^\r\n]*)")
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
_KEY_WITHOUT_COLON = re.compile(r"(?P<key>[A-Za-z_]\w*)(?P<gap>[ \t]*:?)[ \t]*(?P<value>.*)$")
_INDENTED_KEY = re.compile(r"(?P<indent>[ \t]+)(?P<key>[A-Za-z_]\w*)[ \t]*:(?=[ \t]|$)")
_STAR_ITEM = re.compile(r"^[ \t]*(\*)[ \t]+(?=\S)", re.MULTILINE)
_HASH_ITEM = re.compile(r"(?<=[\[, ])#[^\],\s]+")


class _Error(NamedTuple):
    """libyaml's error in the block's own offsets."""

    text: str
    """The block."""
    reason: str
    context: str
    at: int
    """Where libyaml gave up."""
    since: int
    """Where it began what it could not finish; `at` when it does not say."""

    def line(self, offset: int) -> tuple[int, str]:
        """Start and text of the line that holds the offset."""
        start = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        match = re.compile(r"[^\r\n]*").match(self.text, start)
        return start, match[0] if match else ""

    def value(self, offset: int) -> tuple[int, str, str] | None:
        """The value on the line that holds the offset, without a comment: where it starts, itself, what leads to it."""
        start, line = self.line(offset)
        match = _FIELD_VALUE.match(line)
        if match is None:
            return None
        words = match["value"]
        comment = re.search(r"[ \t]#", words)
        words = words[: comment.start()] if comment else words
        return start + match.start("value"), words.rstrip(), match["lead"].strip()

    def problem(self, start: int, end: int, message: str, *fixes: Fix) -> Problem:
        return Problem(CODE, Span(start, max(end, start)), message, fixes)


def explain(block: str, error: yaml.YAMLError, base: int) -> Problem:
    """The first error of a frontmatter block that starts at the offset `base`; spans are of the whole text."""
    mark = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None)
    at = min(mark.index if mark is not None else 0, len(block))
    since = min(begun.index, len(block)) if begun is not None else at
    reason = getattr(error, "problem", None) or "the characters cannot be read"
    found = _Error(block, reason, getattr(error, "context", None) or "", at, since)
    problem = next(filter(None, (cause(found) for cause in _CAUSES)), None) or _in_own_words(found)
    return _moved(problem, base)


def braces_as_map(block: str, start: int, base: int) -> Problem:
    """`{{name}}` without quotes, which YAML takes for a map in a map."""
    error = _Error(block, "", "", start, start)
    return _moved(_special_value(error) or error.problem(start, start + 1, "A key must be plain text."), base)


def plain_root(block: str, start: int, end: int, base: int) -> Problem:
    """Frontmatter that is one text: a key without its colon, most likely."""
    error = _Error(block, "", "", start, start)
    message = "The frontmatter is plain text; write `key: value` lines."
    return _moved(_missing_colon(error) or error.problem(start, end, message), base)


def unknown_alias(block: str, start: int, base: int) -> Problem:
    """`*.md`, or `*name` where no `&name` is: a pattern, to people."""
    words = re.compile(r"[^,\]}\r\n]*").match(block, start)
    text = words[0].split(" #", 1)[0].rstrip() if words else "*"
    span = Span(start, start + len(text))
    problem = _Error(block, "", "", start, start).problem(*span, _special_message("*", "*"), _quote(span, text))
    return _moved(problem, base)


def _moved(problem: Problem, by: int) -> Problem:
    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    fixes = tuple(
        Fix(fix.title, tuple(Edit(moved(edit.span), edit.text) for edit in fix.edits), fix.preferred)
        for fix in problem.fixes
    )
    return Problem(problem.code, moved(problem.span), problem.message, fixes)


def _document_end(error: _Error) -> Problem | None:
    match = _DOCUMENT_END.search(error.text)
    if match is None:
        return None
    start, line = error.line(match.start())
    rest = re.compile(r"(?:\r\n|\r|\n)?").match(error.text, start + len(line))
    fix = Fix("Remove this line", (Edit(Span(start, rest.end() if rest else start + len(line)), ""),), True)
    return error.problem(
        *match.span(), "`...` ends the YAML here, and chant refuses what follows; remove the line.", fix
    )


def _conflict(error: _Error) -> Problem | None:
    match = _CONFLICT.search(error.text)
    if match is None:
        return None
    return error.problem(
        *match.span(), "A merge conflict is left in the frontmatter; choose one side, remove the marks."
    )


def _tab(error: _Error) -> Problem | None:
    tabs = list(_TAB_INDENT.finditer(error.text))
    start, line = error.line(error.at)
    here = next((tab for tab in tabs if start <= tab.start(1) <= start + len(line)), None)
    if here is None or "\t" not in error.text[start : error.at + 1]:
        return None
    edits = tuple(Edit(Span(*tab.span(1)), "  " * tab[1].count("\t")) for tab in tabs)
    return error.problem(
        *here.span(1), "YAML does not allow a tab as indentation; use spaces.", _fix("Use spaces", edits)
    )


def _hash_item(error: _Error) -> Problem | None:
    """`[#42, storage]`: the bracket is closed in a comment only, and libyaml stops where text goes on."""
    if not error.context.startswith("while parsing a flow"):
        return None
    for offset in (error.since, len(error.text[: error.at].rstrip()) - 1):
        start, line = error.line(max(offset, 0))
        bracket = line.find("[")
        match = _HASH_ITEM.search(line, bracket) if bracket >= 0 else None
        if match is not None:
            span = Span(start + match.start(), start + match.end())
            message = f"`{match[0]}` begins a comment in YAML, which swallows the rest of the line; quote it."
            return error.problem(*span, message, _quote(span, match[0]))
    return None


def _open_bracket(error: _Error) -> Problem | None:
    opener = error.text[error.since : error.since + 1]
    closer = {"[": "]", "{": "}"}.get(opener, "")
    if not error.context.startswith("while parsing a flow") or not closer:
        return None
    start, line = error.line(error.since)
    inside = line[error.since - start :]
    close = error.since + len(inside.split(" #", 1)[0].rstrip().rstrip(","))
    fix = _fix(f"Add the missing `{closer}`", (Edit(Span(close, close), closer),))
    return error.problem(error.since, close, f"This `{opener}` is never closed; add `{closer}`.", fix)


def _open_quote(error: _Error) -> Problem | None:
    if error.context != "while scanning a quoted scalar":
        return None
    start, line = error.line(error.since)
    quote = error.text[error.since : error.since + 1]
    end = start + len(line.rstrip())
    fix = _fix("Add the missing quote", (Edit(Span(end, end), quote),))
    return error.problem(error.since, end, f"This quote is never closed; add `{quote}`.", fix)


def _quote_inside(error: _Error) -> Problem | None:
    """`'it's'` and `"a" b`: the value ends at its second quote, and more follows."""
    found = error.value(error.at)
    if found is None or found[1][:1] not in "'\"" or error.at <= found[0]:
        return None
    if error.reason not in ("did not find expected key", "did not find expected '-' indicator"):
        return None
    start, words, _ = found
    span = Span(start, start + len(words))
    inner = words[1:-1] if len(words) > 1 and words[-1] == words[0] else words
    message = "The quoted text ends in the middle of this value; quote the whole."
    return error.problem(error.at, span.end, message, _quote(span, inner))


def _indented_key(error: _Error) -> Problem | None:
    """` status: x` below `type: code`, which YAML reads on as the value above."""
    start, line = error.line(error.at)
    match = _INDENTED_KEY.match(line)
    if match is None or (match["key"] not in FIELDS and not error.reason.startswith("mapping values")):
        return None
    fix = _fix("Remove the indentation", (Edit(Span(start, start + match.end("indent")), ""),))
    message = (
        f"`{match['key']}` is indented, and so is no key of the frontmatter; start it at the beginning of the line."
    )
    return error.problem(start + match.start("key"), start + match.end("key"), message, fix)


def _missing_colon(error: _Error) -> Problem | None:
    """`status pending` and `status:pending`."""
    for offset in dict.fromkeys((error.since, _line_before(error))):
        start, line = error.line(offset)
        match = _KEY_WITHOUT_COLON.match(line)
        if match is None or (match["gap"].endswith(":") and match["value"][:1] in ("", " ")):
            continue
        gap = line[match.end("key") : match.start("value")]
        if match["key"] not in FIELDS or (": " in line and not gap) or (":" in gap and gap != ":"):
            continue
        span = Span(start + match.end("key"), start + match.start("value"))
        what = "a space" if gap == ":" else "`:`"
        message = f"Behind `{match['key']}` {what} is missing; write `{match['key']}: {match['value']}`."
        fix = _fix(f"Write `{match['key']}: …`", (Edit(span, ": "),))
        return error.problem(start, start + match.end("key"), message, fix)
    return None


def _line_before(error: _Error) -> int:
    """Where "mapping values are not allowed" shows up, the line before is part of the same plain text."""
    start, _ = error.line(error.at)
    return max(0, start - 1) if error.reason.startswith("mapping values") else error.since


def _star_item(error: _Error) -> Problem | None:
    here = _STAR_ITEM.match(error.text, error.line(error.at)[0])
    if here is None or error.context != "while scanning an alias":
        return None
    edits = tuple(Edit(Span(*star.span(1)), "-") for star in _STAR_ITEM.finditer(error.text))
    message = "A list item of YAML starts with `-`, not with `*`."
    return error.problem(*here.span(1), message, _fix("Write `-`", edits))


def _special_value(error: _Error) -> Problem | None:
    """A value that starts with a character that means something else to YAML."""
    found = error.value(error.at)
    if found is None:
        return None
    start, value, _ = found
    span = Span(start, start + len(value))
    if value[0] in _SPECIAL and (value[0] != "{" or value.startswith("{{")):
        shown = "{{" if value[0] == "{" else value[0]
        message = _special_message(shown, value[0])
        return error.problem(span.start, span.start + len(shown), message, _quote(span, value))
    at = error.text[error.at : error.at + 1]
    if at in _SPECIAL and value[0] == "[":
        item = re.compile(r"[^,\]\r\n]*").match(error.text, error.at)
        words = item[0].rstrip() if item else at
        place = Span(error.at, error.at + len(words))
        return error.problem(error.at, error.at + 1, _special_message(at, at), _quote(place, words))
    return None


def _special_message(shown: str, character: str) -> str:
    start = "a backtick" if shown == "`" else f"`{shown}`"
    return f"To YAML, a value that starts with {start} is {_SPECIAL[character]}; quote it."


def _colon_inside(error: _Error) -> Problem | None:
    found = error.value(error.at)
    if not error.reason.startswith("mapping values") or found is None:
        return None
    start, words, lead = found
    if not lead or error.at < start:
        return None
    span = Span(start, start + len(words))
    message = "`: ` inside a value starts a map to YAML; quote the value."
    return error.problem(error.at, error.at + 1, message, _quote(span, words))


def _in_own_words(error: _Error) -> Problem:
    end = error.at
    while end < len(error.text) and error.text[end] not in "\r\n":
        end += 1
    start = error.at
    if end == start:
        start = max(0, len(error.text[:start].rstrip()) - 1)
        end = min(start + 1, len(error.text))
    behind = f", {error.context}" if error.context else ""
    if error.reason == "did not find expected key":
        return error.problem(start, end, "This line fits no key above it; check the indentation and quotes around it.")
    return error.problem(start, max(end, start), f"YAML: {error.reason}{behind}.")


def _fix(title: str, edits: tuple[Edit, ...]) -> Fix:
    return Fix(title, edits, True)


def _quote(span: Span, words: str) -> Fix:
    return _fix("Quote the value", (Edit(span, quoted(words)),))


_CAUSES: tuple[Callable[[_Error], Problem | None], ...] = (
    _document_end,
    _conflict,
    _tab,
    _hash_item,
    _open_bracket,
    _open_quote,
    _quote_inside,
    _missing_colon,
    _indented_key,
    _star_item,
    _special_value,
    _colon_inside,
)
"""In the order in which they are tried: what explains most first."""
