"""config.md and prompts over the wire: what is published for them, and for those who name them."""

import pytest

from chant_lsp.server.convert import to_uri

from .editor import EDITORS, in_process
from .test_diagnostics import ready, settled, start
from .workspace import write_files

PROJECT = """\
//- .chant/config.md
---
project:
  name: store
defaults:
  prompt: standard
---
//- .chant/prompts/standard.md
Do {{spec.title}}.
//- .chant/prompts/fix.md
---
extends: standard
---
{{> parent}}
//- .chant/specs/001-a.md
---
prompt: fix
---
# A
"""
CONFIG = ".chant/config.md"
STANDARD = ".chant/prompts/standard.md"
FIX = ".chant/prompts/fix.md"


@pytest.mark.parametrize("name", EDITORS)
async def test_they_are_checked_open_or_not(tmp_path, name):
    files = write_files(tmp_path, PROJECT.replace("prompt: standard", "prompt: standrad").replace("title", "titel"))
    async with in_process() as (editor, server):
        await start(editor, tmp_path, name=name)
        config, standard = to_uri(files[CONFIG]), to_uri(files[STANDARD])
        await editor.until(lambda: editor.codes(config) == ["missing-default-prompt"])
        await editor.until(lambda: editor.codes(standard) == ["unknown-variable"])
        await settled(editor, server)
        assert editor.codes(to_uri(files[FIX])) is None


async def test_an_edit_is_answered_and_closing_takes_the_disks_word(tmp_path):
    files = write_files(tmp_path, PROJECT)
    text = files[CONFIG].read_text("utf-8")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(files[CONFIG])
        await editor.until(lambda: editor.codes(uri) == [])
        version = editor.change(uri, text.replace("prompt:", "promt:"))
        await editor.until(lambda: editor.version(uri) == version)
        assert editor.codes(uri) == ["unknown-setting"]
        editor.close(uri)
        await editor.until(lambda: editor.codes(uri) == [])
        await settled(editor, server)


async def test_a_prompt_that_comes_and_goes_reaches_all_who_name_it(tmp_path):
    files = write_files(tmp_path, PROJECT)
    uris = {path: to_uri(place) for path, place in files.items()}
    async with ready(tmp_path) as (editor, server):
        assert [editor.codes(uri) for uri in uris.values()] == [None] * 4
        kept = files[STANDARD].read_text("utf-8")
        files[STANDARD].unlink()
        editor.changed_on_disk((files[STANDARD], 3))
        await editor.until(lambda: editor.codes(uris[CONFIG]) == ["missing-default-prompt"])
        await editor.until(lambda: editor.codes(uris[FIX]) == ["missing-parent"])
        files[STANDARD].write_text(kept, "utf-8")
        editor.changed_on_disk((files[STANDARD], 1))
        await editor.until(lambda: editor.codes(uris[CONFIG]) == [] and editor.codes(uris[FIX]) == [])
        files[FIX].unlink()
        editor.changed_on_disk((files[FIX], 3))
        await editor.until(lambda: editor.codes(uris[".chant/specs/001-a.md"]) == ["unknown-prompt"])
        await settled(editor, server)


async def test_a_deleted_folder_of_prompts_is_one_event(tmp_path):
    files = write_files(tmp_path, PROJECT)
    async with ready(tmp_path) as (editor, server):
        for path in (STANDARD, FIX):
            files[path].unlink()
        files[FIX].parent.rmdir()
        editor.changed_on_disk((files[FIX].parent, 3))
        await editor.until(lambda: editor.codes(to_uri(files[CONFIG])) == ["missing-default-prompt"])
        await settled(editor, server)
        assert server.session.homes[0].index.pages.paths() == [CONFIG]


async def test_a_circle_is_told_while_it_is_typed(tmp_path):
    files = write_files(tmp_path, PROJECT)
    async with ready(tmp_path) as (editor, server):
        uri = editor.open(files[STANDARD])
        editor.change(uri, "---\nextends: fix\n---\n{{> parent}}\n")
        await editor.until(lambda: editor.codes(uri) == ["prompt-cycle"])
        await editor.until(lambda: editor.codes(to_uri(files[FIX])) == ["prompt-cycle"])
        editor.close(uri)
        await editor.until(lambda: editor.codes(to_uri(files[FIX])) == [])
        await settled(editor, server)


async def test_a_prompt_that_is_only_typed_so_far_is_there(tmp_path):
    files = write_files(tmp_path, PROJECT.replace("prompt: standard", "prompt: new"))
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        config = to_uri(files[CONFIG])
        await editor.until(lambda: editor.codes(config) == ["missing-default-prompt"])
        uri = editor.open(tmp_path / ".chant" / "prompts" / "new.md", "Do {{spec.id}}.\n")
        await editor.until(lambda: editor.codes(config) == [])
        editor.close(uri)
        await editor.until(lambda: editor.codes(config) == ["missing-default-prompt"])
        await settled(editor, server)
