"""References in running text, kept up to date with the disk and with what is typed."""

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import start
from .workspace import spec, spec_text

TITLE = {"line": 7, "character": 3}


async def read(server, home=0):
    await server.bodies.finish(server.session.homes[home])


async def test_references_in_running_text_follow_the_disk_and_the_open_documents(tmp_path):
    target = spec(tmp_path, "001-a")
    other = spec(tmp_path, "002-b", title="As 001-a")
    third = spec(tmp_path, "003-c")
    prompt = tmp_path / ".chant" / "prompts" / "fix.md"
    prompt.parent.mkdir()
    prompt.write_text("See [[001-a]].\n")
    async with in_process() as (editor, server):

        async def who():
            params = {"textDocument": {"uri": to_uri(target)}, "position": TITLE}
            found = await editor.request(
                "textDocument/references", {**params, "context": {"includeDeclaration": False}}
            )
            return sorted(each["uri"].rpartition("/")[2] for each in found)

        await start(editor, tmp_path)
        editor.open(target)
        await editor.until_true(lambda: server.session.homes and server.session.homes[0].scanned)
        await read(server)
        assert await who() == ["001-a.md", "002-b.md", "fix.md"]

        uri = editor.open(other)
        editor.change(uri, spec_text("002-b"))
        assert await who() == ["001-a.md", "fix.md"]
        editor.close(uri)
        assert await who() == ["001-a.md", "002-b.md", "fix.md"]

        third.write_text(spec_text("003-c", title="Behind 001-a"))
        prompt.unlink()
        editor.changed_on_disk((third, 2), (prompt, 3))
        assert await who() == ["001-a.md", "002-b.md", "003-c.md"]
        await read(server)
        assert await who() == ["001-a.md", "002-b.md", "003-c.md"]
        assert server.session.homes[0].bodies.unread == {}


async def test_a_text_that_is_typed_in_is_not_read_again_at_each_keystroke(tmp_path):
    target = spec(tmp_path, "001-a")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(target)
        await editor.until_true(lambda: server.session.homes and server.session.homes[0].scanned)
        await read(server)
        editor.change(uri, spec_text("001-a", title="002-b"))
        await editor.request("textDocument/documentLink", {"textDocument": {"uri": uri}})
        assert server.session.homes[0].bodies.unread == {}
