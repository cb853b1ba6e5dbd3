"""The dependency graph as Mermaid, DOT and values."""

from chant_lsp.core.features.drawing import draw, to_dot, to_mermaid, to_values
from tests.fixtures import fixture, index_of

FILES, _ = fixture(
    """\
//- .chant/specs/001-a.md
---
status: completed
target_files: [doc.md]
---
# Say "hi" #1
//- .chant/specs/002-b.md
---
depends_on: [001-a, old, gone]
informed_by: [doc.md, .chant/specs/001-a.md]
---
# B
//- .chant/archive/old/old.md
---
status: completed
---
# Old
//- .chant/archive/old/unrelated.md
---
---
# Unrelated
"""
)
INDEX = index_of(FILES)
DRAWING = draw(INDEX, (spec for spec in INDEX.specs.values() if not spec.archived))


def test_mermaid():
    assert (
        to_mermaid(DRAWING)
        == """\
flowchart TD
  n1["001-a<br>Say #34;hi#34; #35;1 (completed)"]
  style n1 fill:#c8e6c9,color:#000
  n2["002-b<br>B (pending)"]
  n3["old<br>Old (completed, archived)"]
  style n3 fill:#c8e6c9,color:#000
  n4["gone<br>(no such spec)"]:::missing
  n1 --> n2
  n3 --> n2
  n4 --> n2
  n1 -.->|"doc.md"| n2
  n1 -.-> n2
  classDef missing stroke-dasharray: 4,stroke:#c00"""
    )


def test_dot():
    assert (
        to_dot(DRAWING)
        == r"""digraph chant {
  node [shape=box, style="rounded,filled", fillcolor=white];
  "001-a" [label="001-a\nSay \"hi\" #1 (completed)", fillcolor="#c8e6c9"];
  "002-b" [label="002-b\nB (pending)", fillcolor="#ffffff"];
  "old" [label="old\nOld (completed, archived)", fillcolor="#c8e6c9"];
  "gone" [label="gone\n(no such spec)", style=dashed, color=red];
  "001-a" -> "002-b";
  "old" -> "002-b";
  "gone" -> "002-b";
  "001-a" -> "002-b" [style=dashed, label="doc.md"];
  "001-a" -> "002-b" [style=dashed, label=""];
}"""
    )


def test_values():
    values = to_values(DRAWING)
    assert [node["id"] for node in values["nodes"]] == ["001-a", "002-b", "old"]
    assert values["missing"] == ["gone"]
    assert values["edges"][0] == {"from": "002-b", "to": "001-a", "kind": "depends_on", "file": None}
    assert values["edges"][3] == {"from": "002-b", "to": "001-a", "kind": "informed_by", "file": "doc.md"}


def test_a_cycle_is_drawn_as_it_is():
    files, _ = fixture(
        "//- .chant/specs/a.md\n---\ndepends_on: b\n---\n//- .chant/specs/b.md\n---\ndepends_on: [a, b]\n---\n"
    )
    index = index_of(files)
    assert [edge[:2] for edge in draw(index, index.specs.values()).edges] == [("b", "a"), ("a", "b"), ("b", "b")]
