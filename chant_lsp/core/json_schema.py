"""The JSON Schema of a spec's frontmatter, for tools that know nothing of chant: draft 7, which most of them read.

It accepts what chant accepts. What it cannot say is left to `chant-lsp check`: a key that is written twice, and all
that lies in how YAML spells a value (`depends_on: [001]` is a text to chant, and a number to many YAML libraries).
"""

from __future__ import annotations

from typing import Any

from chant_lsp.core.schema import FIELDS, Field, Kind

DIALECT = "http://json-schema.org/draft-07/schema#"

_PLAIN = ["string", "number", "boolean", "null"]
"""chant takes a number, a boolean and nothing for the text that they are written with."""


def frontmatter_schema() -> dict[str, Any]:
    """The schema, as what `json` writes."""
    return {
        "$schema": DIALECT,
        "title": "Frontmatter of a chant spec",
        "description": "chant cannot read a spec in which one of these keys has a value of another type."
        " It ignores keys that are not here, and drops them when it saves the spec.",
        "type": ["object", "null"],
        "properties": {name: _property(field) for name, field in FIELDS.items()},
    }


def _property(field: Field) -> dict[str, Any]:
    said = {"description": _description(field), **_type(field)}
    if field.kind is Kind.CHOICE:
        said["enumDescriptions"] = [choice.meaning for choice in field.choices]
    if field.kind is Kind.CHOICE and field.default != "absent":
        said["default"] = field.default
    if field.is_time:
        said["format"] = "date-time"
    return said


def _description(field: Field) -> str:
    return " ".join(part for part in (field.meaning, field.caveat) if part)


def _type(field: Field) -> dict[str, Any]:
    kind = field.kind
    never_null = field.refuses_null or field.required
    if kind is Kind.CHOICE:
        words: list[str | None] = [choice.value for choice in field.choices]
        return {"enum": words if never_null else [*words, None]}
    if kind is Kind.TEXTS:
        return {"type": ["array", "null"], "items": {"type": _PLAIN}}
    if kind is Kind.TEXT_OR_TEXTS:
        return {"type": ["string", "array", "null"], "items": {"type": "string"}}
    if kind is Kind.FLAG:
        return {"type": "boolean" if never_null else ["boolean", "null"]}
    if kind is Kind.COUNT:
        whole = "integer" if never_null else ["integer", "null"]
        return {"type": whole, "minimum": 0, "maximum": field.maximum}
    if kind is Kind.MAP:
        required = [inner.name for inner in field.fields if inner.required]
        inside = {inner.name: _property(inner) for inner in field.fields}
        return {"type": ["object", "null"], "properties": inside, **({"required": required} if required else {})}
    return {"type": _PLAIN}
