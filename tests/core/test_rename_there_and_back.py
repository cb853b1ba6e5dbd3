"""Generated projects: after a rename every mention leads where it led, and back again nothing differs."""

import posixpath

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.features.new_names import Refusal
from chant_lsp.core.features.references import references_of_file, references_of_spec
from chant_lsp.core.features.rename import rename_at
from chant_lsp.core.members import driver_of
from chant_lsp.core.mentions import is_spec_path
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.core.test_rename import changed
from tests.fixtures import TextsOf, index_of

IDS = ["001-a", "002-b", "d-0", "d-0.1", "d-0.2", "2026-01-01-001-abc", "é-😀-7"]
NEW_IDS = ["007-x", "d-9", "2027-02-02-002-xyz", "ü-8"]
DOCUMENTS = [".chant/research/x-1.md", "docs/a-b/c.md", "src/m_1.py"]
NEW_PATHS = ["docs/new-1.md", ".chant/research/y-2.md", "src/deep/n-2.py"]


def field(values):
    """One field with some values, each in a style of its own."""
    styles = st.sampled_from(["{}", "'{}'", '"{}"'])
    items = st.lists(st.tuples(st.sampled_from(values), styles).map(lambda item: item[1].format(item[0])), max_size=3)
    flow = items.map(lambda items: f" [{', '.join(items)}]")
    block = items.filter(bool).map(lambda items: "".join(f"\n- {item} # 001-a" for item in items))
    return flow | block


def words(path, ids):
    """Running text that names specs and files in every way, and things that only look like it."""
    here = posixpath.dirname(path)
    of_id = ["[[{}]]", "[[{}|001-a]]", "[[{}#x]]", "{}", "`{}`", "{}.", "({}),", "**{}**: x", "see .chant/specs/{}.md"]
    of_id += ["x{}", "repo:{}", "https://x/{}", "x/{}", "[t](https://x/{}.md)"]
    of_file = ["{0}", "`{0}`,", "[t]({1})", '[t]({1}#x "001-a")', "<{0}>", "[r]: /{0}", "![]({1})", "[t](<{1}>)"]
    return st.lists(
        st.tuples(st.sampled_from(of_id), st.sampled_from(ids)).map(lambda it: it[0].format(it[1]))
        | st.tuples(st.sampled_from(of_file), st.sampled_from(DOCUMENTS)).map(
            lambda it: it[0].format(it[1], posixpath.relpath(it[1], here))
        )
        | st.sampled_from(["😀", "word", "\u2028", "- [ ] box", "## Acceptance Criteria", "```", "\t", "é"]),
        max_size=8,
    )


@st.composite
def projects(draw):
    """Files by path."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=5, unique=True))
    files = dict.fromkeys(draw(st.lists(st.sampled_from(DOCUMENTS), unique=True)), "text\n")
    for id in ids:
        folder = draw(st.sampled_from([".chant/specs", f".chant/archive/{id[:10]}", ".chant/specs/deep"]))
        path = f"{folder}/{id}.md"
        end = draw(st.sampled_from(["\n", "\r\n"]))
        lines = [
            "---",
            f"depends_on:{draw(field(ids))}",
            f"informed_by:{draw(field([*DOCUMENTS, *(f'.chant/specs/{id}.md' for id in ids)]))}",
            f"target_files:{draw(field(DOCUMENTS))}",
            "---",
            draw(st.sampled_from(["", "# Title 😀"])),
            *draw(words(path, ids)),
        ]
        text = "\n".join(lines).replace("\n", end)
        files[path] = text + draw(st.sampled_from(["", end]))
    files[".chant/prompts/p.md"] = "\n".join(draw(words(".chant/prompts/p.md", ids)))
    return files


def rename(files, spot, new):
    """The files after a rename of what is named at (path, text)."""
    path, offset = spot
    index = index_of(files)
    found = rename_at(index, TextsOf(files), path, offset, Source(files[path]), new)
    return found if isinstance(found, Refusal) else changed(files, found)


def led_to(files):
    """How many places lead to each spec and document."""
    index, texts = index_of(files), TextsOf(files)
    specs = {spec.id: len(references_of_spec(index, spec, False, texts)) for spec in index.specs.values()}
    return specs | {path: len(references_of_file(index, path, texts)) for path in (*DOCUMENTS, *NEW_PATHS)}


def findings(files):
    index = index_of(files)
    return sorted(finding.code for path in index.specs for finding in check(index, path))


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(60))
@given(projects(), st.sampled_from(NEW_IDS), st.data())
def test_a_spec_there_and_back(files, new, data):
    path = data.draw(st.sampled_from(sorted(filter(is_spec_path, files))))
    old = path.rpartition("/")[2].removesuffix(".md")
    new = f"{driver_of(old)}.9" if driver_of(old) else new
    after = rename(files, (path, 0), new)
    assert not isinstance(after, Refusal)

    def again(name):
        member = name.startswith(f"{old}.") and name[len(old) + 1 :].isdigit()
        return new + name[len(old) :] if name == old or member else name

    assert {again(name): count for name, count in led_to(files).items()} == led_to(after)
    assert driver_of(old) or findings(files) == findings(after)
    moved = next(one for one in after if is_spec_path(one) and one.endswith(f"/{new}.md"))
    assert rename(after, (moved, 0), old) == files


@pytest.mark.slow
@settings(deadline=None, max_examples=tries(60))
@given(projects(), st.sampled_from(NEW_PATHS), st.data())
def test_a_document_there_and_back(files, new, data):
    spots = [(path, text.find(name)) for path, text in files.items() if is_spec_path(path) for name in DOCUMENTS]
    spots = [(path, at) for path, at in spots if 0 <= at < files[path].find("---", 4)]
    assume(spots)
    path, at = data.draw(st.sampled_from(sorted(spots)))
    old = next(name for name in DOCUMENTS if files[path].startswith(name, at))
    after = rename(files, (path, at), new)
    assert not isinstance(after, Refusal)
    before = led_to(files)
    assert led_to(after) == {**before, new: before[old], old: before[new]}
    assert rename(after, (path, at), old) == files
