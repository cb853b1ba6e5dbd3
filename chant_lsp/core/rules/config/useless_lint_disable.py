"""A check that cannot be switched off."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.config_schema import LINT_RULES_TO_DISABLE
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules.config._edits import remove_item


def useless_lint_disable(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A name in `lint.disable` that chant does not heed. Page: useless_lint_disable.md."""
    setting = config.get("lint.disable")
    if setting is None or not isinstance(setting.value, Sequence):
        return
    for i, item in enumerate(setting.value.items):
        if not isinstance(item, Scalar) or item.text in LINT_RULES_TO_DISABLE or item.span.end <= item.span.start:
            continue
        taken = {each.text for each in config.items("lint.disable")}
        meant = [name for name in nearest(item.text.lower(), LINT_RULES_TO_DISABLE) if name not in taken]
        removed = remove_item(config, setting.value, i)
        fixes = [Fix(f"Change to `{name}`", (Edit(item.span, name),), True) for name in meant]
        fixes += [Fix("Remove it", removed, not meant, guess=True)] if removed else []
        hint = f" Did you mean `{meant[0]}`?" if meant else ""
        yield Finding(
            "useless-lint-disable",
            Severity.WARNING,
            item.span,
            f"`{item.text}` changes nothing: `chant lint` lets only `complexity_words` be switched off.{hint}",
            fixes=tuple(fixes),
        )
