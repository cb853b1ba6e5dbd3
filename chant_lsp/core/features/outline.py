"""textDocument/documentSymbol: fields with their values, headings by level, criteria with their ticks."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from chant_lsp.core.features.page import Page
from chant_lsp.core.features.prose import shown
from chant_lsp.core.frontmatter import Entry, Mapping, Node, Opaque, Scalar
from chant_lsp.core.frontmatter import Sequence as ListNode
from chant_lsp.core.headings import Section, read_sections
from chant_lsp.core.markdown import Criterion
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Span

MAX_CRITERIA = 500
MAX_FIELDS = 500
MAX_NAME = 120
MAX_ITEMS = 8
"""Of a list's items, in a detail."""


class SymbolKind(Enum):
    """What a symbol stands for."""

    FRONTMATTER = "frontmatter"
    FIELD = "field"
    HEADING = "heading"
    CRITERION = "criterion"


class Symbol(NamedTuple):
    """One line of the outline."""

    kind: SymbolKind
    name: str
    """Never empty."""
    detail: str
    span: Span
    selection: Span
    """What is marked when somebody goes there; within the span."""
    children: tuple[Symbol, ...]


def outline(page: Page) -> list[Symbol]:
    """The outline of a page, in the order of the text. Cost: one pass over its body."""
    symbols = [symbol] if (symbol := _frontmatter(page)) is not None else []
    return symbols + _body(page)


def _frontmatter(page: Page) -> Symbol | None:
    found = page.frontmatter
    if found.opener is None or not found.entries:
        return None
    end = found.closer.end if found.closer is not None else found.block.end
    fields = tuple([_field(entry) for entry in found.entries[:MAX_FIELDS]])
    detail = f"{page.spec.type} · {page.spec.status}" if page.spec is not None else ""
    span = Span(found.opener.start, max(end, fields[-1].span.end))
    return Symbol(SymbolKind.FRONTMATTER, "Frontmatter", _line(detail), span, found.opener, fields)


def _field(entry: Entry) -> Symbol:
    value, key = entry.value, entry.key
    children = tuple([_field(inner) for inner in value.entries[:MAX_FIELDS]]) if isinstance(value, Mapping) else ()
    span = Span(key.span.start, max(key.span.end, value.span.end))
    return Symbol(SymbolKind.FIELD, _line(key.text) or '""', _value(value), span, key.span, children)


def _value(node: Node) -> str:
    if isinstance(node, Scalar):
        return _line(node.text)
    if isinstance(node, ListNode):
        items = [item.text if isinstance(item, Scalar) else "…" for item in node.items[:MAX_ITEMS]]
        return _line(", ".join(items) + (", …" if len(node.items) > MAX_ITEMS else ""))
    return f"({node.feature})" if isinstance(node, Opaque) else ""


def _body(page: Page) -> list[Symbol]:
    sections = read_sections(page.text, page.frontmatter.body).sections
    criteria = list(page.spec.body.criteria[:MAX_CRITERIA]) if page.spec is not None else []
    return _nest(page.spec, list(reversed(sections)), list(reversed(criteria)), page.frontmatter.body.end)


def _nest(spec: Spec | None, sections: list[Section], criteria: list[Criterion], end: int) -> list[Symbol]:
    """The symbols that begin before the end. Both lists are in reverse, and what has been placed is taken from them."""
    symbols = []
    while True:
        section = sections[-1] if sections and sections[-1].heading.start < end else None
        criterion = criteria[-1] if criteria and criteria[-1].span.start < end else None
        if criterion is not None and (section is None or criterion.span.start < section.heading.start):
            symbols.append(_criterion(criteria.pop()))
        elif section is not None:
            sections.pop()
            children = tuple(_nest(spec, sections, criteria, section.span.end))
            title, detail = _line(section.title) or "(no title)", _remark(spec, section)
            symbols.append(Symbol(SymbolKind.HEADING, title, detail, section.span, section.heading, children))
        else:
            return symbols


def _criterion(criterion: Criterion) -> Symbol:
    mark, state = ("☑", "done") if criterion.done else ("☐", "open")
    name = f"{mark} {_line(criterion.text)}".rstrip()
    return Symbol(SymbolKind.CRITERION, name, state, criterion.span, criterion.span, ())


def _remark(spec: Spec | None, section: Section) -> str:
    if spec is None:
        return ""
    body = spec.body
    if body.criteria_heading is not None and section.heading.start == body.criteria_heading.span.start:
        total = len(body.criteria)
        return f"{total - body.open_criteria} of {total} ticked" if total else "no criteria"
    if body.title_span is not None and section.heading.start == body.title_span.start:
        return spec.id
    return "written by chant" if section.by_machine else ""


def _line(text: str) -> str:
    """A text in one line of bearable length, with nothing invisible in it."""
    line = " ".join(shown(text[: 4 * MAX_NAME]).split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1].rstrip() + "…"
