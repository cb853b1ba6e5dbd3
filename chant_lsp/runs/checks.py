"""What a phase has to show at its end, as data; a project changes it in `.chant/lsp.yaml`, `phases.<phase>.checks`.

Every run shows that its outputs are written, its criteria ticked and nothing else touched (`evidence.py`). What comes
on top of that is here: a table for the phases of a bug fix. A spec of another kind has only what its project asks for.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind
from chant_lsp.core.own_settings import CheckSettings, OwnSettings, phase_settings
from chant_lsp.core.phases import phase_of
from chant_lsp.core.sections import find_section, lacking
from chant_lsp.core.spec import Spec
from chant_lsp.runs.manifest import latest_done
from chant_lsp.runs.measure import measure
from chant_lsp.runs.model import Missing
from chant_lsp.runs.tests import SUITES, is_test_file
from chant_lsp.workspace.files import DiskFiles, named_files
from chant_lsp.workspace.layout import Project

RED_RUNS = 3
MAX_DOCUMENT_CHARS = 1024 * 1024
MAX_UPSTREAM = 200

PHASE_CHECKS: Mapping[str, CheckSettings] = {
    "comprehension": CheckSettings(
        sections=(
            "Symptom | Problem | What is reported | Observed",
            "Code that takes part | Affected | Evidence | Components",
            "What is missing | Missing | What is known | Questions | Unknown",
        )
    ),
    "reproduction": CheckSettings(red=True, runs=RED_RUNS, suite=True),
    "root-cause": CheckSettings(
        sections=(
            "Why it happens | What happens | Cause | Condition",
            "Ways to fix it | Fix | Approaches | Options | Solutions",
            "Recommendation | Recommended",
        )
    ),
    "sprawl": CheckSettings(
        sections=(
            "Other places | Same pattern | Similar | Places",
            "What the fix changes | Target files | Affected | Files to change | Scope",
        )
    ),
    "fork-fix": CheckSettings(green=True, suite=True, impact_map=True),
}
"""By the phase's name. A section may be called by any of the names between the bars; people are told the first."""

_MAP_SECTION = PHASE_CHECKS["sprawl"].sections or ("",)
_DOCUMENTS = (".md", ".markdown", ".mdx")


def checks_for(own: OwnSettings, spec: Spec) -> CheckSettings:
    """What a spec has to show: its phase's checks, with what the project sets in their places."""
    phase = phase_of(spec.id)
    checks = PHASE_CHECKS.get(phase.name, CheckSettings()) if phase else CheckSettings()
    asked = phase_settings(own, spec.id, spec.type).checks
    return checks._replace(**{name: value for name, value in asked._asdict().items() if value is not None})


def told(checks: CheckSettings) -> list[str]:
    """What will be looked at when the agent is done, a line each, as the agent is told beforehand."""
    lines = []
    if checks.sections:
        names = ", ".join(f"`{section.partition('|')[0].strip()}`" for section in checks.sections)
        lines.append(f"The document has a heading with text below it for each of: {names}.")
    if checks.red:
        lines.append(
            f"The new test is run {checks.runs or RED_RUNS} times and fails each time, by an assertion of its own: not"
            " by an import, a fixture or any other error."
        )
    if checks.red and checks.suite:
        lines.append("The other tests do as well as they did without it.")
    if checks.green:
        lines.append("The test of the reproduction is run as it was left there, not a byte of it changed, and passes.")
    if checks.suite and not checks.red:
        lines.append("All tests of the project pass.")
    if checks.impact_map:
        lines.append("Each file that is changed is one that `target_files` or the impact map names.")
    return lines


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The test that an earlier phase left red."""

    spec_id: str
    digests: Mapping[str, str]
    """SHA-256 of each test file, by its path: as the phase left it, or where that is not known, as it is now."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to show, fixed before its agent starts: nothing that the agent writes can change it."""

    checks: CheckSettings
    test: str | None = None
    """The test command that the project has set, by its name."""
    reproduction: Reproduction | None = None
    impact_map: str | None = None
    """The text of the document that says what the fix may change."""


def make_plan(project: Project, index: SpecIndex, own: OwnSettings, spec: Spec) -> Plan:
    """What a run of the spec that starts now has to show. Cost: reads the last runs of an earlier phase."""
    checks = checks_for(own, spec)
    reproduction = impact_map = None
    if checks.green:
        reproduction = next(_iter_reproductions(project, upstream(index, spec, "reproduction")), None)
    if checks.impact_map:
        paths = [path for other in upstream(index, spec, "sprawl") for path in named_files(project, other.outputs)]
        texts = [read_document(project, path) for path in paths if path.endswith(_DOCUMENTS)]
        impact_map = "\n\n".join(texts) if texts else None
    return Plan(checks, own.test, reproduction, impact_map)


def upstream(index: SpecIndex, spec: Spec, phase: str) -> Iterator[Spec]:
    """The specs of a phase that this one builds on, by dependencies and by who writes its inputs, the nearest first."""
    seen = {spec.path}
    todo = deque([spec])
    while todo and len(seen) < MAX_UPSTREAM:
        here = todo.popleft()
        producers = (other for mention in here.inputs for other in index.producers(mention.text))
        for other in (*index.dependencies(here), *producers):
            if other.path not in seen:
                seen.add(other.path)
                todo.append(other)
                found = phase_of(other.id)
                if found is not None and found.name == phase:
                    yield other


def _iter_reproductions(project: Project, specs: Iterable[Spec]) -> Iterator[Reproduction]:
    for spec in specs:
        paths = [path for path in named_files(project, spec.outputs) if _may_be_test(path)]
        run = latest_done(project, spec.id)
        left = {written.path: written.sha256 for written in run.written} if run is not None else {}
        if paths:
            yield Reproduction(spec.id, {path: left.get(path) or digest(project, path) for path in paths})


def _may_be_test(path: str) -> bool:
    return any(is_test_file(suite, path) for suite in SUITES.values() if suite.endings)


def digest(project: Project, path: str) -> str:
    """The SHA-256 of a file of the project; '' where it cannot be read."""
    try:
        return measure(project, path).sha256
    except OSError:
        return ""


def read_document(project: Project, path: str) -> str:
    """The text of a document, bounded; '' where there is none."""
    return DiskFiles(project).text(path, MAX_DOCUMENT_CHARS) or ""


def iter_sections_missing(project: Project, spec: Spec, wanted: Iterable[str]) -> Iterator[Missing]:
    """What the documents of a phase, taken together, do not say: its Markdown, or where it has none all its outputs."""
    outputs = named_files(project, spec.outputs)
    paths = [path for path in outputs if path.endswith(_DOCUMENTS)] or outputs
    if not paths:
        return
    sections = list(wanted)
    texts = [read_document(project, path) for path in paths]
    for one in sections:
        gaps = [gap for text in texts for gap in lacking(text, [one])]
        if len(gaps) == len(paths):
            empty = any(gap.empty for gap in gaps)
            what = "no text below the heading" if empty else "no section"
            yield Missing("section", paths[0], f"`{paths[0]}` has {what} `{gaps[0].heading}`.", one)


def iter_off_map(plan: Plan, spec: Spec, changed: Iterable[str]) -> Iterator[Missing]:
    """What was changed and is neither an output by its own name nor in the impact map."""
    if plan.impact_map is None:
        return
    sections = (find_section(plan.impact_map, way) for way in _MAP_SECTION[-1].split("|"))
    section = next((found for found in sections if found is not None), None)
    text = section.text if section is not None else plan.impact_map
    named = {posixpath.normpath(output.text) for output in spec.outputs if output.kind is MentionKind.FILE}
    for path in changed:
        if path not in named and not _names(text, path):
            yield Missing("impact", path, f"`{path}` was changed, and the impact map does not name it.")


def _names(text: str, path: str) -> bool:
    return re.search(rf"(?<![\w/.-]){re.escape(path)}(?![\w/-]|\.\w)", text) is not None
