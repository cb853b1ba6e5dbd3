"""textDocument/inlayHint: what an id, an input or an output stands for, in a few words behind it.

Nothing is said where there is nothing to add: a file that is there and that no spec writes needs no remark.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.body_mentions import Form, iter_body_mentions
from chant_lsp.core.features.page import Page
from chant_lsp.core.features.prose import shown
from chant_lsp.core.features.targets import resolved, spec_named
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import OUTPUT_FIELD, Mention, MentionKind, leads_out, prompt_path
from chant_lsp.core.schema import FIELDS, Names
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

MAX_LENGTH = 43
"""Of a title with its status, and of whatever is said of an id as chant makes them: VS Code cuts off what is longer."""
MAX_WORDS = 24
"""Of a status, which may be any text."""
MAX_HINTS = 300
MAX_LINES = 1000
"""Lines with a `[[` in them that are looked at."""


class Hint(NamedTuple):
    """Words that are shown in the text and are not part of it."""

    offset: int
    """Behind what they are about."""
    text: str
    about: Span
    """The mention that they are about."""


def hints_of_fields(index: SpecIndex, page: Page) -> list[Hint]:
    """The hints of a page's frontmatter, in the order of the text. Cost: a look at the disk for each path."""
    found = []
    for mention in page.mentions[:MAX_HINTS]:
        words = _words(index, page, mention)
        if words:
            found.append(Hint(_behind(page.text, mention.span.end), words, mention.span))
    return found


def hints_in_text(index: SpecIndex, page: Page, within: Span) -> list[Hint]:
    """The hints of the `[[id]]` in a part of a body."""
    body = page.frontmatter.body
    part = Span(max(body.start, within.start), min(body.end, within.end))
    return list(islice(_iter_in_text(index, page, part), MAX_HINTS)) if part.start < part.end else []


def _iter_in_text(index: SpecIndex, page: Page, part: Span) -> Iterator[Hint]:
    text, at, lines = page.text, page.text.find("[[", *part), 0
    while at >= 0 and lines < MAX_LINES:
        lines += 1
        line = page.source.line_span(page.source.line_of(at))
        for found in iter_body_mentions(text, Span(max(line.start, part.start), min(line.end, part.end))):
            mention = resolved(index, found, page.path) if found.form is Form.WIKI else None
            spec = spec_named(index, mention) if mention is not None else None
            if spec is not None:
                end = text.find("]]", found.span.end)
                yield Hint(end + 2 if end >= 0 else found.span.end, _spec(spec), found.span)
        at = text.find("[[", max(line.end, at + 1), part.end)


def _behind(text: str, offset: int) -> int:
    """Behind the quotes that a value is written with."""
    end = offset
    while text[end : end + 1] in ("'", '"', "`"):
        end += 1
    return end


def _words(index: SpecIndex, page: Page, mention: Mention) -> str:
    if mention.kind in (MentionKind.PROMPT, MentionKind.EXTENSION):
        return _prompt(index, mention)
    if mention.kind is MentionKind.GLOB:
        return _glob(index, mention)
    if mention.kind is MentionKind.SPEC and _names_specs(mention):
        return _id(index, page, mention)
    if mention.kind is MentionKind.FILE:
        return _output(index, page, mention) if mention.field == OUTPUT_FIELD else _input(index, page, mention)
    spec = spec_named(index, mention) if mention.kind is MentionKind.SPEC else None
    return _spec(spec) if spec is not None else ""


def _names_specs(mention: Mention) -> bool:
    field = FIELDS.get(mention.field)
    return field is not None and field.names is Names.SPEC


def _id(index: SpecIndex, page: Page, mention: Mention) -> str:
    spec = index.target(mention)
    if spec is not None:
        return "this spec itself" if spec.path == page.path else _spec(spec)
    meant = spec_named(index, mention)
    return f"no full id; {meant.id}?" if meant is not None else "no such spec"


def _spec(spec: Spec) -> str:
    status = f"({_line('archived' if spec.archived else spec.status)})"
    return f"{_line(spec.title, MAX_LENGTH - len(status) - 1)} {status}" if spec.title else status


def _input(index: SpecIndex, page: Page, mention: Mention) -> str:
    spec = index.target(mention)
    if spec is not None:
        return _spec(spec)
    if leads_out(mention.text) or index.files.outside(mention.text):
        return ""
    writers = [writer for writer in index.producers(mention.text) if writer.path != page.path]
    if writers:
        more = f" and {len(writers) - 1} more" if len(writers) > 1 else f" ({_line(writers[0].status)})"
        return f"written by {writers[0].id}{more}"
    return "" if index.files.kind(mention.text) is not None else "not there"


def _output(index: SpecIndex, page: Page, mention: Mention) -> str:
    others = [writer for writer in index.producers(mention.text) if writer.path != page.path and not writer.archived]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        return f"also by {others[0].id}{more}"
    done = page.spec is not None and page.spec.status == "completed" and not page.spec.archived
    missing = done and not leads_out(mention.text) and index.files.kind(mention.text) is None
    return "not there" if missing else ""


def _glob(index: SpecIndex, mention: Mention) -> str:
    if leads_out(mention.text) or index.files.outside(mention.text):
        return ""
    count = len(index.files.glob(mention.text))
    return f"{count} files" if count > 1 else "1 file" if count else "no file"


def _prompt(index: SpecIndex, mention: Mention) -> str:
    path = prompt_path(mention)
    there = path is not None and index.files.kind(path) == "file"
    return "" if there else "no such prompt"


def _line(text: str | None, limit: int = MAX_WORDS) -> str:
    line = " ".join(shown(text or "").split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
