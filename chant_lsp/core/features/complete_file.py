"""Completion where no spec is yet: a whole one for each of the six phases, or a plain one."""

from __future__ import annotations

from chant_lsp.core.features.complete_paths import CONTEXT_FOLDER, issue_in, issue_of, iter_files
from chant_lsp.core.features.cursor import Spot
from chant_lsp.core.features.offers import Offer, OfferKind, Offers, Surroundings, in_snippet
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.members import is_plain_member, member_number
from chant_lsp.core.mentions import spec_id
from chant_lsp.core.phases import BY_NAME, PHASES, Phase, draft, name_in, phase_of
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, line_end

MAX_NEIGHBOURS = 40
"""Ids before this one among which the earlier phases are looked for."""


def complete_file(around: Surroundings, source: Source, spot: Spot) -> Offers:
    """Whole specs where the file is empty; frontmatter where only that is missing."""
    outside = source.text[: spot.span.start] + source.text[spot.span.end :]
    if outside.strip("\ufeff \t\r\n"):
        fields = "type: code\nstatus: pending"
        shape = f"---\n{fields.replace('code', '${1|code,research,task,documentation,driver|}')}\n---\n"
        return Offers(spot.span, [_offer(source, "frontmatter", f"---\n{fields}\n---\n", "type and status", shape)])
    before = earlier_phases(around.index, spec_id(around.path))
    phases = [_phase_offer(around, source, phase, before) for phase in _ordered(around, before)]
    plain = _plain_offer(around, source)
    return Offers(spot.span, [plain, *phases] if is_plain_member(spec_id(around.path)) else [*phases, plain])


def _ordered(around: Surroundings, before: dict[str, Spec]) -> list[Phase]:
    """The phase that the file is named after first; else the one that follows those that are there."""
    mine = phase_of(spec_id(around.path))
    number = mine.number if mine else 1 + max((BY_NAME[name].number for name in before), default=0)
    return sorted(PHASES, key=lambda phase: (phase.number != number, phase.number))


def earlier_phases(index: SpecIndex, id: str) -> dict[str, Spec]:
    """The specs of the same investigation that come before an id, by the names of their phases.

    Those nearest before it in the order of ids count, down to where an investigation begins.
    """
    mine = phase_of(id)
    found: dict[str, Spec] = {}
    for other in index.names.ids_around(id, MAX_NEIGHBOURS):
        phase, spec = phase_of(other), index.spec_of(other)
        if other > id or phase is None or spec is None:
            continue
        if (mine is not None and phase.number >= mine.number) or phase.name in found:
            break
        found[phase.name] = spec
        if phase.number == 1:
            break
    return found


def _phase_offer(around: Surroundings, source: Source, phase: Phase, before: dict[str, Spec]) -> Offer:
    prompts = {prompt.name: prompt for prompt in around.index.pages.prompts.values()}
    known = {name: spec for name, spec in before.items() if BY_NAME[name].number < phase.number}
    report = unread_report(around.index) if phase.number == 1 else None
    issue = issue_in(report) if report else _issue(around, known)
    text = draft(phase, issue, known, prompts, report)
    if issue is None and phase.number == 1:
        shape = in_snippet(draft(phase, _ANY_ISSUE, known, prompts)).replace(_ANY_ISSUE, f"${{1:{_ANY_ISSUE}}}")
        shape = shape.replace(f"# Understand {_ANY_ISSUE.replace('-', ' ')}", "# Understand $1")
    else:
        shape = in_snippet(text).replace("target_files: []", "target_files: [$1]", 1)
    name = phase.name.replace("-", " ")
    return _offer(source, f"phase {phase.number}: {name}", text, _phase_detail(phase, known), shape + "$0")


_ANY_ISSUE = "issue-1"


def unread_report(index: SpecIndex) -> str | None:
    """The report of an issue that no spec names yet: where a new investigation begins."""
    reports = [path for path in iter_files(index, CONTEXT_FOLDER) if issue_in(path) is not None]
    return next((path for path in reports if not index.mention_count(path)), None)


def _phase_detail(phase: Phase, before: dict[str, Spec]) -> str:
    last = max(before.values(), key=lambda spec: BY_NAME[_phase_name(spec)].number, default=None)
    return f"{phase.type}{' · human gate' if phase.is_gate else ''}{f' · after {last.id}' if last else ''}"


def _phase_name(spec: Spec) -> str:
    phase = phase_of(spec.id)
    return phase.name if phase else PHASES[0].name


def _issue(around: Surroundings, before: dict[str, Spec]) -> str | None:
    """What the investigation is about, as the nearest earlier phase knows it."""
    for spec in before.values():
        issue = issue_of(Surroundings(around.index, spec.path))
        if issue is not None:
            return issue
    return None


def _plain_offer(around: Surroundings, source: Source) -> Offer:
    id = spec_id(around.path)
    name = f"part {member_number(id)}" if is_plain_member(id) else name_in(id).replace("-", " ").replace("_", " ")
    title = name[:1].upper() + name[1:]
    text = f"---\ntype: code\nstatus: pending\n---\n\n# {title}\n\n## Acceptance Criteria\n\n- [ ] \n"
    shape = (
        in_snippet(text).replace(f"# {in_snippet(title)}", f"# ${{1:{in_snippet(title)}}}").replace("[ ] ", "[ ] $2")
    )
    return _offer(source, "spec", text, "a plain one", shape)


def _offer(source: Source, label: str, text: str, detail: str, shape: str) -> Offer:
    end = line_end(source.text)
    return Offer(label, OfferKind.PHASE, text.replace("\n", end), detail, shape.replace("\n", end))
