"""`repo:id`: the spec of another repository that is open in this workspace, too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from chant_lsp.server.chant_server import ChantServer

if TYPE_CHECKING:
    from chant_lsp.core.spec import Spec
    from chant_lsp.server.session import Home, Place


def find_elsewhere(ls: ChantServer, place: Place, offset: int) -> tuple[Home, Spec] | None:
    """The spec that `repo:id` at the offset means, and its project; None where that is not open here."""
    from chant_lsp.core.mentions import MentionKind

    spec = place.home.index.get(place.path)
    mention = spec.mention_at(offset) if spec is not None else None
    if mention is None or mention.kind is not MentionKind.OTHER_REPO:
        return None
    from chant_lsp.core.features.other_repos import repo_folder

    repo, _, id = mention.text.partition(":")
    folder = repo_folder(place.home.index.pages.config, repo)
    if folder is None:
        return None
    root = Path(os.path.normpath(place.home.project.root / os.path.expanduser(folder)))
    home = next((home for home in ls.session.homes if home.project.root == root), None)
    found = home.index.spec_of(id) if home is not None else None
    return (home, found) if home is not None and found is not None else None
