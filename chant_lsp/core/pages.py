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


class Pages:
    """What `SpecIndex` knows beside specs."""

    def __init__(self) -> None:
        self.config: Config | None = None
        self.agents: Config | None = None
        """What `.chant/agents.md` says."""
        self.prompts: dict[str, PromptFile] = {}
        """By path, extensions among them."""
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
        """The names of the prompts, extensions left out."""
        return [prompt.name for prompt in self.prompts.values() if not prompt.is_extension]

    def has_prompt(self, path: str, files: Files) -> bool:
        """Whether there is a prompt at the path, read already or not."""
        return path in self.prompts or (files.kind(path) == "file" and not files.outside(path))

    def replace(self, path: str, facts: Any) -> set[str]:
        """Replace, add (a Config or a PromptFile) or remove (None) a file, and say whose findings may differ now.

        Cost: the prompts that extend it; all files here when one comes or goes, as it may be what another one meant.
        """
        before = self.get(path)
        if before is None and facts is None:
            # It may be there all the same and not have been read: whoever names it asks the disk.
            return set(self.paths()) if is_prompt_path(path) else set()
        touched = {path, *self._heirs(path)}
        if path == CONFIG_PATH:
            self.config = facts
            sound = facts is not None and facts.is_understood and not facts.faults
            self.required = facts.items("enterprise.required") if facts is not None and sound else ()
        elif path == AGENTS_PATH:
            self.agents = facts
        elif facts is None:
            del self.prompts[path]
        else:
            self.prompts[path] = facts
        if (before is None) != (facts is None):
            touched.update(self.paths())
        return touched | self._heirs(path)

    def naming(self, path: str) -> Iterator[tuple[str, Mention]]:
        """The mentions of the prompt at a path: in the config first, then in other prompts."""
        files = [self.config] if self.config is not None else []
        for file in (*files, *(self.prompts[name] for name in sorted(self.prompts))):
            for mention in file.mentions:
                if prompt_path(mention) == path:
                    yield file.path, mention

    def ancestry(self, prompt: PromptFile) -> list[PromptFile]:
        """The prompt, its parent, and so on; a circle ends with the prompt that was met twice."""
        chain = [prompt]
        seen = {prompt.path}
        while (parent := self.parent(chain[-1])) is not None:
            chain.append(parent)
            if parent.path in seen:
                break
            seen.add(parent.path)
        return chain

    def parent(self, prompt: PromptFile) -> PromptFile | None:
        """The prompt that this one extends."""
        path = prompt_path(prompt.extends) if prompt.extends is not None else None
        return self.prompts.get(path) if path is not None else None

    def _heirs(self, path: str) -> set[str]:
        """The prompts that extend this one, or one that does."""
        children: dict[str, list[str]] = {}
        for prompt in self.prompts.values():
            if prompt.extends is not None and (above := prompt_path(prompt.extends)) is not None:
                children.setdefault(above, []).append(prompt.path)
        found: set[str] = set()
        todo = [path]
        while todo:
            new = [child for child in children.get(todo.pop(), ()) if child not in found]
            found.update(new)
            todo += new
        return found
