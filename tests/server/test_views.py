"""Outline, folding, selection, highlights, tokens, hints and formatting over the wire, in the units of each editor."""

from pathlib import Path

import pytest

from chant_lsp.server.convert import to_uri

from . import test_features
from .editor import EDITORS, Editor, in_process
from .test_diagnostics import settled, start
from .workspace import spec, write_files

PICTURE = """\
//- .chant/specs/001-å😀.md
---
type: research
target_files: [docs/plan.md]
---
# Firßt 😀
//- .chant/specs/002-b.md
---
type: code
status: pending
labels: ["😀"]
depends_on: ["001-å😀"] # 😀
informed_by:
- docs/plan.md
---

# 😀 Second

## Acceptance Criteria

- [x] Done
- [ ] Open

```sh
# nothing
```

## Agent Output

machine
"""


REFRESHING = {
    "workspace": {"semanticTokens": {"refreshSupport": True}, "inlayHint": {"refreshSupport": True}},
}


class Client(test_features.Client):
    """An editor with the pictured workspace open."""

    def __init__(self, editor: Editor, places: dict[str, Path]) -> None:
        self.editor = editor
        self.places = places
        self.uri = {path: to_uri(place) for path, place in places.items()}
        self.first, self.second = self.uri.values()


async def opened(editor, server, tmp_path, name="visual-studio-code", **extra) -> Client:
    client = Client(editor, write_files(tmp_path, PICTURE))
    await start(editor, tmp_path, name=name, **extra)
    for place in client.places.values():
        editor.open(place)
    await settled(editor, server)
    return client


def text_in(client: Client, place: Path, range_: dict) -> str:
    """What a range of the editor covers, when its columns are in the editor's units."""
    lines = place.read_text("utf-8").split("\n")
    start, end = range_["start"], range_["end"]

    def column(position):
        line = lines[position["line"]]
        return next(n for n in range(len(line) + 1) if client.units(line[:n]) == position["character"])

    picked = lines[start["line"] : end["line"] + 1]
    picked[-1] = picked[-1][: column(end)]
    picked[0] = picked[0][column(start) :]
    return "\n".join(picked)


@pytest.mark.parametrize("name", EDITORS)
async def test_the_outline_is_a_tree_in_the_units_of_the_editor(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        frontmatter, title = await client.ask("documentSymbol", client.second)
        assert [field["name"] for field in frontmatter["children"]] == [
            "type", "status", "labels", "depends_on", "informed_by",
        ]  # fmt: skip
        assert (title["name"], title["detail"]) == ("😀 Second", "002-b")
        place = client.places[".chant/specs/002-b.md"]
        assert text_in(client, place, title["selectionRange"]) == "# 😀 Second"
        depends_on = frontmatter["children"][3]
        assert text_in(client, place, depends_on["range"]) == 'depends_on: ["001-å😀"]'
        criteria, output = title["children"]
        assert [one["name"] for one in criteria["children"]] == ["☑ Done", "☐ Open"]
        assert output["detail"] == "written by chant"


async def test_the_outline_is_a_list_for_a_client_without_trees(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, capabilities={})
        found = await client.ask("documentSymbol", client.second)
        named = {one["name"]: one.get("containerName") for one in found}
        assert named["status"] == "Frontmatter"
        assert named["☐ Open"] == "Acceptance Criteria"
        assert {one["location"]["uri"] for one in found} == {client.second}


async def test_folding_is_of_whole_lines_and_tells_kinds(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path)
        found = await client.ask("foldingRange", client.second)
        assert found[0] == {"startLine": 0, "endLine": 7, "kind": "region"}
        lines = client.places[".chant/specs/002-b.md"].read_text("utf-8").split("\n")
        folded = {lines[one["startLine"]]: one.get("kind") for one in found[1:]}
        assert folded == {
            "informed_by:": None,
            "# 😀 Second": None,
            "## Acceptance Criteria": None,
            "- [x] Done": None,
            "```sh": None,
            "## Agent Output": "comment",
        }


async def test_folding_keeps_to_the_limit_of_the_client(tmp_path):
    ability = {"textDocument": {"foldingRange": {"rangeLimit": 2, "foldingRange": {"collapsedText": True}}}}
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, capabilities=ability)
        first, last = await client.ask("foldingRange", client.second)
        assert first == {"startLine": 0, "endLine": 7, "kind": "region", "collapsedText": "code · pending"}
        assert last["collapsedText"] == "written by chant"


@pytest.mark.parametrize("name", EDITORS)
async def test_selection_widens_step_by_step(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        place = client.places[".chant/specs/002-b.md"]
        positions = [client.at(client.second, "001-å"), client.at(client.second, "Second")]
        in_list, in_title = await client.ask("selectionRange", client.second, positions=positions)
        steps = []
        while in_list:
            steps.append(text_in(client, place, in_list["range"]))
            in_list = in_list.get("parent")
        assert steps[:5] == ["001", "001-å", "001-å😀", '"001-å😀"', '["001-å😀"]']
        assert steps[-1] == place.read_text("utf-8")
        assert text_in(client, place, in_title["parent"]["range"]) == "😀 Second"


@pytest.mark.parametrize("name", EDITORS)
async def test_highlights_are_in_the_units_of_the_editor(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        (found,) = await client.ask("documentHighlight", client.second, "001-å")
        assert text_in(client, client.places[".chant/specs/002-b.md"], found["range"]) == "001-å😀"
        assert found["kind"] == 2
        assert await client.ask("documentHighlight", client.second, "machine") is None


def decoded(client: Client, place: Path, numbers: list[int]) -> list[str]:
    """The words that tokens cover, with their types."""
    legend = client.editor.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"]
    words, line, column = [], 0, 0
    for i in range(0, len(numbers), 5):
        down, right, length, kind, _ = numbers[i : i + 5]
        line, column = line + down, right if down else column + right
        start, end = {"line": line, "character": column}, {"line": line, "character": column + length}
        words.append(f"{legend[kind]} {text_in(client, place, {'start': start, 'end': end})}")
    return words


@pytest.mark.parametrize("name", EDITORS)
async def test_tokens_are_in_the_units_of_the_editor(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        found = await client.ask("semanticTokens/full", client.second)
        place = client.places[".chant/specs/002-b.md"]
        assert decoded(client, place, found["data"]) == [
            "property type", "enumMember code", "property status", "enumMember pending", "property labels",
            "property depends_on", "class 001-å😀", "property informed_by", "string docs/plan.md",
            "keyword - [x]", "keyword - [ ]", "comment ## Agent Output", "comment machine",
        ]  # fmt: skip
        screen = {"start": {"line": 4, "character": 0}, "end": {"line": 5, "character": 0}}
        part = await client.ask("semanticTokens/range", client.second, range=screen)
        assert decoded(client, place, part["data"]) == ["property depends_on", "class 001-å😀"]


def refreshes(editor, view):
    return sum(method == f"workspace/{view}/refresh" for method, _ in editor.asked)


async def test_tokens_are_refreshed_when_they_would_be_others_and_only_then(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name="neovim", capabilities=REFRESHING)
        text = "# On 001-å😀 and 003-new\n"
        editor.change(client.second, text)
        before = (await client.ask("semanticTokens/full", client.second))["data"]
        editor.change(client.first, "---\ntype: task\n---\n# Other\n")
        await settled(editor, server)
        await editor.until_true(lambda: server.token_news._timer is None)
        assert refreshes(editor, "semanticTokens") == 0
        editor.changed_on_disk((spec(tmp_path, "003-new"), 1))
        await editor.until(lambda: refreshes(editor, "semanticTokens"))
        assert len((await client.ask("semanticTokens/full", client.second))["data"]) == len(before) + 5


EVERYTHING = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


@pytest.mark.parametrize("name", EDITORS)
async def test_hints_stand_behind_what_they_are_about(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        first, second = await client.ask("inlayHint", client.second, range=EVERYTHING)
        assert (first["label"], second["label"]) == ("Firßt 😀 (pending)", "written by 001-å😀 (pending)")
        assert first["position"] == client.at(client.second, '"001-å😀"', len('"001-å😀"'))
        assert second["position"] == client.at(client.second, "docs/plan.md", len("docs/plan.md"))
        screen = {"start": {"line": 0, "character": 0}, "end": {"line": 5, "character": 0}}
        assert await client.ask("inlayHint", client.second, range=screen) == [first]


async def test_a_hint_tells_more_when_somebody_looks(tmp_path):
    ability = {"textDocument": {"inlayHint": {"resolveSupport": {"properties": ["tooltip"]}}}}
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, capabilities=ability)
        first, _ = await client.ask("inlayHint", client.second, range=EVERYTHING)
        resolved = await editor.request("inlayHint/resolve", first)
        assert "**001-å😀** · research · pending" in resolved["tooltip"]["value"]
        assert {key: resolved[key] for key in ("label", "position")} == {
            key: first[key] for key in ("label", "position")
        }


async def test_hints_are_refreshed_when_their_facts_change_and_only_then(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, capabilities=REFRESHING)
        await client.ask("inlayHint", client.second, range=EVERYTHING)
        text = client.places[".chant/specs/001-å😀.md"].read_text("utf-8")
        editor.change(client.first, text + "\nMore words.\n")
        await settled(editor, server)
        await editor.until_true(lambda: server.hint_news._timer is None)
        assert refreshes(editor, "inlayHint") == 0
        editor.change(client.first, text.replace("Firßt", "Second"))
        await editor.until(lambda: refreshes(editor, "inlayHint"))
        first, _ = await client.ask("inlayHint", client.second, range=EVERYTHING)
        assert first["label"] == "Second 😀 (pending)"


OPTIONS = {"tabSize": 8, "insertSpaces": False, "trimTrailingWhitespace": True}


@pytest.mark.parametrize("name", EDITORS)
async def test_formatting_edits_the_frontmatter_alone(tmp_path, name):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path, name)
        editor.change(client.second, '---\nlabels: ["😀","b"]\ntype:  code\n---\n# A  \n')
        found = await client.ask("formatting", client.second, options=OPTIONS)
        comma = len('labels: [""') + client.units("😀")
        start, end = {"line": 1, "character": comma}, {"line": 1, "character": comma + 1}
        space = {"start": {"line": 2, "character": 5}, "end": {"line": 2, "character": 7}}
        edits = [{"range": {"start": start, "end": end}, "newText": ", "}, {"range": space, "newText": " "}]
        assert found == edits
        line = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 3}}
        assert await client.ask("rangeFormatting", client.second, options=OPTIONS, range=line) == edits[1:]


async def test_the_outline_follows_the_text(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path)
        first = await client.ask("documentSymbol", client.second)
        assert await client.ask("documentSymbol", client.second) == first
        editor.change(client.second, "# Other\n")
        (title,) = await client.ask("documentSymbol", client.second)
        assert title["name"] == "Other"
        editor.close(client.second)
        assert await client.ask("documentSymbol", client.second) == first


async def test_an_answer_that_is_kept_is_the_same_on_each_way_to_the_client(tmp_path):
    async with in_process() as (editor, server):
        client = await opened(editor, server, tmp_path)
        first = await client.ask("documentSymbol", client.second)
        params = {"textDocument": {"uri": client.second}}
        editor.send({"jsonrpc": "2.0", "id": None, "method": "textDocument/documentSymbol", "params": params})
        await editor.until(lambda: editor.unmatched)
        assert editor.unmatched[0]["result"] == first
