"""Where frontmatter was meant to begin and end, when chant sees that elsewhere.

chant says nothing about any of this: it falls back to defaults, or reads half of the YAML (chant-reference.md §2.1).
Only a file whose edges look wrong comes here, and only here are its lines at hand to work out the way back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.quoting import escape_dashes, quoted
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.text import Span, line_end, line_start

BOM = "\ufeff"
MAX_LEADING_LINES = 40
MAX_TOML_LINES = 40

_LINE = re.compile(r"[^\r\n]*")
_LINE_WITH_END = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?=[ \t]|$)")
_INNER = re.compile(r"[ \t]+\S|-(?:[ \t]|$)|[\]}]")
_SETTING = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*=[ \t]*(?=[^\s{])")
_JSON = re.compile(r"\{(?P<inside>[^\r\n]*\}(?=[ \t]*(?:[\r\n]|\Z))|(?:[^\r\n]*(?:\r\n|\r(?!\n)|\n)){1,60}?\})")
_JSON_KEY = re.compile(r"\"(\w+)\"[ \t]*:")
_DASHES = re.compile(r"-{3,}")
_OTHER_OPENER = re.compile(r"[-=+*_~\u2010-\u2015\u200b\u2060]{1,}|(?:`{3,}|~{3,})(?:ya?ml)?")
_OTHER_CLOSER = re.compile(r"[ \t]*(?P<dashes>\.\.\.|[-=+*_~`\u2010-\u2015\u200b\u2060]+)[ \t]*(?=[\r\n]|\Z)")
"""What people close frontmatter with, when it is not `---`."""
_FENCE = re.compile(r"(?:^|(?<=\r))(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[^\r\n]*)(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_FENCE_OF_FILE = re.compile(r"(?:`{3,}|~{3,}(?!~))[^\r\n`]*(?:\r\n|\r|\n)---[ \t]*[\r\n]")
_NEXT_LINE = re.compile(r"\r\n|\r|\n")
_VALUE = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?(?P<value>\S[^\r\n]*)")


class _Block(NamedTuple):
    """Lines that look like frontmatter."""

    end: int
    """Behind the last of them, its line end included."""
    closer: Span | None
    """The line `---` that follows them directly."""
    keys: int
    """How many of chant's own keys they hold."""


def hidden(text: str, bom: bool) -> tuple[Problem, ...]:
    """What stands before frontmatter, in a file that has none for chant; empty when there is nothing of the kind."""
    if bom:
        if not text.lstrip().startswith("---"):
            return ()
        start = len(text) - len(text.lstrip())
        message = "A byte order mark in front hides the frontmatter from chant; save the file as UTF-8 without BOM."
        return (Problem("frontmatter-hidden", Span(start, start + 3), message),)
    opener = _hidden_opener(text)
    if opener is None:
        return _disguised(text)
    fence = _fence_above(text, opener.start)
    leading = text[: fence.start() if fence else opener.start]
    words = leading.replace(BOM, "").strip()
    if not words and fence is None:
        at = leading.find(BOM)
        fix = Fix("Remove the byte order mark", (Edit(Span(at, at + 1), ""),), True)
        message = "A byte order mark hides the frontmatter from chant, which takes the defaults instead; remove it."
        return (Problem("frontmatter-hidden", Span(at, at + 1), message, (fix,)),)
    block = _look_ahead(text, _next_line(text, opener.start))
    end, after = line_end(text), block.closer.end if block.closer else block.end
    unfenced = _without_end(text, fence["marks"], _next_line(text, after)) if fence else ()
    if not words and fence:
        message = "The fence hides the frontmatter from chant, which takes the defaults instead; remove it."
        fix = Fix("Remove the fence", (Edit(Span(*fence.span()), ""), *unfenced), True)
        where = Span(fence.start(), fence.end("language"))
        return (Problem("frontmatter-hidden", where, message, (fix,)),)
    start = leading.find(words[0])
    edits = (Edit(Span(0, opener.start), ""), Edit(Span(after, after), f"{end}{end}{words}"), *unfenced)
    fix = Fix("Move this text below the frontmatter", edits, True)
    message = "Text before the frontmatter hides it from chant, which takes the defaults instead; move it below."
    first_line = _LINE.match(text, start)
    return (Problem("frontmatter-hidden", Span(start, first_line.end() if first_line else start), message, (fix,)),)


def _fence_above(text: str, opener: int) -> re.Match[str] | None:
    """The line above that begins a code block."""
    above = line_start(text, opener - 2 if text[:opener].endswith("\r\n") else opener - 1) if opener else 0
    fence = _FENCE.match(text, above)
    return fence if fence is not None and fence.end() == opener else None


def _without_end(text: str, marks: str, after: int) -> tuple[Edit, ...]:
    """What takes the end of a code block out: the line directly behind its frontmatter, or the last that opens none."""
    ends = [match for match in _FENCE.finditer(text, after) if match["marks"].startswith(marks)]
    behind = bool(ends) and ends[0].start() == after and not ends[0]["language"]
    end = ends[0] if behind else ends[-1] if len(ends) % 2 else None
    return (Edit(Span(*end.span()), ""),) if end is not None and not end["language"] else ()


def _disguised(text: str) -> tuple[Problem, ...]:
    """Frontmatter at the beginning of the file, between other lines than `---`, or after none."""
    start = len(text) - len(text.lstrip())
    first = _LINE.match(text, start)
    words = first[0].strip() if first else ""
    if not words or first is None:
        return ()
    end = line_end(text)
    where = Span(start, start + len(words))
    key = _KEY.match(words)
    if key is not None and key["key"] in FIELDS:
        block = _look_ahead(text, start)
        closer = _closing(text, block, end)
        message = "chant sees no frontmatter here, for want of a line `---` above it, and takes the defaults instead."
        fix = Fix("Put `---` lines around it", (Edit(Span(start, start), f"---{end}"), *closer), True)
        return (Problem("frontmatter-hidden", where, message, (fix,)),)
    if words[0] == "{":
        return _json(text, start)
    if not _OTHER_OPENER.fullmatch(words):
        return ()
    block = _look_ahead(text, _next_line(text, start))
    if not block.keys:
        return _toml(text, where) if words == "+++" else ()
    message = f"Frontmatter starts with `---`; behind `{words}` chant sees none, and takes the defaults instead."
    edits = (Edit(where, "---"), *_closing(text, block, end))
    return (Problem("frontmatter-hidden", where, message, (Fix("Write `---`", edits, True),)),)


def _json(text: str, start: int) -> tuple[Problem, ...]:
    """`{"type": "code"}` on lines of its own; YAML takes JSON as it is."""
    match = _JSON.match(text, start)
    if match is None or not any(key in FIELDS for key in _JSON_KEY.findall(match["inside"])):
        return ()
    end = line_end(text)
    edits = (Edit(Span(start, start), f"---{end}"), Edit(Span(match.end(), match.end()), f"{end}---"))
    message = "chant takes this JSON for text, for want of lines `---` around it, and takes the defaults instead."
    fix = Fix("Put `---` lines around it", edits, True)
    return (Problem("frontmatter-hidden", Span(start, start + 1), message, (fix,)),)


def _toml(text: str, opener: Span) -> tuple[Problem, ...]:
    """`type = "code"` between two lines `+++`; simple values are the same in YAML."""
    edits = [Edit(opener, "---")]
    at = _next_line(text, opener.end)
    for _ in range(MAX_TOML_LINES):
        line = _LINE.match(text, at)
        assert line is not None
        setting = _SETTING.match(line[0])
        if line[0].strip() == "+++":
            edits.append(Edit(Span(at, line.end()), "---"))
            message = "Between `+++` stands TOML, which chant takes for text; write YAML between `---`."
            return (Problem("frontmatter-hidden", opener, message, (Fix("Write YAML", tuple(edits), True),)),)
        if setting is None:
            return ()
        edits.append(Edit(Span(at + setting.end("key"), at + setting.end()), ": "))
        at = _next_line(text, at)
    return ()


def _closing(text: str, block: _Block, end: str) -> tuple[Edit, ...]:
    """The edit that ends a block by `---`, if it does not."""
    if block.closer is not None:
        return ()
    other = _OTHER_CLOSER.match(text, block.end)
    if other is not None:
        return (Edit(Span(*other.span("dashes")), "---"),)
    before = "" if text[: block.end].endswith(("\n", "\r")) else end
    return (Edit(Span(block.end, block.end), f"{before}---{end}"),)


def _hidden_opener(text: str) -> Span | None:
    """The line `---` that begins frontmatter behind other text."""
    at, titled = 0, False
    for _ in range(MAX_LEADING_LINES):
        match = _LINE_WITH_END.match(text, at)
        if match is None or match.end() == at:
            return None
        # A whole file in a code block is what a chat hands over; below a title it is an example.
        titled |= match[0].startswith("#")
        if match[0].lstrip().startswith(("```", "~~~")) and (titled or not _FENCE_OF_FILE.match(text, at)):
            return None
        if match[0].strip().lstrip(BOM) == "---":
            start = at + match[0].index("---")
            block = _look_ahead(text, match.end())
            return Span(start, start + 3) if block.closer is not None and block.keys else None
        at = match.end()
    return None


def unterminated(text: str, opener: Span) -> tuple[Problem, ...]:
    """Frontmatter that never ends, with its closing line put where it belongs."""
    start = _next_line(text, opener.end)
    block = _look_ahead(text, start)
    end = line_end(text)
    message = (
        "This `---` is never closed: chant takes the whole file for text and uses the defaults. Close it with `---`."
    )
    other = _OTHER_CLOSER.match(text, block.end)
    if other is not None:
        fix = Fix(f"Change `{other['dashes']}` to `---`", (Edit(Span(*other.span("dashes")), "---"),), True)
        return (Problem("frontmatter-unterminated", opener, message, (fix,)),)
    before = "" if text[: block.end].endswith(("\n", "\r")) else end
    blank = block.end < len(text) and not text[block.end :].lstrip(" \t").startswith(("\n", "\r"))
    edit = Edit(Span(block.end, block.end), f"{before}---{end}{end if blank else ''}")
    return (Problem("frontmatter-unterminated", opener, message, (Fix("Close the frontmatter", (edit,), True),)),)


def cut(text: str, opener: Span, closer: Span) -> tuple[Problem, ...]:
    """A closing `---` that is not alone on its line."""
    start = line_start(text, closer.start)
    line = _LINE.match(text, start)
    if line is None or line[0].strip() == "---":
        return ()
    runs = [Span(start + run.start(), start + run.end()) for run in _DASHES.finditer(line[0])]
    runs = [run for run in runs if run.end > opener.end]
    where = next((run for run in runs if run.start <= closer.start < run.end), closer)
    goes_on = _look_ahead(text, _next_line(text, closer.end)).closer is not None
    if goes_on:
        message = "chant ends the frontmatter at the first `---`, even inside a line: all that follows is lost to it."
        fixes = _unfold(line[0], start, runs)
    else:
        message = "The `---` that ends the frontmatter must stand alone on its line."
        fixes = _own_line(text, line, closer)
    return (Problem("frontmatter-cut", where, message, fixes),)


def in_one(
    text: str, block: Span, problems: tuple[Problem, ...], edges: tuple[Problem, ...]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems of the YAML and of its end, with what is one mistake told once.

    `----` above and below is mended at both ends at once; what is broken off by the `---` inside it is not to be closed
    in front of that.
    """
    if not edges or not problems:
        return problems, edges
    first, last = problems[0], problems[-1]
    if text[block.start] == text[block.end + 3 : block.end + 4] == "-":
        ends = tuple(edit for edge in edges for fix in edge.fixes[:1] for edit in fix.edits)
        fixes = tuple(fix._replace(edits=(*fix.edits, *ends)) for fix in first.fixes)
        return (first._replace(fixes=fixes), *problems[1:]), ()
    if last.code != "yaml-syntax" or text[last.span.start] not in "[{\"'":
        return problems, edges
    return (*problems[:-1], *(edge._replace(code=last.code) for edge in edges)), ()


def _unfold(line: str, start: int, runs: list[Span]) -> tuple[Fix, ...]:
    """Ways to write a line in the middle of the frontmatter without `---`."""
    if not line.strip("- \t"):
        return (Fix("Make it a comment", (Edit(Span(start, start + len(line)), "#"),), True),)
    shorter = Fix("Write `--` instead", tuple(Edit(run, "--") for run in runs), True)
    value = _VALUE.match(line)
    if line.lstrip().startswith("#") or value is None or start + value.start("value") > runs[0].start:
        return (shorter,)
    words = value["value"].rstrip()
    if (
        words[0] in "[{|>&*!'"
        or (words[0] == '"' and (len(words) < 2 or words[-1] != '"'))
        or " #" in words
        or words[-1] == ","
    ):
        return (shorter,)
    span = Span(start + value.start("value"), start + value.start("value") + len(words))
    text = escape_dashes(words) if words[0] == '"' else quoted(words)
    escaped = Fix("Escape the dashes, keep the value", (Edit(span, text),), True)
    return (escaped, Fix(shorter.title, shorter.edits))


def _own_line(text: str, line: re.Match[str], closer: Span) -> tuple[Fix, ...]:
    """Line ends around the closing dashes, in place of the blanks there."""
    end = line_end(text)
    edits = []
    before = text[line.start() : closer.start]
    if before.strip():
        edits.append(Edit(Span(line.start() + len(before.rstrip()), closer.start), end))
    elif before:
        edits.append(Edit(Span(line.start(), closer.start), ""))
    dashes = closer.end + len(text[closer.end : line.end()]) - len(text[closer.end : line.end()].lstrip("-"))
    after = text[dashes : line.end()]
    if after.strip() or dashes > closer.end:
        gap = len(after) - len(after.lstrip())
        edits.append(Edit(Span(closer.end, dashes + gap), end if after.strip() else ""))
    return (Fix("Put `---` on its own line", tuple(edits), True),)


def frontmatter_end(text: str, start: int) -> int:
    """Where the lines that look like frontmatter end, as far as they go on from here."""
    return _look_ahead(text, start).end


def _look_ahead(text: str, start: int) -> _Block:
    """The frontmatter lines from here on: fields, what belongs to them, and comments between them.

    Behind a blank line or a comment only a key that chant knows is still frontmatter: a body may have `Note: …` and
    lists, too, and a comment may be its title.
    """
    end = at = start
    keys = 0
    blank = False
    while at < len(text):
        match = _LINE_WITH_END.match(text, at)
        assert match is not None
        line = match[0].rstrip("\r\n")
        if line.strip() == "---":
            return _Block(end, Span(at + line.index("-"), at + line.index("-") + 3), keys)
        key = _KEY.match(line)
        known = key is not None and key["key"] in FIELDS
        keys += known
        if not line.strip():
            blank = True
        elif known or (not blank and (key is not None or _INNER.match(line))):
            end, blank = match.end(), False
        elif not line.startswith("#") or blank:
            break
        else:
            blank = True
        at = match.end()
    return _Block(end, None, keys)


def _next_line(text: str, at: int) -> int:
    """Where the next line starts; the end of the text on its last line."""
    match = _NEXT_LINE.search(text, at)
    return match.end() if match else len(text)
