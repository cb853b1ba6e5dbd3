"""Loads lsprotocol's types so that each class is made when it is first used.

lsprotocol has more than 550 attrs classes, and attrs writes and compiles the methods of each when it is decorated. That
is most of a server's start, and a session needs some eighty of them. So, while lsprotocol's module runs, `attrs.define`
only leaves a note on the class; whoever makes the first object of it, or asks attrs for its fields, has attrs do its
work then, on the same class.

Classes have no `__slots__` then, as those cannot be added later. Nothing else differs, which a test compares class by
class; and if lsprotocol has been imported before, or stops using attrs, nothing happens here at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import attrs

MODULE = "lsprotocol.types"


def load() -> None:
    """Import lsprotocol's types, if nobody has done so yet."""
    if MODULE in sys.modules:
        return
    define = attrs.define
    attrs.define = _define_later
    try:
        import lsprotocol.types  # noqa: F401 - imported for its effect
    finally:
        attrs.define = define
    _leave_references_to_us()


def _define_later(cls: type | None = None, **options: Any) -> Any:
    """What `@attrs.define` means while lsprotocol is loaded."""
    if cls is None:
        return lambda cls: _define_later(cls, **options)
    if "__init__" in vars(cls):  # not generated, and so not ours to replace
        return attrs.define(cls, **options)
    cls.__init__ = _first_init(cls, options)
    cls.__attrs_attrs__ = _FirstFields(cls, options)  # type: ignore[attr-defined]  # attrs' own mark
    return cls


def _first_init(cls: type, options: dict[str, Any]) -> Callable[..., None]:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        _define_now(cls, options)
        self.__init__(*args, **kwargs)

    return init


class _FirstFields:
    """In the place of the tuple of fields by which attrs and cattrs know a class."""

    def __init__(self, cls: type, options: dict[str, Any]) -> None:
        self._cls = cls
        self._options = options

    def __get__(self, instance: Any, owner: type) -> Any:
        _define_now(self._cls, self._options)
        return owner.__attrs_attrs__  # type: ignore[attr-defined]


def _define_now(cls: type, options: dict[str, Any]) -> None:
    del cls.__init__, cls.__attrs_attrs__  # type: ignore[attr-defined]
    attrs.define(cls, **{**options, "slots": False})
    # Types of fields that are written as text, which the converter otherwise resolves for all classes at once.
    attrs.resolve_types(cls, sys.modules[MODULE].ALL_TYPES_MAP, {})


def _leave_references_to_us() -> None:
    """Have lsprotocol's converter not go through all classes at its start; without this it is only slower."""
    from lsprotocol import _hooks

    if hasattr(_hooks, "_resolved_forward_references"):
        _hooks._resolved_forward_references = True
