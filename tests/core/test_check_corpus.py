"""What the rules make of real specs: nothing that chant accepts is an error, and what it refuses is one, at the cause.

The corpus is not part of the repository: it is read where it lies, `../shared/corpus` or the folder that `CHANT_CORPUS`
names. Its README tells the columns; the specs of `examples` stand in for it where it is absent.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Finding, Severity
from chant_lsp.core.index import Change, SpecIndex
from chant_lsp.core.mentions import MentionKind, is_spec_path
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from tests.fixtures import index_of
from tests.memory_files import MemoryFiles

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("CHANT_CORPUS") or ROOT.parent / "shared" / "corpus")

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus of real specs at {CORPUS}")

STUB = "---\nstatus: completed\n---\n# Stub\n"


@cache
def documents() -> dict[str, str]:
    """Name in the corpus -> text."""
    return {f"docs/{path.name}": read(path) for path in sorted((CORPUS / "docs").glob("*.md"))}


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def spec_path(name: str) -> str:
    return f".chant/specs/{name.split('__', 1)[1]}"


def named_by(spec: Spec) -> Iterator[tuple[str, str]]:
    """A stub for everything that a spec mentions: path and text."""
    for mention in spec.mentions:
        if mention.kind is MentionKind.SPEC:
            yield f".chant/specs/{mention.text}.md", STUB
        elif mention.kind is MentionKind.FILE:
            yield mention.text, STUB if is_spec_path(mention.text) else ""
        elif mention.kind is MentionKind.DIRECTORY:
            yield f"{mention.text}/file", ""
        elif mention.kind is MentionKind.GLOB:
            yield mention.text.replace("**", "folder").replace("*", "file"), ""


def findings(name: str, alone: bool = False) -> list[Finding]:
    """What is found in a document that has all it names around it, or nothing at all."""
    path, text = spec_path(name), documents()[name]
    around = {} if alone else dict(named_by(parse(path, Source(text))))
    return check(index_of({**around, path: text}), path)


def snapshot(folder: Path) -> SpecIndex:
    """A whole workspace as it was at one commit; files that are no specs are there without their text."""
    root = folder / "ws" / json.loads(read(folder / "meta.json"))["root"]
    files = dict.fromkeys(filter(None, read(folder / "tree.txt").splitlines()), "")
    index = SpecIndex(MemoryFiles(files))
    specs = (path for path in files if is_spec_path(path))
    index.apply([Change(path, parse(path, Source(read(root / path)))) for path in specs])
    return index


@needs_corpus
def test_errors_are_what_chant_refuses():
    wrong = []
    for line in read(CORPUS / "oracle.jsonl").splitlines():
        verdict = json.loads(line)
        source = Source(documents()[verdict["file"]])
        errors = [f for f in findings(verdict["file"]) if f.severity is Severity.ERROR]
        expected = set() if verdict["verdict"] == "ok" else {verdict["location"]["line"]}
        if {source.line_of(error.span.start) + 1 for error in errors} != expected:
            wrong.append((verdict["file"], expected, errors))
    assert wrong == []


@pytest.mark.slow
@needs_corpus
def test_real_forms_are_left_in_peace():
    """What the corpus calls clean, or a hint at most, gets hints at most on that line."""
    lines = defaultdict(set)
    for trap in csv.DictReader(read(CORPUS / "traps.csv").splitlines()):
        if trap["expect"] in ("clean", "hint"):
            lines[trap["file"]].add(int(trap["line"]))
    loud = [
        (name, finding)
        for name, quiet in lines.items()
        for finding in findings(name)
        if finding.severity < Severity.HINT and Source(documents()[name]).line_of(finding.span.start) + 1 in quiet
    ]
    assert loud == []


@pytest.mark.slow
@needs_corpus
def test_a_document_alone_is_only_short_of_what_it_names():
    missing = {"unknown-dependency", "unknown-member", "missing-input", "empty-glob", "missing-output", "orphan-member"}
    for name in documents():
        around = {finding.code for finding in findings(name)}
        assert {finding.code for finding in findings(name, alone=True)} - around <= missing


@needs_corpus
@pytest.mark.parametrize("folder", sorted(CORPUS.glob("snapshots/*")), ids=lambda path: path.name)
def test_real_workspaces_are_clean(folder: Path):
    index = snapshot(folder)
    assert index.specs
    assert [f for path in index.specs for f in check(index, path) if f.severity < Severity.HINT] == []


def test_the_shipped_workflow_is_clean():
    """As it is shipped nothing has run: what is not there yet is told, and that is all."""
    folder = ROOT / "examples" / "oss-maintainer-workflow"
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    index = index_of({path.relative_to(folder).as_posix(): read(path) for path in paths})
    assert {f.code for path in index.specs for f in check(index, path)} == {"input-not-written"}


@pytest.mark.slow
@needs_corpus
def test_fixes_of_mutated_specs_are_sound():
    """A real spec with lines lost, doubled or spoilt: no fix makes more errors, or leaves as many of its own kind."""
    chance = random.Random(42)
    for name, text in [*documents().items()] * 4:
        path = spec_path(name)
        mutated = mutate(text, chance)
        index = index_of({path: mutated})
        before = check(index, path)
        if any(finding.code in UNCOVERING for finding in before):
            continue
        errors = sum(finding.severity is Severity.ERROR for finding in before)
        for finding in before:
            for fix in finding.fixes:
                after = check(index_of({path: apply_edits(mutated, fix.edits)}), path)
                assert count(after, finding) < count(before, finding), (name, fix)
                assert sum(f.severity is Severity.ERROR for f in after) <= errors, (name, fix)


UNCOVERING = {
    "frontmatter-absent",
    "frontmatter-cut",
    "frontmatter-hidden",
    "frontmatter-unterminated",
    "merged-items",
    "near-miss-key",
    "second-frontmatter",
    "yaml-syntax",
}
"""Rules whose fixes let chant see more of the file, and so more that is wrong with it."""


def count(findings: list[Finding], like: Finding) -> int:
    return sum((finding.code, finding.message) == (like.code, like.message) for finding in findings)


def mutate(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(min(len(lines), 16))
        line = lines[at]
        spoilt = ["", line + line, " " + line, line.replace(":", "", 1), line.replace("- ", "* ", 1), line[:-1]]
        spoilt += [line + " ---", line.upper(), line.replace("_", "-"), "\t" + line, line.replace(": ", ": [", 1)]
        lines[at] = chance.choice(spoilt)
        if chance.random() < 0.2:
            lines.insert(at, lines[chance.randrange(len(lines))])
    return "\n".join(lines)
