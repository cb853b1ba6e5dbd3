"""What can be clicked in a spec, and where it leads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.links import links
from chant_lsp.core.text import Source
from tests.fixtures import ONLY_FILE, fixture, index_of

A = "//- .chant/specs/a.md\n"
B = "//- .chant/specs/b.md\n---\nstatus: failed\n---\n# Second\n"

CASES = {
    "none": (A + "---\nstatus: pending\n---\n# A\n", []),
    "ids": (A + "---\ndepends_on: [b, z]\n---\n" + B, ["b -> .chant/specs/b.md: Second (failed)"]),
    "partial id": (
        A + "---\ndepends_on: [lon]\n---\n//- .chant/specs/long.md\nx",
        ["lon -> .chant/specs/long.md: long (pending)"],
    ),
    "archived": (
        A + "---\ndepends_on: [z]\n---\n//- .chant/archive/x/z.md\n---\nstatus: completed\n---\n",
        ["z -> .chant/archive/x/z.md: z (archived, completed)"],
    ),
    "moved to the archive": (
        A + "---\ninformed_by: [.chant/specs/z.md]\n---\n//- .chant/archive/x/z.md\n---\nstatus: completed\n---\n",
        [".chant/specs/z.md -> .chant/archive/x/z.md: z (archived, completed)"],
    ),
    "spec by its path": (
        A + "---\ninformed_by: [.chant/specs/b.md]\n---\n" + B,
        [".chant/specs/b.md -> .chant/specs/b.md: Second (failed)"],
    ),
    "file": (A + "---\ninformed_by: [d/x.md]\n---\n//- d/x.md\nx", ["d/x.md -> d/x.md: Open d/x.md"]),
    "quoted file": (A + "---\ninformed_by: ['d/x.md']\n---\n//- d/x.md\nx", ["d/x.md -> d/x.md: Open d/x.md"]),
    "not written yet": (
        A + "---\ninformed_by: [d/x.md]\n---\n//- .chant/specs/b.md\n---\ntarget_files: [d/x.md]\n---\n",
        ["d/x.md -> .chant/specs/b.md: Not written yet: b (pending) writes it"],
    ),
    "own output, not written yet": (A + "---\ntarget_files: [d/x.md]\n---\n", []),
    "not there": (A + "---\ninformed_by: [d/x.md]\n---\n", []),
    "outside": (A + "---\ninformed_by: [../x.md, /etc/passwd]\n---\n//- ../x.md\nx", []),
    "prompt": (
        A + "---\nprompt: p\n---\n//- .chant/prompts/p.md\nx",
        ["p -> .chant/prompts/p.md: Open .chant/prompts/p.md"],
    ),
    "schema": (A + "---\noutput_schema: s.json\n---\n//- s.json\n{}", ["s.json -> s.json: Open s.json"]),
    "glob and directory": (A + "---\ntracks: ['d/*.md', d/, d]\n---\n//- d/x.md\nx", []),
    "address": (
        A + "---\ninformed_by: ['https://x.example/a?b=c#d']\n---\n",
        ["https://x.example/a?b=c#d -> https://x.example/a?b=c#d: Open in the browser"],
    ),
    "other schemes": (
        A
        + "---\ninformed_by: ['file:///etc/passwd', 'command://x', 'vscode://x/y', 'javascript://%0aalert(1)']\n---\n",
        [],
    ),
    "other repository": (A + "---\ndepends_on: ['web:b']\n---\n" + B, []),
    "in the body": (
        A + "---\n---\nSee [[b]], `b.md` and `d/x.md`, not b, d/y.md or b2.\n" + B + "//- d/x.md\nx",
        [
            "b -> .chant/specs/b.md: Second (failed)",
            "b.md -> .chant/specs/b.md: Second (failed)",
            "d/x.md -> d/x.md: Open d/x.md",
        ],
    ),
    "what chant appended is not looked through": (A + "---\n---\n## Agent Output\n[[b]]\n" + B, []),
    "no spec": ("//- d/x.md\nb\n" + B, []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_links(text, expected):
    files, _ = fixture(text)
    path = next(iter(files))
    source = Source(files[path])
    found = links(index_of(files), path, source)
    assert [
        f"{source.slice(link.span)} -> {link.target_path or link.url}: {link.tooltip}" for link in found
    ] == expected


@settings(deadline=None)
@given(st.text(st.sampled_from("-:[]*.#` \n'/ab&!\x00\ud800"), max_size=80))
def test_any_text_has_links_of_its_own(value):
    for text in (value, "---\ninformed_by:\n- " + value, "---\n---\n" + value):
        files = {ONLY_FILE: text, "a/b": "", "a": ""}
        for link in links(index_of(files), ONLY_FILE, Source(text)):
            assert 0 <= link.span.start < link.span.end <= len(text)
            assert (link.target_path in files) != (link.url is not None)
