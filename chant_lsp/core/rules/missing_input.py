"""An input that is not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.globs import literal
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Gap
from chant_lsp.core.mentions import Mention, MentionKind, leads_out
from chant_lsp.core.phases import RESEARCH_FOLDER
from chant_lsp.core.quoting import one_line
from chant_lsp.core.rules._dependencies import NO_WORDS
from chant_lsp.core.rules._edits import remove_mention, replace_by_several, replace_mention, written
from chant_lsp.core.rules._inputs import (
    MAX_LOOKED,
    MAX_PATH,
    iter_missing,
    spec_meant,
    unescaped,
    without_braces,
    written_by,
)
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

MAX_PARTS = 20
MAX_PRODUCERS = 5
_AROUND = "<>()@`'\"“”‘’,; "
_MORE = re.compile(r"(?:#.*|:\d[\d:-]*| \(.*)\Z", re.DOTALL)
"""What people put behind a path: a part of the file, a line, a remark."""

ONLY_WITH = ("informed_by", "origin", "tracks", "context")
READS = ("is_open",)
WEIGHS = ("status",)


def missing_input(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A path that is not there and that nothing is going to write. Page: missing_input.md."""
    for mention in spec.mentions:
        if mention.field in ONLY_WITH and mention.names_path and _in_backticks(spec, index, mention):
            yield _with_backticks(spec, mention)
    for i, (mention, gap, other) in enumerate(iter_missing(spec, index)):
        if other is not None:
            continue
        meant = _meant(index, mention) if i < MAX_LOOKED else None
        parts = _several(index, mention) if i < MAX_LOOKED else []
        yield Finding(
            "missing-input",
            while_open(spec, Severity.WARNING),
            mention.span,
            _message(spec, gap, meant) + (" These are several paths." if parts else ""),
            related=tuple(written_by(producer, mention) for producer in gap.producers[:MAX_PRODUCERS]),
            fixes=tuple(_iter_fixes(spec, mention, meant, parts)),
        )


def _in_backticks(spec: Spec, index: SpecIndex, mention: Mention) -> bool:
    """Whether the backticks alone keep chant from finding it."""
    longer = mention.span.end - mention.span.start > len(mention.text)
    return longer and written(spec, mention)[:1] == "`" and index.files.kind(mention.text) is not None


def _with_backticks(spec: Spec, mention: Mention) -> Finding:
    edits = replace_mention(spec, mention, mention.text)
    return Finding(
        "missing-input",
        while_open(spec, Severity.WARNING),
        mention.span,
        f"chant takes the backticks for part of the name, and finds nothing; write `{mention.text}` without them.",
        fixes=(Fix("Remove the backticks", edits, True),) if edits else (),
    )


def _message(spec: Spec, gap: Gap, meant: str | None) -> str:
    text = one_line(gap.path)
    if gap.producers:
        producer = gap.producers[0]
        where = "archived" if producer.archived else producer.status
        return f"`{text}` is not there, although {producer.id} ({where}) lists it among its outputs."
    if meant is not None:
        return f"`{text}` is not there. Did you mean `{meant}`?"
    who = "only this spec" if any(output.text == gap.path for output in spec.outputs) else "no spec"
    return f"`{text}` is not there, and {who} writes it; chant passes over it without a word."


def _meant(index: SpecIndex, mention: Mention) -> str | None:
    """The path without what chant takes for part of the name, as `#anchor`; or the most alike in its folder."""
    path = mention.text
    if len(path) > MAX_PATH:
        return None
    bare = unescaped(path) or _MORE.sub("", path).strip(_AROUND)
    if bare and bare != path and not leads_out(bare) and index.files.kind(bare) is not None:
        return bare
    folder, name = posixpath.split(path)
    if (document := _by_name(index, path)) is not None:
        return document
    if mention.kind is not MentionKind.FILE or (folder and index.files.kind(folder) != "dir"):
        return spec_meant(index, path)
    siblings = index.files.glob(posixpath.join(literal(folder), "*"))
    found = nearest(name, (posixpath.basename(sibling) for sibling in siblings))
    return posixpath.join(folder, found[0]) if found else spec_meant(index, path)


def _by_name(index: SpecIndex, path: str) -> str | None:
    """The file that `notes/a` or `issue-42` names: without its `.md`, or by its name alone among the research."""
    if leads_out(path):
        return None
    endings = ("",) if path.endswith(".md") else ("", ".md")
    documents = [] if "/" in path else [f"{RESEARCH_FOLDER}/{path}{ending}" for ending in endings]
    candidates = [*(f"{path}{ending}" for ending in endings[1:]), *documents]
    return next((one for one in candidates if index.files.kind(one) == "file" or index.producers(one)), None)


def _several(index: SpecIndex, mention: Mention) -> list[str]:
    """The files that `a.md, b.md`, `a.md b.md` or `{a,b}.md` names, where they are all there."""
    text = mention.text
    for found in (re.split(r"[,;]", text), text.split(), without_braces(text)):
        parts = [part.strip() for part in found]
        if 1 < len(parts) <= MAX_PARTS and all(part and index.files.kind(part) == "file" for part in parts):
            return parts
    return []


def _iter_fixes(spec: Spec, mention: Mention, meant: str | None, parts: list[str]) -> Iterator[Fix]:
    several = replace_by_several(spec, mention, parts) if parts else ()
    if several:
        yield Fix("Make it several items", several, True)
    if meant is not None:
        yield Fix(f"Change to `{meant}`", replace_mention(spec, mention, meant), True, guess=True)
    edits = remove_mention(spec, mention)
    if edits:
        yield Fix(f"Remove `{one_line(mention.text)}`", edits, mention.text.lower() in NO_WORDS)
