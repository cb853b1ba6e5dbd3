"""lsprotocol's objects as the JSON encoder wants them, one object at a time.

The encoder itself goes through lists and plain dicts, so that handlers may mix them with objects: large answers are
plain from the start. lsprotocol's own converter first compiles a function for each class, which a session of some
minutes does not earn back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import attrs
from lsprotocol.types import is_special_property

_ALWAYS = object()
"""In the place of a default, where a value is sent even if it is null."""


class Encoded:
    """An answer that has been turned into JSON before, because it will be asked for again."""

    __slots__ = ("json",)

    def __init__(self, plain: Any) -> None:
        self.json = ENCODER.encode(plain)


def to_plain(value: Any) -> Any:
    """The object's fields by their names on the wire, without those that the protocol leaves out when they are null.

    Shape: the values are not converted. Errors: TypeError for what is no object of lsprotocol.
    """
    if isinstance(value, Encoded):
        return json.loads(value.json)
    names, unset, get = _fields(type(value))
    return {name: each for name, none, each in zip(names, unset, get(value), strict=True) if each is not none}


@cache
def _fields(kind: type) -> tuple[list[str], list[Any], Callable[[Any], tuple[Any, ...]]]:
    """Of a class: names on the wire, the values that stand for being left out, and what gets all values at once."""
    if not attrs.has(kind):
        raise TypeError(f"{kind.__name__} cannot be sent")
    names = [field.name for field in attrs.fields(kind)]
    unset = [_ALWAYS if is_special_property(kind, field.name) else field.default for field in attrs.fields(kind)]
    # attrgetter gets a tuple only for two names and more.
    get = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
    return [_on_wire(name) for name in names], unset, get


def _on_wire(name: str) -> str:
    first, *rest = name.removesuffix("_").split("_")
    return first + "".join(part.title() for part in rest)


ENCODER = json.JSONEncoder(check_circular=False, separators=(",", ":"), default=to_plain)
"""Escapes what is not ASCII, so that characters are bytes."""
