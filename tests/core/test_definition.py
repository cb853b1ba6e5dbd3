"""Where the text under the cursor leads to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.definition import definition_at
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import fixture, index_of

A = "//- .chant/specs/001-a.md\n"
B = "//- .chant/specs/002-b.md\n---\nstatus: pending\n---\n\n# Second\n"
TITLED = ".chant/specs/002-b.md `# Second`"
D = "//- .chant/specs/d-11.md\n//- .chant/specs/d-12.md\n"
TWO_OF_D = [".chant/specs/d-11.md", ".chant/specs/d-12.md"]

CASES = {
    "dependency": (A + "---\ndepends_on: [002-b$0]\n---\n" + B, [TITLED]),
    "dependency, a lone text": (A + "---\ndepends_on: 0$002-b\n---\n" + B, [TITLED]),
    "dependency, quoted": (A + "---\ndepends_on: ['00$02-b']\n---\n" + B, [TITLED]),
    "dependency, its first character": (A + "---\ndepends_on:\n- $0002-b\n---\n" + B, [TITLED]),
    "partial id of one spec": (A + "---\ndepends_on: [00$02]\n---\n" + B, [TITLED]),
    "partial id of several": (A + "---\ndepends_on: [0$00]\n---\n" + B, [".chant/specs/001-a.md", TITLED]),
    "id with .md": (A + "---\ndepends_on: [002-b.md$0]\n---\n" + B, [TITLED]),
    "path for an id": (A + "---\ndepends_on: [.chant/specs/002-b.md$0]\n---\n" + B, [TITLED]),
    "unknown": (A + "---\ndepends_on: [z$0]\n---\n" + B, []),
    "itself": (A + "---\ndepends_on: [001-a$0]\n---\n", [".chant/specs/001-a.md"]),
    "archived": (
        A + "---\ndepends_on: [000$0]\n---\n//- .chant/archive/2026/000.md\n# Old\n",
        [".chant/archive/2026/000.md `# Old`"],
    ),
    "active before archived": (
        A + "---\ndepends_on: [002-b$0]\n---\n//- .chant/archive/002-b.md\n# Old\n" + B,
        [TITLED],
    ),
    "other repository": (A + "---\ndepends_on: ['web:002-b$0']\n---\n" + B, []),
    "member": (A + "---\nmembers: [002-b$0]\n---\n" + B, [TITLED]),
    "blocked spec": (A + "---\nblocked_specs: [002-b$0]\n---\n" + B, [TITLED]),
    "original spec": (A + "---\noriginal_spec: 002-b$0\n---\n" + B, [TITLED]),
    "no title: the file": (A + "---\ndepends_on: [c$0]\n---\n//- .chant/specs/c.md\n---\n---\n", [".chant/specs/c.md"]),
    "input": (A + "---\ninformed_by:\n- docs/x.md$0\n---\n//- docs/x.md\nx\n", ["docs/x.md"]),
    "input with dots": (A + "---\ninformed_by:\n- ./docs/../docs/x.md$0\n---\n//- docs/x.md\nx\n", ["docs/x.md"]),
    "origin": (A + "---\norigin: [x.csv$0]\n---\n//- x.csv\n1\n", ["x.csv"]),
    "tracks": (A + "---\ntracks: [src/x.py$0]\n---\n//- src/x.py\n1\n", ["src/x.py"]),
    "context": (A + "---\ncontext: [src/x.py$0]\n---\n//- src/x.py\n1\n", ["src/x.py"]),
    "output that is there": (A + "---\ntarget_files: [src/x.py$0]\n---\n//- src/x.py\n1\n", ["src/x.py"]),
    "conflicting file": (A + "---\nconflicting_files: [src/x.py$0]\n---\n//- src/x.py\n1\n", ["src/x.py"]),
    "input without a folder or an ending": (A + "---\ninformed_by: [Makefile$0]\n---\n//- Makefile\nx\n", ["Makefile"]),
    "input that is a spec's id": (A + "---\ninformed_by: [002-b$0]\n---\n" + B, [TITLED]),
    "input that is a spec's path": (A + "---\ninformed_by: [.chant/specs/002-b.md$0]\n---\n" + B, [TITLED]),
    "spec path moved to the archive": (
        A + "---\ninformed_by: [.chant/specs/000.md$0]\n---\n//- .chant/archive/2026/000.md\n# Old\n",
        [".chant/archive/2026/000.md `# Old`"],
    ),
    "not written yet: who writes it": (
        A + "---\ninformed_by: [docs/x.md$0]\n---\n//- .chant/specs/p.md\n---\ntarget_files: [docs/x.md]\n---\n",
        [".chant/specs/p.md `docs/x.md`"],
    ),
    "not written yet, two writers": (
        A + "---\ninformed_by: [d/x$0]\n---\n//- .chant/specs/p.md\n---\ntarget_files: [d/x]\n---\n"
        "//- .chant/specs/q.md\n---\ntarget_files: [d/x]\n---\n",
        [".chant/specs/p.md `d/x`", ".chant/specs/q.md `d/x`"],
    ),
    "own output, not written yet: itself": (A + "---\ntarget_files: [d/x$0]\n---\n", [".chant/specs/001-a.md `d/x`"]),
    "not there and nobody writes it": (A + "---\ninformed_by: [docs/x.md$0]\n---\n", []),
    "glob: all matches": (
        A + "---\ntracks: ['src/*.py$0']\n---\n//- src/a.py\n1\n//- src/b.py\n1\n",
        ["src/a.py", "src/b.py"],
    ),
    "glob that matches specs": (A + "---\ninformed_by: ['.chant/specs/002*$0']\n---\n" + B, [TITLED]),
    "glob without matches": (A + "---\ntracks: ['src/*.py$0']\n---\n", []),
    "directory: its files": (
        A + "---\ninformed_by: [d/$0]\n---\n//- d/a\n1\n//- d/e/b\n1\n//- d/c\n1\n",
        ["d/a", "d/c"],
    ),
    "directory without a slash": (A + "---\ninformed_by: [d/e$0]\n---\n//- d/e/b\n1\n", ["d/e/b"]),
    "prompt": (A + "---\nprompt: fix$0\n---\n//- .chant/prompts/fix.md\nx\n", [".chant/prompts/fix.md"]),
    "prompt in a folder": (
        A + "---\nprompt: a/fix$0\n---\n//- .chant/prompts/a/fix.md\nx\n",
        [".chant/prompts/a/fix.md"],
    ),
    "prompt that is not there": (A + "---\nprompt: fix$0\n---\n", []),
    "prompt that leads out": (A + "---\nprompt: ../../x$0\n---\n//- x.md\nx\n", []),
    "schema": (A + "---\noutput_schema: s/x.json$0\n---\n//- s/x.json\n{}\n", ["s/x.json"]),
    "outside, relative": (A + "---\ninformed_by: [../x.md$0]\n---\n//- ../x.md\nx\n", []),
    "outside, absolute": (A + "---\ninformed_by: [/etc/passwd$0]\n---\n//- /etc/passwd\nx\n", []),
    "outside, glob": (A + "---\ninformed_by: ['../*$0']\n---\n//- ../x.md\nx\n", []),
    "address": (A + "---\ninformed_by: ['https://x.example/y$0']\n---\n", []),
    "words": (A + "---\ntarget_files: [perhaps the src folder$0]\n---\n", []),
    "key": (A + "---\nde$0pends_on: [002-b]\n---\n" + B, []),
    "status": (A + "---\nstatus: pen$0ding\n---\n", []),
    "behind a line": (A + "---\ndepends_on:\n- 002-b\n$0---\n" + B, []),
    "id in the body": (A + "---\n---\n\nSee 00$02-b.\n" + B, [TITLED]),
    "wiki link": (A + "---\n---\n\nSee [[002-b$0]].\n" + B, [TITLED]),
    "path in the body": (A + "---\n---\n\nSee `docs/x$0.md`.\n//- docs/x.md\nx\n", ["docs/x.md"]),
    "wiki link to a part of an id": (A + "---\n---\n\nSee [[002$0]].\n" + B, [TITLED]),
    "wiki link to a part of two ids": (A + "---\n---\n\nSee [[d-1$0]].\n" + D, TWO_OF_D),
    "part of two ids": (A + "---\nblocked_specs: [d-1$0]\n---\n" + D, TWO_OF_D),
    "id that is there twice": (
        A + "---\ndepends_on: [d-11$0]\n---\n//- .chant/archive/d-11.md\n//- .chant/specs/x/d-11.md\n" + D,
        [".chant/specs/d-11.md", ".chant/specs/x/d-11.md"],
    ),
    "brackets that are no link": (A + "---\n---\n\nm[[$00]] [[ -f 002 ]]\n" + B, []),
    "wiki link with words of its own": (A + "---\n---\n\nSee [[002-b|the sec$0ond]].\n" + B, []),
    "wiki link, its id": (A + "---\n---\n\nSee [[00$02-b#part|the second]].\n" + B, [TITLED]),
    "wiki link to an id that is no such word": (
        A + "---\n---\n[[se$0tup]]\n//- .chant/specs/setup.md\n",
        [".chant/specs/setup.md"],
    ),
    "link, relative to the spec": (A + "---\n---\n[x](./002-b.md$0#part)\n" + B, [TITLED]),
    "escapes are no part of a name": (A + "---\n---\n[x](docs/x%20y.m$0d 'title')\n//- docs/x%20y.md\nx\n", []),
    "link with escapes": (A + "---\n---\n[x](../../docs/%C3%A9.m$0d)\n//- docs/é.md\nx\n", ["docs/é.md"]),
    "reference of a link": (
        A + "---\n---\n[x]: <../research/x.m$0d>\n//- .chant/research/x.md\nx\n",
        [".chant/research/x.md"],
    ),
    "path of an archived spec in the body": (
        A + "---\n---\nSee .chant/specs/000$0.md and [x](000.md)\n//- .chant/archive/2026/000.md\n# Old\n",
        [".chant/archive/2026/000.md `# Old`"],
    ),
    "link to an archived spec": (
        A + "---\n---\nSee [x](000$0.md)\n//- .chant/archive/2026/000.md\n# Old\n",
        [".chant/archive/2026/000.md `# Old`"],
    ),
    "not within an address": (A + "---\n---\nhttps://x.example/00$02-b\n" + B, []),
    "not another repository's": (A + "---\n---\nother:00$02-b\n" + B, []),
    "word in the body": (A + "---\n---\n\nSee th$0is.\n" + B, []),
    "path that leads out, in the body": (A + "---\n---\n\nSee `../x.md$0`.\n//- ../x.md\nx\n", []),
    "broken YAML: before the error": (A + "---\ndepends_on: [002-b$0]\nlabels: [a\n---\n" + B, [TITLED]),
    "broken YAML: behind the error": (A + "---\nlabels: [a\ndepends_on: [002-b$0]\n---\n" + B, [TITLED]),
    "broken YAML: item of a list": (A + "---\nlabels: [a\ninformed_by:\n- d/x.md$0\n---\n//- d/x.md\nx\n", ["d/x.md"]),
    "wrong type: still a link": (A + "---\ntarget_files: src/x.py$0\n---\n//- src/x.py\n1\n", ["src/x.py"]),
    "unterminated": (A + "---\ndepends_on: [002-b$0]\n\n# A\n" + B, [TITLED]),
    "not a spec": ("//- docs/x.md\n002-b$0\n" + B, []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_definition(text, expected):
    files, (path, offset) = fixture(text)
    found = definition_at(index_of(files), path, offset, Source(files[path]))
    assert [drawn(files, target) for target in found] == expected


def test_the_body_needs_its_text():
    files, (path, offset) = fixture(A + "---\n---\n\nSee 00$02-b.\n" + B)
    assert definition_at(index_of(files), path, offset) == []


def test_a_glob_leads_to_a_list_that_can_be_read():
    files = {".chant/specs/a.md": "---\ntracks: ['src/*']\n---\n", **{f"src/{i}": "" for i in range(1000)}}
    assert len(definition_at(index_of(files), ".chant/specs/a.md", 15)) == 200


def drawn(files, target):
    path, span = target
    return path if span is None else f"{path} `{Source(files[path]).slice(span)}`"


@settings(deadline=None, max_examples=tries(150))
@given(
    text=st.text(st.sampled_from("-:[]*.#` \n'\"/\\ab{}&!\x00\ud800\u2028"), max_size=80),
    head=st.sampled_from(["---\n", "---\ndepends_on: ", "---\ninformed_by:\n- ", "", "---\n---\n"]),
    offset=st.integers(-5, 120),
)
def test_any_text_has_an_answer(text, head, offset):
    path = ".chant/specs/001-a.md"
    files = {path: head + text, "a/b": "x", "b": ""}
    index = index_of(files)
    for target in definition_at(index, path, offset, Source(files[path])):
        assert target.path in files
