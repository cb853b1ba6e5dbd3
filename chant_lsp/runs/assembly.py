"""The prompt of a phase, put together by one function for the preview and for the run: they are the same bytes.

In order: the project's prompt as chant expands it, the spec's file, the bundle of inputs. Everything is read from the
disk at the moment of asking, because that is what an agent would work with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from chant_lsp.core.frontmatter import Entry, Scalar, read_frontmatter
from chant_lsp.core.frontmatter import Mapping as YamlMap
from chant_lsp.core.frontmatter import Sequence as YamlList
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import normal_path
from chant_lsp.core.normal import normal_hash, own_hash
from chant_lsp.core.prompt import (
    REQUIRED,
    Choice,
    PromptError,
    choose_prompt,
    expand,
    join_context,
    output_format,
    read_extensions,
    read_template,
    variables,
)
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import MAX_TEXT, Source
from chant_lsp.runs.bundle import read_bundle, render
from chant_lsp.runs.model import RunInput
from chant_lsp.runs.secret_paths import secret_reason
from chant_lsp.runs.visible import make_visible
from chant_lsp.workspace.edits import decode, encode
from chant_lsp.workspace.layout import MAX_SPEC_BYTES, Project
from chant_lsp.workspace.scan import read_source

MAX_CONTEXT_BYTES = 256 * 1024
BYTES_PER_TOKEN = 4
"""A rule of thumb for English prose and code."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What an agent is sent for one spec."""

    text: str
    inputs: tuple[RunInput, ...]
    problems: tuple[str, ...]
    """Why it must not be sent: a sentence each; empty when nothing is missing."""
    choice: Choice
    own: RunInput | None = None
    """The spec's file, measured as instructions."""
    template: RunInput | None = None
    """What the prompt says without the spec and its inputs, see `read_instructions`."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """By `sha256`, the texts of all these, where they were read as a whole: what a later look compares with."""

    @property
    def bytes(self) -> bytes:
        """Exactly what is sent, previewed, and kept in `prompt.md`."""
        return self.text.encode("utf-8")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.bytes).hexdigest()

    @property
    def tokens(self) -> int:
        """About how many tokens it is."""
        return len(self.bytes) // BYTES_PER_TOKEN


@dataclass(frozen=True, slots=True)
class ProjectDefaults:
    """What `.chant/config.md` says about prompts."""

    name: str = ""
    prompt: str | None = None
    extensions: tuple[str, ...] = ()


def build_prompt(project: Project, index: SpecIndex, spec: Spec) -> Prompt:
    """The prompt for a spec, as it stands on the disk now.

    Cost:   reads the spec, its prompts and its inputs.
    Errors: none; they are in `problems`, and the text holds as much as there is.
    """
    problems: list[str] = []
    source = read_spec_text(project, spec.path)
    if source is None:
        return Prompt("", (), (f"{spec.path} cannot be read: it is gone, not UTF-8, or too large.",), Choice("", ""))
    spec = parse(spec.path, source)
    if spec.is_human_gate or not spec.readable:
        why = "chant cannot read its frontmatter" if not spec.readable else "only a person may do this phase"
        return Prompt("", (), (f"{spec.id} has no prompt: {why}.",), Choice("", ""))
    defaults = read_defaults(project)
    load = partial(load_prompt, project)
    choice = choose_prompt(spec, defaults.prompt, load)
    try:
        head = _instructions(project, spec, source, defaults, choice)
    except PromptError as error:
        head = ""
        problems.append(f"{error}.")
    bundle = read_bundle(project, index, spec)
    problems += (problem.message for problem in bundle.problems)
    text = make_visible(source.text).rstrip() + "\n" + _what_is_checked(project, spec)
    top = f"{make_visible(head).rstrip()}\n\n# Spec {spec.id} ({spec.path})\n\n{text}"
    rest = render(bundle, top)
    whole = f"{top}\n{rest}" if rest else top
    file = encode(source)
    template = (read_instructions(project, spec, defaults, choice) or "").encode("utf-8", "replace")
    own = RunInput(spec.path, len(file), hashlib.sha256(file).hexdigest(), own_hash(file))
    measured = measure_instructions(choice, template)
    contents = {**bundle.contents, own.sha256: file, measured.sha256: template}
    return Prompt(whole, bundle.inputs, tuple(problems), choice, own, measured, contents)


def _what_is_checked(project: Project, spec: Spec) -> str:
    """What the phase will have to show, so that nobody fails for want of a heading; '' where there is no such thing."""
    from chant_lsp.runs.checks import checks_for, told
    from chant_lsp.workspace.settings import own_settings

    lines = told(checks_for(own_settings(project), spec))
    listed = "".join(f"- {make_visible(line)}\n" for line in lines)
    return f"\n# What is checked when you are done\n\n{listed}" if lines else ""


def _instructions(project: Project, spec: Spec, source: Source, defaults: ProjectDefaults, choice: Choice) -> str:
    load = partial(load_prompt, project)
    body = source.slice(spec.frontmatter.body)
    values = variables(spec, body, defaults.name, join_context(_context_files(project, spec)))
    parts = [expand(read_template(choice, load), values), _output_format(project, spec)]
    parts.append(REQUIRED.format(path=spec.path).rstrip())
    return "\n\n".join(part for part in parts if part) + read_extensions(defaults.extensions, load)


def read_instructions(project: Project, spec: Spec, defaults: ProjectDefaults, choice: Choice) -> str | None:
    """What people have written into a spec's prompt beside the spec and its inputs: the template with its parents, the
    schema of the answer, extensions, and the context files if the template takes them in; None when one is missing.

    Shape: variables are not replaced, and what chant-lsp says by itself is left out.
    """
    load = partial(load_prompt, project)
    try:
        template = "" if choice.reason == "built in" and load(choice.name) is None else read_template(choice, load)
        extensions = read_extensions(defaults.extensions, load)
    except PromptError:
        return None
    context = join_context(_context_files(project, spec)) if "{{spec.context}}" in template else ""
    return "\n\n".join((template, _output_format(project, spec), context, extensions))


def measure_instructions(choice: Choice, content: bytes) -> RunInput:
    """Instructions as a run records them; their path is the prompt's name."""
    return RunInput(choice.name, len(content), hashlib.sha256(content).hexdigest(), normal_hash("", content))


def _output_format(project: Project, spec: Spec) -> str:
    schema = spec.text("output_schema")
    found = _read_inside(project, normal_path(schema)) if schema else None
    return output_format(found.text).rstrip() if found is not None else ""


def _context_files(project: Project, spec: Spec) -> Iterator[tuple[str, str]]:
    """As chant does: what cannot be read is left out without a word (a rule tells the author); so are secrets."""
    for name in spec.texts("context"):
        found = None if secret_reason(name) else _read_inside(project, normal_path(name))
        if found is not None and len(found.text) <= MAX_CONTEXT_BYTES:
            yield name, found.text


def load_prompt(project: Project, name: str) -> str | None:
    """The text of a prompt file by its name; None when there is none to read."""
    found = _read_inside(project, f".chant/prompts/{name}.md")
    return found.text if found else None


def _read_inside(project: Project, path: str) -> Source | None:
    place = project.inside(path)
    return read_source(place) if place is not None else None


def read_spec_text(project: Project, path: str) -> Source | None:
    """A spec's text from the disk; None when it is not there, outside the project, not UTF-8 or far too large."""
    place = project.inside(path)
    try:
        if place is None or not place.is_file() or place.stat().st_size > MAX_SPEC_BYTES:
            return None
        source = decode(place.read_bytes())
        return source if len(source.text) <= MAX_TEXT else None
    except (OSError, UnicodeDecodeError):
        return None


def read_defaults(project: Project) -> ProjectDefaults:
    """The project's prompt settings; what cannot be read counts as not set."""
    source = _read_inside(project, ".chant/config.md")
    if source is None:
        return ProjectDefaults()
    frontmatter = read_frontmatter(source.text, source.bom)
    entries = {entry.key.text: entry.value for entry in frontmatter.entries}
    project_keys, default_keys = _entries(entries.get("project")), _entries(entries.get("defaults"))
    return ProjectDefaults(
        _text(project_keys, "name") or "",
        _text(default_keys, "prompt"),
        tuple(_texts(default_keys, "prompt_extensions")),
    )


def _entries(node: object) -> Sequence[Entry]:
    return node.entries if isinstance(node, YamlMap) else ()


def _text(entries: Sequence[Entry], name: str) -> str | None:
    values = (entry.value for entry in entries if entry.key.text == name)
    return next((value.text for value in values if isinstance(value, Scalar) and value.text), None)


def _texts(entries: Sequence[Entry], name: str) -> Iterator[str]:
    for entry in entries:
        if entry.key.text == name and isinstance(entry.value, YamlList):
            yield from (item.text for item in entry.value.items if isinstance(item, Scalar))
