"""The text of a pull request, put together from what the phases before it wrote, for a person to rewrite.

A first version and no more: it says in its second line that it is one, and the gate stays closed until that line is
gone. What it claims it claims with a file to look at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chant_lsp.core.features.complete_paths import issue_of
from chant_lsp.core.features.offers import Surroundings
from chant_lsp.core.gates import DRAFT_MARK, named_paths
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.phases import RESEARCH_FOLDER, files_of, phase_of
from chant_lsp.core.sections import find_section
from chant_lsp.core.spec import Spec

MAX_SECTION_CHARS = 3000
"""Of one section that is taken over; a pull request is read by strangers."""
MAX_DOCUMENT = 1024 * 1024
_TITLE = re.compile(r"<!-- title: (?P<title>[^\n]*?) -->")
_HEADING = re.compile(r"^#[ \t]+(?P<title>[^\n]+)", re.MULTILINE)
_ABOUT_ISSUE = re.compile(r"issue\s+#?(?P<number>\d+)\s*[:,–-]\s*(?P<rest>\S.*)", re.IGNORECASE)
_ITEM = re.compile(r"\s{0,3}(?:[-*+]|\d+[.)])\s")
_COMMENT_END = re.compile(r"-->|--!>")

_SYMPTOM = ("Symptom | Problem | What is reported | Observed | Issue",)
_CAUSE = ("Why it happens | Root cause | Cause | Condition", "What happens")
_CHANGES = ("What the fix changes | Target files | Files to change | Scope", "Affected")
_STAYS = ("What stays | Left for later | Out of scope", "Other places | Same pattern | Similar")
"""Headings of the phases' documents, the most telling first."""


class Document(NamedTuple):
    """A file that the text points to."""

    path: str
    link: str = ""
    """Its address in a browser; '' where nobody could open one."""


def phases_before(index: SpecIndex, spec: Spec) -> Mapping[str, Spec]:
    """The phases that a gate waits for, by the phase's name; the nearest where there are several."""
    found: dict[str, Spec] = {}
    seen, todo = {spec.path}, [spec]
    for here in todo:
        for other in sorted(index.dependencies(here), key=lambda other: other.id):
            if other.path not in seen:
                seen.add(other.path)
                todo.append(other)
                phase = phase_of(other.id)
                if phase is not None and not phase.is_gate:
                    found.setdefault(phase.name, other)
    return found


def text_path(index: SpecIndex, spec: Spec) -> str | None:
    """Where the text for a gate is kept; None for a gate that ends in no pull request."""
    phase = phase_of(spec.id)
    if phase is None or not phase.is_gate:
        return None
    issue = issue_of(Surroundings(index, spec.path))
    return f"{RESEARCH_FOLDER}/{f'{issue}-' if issue else ''}pull-request.md"


def title_in(text: str) -> str:
    """The title that a prepared text carries in its first line; '' when it has none."""
    match = _TITLE.search(text)
    return match["title"].strip() if match else ""


def promised_files(document: str) -> set[str]:
    """What an impact map lists as changed by the fix, words that only look like a path (`Store.set`) included."""
    section = find_section(document, "What the fix changes | Target files | Files to change")
    items: list[str] = []
    for line in section.text.splitlines() if section is not None else ():
        if _ITEM.match(line):
            items.append(line)
        elif items and line.strip() and not line.startswith("  "):
            # The first list is of what changes; remarks behind it, and their lists, are about something else.
            break
    return named_paths("\n".join(items))


def draft(
    index: SpecIndex, spec: Spec, by: str, documents: Sequence[Document] = (), verified: Sequence[str] = ()
) -> str:
    """The first version of the text. `by` is the person's name; `verified` are sentences about what was run."""
    before = phases_before(index, spec)
    number = re.search(r"\d+", issue_of(Surroundings(index, spec.path)) or "")
    lines = [f"<!-- title: {_plain(title_of(index, spec, before))} -->"]
    lines += [
        f"{DRAFT_MARK} put together from the research; rewrite it in your own words, then delete this line -->",
        "",
    ]
    lines += [f"Fixes #{number[0]}.", ""] if number else []
    for heading, phase, wanted, ask in (
        ("What goes wrong", "comprehension", _SYMPTOM, "What does a user see, and what did they expect?"),
        ("Why", "root-cause", _CAUSE, "Which lines cause it?"),
        ("What this changes", "sprawl", _CHANGES, "Which files does the fix change, and how?"),
        ("What it leaves alone", "sprawl", _STAYS, "What is related and not part of this?"),
    ):
        lines += [f"## {heading}", "", _section(index, before.get(phase), wanted) or f"<!-- {ask} -->", ""]
    lines += ["## How it was verified", "", *(verified or ("<!-- What did you run, and what did it say? -->",)), ""]
    if documents:
        lines += ["## Where to look", "", "What it rests on, to be read and not to be believed:", ""]
        lines += [f"- [`{each.path}`]({each.link})" if each.link else f"- `{each.path}`" for each in documents]
        lines.append("")
    lines += [f"Written by {_plain(by)}.", ""]
    return "\n".join(lines)


def title_of(index: SpecIndex, spec: Spec, before: Mapping[str, Spec]) -> str:
    """What the report calls the issue, else what the fix is called."""
    first = before.get("comprehension")
    for path in [mention.text for mention in first.inputs if mention.names_path] if first is not None else []:
        heading = _HEADING.search(index.files.text(path) or "")
        about = _ABOUT_ISSUE.match(heading["title"].strip()) if heading else None
        if about is not None:
            return f"Fix #{about['number']}: {about['rest'].strip()}"
    fix = before.get("fork-fix")
    title = (fix.title if fix is not None else spec.title) or spec.id
    return re.sub(r"\s+in the fork$", "", title)


def documents_of(before: Mapping[str, Spec]) -> list[str]:
    """The paths of what the phases wrote, in their order: documents and the test."""
    ordered = sorted(before.items(), key=lambda item: (phase_of(item[1].id) or (0,))[0])
    return [path for name, one in ordered if name != "fork-fix" for path in files_of(one)]


def _section(index: SpecIndex, spec: Spec | None, headings: Sequence[str]) -> str:
    texts = [index.files.text(path, MAX_DOCUMENT) or "" for path in (files_of(spec) if spec is not None else ())]
    found = (find_section(text, wanted) for wanted in headings for text in texts)
    text = next((section.text.strip() for section in found if section is not None and section.text.strip()), "")
    cut = text if len(text) <= MAX_SECTION_CHARS else text[:MAX_SECTION_CHARS].rsplit("\n", 1)[0] + "\n\n…"
    return re.sub(r"^(#{1,5})(?=[ \t])", r"\1#", cut, flags=re.MULTILINE)


def _plain(text: str) -> str:
    """One line that can stand in a comment."""
    return _COMMENT_END.sub("->", " ".join(text.split()))
