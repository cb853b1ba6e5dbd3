"""Agents that never take turns."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules.config._edits import add_setting


def idle_agents(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """`parallel.agents` without `defaults.rotation_strategy`. Page: idle_agents.md."""
    if config.is_agents:
        return
    agents = config.get("parallel.agents")
    strategy = config.get("defaults.rotation_strategy")
    if agents is None or not isinstance(agents.value, Sequence) or not agents.value.items:
        return
    if config.text("defaults.rotation_strategy") not in (None, "none"):
        return
    edits: tuple[Edit, ...] = ()
    if strategy is None:
        edits = add_setting(config, "defaults", "rotation_strategy", "round_robin")
    elif isinstance(strategy.value, Scalar) and strategy.value.text:
        edits = (Edit(strategy.value.span, "round_robin"),)
    yield Finding(
        "idle-agents",
        Severity.INFORMATION,
        agents.key.span,
        "These agents never take turns when a single spec is worked; set `defaults.rotation_strategy` to let them.",
        fixes=(Fix("Set `defaults.rotation_strategy` to `round_robin`", edits, guess=True),) if edits else (),
    )
