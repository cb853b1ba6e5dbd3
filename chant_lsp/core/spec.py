"""One spec: the facts of one file, and never its text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from chant_lsp.core.frontmatter import Frontmatter, Mapping, Scalar, Sequence, read_frontmatter
from chant_lsp.core.markdown import Body, read_body
from chant_lsp.core.mentions import MAX_MENTIONS, Mention, is_archived, read_mentions, spec_id
from chant_lsp.core.schema import HUMAN_GATE_LABEL
from chant_lsp.core.silenced import Silenced, read_silenced
from chant_lsp.core.text import Source
from chant_lsp.core.values import Fault, iter_faults, scalar_kind

MAX_FAULTS = 100
"""Faults of one file that are kept; the first of them hides it from chant already."""


@dataclass(frozen=True)
class Spec:
    """What one file says, as chant reads it."""

    path: str
    """Project-relative, POSIX: `.chant/specs/001-comprehension.md`."""
    id: str
    frontmatter: Frontmatter
    body: Body
    mentions: tuple[Mention, ...]
    faults: tuple[Fault, ...]
    """Values that chant does not accept; any of them hides the whole spec from chant."""
    cut: bool = False
    """Only the beginning was read: the file is larger than any spec, or names more than any spec does."""
    undecodable: int | None = None
    """Where the file stops being UTF-8."""
    silenced: tuple[Silenced, ...] = ()
    """Codes that are not to be reported in this file."""

    @property
    def archived(self) -> bool:
        return is_archived(self.path)

    @property
    def title(self) -> str | None:
        return self.body.title

    @property
    def readable(self) -> bool:
        """Whether chant can load the file at all."""
        return (
            not self.faults
            and self.undecodable is None
            and all(problem.code != "yaml-syntax" for problem in self.frontmatter.problems)
        )

    def text(self, name: str, default: str | None = None) -> str | None:
        """A field's plain value, or the default where it is absent or of another shape."""
        entry = self.frontmatter.get(name)
        value = entry.value if entry else None
        return value.text if isinstance(value, Scalar) and _says_something(value) else default

    def texts(self, name: str) -> tuple[str, ...]:
        """A list field's values; a lone text counts as a list of one."""
        entry = self.frontmatter.get(name)
        if entry is None:
            return ()
        if isinstance(entry.value, Scalar):
            return (entry.value.text,) if _says_something(entry.value) else ()
        if isinstance(entry.value, Sequence):
            return tuple(item.text for item in entry.value.items if isinstance(item, Scalar))
        return ()

    def nested(self, name: str, key: str) -> str | None:
        """A plain value in a map field: `nested("approval", "status")`."""
        entry = self.frontmatter.get(name)
        if entry is None or not isinstance(entry.value, Mapping):
            return None
        values = (inner.value for inner in entry.value.entries if inner.key.text == key)
        return next((value.text for value in values if isinstance(value, Scalar)), None)

    @cached_property
    def type(self) -> str:
        return self.text("type", "code") or "code"

    @cached_property
    def status(self) -> str:
        return self.text("status", "pending") or "pending"

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return self.texts("labels")

    @cached_property
    def depends_on(self) -> tuple[str, ...]:
        return tuple(mention.text for mention in self.mentions_in("depends_on"))

    @cached_property
    def outputs(self) -> tuple[Mention, ...]:
        """What `target_files` names, words that are no path left out."""
        return tuple(mention for mention in self.mentions_in("target_files") if mention.names_path)

    @cached_property
    def inputs(self) -> tuple[Mention, ...]:
        """What `informed_by` names."""
        return self.mentions_in("informed_by")

    @property
    def is_human_gate(self) -> bool:
        """Whether only a person may do this phase."""
        return HUMAN_GATE_LABEL in self.labels

    def mentions_in(self, field: str) -> tuple[Mention, ...]:
        """The mentions under one key."""
        return self._mentions_by_field.get(field, ())

    @cached_property
    def _mentions_by_field(self) -> dict[str, tuple[Mention, ...]]:
        by_field: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            by_field.setdefault(mention.field, []).append(mention)
        return {field: tuple(mentions) for field, mentions in by_field.items()}

    def mention_at(self, offset: int) -> Mention | None:
        """The mention under the cursor."""
        return next((mention for mention in self.mentions if mention.span.touches(offset)), None)


def _says_something(value: Scalar) -> bool:
    return value.text != "" and scalar_kind(value) != "null"


def parse(path: str, source: Source) -> Spec:
    """The facts of the file at a project-relative path.

    Errors: none; whatever is wrong is a fact of the Spec.
    Cost:   one pass over the text; the frontmatter's YAML is most of it.
    """
    frontmatter = read_frontmatter(source.text, source.bom)
    return compose(path, source, frontmatter, read_body(source.text, frontmatter.body))


def compose(path: str, source: Source, frontmatter: Frontmatter, body: Body) -> Spec:
    """The facts that follow from the two parts of a file."""
    mentions = read_mentions(frontmatter)
    return Spec(
        path,
        spec_id(path),
        frontmatter,
        body,
        mentions[:MAX_MENTIONS],
        tuple(islice(iter_faults(frontmatter), MAX_FAULTS)),
        source.cut or len(mentions) > MAX_MENTIONS,
        source.undecodable,
        read_silenced(source.text, frontmatter.body.start),
    )
