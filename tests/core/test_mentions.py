"""Every form of reference that specs are known to hold, and what it is taken for."""

import pytest

from chant_lsp.core.mentions import is_spec_path, normal_path, spec_id
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source


def mentions(block):
    text = f"---\n{block}\n---\n"
    return [(m.kind.name, m.text, text[m.span.start : m.span.end]) for m in parse("a.md", Source(text)).mentions]


CASES = {
    "depends_on: 001-a": [("SPEC", "001-a", "001-a")],
    "depends_on: [a, 'b', \"c\"]": [("SPEC", "a", "a"), ("SPEC", "b", "b"), ("SPEC", "c", "c")],
    "depends_on: [kv:2026-01-22-001-x7m]": [("OTHER_REPO", "kv:2026-01-22-001-x7m", "kv:2026-01-22-001-x7m")],
    "members: [d.1, d.2]": [("SPEC", "d.1", "d.1"), ("SPEC", "d.2", "d.2")],
    "informed_by: [.chant/research/x.md]": [("FILE", ".chant/research/x.md", ".chant/research/x.md")],
    "informed_by: [./a//b.md]": [("FILE", "a/b.md", "./a//b.md")],
    "informed_by: [docs/guides/]": [("DIRECTORY", "docs/guides", "docs/guides/")],
    "informed_by: ['src/**/*.py']": [("GLOB", "src/**/*.py", "src/**/*.py")],
    "informed_by: [https://x.org/issues/1]": [("URL", "https://x.org/issues/1", "https://x.org/issues/1")],
    "informed_by: ['arxiv:2401.12345']": [("OTHER_REPO", "arxiv:2401.12345", "arxiv:2401.12345")],
    "informed_by: [2026-02-08-001-xyz]": [("SPEC", "2026-02-08-001-xyz", "2026-02-08-001-xyz")],
    "informed_by: [../x.md, /etc/passwd]": [("FILE", "../x.md", "../x.md"), ("FILE", "/etc/passwd", "/etc/passwd")],
    "target_files: [Makefile.am, '`src/a.rs`']": [
        ("FILE", "Makefile.am", "Makefile.am"),
        ("FILE", "src/a.rs", "`src/a.rs`"),
    ],
    "target_files: [Possibly src/spec.rs for criteria]": [
        ("PROSE", "Possibly src/spec.rs for criteria", "Possibly src/spec.rs for criteria")
    ],
    "target_files: [docs/my file.md]": [("FILE", "docs/my file.md", "docs/my file.md")],
    "context: [derived_team=core]": [("PROSE", "derived_team=core", "derived_team=core")],
    "target_files: [Makefile, LICENSE]": [("FILE", "Makefile", "Makefile"), ("FILE", "LICENSE", "LICENSE")],
    "prompt: standard": [("PROMPT", "standard", "standard")],
    "origin: data.csv": [("FILE", "data.csv", "data.csv")],
    "tracks: [a, {b: c}, [d]]": [("SPEC", "a", "a")],
    "informed_by: ['']": [],
    "depends_on: null": [],
    "depends_on: ~": [],
    "depends_on: 'null'": [("SPEC", "null", "null")],
    "prompt: null": [],
}


@pytest.mark.parametrize("block, expected", CASES.items(), ids=CASES.keys())
def test_a_mention_is_taken_for_what_it_looks_like(block, expected):
    assert mentions(block) == expected


def test_a_field_that_is_broken_keeps_its_mentions():
    assert mentions("labels: [a\ninformed_by: x/y.md") == [("FILE", "x/y.md", "x/y.md")]


def test_ids_and_paths():
    assert spec_id(".chant/specs/a/2026-01-01-001-abc.1.md") == "2026-01-01-001-abc.1"
    assert is_spec_path(".chant/archive/2026-01/x.md")
    assert not is_spec_path(".chant/research/x.md")
    assert [normal_path(path) for path in ("a/./b", "a/../../b", "a\\b", "")] == ["a/b", "../b", "a/b", ""]
