"""A status that the site never shows."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.config_schema import SITE_STATUSES
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules._nearest import nearest


def unmatched_status(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """An item of `site.include.statuses` that no spec's status equals. Page: unmatched_status.md."""
    for item in config.items("site.include.statuses"):
        plain = item.text.lower()
        if plain in SITE_STATUSES or item.span.end <= item.span.start:
            continue
        joined = plain.replace("_", "").replace("-", "").replace(" ", "")
        meant = [joined] if joined in SITE_STATUSES else nearest(joined, SITE_STATUSES)
        hint = f"; write `{meant[0]}`" if meant else ""
        why = "chant compares without the underscore" if meant == [joined] else "no spec has such a status"
        yield Finding(
            "unmatched-status",
            Severity.WARNING,
            item.span,
            f"The site shows nothing for `{item.text}`: {why}{hint}.",
            fixes=tuple(Fix(f"Change to `{name}`", (Edit(item.span, name),), True) for name in meant),
        )
