"""Whether a text is a JSON Schema: its form alone, whatever draft it says it is of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

SCHEMAS_FOLDER = ".chant/schemas"
MAX_SCHEMA_CHARS = 256 * 1024
_MAX_DEPTH = 60

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_ONE = ("additionalProperties", "contains", "else", "if", "not", "propertyNames", "then", "unevaluatedProperties")
_NAMED = ("$defs", "definitions", "dependentSchemas", "patternProperties", "properties")
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_COUNTS = ("maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties")
_NUMBERS = ("maximum", "minimum", "multipleOf")
_TEXTS = ("$id", "$ref", "$schema", "description", "format", "pattern", "title")


def find_schema_fault(text: str) -> str | None:
    """Why a text is no JSON Schema, as the end of a sentence; None when it is one.

    Errors: none, whatever the text.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return f"line {error.lineno} is no JSON ({error.msg[0].lower()}{error.msg[1:]})"
    except (RecursionError, ValueError):
        return "it is no JSON that can be read"
    return next(_iter_faults(value, "", 0), None)


def _iter_faults(schema: Any, where: str, depth: int) -> Iterator[str]:
    at = f"`{where}`" if where else "it"
    if isinstance(schema, bool) or depth > _MAX_DEPTH:
        return
    if not isinstance(schema, dict):
        yield f"{at} is {_kind(schema)} where a schema has to be, an object"
        return
    yield from _iter_word_faults(schema, where)
    for name in _ONE:
        if name in schema:
            yield from _iter_faults(schema[name], _below(where, name), depth + 1)
    for name in (*_SEVERAL, *(["items"] if isinstance(schema.get("items"), list) else [])):
        if name in schema and not isinstance(schema[name], list):
            yield f"`{_below(where, name)}` is {_kind(schema[name])} and has to be a list"
        else:
            for i, inner in enumerate(schema.get(name, ())):
                yield from _iter_faults(inner, f"{_below(where, name)}[{i}]", depth + 1)
    if "items" in schema and not isinstance(schema["items"], list):
        yield from _iter_faults(schema["items"], _below(where, "items"), depth + 1)
    for name in _NAMED:
        if name in schema and not isinstance(schema[name], dict):
            yield f"`{_below(where, name)}` is {_kind(schema[name])} and has to be an object"
        else:
            for key, inner in schema.get(name, {}).items():
                yield from _iter_faults(inner, _below(_below(where, name), key), depth + 1)


def _iter_word_faults(schema: dict[str, Any], where: str) -> Iterator[str]:
    types = schema.get("type", [])
    for one in types if isinstance(types, list) else [types]:
        if one not in _TYPES:
            yield f"`{_below(where, 'type')}` is {_kind(one)}; the types are {', '.join(_TYPES)}"
    yield from _iter_unfit(schema, where, ("required",), _is_texts, "a list of texts")
    yield from _iter_unfit(schema, where, ("enum",), lambda value: isinstance(value, list), "a list")
    yield from _iter_unfit(schema, where, _TEXTS, lambda value: isinstance(value, str), "a text")
    yield from _iter_unfit(schema, where, _COUNTS, lambda value: _is_number(value) and value >= 0, "0 or more")
    yield from _iter_unfit(schema, where, _NUMBERS, _is_number, "a number")


def _iter_unfit(
    schema: dict[str, Any], where: str, names: tuple[str, ...], fits: Callable[[Any], bool], wanted: str
) -> Iterator[str]:
    for name in names:
        if name in schema and not fits(schema[name]):
            yield f"`{_below(where, name)}` is {_kind(schema[name])} and has to be {wanted}"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    shown = json.dumps(value)
    return shown if len(shown) <= 40 else shown[:39] + "…"
