"""The cache is only speed: with it, without it, and with one that lies, every answer is the same."""

import os
import pickle
from dataclasses import fields

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.packed import pack, unpack
from chant_lsp.core.skim import skim
from chant_lsp.core.spec import NO_PARTS, Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.workspace import cache, scan
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index
from tests.corpus import needs_corpus, text_of, verdicts

TEXTS = {
    "001-a": "---\nstatus: pending\ndepends_on: [002-b, 009-gone]\nlabels: [x, human-gate]\n---\n# A\n\n- [ ] box",
    "002-b": "---\ntype: research\nstatus: completed\ntarget_files:\n- docs/b.md\n---\n# B\n",
    "003-c": "---\nstatus: opne\napproval:\n  required: true\n---\n<!-- chant-lsp: disable=missing-title -->\n",
    "004-d": "é\n# T",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "MIN_SPECS", 1)
    monkeypatch.setattr(scan, "_TICK_NS", -(10**18))
    specs = tmp_path / "project" / ".chant" / "specs"
    specs.mkdir(parents=True)
    for name, text in TEXTS.items():
        (specs / f"{name}.md").write_text(text)
    return project_at(specs.parents[1])


def answers(project, divide=None):
    """The facts of every spec, and everything that is found in it."""
    index = load_index(project, divide)
    names = [field.name for field in fields(Spec)[:-1]]
    facts = {path: tuple(getattr(spec, name) for name in names) for path, spec in index.specs.items()}
    return facts, {path: check(index, path) for path in index.specs}


def reads(project, monkeypatch):
    """The names of the files that are read when the index is made."""
    read = []
    real = scan._read_file
    with monkeypatch.context() as patch:
        patch.setattr(scan, "_read_file", lambda place: read.append(os.path.basename(place)) or real(place))
        load_index(project)
    return sorted(name for name in read if name != "config.md")


def test_the_second_time_nothing_is_read_and_all_is_the_same(project, monkeypatch):
    first = answers(project)
    assert cache.cache_file(project).stat().st_mode & 0o77 == 0, "nobody else's business"
    assert reads(project, monkeypatch) == []
    assert answers(project) == first


def test_only_what_changed_is_read(project, monkeypatch):
    load_index(project)
    (project.specs / "002-b.md").write_text(TEXTS["002-b"].replace("completed", "cancelled"))
    (project.specs / "004-d.md").unlink()
    (project.specs / "005-e.md").write_text("# E")
    with_cache = answers(project)
    assert reads(project, monkeypatch) == []
    cache.cache_file(project).unlink()
    assert answers(project) == with_cache
    assert with_cache[0][".chant/specs/002-b.md"][3] == "cancelled"


def by_others(work, files):
    """What processes beside this one would send."""
    return [pickle.loads(pickle.dumps(answer)) for file in files for answer in work([file])]


def test_who_reads_the_files_makes_no_difference(project, monkeypatch):
    alone = answers(project)
    cache.cache_file(project).unlink()
    assert answers(project, by_others) == alone
    assert reads(project, monkeypatch) == []
    (project.specs / "002-b.md").write_text("# Another")
    (project.specs / "005-e.md").write_text("# E")
    (project.specs / "gone.md").symlink_to("nowhere")
    shared = answers(project, by_others)
    cache.cache_file(project).unlink()
    assert answers(project) == shared != alone


def test_a_file_written_again_within_a_tick_is_read_again(project, monkeypatch):
    monkeypatch.setattr(scan, "_TICK_NS", 2_000_000_000)
    load_index(project)
    assert len(reads(project, monkeypatch)) == len(TEXTS)


DAMAGE = {
    "nothing in it": lambda data: b"",
    "cut": lambda data: data[:-3],
    "cut at a chunk's end": lambda data: data[: 20 + int.from_bytes(data[:4], "big")],
    "a bit of the facts": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "a bit of the beginning": lambda data: data[:30] + bytes([data[30] ^ 1]) + data[31:],
    "an enormous length": lambda data: b"\xff\xff\xff\xff" + data[4:],
    "something else": lambda data: b"no cache at all, but some other text\n" * 9,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_cache_is_no_cache(project, damage, monkeypatch):
    first = answers(project)
    place = cache.cache_file(project)
    place.write_bytes(damage(place.read_bytes()))
    assert len(reads(project, monkeypatch)) == len(TEXTS)
    assert answers(project) == first
    assert reads(project, monkeypatch) == [], "it has been written anew"


def test_another_version_or_other_code_reads_for_itself(project, monkeypatch):
    load_index(project)
    monkeypatch.setattr(cache, "__version__", "0.0.0")
    assert len(reads(project, monkeypatch)) == len(TEXTS)


def test_a_moved_project_has_no_cache_and_another_one_in_its_place_does_not_get_its(project, monkeypatch):
    load_index(project)
    moved = project_at(project.root.rename(project.root.parent / "moved"))
    assert len(reads(moved, monkeypatch)) == len(TEXTS)
    (project.root / ".chant" / "specs").mkdir(parents=True)
    (project.specs / "001-a.md").write_text("# Another")
    assert [spec.title for spec in load_index(project).specs.values()] == ["Another"]


def test_where_nothing_can_be_written_nothing_is_kept(project, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert answers(project) == answers(project)
    assert len(reads(project, monkeypatch)) == len(TEXTS)


def test_small_projects_have_none(project, monkeypatch):
    monkeypatch.setattr(cache, "MIN_SPECS", len(TEXTS) + 1)
    load_index(project)
    assert not cache.cache_file(project).exists()


def test_old_caches_are_thrown_away(project):
    place = cache.cache_file(project)
    place.parent.mkdir(parents=True)
    old = place.with_name("old.specs")
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    load_index(project)
    assert [each.name for each in place.parent.iterdir()] == [place.name]


def read_nothing(spec):
    return NO_PARTS


@pytest.mark.slow
@needs_corpus
def test_real_specs_are_what_they_were_after_packing():
    for verdict in verdicts():
        source = Source(text_of(verdict["file"]))
        for spec in (skim("a.md", source.text.encode(), read_nothing), parse("a.md", source)):
            assert spec is None or unpack("a.md", pack(spec), read_nothing) == spec


def test_what_python_compiles_beside_the_code_is_no_other_code(project, tmp_path, monkeypatch):
    code = tmp_path / "code"
    code.mkdir()
    (code / "spec.py").write_text("")
    monkeypatch.setattr(cache.core, "__path__", [str(code)])
    answers(project)
    (code / "__pycache__").mkdir()
    assert reads(project, monkeypatch) == []
    (code / "skim.py").write_text("")
    assert reads(project, monkeypatch)
