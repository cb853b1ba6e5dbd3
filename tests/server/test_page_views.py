"""Hover, places, completion and fixes in config.md and prompts, over the wire."""

import pytest

from chant_lsp.server.convert import to_uri

from .editor import EDITORS, in_process
from .test_diagnostics import ready, settled, start
from .workspace import write_files

PROJECT = """\
//- .chant/config.md
---
# 😀
project: {name: store}
defaults:
  prompt: standard
  modle: haiku
---
//- .chant/prompts/standard.md
😀 Do {{spec.title}} of {{project.name}}.
//- .chant/prompts/fix.md
---
extends: standard
---
😀 {{> parent}}
//- .chant/specs/001-a.md
---
prompt: fix
---
# Mend it
"""


def place_of(text, needle, shift=1):
    """The position, in UTF-16, of a piece of the text."""
    offset = text.index(needle) + shift
    line = text.count("\n", 0, offset)
    column = text[text.rfind("\n", 0, offset) + 1 : offset]
    return {"line": line, "character": len(column.encode("utf-16-le")) // 2}


@pytest.fixture
def files(tmp_path):
    return write_files(tmp_path, PROJECT)


async def ask(editor, files, path, method, needle, shift=1, **extra):
    uri = to_uri(files[path])
    text = files[path].read_text("utf-8")
    params = {"textDocument": {"uri": uri}, "position": place_of(text, needle, shift), **extra}
    return await editor.request(f"textDocument/{method}", params)


async def test_what_an_editor_is_shown(tmp_path, files):
    async with ready(tmp_path) as (editor, _):
        for path in files:
            editor.open(files[path])
        hover = await ask(editor, files, ".chant/config.md", "hover", "prompt:")
        assert hover["contents"]["value"].startswith("**defaults.prompt**")
        hover = await ask(editor, files, ".chant/prompts/standard.md", "hover", "spec.title")
        assert hover["contents"]["value"].endswith("The title of the spec, or `(untitled)`.")
        assert hover["range"]["start"] == {"line": 0, "character": 6}
        found = await ask(editor, files, ".chant/config.md", "definition", "standard")
        assert [each["targetUri"] for each in found] == [to_uri(files[".chant/prompts/standard.md"])]
        found = await ask(editor, files, ".chant/prompts/fix.md", "definition", "{{> parent", 4)
        assert [each["originSelectionRange"]["start"]["character"] for each in found] == [3]
        found = await ask(
            editor, files, ".chant/prompts/standard.md", "references", "Do", context={"includeDeclaration": True}
        )
        assert {each["uri"] for each in found} == {
            to_uri(files[".chant/config.md"]), to_uri(files[".chant/prompts/fix.md"]),
        }  # fmt: skip
        found = await ask(editor, files, ".chant/prompts/standard.md", "completion", "{{spec.", 7)
        assert "spec.title" in [each["label"] for each in found["items"]]
        links = await editor.request(
            "textDocument/documentLink", {"textDocument": {"uri": to_uri(files[".chant/prompts/fix.md"])}}
        )
        assert [each["target"] for each in links] == [to_uri(files[".chant/prompts/standard.md"])]


@pytest.mark.parametrize("name", EDITORS)
async def test_a_misspelt_key_is_mended(tmp_path, files, name):
    uri = to_uri(files[".chant/config.md"])
    async with in_process() as (editor, server):
        await start(editor, tmp_path, name=name)
        editor.open(files[".chant/config.md"])
        await editor.until(lambda: editor.codes(uri) == ["unknown-setting"])
        (diagnostic,) = editor.published(uri)[-1]["diagnostics"]
        page = diagnostic.get("codeDescription", {}).get("href", "")
        assert page.endswith("/config/unknown_setting.md") == (name == "visual-studio-code")
        params = {
            "textDocument": {"uri": uri},
            "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic]},
        }
        actions = await editor.request("textDocument/codeAction", params)
        rename = next(each for each in actions if each["title"] == "Rename to `model`")
        edits = rename["edit"].get("changes", {}).get(uri) or rename["edit"]["documentChanges"][0]["edits"]
        assert [edit["newText"] for edit in edits] == ["model"]
        await settled(editor, server)
