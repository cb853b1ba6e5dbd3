"""What a spec's prompt says now, without the spec and its inputs; worked out again when one of its files differs."""

from __future__ import annotations

from typing import Any, NamedTuple

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH, PROMPTS_FOLDER, normal_path
from chant_lsp.core.prompt import choose_prompt
from chant_lsp.core.spec import Spec, parse
from chant_lsp.runs.assembly import load_prompt, measure_instructions, read_defaults, read_instructions, read_spec_text
from chant_lsp.runs.hashes import Hashes
from chant_lsp.runs.model import RunInput
from chant_lsp.workspace.layout import Project


class Written(NamedTuple):
    """A prompt as people have written it."""

    measured: RunInput
    """Its path is the name of the prompt."""
    text: str
    others: tuple[str, ...]
    """Files that it depends on beside the prompts: a schema, context."""


class _Known(NamedTuple):
    state: tuple[Any, ...]
    others: tuple[str, ...]
    """As of `Written`."""
    measured: RunInput | None


class Instructions:
    """The prompts of one project's specs."""

    def __init__(self, project: Project, hashes: Hashes) -> None:
        self._project = project
        self._hashes = hashes
        self._prompts: tuple[Any, ...] = ()
        self._known: dict[str, _Known] = {}

    def look(self, index: SpecIndex) -> None:
        """Take a new look at the prompts and the config. Cost: one `stat` each."""
        paths = sorted({CONFIG_PATH, *(path for path in index.pages.paths() if path.startswith(PROMPTS_FOLDER))})
        self._prompts = tuple((path, self._hashes.stamp(path)) for path in paths)

    def of(self, spec: Spec) -> RunInput | None:
        """What is said to an agent about a spec, as of the last `look`; None when it cannot be put together."""
        known = self._known.get(spec.path)
        if known is None or known.state != self._state(spec, known.others):
            read = read_prompt(self._project, spec)
            others = read.others if read else ()
            known = _Known(self._state(spec, others), others, read.measured if read else None)
            self._known[spec.path] = known
        return known.measured

    def _state(self, spec: Spec, others: tuple[str, ...]) -> tuple[Any, ...]:
        stamp = self._hashes.stamp
        return (stamp(spec.path), self._prompts, *(stamp(path) for path in others))


def read_prompt(project: Project, spec: Spec) -> Written | None:
    """A spec's prompt from the disk; None when it cannot be put together."""
    source = read_spec_text(project, spec.path)
    if source is None:
        return None
    spec, defaults = parse(spec.path, source), read_defaults(project)
    choice = choose_prompt(spec, defaults.prompt, lambda name: load_prompt(project, name))
    text = read_instructions(project, spec, defaults, choice)
    if text is None:
        return None
    schema = spec.text("output_schema")
    others = tuple(normal_path(name) for name in (*spec.texts("context"), *([schema] if schema else [])))
    return Written(measure_instructions(choice, text.encode("utf-8", "replace")), text, others)
