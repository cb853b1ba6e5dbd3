"""A human gate, looked at: what the journals, git and the disk know of it, put before core/gates.py to be judged."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from chant_lsp.core.approvals import Contents, Decided, Decision, Difference, Fix, Record, contents_of, decided, hash_of
from chant_lsp.core.approvals import read_record as record_of
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.standing import reasons_of, standing
from chant_lsp.core.gates import (
    Box,
    FixFacts,
    GateCheck,
    GateFacts,
    GateReview,
    Offer,
    PhaseRun,
    StaleInput,
    check_boxes,
    check_diff,
    check_impact_map,
    check_inputs,
    check_reproduction,
    check_text,
)
from chant_lsp.core.graph import Obstacle
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.markdown import MACHINE_HEADINGS
from chant_lsp.core.noted import note_gate_news
from chant_lsp.core.phases import files_of
from chant_lsp.core.pull_request import phases_before, promised_files, text_path, title_in, title_of
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import Staleness
from chant_lsp.runs.fix import find_fix, main_branch
from chant_lsp.runs.manifest import latest_done
from chant_lsp.runs.remotes import Remotes, compare_url, remotes_of
from chant_lsp.runs.staleness import staleness_of
from chant_lsp.runs.ticks import Ticked, iter_ticked
from chant_lsp.workspace.git import git_word
from chant_lsp.workspace.layout import Project

MAX_TEXT = 1024 * 1024


class Look(NamedTuple):
    """What was found."""

    spec: Spec
    checks: tuple[GateCheck, ...]
    fix: FixFacts
    ticked: tuple[Ticked, ...]
    """What happened to the gate while runs went on."""
    known: tuple[str, ...]
    """The ids of runs of which a person has said already that the ticks are theirs."""
    text_path: str | None
    """Of the pull request's text; None for a gate that ends in no pull request."""
    news: tuple[Difference, ...]
    """What is not as it was approved and stands in no file."""

    @property
    def facts(self) -> GateFacts:
        """What line 1 needs."""
        return GateFacts(self.checks, tuple(sorted({text for one in self.ticked for text in one.criteria})))


def look_at(project: Project, index: SpecIndex, spec: Spec, stale: Staleness | None = None) -> Look:
    """Make the checks of a gate. `stale` is how its phases stand, if that is known already.

    Cost: a few questions to git, the ends of each journal, the phases' documents. Errors: none.
    """
    before = phases_before(index, spec)
    stale = staleness_of(project, index) if stale is None else stale
    fix_spec = before.get("fork-fix")
    codes = [one for name, one in before.items() if name == "reproduction"]
    has_fix = fix_spec is not None
    fix = find_fix(project, index, fix_spec, codes) if has_fix else FixFacts(problem="There is no fix.")
    record = record_of(index, spec.id)
    approved = spec.nested("approval", "status") == "approved"
    known = record.runs if record is not None else ()
    ticked = tuple(iter_ticked(project, spec, known))
    path = text_path(index, spec)
    checks = list(_iter_phase_checks(project, index, before, fix))
    checks.append(_inputs_check(index, spec, stale))
    checks += [check_diff(fix)] if has_fix else []
    checks += [check_text(spec.id, path, index.files.text(path, MAX_TEXT))] if path is not None else []
    checks.append(check_boxes(spec, {text for one in ticked for text in one.criteria}, _by_agent(spec)))
    news = tuple(_iter_news(record, fix, ticked)) if approved and record is not None else ()
    return Look(spec, tuple(checks), fix, ticked, known, path, news)


def review_of(index: SpecIndex, look: Look, project: Project, situation: Situation) -> GateReview:
    """The page of a gate that was looked at; the index is told what stands in no file."""
    spec = look.spec
    note_gate_news(index, {**index.gate_news, spec.id: look.news})
    found: Decided = decided(index, spec)
    line = standing(index, spec, None, replace(situation, gates={spec.id: look.facts})).line
    during = {text: one.spec for one in reversed(look.ticked) for text in one.criteria}
    boxes = tuple(Box(each.text, each.done, during.get(each.text, "")) for each in spec.body.criteria)
    return GateReview(
        id=spec.id,
        path=spec.path,
        title=spec.title or spec.id,
        standing=line,
        checks=look.checks,
        before=before_gate(index, spec),
        boxes=boxes,
        differences=found.differences,
        decision=found.decision.value,
        offer=_offer(project, index, look),
    )


def review(project: Project, index: SpecIndex, spec: Spec, situation: Situation | None = None) -> GateReview:
    """Look at a gate, and say all of it."""
    look = look_at(project, index, spec)
    return review_of(index, look, project, situation or Situation())


def contents_now(index: SpecIndex, look: Look) -> Contents:
    """What an approval of the gate is about now."""
    contents = contents_of(index, look.spec)
    path = look.text_path
    fix = look.fix
    text_hash = hash_of(index, path) if path is not None else ""
    return contents._replace(
        text=(path, text_hash) if path is not None and text_hash else None,
        fix=Fix(fix.commit, fix.diff, fix.base) if not fix.problem else None,
    )


def news_of_approved(project: Project, index: SpecIndex) -> dict[str, tuple[Difference, ...]]:
    """What no file tells of the gates that are approved, by their ids. Cost: nothing where none is."""
    found = {}
    for spec in list(index.specs.values()):
        if not spec.is_human_gate or spec.archived or spec.status in ("completed", "cancelled"):
            continue
        if decided(index, spec).decision in (Decision.APPROVED, Decision.REOPENED):
            news = look_at(project, index, spec, {}).news
            found.update({spec.id: news} if news else {})
    return found


def before_gate(index: SpecIndex, spec: Spec) -> tuple[str, ...]:
    """What has to be done before anybody can approve, without capitals and full stops; missing inputs are a check."""
    if not spec.readable:
        return ("chant cannot read its frontmatter",)
    reasons = (reason for reason in reasons_of(index, spec) if reason.obstacle not in (Obstacle.GATE, Obstacle.INPUT))
    return tuple(reason.text for reason in reasons)


def _iter_phase_checks(
    project: Project, index: SpecIndex, before: Mapping[str, Spec], fix: FixFacts
) -> Iterator[GateCheck]:
    reproduction, fixing, sprawl = before.get("reproduction"), before.get("fork-fix"), before.get("sprawl")
    tests = files_of(reproduction) if reproduction is not None else []
    if reproduction is not None and fixing is not None and tests:
        runs = (_phase_run(project, reproduction), _phase_run(project, fixing))
        yield check_reproduction(tests[0], *runs, (reproduction.id, fixing.id))
    maps = files_of(sprawl) if sprawl is not None else []
    if maps and fixing is not None:
        document = index.files.text(maps[0], MAX_TEXT)
        promised = {
            path
            for path in promised_files(document or "")
            if index.files.kind(path) == "file" or ("/" in path and path in fix.paths)
        }
        yield check_impact_map(fix, maps[0], document, sorted(promised), tests)


def _phase_run(project: Project, spec: Spec) -> PhaseRun | None:
    run = latest_done(project, spec.id)
    if run is None:
        return None
    return PhaseRun(spec.id, {check.name: (check.passed, check.message) for check in run.checks})


def _inputs_check(index: SpecIndex, spec: Spec, stale: Staleness) -> GateCheck:
    known = [(one.id, stale[one.id]) for one in upstream_of(index, spec) if one.id in stale]
    troubled = [(id, facts) for id, facts in known if facts.state != "fresh" and facts.line()]
    # What is wrong with a phase itself says more than that others build on it.
    roots = [(id, facts) for id, facts in troubled if facts.inputs or facts.own or facts.prompt]
    found = [
        StaleInput(id, facts.inputs[0].path if facts.inputs else "", facts.line().replace("this ran", f"{id} ran"))
        for id, facts in roots or troubled
    ]
    missing = [path for path, hash_ in contents_of(index, spec).inputs.items() if not hash_]
    return check_inputs(found, missing, bool(known))


def upstream_of(index: SpecIndex, spec: Spec) -> list[Spec]:
    """The spec and all that it waits for, the nearest first."""
    found = {spec.path: spec}
    todo = [spec]
    for here in todo:
        new = {other.path: other for other in index.dependencies(here) if other.path not in found}
        found |= new
        todo += new.values()
    return list(found.values())


def _by_agent(spec: Spec) -> bool:
    """Whether chant has put the words of an agent into the gate."""
    return MACHINE_HEADINGS[0] in spec.parts.text[spec.body.own_words.end :]


def _iter_news(record: Record, fix: FixFacts, ticked: Sequence[Ticked]) -> Iterator[Difference]:
    then = record.contents.fix
    if then is not None and (fix.problem or fix.diff != then.diff):
        yield Difference("", "the fix")
    for one in ticked:
        if one.approved:
            yield Difference("", "its approval", f"was written while an agent was running {one.spec}")


def _offer(project: Project, index: SpecIndex, look: Look) -> Offer | None:
    if look.text_path is None:
        return None
    remotes = remotes_of(project)
    branch, base = look.fix.branch, main_branch(index)
    title = title_in(index.files.text(look.text_path, MAX_TEXT) or "")
    title = title or title_of(index, look.spec, phases_before(index, look.spec))
    fork, upstream = remotes
    # Between two branches of one repository, the branch alone is the head.
    head = f"{fork.owner}:{branch or 'BRANCH'}" if fork is not None and upstream is not None else branch or "BRANCH"
    words = ["gh", "pr", "create", "--repo", upstream.repository if upstream else "UPSTREAM/REPOSITORY"]
    words += ["--base", base, "--head", head, "--title", title, "--body-file", look.text_path]
    page = compare_url(upstream, base, fork, branch) if upstream and fork and branch else None
    return Offer(look.text_path, shlex.join(words), _push(project, remotes, look.fix), page or "")


def _push(project: Project, remotes: Remotes, fix: FixFacts) -> str:
    """The command that brings the branch into the fork; '' where it is there already, or where there is none."""
    if remotes.fork is None or not fix.branch:
        return ""
    ref = f"refs/remotes/{remotes.fork.name}/{fix.branch}"
    there = git_word(project.root, "rev-parse", "--verify", "--quiet", "--end-of-options", ref)
    return "" if there == fix.commit else shlex.join(["git", "push", remotes.fork.name, fix.branch])
