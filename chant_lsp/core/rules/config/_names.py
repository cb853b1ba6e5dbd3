"""Which known setting a key may have been meant for."""

from __future__ import annotations

import re
from functools import cache

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.config_schema import SETTINGS
from chant_lsp.core.config_schema import setting as find_setting
from chant_lsp.core.rules._nearest import is_slip

SILENT = ("silent", "defaults.silent")
"""Two of the three spellings, which have a rule of their own."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_INDEX = re.compile(r"\[\d+\]")
_MOVED = ("project", "defaults", "parallel", "lint", "watch", "approval", "validation")
"""Sections whose keys people write elsewhere; those of the others are everyday words."""


def table_name(setting: Setting) -> str:
    """A setting's name without the numbers of items: `parallel.agents.weight`."""
    return _INDEX.sub("", setting.name)


def sibling_meant(setting: Setting) -> str | None:
    """The known key beside it that a key is a slip of: another case, `-` for `_`, or a wrong letter or two."""
    return _slip_of(_plain(setting.key.text), tuple(field.name for field in setting.known))


def elsewhere_meant(setting: Setting) -> str | None:
    """The full name of the only setting of another section that is called so."""
    if setting.name.count(".") > 1 or "[" in setting.name:
        return None
    if "." in setting.key.text and find_setting(setting.key.text) is not None:
        return setting.key.text
    found = _homes().get(_plain(setting.key.text), ())
    return found[0] if len(found) == 1 else None


def is_meant(config: Config, name: str) -> bool:
    """Whether some key is a slip of this setting or of its section, or this setting in another place."""
    section, _, key = name.partition(".")
    for setting in config.settings:
        if setting.field is None and setting.known:
            place = setting.name.rpartition(".")[0]
            if (place, sibling_meant(setting)) in (("", section), (section, key)) or elsewhere_meant(setting) == name:
                return True
    return False


def _plain(name: str) -> str:
    return _HUMP.sub("_", name.strip()).lower().replace("-", "_").replace(" ", "_")


def _slip_of(plain: str, known: tuple[str, ...]) -> str | None:
    if plain in known:
        return plain
    return next((name for name in known if len(plain) >= 3 and is_slip(plain, name)), None)


@cache
def _homes() -> dict[str, tuple[str, ...]]:
    homes: dict[str, tuple[str, ...]] = {}
    for section in _MOVED:
        for field in SETTINGS[section].fields:
            homes[field.name] = (*homes.get(field.name, ()), f"{section}.{field.name}")
    return homes
