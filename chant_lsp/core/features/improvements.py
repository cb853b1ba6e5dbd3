"""Code actions beyond the fix of one finding: many fixes at once, new files and phases, what a spec lacks, order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chant_lsp.core.changes import Changes
from chant_lsp.core.check import AS_SHIPPED, Severities
from chant_lsp.core.config import Config
from chant_lsp.core.features import creating
from chant_lsp.core.features.action import CREATE, FIX_ALL, QUICK_FIX, REWRITE, SORT, Action
from chant_lsp.core.features.sorting import sort_edits
from chant_lsp.core.findings import Finding
from chant_lsp.core.fixing import fix_all, safe_fix
from chant_lsp.core.frontmatter import Frontmatter
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention
from chant_lsp.core.prompt_file import PromptFile
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span

FIX_ALL_KEY = "fix-all"
FIX_CODE_KEY = "fix-code:"


def iter_bulk_fixes(findings: Sequence[Finding], touched: Sequence[Finding]) -> Iterator[Action]:
    """All fixes of one kind, where there are several; all that need nobody's word."""
    safe = [finding for finding in findings if safe_fix(finding) is not None]
    for code in dict.fromkeys(finding.code for finding in touched):
        alike = [finding for finding in safe if finding.code == code]
        if len(alike) > 1:
            first = next(finding for finding in touched if finding.code == code)
            title = f"Fix all {len(alike)} findings of {code} in this file"
            yield Action(title, QUICK_FIX, finding=first, key=f"{FIX_CODE_KEY}{code}")
    if safe:
        yield Action("Fix everything that needs no decision", FIX_ALL, key=FIX_ALL_KEY)


def iter_improvements(
    index: SpecIndex, spec: Spec, source: Source, span: Span, touched: Sequence[Finding]
) -> Iterator[Action]:
    """What can be made here: files that are named and not there; in the head of the spec also what it lacks."""
    yield from iter_missing_files(index, spec.mentions, span, touched)
    if _in_head(spec, span):
        for task in creating.tasks_of(index, spec):
            kind = CREATE if task.opens or task.disabled else REWRITE
            yield Action(task.title, kind, key=task.key, disabled=task.disabled, opens=task.opens)
        wrapped = creating.as_list(spec, span.start)
        if wrapped:
            yield Action("Write it as a list", REWRITE, wrapped)
    edits = sort_edits(source.text, spec.frontmatter)
    if edits:
        yield Action("Sort the fields as chant does", SORT, edits)


def carry_out(
    index: SpecIndex,
    facts: Spec | Config | PromptFile,
    source: Source,
    key: str,
    severities: Severities = AS_SHIPPED,
) -> Changes:
    """What the action with this key changes; nothing for a key that means nothing any more."""
    fixes = carry_out_fixes(index, facts.path, source, key, severities)
    if fixes is not None:
        return fixes
    if isinstance(facts, Spec):
        return creating.carry_out(index, facts, source, key)
    return creating.create_file(index, facts.mentions, key)


def carry_out_fixes(
    index: SpecIndex, path: str, source: Source, key: str, severities: Severities = AS_SHIPPED
) -> Changes | None:
    """What one of `iter_bulk_fixes` changes; None for the key of another action."""
    if key != FIX_ALL_KEY and not key.startswith(FIX_CODE_KEY):
        return None
    code = key.removeprefix(FIX_CODE_KEY) if key != FIX_ALL_KEY else None
    return Changes({path: fix_all(index, path, source, code, severities).edits})


def iter_missing_files(
    index: SpecIndex, mentions: Sequence[Mention], span: Span, touched: Sequence[Finding]
) -> Iterator[Action]:
    """The files that are mentioned at the span and are not there."""
    for mention in (one for one in mentions if one.span.start <= span.end and span.start <= one.span.end):
        task = creating.missing_file(index, mention)
        if task is not None:
            finding = next((one for one in touched if one.span == mention.span), None)
            kind = QUICK_FIX if finding else CREATE
            yield Action(task.title, kind, finding=finding, key=task.key, opens=task.opens)


def _in_head(spec: Spec, span: Span) -> bool:
    """Whether the span is in the frontmatter or in the title, where one asks for things about the spec as a whole."""
    found: Frontmatter = spec.frontmatter
    end = max(spec.heading.end, found.closer.end if found.closer else 0)
    return span.start <= end
