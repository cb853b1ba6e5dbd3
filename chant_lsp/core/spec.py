"""One spec: the facts of one file, and never its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from itertools import islice

from chant_lsp.core.frontmatter import Frontmatter, Mapping, Scalar, Sequence, read_frontmatter
from chant_lsp.core.frozen import frozen
from chant_lsp.core.markdown import Body, Unread, read_body
from chant_lsp.core.mentions import MAX_MENTIONS, Mention, is_archived, read_mentions, spec_id
from chant_lsp.core.schema import HUMAN_GATE_LABEL
from chant_lsp.core.silenced import Silenced, read_silenced
from chant_lsp.core.text import Source, Span
from chant_lsp.core.traits import Traits, traits_of
from chant_lsp.core.values import Fault, iter_faults, scalar_kind

MAX_FAULTS = 100
"""Faults of one file that are kept; the first of them hides it from chant already."""


@frozen()
class Parts:
    """What a file consists of: more than anybody keeps of a hundred thousand files."""

    frontmatter: Frontmatter
    body: Body
    faults: tuple[Fault, ...]
    """Values that chant does not accept; any of them hides the whole spec from chant."""
    text: str = ""
    """What they were read from: somebody has it open, or has read it just now and is about to forget it."""


@frozen()
class Spec:
    """What one file says, as chant reads it.

    Its own attributes cost nothing. What stands in its parts (`frontmatter`, `body`, `faults`, and the methods that
    ask for a field by name) is read again from the file when the spec was made `slim`: fine for one, not for all.
    """

    path: str
    """Project-relative, POSIX: `.chant/specs/001-comprehension.md`."""
    id: str
    type: str
    status: str
    title: str | None
    heading: Span
    """Where the file says what it is: its title, or else its beginning."""
    labels: tuple[str, ...]
    mentions: tuple[Mention, ...]
    total_criteria: int
    """How many boxes chant counts."""
    open_criteria: int
    """How many of them are not ticked."""
    readable: bool
    """Whether chant can load the file at all."""
    cut: bool
    """Only the beginning was read: the file is larger than any spec, or names more than any spec does."""
    undecodable: int | None
    """Where the file stops being UTF-8."""
    traits: Traits
    """What decides which rules look at it."""
    silenced: tuple[Silenced, ...]
    """Codes that are not to be reported in this file."""
    held: Parts | ReadParts = field(compare=False, repr=False)
    """Its parts, or who reads them again: what others do not see of it."""

    @property
    def frontmatter(self) -> Frontmatter:
        return self.parts.frontmatter

    @property
    def body(self) -> Body:
        return self.parts.body

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.parts.faults

    @property
    def parts(self) -> Parts:
        held = self.held
        return held if isinstance(held, Parts) else held(self)

    @property
    def archived(self) -> bool:
        return is_archived(self.path)

    @property
    def is_open(self) -> bool:
        """Whether the work is still to be done: nobody runs a finished phase, and files move on after it."""
        return not self.archived and self.status not in ("completed", "cancelled")

    def text(self, name: str, default: str | None = None) -> str | None:
        """A field's plain value, or the default where it is absent or of another shape."""
        return plain_text(self.frontmatter, name, default)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list field's values; a lone text counts as a list of one."""
        return plain_texts(self.frontmatter, name)

    def nested(self, name: str, key: str) -> str | None:
        """A plain value in a map field: `nested("approval", "status")`."""
        entry = self.frontmatter.get(name)
        if entry is None or not isinstance(entry.value, Mapping):
            return None
        values = (inner.value for inner in entry.value.entries if inner.key.text == key)
        return next((value.text for value in values if isinstance(value, Scalar)), None)

    def faults_of(self, name: str) -> list[Fault]:
        """The faults of one field's values."""
        return [fault for fault in self.faults if fault.field.name == name]

    @property
    def depends_on(self) -> tuple[str, ...]:
        return tuple([mention.text for mention in self.mentions if mention.field == "depends_on"])

    def waits_for(self, id: str) -> bool:
        """Whether an id is one of those in `depends_on`."""
        return id in [text for _, text, _, key in self.mentions if key == "depends_on"]

    @property
    def outputs(self) -> tuple[Mention, ...]:
        """What `target_files` names, words that are no path left out."""
        return tuple([each for each in self.mentions if each.field == "target_files" and each.names_path])

    @property
    def inputs(self) -> tuple[Mention, ...]:
        """What `informed_by` names."""
        return self.mentions_in("informed_by")

    @property
    def is_human_gate(self) -> bool:
        """Whether only a person may do this phase."""
        return HUMAN_GATE_LABEL in self.labels

    def mentions_in(self, name: str) -> tuple[Mention, ...]:
        """The mentions under one key."""
        return tuple([mention for mention in self.mentions if mention.field == name])

    def mention_at(self, offset: int) -> Mention | None:
        """The mention under the cursor."""
        return next((mention for mention in self.mentions if mention.span.touches(offset)), None)

    def slim(self, read: ReadParts) -> Spec:
        """The same spec without its parts, which `read` gets again."""
        return replace(self, held=read)


ReadParts = Callable[[Spec], Parts]
"""Reads the parts of a spec again; empty ones where its file is gone."""

NO_PARTS = Parts(read_frontmatter(""), Body(), ())
"""The parts of a file that is gone."""


def plain_text(frontmatter: Frontmatter, name: str, default: str | None = None) -> str | None:
    """A field's plain value, or the default where it is absent or of another shape."""
    entry = frontmatter.get(name)
    value = entry.value if entry else None
    return value.text if isinstance(value, Scalar) and _says_something(value) else default


def plain_texts(frontmatter: Frontmatter, name: str) -> tuple[str, ...]:
    """A list field's values; a lone text counts as a list of one."""
    entry = frontmatter.get(name)
    if entry is None:
        return ()
    if isinstance(entry.value, Scalar):
        return (entry.value.text,) if _says_something(entry.value) else ()
    if isinstance(entry.value, Sequence):
        return tuple(item.text for item in entry.value.items if isinstance(item, Scalar))
    return ()


def _says_something(value: Scalar) -> bool:
    return value.text != "" and scalar_kind(value) != "null"


def parse(path: str, source: Source) -> Spec:
    """The facts of the file at a project-relative path.

    Errors: none; whatever is wrong is a fact of the Spec.
    Cost:   one pass over the text; the frontmatter's YAML is most of it.
    """
    frontmatter = read_frontmatter(source.text, source.bom)
    return compose(path, source, frontmatter, read_body(source.text, frontmatter.body))


def read_faults(frontmatter: Frontmatter) -> tuple[Fault, ...]:
    """The values that chant does not accept, in the order of the text; the first of them, where there are many."""
    return tuple(islice(iter_faults(frontmatter), MAX_FAULTS))


def parts_in(source: Source) -> Parts:
    """What the file consists of, for whom its facts are known. Cost: the frontmatter's YAML."""
    frontmatter = read_frontmatter(source.text, source.bom)
    faults = read_faults(frontmatter)
    return Parts(frontmatter, Body(Unread(source.text, frontmatter.body), frontmatter.body.start), faults, source.text)


def compose(path: str, source: Source, frontmatter: Frontmatter, body: Body) -> Spec:
    """The facts that follow from the two parts of a file."""
    mentions = read_mentions(frontmatter)
    faults = read_faults(frontmatter)
    broken = faults or any(problem.code == "yaml-syntax" for problem in frontmatter.problems)
    return Spec(
        path,
        spec_id(path),
        plain_text(frontmatter, "type", "code") or "code",
        plain_text(frontmatter, "status", "pending") or "pending",
        body.title,
        body.title_span or frontmatter.opener or frontmatter.body,
        plain_texts(frontmatter, "labels"),
        mentions[:MAX_MENTIONS],
        len(body.found.criteria),
        body.open_criteria,
        not broken and source.undecodable is None,
        source.cut or len(mentions) > MAX_MENTIONS,
        source.undecodable,
        traits_of(source.text, frontmatter, body, faults),
        read_silenced(source.text, frontmatter.body.start),
        Parts(frontmatter, body, faults, source.text),
    )


def with_body(spec: Spec, source: Source, frontmatter: Frontmatter, body: Body) -> Spec:
    """The spec with another body behind a frontmatter that says the same."""
    return replace(
        spec,
        title=body.title,
        heading=body.title_span or frontmatter.opener or frontmatter.body,
        total_criteria=len(body.found.criteria),
        open_criteria=body.open_criteria,
        traits=traits_of(source.text, frontmatter, body, spec.faults),
        silenced=read_silenced(source.text, frontmatter.body.start),
        held=Parts(frontmatter, body, spec.faults, source.text),
    )
