"""Whether what a spec reads is there: the one answer that the rules, the graph and the bundle of a run share.

An input is a file, a directory, a glob, or a spec's id, which stands for what that spec writes. What is not there may
still come: other specs list it, or something that the glob or the directory takes in, among their outputs.
"""

from __future__ import annotations

from enum import Enum
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.globs import glob_base, glob_matches
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention, MentionKind, leads_out
from chant_lsp.core.spec import Spec

MAX_OUTPUTS = 10_000
"""Outputs that one glob is compared with."""


class Why(Enum):
    """Why something is not there."""

    OUTSIDE = "it is outside the project"
    ABSENT = "nothing is at its path"
    EMPTY = "the glob matches no file"


class Gap(NamedTuple):
    """Something that is not there."""

    path: str
    """The path or the glob that it should be found by."""
    why: Why
    producers: tuple[Spec, ...] = ()
    """The other specs that write it; those still to be done first."""

    @property
    def expected(self) -> bool:
        """Whether a spec that is still to be done writes it."""
        return bool(self.producers) and self.producers[0].is_open


class Input(NamedTuple):
    """What a mention stands for."""

    paths: tuple[str, ...] = ()
    """What of it is there: files, directories, and the file of a spec that writes nothing."""
    gaps: tuple[Gap, ...] = ()
    """What of it is not."""


def find_input(index: SpecIndex, spec: Spec, mention: Mention) -> Input:
    """What a spec's mention stands for; nothing at all for an address, words, and specs of other repositories.

    Cost: a look at the disk for each path, a walk for a glob.
    """
    if mention.kind is MentionKind.GLOB:
        return _matching(index, spec, mention)
    if not mention.names_path and mention.kind is not MentionKind.SPEC:
        return Input()
    if leads_out(mention.text):
        return Input(gaps=(Gap(mention.text, Why.OUTSIDE),))
    target = index.target(mention)
    if target is None:
        return _at(index, spec, mention)
    return Input((target.path,)) if mention.kind is not MentionKind.SPEC else _written_by(index, target)


def _matching(index: SpecIndex, spec: Spec, mention: Mention) -> Input:
    if leads_out(mention.text):
        return Input(gaps=(Gap(mention.text, Why.OUTSIDE),))
    matches = index.files.glob(mention.text)
    return Input(tuple(matches)) if matches else Input(gaps=(_gap(index, spec, mention, Why.EMPTY),))


def _at(index: SpecIndex, spec: Spec, mention: Mention) -> Input:
    if index.files.kind(mention.text) is not None:
        return Input((mention.text,))
    if index.files.outside(mention.text):
        return Input(gaps=(Gap(mention.text, Why.OUTSIDE),))
    return Input(gaps=(_gap(index, spec, mention, Why.ABSENT),))


def _written_by(index: SpecIndex, target: Spec) -> Input:
    """An id stands for what that spec writes; for its own text where it writes nothing."""
    if not target.outputs:
        return Input((target.path,))
    paths: list[str] = []
    gaps: list[Gap] = []
    for output in target.outputs:
        is_glob = output.kind is MentionKind.GLOB
        found = index.files.glob(output.text) if is_glob else [output.text] if index.files.kind(output.text) else []
        paths += found
        if not found:
            gaps.append(Gap(output.text, Why.EMPTY if is_glob else Why.ABSENT, (target,)))
    return Input(tuple(paths), tuple(gaps))


def _gap(index: SpecIndex, spec: Spec, mention: Mention, why: Why) -> Gap:
    return Gap(mention.text, why, tuple(find_producers(index, spec, mention)))


def find_producers(index: SpecIndex, spec: Spec, mention: Mention) -> list[Spec]:
    """The other specs that write what a mention names; those still to be done first, then by id."""
    paths = [mention.text]
    if mention.kind in (MentionKind.GLOB, MentionKind.DIRECTORY):
        folder = glob_base(mention.text) if mention.kind is MentionKind.GLOB else mention.text
        below = islice(index.outputs_below(folder), MAX_OUTPUTS)
        paths += [path for path in below if takes_in(mention, path) and path != mention.text]
    found = {producer.path: producer for path in paths for producer in index.producers(path)}
    found.pop(spec.path, None)
    return sorted(found.values(), key=lambda producer: (not producer.is_open, producer.id))


def takes_in(mention: Mention, path: str) -> bool:
    """Whether a glob matches a path, or a directory holds it."""
    if mention.kind is MentionKind.GLOB:
        return glob_matches(mention.text, path)
    return path == mention.text or path.startswith(mention.text + "/")
