"""The short way from a message to its answer, for handlers that are done when they return - nearly all of ours.

pygls makes a context, a future with a lock, callbacks and typed envelopes for each message, which takes longer than
most of our handlers do. Whatever may not take the short way - other than plain requests and notifications in a running
session - goes pygls' way and is answered the same; tests/server/test_shortcut.py compares the two.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import attrs
import cattrs
from lsprotocol import types
from pygls.feature_manager import FeatureManager, is_thread_function

from chant_lsp.server import params

Handler = Callable[[Any], Any]


KEPT = frozenset(
    (
        types.TEXT_DOCUMENT_HOVER,
        types.TEXT_DOCUMENT_DEFINITION,
        types.TEXT_DOCUMENT_REFERENCES,
        types.TEXT_DOCUMENT_DOCUMENT_LINK,
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        types.TEXT_DOCUMENT_FOLDING_RANGE,
        types.TEXT_DOCUMENT_SELECTION_RANGE,
        types.TEXT_DOCUMENT_CODE_ACTION,
    )
)
"""Methods whose handlers do nothing but answer."""


class Shortcut(NamedTuple):
    """How a message of one method is answered."""

    structure: Callable[[Any], Any]
    """From plain params to those that the handler takes; raises whatever it likes for params that do not fit."""
    handler: Handler
    answers: bool
    """Whether the method is a request; otherwise it is a notification and what the handler returns is dropped."""
    keeps: bool = False
    """Whether the same question has the same answer until something changes."""


class Shortcuts:
    """Finds the short way for a method, once."""

    def __init__(self, features: FeatureManager, converter: cattrs.Converter) -> None:
        self._features = features
        self._converter = converter
        self._known: dict[str, Shortcut | None] = {}

    def find(self, message: Mapping[str, Any]) -> Shortcut | None:
        """The way for a message; None where pygls has to handle it."""
        method = message.get("method")
        if type(method) is not str:
            return None
        if method not in self._known:
            self._known[method] = self._make(method)
        way = self._known[method]
        if way is None or (type(message.get("id")) in (int, str) if way.answers else "id" not in message):
            return way
        return None

    def forget(self) -> None:
        """Handlers have come since."""
        self._known.clear()

    def _make(self, method: str) -> Shortcut | None:
        handler = self._features.features.get(method)
        kind = types.METHOD_TO_TYPES.get(method, (None,))[0]
        if handler is None or kind is None or method in self._features.builtin_features or _takes_time(handler):
            return None
        fields = {field.name: field.type for field in attrs.fields(kind)}
        structure = params.STRUCTURES.get(method) or partial(self._converter.structure, cl=fields["params"])
        return Shortcut(structure, handler, answers="id" in fields, keeps=method in KEPT)


def _takes_time(handler: Handler) -> bool:
    """Whether the handler is not done when it returns."""
    is_async = asyncio.iscoroutinefunction(handler) or inspect.isgeneratorfunction(handler)
    return is_async or is_thread_function(handler)
