"""One prompt, a file of `.chant/prompts`: the facts of one file, and never its text.

How chant puts prompts together is in `prompt.py`; here is what a prompt's author has written, with its place.
Source: chant-reference.md §8.5, §11.1-§11.2.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.frontmatter import Entry, Frontmatter, Opaque, Scalar, read_frontmatter
from chant_lsp.core.invisible import find_invisible
from chant_lsp.core.mentions import EXTENSIONS_FOLDER, Mention, MentionKind, inner_span, prompt_name
from chant_lsp.core.prompt import PARENT_MARKER
from chant_lsp.core.schema import Field, Kind
from chant_lsp.core.silenced import Silenced, read_silenced
from chant_lsp.core.text import Source, Span
from chant_lsp.core.values import Fault, behind, describe, scalar_kind

MAX_VARIABLES = 500
"""Placeholders of one prompt that are looked at; a prompt has a dozen."""

_PLACEHOLDER = re.compile(r"(?<![{$])\{\{(?P<inside>[^{}\r\n]{0,80})\}\}(?!\})")


class Variable(NamedTuple):
    """One variable that chant replaces."""

    name: str
    """As it stands between the braces: `spec.title`."""
    meaning: str


VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (
        Variable("project.name", "The project's name, `project.name` of `.chant/config.md`."),
        Variable("spec.id", "The id of the spec."),
        Variable("spec.title", "The title of the spec, or `(untitled)`."),
        Variable("spec.description", "The whole body of the spec, criteria and all."),
        Variable("spec.path", "The path of the spec."),
        Variable("spec", "Id, body and outputs of the spec."),
        Variable("spec.target_files", "The outputs of the spec, one a line."),
        Variable("spec.context", "The text of the files in the spec's `context`."),
        Variable("worktree.path", "The folder that chant works in; empty in a run of chant-lsp."),
        Variable("worktree.branch", "The branch that chant works on; empty in a run of chant-lsp."),
        Variable("worktree.isolated", "Whether the work is in a folder of its own, `true` or `false`."),
    )
}
"""What chant replaces in a prompt, in its order."""

MERGE_VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (
        Variable("branch_name", "The branch that is rebased."),
        Variable("target_branch", "The branch that it is rebased onto."),
        Variable("conflicting_files", "The files in conflict."),
        Variable("conflict_diff", "The conflict as a diff."),
    )
}
"""What chant replaces in the prompt `merge-conflict`, and in no other."""

MERGE_PROMPT = "merge-conflict"

_NAMES = "|".join(re.escape(name) for name in VARIABLES if "." in name)
_UNEVEN = re.compile(rf"(?<![{{$])\{{(?:\{{(?P<one>{_NAMES})\}}(?!\}})|(?P<other>{_NAMES})\}}\}}(?!\}}))")
"""`{{spec.title}`, and `{spec.title}}`."""

PROMPT_FIELDS: dict[str, Field] = {
    "name": Field(
        "name",
        Kind.TEXT,
        "What the prompt is called.",
        caveat="Only for people: a prompt goes by the name of its file.",
    ),
    "purpose": Field("purpose", Kind.TEXT, "What it is for.", caveat="Only for people."),
    "extends": Field(
        "extends",
        Kind.TEXT,
        "The prompt whose text stands where this one says `{{> parent}}`.",
        readers="`chant work`, a run",
        caveat="Without `{{> parent}}` in the text the parent is read and thrown away.",
    ),
}
"""The keys of a prompt's frontmatter."""


class Placeholder(NamedTuple):
    """One `{{…}}` in the text."""

    inside: str
    """What is between the braces, spaces and all."""
    span: Span
    """With the braces."""

    @property
    def inner(self) -> Span:
        """Without the braces."""
        return Span(self.span.start + 2, self.span.end - 2)


@dataclass(frozen=True)
class PromptFile:
    """What one prompt says."""

    path: str
    name: str
    """What specs and the config call it: its path below `.chant/prompts`, without `.md`."""
    frontmatter: Frontmatter
    placeholders: tuple[Placeholder, ...]
    """In the order of the text, the marker for the parent among them."""
    mentions: tuple[Mention, ...]
    """The prompt that it extends, by the name that specs would use; and itself, where it says the name of its file."""
    faults: tuple[Fault, ...]
    """Values that chant does not accept; any of them makes chant refuse the prompt."""
    cut: bool = False
    """Only the beginning was read: the file is larger than any of its kind."""
    undecodable: int | None = None
    """Where the file stops being UTF-8."""
    silenced: tuple[Silenced, ...] = ()
    """Codes that are not to be reported in this file."""
    uneven: tuple[Placeholder, ...] = ()
    """Variables with two braces on one side and one on the other."""
    unseen: tuple[tuple[Span, str], ...] = ()
    """Runs of characters that nobody sees, and an agent reads."""

    def text(self, name: str) -> str | None:
        """A key's plain value; None where it is absent, empty or of another shape."""
        entry = self.frontmatter.get(name)
        if entry is None or not isinstance(entry.value, Scalar) or scalar_kind(entry.value) == "null":
            return None
        return entry.value.text or None

    @property
    def is_extension(self) -> bool:
        """Whether it is there to be put behind other prompts."""
        return self.path.startswith(EXTENSIONS_FOLDER)

    @property
    def extends(self) -> Mention | None:
        """The prompt that it extends."""
        return next((mention for mention in self.mentions if mention.field == "extends"), None)

    @property
    def parent_marker(self) -> Placeholder | None:
        """The first `{{> parent}}`."""
        marker = PARENT_MARKER[2:-2]
        return next((one for one in self.placeholders if one.inside == marker), None)

    @property
    def meant_markers(self) -> list[Placeholder]:
        """What was meant as the marker for the parent, and is written otherwise: `{{>parent}}`, `{{parent}}`."""
        parents = ("parent", "parent.md", self.extends.text.lower() if self.extends else "parent")
        words = [(one, one.inside.strip().lower()) for one in self.placeholders if one.inside != PARENT_MARKER[2:-2]]
        return [one for one, said in words if said.startswith(">") or (self.extends is not None and said in parents)]

    @property
    def variables(self) -> dict[str, Variable]:
        """What chant replaces in this prompt."""
        return MERGE_VARIABLES if self.name == MERGE_PROMPT else VARIABLES

    def placeholder_at(self, offset: int) -> Placeholder | None:
        """The placeholder under the cursor."""
        return next((one for one in self.placeholders if one.span.touches(offset)), None)

    def mention_at(self, offset: int) -> Mention | None:
        """The mention under the cursor; `{{> parent}}` mentions the prompt that is extended."""
        marker = self.placeholder_at(offset)
        if marker is not None and self.extends is not None and marker.inside == PARENT_MARKER[2:-2]:
            return self.extends._replace(span=marker.span)
        return next((mention for mention in self.mentions if mention.span.touches(offset)), None)


def parse(path: str, source: Source) -> PromptFile:
    """The facts of a prompt. Errors: none; whatever is wrong is a fact of the PromptFile."""
    frontmatter = read_frontmatter(source.text, source.bom)
    body = frontmatter.body
    placeholders = (
        Placeholder(match["inside"], Span(*match.span()))
        for match in _PLACEHOLDER.finditer(source.text, body.start, body.end)
    )
    return PromptFile(
        path,
        prompt_name(path),
        frontmatter,
        tuple(islice(placeholders, MAX_VARIABLES)),
        tuple(_iter_mentions(path, frontmatter)),
        tuple(_iter_faults(frontmatter.entries)),
        source.cut,
        source.undecodable,
        read_silenced(source.text, body.start),
        tuple(
            Placeholder(match["one"] or match["other"], Span(*match.span()))
            for match in islice(_UNEVEN.finditer(source.text, body.start, body.end), MAX_VARIABLES)
        ),
        tuple((span, source.slice(span)) for span in find_invisible(source.text, 0, len(source.text))),
    )


def _iter_mentions(path: str, frontmatter: Frontmatter) -> Iterator[Mention]:
    folder, _, stem = prompt_name(path).rpartition("/")
    for key in ("extends", "name"):
        entry = frontmatter.get(key)
        if entry is None or not isinstance(entry.value, Scalar) or scalar_kind(entry.value) == "null":
            continue
        name = entry.value.text
        if name.strip() and (key == "extends" or name == stem):
            # chant looks for the parent beside the child.
            yield Mention(MentionKind.PROMPT, posixpath.join(folder, name), inner_span(entry.value), key)


def _iter_faults(entries: tuple[Entry, ...]) -> Iterator[Fault]:
    seen: dict[str, Span] = {}
    for key, value in entries:
        field = PROMPT_FIELDS.get(key.text)
        if field is None:
            continue
        if field.name in seen:
            yield Fault("duplicate-key", field, field.name, key.span, key.text, value, seen[field.name])
        seen.setdefault(field.name, key.span)
        node = behind(field, value) if isinstance(value, Opaque) else value
        if node is not None and not isinstance(node, (Scalar, Opaque)):
            yield Fault("wrong-type", field, field.name, node.span, describe(node), node)
