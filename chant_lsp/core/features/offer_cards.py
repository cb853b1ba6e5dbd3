"""completionItem/resolve: what more there is to say about one offer, when somebody looks at it."""

from __future__ import annotations

import posixpath

from chant_lsp.core.features.cards import file_card, mention_card, spec_card
from chant_lsp.core.features.hover import key_card
from chant_lsp.core.features.offers import OfferKind
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.mentions import OWN_SETTINGS, Mention, MentionKind, leads_out, spec_id
from chant_lsp.core.schema import FIELDS, Field
from chant_lsp.core.text import Span


def offer_card(
    index: SpecIndex, path: str, kind: OfferKind, label: str, about: str, situation: Situation
) -> str | None:
    """Markdown about an offer of `complete`; None where its few words said it all.

    Shape: `path` is the spec that is typed in, `about` what the answer said of itself: `Offers.about`.
    """
    if path == OWN_SETTINGS:
        from chant_lsp.core.features.own_hover import setting_card

        return setting_card((*filter(None, about.split(".")), label)) if kind is OfferKind.KEY else None
    if kind is OfferKind.KEY:
        field = _field(path, f"{about}.{label}" if about else label)
        return key_card(field, f"{about}." if about else "") if field else None
    if kind is OfferKind.CHOICE:
        return _choice_card(path, about, label)
    if kind is OfferKind.SPEC:
        spec = index.spec_of(spec_id(label))
        return spec_card(index, spec, None, situation) if spec else None
    if kind in (OfferKind.FILE, OfferKind.FOLDER):
        return _file_card(index, path, label)
    if kind is OfferKind.PROMPT:
        named = MentionKind.EXTENSION if about == "defaults.prompt_extensions" else MentionKind.PROMPT
        return mention_card(index, Mention(named, label, Span(0, 0), "prompt"), situation)
    return None


def _field(path: str, name: str) -> Field | None:
    if kind_of(path) is PageKind.CONFIG:
        from chant_lsp.core.config_schema import setting

        return setting(name)
    if kind_of(path) is PageKind.PROMPT:
        from chant_lsp.core.prompt_file import PROMPT_FIELDS

        return PROMPT_FIELDS.get(name)
    parent, _, inner = name.rpartition(".")
    if not parent:
        return FIELDS.get(name)
    return next((field for field in FIELDS[parent].fields if field.name == inner), None) if parent in FIELDS else None


def _choice_card(path: str, name: str, value: str) -> str | None:
    field = _field(path, name)
    choice = next((one for one in field.choices if one.value == value), None) if field else None
    if choice is None:
        return None
    lines = [f"**{value}** · {name}", choice.meaning]
    if choice.next:
        lines.append(f"chant can change it to {', '.join(f'`{one}`' for one in choice.next)}")
    return "\n\n".join(lines)


def _file_card(index: SpecIndex, path: str, label: str) -> str | None:
    if any(mark in label for mark in "*?["):
        return None
    place = label.rstrip("/")
    if label.startswith("../"):
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
    return None if leads_out(place) else file_card(index, place)
