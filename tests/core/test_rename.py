"""Other names for specs, files and prompts: what changes, where, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.changes import Changes
from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features import moves
from chant_lsp.core.features.new_names import Refusal
from chant_lsp.core.features.rename import Named, follow, renamable_at, rename_at
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import TextsOf, fixture, index_of

A = "//- .chant/specs/001-a.md\n"
B = "//- .chant/specs/002-b.md\n"
D = "//- .chant/specs/d.md\n"


def changed(files, changes):
    """The files after the changes; the later names in place of the earlier ones."""
    after = dict(files) | dict(changes.creates)
    for path, edits in changes.edits.items():
        after[path] = apply_edits(after[path], edits)
    for old, new in changes.renames:
        for path in [path for path in after if path == old or path.startswith(f"{old}/")]:
            after[new + path[len(old) :]] = after.pop(path)
    return after


def renamed(text, new, running=()):
    """What a rename at the cursor does: the lines that differ, and the files that move."""
    files, (path, offset) = fixture(text)
    index = index_of(files)
    found = rename_at(index, TextsOf(files), path, offset, Source(files[path]), new, running)
    return found.sentence if isinstance(found, Refusal) else told(files, found)


def told(files, found):
    """The lines that differ after the changes, and the files that move."""
    lines = []
    for path, edits in found.edits.items():
        before, after = files[path].splitlines(True), apply_edits(files[path], edits).splitlines(True)
        assert len(before) == len(after)
        name = path.removeprefix(".chant/").removeprefix("specs/").removesuffix(".md")
        lines += [f"{name}: {b.rstrip()}" for a, b in zip(before, after, strict=True) if a != b]
    return [*lines, *(f"{old} -> {new}" for old, new in found.renames)]


MOVED = ".chant/specs/001-a.md -> .chant/specs/007-x.md"

SPECS = {
    "dependency": (A + B + "---\ndepends_on: [001-a$0]\n---\n", ["002-b: depends_on: [007-x]", MOVED]),
    "on the title": (A + "# Fi$0rst\n" + B + "---\ndepends_on: 001-a\n---\n", ["002-b: depends_on: 007-x", MOVED]),
    "on the first line": (A + "--$0-\n---\n", [MOVED]),
    "every field": (
        A
        + B
        + "---\ndepends_on:\n- '001-a$0'\nmembers: [\"001-a\", 003-c]\nblocked_specs: [001-a]\noriginal_spec: 001-a\n"
        + "informed_by:\n- .chant/specs/001-a.md\n- 001-a\n- ./.chant/specs/001-a.md # 001-a\n"
        + "context: ['`.chant/specs/001-a.md`']\n---\n",
        [
            "002-b: - '007-x'",
            '002-b: members: ["007-x", 003-c]',
            "002-b: blocked_specs: [007-x]",
            "002-b: original_spec: 007-x",
            "002-b: - .chant/specs/007-x.md",
            "002-b: - 007-x",
            "002-b: - ./.chant/specs/007-x.md # 001-a",
            "002-b: context: ['`.chant/specs/007-x.md`']",
            MOVED,
        ],
    ),
    "running text": (
        A
        + "# About 001-a$0\n"
        + B
        + "---\n---\n[[001-a]] ![[001-a#x|001-a is text here]]\n"
        + "[001-a](001-a.md#part) [x](../specs/001-a.md 'as 001-a') [x](001-a)\n"
        + "`001-a`, **001-a**: 001-a. (001-a.md) .chant/specs/001-a.md\n[r]: <./001-a.md>\n"
        + "001-ab x-001-a 001-a-b repo:001-a https://x/001-a chant/001-a 001-a.log .chant/logs/001-a.log\n",
        [
            "001-a: # About 007-x",
            "002-b: [[007-x]] ![[007-x#x|001-a is text here]]",
            "002-b: [007-x](007-x.md#part) [x](../specs/007-x.md 'as 007-x') [x](007-x)",
            "002-b: `007-x`, **007-x**: 007-x. (007-x.md) .chant/specs/007-x.md",
            "002-b: [r]: <./007-x.md>",
            MOVED,
        ],
    ),
    "from running text": (A + B + "[[001-$0a]] and 001-a\n", ["002-b: [[007-x]] and 007-x", MOVED]),
    "prompts and config": (
        A + "# A$0\n" + "//- .chant/prompts/fix.md\n---\nname: 001-a\n---\nAs [[001-a]].\n"
        + "//- .chant/config.md\n---\n---\n001-a\n",
        ["config: 007-x", "prompts/fix: As [[007-x]].", MOVED],
    ),
    "other files are left alone": (A + "# A$0\n//- .chant/research/x.md\n001-a\n//- README.md\n001-a\n", [MOVED]),
    "members": (
        D + "---\nmembers: [d.1, d.2]\n---\n# D$0\nd.1, d.2.1 and d.9; `d`\n"
        + "//- .chant/specs/d.1.md\n//- .chant/specs/d.2.md\n---\ndepends_on: [d.1]\n---\n"
        + "//- .chant/specs/d.2.1.md\n//- .chant/specs/dd.1.md\n",
        [
            "d.2: depends_on: [007-x.1]",
            "d: members: [007-x.1, 007-x.2]",
            "d: 007-x.1, 007-x.2.1 and d.9; `d`",
            ".chant/specs/d.1.md -> .chant/specs/007-x.1.md",
            ".chant/specs/d.2.1.md -> .chant/specs/007-x.2.1.md",
            ".chant/specs/d.2.md -> .chant/specs/007-x.2.md",
            ".chant/specs/d.md -> .chant/specs/007-x.md",
        ],
    ),
    "archived": (
        "//- .chant/archive/2026-01-01/2026-01-01-001-abc.md\n# A$0\n"
        + "//- .chant/archive/2026-01-01/2026-01-01-001-abc.1.md\n"
        + B + "---\ninformed_by: [.chant/specs/2026-01-01-001-abc.md]\n---\n"
        + ".chant/archive/2026-01-01/2026-01-01-001-abc.1.md\n",
        [
            "002-b: informed_by: [.chant/specs/007-x.md]",
            "002-b: .chant/archive/007-x.1/007-x.1.md",
            ".chant/archive/2026-01-01/2026-01-01-001-abc.1.md -> .chant/archive/007-x.1/007-x.1.md",
            ".chant/archive/2026-01-01/2026-01-01-001-abc.md -> .chant/archive/007-x/007-x.md",
        ],
    ),
    "archived, in a layout of one's own": (
        "//- .chant/archive/old/001-a.md\n# A$0\n", [".chant/archive/old/001-a.md -> .chant/archive/old/007-x.md"],
    ),
    "partial id": (
        A + B + "---\ndepends_on: [001$0]\n---\n", ["002-b: depends_on: [007-x]", MOVED],
    ),
    "broken YAML": (
        A + B + "---\nlabels: [a\ndepends_on: [001-a$0]\n---\n001-a\n",
        ["002-b: depends_on: [007-x]", "002-b: 007-x", MOVED],
    ),
    "unterminated": (A + "# A$0\n" + B + "---\ndepends_on: [001-a]\n", ["002-b: depends_on: [007-x]", MOVED]),
    "with `.md`, as in the explorer": (A + "# A$0\n", [MOVED]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPECS.values(), ids=SPECS.keys())
def test_a_spec_is_renamed(text, expected, monkeypatch):
    assert renamed(text, "007-x") == expected
    assert renamed(text, " 007-x.md ") == expected
    # With many names, the texts are read through once.
    monkeypatch.setattr(moves, "MAX_NAMES_SOUGHT", 0)
    assert renamed(text, "007-x") == expected


@pytest.mark.slow
def test_mentions_by_the_thousand_are_not_compared_with_each_other(monkeypatch):
    """That would take a quarter of a minute. What one of them becomes, the others become, too."""
    count = 14_000
    asked = []
    new_words = moves._new_words
    monkeypatch.setattr(moves, "_new_words", lambda *given: asked.append(given) or new_words(*given))
    files = {".chant/specs/a.md": "# A\n" + "[[a]]\n" * count}
    found = rename_at(index_of(files), TextsOf(files), ".chant/specs/a.md", 0, Source("# A\n"), "b")
    assert isinstance(found, Changes) and len(found.edits[".chant/specs/a.md"]) == count
    assert len(asked) == 1


FAMILY = (
    D + "---\nmembers: [d.1]\n---\n//- .chant/specs/d.1.md\n//- .chant/specs/d.1.1.md\n//- .chant/specs/d-e.md\n"
    + B + "---\ndepends_on: [d, d.1.1]\n---\n"
)  # fmt: skip
OWN, FIRST = (".chant/specs/d.md", ".chant/specs/007-x.md"), (".chant/specs/d.1.md", ".chant/specs/007-x.1.md")
FOLLOWED = {
    "a driver": (
        FAMILY, [OWN], (),
        ["002-b: depends_on: [007-x, 007-x.1.1]", "d: members: [007-x.1]",
         ".chant/specs/d.1.1.md -> .chant/specs/007-x.1.1.md", ".chant/specs/d.1.md -> .chant/specs/007-x.1.md"],
    ),
    "a driver that moves as well": (
        FAMILY, [(OWN[0], ".chant/archive/007-x.md")], (),
        ["002-b: depends_on: [007-x, 007-x.1.1]", "d: members: [007-x.1]",
         ".chant/specs/d.1.1.md -> .chant/specs/007-x.1.1.md", ".chant/specs/d.1.md -> .chant/specs/007-x.1.md"],
    ),
    "with one of its members": (
        FAMILY, [FIRST, OWN], (),
        ["002-b: depends_on: [007-x, 007-x.1.1]", "d: members: [007-x.1]",
         ".chant/specs/d.1.1.md -> .chant/specs/007-x.1.1.md"],
    ),
    "with a member that gets a name of its own": (
        FAMILY, [OWN, (FIRST[0], ".chant/specs/008-y.md")], (),
        ["002-b: depends_on: [007-x, 007-x.1.1]", "d: members: [008-y]",
         ".chant/specs/d.1.1.md -> .chant/specs/007-x.1.1.md"],
    ),
    "whatever the order": (
        FAMILY, [(FIRST[0], ".chant/specs/008-y.md"), OWN], (),
        ["002-b: depends_on: [007-x, 007-x.1.1]", "d: members: [008-y]",
         ".chant/specs/d.1.1.md -> .chant/specs/007-x.1.1.md"],
    ),
    "with a member that only moves": (
        FAMILY, [OWN, (FIRST[0], ".chant/archive/d.1.md")], (),
        ["002-b: depends_on: [007-x, 007-x.1.1]", ".chant/specs/d.1.1.md -> .chant/specs/007-x.1.1.md"],
    ),
    "with another that gets a member's name": (
        FAMILY, [OWN, (".chant/specs/002-b.md", FIRST[1])], (), ["002-b: depends_on: [007-x, d.1.1]"],
    ),
    "into the place of its driver, which is still its own when its members would need it": (
        "//- .chant/specs/d.1.md\n//- .chant/specs/d.1.1.md\n" + B + "---\ndepends_on: [d.1, d.1.1]\n---\n",
        [(FIRST[0], OWN[0])], (), ["002-b: depends_on: [d, d.1.1]"],
    ),
    "to an id that no driver can have": (
        FAMILY, [(OWN[0], ".chant/specs/v1.x.md")], (), ["002-b: depends_on: [v1.x, d.1.1]"],
    ),
    "where the name is that of a spec elsewhere": (
        FAMILY + "//- .chant/archive/d.3.1.1.md\n//- .chant/specs/d.3.md\n", [(FIRST[0], ".chant/specs/d.3.1.md")], (),
        ["d: members: [d.3.1]"],
    ),
    "while a member runs": (
        FAMILY, [OWN], ("d.1.1",), ["002-b: depends_on: [007-x, d.1.1]"],
    ),
    "where a name is taken": (
        FAMILY + "//- .chant/specs/007-x.1.md\n", [OWN], (), ["002-b: depends_on: [007-x, d.1.1]"],
    ),
    "only to another folder": (
        FAMILY, [(OWN[0], ".chant/archive/d.md")], (), [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "renames", "staying", "expected"), FOLLOWED.values(), ids=FOLLOWED.keys())
def test_members_follow_a_driver_that_the_editor_renames(text, renames, staying, expected):
    files, _ = fixture(text)
    found = follow(index_of(files), TextsOf(files), renames, staying)
    assert told(files, found) == expected


QUOTES = {
    ("[001-a, b]", "003"): '["003", b]',
    ("[001-a, b]", "yes"): '["yes", b]',
    ("[001-a, b]", "2026-01-01"): '["2026-01-01", b]',
    ("[001-a, b]", "true"): '["true", b]',
    ("[001-a, b]", "a,b"): '["a,b", b]',
    ("[001-a, b]", "{x}"): '["{x}", b]',
    ("['001-a', b]", "it's"): "['it''s', b]",
    ("['001-a', b]", "003"): "['003', b]",
    ('["001-a", b]', "it's"): '["it\'s", b]',
    ("[001-a, b]", "1e3"): '["1e3", b]',
    ("[001-a, b]", "é-😀"): "[é-😀, b]",
    ("[001-a, b]", "@x"): '["@x", b]',
    ("[001-a, b]", "&x"): '["&x", b]',
    ("001-a", "null"): '"null"',
}


@pytest.mark.parametrize(("case", "expected"), QUOTES.items(), ids=[" ".join(case) for case in QUOTES])
def test_quotes_are_kept_and_come_where_the_new_id_needs_them(case, expected):
    text = A + "# A$0\n" + B + f"---\ndepends_on: {case[0]}\n---\n"
    assert renamed(text, case[1])[0] == f"002-b: depends_on: {expected}"


FILES = {
    "input": (
        A + "---\ninformed_by: [d/x.md$0]\ntracks: ['d/*.md', './d//x.md', './d/x.md']\n---\n"
        + "See d/x.md and [x](../../d/x.md#y).\n"
        + B + "---\ntarget_files:\n- d/x.md\n---\n[x](/d/x.md) ../../d/x.md\n//- d/x.md\n",
        [
            "001-a: informed_by: [e/y z.md]",
            "001-a: tracks: ['d/*.md', './e/y z.md', './e/y z.md']",
            "001-a: See e/y z.md and [x](../../e/y%20z.md#y).",
            "002-b: - e/y z.md",
            "002-b: [x](/e/y%20z.md) ../../e/y z.md",
            "d/x.md -> e/y z.md",
        ],
    ),
    "not written yet": (
        A + "---\ninformed_by: [d/x.md]\n---\n" + B + "---\ntarget_files: [d/x.md$0]\n---\nd/x.md\n",
        ["001-a: informed_by: [e/y z.md]", "002-b: target_files: [e/y z.md]", "002-b: e/y z.md"],
    ),
    "from running text": (
        A + "---\n---\n[x](<../../d/x.md$0>)\n//- d/x.md\n",
        ["001-a: [x](<../../e/y z.md>)", "d/x.md -> e/y z.md"],
    ),
    "schema": (
        A + "---\noutput_schema: d/x.md$0\n---\n//- d/x.md\n", ["001-a: output_schema: e/y z.md", "d/x.md -> e/y z.md"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FILES.values(), ids=FILES.keys())
def test_a_file_is_renamed(text, expected):
    assert renamed(text, "e/y z.md") == expected


def test_a_folder_is_renamed():
    text = A + "---\ncontext: [docs/$0]\ninformed_by: [docs/x/y.md, docsx/y.md]\n---\ndocs/z.md `docs/x/`\n"
    text += "//- docs/x/y.md\n//- docs/z.md\n//- docsx/y.md\n"
    assert renamed(text, "guides") == [
        "001-a: context: [guides/]",
        "001-a: informed_by: [guides/x/y.md, docsx/y.md]",
        "001-a: guides/z.md `guides/x/`",
        "docs -> guides",
    ]


def test_a_path_in_lines_of_its_own_comes_into_the_line_of_its_key():
    text = (
        A + "---\noutput_schema: >-\n  docs/x.md\ninformed_by:\n- |-\n  docs/x.md\n- docs/x.md$0\n---\n//- docs/x.md\n"
    )
    files, (path, offset) = fixture(text)
    found = rename_at(index_of(files), TextsOf(files), path, offset, Source(files[path]), "docs/y.md")
    assert isinstance(found, Changes)
    after = changed(files, found)[path]
    assert after == "---\noutput_schema: docs/y.md\ninformed_by:\n- docs/y.md\n- docs/y.md\n---\n"


def test_globs_follow_the_folder_that_they_begin_with():
    text = A + "---\ncontext: [docs/$0]\ntarget_files: [docs/x/*.md]\ninformed_by:\n- docs/**/*.md # all\n"
    text += "- './docs/x/*.md'\n- docs*/x/*.md\n- docsx/*.md\n- '**/*.md'\n---\n//- docs/x/y.md\n"
    assert renamed(text, "a b") == [
        "001-a: context: [a b/]",
        "001-a: target_files: [a b/x/*.md]",
        "001-a: - a b/**/*.md # all",
        "001-a: - './a b/x/*.md'",
        "docs -> a b",
    ]


PROMPT = "//- .chant/prompts/fix.md\nFix it.\n"
PROMPTS = {
    "of a spec": (
        A + "---\nprompt: fix$0\nlabels: [fix]\n---\nSee .chant/prompts/fix.md\n" + B + "---\nprompt: 'fix'\n---\n"
        + PROMPT + "//- .chant/prompts/more.md\n---\nextends: fix\n---\n"
        + "//- .chant/config.md\n---\ndefaults:\n  prompt: fix\n---\n",
        [
            "config:   prompt: mend",
            "prompts/more: extends: mend",
            "001-a: prompt: mend",
            "001-a: See .chant/prompts/mend.md",
            "002-b: prompt: 'mend'",
            ".chant/prompts/fix.md -> .chant/prompts/mend.md",
        ],
    ),
    "of another prompt": (
        PROMPT + "//- .chant/prompts/more.md\n---\nextends: fix$0\n---\n",
        ["prompts/more: extends: mend", ".chant/prompts/fix.md -> .chant/prompts/mend.md"],
    ),
    "an extension": (
        "//- .chant/prompts/extensions/fix.md\nx\n" + A + "---\nprompt: extensions/fix\n---\n"
        + "//- .chant/config.md\n---\ndefaults:\n  prompt_extensions: [fix$0]\n---\n",
        [
            "config:   prompt_extensions: [mend]",
            "001-a: prompt: extensions/mend",
            ".chant/prompts/extensions/fix.md -> .chant/prompts/extensions/mend.md",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PROMPTS.values(), ids=PROMPTS.keys())
def test_a_prompt_is_renamed(text, expected):
    assert renamed(text, "mend") == expected


def test_none_is_in_the_way_of_another():
    shorter = "//- .chant/specs/d.1.1.1.md\n//- .chant/specs/d.1.1.md\n//- .chant/specs/d.1.md\n# T$0\n"
    assert renamed(shorter, "d") == [
        ".chant/specs/d.1.md -> .chant/specs/d.md",
        ".chant/specs/d.1.1.md -> .chant/specs/d.1.md",
        ".chant/specs/d.1.1.1.md -> .chant/specs/d.1.1.md",
    ]


SPEC = A + "# A$0\n"
REFUSED = {
    "empty": (SPEC, "  ", "An id cannot be empty."),
    "slash": (SPEC, "x/y", "An id cannot have `/` in it."),
    "colon": (SPEC, "x:y", "An id cannot have `:` in it."),
    "space": (SPEC, "x y", "An id cannot have a space in it."),
    "control": (SPEC, "x\x07y", "An id cannot have an invisible character in it."),
    "dash": (SPEC, "-x", "An id cannot begin with `-`."),
    "dot": (SPEC, ".x", "An id cannot begin with `.`."),
    "dot at the end": (SPEC, "x.", "An id cannot begin with `-` or a space, nor end with a dot or a space."),
    "dashes": (SPEC, "x---y", "An id cannot have `---` in it: chant would end the frontmatter there."),
    "long": (SPEC, "x" * 201, "An id cannot be longer than 200 bytes."),
    "long in bytes": (SPEC, "é" * 101, "An id cannot be longer than 200 bytes."),
    "taken": (SPEC + B, "002-b", "There is a spec `002-b` already; choose another id."),
    "taken in the archive": (
        SPEC + "//- .chant/archive/z/z.md\n", "z", "There is a spec `z` already; choose another id.",
    ),
    "taken but for capitals": (SPEC + B, "002-B", "There is a spec `002-b` already; choose another id."),
    "taken by no spec": (
        "//- .chant/specs/x/001-a.md\n# A$0\n//- .chant/specs/x/007-x.md/y.txt\n", "007-x",
        "`.chant/specs/x/007-x.md` is there already; choose another id.",
    ),
    "there twice": (
        SPEC + "//- .chant/archive/001-a.md\n", "007-x",
        "`001-a` is there twice, as `.chant/specs/001-a.md` and `.chant/archive/001-a.md`; remove one of them first.",
    ),
    "no driver": (
        D + "# D$0\n//- .chant/specs/d.1.md\n", "v1.x",
        "chant would not take `d.1` for a member of `v1.x`; choose an id without a dot.",
    ),
    "a member's name is taken elsewhere": (
        "//- .chant/specs/d.1.md\n# T$0\n//- .chant/specs/d.1.1.md\n//- .chant/archive/d.3.1.md\n", "d.3",
        "`.chant/archive/d.3.1.md` is there already; choose another id.",
    ),
    "a member by accident": (
        SPEC + D, "d.1", "chant would take `d.1` for a member of `d`; write it without the dot before the digit.",
    ),
    "somebody's driver by accident": (
        SPEC + "//- .chant/specs/v.1.md\n", "v", "chant would take `v.1` for a member of `v`; choose another id.",
    ),
    "unknown id": (A + "---\ndepends_on: [nobody$0]\n---\n", "x", "There is no spec `nobody` to rename."),
    "part of an id in the body": (
        A + "---\n---\n[[002$0]]\n" + B, "x",
        "`002` is only a part of `002-b`; write the full id before you rename it.",
    ),
    "glob": (A + "---\ntracks: ['d/*$0']\n---\n", "x", "`d/*` matches many files; rename them one by one."),
    "nothing": (
        A + "---\nstatus: pend$0ing\n---\n", "x",
        "Put the cursor on the id of a spec, the path of a file or the name of a prompt to rename it.",
    ),
    "address": (
        A + "---\norigin: ['https://x$0']\n---\n", "x",
        "Put the cursor on the id of a spec, the path of a file or the name of a prompt to rename it.",
    ),
    "path that leads out": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n", "../x.md",
        "`../x.md` leads out of the project; choose a path inside it.",
    ),
    "path from outside": (
        A + "---\ninformed_by: [../x.md$0]\n---\n", "x.md",
        "`../x.md` is outside the project; nothing there is renamed.",
    ),
    "path that is there": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n//- d/y.md\n", "d/y.md",
        "`d/y.md` is there already; choose another path.",
    ),
    "path where specs live": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n", ".chant/specs/x.md",
        "`.chant/specs/x.md` is where a spec lives; rename a spec by its id.",
    ),
    "path that is none": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n", "words of mine",
        "chant would not take `words of mine` for a path; write it with a folder or an ending.",
    ),
    "glob for a path": (A + "---\ninformed_by: [d/x.md$0]\n---\n", "d/*.md", "A path cannot have `*` in it."),
    "folder into itself": (
        A + "---\ncontext: [d/$0]\n---\n//- d/x\n", "d/e", "`d/e` is inside `d`; choose another path.",
    ),
    "prompt that is not there": (
        A + "---\nprompt: fix$0\n---\n", "mend", "There is no prompt `fix`; create it before you rename it.",
    ),
    "prompt that is taken": (
        A + "---\nprompt: fix$0\n---\n" + PROMPT + "//- .chant/prompts/mend.md\n", "mend",
        "There is a prompt `mend` already; choose another name.",
    ),
    "prompt that leads out": (
        A + "---\nprompt: fix$0\n---\n" + PROMPT, "x/../../y",
        "`x/../../y` leads out of `.chant/prompts/`; a prompt's name is its file's, without `.md`.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "new", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_in_one_sentence(text, new, expected):
    assert renamed(text, new) == expected


def test_what_runs_is_not_renamed():
    text = D + "# D$0\n//- .chant/specs/d.1.md\n"
    said = "`d.1` is running; stop it, or wait until it is done, before you rename it."
    assert renamed(text, "x", running=["d.1"]) == said
    assert renamed(text, "x", running=["e"]) == [
        ".chant/specs/d.1.md -> .chant/specs/x.1.md",
        ".chant/specs/d.md -> .chant/specs/x.md",
    ]


def test_a_file_that_is_not_utf8_is_not_damaged():
    files, (path, offset) = fixture(A + "# A$0\n" + B + "[[001-a]]\n")
    texts = TextsOf(files)
    texts.source = lambda path: Source(files[path], undecodable=0 if "002" in path else None)  # type: ignore
    found = rename_at(index_of(files), texts, path, offset, Source(files[path]), "007-x")
    assert found == Refusal("`.chant/specs/002-b.md` has to change and is not UTF-8; mend it first.")


def test_the_same_name_changes_nothing():
    assert renamed(A + "# A$0\n", "001-a") == []


PLACES = {
    "id": (A + B + "---\ndepends_on: ['001-a$0']\n---\n", "001-a = 001-a"),
    "partial id": (A + B + "---\ndepends_on: [001$0]\n---\n", "001 = 001-a"),
    "only the id of a path": (A + B + "---\ninformed_by: [.chant/specs/001-a$0.md]\n---\n", "001-a = 001-a"),
    "path of a spec, elsewhere": (
        A + B + "---\ninformed_by: [.cha$0nt/specs/001-a.md]\n---\n",
        ".chant/specs/001-a.md = 001-a",
    ),
    "only the id of a link": (A + B + "---\n---\n[x](./00$01-a.md#y)\n", "001-a = 001-a"),
    "wiki link": (A + B + "---\n---\n[[001$0-a|x]]\n", "001-a = 001-a"),
    "title": (A + "# Fir$0st\n", "# First = 001-a"),
    "first line": (A + "---$0\n---\n", "--- = 001-a"),
    "path": (A + "---\ninformed_by: [./d/x.md$0]\n---\n", "./d/x.md = d/x.md"),
    "link": (A + "---\n---\n[x](../../d/x.md$0)\n//- d/x.md\n", "../../d/x.md = d/x.md"),
    "prompt": (A + "---\nprompt: fix$0\n---\n" + PROMPT, "fix = fix"),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES.keys())
def test_what_is_renamed(text, expected):
    files, (path, offset) = fixture(text)
    source = Source(files[path])
    found = renamable_at(index_of(files), path, offset, source)
    assert isinstance(found, Named)
    assert found.span.touches(offset)
    assert f"{source.slice(found.span)} = {found.name}" == expected


def test_nothing_else_is_written():
    files, (path, offset) = fixture(A + "# A$0\n" + B + "---\ndepends_on: 001-a\n---\n")
    found = rename_at(index_of(files), TextsOf(files), path, offset, Source(files[path]), "007-x")
    assert isinstance(found, Changes)
    assert list(changed(files, found)) == [".chant/specs/002-b.md", ".chant/specs/007-x.md"]


@settings(deadline=None, max_examples=tries(150))
@given(
    text=st.text(st.sampled_from("-:[]*.#` \n'\"/\\ab{}&!%()<>|0\x00\ud800\u2028"), max_size=80),
    head=st.sampled_from(
        ["---\n", "---\ndepends_on: ", "---\ninformed_by:\n- ", "", "---\n---\n", "---\n---\n[[a]](b)"]
    ),
    offset=st.integers(-5, 120),
    new=st.sampled_from(["x", "d/e.md", "a.1", "", "\ud800"]) | st.text(max_size=4),
)
def test_any_text_and_any_name_has_an_answer(text, head, offset, new):
    path = ".chant/specs/001-a.md"
    files = {path: head + text, ".chant/specs/a.md": "[[001-a]]", "a/b": "x", "b": "", ".chant/prompts/a.md": text}
    found = rename_at(index_of(files), TextsOf(files), path, offset, Source(files[path]), new)
    if isinstance(found, Refusal):
        assert found.sentence.endswith(".")
    else:
        assert not any(".." in new.split("/") for _, new in found.renames)
        changed(files, found)
