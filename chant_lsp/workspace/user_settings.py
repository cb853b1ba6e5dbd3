"""The user's own settings that name programs: agents and test commands. Never a file of a project's.

They are in `$XDG_CONFIG_HOME/chant-lsp/settings.yaml` (else `~/.config/…`); what the editor sets goes before that, name
by name. A run that the editor starts by itself gets the editor's part in one variable, which it takes out of its
environment at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

HANDED_OVER = "CHANT_LSP_EDITOR_SETTINGS"
"""The variable in which a server hands the editor's part to a run that it starts."""
EDITOR = "the editor's settings"
MAX_FILE_BYTES = 1024 * 1024
MAX_HANDED_BYTES = 96 * 1024
"""Linux takes no more than 128 KiB in one variable."""
_KEYS = ("agents", "tests")


class Defined(NamedTuple):
    """A definition as it is written."""

    value: Any
    origin: str
    """Where it is written, for people."""


@dataclass(frozen=True, slots=True)
class UserSettings:
    """What the user defines, by name."""

    agents: Mapping[str, Defined] = field(default_factory=dict)
    tests: Mapping[str, Defined] = field(default_factory=dict)
    problem: str = ""
    """Why the file could not be read, in a sentence; nothing of it counts then."""


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """Where the user's settings are; None where there is no home."""
    return _settings_file(environment.get("XDG_CONFIG_HOME", ""), environment.get("HOME", ""))


@lru_cache(maxsize=1)
def _settings_file(folder: str, home: str) -> Path | None:
    # The specification of these folders: a path that is not absolute is to be ignored. Seen from a project, it would be
    # the project's.
    if not os.path.isabs(folder):
        folder = os.path.join(home, ".config") if os.path.isabs(home) else ""
    return Path(folder) / "chant-lsp" / "settings.yaml" if folder else None


def user_settings(environment: Mapping[str, str], editor: Mapping[str, Any] | None = None) -> UserSettings:
    """What the user's file says, under what the editor says (its keys `agents` and `tests`).

    Errors: none; see `UserSettings.problem`.
    """
    path = settings_file(environment)
    found = _read_file(path) if path is not None else {}
    problem = found if isinstance(found, str) else ""
    layers = [(str(path), found if isinstance(found, dict) else {}), (EDITOR, dict(editor or {}))]
    merged = {key: _merge(key, layers) for key in _KEYS}
    return UserSettings(merged["agents"], merged["tests"], problem)


def _merge(key: str, layers: list[tuple[str, dict[str, Any]]]) -> dict[str, Defined]:
    return {
        str(name): Defined(value, origin)
        for origin, layer in layers
        if isinstance(layer.get(key), Mapping)
        for name, value in layer[key].items()
    }


def _read_file(path: Path) -> dict[str, Any] | str:
    """The file's content; nothing without a file, and a sentence for one that cannot be read."""
    import yaml

    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        return f"Your settings cannot be read: {error.strerror or error} ({path})."
    if len(content) > MAX_FILE_BYTES:
        return f"Your settings are larger than {MAX_FILE_BYTES // 1024} KiB and were not read ({path})."
    try:
        # Not the C loader: it ends the process on text that is nested very deeply.
        found = yaml.load(content, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}" if mark is not None else ""
        return f"Your settings are no YAML: {error.problem or 'it cannot be parsed'} ({path}{where})."
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return f"Your settings are no YAML: {' '.join(str(error).split())[:120]} ({path})."
    return _checked(found, path)


def _checked(found: Any, path: Path) -> dict[str, Any] | str:
    if found is None:
        return {}
    if not isinstance(found, dict):
        return f"Your settings have to be a map with `agents` and `tests` ({path})."
    for key, value in found.items():
        if key not in _KEYS:
            return f"Your settings have no `{key}`, only `agents` and `tests` ({path})."
        if value is not None and not isinstance(value, dict):
            return f"`{key}` in your settings takes a map of names ({path})."
    return found


def hand_over(editor: Mapping[str, Any]) -> dict[str, str]:
    """The environment that carries the editor's part to a run.

    Errors: ValueError, a sentence, where it is too large.
    """
    part = {key: editor[key] for key in _KEYS if editor.get(key)}
    if not part:
        return {}
    text = json.dumps(part)
    if len(text.encode()) > MAX_HANDED_BYTES:
        raise ValueError(
            f"The agents and tests in {EDITOR} are larger than {MAX_HANDED_BYTES // 1024} KiB; move some of them to "
            "chant-lsp's settings.yaml."
        )
    return {HANDED_OVER: text}


def take_handed(environment: MutableMapping[str, str]) -> dict[str, Any]:
    """The editor's part, taken out of the environment. Errors: none; what is no such thing is nothing."""
    text = environment.pop(HANDED_OVER, "")
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
