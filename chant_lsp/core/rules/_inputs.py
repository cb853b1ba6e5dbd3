"""Whether what a spec reads is there: the one answer that the rules about inputs share."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.findings import Related
from chant_lsp.core.globs import glob_matches
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind, leads_out
from chant_lsp.core.rules._weight import is_open
from chant_lsp.core.spec import Spec

FIELDS = ("informed_by", "origin", "tracks", "context")


class State(Enum):
    """What is the matter with an input."""

    EXPECTED = "a spec that is still to be done writes it"
    MISSING = "it is not there, and nothing is going to write it"
    OUTSIDE = "it is outside the project"


class Input(NamedTuple):
    """An input that is not there."""

    mention: Mention
    state: State
    producers: tuple[Spec, ...] = ()
    """The other specs that list it among their outputs; those still to be done first."""


def iter_absent(spec: Spec, index: SpecIndex) -> Iterator[Input]:
    """The inputs that are not there, in the order of the text. Cost: a look at the disk for each."""
    for mention in spec.mentions:
        if mention.field not in FIELDS:
            continue
        if mention.names_path or mention.kind is MentionKind.SPEC:
            found = _absent(spec, index, mention)
            if found is not None:
                yield found


def _absent(spec: Spec, index: SpecIndex, mention: Mention) -> Input | None:
    files = index.files
    if leads_out(mention.text):
        return Input(mention, State.OUTSIDE)
    if mention.kind is MentionKind.GLOB:
        if files.glob(mention.text):
            return None
    elif index.target(mention) is not None or files.kind(mention.text) is not None:
        return None
    elif files.outside(mention.text):
        return Input(mention, State.OUTSIDE)
    producers = tuple(_producers(spec, index, mention))
    expected = is_open(spec) and any(is_open(producer) for producer in producers)
    return Input(mention, State.EXPECTED if expected else State.MISSING, producers)


def _producers(spec: Spec, index: SpecIndex, mention: Mention) -> list[Spec]:
    paths = [mention.text]
    if mention.kind in (MentionKind.GLOB, MentionKind.DIRECTORY):
        paths += [path for path in index.outputs() if _takes_in(mention, path)]
    found = {producer.path: producer for path in paths for producer in index.producers(path)}
    found.pop(spec.path, None)
    return sorted(found.values(), key=lambda producer: (not is_open(producer), producer.id))


def _takes_in(mention: Mention, path: str) -> bool:
    if mention.kind is MentionKind.GLOB:
        return glob_matches(mention.text, path)
    return path.startswith(mention.text + "/")


def written_by(producer: Spec, mention: Mention) -> Related:
    """The other end: the output in the spec that writes the input."""
    takes_in = (output for output in producer.outputs if output.text == mention.text or _takes_in(mention, output.text))
    output = next(takes_in, None)
    span = output.span if output else producer.frontmatter.block
    return Related(producer.path, span, f"{producer.id} ({producer.status}) writes it")
