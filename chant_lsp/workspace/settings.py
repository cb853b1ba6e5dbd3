"""Settings: what the user's editor says, over what the project says in `.chant/lsp.yaml`, over the defaults.

A project can choose an agent by its name only; which program that is, nothing in a repository can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import read_source

if TYPE_CHECKING:
    from chant_lsp.core.check import Severities
    from chant_lsp.core.own_settings import OwnSettings

DEFAULT_DEBOUNCE_MS = 150
DEFAULT_AGENT = "example"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; plain values."""

    debounce_ms: int = DEFAULT_DEBOUNCE_MS
    """Quiet time after a keystroke before findings are published; 0 publishes at once."""
    agent: str | None = None
    """The agent that the user asks for by name; None leaves it to the project."""
    severities: Severities = field(default_factory=dict)
    """What the user sets by code, over what the project sets."""
    run_timeout: str = ""
    """A duration such as `60m`; '' leaves it to the project."""
    silence_timeout: str = ""
    defined: Mapping[str, Any] = field(default_factory=dict)
    """The agents and the test commands that the user defines, as they are written; see `user_settings`."""


def to_settings(editor: Any) -> Settings:
    """The editor's settings, section `chant`; a value of the wrong type is as good as none."""
    values = editor if isinstance(editor, Mapping) else {}
    diagnostics = values.get("diagnostics")
    debounce = diagnostics.get("debounce") if isinstance(diagnostics, Mapping) else None
    valid = isinstance(debounce, (int, float)) and not isinstance(debounce, bool) and debounce >= 0
    agent = values.get("agent")
    severities = diagnostics.get("severity") if isinstance(diagnostics, Mapping) else None
    return Settings(
        int(min(debounce, 60_000)) if valid and debounce is not None else DEFAULT_DEBOUNCE_MS,
        agent if isinstance(agent, str) and agent else None,
        _to_severities(severities) if severities else {},
        *_to_timeouts(values.get("timeout")),
        {key: values[key] for key in ("agents", "tests") if isinstance(values.get(key), Mapping)},
    )


def told_to_runs(settings: Settings) -> list[str]:
    """What a run hears of as arguments of `chant-lsp work`: the user's settings, and that the editor can be asked."""
    told = {"--timeout": settings.run_timeout, "--silence": settings.silence_timeout}
    return ["--ask", *(word for option, value in told.items() if value for word in (option, value))]


def _to_timeouts(values: Any) -> tuple[str, str]:
    if not isinstance(values, Mapping):
        return "", ""
    from chant_lsp.core.own_settings_table import duration_s

    run, silence = (
        text if isinstance(text, str) and duration_s(text) else "" for text in map(values.get, ("run", "silence"))
    )
    return run, silence


def _to_severities(values: Any) -> Severities:
    # The rules are loaded with the first document, and the settings come before it.
    from chant_lsp.core.own_settings import to_severities

    return to_severities(values)


def own_settings(project: Project) -> OwnSettings:
    """What the project says in `.chant/lsp.yaml`, as it is on the disk now; nothing without such a file."""
    from chant_lsp.core.own_settings import OwnSettings, read_own_settings

    source = read_source(project.own_settings)
    return read_own_settings(source) if source is not None else OwnSettings()


def severities_of(own: OwnSettings, editor: Severities) -> Severities:
    """What is set by code: the user's own word goes before the project's."""
    return {**own.severities, **editor}
