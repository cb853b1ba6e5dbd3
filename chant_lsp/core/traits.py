"""What a spec has that a rule can be about: the keys of its frontmatter, and a few words besides.

Most rules have nothing to say about most specs. A rule says so with `ONLY_WITH`, and is not even asked about a spec
that has none of what is named there; nor does anybody have to read that spec again for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Node, Scalar, Sequence
from chant_lsp.core.invisible import may_hide
from chant_lsp.core.markdown import Body
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.text import Span
from chant_lsp.core.times import is_time
from chant_lsp.core.values import Fault

Traits = frozenset[str]

TROUBLE = "trouble"
"""The frontmatter is not there, not read to its end, or holds what chant refuses."""
OTHER_KEYS = "other keys"
"""Some key is not one of chant's, is there twice, or has a map in its value."""
ODD_VALUES = "odd values"
"""There is a comment, a list item with a dash in it, or a time that chant cannot read."""
ODD_BODY = "odd body"
"""There is no title, one behind a fence, a box that is not counted, words about a gate, a character that nobody sees,
or a second frontmatter.
"""

_KEY = re.compile(r"(\w+)[ \t]*:(?=\s)")


def traits_of(text: str, frontmatter: Frontmatter, body: Body, faults: tuple[Fault, ...]) -> Traits:
    """The traits of a spec with these parts, which were read from the text."""
    found = {entry.key.text for entry in frontmatter.entries}
    others = len(found) < len(frontmatter.entries) or not found <= FIELDS.keys()
    if others or any(_holds_map(entry.value) for entry in frontmatter.entries):
        found.add(OTHER_KEYS)
    if faults or frontmatter.problems or frontmatter.edges or frontmatter.closer is None:
        found.add(TROUBLE)
    if text.find("#", *frontmatter.block) >= 0 or any(_is_odd(entry) for entry in frontmatter.entries):
        found.add(ODD_VALUES)
    if (
        body.title_span is None
        or body.found.uncounted
        or body.found.gate_words is not None
        or begins_oddly(text, frontmatter.body.start, body.title_span)
        or may_hide(text)
    ):
        found.add(ODD_BODY)
    return shared(frozenset(found))


def begins_oddly(text: str, start: int, title: Span) -> bool:
    """Whether a body is one to look at twice for what is before its title: a fence, or a second frontmatter."""
    if title.start == start:
        return False
    second = text.startswith("---", start) or ((key := _KEY.match(text, start)) is not None and key[1] in FIELDS)
    return second or any(text.find(fence, start, title.start) >= 0 for fence in ("```", "~~~"))


def _is_odd(entry: Entry) -> bool:
    value = entry.value
    if isinstance(value, Sequence):
        return any(isinstance(item, Scalar) and " - " in item.text for item in value.items)
    field = FIELDS.get(entry.key.text)
    if isinstance(value, Mapping):
        return field is not None and any(inner.is_time for inner in field.fields)
    return field is not None and field.is_time and isinstance(value, Scalar) and not is_time(value.text)


def _holds_map(node: Node) -> bool:
    return isinstance(node, Mapping) or (isinstance(node, Sequence) and any(map(_holds_map, node.items)))


@lru_cache(maxsize=1024)
def shared(traits: Traits) -> Traits:
    """The same traits; as one object for all specs that have them."""
    return traits
