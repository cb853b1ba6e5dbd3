"""What the values of a reference field name: specs, files, directories, globs, addresses; and where they stand.

A mention that resolves to nothing is a fact, too: the index keeps it, so that whoever creates the target re-checks it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.frontmatter import Frontmatter, Node, Scalar, Sequence
from chant_lsp.core.frozen import made
from chant_lsp.core.schema import FIELDS, Kind, Names
from chant_lsp.core.text import Span
from chant_lsp.core.values import scalar_kind

SPECS_FOLDER = ".chant/specs/"
OWN_SETTINGS = ".chant/lsp.yaml"
ARCHIVE_FOLDER = ".chant/archive/"
PROMPTS_FOLDER = ".chant/prompts/"
EXTENSIONS_FOLDER = ".chant/prompts/extensions/"
CONFIG_PATH = ".chant/config.md"
AGENTS_PATH = ".chant/agents.md"
"""The agents of one machine, which take the place of those in the config; it is not in git."""
OUTPUT_FIELD = "target_files"
MAX_MENTIONS = 256
"""References of one spec that are looked at; each is a look at the disk and a search for what it may mean."""


class MentionKind(Enum):
    """What a mention can be, by its looks alone; whether it is there is for the index to say."""

    SPEC = "spec"
    """A spec's id, or part of one."""
    OTHER_REPO = "spec of another repository"
    """`repo:id`."""
    FILE = "file"
    DIRECTORY = "directory"
    """Written with a slash at the end."""
    GLOB = "glob"
    URL = "address"
    PROMPT = "prompt"
    EXTENSION = "prompt extension"
    """A prompt in `.chant/prompts/extensions`, named without that folder."""
    PROSE = "words"
    """Not a path at all: several words, or `name:value` of no known form."""


PATHS = (MentionKind.FILE, MentionKind.DIRECTORY, MentionKind.GLOB)
"""What names something in the project's tree."""


class Mention(NamedTuple):
    """One place in a text that names something."""

    kind: MentionKind
    text: str
    """As written, without quotes and backticks. Of FILE, DIRECTORY and GLOB: normalised, relative to the project."""
    span: Span
    """Of the value, without its quotes."""
    field: str
    """The key of the frontmatter that it stands under."""

    @property
    def names_path(self) -> bool:
        """Whether it names something in the project's tree."""
        return self.kind in PATHS

    def moved(self, by: int) -> Mention:
        """The same so many characters further on; see `Span.moved`."""
        kind, text, span, field = self
        return made(Mention, (kind, text, span.moved(by), field))


_OTHER_REPO = re.compile(r"[A-Za-z0-9_-]+:[^/\s:]+$")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PSEUDO = re.compile(r"[A-Za-z][A-Za-z0-9_-]+:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_GLOB = re.compile(r"[*?\[]")
_NO_PATH = re.compile(r"\s")
_PUNCTUATED = re.compile(r"[/\\.:*?\[]")
_DERIVED = re.compile(r"derived_\w+=")
"""What `chant derive` puts among the files of `context`."""


def spec_id(path: str) -> str:
    """The id of the spec at a path: its file name without `.md`."""
    return path[path.rfind("/") + 1 :].removesuffix(".md")


def is_spec_path(path: str) -> bool:
    """Whether a project-relative path is where specs live."""
    return path.endswith(".md") and path.startswith((SPECS_FOLDER, ARCHIVE_FOLDER))


def is_config_path(path: str) -> bool:
    """Whether a project-relative path is the project's configuration, or that of its agents."""
    return path in (CONFIG_PATH, AGENTS_PATH)


def is_prompt_path(path: str) -> bool:
    """Whether a project-relative path is where prompts and their extensions live."""
    return path.endswith(".md") and path.startswith(PROMPTS_FOLDER)


def prompt_name(path: str) -> str:
    """What specs and the config call the prompt at a path: `standard`, `team/review`."""
    return path.removeprefix(PROMPTS_FOLDER).removesuffix(".md")


def prompt_path(mention: Mention) -> str | None:
    """The path of the prompt that a mention names, there or not; None for other mentions and for a name that leads out
    of the folder of prompts.
    """
    folders = {MentionKind.PROMPT: PROMPTS_FOLDER, MentionKind.EXTENSION: EXTENSIONS_FOLDER}
    folder = folders.get(mention.kind)
    path = normal_path(f"{folder}{mention.text}.md") if folder is not None else ""
    return path if folder is not None and path.startswith(folder) else None


def is_archived(path: str) -> bool:
    """Whether a spec's path is in the archive."""
    return path.startswith(ARCHIVE_FOLDER)


def normal_path(text: str) -> str:
    """A path as the index knows it: no `./`, no doubled slashes, no slash at the end; `..` only where it leads out."""
    return posixpath.normpath(text.replace("\\", "/")) if text else ""


def leads_out(path: str) -> bool:
    """Whether a normalised path is absolute or starts above the project."""
    return path.startswith(("/", "../", "~/")) or path == ".." or bool(_DRIVE.match(path))


def read_mentions(frontmatter: Frontmatter) -> tuple[Mention, ...]:
    """Every mention in the reference fields, in the order of the text."""
    return tuple(
        to_mention(scalar, field.name, field.names)
        for entry in frontmatter.entries
        if (field := FIELDS.get(entry.key.text)) is not None and field.names is not Names.NOTHING
        for scalar in _iter_scalars(entry.value, field.kind)
        if scalar.text.strip()
        or (field.name in ("depends_on", "members", "prompt") and not scalar.plain)
        or (field.name == "members" and isinstance(entry.value, Sequence))
    )


def _iter_scalars(node: Node, kind: Kind) -> Iterator[Scalar]:
    # A field of the wrong shape still names what it names: its links work while the finding is being mended.
    if isinstance(node, Scalar):
        if scalar_kind(node) != "null":
            yield node
    elif isinstance(node, Sequence) and kind is not Kind.TEXT:
        yield from (item for item in node.items if isinstance(item, Scalar))


def inner_span(scalar: Scalar) -> Span:
    """The span of a scalar without its quotes, unless there is nothing else."""
    span = scalar.span
    if scalar.plain or scalar.block or span.end - span.start <= 2:
        return span
    return Span(span.start + 1, span.end - 1)


def to_mention(scalar: Scalar, field: str, names: Names) -> Mention:
    """What a value of a reference field names."""
    span = inner_span(scalar)
    # Not stripped: to chant, `"standard "` and a block's last line break are part of the name.
    text = scalar.text if not scalar.text.isspace() else ""
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text[1:-1]
    if names is Names.PROMPT:
        return Mention(MentionKind.PROMPT, text, span, field)
    if names is Names.SPEC:
        kind = MentionKind.OTHER_REPO if _OTHER_REPO.match(text) else MentionKind.SPEC
        return Mention(kind, text, span, field)
    if names is Names.OUTPUT and text and not _NO_PATH.search(text) and not _PUNCTUATED.search(text):
        return Mention(MentionKind.FILE, text, span, field)
    return _path_mention(text, span, field)


def _path_mention(text: str, span: Span, field: str) -> Mention:
    if _SCHEME.match(text):
        return Mention(MentionKind.URL, text, span, field)
    if _DRIVE.match(text):
        return Mention(MentionKind.FILE, normal_path(text), span, field)
    if (_NO_PATH.search(text) and "/" not in text.split()[0]) or _DERIVED.match(text):
        return Mention(MentionKind.PROSE, text, span, field)
    if _PSEUDO.match(text):
        kind = MentionKind.PROSE if field == "context" or not _OTHER_REPO.match(text) else MentionKind.OTHER_REPO
        return Mention(kind, text, span, field)
    if _GLOB.search(text):
        return Mention(MentionKind.GLOB, normal_path(text), span, field)
    if text.endswith(("/", "\\")) or text in (".", ".."):
        return Mention(MentionKind.DIRECTORY, normal_path(text), span, field)
    if "/" not in text and "." not in text:
        return Mention(MentionKind.SPEC, text, span, field)
    return Mention(MentionKind.FILE, normal_path(text), span, field)
