"""What the rules about inputs share: which keys name inputs, and the other end of what is missing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from chant_lsp.core.findings import Related
from chant_lsp.core.globs import any_case, glob_fault
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import Gap, Why, find_input, takes_in
from chant_lsp.core.mentions import Mention, MentionKind, leads_out, spec_id
from chant_lsp.core.quoting import one_line
from chant_lsp.core.spec import Spec

_PATH = re.compile(r"[\w.-]+(?:[\\/][\w.-]+)+")
_BRACES = re.compile(r"\{([^{},/]*(?:,[^{},/]*)+)\}")
FIELDS = ("informed_by", "origin", "tracks", "context")
MAX_LOOKED = 20
"""Missing paths of one spec for which folders are listed, to find what was meant."""
MAX_PATH = 1000
MAX_PATTERNS = 8
"""That one entry may have been meant for."""

EXPANDED = ("informed_by", "origin", "tracks")
"""Those of them in which chant expands globs and ignores what is no file."""


def iter_absent(spec: Spec, index: SpecIndex, *why: Why) -> Iterator[tuple[Mention, Gap]]:
    """The inputs that are not there, in the order of the text. Cost: a look at the disk for each."""
    for mention in spec.mentions:
        if mention.field not in FIELDS:
            continue
        if mention.kind is MentionKind.SPEC and mention.field != "informed_by" and index.target(mention) is not None:
            continue
        if mention.field == "context" and is_skipped_context(index, mention):
            continue
        if mention.kind is MentionKind.GLOB and glob_fault(mention.text) is not None:
            continue
        for gap in find_input(index, spec, mention).gaps:
            if gap.why in why:
                yield mention, gap


def is_skipped_context(index: SpecIndex, mention: Mention) -> bool:
    """Whether an entry of `context` has a form that chant never reads: it opens paths just as they are written."""
    if mention.kind is MentionKind.FILE:
        plain, mark, _ = mention.text.partition("#")
        return bool(mark and plain) and index.files.kind(plain) == "file" and index.files.kind(mention.text) is None
    if mention.kind is MentionKind.SPEC:
        return index.target(mention) is not None or index.files.kind(mention.text) == "dir"
    if mention.kind is MentionKind.URL:
        return True
    return mention.kind in (MentionKind.GLOB, MentionKind.DIRECTORY) and not leads_out(mention.text)


def iter_missing(spec: Spec, index: SpecIndex) -> Iterator[tuple[Mention, Gap, str | None]]:
    """The paths that are not there, and that no spec is going to write; each with the path that differs from it in
    capital and small letters only, if there is one.
    """
    looked = 0
    for mention, gap in iter_absent(spec, index, Why.ABSENT):
        if not is_expected(spec, gap):
            looked += 1
            yield mention, gap, _in_another_case(index, mention, gap) if looked <= MAX_LOOKED else None


def _in_another_case(index: SpecIndex, mention: Mention, gap: Gap) -> str | None:
    """The path that differs from a missing one in capital and small letters only."""
    if gap.why is not Why.ABSENT or gap.path != mention.text or not mention.names_path or len(gap.path) > MAX_PATH:
        return None
    pattern = any_case(gap.path)
    if mention.kind is MentionKind.DIRECTORY:
        found = index.files.glob(f"{pattern}/*")
        return posixpath.dirname(found[0]) if found else None
    found = index.files.glob(pattern)
    return found[0] if len(found) == 1 else None


def is_expected(spec: Spec, gap: Gap) -> bool:
    """Whether it is no wonder that it is not there: spec and producer are both still to be done."""
    return spec.is_open and gap.expected


def written_by(producer: Spec, mention: Mention) -> Related:
    """The other end: the output in the spec that writes the input."""
    outputs = producer.outputs
    output = next((output for output in outputs if takes_in(mention, output.text)), next(iter(outputs), None))
    span = output.span if output else producer.heading
    return Related(producer.path, span, f"{producer.id} ({producer.status}) writes it")


def unescaped(text: str) -> str | None:
    """The path that `"src\\new.py"` was meant for, with its slashes; None where double quotes have escaped nothing."""
    plain = one_line(text)
    return plain.replace("\\", "/") if plain != text and _PATH.fullmatch(plain) else None


def spec_meant(index: SpecIndex, text: str) -> str | None:
    """The path of the spec that `[[003-root-cause]]`, or its file's name alone, was meant for."""
    name = text.strip("[]").partition("|")[0].partition("#")[0].strip()
    target = index.spec_of(spec_id(name)) if name else None
    return target.path if target is not None else None


def without_braces(pattern: str) -> list[str]:
    """What a shell would make of `src/{a,b}/*.py`; empty where there are no braces, or too many."""
    patterns = [pattern]
    while (match := _BRACES.search(patterns[0])) is not None:
        choices = match[1].split(",")
        if len(patterns) * len(choices) > MAX_PATTERNS:
            return []
        patterns = [_BRACES.sub(lambda _, one=choice: one, each, count=1) for each in patterns for choice in choices]
    return patterns if len(patterns) > 1 and all(patterns) else []
