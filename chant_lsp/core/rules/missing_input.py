"""An input that is not there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.globs import literal
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Gap
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.rules._edits import remove_mention, replace_mention
from chant_lsp.core.rules._inputs import MAX_LOOKED, iter_missing, written_by
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

MAX_PRODUCERS = 5

ONLY_WITH = ("informed_by", "origin", "tracks", "context")


def missing_input(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A path that is not there and that nothing is going to write. Page: missing_input.md."""
    for i, (mention, gap, other) in enumerate(iter_missing(spec, index)):
        if other is not None:
            continue
        meant = _meant(index, mention) if i < MAX_LOOKED else None
        yield Finding(
            "missing-input",
            while_open(spec, Severity.WARNING),
            mention.span,
            _message(gap, meant),
            related=tuple(written_by(producer, mention) for producer in gap.producers[:MAX_PRODUCERS]),
            fixes=tuple(_iter_fixes(spec, mention, meant)),
        )


def _message(gap: Gap, meant: str | None) -> str:
    text = gap.path
    if gap.producers:
        producer = gap.producers[0]
        where = "archived" if producer.archived else producer.status
        return f"`{text}` is not there, although {producer.id} ({where}) lists it among its outputs."
    if meant is not None:
        return f"`{text}` is not there. Did you mean `{meant}`?"
    return f"`{text}` is not there, and no spec writes it; chant passes over it without a word."


def _meant(index: SpecIndex, mention: Mention) -> str | None:
    """The path without its `#anchor`, which chant takes for part of the name; or the most alike in its folder."""
    path = mention.text
    plain = path.split("#", 1)[0]
    if plain != path and plain and index.files.kind(plain) is not None:
        return plain
    folder, name = posixpath.split(path)
    if mention.kind is not MentionKind.FILE or (folder and index.files.kind(folder) != "dir"):
        return None
    siblings = index.files.glob(posixpath.join(literal(folder), "*"))
    found = nearest(name, (posixpath.basename(sibling) for sibling in siblings))
    return posixpath.join(folder, found[0]) if found else None


def _iter_fixes(spec: Spec, mention: Mention, meant: str | None) -> Iterator[Fix]:
    if meant is not None:
        yield Fix(f"Change to `{meant}`", replace_mention(spec, mention, meant), True, guess=True)
    edits = remove_mention(spec, mention)
    if edits:
        yield Fix(f"Remove `{mention.text}`", edits)
