"""Completion in `.chant/lsp.yaml`: the keys of each map, the codes of rules, and the words that a key takes."""

from __future__ import annotations

from collections.abc import Iterable

from chant_lsp.core.features.nested_cursor import NestedSpot, nested_spot_at
from chant_lsp.core.features.offers import Offer, OfferKind, Offers, nested_writer, nothing, ranked
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
    if spot.parents == SEVERITY:
        return _words(spot, LEVELS, OfferKind.CHOICE, name)
    setting = find_setting(name)
    if setting is None or (setting.words and spot.quote and not spot.item):
        return nothing(offset)
    if setting.read is flag_in and not spot.quote:
        flags = [Offer(word, OfferKind.WORD, spot.lead + word) for word in ranked(("true", "false"), spot.typed)]
        return Offers(spot.span, flags, about=".".join(name))
    return _words(spot, setting.words, OfferKind.WORD, name)


def _keys(spot: NestedSpot) -> Offers:
    names = _names(spot.parents)
    offers = [
        Offer(name, OfferKind.KEY, name if spot.colon else f"{name}:{space}")
        for name, space in names
        if name not in spot.siblings
    ]
    return Offers(spot.span, offers, about=".".join(spot.parents))


def _names(parents: tuple[str, ...]) -> list[tuple[str, str]]:
    """The keys of a map, each with what follows its colon."""
    if parents == SEVERITY:
        return [(each, " ") for each in sorted(CODES)]
    around = find_setting(parents) if parents else None
    settings = around.keys if around is not None else SETTINGS if not parents else ()
    return [(setting.name, "" if _is_map(setting) else " ") for setting in settings]


def _is_map(setting: Setting) -> bool:
    return bool(setting.keys) or setting.name == SEVERITY[-1]


def _words(spot: NestedSpot, known: Iterable[str], kind: OfferKind, name: tuple[str, ...]) -> Offers:
    in_list = kind is OfferKind.WORD
    # `off` means itself here, and needs no quotes.
    written = nested_writer(spot, in_list) if in_list or spot.quote else f"{spot.lead}{{}}".format
    words = [word for word in ranked(list(known), spot.typed) if not spot.item or word not in spot.siblings]
    return Offers(spot.span, [Offer(word, kind, written(word)) for word in words], about=".".join(name))
