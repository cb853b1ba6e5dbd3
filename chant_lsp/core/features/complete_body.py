"""Completion in a body: headings of sections, criteria, ids of other specs, destinations of links."""

from __future__ import annotations

import posixpath
import re

from chant_lsp.core.features.complete_paths import iter_files
from chant_lsp.core.features.complete_specs import detail_of, find_specs, matcher
from chant_lsp.core.features.ignored import Ignored
from chant_lsp.core.features.offers import MAX_OFFERS, Offer, OfferKind, Offers, Surroundings, nothing
from chant_lsp.core.markdown import CRITERIA_HEADING
from chant_lsp.core.mentions import spec_id
from chant_lsp.core.phases import RESEARCH_FOLDER, name_in
from chant_lsp.core.text import Span, line_end, line_start

SECTIONS = {
    "research": ("Context", "Task", "Questions", "Findings"),
    "documentation": ("Context", "Task", "Audience"),
    "driver": ("Context", "Members"),
    "group": ("Context", "Members"),
}
"""What people put into a spec beside its criteria, by its type."""

OTHER_SECTIONS = ("Context", "Task", "Approach", "Testing", "Out of Scope")

_WIKI_LINK = re.compile(r"\[\[(?P<typed>[^\[\]\r\n|]*)$")
_DESTINATION = re.compile(r"\]\((?P<typed>[^()\s<>]*)$")
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]*[^\r\n]*$")
_BOX = re.compile(r"[ \t]*(?P<typed>-(?:[ \t]+\[?[ \t]?)?|[ \t]\[[ \t]?|)$")
_WORD = re.compile(r"(?:^|(?<=[\s(`\"',;:]))(?P<typed>[A-Za-z0-9][\w.-]*)$")
_REST_OF_WORD = re.compile(r"[\w.-]*")
_REST_OF_DESTINATION = re.compile(r"[^()\s<>]*")
_FENCE = re.compile(r"^[ \t]*```", re.MULTILINE)

MIN_TYPED = 2
"""Letters of a word in running text before it is taken for the beginning of an id."""


def complete_body(around: Surroundings, text: str, offset: int) -> Offers:
    """What can be put into the body at the offset. Cost: one pass over the text before it, and a search among ids."""
    start = line_start(text, offset)
    line = text[start:offset]
    if len(_FENCE.findall(text, 0, start)) % 2:
        return nothing(offset)
    if match := _WIKI_LINK.search(line):
        return _wiki_links(around, text, start + match.start("typed"), offset)
    if match := _DESTINATION.search(line):
        return _destinations(around, text, start + match.start("typed"), offset)
    if match := _HEADING.match(line):
        return _headings(around, text, Span(start, _line_end(text, offset)), match["marks"])
    rest = text[offset : _line_end(text, offset)]
    if (match := _BOX.match(line)) and rest.strip() in ("", "]") and _in_criteria(text, start):
        at = start + match.start("typed")
        return Offers(Span(at, offset + len(rest)), [Offer("- [ ] ", OfferKind.HEADING, "- [ ] ", "a criterion")])
    match = _WORD.search(line)
    if match and len(match["typed"]) >= MIN_TYPED and re.search(r"[0-9]", match["typed"]):
        return _plain_ids(around, text, start + match.start("typed"), offset)
    return nothing(offset)


def _line_end(text: str, offset: int) -> int:
    match = re.compile(r"[^\r\n]*").match(text, offset)
    return match.end() if match else offset


def _in_criteria(text: str, line_start: int) -> bool:
    """Whether the last `## ` heading before the line is that of the criteria."""
    at = text.rfind("\n## ", 0, line_start)
    return at >= 0 and text.startswith(CRITERIA_HEADING, at + 1)


def _wiki_links(around: Surroundings, text: str, start: int, offset: int) -> Offers:
    rest = _REST_OF_WORD.match(text, offset)
    end = rest.end() if rest else offset
    closing = "" if text.startswith("]]", end) else "]]"
    typed = text[start:offset]
    found, complete = find_specs(around, typed)
    matched = matcher(typed)
    offers = [
        Offer(spec.id, OfferKind.SPEC, spec.id + closing, detail_of(spec), matched=matched(spec)) for spec in found
    ]
    return Offers(Span(start, end), offers, complete)


def _plain_ids(around: Surroundings, text: str, start: int, offset: int) -> Offers:
    rest = _REST_OF_WORD.match(text, offset)
    typed = text[start:offset]
    found, _ = find_specs(around, typed)
    offers = [Offer(spec.id, OfferKind.SPEC, spec.id, detail_of(spec)) for spec in found if spec.id.startswith(typed)]
    return Offers(Span(start, rest.end() if rest else offset), offers, complete=False)


def _headings(around: Surroundings, text: str, span: Span, marks: str) -> Offers:
    spec = around.spec
    offers = []
    if marks == "#" and (spec is None or spec.title is None or span.start <= spec.heading.start < span.end):
        title = name_in(spec_id(around.path)).replace("-", " ").replace("_", " ")
        title = title[:1].upper() + title[1:]
        offers.append(Offer(f"# {title}", OfferKind.HEADING, f"# {title}", "the title", f"# ${{1:{title}}}"))
    if len(marks) <= 2:
        others = text[: span.start] + text[span.end :]
        if not re.search(rf"^{CRITERIA_HEADING}", others, re.MULTILINE):
            end = line_end(text)
            shape = f"{CRITERIA_HEADING}{end}{end}- [ ] $0"
            offers.append(Offer(CRITERIA_HEADING, OfferKind.HEADING, CRITERIA_HEADING, "what chant counts", shape))
        names = SECTIONS.get(spec.type if spec else "code", OTHER_SECTIONS)
        offers += [
            Offer(f"## {name}", OfferKind.HEADING, f"## {name}")
            for name in names
            if not re.search(rf"^##[ \t]+{name}[ \t]*\r?$", others, re.MULTILINE)
        ]
    return Offers(span, offers)


def _destinations(around: Surroundings, text: str, start: int, offset: int) -> Offers:
    """Where a link can lead: other specs, research, and the tree; written from the folder that the spec is in."""
    rest = _REST_OF_DESTINATION.match(text, offset)
    span = Span(start, rest.end() if rest else offset)
    typed = text[start:offset]
    folder = posixpath.dirname(around.path)
    found: dict[str, Offer] = {}
    base, _, part = typed.rpartition("/")
    target = posixpath.normpath(posixpath.join(folder, base))
    if not target.startswith(("../", "/")) and target != "..":
        ignored = Ignored(around.index.files)
        for name in around.index.files.entries(target) if base else ():
            path = posixpath.normpath(posixpath.join(target, name)) + ("/" if name.endswith("/") else "")
            if name.lower().startswith(part.lower()) and not ignored.hides(path):
                kind = OfferKind.FOLDER if name.endswith("/") else OfferKind.FILE
                found[f"{base}/{name}"] = Offer(f"{base}/{name}", kind, f"{base}/{name}")
    if not base:
        for spec in find_specs(around, typed)[0]:
            link = posixpath.relpath(spec.path, folder)
            matched = "" if typed.lower() in link.lower() else f"{typed} {link} {spec.title or ''}"
            found[link] = Offer(link, OfferKind.SPEC, link, detail_of(spec), matched=matched)
        for path in iter_files(around.index, RESEARCH_FOLDER):
            link = posixpath.relpath(path, folder)
            found.setdefault(link, Offer(link, OfferKind.FILE, link))
    return Offers(span, list(found.values())[:MAX_OFFERS], complete=False)
