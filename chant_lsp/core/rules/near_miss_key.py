"""A key that is nearly one of chant's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Entry, Frontmatter, Mapping, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._approvals import read_approval
from chant_lsp.core.rules._edits import remove_entry
from chant_lsp.core.rules._nearest import is_slip
from chant_lsp.core.rules._retyping import iter_retyped
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS, Field
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span
from chant_lsp.core.traits import OTHER_KEYS
from chant_lsp.core.values import iter_faults_of

_SAME = {
    "depends_on": "depends dependencies dependson depends_upon blocked_by blockedby prerequisites",
    "target_files": "targets outputs output_files",
    "informed_by": "informed inputs input_files",
    "approval": "approve",
    "type": "typ",
    "by": "approver approved_by approvedby who",
    "completed_at": "completed_on",
    "at": "approved_at approvedat date when time timestamp",
    "required": "needed require",
    "status": "state",
}
"""What people call chant's keys, where nothing else can be meant: those of a map only count in that map."""
_ASKED = frozenset(["approval_required", "requires_approval", "require_approval", "needs_approval", "human_approval"])
"""How people ask for an approval in one key."""
_YES = ("true", "yes", "required")
_MEANT = {other: key for key, others in _SAME.items() for other in others.split()}

_KEYS = {name: tuple(inner.name for inner in field.fields) for name, field in FIELDS.items() if field.fields}
"""The keys of each map; none of them has keys itself."""

MAX_KEY = 100
_JOINED = re.compile(r"(?P<key>[A-Za-z_]+)(?P<sign>[:=.])(?P<rest>[\w-]+)")
_BRACED = re.compile(r"(?P<key>[a-z_]+)[ \t]*(?=\{)")
_PLAIN = re.compile(r"[\w.+:-]+")
_AROUND = " \t\"'`“”‘’„"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

ONLY_WITH = (OTHER_KEYS,)


def near_miss_key(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """An unknown key that is a slip of the pen away from a known one. Page: near_miss_key.md."""
    entries = spec.frontmatter.entries
    yield from _iter_slips(spec.frontmatter, entries, tuple(FIELDS))
    # A key that a map lacks because of the slip is a `missing-field` or `approval-incomplete`, which says both.
    for entry in entries:
        if isinstance(entry.value, Mapping) and (field := FIELDS.get(entry.key.text)) is not None and field.fields:
            lacking = {inner.name for inner in field.fields if inner.required}
            approval = read_approval(spec) if field.name == "approval" else None
            if approval is not None and approval.status != "pending":
                lacking |= {"by", "at"}
            yield from _iter_slips(None, entry.value.entries, tuple(inner.name for inner in field.fields), lacking)


def _iter_slips(
    top: Frontmatter | None, entries: tuple[Entry, ...], known: tuple[str, ...], told_elsewhere: Collection[str] = ()
) -> Iterator[Finding]:
    for entry in entries:
        name = entry.key.text
        if name in known or name in LEGACY_KEYS:
            continue
        joined = _joined(entry, entries, known)
        if joined is not None:
            if name.partition(":")[0] not in told_elsewhere:
                yield joined
            continue
        if (meant := meant_key(name, known)) is None:
            continue
        taken = any(other.key.text == meant for other in entries)
        if meant in told_elsewhere and not taken:
            continue
        fixes = [_renamed(top, entry, meant)]
        if taken:
            removal = remove_entry(top, entry) if top is not None else ()
            fixes = [Fix(f"Remove `{name}`", removal, True, guess=True)] if removal else []
        yield Finding(
            "near-miss-key",
            Severity.WARNING,
            entry.key.span,
            f"chant does not know `{name}`, ignores it and drops it when it saves. Did you mean `{meant}`?",
            fixes=tuple(fixes),
        )


def _renamed(top: Frontmatter | None, entry: Entry, meant: str) -> Fix:
    """Under its right name chant looks at the value, too, and may refuse it: what is plain to mend goes along."""
    title, edits = f"Rename to `{meant}`", (Edit(entry.key.span, meant),)
    if top is None:
        return Fix(title, edits, True)
    for fault in iter_faults_of(FIELDS[meant], entry):
        also = next(iter_retyped(top, fault), None) if fault.code == "wrong-type" else None
        if also is not None and also.preferred and not also.guess:
            return Fix(f"{title} and {also.title[0].lower()}{also.title[1:]}", (*edits, *also.edits), True)
    return Fix(title, edits, True)


def _joined(entry: Entry, entries: tuple[Entry, ...], known: Collection[str]) -> Finding | None:
    """`{required:true}`, a key without a value to YAML; and `approval.required: true`."""
    name, value = entry.key.text, entry.value
    braced = _BRACED.match(name) if len(name) < MAX_KEY else None
    if braced is not None and entry.key.plain and braced["key"] in known and braced["key"] in _KEYS:
        at = entry.key.span.start
        message = f"Behind `{braced['key']}` `:` is missing, so chant takes `{name}` for a key, and ignores it."
        fix = Fix("Add the colon", (Edit(Span(at + braced.end("key"), at + braced.end()), ": "),), True)
        return Finding("near-miss-key", Severity.WARNING, entry.key.span, message, fixes=(fix,))
    if "required" not in known and _plain(name) in _ASKED and isinstance(value, Scalar) and value.text.lower() in _YES:
        if any(other.key.text == "approval" for other in entries):
            # It is asked for as chant knows it, too.
            return None
        written, span = "approval: {required: true}", Span(entry.key.span.start, value.span.end)
        return _one_key(entry, entries, "approval", written, span)
    match = _JOINED.fullmatch(name) if len(name) < MAX_KEY else None
    if match is None or match["key"] not in known or not isinstance(value, Scalar):
        return None
    key, sign, rest = match.groups()
    plain = value.text if value.plain and _PLAIN.fullmatch(value.text) else scalar(value.text)
    if sign != "." and not value.text:
        written, span = f"{key}: {rest}", entry.key.span
    elif sign == "." and value.text and rest in _KEYS.get(key, ()):
        written, span = f"{key}: {{{rest}: {plain}}}", Span(entry.key.span.start, value.span.end)
    else:
        return None
    return _one_key(entry, entries, key, written, span)


def _one_key(entry: Entry, entries: tuple[Entry, ...], key: str, written: str, span: Span) -> Finding:
    """What should be a key of chant's with a value or a map; the fix only where that key is not there, too."""
    free = all(other.key.text != key for other in entries)
    return Finding(
        "near-miss-key",
        Severity.WARNING,
        entry.key.span,
        f"To chant `{entry.key.text}` is one key, which it does not know and ignores; write `{written}`.",
        fixes=(Fix(f"Write `{written}`", (Edit(span, written),), True),) if free else (),
    )


def iter_slips(node: Mapping, name: str, parent: Field = FIELDS["approval"]) -> Iterator[Scalar]:
    """The keys of a map that were meant to be one that it lacks."""
    known = tuple(inner.name for inner in parent.fields)
    keys = (entry.key for entry in node.entries if entry.key.text != name)
    return (key for key in keys if meant_key(key.text, known) == name)


@lru_cache(maxsize=1024)
def meant_key(name: str, known: Collection[str]) -> str | None:
    """The known key that a name is a slip of: another case, `-` for `_`, or one wrong letter or two."""
    plain = _plain(name)
    if plain in known:
        return plain
    same = _MEANT.get(plain)
    if same in known and (same not in ("by", "at", "required", "status") or "by" in known):
        return same
    if len(plain) < 3:
        return None
    return next((key for key in known if is_slip(plain, key)), None)


def _plain(name: str) -> str:
    return _HUMP.sub("_", name.strip(_AROUND)).lower().replace("-", "_").replace(" ", "_")
