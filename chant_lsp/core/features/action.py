"""One entry of the menu of code actions: a plain value."""

from __future__ import annotations

from typing import NamedTuple

from chant_lsp.core.findings import Edit, Finding

QUICK_FIX = "quickfix"
REWRITE = "refactor.rewrite"
CREATE = "refactor.chant.create"
FIX_ALL = "source.fixAll.chant"
SORT = "source.sortFrontmatter.chant"


class Action(NamedTuple):
    """What can be done: edits of the file itself, a command, or something that is worked out when it is chosen."""

    title: str
    kind: str
    """LSP's: one of the above, or `source.chant.run`, `.stop`, `.preview`, `.log`, `.markFailed`, `.explain`,
    `.review`, `.approve`, `.reject`. Below `source`, so that VS Code, which has the lenses, keeps them out of the light
    bulb."""
    edits: tuple[Edit, ...] = ()
    finding: Finding | None = None
    """What it mends."""
    preferred: bool = False
    command: str | None = None
    path: str = ""
    """The spec that the command is about; becomes the argument `{"uri": …}`."""
    key: str = ""
    """Of an action without edits and command: what `improvements.carry_out` takes to say what it changes."""
    disabled: str = ""
    """Why it cannot be chosen now; '' when it can."""
    opens: str = ""
    """The path of a file that is shown when it is done."""
