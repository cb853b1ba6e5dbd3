"""Hover in `.chant/config.md`: what a setting means, what holds here, and what chant really does with it."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.config_schema import IGNORED
from chant_lsp.core.features.hover import Hover, key_card
from chant_lsp.core.features.prose import code
from chant_lsp.core.frontmatter import Mapping, Scalar, Sequence
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.rules.config._names import SILENT, elsewhere_meant, sibling_meant, table_name
from chant_lsp.core.schema import Field, Kind
from chant_lsp.core.text import Source


def hover_config(index: SpecIndex, config: Config, source: Source, offset: int) -> Hover | None:
    """What the key or the value at the offset means; None where there is nothing to say."""
    found = config.setting_at(offset)
    if found is None:
        return None
    on_key = found.key.span.touches(offset)
    span = found.key.span if on_key else found.value.span
    if found.field is None:
        lines = _unknown(found) if on_key else []
        return Hover(span, "\n\n".join(lines)) if lines else None
    if not on_key and isinstance(found.value, Mapping):
        return None
    if not on_key and found.field.kind is Kind.CHOICE and isinstance(found.value, Scalar):
        return Hover(span, choice_card(found.field, table_name(found), found.value.text))
    prefix = table_name(found).removesuffix(found.field.name)
    lines = [key_card(found.field, prefix)]
    if on_key:
        lines += _in_effect(config, found)
    return Hover(span, "\n\n".join(lines))


def choice_card(field: Field, name: str, value: str) -> str:
    """What one of a setting's words means."""
    choice = next((choice for choice in field.choices if choice.value == value), None)
    known = ", ".join(f"`{one.value}`" for one in field.choices)
    if choice is None:
        return f"{code(value)} is no {name}, and chant refuses the whole file.\n\nOne of {known}"
    return f"**{value}** · {name}\n\n{choice.meaning}"


def _unknown(found: Setting) -> list[str]:
    name = table_name(found)
    if name in SILENT:
        return [f"`{name}` has no effect on what chant prints; `project.silent` has."]
    if (ignored := IGNORED.get(name)) is not None:
        instead = f" Write `{ignored.instead}`." if ignored.instead else ""
        return [f"chant ignores `{name}`: {ignored.meaning}.{instead}"]
    if name.startswith("enterprise.derived."):
        return _derived(found)
    if not found.known:
        return []
    lines = [f"chant does not know the key {code(found.name)} and ignores it."]
    if (meant := sibling_meant(found) or elsewhere_meant(found)) is not None:
        lines.append(f"Did you mean `{meant}`?")
    return lines


def _derived(found: Setting) -> list[str]:
    """A name of one's own below `enterprise.derived`, whose meaning is what chant makes of it."""
    name = found.key.text
    if name in ("labels", "context"):
        return [f"What chant finds is put into the `{name}` of each spec."]
    return [f"What chant finds is put into the `context` of each spec, as {code(f'derived_{name}=…')}."]


def _in_effect(config: Config, found: Setting) -> list[str]:
    """What holds in a section: what is set here, else chant's default."""
    field = found.field
    if field is None or field.kind is not Kind.MAP or not config.is_understood:
        return []
    rows = [*_iter_rows(config, field, found.name)]
    return ["What holds here:\n\n" + "\n".join(rows)] if rows else []


def _iter_rows(config: Config, field: Field, name: str) -> Iterator[str]:
    for inner in field.fields:
        own = config.get(f"{name}.{inner.name}")
        if own is None:
            if inner.kind is not Kind.MAP and inner.default != "absent":
                yield f"- `{inner.name}`: {inner.default} (chant's default)"
        elif isinstance(own.value, Scalar):
            yield f"- `{inner.name}`: {code(own.value.text)}"
        elif isinstance(own.value, Sequence):
            texts = [item.text for item in own.value.items if isinstance(item, Scalar)]
            yield f"- `{inner.name}`: {code(', '.join(texts)) if texts else f'{len(own.value.items)} items'}"
