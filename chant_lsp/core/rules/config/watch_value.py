"""A number that `chant watch` cannot work with."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.values import scalar_kind

_LEAST = {
    "watch.poll_interval_ms": (1.0, "must be greater than 0", "5000"),
    "watch.failure.backoff_multiplier": (1.0, "must be 1 or more", "2.0"),
}
"""The least value, how that is said, and chant's default."""


def watch_value(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A value of `watch` that is too small. Page: watch_value.md."""
    for name, (least, said, default) in _LEAST.items():
        setting = config.get(name)
        node = setting.value if setting else None
        if not isinstance(node, Scalar) or scalar_kind(node) not in ("integer", "float"):
            continue
        value = _number(node.text)
        if value is None or value >= least:
            continue
        yield Finding(
            "watch-value",
            Severity.WARNING,
            node.span,
            f"`{name}` {said}; chant's default is {default}.",
            fixes=(Fix(f"Change to `{default}`", (Edit(node.span, default),), True, guess=True),),
        )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
