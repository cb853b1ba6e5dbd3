"""A list that switches a check on."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.frontmatter import Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules.config._edits import add_item

NAME = "complexity_words"


def word_limit_enabled(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A `lint.disable` without `complexity_words`, which is off otherwise. Page: word_limit_enabled.md."""
    setting = config.get("lint.disable")
    if setting is None or not isinstance(setting.value, Sequence):
        return
    # What is nearly that name is told by `useless-lint-disable`, and mended there.
    if any(item.text == NAME or nearest(item.text.lower(), (NAME,)) for item in config.items("lint.disable")):
        return
    edits = add_item(config, setting.value, NAME)
    yield Finding(
        "word-limit-enabled",
        Severity.INFORMATION,
        setting.key.span,
        f"This list takes the place of chant's own, `[{NAME}]`: `chant lint` now warns of long specs, too.",
        fixes=(Fix(f"Add `{NAME}`", edits, guess=True),),
    )
