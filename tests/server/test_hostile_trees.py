"""Trees made to hurt: loops, pipes, files that vanish, names of any bytes. What is a spec is served; nothing hangs."""

import os
import shutil

import pytest

from chant_lsp.__main__ import main
from chant_lsp.server.convert import to_uri
from tests.families import family
from tests.server.editor import in_process
from tests.server.test_diagnostics import start

WRONG = "---\nstatus: opne\ndepends_on: [001-a]\n---\n# T\n"
GOOD = "---\nstatus: completed\n---\n# Start\n"

NAMES = {
    "spaces": b"a  spec .md",
    "quotes": b'it\'s "so".md',
    "percent": b"100%25 %zz.md",
    "question mark and hash": b"what?#now.md",
    "colon": b"repo:id.md",
    "emoji": "😀 日本.md".encode(),
    "combining": "e\u0301.md".encode(),
    "no UTF-8": b"caf\xe9.md",
    "a line end": b"two\nlines.md",
    "only an ending": b".md.md",
    "as long as may be": b"x" * 252 + b".md",
    "like an option": b"--help.md",
    "backslash": b"a\\b.md",
    "brackets": b"[a]*{b}.md",
}


@pytest.fixture
def specs(tmp_path):
    folder = tmp_path / "pro%20ject é" / ".chant" / "specs"
    folder.mkdir(parents=True)
    (folder / "001-a.md").write_text(GOOD)
    return folder


def made(folder, name: bytes):
    place = folder / os.fsdecode(name)
    place.write_text(WRONG)
    return place


@pytest.mark.parametrize("name", family(NAMES, ("percent", "emoji", "no UTF-8", "a line end")))
async def test_a_spec_of_any_name_is_served(specs, name):
    place = made(specs, name)
    async with in_process() as (editor, _):
        await start(editor, specs.parents[1])
        uri = to_uri(place)
        # Closed, it is found by the scan; open, it is what the editor shows.
        await editor.until(lambda: editor.codes(uri))
        assert "invalid-value" in editor.codes(uri)
        editor.open(place)
        at = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 15}}
        (found,) = await editor.request("textDocument/definition", at)
        assert (found.get("targetUri") or found["uri"]) == to_uri(specs / "001-a.md")
        editor.change(uri, "---\n---\n# T\n")
        await editor.until(lambda: "invalid-value" not in editor.codes(uri))
        await editor.shutdown()


@pytest.mark.parametrize("name", family(NAMES, ("percent", "emoji", "no UTF-8", "a line end")))
@pytest.mark.parametrize(
    "format", ["text", *(pytest.param(format, marks=pytest.mark.slow) for format in ("json", "sarif", "github"))]
)
def test_a_spec_of_any_name_is_reported(specs, monkeypatch, capfdbinary, name, format):
    made(specs, name)
    monkeypatch.chdir(specs.parents[1])
    assert main(["check", "--format", format]) == 1
    assert b"invalid-value" in capfdbinary.readouterr().out


def hurt(specs):
    """Everything that a walk can trip over, beside one good spec."""
    root = specs.parents[1]
    (specs / "loop").symlink_to(specs)
    (specs / "up").symlink_to(root)
    (specs / "self.md").symlink_to("self.md")
    (specs / "nowhere.md").symlink_to("/nowhere/at/all.md")
    (specs / "outside.md").symlink_to("/etc/hostname")
    (specs / "slash").symlink_to("/")
    (specs / "folder.md").mkdir()
    os.mkfifo(specs / "pipe.md")
    os.mkfifo(root / ".chant" / "config.md")
    (root / ".chant" / "prompts").symlink_to("/etc")
    (root / ".chant" / "archive").write_text("no folder")
    deep = specs
    for _ in range(40):
        deep = deep / "deep"
    deep.mkdir(parents=True)
    (deep / "far.md").write_text(GOOD)
    locked = specs / "locked"
    locked.mkdir()
    (locked / "hidden.md").write_text(WRONG)
    locked.chmod(0)
    return locked


def test_check_survives_a_tree_made_to_hurt(specs, monkeypatch, capsys):
    locked = hurt(specs)
    monkeypatch.chdir(specs.parents[1])
    code = main(["check", "--severity", "error"])
    locked.chmod(0o755)
    said = capsys.readouterr()
    # Whether the locked folder can be read depends on who runs the tests.
    assert code == int(".chant/specs/locked/hidden.md" in said.out)
    assert "/etc" not in said.out + said.err


async def test_the_server_survives_a_tree_made_to_hurt(specs):
    locked = hurt(specs)
    place = made(specs, b"002-b.md")
    async with in_process() as (editor, _):
        await start(editor, specs.parents[1])
        await editor.until(lambda: editor.codes(to_uri(place)))
        for name in ("pipe.md", "self.md", "outside.md", "folder.md", "slash/etc/hostname"):
            at = {"textDocument": {"uri": to_uri(specs / name)}, "position": {"line": 0, "character": 0}}
            assert not await editor.request("textDocument/hover", at)
        await editor.shutdown()
    locked.chmod(0o755)


@pytest.mark.parametrize("folder", [".chant", ".chant/specs"])
async def test_a_folder_that_leads_out_of_the_project_is_said_to_be_unread(tmp_path, folder):
    root, outside = tmp_path / "project", tmp_path / "outside"
    (root / folder).parent.mkdir(parents=True)
    (outside / "specs").mkdir(parents=True)
    (root / folder).symlink_to(outside)
    async with in_process() as (editor, _):
        await editor.initialize(root)
        (told,) = await editor.until(lambda: editor.messages("window/showMessage"))
        said = f"`{root / folder}` leads out of the project and is not read; put a real folder there."
        assert told == {"type": 2, "message": said}


async def test_files_that_come_and_go_while_they_are_read(specs):
    async with in_process() as (editor, server):
        await start(editor, specs.parents[1])
        await editor.until_true(lambda: server.session.homes and server.session.homes[0].scanned)
        for number in range(30):
            place = made(specs, b"%03d-x.md" % number)
            editor.changed_on_disk((place, 1))
            if number % 3 == 0:
                place.unlink()
                editor.changed_on_disk((place, 3))
        await editor.until(lambda: editor.codes(to_uri(specs / "029-x.md")))
        shutil.rmtree(specs.parent)
        editor.changed_on_disk((specs.parent, 3))
        await editor.until(lambda: editor.codes(to_uri(specs / "029-x.md")) == [])
        await editor.shutdown()
