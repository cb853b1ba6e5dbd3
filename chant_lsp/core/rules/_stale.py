"""What the rules about stale results share."""

from __future__ import annotations

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import StaleFacts

WAY_OUT = "see what changed, run it again, or say that it is still valid."


def facts_about(spec: Spec, index: SpecIndex) -> StaleFacts | None:
    """What is known of a finished phase or a gate; None where a result is not spoken of."""
    return index.stale.get(spec.id) if spec.status == "completed" or spec.is_human_gate else None
