"""Which of chant's files a path is: specs, the configuration and prompts are told apart here."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from chant_lsp.core.mentions import is_config_path, is_prompt_path, is_spec_path

if TYPE_CHECKING:
    from chant_lsp.core.config import Config
    from chant_lsp.core.prompt_file import PromptFile
    from chant_lsp.core.spec import Spec
    from chant_lsp.core.text import Source


class PageKind(Enum):
    """The files that are read, checked and explained; the value is the folder of their own rules."""

    SPEC = ""
    CONFIG = "config"
    PROMPT = "prompts"


def kind_of(path: str) -> PageKind | None:
    """What the file at a project-relative path is; None for a file that is not chant's."""
    if is_spec_path(path):
        return PageKind.SPEC
    if is_config_path(path):
        return PageKind.CONFIG
    return PageKind.PROMPT if is_prompt_path(path) else None


def parse_page(path: str, source: Source) -> Spec | Config | PromptFile | None:
    """The facts of one of chant's files; None for any other file. Errors: none."""
    kind = kind_of(path)
    if kind is PageKind.SPEC:
        from chant_lsp.core import spec

        return spec.parse(path, source)
    if kind is PageKind.CONFIG:
        from chant_lsp.core import config

        return config.parse(path, source)
    if kind is PageKind.PROMPT:
        from chant_lsp.core import prompt_file

        return prompt_file.parse(path, source)
    return None
