"""A word that is none of a field's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Opaque, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.quoting import one_line
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules._problems import is_misread
from chant_lsp.core.spec import Spec
from chant_lsp.core.traits import TROUBLE
from chant_lsp.core.values import Fault, scalar_kind

ALSO_FOR = (PageKind.CONFIG,)

_MEANT = {
    "type": {
        "documentation": "doc docs document readme guide",
        "code": "implementation implement feature feat fix bugfix bug_fix bug refactor test tests chore enhancement",
        "research": "analysis investigate investigation comprehension spike explore",
        "driver": "epic parent",
        "task": "todo manual work job reproduction conflict story subtask sub_task",
        "group": "set",
    },
    "status": {
        "pending": "todo to_do open new draft backlog planned queued not_started created proposed",
        "in_progress": "wip started active doing running working in-work progress",
        "completed": "done complete finished closed merged resolved success",
        "failed": "error broken failure",
        "paused": "stopped on_hold hold suspended",
        "cancelled": "canceled abandoned dropped wontfix rejected",
        "needs_attention": "attention review needs_review in_review",
        "blocked": "waiting",
    },
    "approval.status": {
        "approved": "ok yes accepted accept approve lgtm",
        "rejected": "no refused reject denied declined",
        "pending": "open waiting awaiting todo requested required",
    },
    "defaults.provider": {
        "claude": "anthropic sonnet opus haiku",
        "openai": "gpt chatgpt codex",
        "kirocli": "kiro kiro_cli",
    },
    "defaults.rotation_strategy": {"none": "off no false never", "round_robin": "rotate cycle", "random": "shuffle"},
    "watch.failure.on_permanent_failure": {"stop": "halt abort exit fail", "skip": "continue ignore next"},
    "site.timeline.group_by": {"day": "daily date", "week": "weekly", "month": "monthly"},
    "verification_status": {
        "passed": "ok pass success green verified completed",
        "failed": "fail error red",
        "partial": "partly some partially",
    },
}
"""What people write for each word of chant's, by the field's full name."""

_FIRST_WORD = re.compile(r"\W*(?P<word>\w+)\W+\S")
"""Of `code | task` and `pending (waits for review)`."""

_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"\A[^\x00-\x7f\w]+|[^\x00-\x7f\w]+\Z")
"""Of `✅ done`; a sign alone says nothing."""

SYNONYMS = {
    field: {synonym: word for word, synonyms in words.items() for synonym in synonyms.split()}
    for field, words in _MEANT.items()
}

MIN_BEGUN = 3
"""Letters of a word from which on it is taken for the beginning of another."""

ONLY_WITH = (TROUBLE,)
READS = ("faults",)


def invalid_value(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A `type`, `status` or verdict that chant does not know, so that it drops the file. Page: invalid_value.md."""
    for fault in spec.faults:
        if fault.code != "invalid-value" or is_misread(spec, fault.node.span):
            continue
        meant = _meant(fault)
        words = [choice.value for choice in fault.field.choices]
        what = f"`{one_line(fault.found)}` is no `{fault.key}`" if fault.found.strip() else f"`{fault.key}` is empty"
        hint = f" Did you mean `{meant}`?" if meant and fault.found.strip() else ""
        known = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else f"only {words[0]}"
        yield Finding(
            "invalid-value",
            Severity.ERROR,
            fault.span,
            f"{what}; chant knows {known}.{hint}",
            fixes=tuple(_iter_fixes(fault, meant)),
        )


def _meant(fault: Fault) -> str | None:
    node = fault.node
    if isinstance(node, Opaque):
        found = (node.tag[1:], node.inner.text if isinstance(node.inner, Scalar) else "")
        return next((meant for word in found if word and (meant := _like(fault, word))), None)
    return _like(fault, fault.found)


def _like(fault: Fault, found: str) -> str | None:
    """The word that was meant by what is there."""
    plain = _MARKS.sub("", normalize("NFKC", found)) or found
    word = plain.strip().lower().replace("-", "_").replace(" ", "_")
    if not word or (isinstance(fault.node, Scalar) and scalar_kind(fault.node) == "null"):
        return fault.field.default if fault.key in ("type", "status", "approval.status") else None
    words = [choice.value for choice in fault.field.choices]
    if word in words:
        return word
    known = SYNONYMS.get(fault.key, {})
    if word in known:
        return known[word]
    near = _nearest(word, tuple(words)) or _begun(word, words)
    first = _FIRST_WORD.match(found.lower())
    return near or (first["word"] if first is not None and first["word"] in words else None)


def _begun(word: str, words: list[str]) -> str | None:
    """The only word that begins so."""
    found = [other for other in words if other.startswith(word)] if len(word) >= MIN_BEGUN else []
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=256)
def _nearest(word: str, words: tuple[str, ...]) -> str | None:
    """The word most like this one: the same is asked with each key in the rest of the frontmatter."""
    return next(iter(nearest(word, words)), None)


def _iter_fixes(fault: Fault, meant: str | None) -> Iterator[Fix]:
    node = fault.node
    if meant is None or not (isinstance(node, Scalar) or (isinstance(node, Opaque) and node.feature == "tag")):
        return
    value = meant if node.span.end > node.span.start else f" {meant}"
    # `code, research`: it is for its author to choose.
    several = len(set(_WORD.findall(fault.found.lower())) & {choice.value for choice in fault.field.choices}) > 1
    yield Fix(f"Change to `{meant}`", (Edit(node.span, value),), True, guess=several)
