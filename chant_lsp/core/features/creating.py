"""New things by a click: a file that is named and not there, the next phase, a section of criteria, missing fields.

Each is a `Task` with a key of a few letters, so that a menu can be made quickly and the work be done when one is
chosen.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chant_lsp.core.changes import Changes
from chant_lsp.core.edit import place_for
from chant_lsp.core.features.complete_fields import WANTED_BY_TYPE
from chant_lsp.core.features.complete_file import earlier_phases
from chant_lsp.core.features.complete_paths import issue_of, iter_upstream
from chant_lsp.core.features.offers import Surroundings
from chant_lsp.core.findings import Edit
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.markdown import CRITERIA_HEADING
from chant_lsp.core.mentions import (
    EXTENSIONS_FOLDER,
    OUTPUT_FIELD,
    PROMPTS_FOLDER,
    SPECS_FOLDER,
    Mention,
    MentionKind,
    is_spec_path,
    prompt_path,
)
from chant_lsp.core.phases import PHASES, Phase, conventional_outputs, draft, files_of, name_in, phase_of
from chant_lsp.core.quoting import scalar
from chant_lsp.core.schema import FIELDS
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span, line_end

NEXT_PHASE = "next-phase"
CRITERIA = "criteria"
FIELDS_OF_TYPE = "fields"
CREATE = "create:"


class Task(NamedTuple):
    """One thing that can be made."""

    title: str
    key: str
    disabled: str = ""
    """Why it cannot be made now; '' when it can."""
    opens: str = ""
    """The path of the file that one wants to see then."""


# -- what there is to make


def missing_file(index: SpecIndex, mention: Mention) -> Task | None:
    """The file that a mention names, where it is not there, no other spec will write it, and we know how it begins."""
    path = mention.text if mention.kind is MentionKind.FILE else prompt_path(mention)
    if path is None:
        return None
    if mention.field != OUTPUT_FIELD and index.producers(path):
        return None
    if _skeleton(path) is None or index.files.outside(path) or index.files.kind(path) is not None:
        return None
    return Task(f"Create {path}", f"{CREATE}{path}", opens=path)


def tasks_of(index: SpecIndex, spec: Spec) -> Iterator[Task]:
    """What the spec lacks, and what comes after it."""
    missing = [name for name in missing_fields(spec) if place_for(spec.frontmatter, name) is not None]
    if missing:
        names = " and ".join(f"`{name}`" for name in missing)
        yield Task(f"Add {names}, which a {spec.type} spec needs", FIELDS_OF_TYPE)
    leads = spec.type in ("driver", "group")
    if not (leads or spec.total_criteria or spec.body.criteria_heading or spec.body.open_fence):
        yield Task("Add acceptance criteria", CRITERIA)
    following = next_phase(index, spec)
    if following is not None:
        yield following


def missing_fields(spec: Spec) -> tuple[str, ...]:
    """The keys that chant's lint wants of the type and that are not there."""
    if spec.frontmatter.closer is None or spec.archived:
        return ()
    there = {entry.key.text for entry in spec.frontmatter.entries}
    wanted = (name for name in WANTED_BY_TYPE.get(spec.type, ()) if name not in there)
    return tuple(name for name in wanted if not (name == "informed_by" and "origin" in there))


def next_phase(index: SpecIndex, spec: Spec) -> Task | None:
    """The spec that comes after this one in its investigation; None behind the last, and where no phases are known."""
    phase = phase_of(spec.id)
    if phase is None or phase.number == len(PHASES) or spec.archived:
        return None
    following = PHASES[phase.number]
    title = f"Create phase {following.number}: {following.name.replace('-', ' ')}"
    there = next((other for other in index.dependents(spec) if phase_of(other.id) is following), None)
    id = there.id if there else id_after(spec.id, following)
    if there is not None or index.spec_of(id) is not None:
        return Task(title, NEXT_PHASE, disabled=f"{id} is there already")
    path = f"{SPECS_FOLDER}{id}.md"
    return Task(title, NEXT_PHASE, opens=path) if index.files.kind(path) is None else None


_NUMBERED = re.compile(r"(?P<before>(?:\d{4}-\d{2}-\d{2}-)?)(?P<number>\d+)(?P<separator>[-_.]).*")


def id_after(id: str, phase: Phase) -> str:
    """The id for the phase after a spec: the next number, as many digits, and the phase's name."""
    match = _NUMBERED.fullmatch(id)
    if match is None:
        return phase.name
    number = str(int(match["number"]) + 1).zfill(len(match["number"]))
    return f"{match['before']}{number}{match['separator']}{phase.name}"


# -- making it


def carry_out(index: SpecIndex, spec: Spec, source: Source, key: str) -> Changes:
    """What the task with this key changes; nothing for a key that means nothing any more."""
    if key == NEXT_PHASE:
        return _create_next_phase(index, spec, line_end(source.text))
    if key == CRITERIA:
        return Changes({spec.path: _criteria_edits(spec, source)})
    if key == FIELDS_OF_TYPE:
        return Changes({spec.path: _field_edits(index, spec, line_end(source.text))})
    return create_file(index, spec.mentions, key)


def create_file(index: SpecIndex, mentions: Iterable[Mention], key: str) -> Changes:
    """The missing file that the key stands for, if it is one of those that are mentioned."""
    path = key.removeprefix(CREATE)
    text = _skeleton(path) if key.startswith(CREATE) else None
    known = any(task and task.key == key for task in (missing_file(index, one) for one in mentions))
    return Changes(creates={path: text}) if text is not None and known else Changes()


def _create_next_phase(index: SpecIndex, spec: Spec, end: str) -> Changes:
    task, phase = next_phase(index, spec), phase_of(spec.id)
    if task is None or phase is None or task.disabled:
        return Changes()
    following = PHASES[phase.number]
    before = {**earlier_phases(index, spec.id), phase.name: spec}
    for other in iter_upstream(index, spec):
        earlier = phase_of(other.id)
        if earlier is not None and earlier.number < phase.number:
            before[earlier.name] = other
    prompts = {prompt.name: prompt for prompt in index.pages.prompts.values()}
    text = draft(following, issue_of(Surroundings(index, spec.path)), before, prompts)
    return Changes(creates={task.opens: text.replace("\n", end)})


def _criteria_edits(spec: Spec, source: Source) -> tuple[Edit, ...]:
    """The section below what people wrote, above what chant appended."""
    end = line_end(source.text)
    outputs = files_of(spec)
    section = f"{CRITERIA_HEADING}{end}{end}- [ ] {f'Write `{outputs[0]}`' if outputs else ''}"
    at = spec.body.own_words.end
    if at < spec.frontmatter.body.end:
        return (Edit(Span(at, at), f"{section}{end}{end}"),)
    at = spec.frontmatter.body.end
    return (Edit(Span(at, at), f"{end}{end}{section}" if source.text[:at].strip() else section),)


def _field_edits(index: SpecIndex, spec: Spec, end: str) -> tuple[Edit, ...]:
    by_place: dict[int, str] = {}
    for name in sorted(missing_fields(spec), key=list(FIELDS).index):
        place = place_for(spec.frontmatter, name)
        if place is not None:
            values = ", ".join(map(scalar, _likely_values(index, spec, name)))
            by_place[place] = by_place.get(place, "") + f"{name}: [{values}]{end}"
    return tuple(Edit(Span(place, place), lines) for place, lines in by_place.items())


def _likely_values(index: SpecIndex, spec: Spec, name: str) -> list[str]:
    if name == "target_files":
        return list(conventional_outputs(spec.id, spec.type, issue_of(Surroundings(index, spec.path))))[:1]
    if name == "informed_by":
        return [path for other in index.dependencies(spec) for path in files_of(other)]
    if name == "members":
        return [other.id for other in index.members(spec.id)]
    return []


def as_list(spec: Spec, offset: int) -> tuple[Edit, ...]:
    """The edit that writes the single dependency at the offset as a list of one; none elsewhere."""
    entry = spec.frontmatter.get("depends_on")
    if entry is None or not isinstance(entry.value, Scalar) or not entry.value.text.strip():
        return ()
    span = entry.value.span
    on_it = entry.key.span.touches(offset) or span.touches(offset)
    if not on_it or entry.value.block or "\n" in entry.value.text or spec.faults:
        return ()
    return (Edit(Span(span.start, span.start), "["), Edit(Span(span.end, span.end), "]"))


# -- how files begin

_SCHEMA = """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {},
  "required": []
}
"""

_PROMPT = """\
---
name: {name}
purpose: Work on one spec
---

You work on one phase of {{{{project.name}}}}: **{{{{spec.title}}}}** (`{{{{spec.id}}}}`).

The spec is `{{{{spec.path}}}}`. Read it and every input before you change anything.

Change these files and no others:

{{{{spec.target_files}}}}
"""

_EXTENSION = """\
---
name: {name}
purpose: Say one thing more in every prompt
---

"""

_DOCUMENT_SECTIONS = {
    "comprehension": ("Symptom", "Expected Behaviour", "Code That Takes Part", "Open Questions"),
    "root-cause": ("Cause", "Ways to Fix It", "Recommendation"),
    "sprawl": ("Places", "Places Without the Pattern", "What the Fix Changes"),
}
_OTHER_SECTIONS = ("Findings", "Sources")


def _skeleton(path: str) -> str | None:
    """How a new file begins, by its path; None for a kind of file of which we know nothing."""
    if is_spec_path(path):
        return None
    stem, ending = posixpath.splitext(posixpath.basename(path))
    if path.startswith(EXTENSIONS_FOLDER) and ending == ".md":
        return _EXTENSION.format(name=stem)
    if path.startswith(PROMPTS_FOLDER) and ending == ".md":
        return _PROMPT.format(name=path.removeprefix(PROMPTS_FOLDER).removesuffix(".md"))
    if ending == ".json":
        return _SCHEMA
    if ending != ".md":
        return None
    phase = phase_of(stem)
    title = name_in(stem).replace("-", " ").replace("_", " ")
    sections = _DOCUMENT_SECTIONS.get(phase.name, _OTHER_SECTIONS) if phase else _OTHER_SECTIONS
    return "".join((f"# {title[:1].upper()}{title[1:]}\n", *(f"\n## {section}\n" for section in sections)))
