"""The dependency graph as text: Mermaid, DOT, plain values. Arrows run the way the work does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from chant_lsp.core.index import SpecIndex
from chant_lsp.core.spec import Spec

MAX_LABEL = 60
"""Characters of a title in a node."""

_COLOURS = {
    "completed": "#c8e6c9",
    "in_progress": "#bbdefb",
    "failed": "#ffcdd2",
    "needs_attention": "#ffe0b2",
    "paused": "#d1c4e9",
    "cancelled": "#e0e0e0",
}
"""By status; the others stay white. The status is written in the node, too."""


class Edge(NamedTuple):
    """`earlier` has to be there before `later`."""

    earlier: str
    later: str
    kind: str
    """The field that says so: `depends_on`, or `informed_by` with the file between the two."""
    file: str = ""


class Drawing(NamedTuple):
    """The graph as values."""

    specs: tuple[Spec, ...]
    """In the order of their ids."""
    missing: tuple[str, ...]
    """Ids that some spec depends on and none has."""
    edges: tuple[Edge, ...]


def draw(index: SpecIndex, specs: Iterable[Spec]) -> Drawing:
    """The specs, what they depend on, and who writes what they read."""
    found = {spec.id: spec for spec in specs}
    missing: dict[str, None] = {}
    edges: dict[Edge, None] = {}
    for spec in sorted(found.values(), key=lambda spec: spec.id):
        for edge in _iter_edges(index, spec):
            edges[edge] = None
            earlier = index.spec_of(edge.earlier)
            if earlier is None:
                missing[edge.earlier] = None
            else:
                found.setdefault(earlier.id, earlier)
    ordered = sorted(found.values(), key=lambda spec: spec.id)
    return Drawing(tuple(ordered), tuple(sorted(missing)), tuple(edges))


def _iter_edges(index: SpecIndex, spec: Spec) -> Iterator[Edge]:
    for id in spec.depends_on:
        yield Edge(id, spec.id, "depends_on")
    for mention in spec.inputs:
        named = index.target(mention)
        if named is not None and named.path != spec.path:
            yield Edge(named.id, spec.id, "informed_by")
        elif mention.names_path:
            for producer in index.producers(mention.text):
                if producer.path != spec.path:
                    yield Edge(producer.id, spec.id, "informed_by", mention.text)


def to_mermaid(drawing: Drawing) -> str:
    """A Mermaid flowchart, as GitHub draws it in Markdown."""
    names = _names(drawing)
    lines = ["flowchart TD"]
    for spec in drawing.specs:
        lines.append(f'  {names[spec.id]}["{_mermaid(spec.id)}<br>{_mermaid(_label(spec))}"]')
        if spec.status in _COLOURS:
            lines.append(f"  style {names[spec.id]} fill:{_COLOURS[spec.status]},color:#000")
    lines += [f'  {names[id]}["{_mermaid(id)}<br>(no such spec)"]:::missing' for id in drawing.missing]
    for edge in drawing.edges:
        arrow = "-->" if edge.kind == "depends_on" else "-.->"
        label = f'|"{_mermaid(edge.file)}"|' if edge.file else ""
        lines.append(f"  {names[edge.earlier]} {arrow}{label} {names[edge.later]}")
    if drawing.missing:
        lines.append("  classDef missing stroke-dasharray: 4,stroke:#c00")
    return "\n".join(lines)


def to_dot(drawing: Drawing) -> str:
    """A Graphviz digraph."""
    lines = ["digraph chant {", '  node [shape=box, style="rounded,filled", fillcolor=white];']
    for spec in drawing.specs:
        label = f"{_escaped(spec.id)}\\n{_escaped(_label(spec))}"
        lines.append(f'  "{_escaped(spec.id)}" [label="{label}", fillcolor="{_COLOURS.get(spec.status, "#ffffff")}"];')
    for id in drawing.missing:
        lines.append(f'  "{_escaped(id)}" [label="{_escaped(id)}\\n(no such spec)", style=dashed, color=red];')
    for edge in drawing.edges:
        style = "" if edge.kind == "depends_on" else f' [style=dashed, label="{_escaped(edge.file)}"]'
        lines.append(f'  "{_escaped(edge.earlier)}" -> "{_escaped(edge.later)}"{style};')
    return "\n".join([*lines, "}"])


def to_values(drawing: Drawing) -> dict[str, Any]:
    """Version 1 of the project's own JSON."""
    nodes = [
        {
            "id": spec.id,
            "path": spec.path,
            "title": spec.title,
            "type": spec.type,
            "status": spec.status,
            "archived": spec.archived,
        }
        for spec in drawing.specs
    ]
    return {
        "version": 1,
        "nodes": nodes,
        "missing": list(drawing.missing),
        "edges": [
            {"from": edge.later, "to": edge.earlier, "kind": edge.kind, "file": edge.file or None}
            for edge in drawing.edges
        ],
    }


def _names(drawing: Drawing) -> dict[str, str]:
    """Names that Mermaid takes for nodes; an id could be one of its own words."""
    ids: Sequence[str] = (*(spec.id for spec in drawing.specs), *drawing.missing)
    return {id: f"n{number}" for number, id in enumerate(ids, 1)}


def _label(spec: Spec) -> str:
    title = spec.title or ""
    cut = title if len(title) <= MAX_LABEL else f"{title[: MAX_LABEL - 1]}…"
    status = f"({spec.status}, archived)" if spec.archived else f"({spec.status})"
    return f"{cut} {status}".strip()


def _mermaid(text: str) -> str:
    """Text in a quoted label: Mermaid reads entities there, and nothing else that could end it or be run."""
    return "".join(char if char.isalnum() or char in " -_./,()…" else f"#{ord(char)};" for char in text)


def _escaped(text: str) -> str:
    """Text in DOT's quotes."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
