"""Between the core's values and LSP's: spans and ranges, paths and URIs, findings and diagnostics, fixes and edits.

The only place that knows LSP's positions: everything behind it counts code points.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from lsprotocol import types

if TYPE_CHECKING:
    from chant_lsp.core.changes import Changes
    from chant_lsp.core.findings import Edit, Finding, Related
    from chant_lsp.core.text import Encoding, Retyped, Source, Span
    from chant_lsp.server.abilities import Abilities

UNNECESSARY = int(types.DiagnosticTag.Unnecessary)

_SAFE_IN_URI = "/~!$&'()*+,;=:@"
_URI = re.compile(r"file:(?://(?P<host>[^/?#\ud800-\udfff]*))?(?P<path>/[^?#\ud800-\udfff]*)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:(?=/|$)")

# -- paths and URIs


def to_uri(path: Path | str, windows: bool = os.name == "nt") -> str:
    """The file URI of an absolute path; a Windows drive letter becomes lower case, as VS Code writes it."""
    raw = os.fsencode(path)
    text = quote_from_bytes(raw.replace(b"\\", b"/") if windows else raw, _SAFE_IN_URI)
    if windows and _DRIVE.match(text):
        text = f"/{text[0].lower()}{text[1:]}"
    return f"file:{text}" if windows and text.startswith("//") else f"file://{text}"


@lru_cache(1024)
def append_to_uri(uri: str, path: str) -> str:
    """The URI of a relative POSIX path below a folder's URI."""
    return f"{uri.rstrip('/')}/{quote_from_bytes(os.fsencode(path), _SAFE_IN_URI)}"


def from_uri(uri: str, windows: bool = os.name == "nt") -> Path | None:
    """The absolute path that a file URI names; None for other schemes (untitled, git, vscode-remote ...).

    Shape: percent-encoding of any kind, `localhost`, UNC hosts, drive letters with `:` or `%3A`; names that are no
           UTF-8 come back as Python's surrogate escapes, so that the path opens the same file. Half a character names
           no file.
    """
    match = _URI.fullmatch(uri.split("#", 1)[0].split("?", 1)[0])
    if match is None:
        return None
    path = os.fsdecode(unquote_to_bytes(match["path"]))
    if "\0" in path:
        return None
    if windows and _DRIVE.match(path, 1):
        path = path[1].lower() + path[2:]
    host = match["host"] or ""
    if host and host.lower() != "localhost":
        path = f"//{os.fsdecode(unquote_to_bytes(host))}{path}"
    return Path(path)


# -- positions


def to_position(source: Source, offset: int, encoding: Encoding) -> types.Position:
    """LSP's position of an offset."""
    return types.Position(*source.position(offset, encoding))


def to_range(source: Source, span: Span, encoding: Encoding) -> types.Range:
    """LSP's range of a span."""
    return types.Range(to_position(source, span.start, encoding), to_position(source, span.end, encoding))


def from_position(source: Source, position: types.Position, encoding: Encoding) -> int:
    """The offset of LSP's position, clamped to the text."""
    return source.offset(position.line, position.character, encoding)


def from_range(source: Source, range_: types.Range, encoding: Encoding) -> Span:
    """The span of LSP's range."""
    start, end = range_.start, range_.end
    return source.span(start.line, start.character, end.line, end.character, encoding)


def from_change(source: Source, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> Retyped:
    """An edit of the client; a range that leads out of the text is cut to it."""
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return source.retyped(0, len(source.text), change.text)
    start, end = from_range(source, change.range, encoding)
    return source.retyped(start, max(start, end), change.text)


START = types.Range(types.Position(0, 0), types.Position(0, 0))
PLAIN_START = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
"""The same as it goes over the wire."""


# -- findings


def to_diagnostic(
    finding: Finding, source: Source, abilities: Abilities, text_at: Callable[[str], tuple[str, Source] | None]
) -> dict[str, Any]:
    """A diagnostic as it goes over the wire.

    Shape: a plain dict, because turning lsprotocol's objects into one takes longer than checking the file did.
           `text_at` gives URI and text of the file at the other end of a relation; one that is gone is left out.
    """
    diagnostic: dict[str, Any] = {
        "range": to_plain_range(source, finding.span, abilities.encoding),
        "severity": int(finding.severity),
        "code": finding.code,
        "source": "chant",
        # VS Code throws away all diagnostics of a file when one message is empty.
        "message": finding.message.strip() or finding.code,
    }
    if abilities.code_description and (page := page_uri(finding.code)):
        diagnostic["codeDescription"] = {"href": page}
    if abilities.unnecessary_tag and finding.unnecessary:
        diagnostic["tags"] = [UNNECESSARY]
    if abilities.related_information and finding.related:
        diagnostic["relatedInformation"] = [
            _wire_related(related, *found, abilities.encoding)
            for related in finding.related
            if (found := text_at(related.path)) is not None
        ]
    return diagnostic


def to_plain_range(source: Source, span: Span, encoding: Encoding) -> dict[str, dict[str, int]]:
    """LSP's range of a span as it goes over the wire, for answers that hold many."""
    start_line, start = source.position(span.start, encoding)
    inside = source.text[span.start : span.end]
    if inside.isascii() and inside.isprintable():
        end_line, end = start_line, start + len(inside)
    else:
        end_line, end = source.position(span.end, encoding)
    return {"start": {"line": start_line, "character": start}, "end": {"line": end_line, "character": end}}


@lru_cache(1024)
def known_range(source: Source, span: Span, encoding: Encoding) -> dict[str, dict[str, int]]:
    """`to_plain_range` for answers about many files, most of which are as they were; not to be changed."""
    return to_plain_range(source, span, encoding)


def plain_ranges(source: Source, encoding: Encoding) -> Callable[[Span], dict[str, dict[str, int]]]:
    """`to_plain_range` for many spans of one text, in half the time."""
    from chant_lsp.core.text import LONG_LINE

    text, starts = source.text, source.line_starts

    def place(offset: int) -> dict[str, int]:
        line = bisect_right(starts, offset) - 1
        start = starts[line]
        if offset - start > LONG_LINE or not text[start:offset].isascii():
            return {"line": line, "character": source.position(offset, encoding)[1]}
        return {"line": line, "character": offset - start}

    return lambda span: {"start": place(span[0]), "end": place(span[1])}


def _wire_related(related: Related, uri: str, source: Source, encoding: Encoding) -> dict[str, Any]:
    location = {"uri": uri, "range": to_plain_range(source, related.span, encoding)}
    return {"location": location, "message": related.message or "related"}


@cache
def page_uri(code: str) -> str | None:
    """Where the rule's page can be read: the file beside the rule."""
    from chant_lsp.workspace.pages import find_page

    page = find_page(code)
    return to_uri(page) if page else None


# -- edits


def to_text_edits(source: Source, edits: Iterable[Edit], encoding: Encoding) -> list[Any]:
    """LSP's edits as they go over the wire, in the order of the text."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    return [{"range": to_plain_range(source, edit.span, encoding), "newText": edit.text} for edit in ordered]


class Versioned(NamedTuple):
    """A text that edits are made for."""

    uri: str
    version: int | None
    """Of an open document; None for a file on the disk."""
    source: Source


def to_workspace_edit(
    changes: Changes, text_at: Callable[[str], Versioned], uri_of: Callable[[str], str], abilities: Abilities
) -> types.WorkspaceEdit:
    """LSP's edit of all that changes, in the order in which a client must do it.

    Shape: with versions, so that a client can refuse what was made for an older text, and with files to create and to
           rename, where the client knows such operations. Where it does not, a new file is an edit of nothing, and
           other names are left out: ask `Abilities.renames_files` before.
    """
    edits = {text_at(path): made for path, made in changes.edits.items() if made}
    texts = {text: to_text_edits(text.source, made, abilities.encoding) for text, made in edits.items()}
    created: dict[str, list[Any]] = {
        uri_of(path): [{"range": PLAIN_START, "newText": text}] for path, text in changes.creates.items()
    }
    operations = (changes.creates and abilities.creates_files) or (changes.renames and abilities.renames_files)
    if not abilities.document_changes and not operations:
        return types.WorkspaceEdit(changes=created | {text.uri: made for text, made in texts.items()})
    steps: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for uri, made in created.items():
        steps += [types.CreateFile(uri)] if abilities.creates_files else []
        steps.append(_document_edit(uri, None, made))
    steps += [_document_edit(text.uri, text.version, made) for text, made in texts.items()]
    if abilities.renames_files:
        steps += [types.RenameFile(uri_of(old), uri_of(new)) for old, new in changes.renames]
    return types.WorkspaceEdit(document_changes=steps)


def _document_edit(uri: str, version: int | None, edits: list[Any]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), edits)
