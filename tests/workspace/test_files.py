"""The project's tree on disk: what is there, what matches, and what leads out."""

import os

import pytest

from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.workspace.files import DiskFiles, named_files
from chant_lsp.workspace.layout import project_at


@pytest.fixture
def files(tmp_path):
    inside = tmp_path / "project"
    for path in ("src/a.py", "src/deep/b.py", "src/deep/er/c.py", ".chant/specs/001.md", "x.md", "node_modules/n.py"):
        (inside / path).parent.mkdir(parents=True, exist_ok=True)
        (inside / path).write_text("é" * 10)
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "link-out").symlink_to(tmp_path / "secret.txt")
    (inside / "link-in").symlink_to("x.md")
    (inside / "loop").symlink_to(".")
    (inside / "self").symlink_to("self")
    os.mkfifo(inside / "fifo")
    return DiskFiles(project_at(inside))


KINDS = {
    "src/a.py": "file",
    "src": "dir",
    ".": "dir",
    "link-in": "file",
    "gone": None,
    "fifo": None,
    "self": None,
    "link-out": None,
    "../secret.txt": None,
    "/etc/passwd": None,
    "src/../../secret.txt": None,
    "loop/loop/x.md": "file",
    "nul\0": None,
    "n" * 5000: None,
}


@pytest.mark.parametrize("path, kind", KINDS.items(), ids=lambda value: repr(value)[:24])
def test_what_is_at_a_path(files, path, kind):
    assert files.kind(path) == kind


GLOBS = {
    "src/*.py": ["src/a.py"],
    "src/**/*.py": ["src/a.py", "src/deep/b.py", "src/deep/er/c.py"],
    "src/*/b.py": ["src/deep/b.py"],
    "*.md": ["x.md"],
    "**/*.md": ["x.md"],
    ".chant/**/*.md": [".chant/specs/001.md"],
    "src/[!a].py": [],
    "[": [],
    "../*": [],
    "/etc/*": [],
    "link-out*": [],
}


@pytest.mark.parametrize("pattern, found", GLOBS.items(), ids=GLOBS.keys())
def test_what_a_pattern_matches(files, pattern, found):
    assert files.glob(pattern) == found


OUTPUTS = {
    "[x.md, gone.md, ./x.md]": ["x.md"],
    "[src/, src/deep, 'src/*.py']": ["src/a.py", "src/deep/b.py", "src/deep/er/c.py"],
    "['src/deep/*.py', src]": ["src/deep/b.py", "src/a.py", "src/deep/er/c.py"],
    "[.chant/specs]": [".chant/specs/001.md"],
    "[fifo, link-out, ../secret.txt, /etc/passwd]": [],
}


@pytest.mark.parametrize("outputs, found", OUTPUTS.items(), ids=OUTPUTS.keys())
def test_the_files_that_outputs_name(files, outputs, found):
    spec = parse(".chant/specs/1.md", Source(f"---\ntarget_files: {outputs}\n---\n"))
    assert named_files(files.project, spec.outputs) == found


def test_texts_and_sizes(files):
    assert files.size("x.md") == 20
    assert files.text("x.md", limit=3) == "é\ufffd"
    assert files.text("fifo") is files.text("link-out") is files.size("src") is None


@pytest.mark.parametrize("path", ["../x", "/x", "~/x", "link-out", "self\0"[:4] + "/../../../x", "C:\\x"])
def test_what_leads_out(files, path):
    assert files.outside(path)


@pytest.mark.parametrize("path", ["x.md", "gone/gone.md", "src/../x.md", "loop/x.md", "."])
def test_what_does_not(files, path):
    assert not files.outside(path)


ENTRIES = {
    ".": [".chant/", "link-in", "loop/", "node_modules/", "src/", "x.md"],
    "src": ["a.py", "deep/"],
    "gone": [],
    "x.md": [],
    "..": [],
    "/etc": [],
}


@pytest.mark.parametrize(("folder", "expected"), ENTRIES.items())
def test_entries(files, folder, expected):
    assert files.entries(folder) == expected
