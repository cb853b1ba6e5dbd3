"""textDocument/completion in a spec: what can be put where the cursor is, while the file is half typed.

Which offers there are is decided in the `complete_…` modules, one for each kind of place; where the cursor is, in
`cursor.py`. No offer makes another spec unreachable, closes a circle of dependencies, or repeats what is there.
"""

from __future__ import annotations

from dataclasses import replace

from chant_lsp.core.features.complete_body import complete_body
from chant_lsp.core.features.complete_fields import complete_choice, complete_key, complete_words
from chant_lsp.core.features.complete_file import complete_file
from chant_lsp.core.features.complete_paths import complete_paths
from chant_lsp.core.features.complete_specs import complete_ids
from chant_lsp.core.features.cursor import FENCE, Expected, Spot, find_block, spot_at
from chant_lsp.core.features.offers import Offers, Surroundings, nothing
from chant_lsp.core.features.value_tokens import Form
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.mentions import OWN_SETTINGS
from chant_lsp.core.schema import LISTS, Field, Kind, Names
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source, line_end


def complete(around: Surroundings, source: Source, offset: int) -> Offers:
    """What can be put at the offset, best first; no offer where nothing belongs.

    Errors: none, whatever the text is. Cost: the frontmatter, a search among names, a look at one folder.
    """
    kind = kind_of(around.path)
    if around.path == OWN_SETTINGS:
        from chant_lsp.core.features.own_completion import complete_own_settings

        return complete_own_settings(source, offset)
    if kind is None:
        return nothing(offset)
    if kind is not PageKind.SPEC:
        from chant_lsp.core.features.by_kind import complete_in_page

        return complete_in_page(around, source, offset)
    spot = spot_at(source.text, offset)
    if spot is None:
        return nothing(offset)
    around = _as_typed(around, source.text, offset)
    if spot.expected is Expected.KEY:
        return complete_key(around, spot)._replace(about=spot.parent)
    if spot.expected is Expected.FILE:
        return complete_file(around, source, spot)
    if spot.expected is Expected.BODY:
        return complete_body(around, source.text, offset)
    field = spot.field
    if field is None or not _fits(field, spot):
        return nothing(offset)
    found = _complete_value(around, source, spot, field) or nothing(offset)
    return found._replace(about=f"{spot.parent}.{spot.key}" if spot.parent else spot.key)


def _as_typed(around: Surroundings, text: str, offset: int) -> Surroundings:
    """With the spec as it will be when its frontmatter is closed; as they are when it is."""
    spec = around.index.get(around.path)
    open_ended = spec is not None and any(edge.code == "frontmatter-unterminated" for edge in spec.frontmatter.edges)
    block = find_block(text, offset) if open_ended else None
    if block is None:
        return around
    closed = Source(f"{text[: block.end]}{line_end(text)}{FENCE}{line_end(text)}")
    return replace(around, typed=parse(around.path, closed))


def _complete_value(around: Surroundings, source: Source, spot: Spot, field: Field) -> Offers | None:
    if field.kind is Kind.CHOICE:
        return complete_choice(field, spot, source.slice(spot.span))
    if field.names is Names.SPEC:
        return complete_ids(around, spot, source.slice(spot.span))
    if field.names in (Names.FILE, Names.OUTPUT):
        return complete_paths(around, spot)
    return complete_words(around, spot)


def _fits(field: Field, spot: Spot) -> bool:
    """Whether a value of the field can be written as the one at the spot is."""
    if field.kind in LISTS:
        return True
    return spot.form is Form.LONE or (bool(spot.parent) and spot.form is Form.BRACKETS)
