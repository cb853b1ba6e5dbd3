"""What is known of specs besides their files: told by whoever knows of runs and can ask git, kept by the index.

A rule that reads it is asked again because the one who tells says of which specs it is news.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chant_lsp.core.gaps import Gaps
    from chant_lsp.core.gates import Difference
    from chant_lsp.core.index import Delta, SpecIndex
    from chant_lsp.core.stale import Staleness


def note_lost(index: SpecIndex, ids: frozenset[str]) -> Delta:
    """Which last runs are gone without a word. What is touched are the specs of which that is news; so below."""
    before, index.lost = index.lost, ids
    return index.touch(ids ^ before)


def note_gaps(index: SpecIndex, gaps: Gaps) -> Delta:
    """What the last runs left open."""
    before, index.gaps = index.gaps, gaps
    return _touch_news(index, before, gaps)


def note_stale(index: SpecIndex, facts: Staleness) -> Delta:
    """How the phases stand with what they were built on."""
    before, index.stale = index.stale, facts
    return _touch_news(index, before, facts)


def note_gate_news(index: SpecIndex, news: Mapping[str, tuple[Difference, ...]]) -> Delta:
    """What is not as it was approved and stands in no file, by the gate's id."""
    before, index.gate_news = index.gate_news, news
    return _touch_news(index, before, news)


def _touch_news(index: SpecIndex, before: Mapping[str, Any], now: Mapping[str, Any]) -> Delta:
    return index.touch([id for id in before.keys() | now.keys() if before.get(id) != now.get(id)])
