"""What stands under the cursor, in a glance."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.hover import hover_at, hover_of_file
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS, STATUSES, TYPES
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import ONLY_FILE, fixture, index_of

A = "//- .chant/specs/a.md\n"
B = (
    "//- .chant/specs/b.md\n---\ntype: research\ntarget_files: [d/x.md]\n---\n"
    "# Second [x](y)\n\n## Acceptance Criteria\n\n- [x] 1\n- [ ] 2\n"
)
STATUS_WORDS = ", ".join(f"`{choice.value}`" for choice in STATUSES)

CASES = {
    # -- keys
    "key": (
        A + "---\ndepends$0_on: [b]\n---\n",
        "depends_on",
        """
        **depends_on** · a text or a list of texts

        The specs that must be completed first.

        Names specs, by their full ids

        Default: absent␠␠
        Read by `work`, `list --ready`, a run

        Beware: chant compares full ids: a short id such as `001` never matches and blocks for ever.

        Here: 0 of 1 completed.

        - b (no such spec)
        """,
    ),
    "key in a map": (
        A + "---\nretry_state:\n  att$0empts: 1\n---\n",
        "attempts",
        """
        **retry_state.attempts** · a whole number, 0 or more

        How often it was tried.

        Required in retry_state
        """,
    ),
    "value without a meaning of its own: its key": (
        A + "---\npublic: fal$0se\n---\n",
        "false",
        """
        **public** · true or false

        `false` keeps the spec out of the generated site.

        Default: true
        """,
    ),
    "unknown key": (
        A + "---\nteam$0: x\n---\n",
        "team",
        "chant does not know the key `team`: it ignores it, and deletes it at its next save.",
    ),
    "near miss": (
        A + "---\ninfromed_by$0: [x]\n---\n",
        "infromed_by",
        """
        chant does not know the key `infromed_by`: it ignores it, and deletes it at its next save.

        Did you mean `informed_by`?
        """,
    ),
    "legacy key": (
        A + "---\ncommit$0: x\n---\n",
        "commit",
        """
        chant does not know the key `commit`: it ignores it, and deletes it at its next save.

        Older versions wrote it; `commits`, a list, took its place.
        """,
    ),
    "unknown key in a map": (
        A + "---\napproval:\n  requierd$0: true\n---\n",
        "requierd",
        """
        chant does not know the key `approval.requierd`: it ignores it, and deletes it at its next save.

        Did you mean `required`?
        """,
    ),
    "unknown key, its value": (A + "---\nteam: x$0\n---\n", None, None),
    # -- values
    "type": (
        A + "---\ntype: res$0earch\n---\n",
        "research",
        """
        **research** · type

        Reads `informed_by` or `origin` and writes what it finds.
        """,
    ),
    "status, ready": (
        A + "---\nstatus: pend$0ing\ntarget_files: [x/y]\n---\n",
        "pending",
        """
        **pending** · status

        Not started; the default.

        chant can change it to `in_progress`, `blocked`, `cancelled`

        Ready
        """,
    ),
    "status, blocked": (
        A + "---\nstatus: blo$0cked\ndepends_on: [b, '<z>']\ntarget_files: [x/y]\n---\n" + B,
        "blocked",
        """
        **blocked** · status

        Waits for its dependencies; chant works it out.

        chant can change it to `pending`, `in_progress`, `cancelled`

        Blocked:

        - waiting for b (pending)
        - waiting for `<z>`, which is no spec
        """,
    ),
    "status, failed": (
        A + "---\nstatus: fai$0led\ntarget_files: [x/y]\n---\n",
        "failed",
        """
        **failed** · status

        The run ended without what was asked for.

        chant can change it to `pending`, `in_progress`

        Failed 5m ago: \\<b\\>d/x.md\\</b\\> was not written.
        """,
    ),
    "status, wrong": (
        A + "---\nstatus: opne$0\n---\n",
        "opne",
        """
        `opne` is no status, and chant refuses the whole file.

        One of STATUS_WORDS

        Cannot read frontmatter: line 2, 'opne' is no status
        """,
    ),
    "type, nearly right": (
        A + "---\ntype: documentatoin$0\n---\n",
        "documentatoin",
        """
        `documentatoin` is no type, and chant refuses the whole file. Did you mean `documentation`?

        One of `code`, `task`, `driver`, `documentation`, `research`, `group`
        """,
    ),
    "approval's status": (
        A + "---\napproval:\n  status: appro$0ved\n---\n",
        "approved",
        """
        **approved** · approval.status

        A person agreed; needs `by` and `at`.
        """,
    ),
    # -- ids
    "id": (
        A + "---\ndepends_on: [b$0]\n---\n" + B,
        "b",
        """
        **b** · research · pending

        Second \\[x\\](y)

        Ready

        Criteria: 1 of 2 ticked␠␠
        Writes `d/x.md` (not there yet)␠␠
        Needed by a
        """,
    ),
    "id, done by a run": (
        A + "---\ndepends_on: [c$0]\n---\n"
        "//- .chant/specs/c.md\n---\nstatus: completed\ntarget_files: [d/x.md]\n---\n//- d/x.md\nx\n",
        "c",
        """
        **c** · code · completed

        Done 5m ago, evidence complete

        Writes `d/x.md` (there)␠␠
        Needed by a
        """,
    ),
    "id, archived": (
        A + "---\ndepends_on: [z$0]\n---\n//- .chant/archive/x/z.md\n---\nstatus: completed\n---\n# Old\n",
        "z",
        """
        Archived: it counts as done for a run; chant itself does not look there and waits for ever.

        **z** · code · completed · archived

        Old

        Needed by a
        """,
    ),
    "id, archived too early": (
        A + "---\ndepends_on: [z$0]\n---\n//- .chant/archive/x/z.md\n---\nstatus: failed\n---\n",
        "z",
        """
        Archived while failed: nobody is going to complete it.

        **z** · code · failed · archived

        Needed by a
        """,
    ),
    "id, short": (
        A + "---\ndepends_on: [lon$0]\n---\n//- .chant/specs/long.md\n---\nstatus: paused\n---\n",
        "lon",
        """
        `lon` is not a full id: chant finds no such spec and waits for ever. It can only mean:

        **long** · code · paused

        Stopped
        """,
    ),
    "id, ambiguous": (
        A + "---\ndepends_on: [x-$0]\n---\n//- .chant/specs/x-1.md\n//- .chant/specs/x-2.md\n",
        "x-",
        "`x-` is not a full id, and could mean x-1, x-2.",
    ),
    "id, unknown": (A + "---\ndepends_on: ['`z$0']\n---\n", "`z", "There is no spec `` `z ``."),
    "id, its file broken": (
        A + "---\nmembers: [c$0]\n---\n//- .chant/specs/c.md\n---\ntype: x\n---\n",
        "c",
        """
        **c** · x · pending

        Cannot read frontmatter

        Last run: done 5m ago
        """,
    ),
    "other repository": (
        A + "---\ndepends_on: ['web:b$0']\n---\n"
        "//- .chant/config.md\n---\nproject: {name: x}\nrepos: [{name: web, path: ../web}]\n---\n",
        "web:b",
        "The spec `b` of the repository `web`, as `repos` in chant's config names it.",
    ),
    "other repository, not named": (
        A + "---\ndepends_on: ['web:b$0']\n---\n",
        "web:b",
        "The spec `b` of the repository `web`, which `repos` in chant's config does not name.",
    ),
    "name of no file": (
        A + "---\ninformed_by: ['arxiv:2401.12345$0']\n---\n",
        "arxiv:2401.12345",
        "`arxiv:2401.12345` is no file of the project: nothing is read for it.",
    ),
    "id in another case": (
        A + "---\ndepends_on: [LON$0G]\n---\n//- .chant/specs/long.md\n",
        "LONG",
        "There is no spec `LONG`. Did you mean `long`?",
    ),
    "part of an id of an original": (
        A + "---\noriginal_spec: x-$0\n---\n//- .chant/specs/x-1.md\n//- .chant/specs/x-2.md\n",
        "x-",
        "`x-` is not a full id, and could mean x-1, x-2.",
    ),
    "part of an id in the body": (
        A + "---\n---\nAs [[lon$0-g]] says\n//- .chant/specs/lon-ger.md\n---\nstatus: paused\n---\n",
        "lon-g",
        """
        `lon-g` is not a full id. It can only mean:

        **lon-ger** · code · paused

        Stopped
        """,
    ),
    "part of two ids in the body": (
        A + "---\n---\nAs [[x-1$0]] says\n//- .chant/specs/x-11.md\n//- .chant/specs/x-12.md\n",
        "x-1",
        "`x-1` is not a full id, and could mean x-11, x-12.",
    ),
    "no id in the body": (A + "---\n---\nAs [[001-gone$0|that]] says\n", "001-gone", "There is no spec `001-gone`."),
    "brackets that are no link": (A + "---\n---\n[[ -f 001-gone$0 ]]\n", None, None),
    "id in the body": (A + "---\n---\nAs [[b$0]] says\n" + B, "b", "**b** · research · pending…"),
    "title: the spec itself": (
        A + "---\n---\n# On$0e\n",
        "# One",
        """
        **a** · code · pending

        One

        Blocked: it has neither target_files nor criteria, so nothing could show that it is done

        Last run: failed 5m ago: \\<b\\>d/x.md\\</b\\> was not written.

        By its form, chant scores it **Refine**:

        - Complexity: **A**, 0 criteria, 0 outputs, 2 words
        - Confidence: **D**, 0 bullets, 0 of them with a verb in front, 0 other lines, 0 vague words
        - Criteria: **D**, 0 criteria
        """,
    ),
    # -- paths
    "file": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n" + B + "//- d/x.md\n# Found\n\nIt is ```so```.\n",
        "d/x.md",
        """
        **`d/x.md`** · 25 bytes

        Written by b (pending)␠␠
        Read by a

        ````markdown
        # Found

        It is ```so```.
        ````
        """,
    ),
    "file, not written yet": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n" + B,
        "d/x.md",
        """
        **`d/x.md`** · not written yet

        Written by b (pending)␠␠
        Read by a
        """,
    ),
    "file, not there": (
        A + "---\ninformed_by: [d/x.md$0]\n---\n",
        "d/x.md",
        """
        `d/x.md` is not there, and no spec writes it.

        Read by a
        """,
    ),
    "file, outside": (
        A + "---\ninformed_by: [../x.md$0]\n---\n//- ../x.md\nsecret\n",
        "../x.md",
        "`../x.md` is outside the project; nothing from there is read or opened.",
    ),
    "file, empty": (A + "---\norigin: [d/x.md$0]\n---\n//- d/x.md\n", "d/x.md", "**`d/x.md`** · 0 bytes\n\nRead by a"),
    "file, binary": (
        A + "---\norigin: [d/x$0]\n---\n//- d/x\na\0b\n",
        "d/x",
        "**`d/x`** · 4 bytes\n\nRead by a\n\nNot text.",
    ),
    "schema": (
        A + "---\noutput_schema: s.json$0\n---\n//- s.json\n{}\n",
        "s.json",
        "**`s.json`** · 3 bytes\n\nRead by a\n\n```json\n{}\n```",
    ),
    "spec by its path": (
        A + "---\ninformed_by: [.chant/specs/b.md$0]\n---\n" + B,
        ".chant/specs/b.md",
        "**b** · research · pending…",
    ),
    "glob": (
        A + "---\ntracks: ['s/*.py$0']\n---\n//- s/b.py\n//- s/a.py\n",
        "s/*.py",
        """
        `s/*.py` matches 2 files:

        - `s/a.py`
        - `s/b.py`
        """,
    ),
    "glob without matches": (A + "---\ntracks: ['s/*.py$0']\n---\n", "s/*.py", "`s/*.py` matches no file."),
    "glob, outside": (
        A + "---\ntracks: ['../*$0']\n---\n",
        "../*",
        "`../*` is outside the project; nothing from there is read or opened.",
    ),
    "directory": (
        A + "---\ninformed_by: [d/$0]\n---\n//- d/x.md\n",
        "d/",
        """
        **`d/`** · a directory. chant reads nothing from it; name its files, or `*`.

        - `d/x.md`
        """,
    ),
    "prompt": (
        A + "---\nprompt: fix$0\n---\n//- .chant/prompts/fix.md\nDo {{spec.title}}\n",
        "fix",
        """
        **`.chant/prompts/fix.md`** · 18 bytes

        Taken by 1 spec

        ```markdown
        Do {{spec.title}}
        ```
        """,
    ),
    "prompt, not there": (
        A + "---\nprompt: fix$0\n---\n",
        "fix",
        "There is no prompt `fix`: `.chant/prompts/fix.md` is not there.",
    ),
    "prompt, leads out": (
        A + "---\nprompt: ../../fix$0\n---\n",
        "../../fix",
        "`../../fix` is no name of a prompt: it leads out of `.chant/prompts`.",
    ),
    "address": (
        A + "---\ninformed_by: ['https://x.example/1$0']\n---\n",
        "https://x.example/1",
        "A web address. A run tells it to the agent and does not fetch it.",
    ),
    "words": (
        A + "---\ntarget_files: [perhaps in src$0]\n---\n",
        "perhaps in src",
        "Words, no path: nothing is read for it.",
    ),
    # -- criteria
    "criteria": (
        A + "---\n---\n# A\n\n## Acc$0eptance Criteria\n\n- [x] 1\n- [ ] 2\n",
        "## Acceptance Criteria",
        """
        **1 of 2 criteria ticked**

        chant counts each `- [ ]` and `- [x]` from here to the next `## `, outside of fences.
        """,
    ),
    "criteria, some not counted": (
        A + "---\n---\n# A\n\n## Acc$0eptance Criteria\n\n- [x] 1\n* [ ] 2\n",
        "## Acceptance Criteria",
        """
        **1 of 1 criteria ticked**

        chant counts each `- [ ]` and `- [x]` from here to the next `## `, outside of fences.

        Not counted:

        - line 8: chant counts only `- [ ]` and `- [x]`, with a single space before the bracket.
        """,
    ),
    "criteria, none": (A + "## Acc$0eptance Criteria\n", "## Acceptance Criteria", "**No criteria**…"),
    "uncounted heading": (
        A + "# A\n\n### Acc$0eptance criteria\n\n- [ ] 1\n",
        "### Acceptance criteria",
        "chant counts only boxes below `## Acceptance Criteria`, in these very letters and marks.",
    ),
    # -- broken, and nothing
    "broken YAML: key before the error": (
        A + "---\nstat$0us: pending\nlabels: [a\n---\n",
        "status",
        "**status** · one of a few words…",
    ),
    "broken YAML: key behind the error": (
        A + "---\nlabels: [a\nstat$0us: pending\n---\n",
        "status",
        "**status** · one of a few words…",
    ),
    "broken YAML: id behind the error": (
        A + "---\nlabels: [a\ndepends_on: [b$0]\n---\n" + B,
        "b",
        "**b** · research · pending…",
    ),
    "prose": (A + "---\n---\n# A\n\nSome te$0xt\n", None, None),
    "closing line": (A + "---\nstatus: pending\n-$0--\n", None, None),
}

RUNS = {
    "a": RunFacts("failed", "r", 600.0, 700.0, message="<b>d/x.md</b> was not written."),
    "c": RunFacts("done", "r", 600.0, 700.0),
}


@pytest.mark.parametrize(("text", "over", "expected"), CASES.values(), ids=CASES.keys())
def test_hover(text, over, expected):
    found = hover(text)
    if expected is None:
        assert found is None
        return
    assert found is not None
    files, (path, _) = fixture(text)
    assert Source(files[path]).slice(found.span) == over
    wanted = (
        re.sub(r"^ {8}", "", expected, flags=re.MULTILINE)
        .strip("\n ")
        .replace("␠", " ")
        .replace("STATUS_WORDS", STATUS_WORDS)
    )
    if wanted.endswith("…"):
        assert found.markdown.startswith(wanted[:-1])
    else:
        assert found.markdown == wanted


@pytest.mark.parametrize("name", FIELDS)
def test_every_key_has_a_hover(name):
    found = hover(f"{A}---\n{name}$0: x\n---\n")
    assert found is not None
    assert found.markdown.startswith(f"**{name}** · {FIELDS[name].kind.value}\n\n{FIELDS[name].meaning}\n\n")
    assert found.markdown.count("\n") < 15


@pytest.mark.parametrize("field", [field for field in FIELDS.values() if field.fields], ids=lambda field: field.name)
def test_every_key_of_a_map_has_a_hover(field):
    for inner in field.fields:
        found = hover(f"{A}---\n{field.name}:\n  {inner.name}$0: x\n---\n")
        assert found is not None
        assert found.markdown.startswith(f"**{field.name}.{inner.name}** · ")


@pytest.mark.parametrize("name", LEGACY_KEYS)
def test_every_legacy_key_has_a_hover(name):
    found = hover(f"{A}---\n{name}$0: x\n---\n")
    assert found is not None
    assert LEGACY_KEYS[name] in found.markdown


@pytest.mark.parametrize("choice", STATUSES, ids=lambda choice: choice.value)
def test_every_status_says_its_meaning_and_where_the_phase_stands(choice):
    found = hover(f"{A}---\nstatus: {choice.value}$0\ntarget_files: [x/y]\n---\n")
    assert found is not None
    assert found.markdown.startswith(f"**{choice.value}** · status\n\n{choice.meaning}")
    assert all(f"`{name}`" in found.markdown for name in choice.next)
    assert len(found.markdown.split("\n\n")) >= 3


@pytest.mark.parametrize("choice", TYPES, ids=lambda choice: choice.value)
def test_every_type_says_its_meaning(choice):
    found = hover(f"{A}---\ntype: {choice.value}$0\n---\n")
    assert found is not None
    assert choice.meaning in found.markdown


def test_hover_of_a_document():
    files, _ = fixture(A + "---\ninformed_by: ['d/*']\n---\n" + B + "//- d/x.md\nx\n")
    index = index_of(files)
    assert hover_of_file(index, "d/x.md") == "Written by b (pending)  \nRead by a"
    assert hover_of_file(index, "other.md") is None


def test_a_long_list_is_cut():
    files = {ONLY_FILE: "---\ntracks: ['s/*']\n---\n", **{f"s/{i:02}": "" for i in range(30)}}
    source = Source(files[ONLY_FILE])
    index = index_of(files)
    found = hover_at(index, parse(ONLY_FILE, source), source, source.text.index("s/*"))
    assert found is not None
    assert found.markdown.startswith("`s/*` matches 30 files:")
    assert found.markdown.count("\n- ") == 21
    assert found.markdown.endswith("- and 10 more")


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(200))
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.text(st.sampled_from("-:[]{}*#` \n'/ab&!\x00\ud800\u2028"), max_size=80).map(lambda text: "---\n" + text),
        st.text(st.sampled_from("-:[] \nab/*"), max_size=60).map(lambda text: f"---\ninformed_by: {text}\n---\n"),
    ),
    offset=st.integers(-3, 90),
)
def test_any_offset_in_any_text_has_an_answer(text, offset):
    source = Source(text)
    index = index_of({ONLY_FILE: text, "a/b": "x", "b": "y"})
    found = hover_at(index, parse(ONLY_FILE, source), source, offset)
    assert found is None or (found.markdown and 0 <= found.span.start <= found.span.end <= len(text))


def hover(picture):
    files, (path, offset) = fixture(picture)
    source = Source(files[path])
    return hover_at(index_of(files), parse(path, source), source, offset, Situation(1000.0, RUNS))
