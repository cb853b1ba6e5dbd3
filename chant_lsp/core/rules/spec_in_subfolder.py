"""A spec below a subfolder of `.chant/specs`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import SPECS_FOLDER
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

WHILE = ("active",)
READS = ()
WEIGHS = ("is_open",)


def spec_in_subfolder(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A file that chant reads where it is and saves elsewhere. Page: spec_in_subfolder.md."""
    if posixpath.dirname(spec.path) == SPECS_FOLDER[:-1]:
        return
    yield Finding(
        "spec-in-subfolder",
        while_open(spec, Severity.WARNING),
        spec.heading,
        f"chant reads subfolders, but saves to `{SPECS_FOLDER}{spec.id}.md` and leaves two files; move it there.",
    )
