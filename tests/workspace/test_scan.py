"""Reading specs from the disk, whatever else lies there."""

import os

import pytest

from chant_lsp.workspace.layout import find_project, find_projects, project_at
from chant_lsp.workspace.scan import iter_spec_files, load_index, read_source, to_source


@pytest.fixture
def project(tmp_path):
    specs = tmp_path / ".chant" / "specs"
    (specs / "sub").mkdir(parents=True)
    (tmp_path / ".chant" / "archive" / "2026-01-01").mkdir(parents=True)
    (specs / "001-a.md").write_bytes(b"---\r\nstatus: pending\r\n---\r\n# A")
    (specs / "sub" / "002-b.md").write_bytes(b"\xef\xbb\xbf# B")
    (specs / "note.txt").write_text("no spec")
    (tmp_path / ".chant" / "archive" / "2026-01-01" / "2026-01-01-001-abc.md").write_text("# Old")
    return project_at(tmp_path)


def test_specs_are_found_at_any_depth_active_ones_first(project):
    assert [file.path for file in iter_spec_files(project)] == [
        ".chant/specs/001-a.md",
        ".chant/specs/sub/002-b.md",
        ".chant/archive/2026-01-01/2026-01-01-001-abc.md",
    ]
    assert load_index(project).spec_of("001-a").status == "pending"


def test_loops_pipes_strange_names_and_folders_called_md_are_survived(project, tmp_path_factory):
    specs = project.specs
    (specs / "loop").symlink_to("..")
    (specs / "dead.md").symlink_to("nowhere")
    (specs / "self.md").symlink_to("self.md")
    (specs / "self").symlink_to("self")
    (specs / "folder.md").mkdir()
    os.mkfifo(specs / "pipe.md")
    (specs / "a 'b' %20 é.md").write_text("# Strange")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.md").write_text("# Secret")
    (specs / "out").symlink_to(outside)
    index = load_index(project)
    assert {spec.id for spec in index.specs.values()} == {"001-a", "002-b", "2026-01-01-001-abc", "a 'b' %20 é"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_passed_over(project):
    (project.specs / "001-a.md").chmod(0)
    assert load_index(project).spec_of("001-a") is None


def test_bytes_become_text_without_losing_line_ends(project):
    assert read_source(project.specs / "001-a.md").text == "---\r\nstatus: pending\r\n---\r\n# A"
    marked = read_source(project.specs / "sub" / "002-b.md")
    assert (marked.text, marked.bom) == ("# B", True)
    broken = to_source("é".encode() + b"\xff\x00a")
    assert (broken.text, broken.undecodable) == ("é\ufffd\0a", 1)
    assert read_source(project.root / "nothing") is None


def test_projects_are_found_below_a_folder_and_around_a_file(project):
    inner = project.root / "packages" / "one"
    (inner / ".chant" / "specs").mkdir(parents=True)
    (project.root / "node_modules" / "x" / ".chant").mkdir(parents=True)
    assert [found.root for found in find_projects(project.root)] == [project.root, inner]
    assert find_project(inner / "src").root == inner
    assert find_project(project.specs / "001-a.md").root == project.root
