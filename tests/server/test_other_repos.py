"""`repo:id` where the other repository is open in the same workspace, and where it is not."""

import pytest

from chant_lsp.server.convert import to_uri

from .editor import in_process
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- a/.chant/config.md
---
project: {name: a}
repos:
- not a map
- name: bee
  path: ../b
- {name: gone, path: ../nowhere}
- {name: root, path: /}
---
//- a/.chant/specs/001-x.md
---
depends_on: ["bee:001-x", "bee:002-y", "gone:001-x", "root:001-x", "none:001-x"]
---
# A one
//- b/.chant/specs/001-x.md
---
type: research
status: completed
---
# B one
"""


@pytest.mark.parametrize("folders", [("",), ("a", "b")], ids=["one folder", "two folders"])
async def test_a_spec_of_another_project_is_found(tmp_path, folders):
    async with in_process() as (editor, server):
        places = write_files(tmp_path, PICTURE)
        await start(editor, *(tmp_path / folder for folder in folders))
        uri = editor.open(places["a/.chant/specs/001-x.md"])
        await settled(editor, server)
        line = places["a/.chant/specs/001-x.md"].read_text().splitlines()[1]

        async def ask(method, mention):
            position = {"line": 1, "character": line.index(mention) + 1}
            return await editor.request(method, {"textDocument": {"uri": uri}, "position": position})

        (found,) = await ask("textDocument/definition", "bee:001-x")
        assert found["targetUri"] == to_uri(places["b/.chant/specs/001-x.md"])
        assert found["targetRange"]["start"] == {"line": 4, "character": 0}
        shown = (await ask("textDocument/hover", "bee:001-x"))["contents"]["value"]
        assert shown.startswith("The spec `001-x` of the repository `bee`")
        assert "\n\n**001-x** · research · completed\n\nB one\n\n" in shown
        for other in ("bee:002-y", "gone:001-x", "root:001-x", "none:001-x"):
            assert not await ask("textDocument/definition", other)
            shown = (await ask("textDocument/hover", other))["contents"]["value"]
            assert "\n" not in shown
        await editor.shutdown()
