"""Completion in a prompt: variables behind `{{`, the keys of its frontmatter, and the prompts that it can extend."""

from __future__ import annotations

import re
from functools import partial

from chant_lsp.core.features.config_completion import purpose_of
from chant_lsp.core.features.nested_cursor import nested_spot_at
from chant_lsp.core.features.offers import (
    Offer,
    OfferKind,
    Offers,
    Surroundings,
    in_few_words,
    nested_writer,
    nothing,
    ranked,
    word_offers,
)
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.prompt import PARENT_MARKER
from chant_lsp.core.prompt_file import PROMPT_FIELDS, PromptFile, parse
from chant_lsp.core.text import Source, Span

_OPENED = re.compile(r"\{\{(?P<typed>[> \w.]{0,60})$")
_REST = re.compile(r"(?P<word>[\w.]*)[ ]*(?P<closed>\}{0,2})")


def complete_prompt(around: Surroundings, source: Source, offset: int) -> Offers:
    """What can be put at the offset, best first."""
    prompt = parse(around.path, source)
    opened = _OPENED.search(source.text, max(0, offset - 70), offset)
    if opened is not None and offset > prompt.frontmatter.body.start:
        return _variables(prompt, source.text, opened, offset)
    spot = nested_spot_at(source.text, offset)
    if spot is None or spot.parents:
        return nothing(offset)
    if not spot.key:
        names = [field for field in PROMPT_FIELDS.values() if field.name not in spot.siblings]
        offers = [
            Offer(
                field.name, OfferKind.KEY, field.name if spot.colon else f"{field.name}: ", in_few_words(field.meaning)
            )
            for field in names
        ]
        return Offers(spot.span, offers)
    if spot.key == "name":
        stem = prompt.name.rpartition("/")[2]
        return Offers(spot.span, [Offer(stem, OfferKind.WORD, nested_writer(spot)(stem))], about="name")
    if spot.key != "extends":
        return nothing(offset)
    folder = prompt.path.rpartition("/")[0] + "/"
    purpose = partial(purpose_of, around.index, folder)
    offers = word_offers(spot, _possible_parents(around.index, prompt), OfferKind.PROMPT, detail=purpose)
    return Offers(spot.span, offers, about="extends")


def _variables(prompt: PromptFile, text: str, opened: re.Match[str], offset: int) -> Offers:
    rest = _REST.match(text, offset)
    assert rest is not None
    closing = "}}"[len(rest["closed"]) :]
    span = Span(opened.start("typed"), rest.start("closed") if rest["closed"] else rest.end("word"))
    names = [(name, in_few_words(variable.meaning)) for name, variable in prompt.variables.items()]
    if prompt.extends is not None:
        names.insert(0, (PARENT_MARKER[2:-2], "The text of the prompt that this one extends."))
    known = dict(names)
    typed = opened["typed"].strip()
    return Offers(
        span, [Offer(name, OfferKind.VARIABLE, name + closing, known[name]) for name in ranked(list(known), typed)]
    )


def _possible_parents(index: SpecIndex, prompt: PromptFile) -> list[str]:
    """The prompts that it can extend: those in its folder that do not extend it."""
    folder = prompt.name.rpartition("/")[0]
    not_these = {prompt.path, *index.pages.heirs(prompt.path)}
    others = (other.name.rpartition("/") for other in index.pages.prompts.values() if other.path not in not_these)
    return sorted(name for beside, _, name in others if beside == folder)
