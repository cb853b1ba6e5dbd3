"""Completion in `.chant/lsp.yaml`: the keys of each map, the codes of rules, and the words that a key takes."""

from __future__ import annotations

from chant_lsp.core.features.nested_cursor import NestedSpot, nested_spot_at
from chant_lsp.core.features.offers import (
    Offer,
    OfferKind,
    Offers,
    flag_offers,
    in_few_words,
    nested_writer,
    nothing,
    ranked,
    word_offers,
)
from chant_lsp.core.own_settings_table import LEVELS, SETTINGS, SEVERITY, Setting, find_setting, flag_in
from chant_lsp.core.rules import CODES
from chant_lsp.core.text import Source, Span


def complete_own_settings(source: Source, offset: int) -> Offers:
    """What can be put at the offset, best first. Cost: the file."""
    spot = nested_spot_at(source.text, offset, Span(0, len(source.text)))
    if spot is None:
        return nothing(offset)
    if not spot.key:
        return _keys(spot)
    name = (*spot.parents, spot.key)
    return Offers(spot.span, _levels(spot) if spot.parents == SEVERITY else _values(spot, name), about=".".join(name))


def _keys(spot: NestedSpot) -> Offers:
    names = _names(spot.parents)
    offers = [
        Offer(name, OfferKind.KEY, name if spot.colon else f"{name}:{space}", detail)
        for name, space, detail in names
        if name not in spot.siblings
    ]
    return Offers(spot.span, offers, about=".".join(spot.parents))


def _names(parents: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The keys of a map, each with what follows its colon and what it does."""
    if parents == SEVERITY:
        return [(each, " ", "") for each in sorted(CODES)]
    around = find_setting(parents) if parents else None
    settings = around.keys if around is not None else SETTINGS if not parents else ()
    return [(setting.name, "" if _is_map(setting) else " ", in_few_words(setting.meaning)) for setting in settings]


def _is_map(setting: Setting) -> bool:
    return bool(setting.keys) or setting.name == SEVERITY[-1]


def _levels(spot: NestedSpot) -> list[Offer]:
    # `off` means itself here, and needs no quotes.
    written = nested_writer(spot) if spot.quote else f"{spot.lead}{{}}".format
    return [Offer(word, OfferKind.CHOICE, written(word)) for word in ranked(list(LEVELS), spot.typed)]


def _values(spot: NestedSpot, name: tuple[str, ...]) -> list[Offer]:
    setting = find_setting(name)
    if setting is None:
        return []
    if setting.read is flag_in:
        return flag_offers(spot)
    return word_offers(spot, setting.words, OfferKind.WORD, in_list=True)
