"""Hover, definition, references, links, lenses and actions over the wire, in the units of each editor."""

from pathlib import Path

import pytest

from chant_lsp.server.convert import to_uri

from .editor import EDITORS, Editor, in_process
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-å😀-first.md
---
type: research
status: pending
target_files: [.chant/research/notes.md]
---

# First 😀

## Acceptance Criteria

- [ ] Written
//- .chant/specs/002-second.md
---
type: code
status: pending
depends_on: ["001-å😀-first", nobody]
informed_by: [.chant/research/notes.md, docs/plan.md]
target_files: [src/a.py]
---

# Second

## Acceptance Criteria

- [ ] Done
//- docs/plan.md
# Plan
"""


class Client:
    """An editor with the pictured workspace open."""

    def __init__(self, editor: Editor, places: dict[str, Path]) -> None:
        self.editor = editor
        self.places = places
        self.uri = {path: to_uri(place) for path, place in places.items()}
        self.first, self.second, self.plan = self.uri.values()

    def units(self, text: str) -> int:
        """How long a text is for this editor: VS Code counts in UTF-16, Neovim in UTF-8, Emacs in UTF-32."""
        encoding = self.editor.capabilities["positionEncoding"]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        return len(text.encode(f"{encoding}-le" if width > 1 else encoding)) // width

    def at(self, path_uri: str, needle: str, inside: int = 1) -> dict:
        """The position of a piece of text in a document, in this editor's units."""
        place = next(place for path, place in self.places.items() if self.uri[path] == path_uri)
        before = place.read_text("utf-8").partition(needle)[0] + needle[:inside]
        line = before.rpartition("\n")[2]
        return {"line": before.count("\n"), "character": self.units(line)}

    async def ask(self, method: str, uri: str, needle: str | None = None, **extra):
        params = {"textDocument": {"uri": uri}, **extra}
        if needle is not None:
            params["position"] = self.at(uri, needle)
        return await self.editor.request(f"textDocument/{method}", params)


async def opened(editor, server, tmp_path, name, **extra) -> Client:
    client = Client(editor, write_files(tmp_path, PICTURE))
    await start(editor, tmp_path, name=name, **extra)
    for place in client.places.values():
        editor.open(place)
    await settled(editor, server)
    return client


@pytest.mark.parametrize("name", EDITORS)
async def test_definition_of_an_id_is_the_title_of_its_spec(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        (found,) = await client.ask("definition", client.second, 'first", nobody')
        title = client.units("# First 😀")
        range_ = {"start": {"line": 6, "character": 0}, "end": {"line": 6, "character": title}}
        assert (found["targetUri"], found["targetSelectionRange"]) == (client.first, range_)
        origin = found["originSelectionRange"]
        assert origin["start"] == client.at(client.second, "001-å", 0)
        assert origin["end"] == client.at(client.second, "001-å😀-first", len("001-å😀-first"))


async def test_a_client_without_links_gets_locations(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "emacs", capabilities={})
        (found,) = await client.ask("definition", client.second, "docs/plan.md")
        assert found["uri"] == client.plan


@pytest.mark.parametrize("name", EDITORS)
async def test_diagnostics_are_in_the_units_of_the_editor(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        (unknown,) = [
            d for d in editor.published(client.second)[-1]["diagnostics"] if d["code"] == "unknown-dependency"
        ]
        assert unknown["range"]["start"] == client.at(client.second, "nobody", 0)
        assert unknown["source"] == "chant"


async def test_definition_of_an_input_that_is_not_written_yet_is_what_will_write_it(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "emacs")
        (found,) = await client.ask("definition", client.second, ".chant/research/notes.md")
        assert found["targetUri"] == client.first
        assert found["targetRange"]["start"]["line"] == 3


async def test_definition_of_a_file_is_its_start(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "emacs")
        (found,) = await client.ask("definition", client.second, "docs/plan.md")
        assert (found["targetUri"], found["targetRange"]["start"]) == (client.plan, {"line": 0, "character": 0})


async def test_references_of_a_spec_and_of_a_file(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "visual-studio-code")
        context = {"includeDeclaration": False}
        (of_spec,) = await client.ask("references", client.first, "# First", context=context)
        (of_file,) = await client.ask("references", client.plan, "# Plan", context=context)
        assert of_spec["range"]["start"] == client.at(client.second, "001-å", 0)
        assert of_file["range"]["start"] == client.at(client.second, "docs/plan.md", 0)


@pytest.mark.parametrize("name", EDITORS)
async def test_hover_says_what_is_meant_and_where(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        found = await client.ask("hover", client.second, "status: pending")
        assert "status" in found["contents"]["value"]
        assert found["range"]["start"] == client.at(client.second, "status", 0)
        card = await client.ask("hover", client.second, "001-å")
        assert "First" in card["contents"]["value"]
        assert card["range"]["end"] == client.at(client.second, "001-å😀-first", len("001-å😀-first"))
        assert await client.ask("hover", client.second, "\n\n# Second") is None


async def test_links_lead_to_specs_and_files(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "visual-studio-code")
        found = await client.ask("documentLink", client.second)
        assert {link["target"] for link in found} == {client.first, client.plan}
        assert all(link["tooltip"] for link in found)


async def test_line_1_says_where_the_phase_stands_and_what_can_be_done(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "visual-studio-code")
        ready = [lens for lens in await client.ask("codeLens", client.first) if lens["range"]["start"]["line"] == 0]
        assert [lens["command"]["title"].partition(" (")[0] for lens in ready] == ["Ready", "Run", "Preview prompt"]
        assert ready[1]["command"]["command"] == "chant.run"
        assert ready[1]["command"]["arguments"] == [{"uri": client.first}]
        blocked = await client.ask("codeLens", client.second)
        assert blocked[0]["command"]["title"].startswith("Blocked: waiting for 001-å😀-first (pending)")
        assert blocked[1]["command"]["title"] == "Run 001-å😀-first"
        assert blocked[1]["command"]["arguments"] == [{"uri": client.first}]


async def test_a_document_that_specs_name_says_who_reads_it(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "visual-studio-code")
        (lens,) = await client.ask("codeLens", client.plan)
        assert lens["command"] == {
            "title": "Read by 002-second (pending)",
            "command": "chant.open",
            "arguments": [{"uri": client.second}],
        }


async def test_lenses_are_refreshed_when_they_would_say_something_else_and_only_then(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "visual-studio-code")
        await client.ask("codeLens", client.second)
        first = client.places[".chant/specs/001-å😀-first.md"]
        text = first.read_text("utf-8")
        editor.change(client.first, text.replace("Written", "Written well"))
        await settled(editor, server)
        await editor.until_true(lambda: server.lens_news._timer is None)
        asked = [method for method, _ in editor.asked]
        assert "workspace/codeLens/refresh" not in asked
        editor.change(client.first, text.replace("status: pending", "status: failed"))
        await editor.until(lambda: any(method == "workspace/codeLens/refresh" for method, _ in editor.asked))
        assert (await client.ask("codeLens", client.second))[0]["command"]["title"].startswith(
            "Blocked: 001-å😀-first failed"
        )


@pytest.mark.parametrize("name", EDITORS)
async def test_a_fix_edits_the_version_that_it_was_made_for(tmp_path, name):
    place = write_files(tmp_path, '//- .chant/specs/001-å.md\n---\nstatus: ["😀", opne]\n---\n# å\n')
    place = next(iter(place.values()))
    text = "---\ntype: code\nstatus: pendin\n---\n# å\n"
    async with in_process() as (editor, server):
        await start(editor, tmp_path, name=name)
        uri = editor.open(place)
        editor.change(uri, text)
        await settled(editor, server)
        (shown,) = [d for d in editor.published(uri)[-1]["diagnostics"] if d["code"] == "invalid-value"]
        params = {"textDocument": {"uri": uri}, "range": shown["range"], "context": {"diagnostics": [shown]}}
        found = await editor.request("textDocument/codeAction", params)
        fix = next(action for action in found if action.get("kind") == "quickfix")
        assert [each["code"] for each in fix["diagnostics"]] == ["invalid-value"]
        edit = {"range": shown["range"], "newText": "pending"}
        if "documentChanges" in fix["edit"]:
            (change,) = fix["edit"]["documentChanges"]
            assert change == {"textDocument": {"uri": uri, "version": 2}, "edits": [edit]}
        else:
            assert fix["edit"]["changes"] == {uri: [edit]}


async def test_actions_can_be_asked_for_by_kind(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, "visual-studio-code")
        zero = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}

        async def kinds(*only):
            context = {"diagnostics": [], **({"only": list(only)} if only else {})}
            found = await client.ask("codeAction", client.first, range=zero, context=context)
            return {action["kind"] for action in found}

        everything = await kinds()
        assert "source.chant.run" in everything
        assert await kinds("source.chant.run") == {"source.chant.run"}
        assert await kinds("source") == {kind for kind in everything if kind.startswith("source.")}
        assert await kinds("sour") == set()


NOWHERE = [
    "untitled:Untitled-1",
    "file:///nowhere/.chant/specs/001-a.md",
    "file:///etc/passwd",
    "http://example.org/a.md",
]


@pytest.mark.parametrize("uri", NOWHERE)
async def test_a_document_of_no_project_has_no_answer(tmp_path, uri):
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        zero = {"line": 0, "character": 0}
        params = {
            "textDocument": {"uri": uri},
            "position": zero,
            "range": {"start": zero, "end": zero},
            "context": {"includeDeclaration": True, "diagnostics": []},
        }
        for method in ("hover", "definition", "references", "documentLink", "codeLens", "codeAction"):
            assert not await editor.request(f"textDocument/{method}", params), method
