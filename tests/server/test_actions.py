"""Code actions over the wire: what each editor's menu holds, and what the files are after one was chosen."""

from pathlib import Path
from typing import Any

import pytest

from chant_lsp.server.convert import to_uri

from .editor import EDITORS, Editor, capabilities_of, in_process
from .test_completion import offset
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-comprehension.md
---
type: research
status: completed
labels: [issue-42]
target_files: [.chant/research/issue-42-comprehension.md]
---

# Understand 😀
//- .chant/specs/002-reproduction.md
---
public: yes
labels: "😀"
status: pendign
depends_on: [001-comprehension]
prompt: mine
target_files: [docs/å😀.md]
---

# Reproduce 😀

## Acceptance Criteria

- [ ] One
//- .chant/config.md
---
project:
  name: x
defaults:
  prompt: mine
  branch_prefx: a
---
"""
SECOND = ".chant/specs/002-reproduction.md"
MENDED = {
    "public: yes": "public: true",
    'labels: "😀"': 'labels: ["😀"]',
    "status: pendign": "status: pending",
}


@pytest.mark.parametrize("name", EDITORS)
async def test_fixes_are_linked_to_what_they_mend(tmp_path, name):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, name)
        shown = editor.published(uri)[-1]["diagnostics"]
        for diagnostic in shown:
            found = await menu(editor, uri, diagnostic["range"], shown)
            fixes = [action for action in found if diagnostic in (action.get("diagnostics") or ())]
            assert fixes, diagnostic["message"]
            assert {action["kind"] for action in fixes} == {"quickfix"}
            assert sum(bool(action.get("isPreferred")) for action in fixes) <= 1
        assert {diagnostic["code"] for diagnostic in shown} >= {"wrong-type", "invalid-value"}
        await editor.shutdown()


@pytest.mark.parametrize("name", EDITORS)
async def test_everything_is_fixed_in_one_go(tmp_path, name):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, name)
        action = await chosen(editor, uri, at(0), "source.fixAll.chant", only=["source.fixAll"])
        expected = text_of(tmp_path, SECOND)
        for before, after in MENDED.items():
            expected = expected.replace(before, after)
        assert applied(editor, tmp_path, action) == {SECOND: expected}
        await editor.shutdown()


@pytest.mark.parametrize("name", EDITORS)
async def test_all_of_a_kind(tmp_path, name):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, name)
        action = await chosen(editor, uri, at(1, 9), "Fix all 2 findings of wrong-type in this file")
        after = applied(editor, tmp_path, action)[SECOND]
        assert 'public: true\nlabels: ["😀"]\nstatus: pendign\n' in after
        await editor.shutdown()


@pytest.mark.parametrize("name", EDITORS)
async def test_files_are_created_and_shown(tmp_path, name):
    async with in_process() as (editor, server):
        editor.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        editor.answers["window/showDocument"] = lambda params: {"success": True}
        uri = await opened(editor, server, tmp_path, name)
        action = await chosen(editor, uri, at(5, 9), "Create .chant/prompts/mine.md")
        created = applied(editor, tmp_path, action)
        assert created[".chant/prompts/mine.md"].startswith("---\nname: mine\n")
        action = await chosen(editor, uri, at(6, 18), "Create docs/å😀.md")
        assert applied(editor, tmp_path, action) == {"docs/å😀.md": "# Å😀\n\n## Findings\n\n## Sources\n"}
        can_show = (capabilities_of(name)["window"].get("showDocument") or {}).get("support", False)
        shown = [asked["uri"] for method, asked in editor.asked if method == "window/showDocument"]
        places = [tmp_path / ".chant/prompts/mine.md", tmp_path / "docs/å😀.md"]
        assert shown == ([to_uri(place) for place in places] if can_show else [])
        await editor.shutdown()


@pytest.mark.parametrize("name", EDITORS)
async def test_the_next_phase_or_why_there_is_none(tmp_path, name):
    async with in_process() as (editor, server):
        editor.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        uri = await opened(editor, server, tmp_path, name)
        action = await chosen(editor, uri, at(0), "Create phase 3: root cause")
        created = applied(editor, tmp_path, action)
        assert list(created) == [".chant/specs/003-root-cause.md"]
        assert "depends_on: [002-reproduction]" in created[".chant/specs/003-root-cause.md"]
        first = editor.open(tmp_path / ".chant/specs/001-comprehension.md")
        found = await menu(editor, first, at(0))
        reasons = [action["disabled"]["reason"] for action in found if "disabled" in action]
        assert reasons == (["002-reproduction is there already"] if name == "visual-studio-code" else [])
        await editor.shutdown()


async def test_costly_edits_come_when_one_is_chosen(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code")
        found = await menu(editor, uri, at(0))
        late = [action["title"] for action in found if "edit" not in action and "data" in action]
        assert "Fix everything that needs no decision" in late
        assert all(("edit" in action) + ("data" in action) + ("command" in action) >= 1 for action in found)
        await editor.shutdown()


async def test_a_chosen_action_speaks_of_the_text_as_it_is_then(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code")
        found = await menu(editor, uri, at(0))
        action = next(one for one in found if one["kind"] == "source.fixAll.chant")
        editor.change(uri, "---\nstatus: pending\n---\n\n# T\n")
        resolved = await editor.request("codeAction/resolve", action)
        assert resolved["edit"] in ({"documentChanges": []}, {"changes": {}})
        await editor.shutdown()


async def test_the_fields_of_a_spec_are_sorted(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code")
        action = await chosen(editor, uri, at(0), "Sort the fields as chant does")
        fields = ["status: pendign", "depends_on: [001-comprehension]", 'labels: "😀"']
        assert applied(editor, tmp_path, action)[SECOND].split("\n")[1:4] == fields
        await editor.shutdown()


async def test_the_config_has_its_fixes(tmp_path):
    async with in_process() as (editor, server):
        await opened(editor, server, tmp_path, "visual-studio-code")
        uri = editor.open(tmp_path / ".chant/config.md")
        await settled(editor, server)
        shown = editor.published(uri)[-1]["diagnostics"]
        found = [each for one in shown for each in await menu(editor, uri, one["range"], shown)]
        assert "Rename to `branch_prefix`" in [action["title"] for action in found]
        await editor.shutdown()


# -- the editor's side


async def opened(editor: Editor, server: Any, root: Path, name: str) -> str:
    places = write_files(root, PICTURE)
    await start(editor, root, name=name)
    uri = editor.open(places[SECOND])
    await settled(editor, server)
    return uri


def at(line: int, character: int = 0) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"start": place, "end": place}


async def menu(editor: Editor, uri: str, range_: dict, shown: list[dict] | None = None, **context: Any) -> list[dict]:
    asked = {"diagnostics": shown or [], **context}
    params = {"textDocument": {"uri": uri}, "range": range_, "context": asked}
    return await editor.request("textDocument/codeAction", params) or []


async def chosen(editor: Editor, uri: str, range_: dict, wanted: str, **context: Any) -> dict[str, Any]:
    """The action with this title or kind, resolved where that is needed."""
    found = await menu(editor, uri, range_, **context)
    action = next(one for one in found if wanted in (one["title"], one["kind"]))
    command = action.get("command") or {}
    if command.get("command") == "chant.create":
        await editor.request("workspace/executeCommand", {name: command[name] for name in ("command", "arguments")})
        action["edit"] = dict(editor.asked)["workspace/applyEdit"]["edit"]
    return action if "edit" in action else await editor.request("codeAction/resolve", action)


def applied(editor: Editor, root: Path, action: dict[str, Any]) -> dict[str, str]:
    """The files that are new or different afterwards."""
    edit = action["edit"]
    texts: dict[str, str] = {}
    for step in edit.get("documentChanges") or ():
        if "kind" in step:
            assert step["kind"] == "create"
            texts[step["uri"]] = ""
        else:
            put(editor, root, texts, step["textDocument"]["uri"], step["edits"])
    for uri, edits in (edit.get("changes") or {}).items():
        put(editor, root, texts, uri, edits)
    by_uri = {to_uri(root / path): path for path in (SECOND, *created_paths(root, texts))}
    return {by_uri[uri]: text for uri, text in texts.items()}


def put(editor: Editor, root: Path, texts: dict[str, str], uri: str, edits: list[dict]) -> None:
    text = texts.get(uri, text_of(root, SECOND) if uri == to_uri(root / SECOND) else "")
    for edit in sorted(edits, key=lambda edit: tuple(edit["range"]["start"].values()), reverse=True):
        start, end = (offset(editor, text, edit["range"][side]) for side in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    texts[uri] = text


def created_paths(root: Path, texts: dict[str, str]) -> list[str]:
    known = [".chant/prompts/mine.md", "docs/å😀.md", ".chant/specs/003-root-cause.md"]
    return [path for path in known if to_uri(root / path) in texts]


def text_of(root: Path, path: str) -> str:
    return (root / path).read_text("utf-8")
