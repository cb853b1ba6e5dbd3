"""What the features are told beside the files: the time, the runs, the agent, whether anything may run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from chant_lsp.core.features.run_facts import PromptSize, Situation
from chant_lsp.core.phases import profile_name
from chant_lsp.core.spec import Spec
from chant_lsp.server.agents import choice_for

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home


def situation_of(ls: ChantServer, home: Home, spec: Spec | None = None) -> Situation:
    """The moment, as the features of a project need it; `spec` is the one that may be run."""
    choice = choice_for(ls, home, spec) if spec is not None else None
    return Situation(
        now_s=time.time(),
        runs=ls.runs.facts(home),
        agent=choice.agent if choice else "",
        model=choice.model if choice else "",
        profile=profile_name(spec.id, spec.type) if spec is not None else "",
        trusted=ls.session.trusted,
        utc_offset_s=time.localtime().tm_gmtoff,
        queued=ls.runs.queued(home),
        stale=home.index.stale,
        gates=ls.gates.facts(home, spec),
    )


def prompt_size(home: Home, spec: Spec) -> PromptSize | None:
    """How large the spec's prompt would be now; kept while no spec of the project changes, nor the size of an input."""
    if not spec.readable or spec.is_human_gate or spec.archived or spec.status == "completed":
        return None
    state = (home.index.revision, *(home.files.size(mention.text) for mention in spec.inputs if mention.names_path))
    known, size = home.prompt_sizes.get(spec.path, ((), None))
    if known != state:
        from chant_lsp.runs.assembly import build_prompt

        prompt = build_prompt(home.project, home.index, spec)
        size = PromptSize(len(prompt.inputs), prompt.tokens) if not prompt.problems else None
        home.prompt_sizes[spec.path] = (state, size)
    return size
