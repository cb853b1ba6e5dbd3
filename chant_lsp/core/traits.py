"""What a spec has that a rule can be about: the keys of its frontmatter, and a few words besides.

Most rules have nothing to say about most specs. A rule says so with `ONLY_WITH`, and is not even asked about a spec
that has none of what is named there; nor does anybody have to read that spec again for it.
"""

from __future__ import annotations

from functools import lru_cache

from chant_lsp.core.frontmatter import Frontmatter, Mapping, Node, Sequence
from chant_lsp.core.markdown import Body
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.values import Fault

Traits = frozenset[str]

TROUBLE = "trouble"
"""The frontmatter is not there, not read to its end, or holds what chant refuses."""
OTHER_KEYS = "other keys"
"""Some key is not one of chant's, is there twice, or has a map in its value."""
ODD_BODY = "odd body"
"""There is no title, a box that is not counted, or words about a gate."""


def traits_of(frontmatter: Frontmatter, body: Body, faults: tuple[Fault, ...]) -> Traits:
    """The traits of a spec with these parts."""
    found = {entry.key.text for entry in frontmatter.entries}
    others = len(found) < len(frontmatter.entries) or not found <= FIELDS.keys()
    if others or any(_holds_map(entry.value) for entry in frontmatter.entries):
        found.add(OTHER_KEYS)
    if faults or frontmatter.problems or frontmatter.edges or frontmatter.closer is None:
        found.add(TROUBLE)
    if body.title is None or body.uncounted or body.gate_words is not None:
        found.add(ODD_BODY)
    return shared(frozenset(found))


def _holds_map(node: Node) -> bool:
    return isinstance(node, Mapping) or (isinstance(node, Sequence) and any(map(_holds_map, node.items)))


@lru_cache(maxsize=1024)
def shared(traits: Traits) -> Traits:
    """The same traits; as one object for all specs that have them."""
    return traits
