"""A project within another: each is its own, and a file is in both."""

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import settled, start
from .test_renaming import place_of
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-outer.md
---
informed_by: [a/docs/n.md]
target_files: [a/src/y.py]
---
# Outer
//- a/.chant/specs/001-inner.md
---
target_files: [docs/n.md]
---
# Inner
//- a/docs/n.md
# Notes
//- a/src/y.py
x
//- b/.chant/specs/002-other.md
---
informed_by: [docs/o.md]
---
# Other
//- b/docs/o.md
# Other notes
"""
NOTES, SOURCE = "a/docs/n.md", "a/src/y.py"


async def opened(editor, server, root):
    places = write_files(root, PICTURE)
    await start(editor, root)
    for path in (NOTES, SOURCE):
        editor.open(places[path])
    await settled(editor, server)
    return {path: to_uri(place) for path, place in places.items()}


def names_in(edit, root):
    """What is written anew, by the file that it is written in."""
    return {
        str(place_of(step["textDocument"]["uri"]).relative_to(root)): [each["newText"] for each in step["edits"]]
        for step in edit["documentChanges"]
    }


async def test_who_names_a_file_is_told_of_both(tmp_path):
    async with in_process() as (editor, server):
        uris = await opened(editor, server, tmp_path)

        async def ask(method, path, **extra):
            return await editor.request(f"textDocument/{method}", {"textDocument": {"uri": uris[path]}, **extra})

        async def lenses(path):
            return [lens["command"]["title"] for lens in await ask("codeLens", path)]

        assert await lenses(NOTES) == ["Written by 001-inner (pending)", "Read by 001-outer (pending)"]
        assert await lenses(SOURCE) == ["Written by 001-outer (pending)"]
        top = {"line": 0, "character": 0}
        hover = await ask("hover", NOTES, position=top)
        assert hover["contents"]["value"] == "Written by 001-inner (pending)\n\nRead by 001-outer"
        found = await ask("references", NOTES, position=top, context={"includeDeclaration": True})
        named = [uris["a/.chant/specs/001-inner.md"], uris[".chant/specs/001-outer.md"]]
        assert [each["uri"] for each in found] == named
        await editor.shutdown()


async def test_both_follow_a_file_that_gets_another_name(tmp_path):
    async with in_process() as (editor, server):
        uris = await opened(editor, server, tmp_path)

        async def moved(*pairs):
            files = [{"oldUri": uris[old], "newUri": to_uri(tmp_path / new)} for old, new in pairs]
            edit = await editor.request("workspace/willRenameFiles", {"files": files})
            return edit and names_in(edit, tmp_path)

        assert await moved((NOTES, "a/docs/m.md")) == {
            "a/.chant/specs/001-inner.md": ["docs/m.md"],
            ".chant/specs/001-outer.md": ["a/docs/m.md"],
        }
        assert await moved((NOTES, "b/docs/n.md")) == {".chant/specs/001-outer.md": ["b/docs/n.md"]}
        assert await moved((SOURCE, "a/src/z.py"), ("b/docs/o.md", "b/docs/p.md")) == {
            ".chant/specs/001-outer.md": ["a/src/z.py"],
            "b/.chant/specs/002-other.md": ["docs/p.md"],
        }
        await editor.shutdown()
