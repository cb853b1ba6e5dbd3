"""What running text may name, purely by form: `[[id]]`, the destinations of links, words like ids, paths.

Whether there is such a spec or file is for others to say; `meanings` lists what each mention could stand for. Addresses
of the web name nothing here. Everything is found line by line, so that one line can be looked at alone.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote

from chant_lsp.core.frontmatter import WHITE
from chant_lsp.core.mentions import leads_out, normal_path
from chant_lsp.core.text import Source, Span

MAX_NAME = 300
"""Characters of a name; longer ones are data."""

_DELIMITERS = "\\s()\\[\\]<>\"'`|,;!?*#={}\\\\^&~“”‘’«»…—–"
_IN_WORD = f"[^{_DELIMITERS}]"
_BEFORE_SIGN = f"[^{_DELIMITERS}0-9/.-]*"
# Of the words only those with a digit, a dash or a slash in them, or with `.md`: few, so that most text is passed by.
_FOUND = re.compile(
    r"\[\[(?P<wiki>[^\[\]\r\n|#]{1,300})(?=[|#\]])[^\[\]\r\n]{0,300}\]\]"
    r"|\](?:\([ \t]*|:[ \t]+)(?:<(?P<angle>[^<>\r\n]{1,500})>|(?P<link>(?:[^\s()<>]|\([^\s()<>]*\)){1,500}))"
    rf"|(?<!{_IN_WORD})(?P<word>{_BEFORE_SIGN}(?:\.(?!md){_BEFORE_SIGN})*(?:[0-9/-]|\.md){_IN_WORD}*)"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"')\]]*|mailto:[^\s<>\"')\]]*")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_LIKE_ID = re.compile(r"(?=.*\d)(?:(?=.*[^\W\d])|0).{2,}|.*[^\W_]-[^\W_].*")
_MAY_BE_NAME = re.compile(r"[0-9-]|\.md").search
_PARTS = re.compile(rf"[^{_DELIMITERS}/:]+")
_IN_LINK = re.compile(rf"(?:\[\[\s*|\]\([ \t]*<?|\]:[ \t]+<?)([^{_DELIMITERS}/:]+)")
_LAST_IN_PATH = re.compile(rf"/([^{_DELIMITERS}/:]+)(?=/*(?:[{_DELIMITERS}:]|\Z))")
_NO_NAME = re.compile(rf"/[.-]+(?=[{_DELIMITERS}/:]|\Z)")
_BLANKED = bytes(code if chr(code) not in "()[]<>\"'`|,;:!?*#={}\\/&^~" else 32 for code in range(256))


class Form(Enum):
    """How something is named."""

    WORD = "a word like an id, or a file's name"
    PATH = "a word with a slash in it"
    WIKI = "[[id]]"
    LINK = "the destination of a Markdown link"


class BodyMention(NamedTuple):
    """A piece of running text that looks like the name of something."""

    form: Form
    text: str
    """What it says: a link's destination decoded, and without the part behind `#`."""
    span: Span
    """Of just that, as written."""
    raw: str
    """As written."""


class Meaning(NamedTuple):
    """What a mention may stand for: a spec's id, or a file's path."""

    id: str | None
    path: str | None
    """Project-relative, normalised, inside the project."""
    base: str = ""
    """For a path: the folder that the text is relative to; '' for the project, `/` where it says so by a slash."""
    suffix: str = ""
    """What the text leaves out: `.md`, or nothing."""


def body_start(text: str, bom: bool = False) -> int:
    """Where running text begins: behind the frontmatter as chant splits it."""
    start = len(text) - len(text.lstrip(WHITE))
    if bom or not text.startswith("---", start):
        return 0
    closer = text.find("---", start + 3)
    return closer + 3 if closer >= 0 else 0


def iter_body_mentions(text: str, span: Span) -> Iterator[BodyMention]:
    """Everything in the span that looks like a name, in order. Cost: one pass of a regular expression."""
    in_url = -1
    for match in _FOUND.finditer(text, *span):
        group = match.lastgroup or ""
        at = match.start(group)
        if group != "word":
            yield from _link(group, match[group], at)
        elif at >= in_url:
            url = _URL.match(text, at) if ":" in match["word"] else None
            if url is None:
                yield from _word(match["word"], at)
            else:
                in_url = url.end()


def body_mention_at(source: Source, offset: int) -> BodyMention | None:
    """What stands at the offset, if it looks like a name."""
    line = source.line_span(source.line_of(min(max(offset, 0), len(source.text))))
    return next((found for found in iter_body_mentions(source.text, line) if found.span.touches(offset)), None)


def iter_naming(source: Source, start: int, name: str) -> Iterator[BodyMention]:
    """Those mentions behind `start` that may name a spec or a file of this name: only lines that can are looked at."""
    text, part = source.text, key_part(name)
    if "%" in text or not part:
        yield from iter_body_mentions(text, Span(start, len(text)))
        return
    at = text.find(part, start)
    while at >= 0:
        line = source.line_span(source.line_of(at))
        found = iter_body_mentions(text, Span(max(line.start, start), line.end))
        yield from (mention for mention in found if part in mention.text)
        at = text.find(part, max(line.end, at + 1))


def _link(group: str, raw: str, at: int) -> Iterator[BodyMention]:
    if group == "wiki":
        name = raw.strip()
        at += raw.index(name)
        if name and ("/" not in name or _is_path(name)):
            yield BodyMention(Form.WIKI, name, Span(at, at + len(name)), name)
    else:
        raw = raw.split("#", 1)[0].split("?", 1)[0]
        if raw and not _ADDRESS.match(raw) and _is_path(raw):
            yield BodyMention(Form.LINK, unquote(raw), Span(at, at + len(raw)), raw)


def _word(raw: str, at: int) -> Iterator[BodyMention]:
    name, _, behind = raw.partition(":")
    if behind and "." not in name and "/" not in name:
        return  # a spec of another repository, `repo:id`; behind `file.py:` is a line number
    name = name.rstrip(".-")
    if not 2 <= len(name) <= MAX_NAME:
        return
    if "/" in name.strip("/") and _is_path(name):
        yield BodyMention(Form.PATH, name, Span(at, at + len(name)), name)
    elif is_like_id(name):
        yield BodyMention(Form.WORD, name, Span(at, at + len(name)), name)


def _is_path(text: str) -> bool:
    return not text.rstrip("/").endswith(("/.", "/..")) and text.strip("/") not in ("", ".", "..")


def is_like_id(word: str) -> bool:
    """Whether a bare word is taken for a spec's id where there is one: `001-fix`, `fork-fix`, `007`; not `setup`, `42`.

    Such an id is found in links and in `[[setup]]` only: as a word it is most likely just that.
    """
    return _LIKE_ID.fullmatch(word) is not None or (word.endswith(".md") and len(word) > 3)


def meanings(mention: BodyMention, folder: str) -> Iterator[Meaning]:
    """What a mention in a file of this folder can stand for, the likeliest first."""
    form, text = mention.form, mention.text
    if form is Form.WORD or (form is Form.WIKI and "/" not in text):
        yield Meaning(text.removesuffix(".md"), None, suffix="" if text.endswith(".md") else ".md")
        return
    bases = ["", folder] if form is Form.PATH and not text.startswith(("./", "../")) else [folder, ""]
    if text.startswith("/"):
        if form is Form.PATH:
            return
        bases = ["/"]
    for base in bases:
        path = normal_path(posixpath.join("" if base == "/" else base, text.lstrip("/")))
        if not leads_out(path) and path != ".":
            yield Meaning(None, path, base)
            if form is not Form.PATH and not path.endswith(".md"):
                yield Meaning(None, f"{path}.md", base, ".md")
    if form is Form.LINK and "/" not in text:
        yield Meaning(text.removesuffix(".md"), None)


# -- keys: what a table remembers of a text, so that only texts that may name something are looked at


def key_part(name: str) -> str:
    """The piece of a name that is found in every text that names it: an id, or a path's last part, up to its ending.

    Shape: '' for a name without such a piece; any text may name it.
    """
    part = _PARTS.match(name.rstrip("/").rsplit("/", 1)[-1])
    return _key(part[0]) if part else ""


def key_parts(text: str) -> set[str]:
    """The `key_part` of everything that the text names, and of more. Cost: some 100 µs for a usual body."""
    if "%" in text:
        text = f"{text}\n{unquote(text)}"
    # As bytes, because these can tell fastest which words are nothing but letters: most of a text.
    words = {word for word in text.encode("utf-8", "surrogatepass").translate(_BLANKED).split() if not word.isalpha()}
    others = b" ".join(words).decode("utf-8", "surrogatepass")
    parts = {_key(part) for part in _PARTS.findall(others) if _MAY_BE_NAME(part)}
    # Before `/.`, `/..` or `/-`, any part of a path may be its last.
    parts.update(map(_key, (_PARTS if _NO_NAME.search(text) else _LAST_IN_PATH).findall(text)))
    if "[[" in text or "](" in text or "]:" in text:
        parts.update(map(_key, _IN_LINK.findall(text)))
    return parts


def _key(part: str) -> str:
    return part.split(".md", 1)[0].rstrip(".-")
