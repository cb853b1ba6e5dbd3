"""A required field that no spec can have."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.config_schema import CHECKABLE_FIELDS
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules.config._edits import remove_item


def unmeetable_requirement(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A name in `enterprise.required` that `chant lint` never finds. Page: unmeetable_requirement.md."""
    setting = config.get("enterprise.required")
    if setting is None or not isinstance(setting.value, Sequence):
        return
    for i, item in enumerate(setting.value.items):
        if not isinstance(item, Scalar) or item.text in CHECKABLE_FIELDS or item.span.end <= item.span.start:
            continue
        meant = nearest(item.text.lower().replace("-", "_"), CHECKABLE_FIELDS)
        removed = remove_item(config, setting.value, i)
        fixes = [Fix(f"Change to `{name}`", (Edit(item.span, name),), True, guess=True) for name in meant]
        fixes += [Fix("Remove it", removed, not meant, guess=True)] if removed else []
        hint = f" Did you mean `{meant[0]}`?" if meant else ""
        yield Finding(
            "unmeetable-requirement",
            Severity.WARNING,
            item.span,
            f"`chant lint` finds `{item.text}` in no spec, whatever is written there, and reports all of them.{hint}",
            fixes=tuple(fixes),
        )
