"""The configuration and the prompts of one project: few files, and who of them names which prompt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.mentions import AGENTS_PATH, CONFIG_PATH, Mention, is_config_path, is_prompt_path, prompt_path

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.files import Files
    from chant_lsp.core.prompt_file import PromptFile

MAX_ANCESTRY = 500
"""Prompts above one; nobody builds a longer chain."""


class Pages:
    """What `SpecIndex` knows beside specs."""

    def __init__(self) -> None:
        self.config: Config | None = None
        self.agents: Config | None = None
        """What `.chant/agents.md` says."""
        self.prompts: dict[str, PromptFile] = {}
        """By path, extensions among them."""
        self._children: dict[str, dict[str, None]] = {}
        """Path of a prompt, there or not, to the paths of those that extend it."""
        self.required: tuple[Scalar, ...] = ()
        """The keys that the config wants in each spec."""

    @staticmethod
    def holds(path: str) -> bool:
        """Whether a path is that of a config or a prompt."""
        return is_config_path(path) or is_prompt_path(path)

    def get(self, path: str) -> Config | PromptFile | None:
        """The facts of a file that is no spec."""
        if is_config_path(path):
            return self.config if path == CONFIG_PATH else self.agents
        return self.prompts.get(path)

    def paths(self) -> list[str]:
        """The config and its agents, as far as they are there, and the prompts."""
        return [*(config.path for config in (self.config, self.agents) if config is not None), *self.prompts]

    def names(self) -> list[str]:
        """The names of the prompts in their order, extensions left out."""
        return sorted(prompt.name for prompt in self.prompts.values() if not prompt.is_extension)

    def has_prompt(self, path: str, files: Files) -> bool:
        """Whether there is a prompt at the path, read already or not."""
        return path in self.prompts or (files.kind(path) == "file" and not files.outside(path))

    def replace(self, path: str, facts: Any) -> set[str]:
        """Replace, add (a Config or a PromptFile) or remove (None) a file, and say whose findings may differ now.

        Shape: without those whose names may have meant what comes or goes; that may be all of them.
        Cost:  the prompts that extend it.
        """
        touched = {path} if self.get(path) is not None or facts is not None else set()
        if path == CONFIG_PATH:
            self.config = facts
            sound = facts is not None and facts.is_understood and not facts.faults
            self.required = facts.items("enterprise.required") if facts is not None and sound else ()
        elif path == AGENTS_PATH:
            self.agents = facts
        else:
            touched |= self.heirs(path)
            self._put_prompt(path, facts)
            touched |= self.heirs(path)
        return touched

    def _put_prompt(self, path: str, prompt: PromptFile | None) -> None:
        before = self.prompts.get(path)
        if before is not None and (above := _parent_path(before)) is not None:
            self._children[above].pop(path, None)
            if not self._children[above]:
                del self._children[above]
        if prompt is None:
            self.prompts.pop(path, None)
        else:
            self.prompts[path] = prompt
            if (above := _parent_path(prompt)) is not None:
                self._children.setdefault(above, {})[path] = None

    def naming(self, path: str) -> Iterator[tuple[str, Mention]]:
        """The mentions of the prompt at a path: in the config first, then in other prompts."""
        files = [self.config] if self.config is not None else []
        for file in (*files, *(self.prompts[name] for name in sorted(self.prompts))):
            for mention in file.mentions:
                if prompt_path(mention) == path:
                    yield file.path, mention

    def ancestry(self, prompt: PromptFile) -> list[PromptFile]:
        """The prompt, its parent, and so on, up to MAX_ANCESTRY; a circle ends with the prompt that was met twice."""
        chain = [prompt]
        seen = {prompt.path}
        while len(chain) < MAX_ANCESTRY and (parent := self.parent(chain[-1])) is not None:
            chain.append(parent)
            if parent.path in seen:
                break
            seen.add(parent.path)
        return chain

    def parent(self, prompt: PromptFile) -> PromptFile | None:
        """The prompt that this one extends."""
        path = _parent_path(prompt)
        return self.prompts.get(path) if path is not None else None

    def heirs(self, path: str) -> set[str]:
        """The paths of the prompts that extend this one, or one that does."""
        found: set[str] = set()
        todo = [path]
        while todo:
            new = [child for child in self._children.get(todo.pop(), ()) if child not in found]
            found.update(new)
            todo += new
        return found


def _parent_path(prompt: PromptFile) -> str | None:
    return prompt_path(prompt.extends) if prompt.extends is not None else None
