"""What a hover on a field adds about this very spec: how long ago, who decided, how far members are, what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from chant_lsp.core.features.durations import parse_time, rough
from chant_lsp.core.features.prose import code, words
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.headings import read_sections
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source

TIMES = ("completed_at", "last_verified", "replayed_at", "original_completed_at", "approval.at")
MILLISECONDS = ("retry_state.last_retry_time", "retry_state.next_retry_time")
MAX_NAMED = 8

_DECISION = re.compile(
    r"^\*\*(?P<who>[^*\n]+)\*\* - (?P<when>\d{4}-\d\d-\d\d \d\d:\d\d) - (?P<what>APPROVED|REJECTED)[ \t\r]*"
    r"(?:\n(?P<reason>[^\n]*))?",
    re.MULTILINE,
)


def facts_of_field(
    index: SpecIndex, spec: Spec, source: Source, situation: Situation, name: str, value: str
) -> list[str]:
    """Markdown paragraphs about a field, by its full name (`approval.at`), with its plain value ('' for others)."""
    if name in TIMES:
        return [_time(value, situation.now_s)] if value else []
    if name in MILLISECONDS:
        return [_ago(int(value) / 1000, situation.now_s)] if value.isdecimal() and len(value) < 16 else []
    if name == "approval":
        return list(_approval(spec, source, situation.now_s))
    if name == "depends_on":
        return _progress(((id, _state(index, id)) for id in spec.depends_on), len(spec.depends_on))
    if name == "members":
        members = index.members(spec.id)
        return _progress(((member.id, member.status) for member in members), len(members))
    if name in ("target_files", "informed_by", "origin", "tracks", "context"):
        return _there(index, spec, name)
    if name == "labels" and spec.is_human_gate:
        return ["`human-gate`: only a person may do this phase, so it has no Run."]
    return []


def _time(value: str, now_s: float) -> str:
    then_s = parse_time(value)
    if then_s is None:
        return "chant cannot read this as a time and passes over it; write `YYYY-MM-DDTHH:MM:SSZ`."
    return _ago(then_s, now_s)


def _ago(then_s: float, now_s: float) -> str:
    away = now_s - then_s
    return f"That is in {rough(-away)}." if away < -1 else f"That was {rough(away)} ago."


def _approval(spec: Spec, source: Source, now_s: float) -> Iterator[str]:
    status = spec.nested("approval", "status") or "pending"
    by, at = spec.nested("approval", "by"), parse_time(spec.nested("approval", "at") or "")
    required = spec.nested("approval", "required") in ("true", "True", "TRUE")
    if status in ("approved", "rejected"):
        who = f" by {words(by, 60)}" if by else ""
        when = f" {rough(now_s - at)} ago" if at is not None else ""
        yield f"Here: {status}{who}{when}."
    if not required:
        yield "Here: it stops nothing, as `required` is not `true`."
    elif status != "approved":
        yield "Here: chant stops before this spec until somebody approves it."
    last = _last_decision(spec, source)
    if last is not None and last["reason"] and last["reason"].strip():
        yield f"{words(last['who'], 60)} on {last['when']}: {words(last['reason'])}"


def _last_decision(spec: Spec, source: Source) -> re.Match[str] | None:
    body = spec.frontmatter.body
    for section in reversed(read_sections(source.text, body).sections):
        if section.by_machine and section.title == "Approval Discussion":
            found = list(_DECISION.finditer(source.text, *section.span))
            return found[-1] if found else None
    return None


def _state(index: SpecIndex, id: str) -> str:
    found = index.spec_of(id)
    if found is not None:
        return found.status
    return "of another repository" if ":" in id else "no full id" if index.resolve(id) else "no such spec"


def _progress(members: Iterable[tuple[str, str]], count: int) -> list[str]:
    if not count:
        return []
    known = list(members)
    done = sum(status == "completed" for _, status in known)
    lines = [f"- {words(id)} ({words(status, 40)})" for id, status in known[:MAX_NAMED]]
    lines += [f"- and {count - MAX_NAMED} more"] if count > MAX_NAMED else []
    return [f"Here: {done} of {count} completed.\n\n" + "\n".join(lines)]


def _there(index: SpecIndex, spec: Spec, name: str) -> list[str]:
    paths = [mention.text for mention in spec.mentions_in(name) if mention.kind.value in ("file", "directory")]
    outside = [path for path in paths if index.files.outside(path)]
    missing = [path for path in paths if path not in outside and index.files.kind(path) is None]
    if not paths:
        return []
    if not missing and not outside:
        return ["Here: the file exists." if len(paths) == 1 else f"Here: all {len(paths)} files exist."]
    there = len(paths) - len(missing) - len(outside)
    left = [("not yet", missing), ("outside the project", outside)]
    return [f"Here: {there} of {len(paths)} exist; {'; '.join(f'{how} {_named(of)}' for how, of in left if of)}."]


def _named(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - MAX_NAMED} more" if len(paths) > MAX_NAMED else ""
    return ", ".join(code(path) for path in paths[:MAX_NAMED]) + more
