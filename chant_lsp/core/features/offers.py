"""What completion offers: plain values, and how a word is written so that it fits where it is put."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from chant_lsp.core.features.cursor import Spot
from chant_lsp.core.features.nested_cursor import NestedSpot
from chant_lsp.core.features.value_tokens import Form
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import escape_dashes, scalar
from chant_lsp.core.schema import LISTS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

_PLAIN_GLOB = re.compile(r"[A-Za-z0-9_.][\w.-]*/[\w./-]*[*?][\w./*?-]*")
"""A glob that begins like any path; at its start a `*` would be YAML's own."""

MAX_OFFERS = 100
"""Offers of one answer; whoever types on gets those that fit better."""


class OfferKind(Enum):
    """What is offered; decides the icon, and what is told about it when somebody looks."""

    KEY = "key"
    CHOICE = "choice"
    WORD = "word"
    SPEC = "spec"
    FILE = "file"
    FOLDER = "folder"
    PROMPT = "prompt"
    HEADING = "heading"
    PHASE = "phase"
    VARIABLE = "variable"


class Offer(NamedTuple):
    """One entry of the list."""

    label: str
    kind: OfferKind
    text: str
    """What takes the place of the span."""
    detail: str = ""
    """A few words beside the label."""
    snippet: str = ""
    """The text with places to fill in, in LSP's snippet syntax; '' where there are none."""
    matched: str = ""
    """What the client compares with what is typed; '' for the label."""


class Offers(NamedTuple):
    """An answer."""

    span: Span
    """What an accepted offer replaces."""
    offers: Sequence[Offer]
    """Best first."""
    complete: bool = True
    """There are no others, however it is typed on."""
    about: str = ""
    """Of keys: the map that they are in. Of values: the full name of their key."""


@dataclass(frozen=True)
class Surroundings:
    """What completion is told beside the text: the core knows neither clock nor repository."""

    index: SpecIndex
    path: str
    """Of the spec that is typed in; it need not be in the index."""
    now_s: float = 0.0
    """Seconds since 1970."""
    people: Callable[[], Sequence[str]] = tuple
    """Who works on the project, by name; asked only where a name is expected."""
    typed: Spec | None = None
    """The spec as far as it is typed, while its frontmatter has no end and says nothing to chant and the index."""

    @property
    def spec(self) -> Spec | None:
        """The spec that is typed in."""
        return self.typed or self.index.get(self.path)


def nothing(offset: int) -> Offers:
    """No offer at all."""
    return Offers(Span(offset, offset), ())


def as_value(spot: Spot, word: str) -> str:
    """The word as the text that puts it at the spot: quoted as is begun there or as YAML needs it, in a list where the
    field is one.
    """
    return value_writer(spot)(word)


def value_writer(spot: Spot) -> Callable[[str], str]:
    """`as_value` for many words at one spot."""
    if spot.quote:
        end = spot.quote if spot.open_quote else ""
        return lambda word: spot.lead + _within_quotes(word, spot.quote) + end
    field = spot.field
    before, after = spot.lead, ""
    if spot.form is Form.BELOW:
        before = "- "
    elif spot.form is Form.LONE and field is not None and field.kind in LISTS:
        before, after = f"{spot.lead}[", "]"
    return lambda word: before + _as_item(word) + after


def nested_writer(spot: NestedSpot, in_list: bool = False) -> Callable[[str], str]:
    """How a word is written at a spot in the configuration or a prompt; `in_list`: its key takes a list."""
    if spot.quote:
        end = spot.quote if spot.open_quote else ""
        return lambda word: _within_quotes(word, spot.quote) + end
    before, after = ("[", "]") if in_list and not spot.item else ("", "")
    return lambda word: f"{spot.lead}{before}{scalar(word)}{after}"


def word_offers(
    spot: NestedSpot,
    words: Iterable[str],
    kind: OfferKind,
    in_list: bool = False,
    detail: Callable[[str], str] = lambda word: "",
) -> list[Offer]:
    """Those of the words that can be put at such a spot; `in_list`: its key takes a list of them."""
    if in_list and spot.quote and not spot.item:
        return []
    written = nested_writer(spot, in_list)
    found = ranked([word for word in words if not spot.item or word not in spot.siblings], spot.typed)
    return [Offer(word, kind, written(word), detail(word)) for word in found]


def flag_offers(spot: NestedSpot) -> list[Offer]:
    """`true` and `false`, which are texts behind a quotation mark."""
    words = () if spot.quote else ranked(("true", "false"), spot.typed)
    return [Offer(word, OfferKind.WORD, spot.lead + word) for word in words]


def _as_item(word: str) -> str:
    written = scalar(word)
    is_glob = written != word and "---" not in word and _PLAIN_GLOB.fullmatch(word)
    return word if is_glob else written


def _within_quotes(word: str, quote: str) -> str:
    if quote == "'":
        return word.replace("'", "''")
    return escape_dashes(word.replace("\\", "\\\\").replace('"', '\\"'))


def in_few_words(meaning: str) -> str:
    """The first sentence of what something means, as it stands beside a label: a text that no editor renders."""
    return meaning.partition(". ")[0].rstrip(".").replace("`", "")


def ranked(words: Sequence[str], typed: str) -> list[str]:
    """Those of the words that hold what is typed, in any case; those that begin with it first, else in their order."""
    wanted = typed.lower()
    beginning = [word for word in words if word.lower().startswith(wanted)]
    return beginning + [word for word in words if wanted in word.lower() and not word.lower().startswith(wanted)]


def in_snippet(text: str) -> str:
    """The text for a snippet, in which nothing of it is a place to fill in."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
