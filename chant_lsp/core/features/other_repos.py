"""`repo:id`, a spec of another repository: where the config says that one is.

chant itself never finds such a spec. An editor does, where the other project is open beside this one; nothing is read
for it from anywhere else.
"""

from __future__ import annotations

import re

from chant_lsp.core.config import Config

_REPO = re.compile(r"repos\[\d+\]\.name")


def repo_folder(config: Config | None, name: str) -> str | None:
    """The folder of a repository as `repos` names it, relative to the project or not; None for one that is not named.

    Source: chant-reference.md §1.3.
    """
    if config is None:
        return None
    for setting in config.settings:
        if _REPO.fullmatch(setting.name) and config.text(setting.name) == name:
            return config.text(f"{setting.name.removesuffix('name')}path")
    return None
