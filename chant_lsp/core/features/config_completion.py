"""Completion in `.chant/config.md`: settings by their section, and the words that each takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from chant_lsp.core.config_schema import (
    AGENTS_SETTINGS,
    CHECKABLE_FIELDS,
    LINT_RULES_TO_DISABLE,
    SETTINGS,
    SITE_STATUSES,
)
from chant_lsp.core.features.nested_cursor import NestedSpot, nested_spot_at
from chant_lsp.core.features.offers import (
    Offer,
    OfferKind,
    Offers,
    Surroundings,
    flag_offers,
    in_few_words,
    nested_writer,
    nothing,
    word_offers,
)
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import AGENTS_PATH, EXTENSIONS_FOLDER, PROMPTS_FOLDER
from chant_lsp.core.schema import Field, Kind
from chant_lsp.core.text import Source

MODELS = ("opus", "sonnet", "haiku")


def complete_config(around: Surroundings, source: Source, offset: int) -> Offers:
    """What can be put at the offset, best first."""
    spot = nested_spot_at(source.text, offset)
    if spot is None:
        return nothing(offset)
    fields = _fields_in(spot.parents, AGENTS_SETTINGS if around.path == AGENTS_PATH else SETTINGS)
    if fields is None:
        return nothing(offset)
    if not spot.key:
        return _keys(spot, fields)
    field = next((field for field in fields if field.name == spot.key), None)
    if field is None:
        return nothing(offset)
    if spot.item and field.kind is Kind.MAPS:
        return _keys(spot._replace(parents=(*spot.parents, spot.key)), field.fields)
    name = ".".join((*spot.parents, spot.key))
    return _values(around.index, spot, field, name)._replace(about=name)


def _fields_in(parents: Sequence[str], table: Mapping[str, Field]) -> tuple[Field, ...] | None:
    """The settings of a section; None for one that chant does not know."""
    fields, around = tuple(table.values()), None
    for parent in parents:
        if around is not None and around.kind is Kind.NAMED_MAPS:
            around = Field("", Kind.MAP, "", fields=around.fields)
            continue
        around = next((field for field in fields if field.name == parent), None)
        if around is None:
            return None
        fields = around.fields
    return () if around is not None and around.kind is Kind.NAMED_MAPS else fields


def _keys(spot: NestedSpot, fields: Iterable[Field]) -> Offers:
    offers = [
        Offer(field.name, OfferKind.KEY, spot.lead + _key_text(field, spot), in_few_words(field.meaning))
        for field in fields
        if field.name not in spot.siblings
    ]
    return Offers(spot.span, offers, about=".".join(spot.parents))


def _key_text(field: Field, spot: NestedSpot) -> str:
    """The key with what follows it: a line below for a map, a space for a value."""
    if spot.colon:
        return field.name
    if field.kind in (Kind.MAP, Kind.NAMED_MAPS, Kind.MAPS):
        return f"{field.name}:"
    return f"{field.name}: "


def _values(index: SpecIndex, spot: NestedSpot, field: Field, name: str) -> Offers:
    if field.kind is Kind.CHOICE:
        written = nested_writer(spot)
        offers = [
            Offer(each.value, OfferKind.CHOICE, written(each.value), in_few_words(each.meaning))
            for each in field.choices
        ]
        return Offers(spot.span, offers)
    if field.kind is Kind.FLAG:
        return Offers(spot.span, flag_offers(spot))
    if name == "defaults.prompt":
        purpose = partial(purpose_of, index, PROMPTS_FOLDER)
        return Offers(spot.span, word_offers(spot, prompt_names(index), OfferKind.PROMPT, detail=purpose))
    if field.kind is Kind.TEXTS:
        kind = OfferKind.PROMPT if name == "defaults.prompt_extensions" else OfferKind.WORD
        purpose = partial(purpose_of, index, EXTENSIONS_FOLDER)
        return Offers(spot.span, word_offers(spot, _list_words(index, name), kind, True, purpose))
    models = MODELS if field.name in ("model", "split_model") else ()
    return Offers(spot.span, word_offers(spot, models, OfferKind.WORD))


def _list_words(index: SpecIndex, name: str) -> Sequence[str]:
    if name == "defaults.prompt_extensions":
        paths = sorted(path for path in index.pages.prompts if path.startswith(EXTENSIONS_FOLDER))
        return [path.removeprefix(EXTENSIONS_FOLDER).removesuffix(".md") for path in paths]
    if name == "lint.disable":
        return LINT_RULES_TO_DISABLE
    if name == "enterprise.required":
        return CHECKABLE_FIELDS
    return tuple(SITE_STATUSES) if name == "site.include.statuses" else ()


def purpose_of(index: SpecIndex, folder: str, name: str) -> str:
    """What the prompt of this name in a folder says that it is for; '' where it says nothing."""
    prompt = index.pages.prompts.get(f"{folder}{name}.md")
    return (prompt.text("purpose") if prompt is not None else None) or ""


def prompt_names(index: SpecIndex) -> list[str]:
    """The prompts that a spec or the config can name, by name."""
    return index.pages.names()
