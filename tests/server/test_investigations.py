"""New investigations from the editor."""

import pytest

from chant_lsp.server.convert import to_uri
from tests.families import family

from .editor import in_process
from .test_commands import call
from .test_diagnostics import start


async def test_an_issue_becomes_six_specs(tmp_path):
    (tmp_path / "project" / ".chant" / "specs").mkdir(parents=True)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await editor.until_true(lambda: server.session.homes)
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        made = await call(editor, "chant.newInvestigation", uri=to_uri(tmp_path), issue="#42: a write disappears")
        assert (made["specs"][0], made["specs"][-1], made["report"]) == (
            "001-comprehension",
            "006-upstream-pr",
            ".chant/context/issue-42.md",
        )
        first = tmp_path / "project" / ".chant" / "specs" / "001-comprehension.md"
        assert [params["uri"] for method, params in editor.asked if method == "window/showDocument"] == [to_uri(first)]
        again = await call(editor, "chant.newInvestigation", uri=to_uri(first), issue="42")
        assert again == {"refused": ".chant/context/issue-42.md is there already, and stays as it is."}
        assert "Which issue?" in (await call(editor, "chant.newInvestigation", uri=to_uri(first), issue=" "))["refused"]


async def test_without_a_project_nothing_is_made(tmp_path):
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        answer = await call(editor, "chant.newInvestigation", uri=to_uri(tmp_path), issue="42")
        assert "no chant project" in answer["refused"]
        assert list(tmp_path.iterdir()) == []


WHERE = {
    "a file": ("one/src/app.py", "one"),
    "a project": ("one", "one"),
    "a project in another": ("one/inner", "one/inner"),
    "a folder with projects": (".", "one"),
    "a file, by a link": ("link/src/app.py", "two"),
    "a project, by a link": ("link", "two"),
    "a folder with a project, by a link": ("links", "three"),
}


@pytest.mark.parametrize(("where", "expected"), family(WHERE, ("a file", "a project, by a link")))
async def test_where_an_investigation_is_made(tmp_path, where, expected):
    work, elsewhere = tmp_path / "work", tmp_path / "elsewhere"
    for project in (work / "one", work / "one/inner", elsewhere / "two", elsewhere / "more/three"):
        (project / ".chant" / "specs").mkdir(parents=True)
    (work / "link").symlink_to(elsewhere / "two")
    (work / "links").symlink_to(elsewhere / "more")
    async with in_process() as (editor, server):
        await start(editor, work, work / "link", work / "links")
        await editor.until_true(lambda: len(server.session.homes) == 4)
        made = await call(editor, "chant.newInvestigation", uri=to_uri(work / where), issue="42")
        assert made["report"] == ".chant/context/issue-42.md"
        found = sorted(file.parents[2].relative_to(tmp_path) for file in tmp_path.rglob("issue-42.md"))
        assert [str(folder).partition("/")[2].removeprefix("more/") for folder in found] == [expected]
