"""Rename over the wire, with the edits made to the files as an editor makes them."""

import os
import shutil
from pathlib import Path

import pytest

from chant_lsp.core.edit import apply_edits
from chant_lsp.core.findings import Edit
from chant_lsp.core.text import Source, Span
from chant_lsp.server.convert import from_uri, to_uri

from .editor import ResponseError, in_process
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-å😀-first.md
---
type: research
target_files: [.chant/research/notes.md]
---

# First 😀

## Acceptance Criteria

- [ ] Written
//- .chant/specs/002-second.md
---
depends_on: ["001-å😀-first"]
informed_by:
- .chant/research/notes.md # 😀
---

# Second, after 😀 [[001-å😀-first]]

See [it](001-å😀-first.md) and `.chant/research/notes.md`.

## Acceptance Criteria

- [ ] Done
//- .chant/prompts/fix.md
As 001-å😀-first says.
//- .chant/research/notes.md
# Notes
"""
FIRST, SECOND, PROMPT, NOTES = (
    ".chant/specs/001-å😀-first.md", ".chant/specs/002-second.md", ".chant/prompts/fix.md", ".chant/research/notes.md",
)  # fmt: skip


def place_of(uri: str) -> Path:
    """Where a file URI leads."""
    place = from_uri(uri)
    assert place is not None
    return place


class Client:
    """An editor with the pictured workspace, which makes the edits that it is given."""

    def __init__(self, editor, server, root):
        self.editor, self.server, self.root = editor, server, root
        self.places = write_files(root, PICTURE)
        self.texts = {}
        """Of open documents by URI: what the user sees."""

    def open(self, path, text=None):
        place = self.root / path
        uri = self.editor.open(place, text)
        self.texts[uri] = place.read_bytes().decode() if text is None else text
        return uri

    def text(self, uri):
        return self.texts[uri] if uri in self.texts else place_of(uri).read_bytes().decode()

    def position(self, uri, needle, inside=1):
        text = self.text(uri)
        encoding = self.editor.capabilities["positionEncoding"]
        return dict(
            zip(("line", "character"), Source(text).position(text.index(needle) + inside, encoding), strict=True)
        )

    async def ask(self, method, uri, needle, **extra):
        position = self.position(uri, needle)
        return await self.editor.request(method, {"textDocument": {"uri": uri}, "position": position, **extra})

    def apply(self, edit):
        """Make all edits, in their order, and refuse those for another version."""
        if edit.get("changes"):
            for uri, edits in edit["changes"].items():
                self.change(uri, edits)
        for step in edit.get("documentChanges") or ():
            if step.get("kind") == "rename":
                old, new = place_of(step["oldUri"]), place_of(step["newUri"])
                assert not new.exists()
                new.parent.mkdir(parents=True, exist_ok=True)
                if (text := self.texts.pop(step["oldUri"], None)) is not None:
                    old.write_bytes(text.encode())
                    self.texts[step["newUri"]] = text
                shutil.move(old, new)
            else:
                document = step["textDocument"]
                assert document["version"] == self.editor.versions.get(document["uri"])
                self.change(document["uri"], step["edits"])

    def change(self, uri, edits):
        source = Source(self.text(uri))
        encoding = self.editor.capabilities["positionEncoding"]

        def span(range_):
            ends = (source.offset(range_[end]["line"], range_[end]["character"], encoding) for end in ("start", "end"))
            return Span(*ends)

        after = apply_edits(source.text, [Edit(span(edit["range"]), edit["newText"]) for edit in edits])
        if uri in self.texts:
            self.texts[uri] = after
        else:
            place_of(uri).write_bytes(after.encode())

    def files(self):
        """Every file's text as the user sees it, by path."""
        uris = {to_uri(place): str(place.relative_to(self.root)) for place in self.root.rglob("*") if place.is_file()}
        return {path: self.text(uri) for uri, path in uris.items()}


EDITORS = ["visual-studio-code", "neovim"]


@pytest.mark.parametrize("name", EDITORS)
async def test_a_spec_its_file_and_every_mention_get_the_new_name(tmp_path, name):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path, name=name)
        uri = client.open(SECOND)
        found = await client.ask("textDocument/prepareRename", uri, 'first"]')
        assert found["placeholder"] == "001-å😀-first"
        assert found["range"]["start"] == client.position(uri, "001-å", 0)
        edit = await client.ask("textDocument/rename", uri, 'first"]', newName="007-x")
        before = client.files()
        client.apply(edit)
        after = client.files()
        expected = {
            path.replace("001-å😀-first", "007-x"): text.replace("001-å😀-first", "007-x")
            for path, text in before.items()
        }
        assert after == expected


async def test_an_editor_that_asks_again_when_it_moves_the_file_gets_nothing_twice(tmp_path):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        uris = [client.open(path) for path in (SECOND, FIRST, PROMPT)]
        edit = await client.ask("textDocument/rename", uris[0], 'first"]', newName="007-x")
        # VS Code opens what it edits, tells of the edits, and then asks before it moves each file.
        moves = [step for step in edit["documentChanges"] if step.get("kind") == "rename"]
        edit["documentChanges"] = [step for step in edit["documentChanges"] if "kind" not in step]
        client.apply(edit)
        for uri in uris:
            editor.change(uri, client.texts[uri])
        files = [{"oldUri": step["oldUri"], "newUri": step["newUri"]} for step in moves]
        assert len(files) == 1
        assert await editor.request("workspace/willRenameFiles", {"files": files}) is None


async def test_unsaved_text_counts(tmp_path):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        client.open(SECOND, "---\ndepends_on: []\n---\n# Second\n\n001-å😀-first, typed just now\n")
        uri = client.open(FIRST)
        client.apply(await client.ask("textDocument/rename", uri, "# First", newName="007-x"))
        assert client.files()[SECOND] == "---\ndepends_on: []\n---\n# Second\n\n007-x, typed just now\n"


async def test_the_same_question_has_another_answer_when_a_text_has_changed(tmp_path):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        uri, other = client.open(FIRST), client.open(PROMPT)

        async def files():
            edit = await client.ask("textDocument/rename", uri, "# First", newName="007-x")
            return {step["textDocument"]["uri"] for step in edit["documentChanges"] if "edits" in step}

        assert await files() == await files() == {other, to_uri(tmp_path / SECOND)}
        editor.change(other, "Nothing.\n")
        assert await files() == {to_uri(tmp_path / SECOND)}
        (tmp_path / SECOND).write_text("# Second\n")
        editor.changed_on_disk((tmp_path / SECOND, 2))
        assert await files() == set()


async def test_what_cannot_be_is_said_in_one_sentence(tmp_path):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        uri = client.open(SECOND)
        await settled(editor, server)
        with pytest.raises(
            ResponseError, match=r"^There is a spec `002-second` already; choose another id\.$"
        ) as error:
            await client.ask("textDocument/rename", uri, 'first"]', newName="002-second")
        assert error.value.code == -32803
        with pytest.raises(ResponseError, match="Put the cursor on"):
            await client.ask("textDocument/prepareRename", uri, "Done")
        assert [each for each in editor.messages("window/showMessage") if each["type"] == 1] == []


async def test_an_editor_that_cannot_rename_files_is_told_so(tmp_path):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path, name="emacs")
        uri = client.open(SECOND)
        with pytest.raises(ResponseError, match="This editor cannot rename files"):
            await client.ask("textDocument/rename", uri, 'first"]', newName="007-x")


MOVES = {
    "spec": ((FIRST, ".chant/specs/007-x.md"), ("001-å😀-first", "007-x")),
    "document": ((NOTES, ".chant/research/new.md"), (".chant/research/notes.md", ".chant/research/new.md")),
    "folder": ((".chant/research", ".chant/findings"), (".chant/research/", ".chant/findings/")),
}


@pytest.mark.parametrize("kind", MOVES)
async def test_files_renamed_in_the_explorer_are_followed(tmp_path, kind):
    (old, new), replaced = MOVES[kind]
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        operations = editor.capabilities["workspace"]["fileOperations"]
        assert operations["willRename"]["filters"] == [{"scheme": "file", "pattern": {"glob": "**/*"}}]
        uri = client.open(SECOND)
        await settled(editor, server)
        codes = editor.codes(uri)
        files = {"files": [{"oldUri": to_uri(tmp_path / old), "newUri": to_uri(tmp_path / new)}]}
        edit = await editor.request("workspace/willRenameFiles", files)
        before = client.files()
        client.apply(edit)
        (tmp_path / old).rename(tmp_path / new)
        assert client.files() == {path.replace(old, new): text.replace(*replaced) for path, text in before.items()}
        editor.change(uri, client.texts[uri])
        editor.notify("workspace/didRenameFiles", files)
        await settled(editor, server)
        assert editor.codes(uri) == codes


async def test_members_follow_their_driver_from_the_explorer(tmp_path):
    text = "---\ntype: driver\nmembers: [d.1]\n---\n\n# D\n"
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        write_files(tmp_path, f"//- .chant/specs/d.md\n{text}//- .chant/specs/d.1.md\n# One\n")
        await start(editor, tmp_path)
        await settled(editor, server)
        old, new = tmp_path / ".chant/specs/d.md", tmp_path / ".chant/specs/e.md"
        files = {"files": [{"oldUri": to_uri(old), "newUri": to_uri(new)}]}
        client.apply(await editor.request("workspace/willRenameFiles", files))
        old.rename(new)
        assert {path: text for path, text in client.files().items() if "/specs/e" in path or "/specs/d" in path} == {
            ".chant/specs/e.md": text.replace("d.1", "e.1"),
            ".chant/specs/e.1.md": "# One\n",
        }


async def test_names_by_the_thousand_do_not_ask_the_disk_for_links(tmp_path, monkeypatch):
    async with in_process() as (editor, server):
        Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        names = [{"oldUri": to_uri(tmp_path / f"x{n}.py"), "newUri": to_uri(tmp_path / f"y{n}.py")} for n in range(100)]
        assert await editor.request("workspace/willRenameFiles", {"files": names}) is None
        asked, realpath = [], os.path.realpath
        monkeypatch.setattr(
            "os.path.realpath", lambda *args, **options: asked.append(args) or realpath(*args, **options)
        )
        assert await editor.request("workspace/willRenameFiles", {"files": names}) is None
        assert asked == []


async def test_a_rename_that_concerns_nobody_changes_nothing(tmp_path):
    async with in_process() as (editor, server):
        Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        files = {"files": [{"oldUri": to_uri(tmp_path / "x.py"), "newUri": to_uri(tmp_path / "y.py")}]}
        assert await editor.request("workspace/willRenameFiles", files) is None
        files = {"files": [{"oldUri": "file:///elsewhere/x.py", "newUri": "untitled:x"}]}
        assert await editor.request("workspace/willRenameFiles", files) is None


async def test_other_files_are_for_other_servers_to_rename_in(tmp_path):
    async with in_process() as (editor, server):
        client = Client(editor, server, tmp_path)
        await start(editor, tmp_path)
        uri = client.open(NOTES)
        assert await client.ask("textDocument/prepareRename", uri, "Notes") is None
        assert await client.ask("textDocument/rename", uri, "Notes", newName="x") is None
