"""Completion over the wire: what each editor gets, and what its text is after an item was accepted."""

from pathlib import Path
from typing import Any

import pytest

from chant_lsp.core import names
from chant_lsp.server import name_tables

from .editor import EDITORS, Editor, capabilities_of, in_process
from .test_diagnostics import settled, start
from .workspace import write_files

PICTURE = """\
//- .chant/specs/001-å😀-first.md
---
type: research
status: completed
labels: [bug]
target_files: [.chant/research/notes.md]
---

# First 😀
//- .chant/specs/002-second.md
---
type: code
status: pending
labels: [bug]
---

# Second
//- .chant/prompts/research.md
---
name: research
purpose: Find out
---
Look.
//- .chant/config.md
---
project:
  name: x
---
//- docs/plan.md
# Plan
"""

HEAD = "---\ntype: code\nstatus: pending\n"
TAIL = "\n---\n\n# Second 😀\n\nSee "

ID = "001-å😀-first"
NOTES = ".chant/research/notes.md"
ACCEPTED = {
    "id": (HEAD + "depends_on: [$0]" + TAIL, ID, HEAD + f'depends_on: ["{ID}"]' + TAIL),
    "id in quotes": (HEAD + "depends_on: ['00$0']" + TAIL, ID, HEAD + f"depends_on: ['{ID}']" + TAIL),
    "behind an emoji": (HEAD + "labels: [😀😀, b$0]" + TAIL, "bug", HEAD + "labels: [😀😀, bug]" + TAIL),
    "part of a path": (
        HEAD + 'informed_by: ["😀", "not$0es"]' + TAIL,
        NOTES,
        HEAD + f'informed_by: ["😀", "{NOTES}"]' + TAIL,
    ),
    "value": ("---\nstatus: $0pending" + TAIL, "failed", "---\nstatus: failed" + TAIL),
    "heading": (HEAD + TAIL + "\n## Ta$0", "## Task", HEAD + TAIL + "\n## Task"),
    "link": (HEAD + TAIL + "😀 [[fir$0", ID, HEAD + TAIL + f"😀 [[{ID}]]"),
}


@pytest.mark.parametrize("name", EDITORS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
async def test_accepted_items_fit(tmp_path, name, end):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, name)
        for picture, label, expected in ACCEPTED.values():
            text = picture.replace("\n", end)
            answer, at = await ask(editor, uri, text)
            item = next(item for item in answer["items"] if item["label"] == label)
            after = applied(editor, text.replace("$0", ""), at, answer, item)
            assert after == expected.replace("\n", end)
        await editor.shutdown()


@pytest.mark.parametrize("name", EDITORS)
async def test_keys_come_as_snippets_where_the_editor_takes_them(tmp_path, name):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, name)
        answer, at = await ask(editor, uri, "---\ntype: code\ndep$0\n---\n")
        item = next(item for item in answer["items"] if item["label"] == "depends_on")
        after = applied(editor, "---\ntype: code\ndep\n---\n", at, answer, item)
        is_plain = name == "emacs"
        assert after == f"---\ntype: code\ndepends_on: {'' if is_plain else '[$1]'}\n---\n"
        assert item.get("insertTextFormat") == (None if is_plain else 2)
        await editor.shutdown()


@pytest.mark.parametrize("name", EDITORS)
async def test_what_all_items_share_is_said_once(tmp_path, name):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, name)
        answer, _ = await ask(editor, uri, HEAD + "depends_on: [$0]" + TAIL)
        assert ("itemDefaults" in answer) == (name == "neovim")
        assert all(("textEdit" in item) != (name == "neovim") for item in answer["items"])
        await editor.shutdown()


RESOLVED = {
    "key": (HEAD + "depen$0" + TAIL, "depends_on", "**depends_on** · a text or a list of texts"),
    "nested key": (HEAD + "approval:\n  req$0" + TAIL, "required", "**approval.required** · true or false"),
    "choice": ("---\nstatus: $0\n---\n", "failed", "**failed** · status"),
    "nested choice": ("---\napproval:\n  status: $0\n---\n", "approved", "**approved** · approval.status"),
    "id": (HEAD + "depends_on: [$0]" + TAIL, ID, "**001-å😀-first** · research · completed"),
    "path": (HEAD + "informed_by: [docs/$0]" + TAIL, "docs/plan.md", "**`docs/plan.md`** · 7 bytes"),
    "folder": (HEAD + "informed_by: [do$0]" + TAIL, "docs/", "**`docs/`** · a directory."),
    "prompt": (HEAD + "prompt: $0" + TAIL, "research", "**`.chant/prompts/research.md`**"),
    "link": (HEAD + TAIL + "[a](001$0", f"{ID}.md", "**001-å😀-first** · research"),
    "linked file": (HEAD + TAIL + "[a](../../do$0", "../../docs/", "**`docs/`** · a directory."),
    "heading": (HEAD + TAIL + "\n## T$0", "## Task", None),
    "glob": (HEAD + "informed_by: [docs/*$0]" + TAIL, "docs/*.md", None),
}


async def test_documentation_comes_when_somebody_looks(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code")
        for text, label, expected in RESOLVED.values():
            answer, _ = await ask(editor, uri, text)
            item = next(item for item in answer["items"] if item["label"] == label)
            assert "documentation" not in item
            resolved = await editor.request("completionItem/resolve", item)
            shown = (resolved.get("documentation") or {"value": None})["value"]
            assert (shown or "").startswith(expected or "") and bool(shown) == bool(expected), label
        await editor.shutdown()


async def test_an_item_that_nobody_offered_is_given_back(tmp_path):
    async with in_process() as (editor, server):
        await opened(editor, server, tmp_path, "visual-studio-code")
        for item in ({"label": "x"}, {"label": "x", "kind": 18, "data": 3}, {"label": "", "kind": 10, "data": {}}):
            assert (await editor.request("completionItem/resolve", item))["label"] == item["label"]
        await editor.shutdown()


async def test_nothing_where_nothing_belongs(tmp_path):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code")
        for text in (HEAD + "# $0" + TAIL, HEAD + TAIL + "words $0", HEAD + "commits: [$0]" + TAIL):
            assert (await ask(editor, uri, text))[0] is None
        await editor.shutdown()


async def test_defaults_and_label_details_of_a_newer_editor(tmp_path):
    capabilities = capabilities_of("visual-studio-code")
    completion = {
        **capabilities["textDocument"]["completion"],
        "completionItem": {"snippetSupport": True, "labelDetailsSupport": True},
        "completionList": {"itemDefaults": ["commitCharacters", "editRange", "insertTextFormat", "data"]},
    }
    newer = {**capabilities, "textDocument": {**capabilities["textDocument"], "completion": completion}}
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code", capabilities=newer)
        answer, _ = await ask(editor, uri, HEAD + "depends_on: [$0]" + TAIL)
        assert answer == {
            "isIncomplete": False,
            "itemDefaults": {
                "editRange": {"start": {"line": 3, "character": 13}, "end": {"line": 3, "character": 13}},
                "data": {"uri": uri, "about": "depends_on"},
            },
            "items": [
                {
                    "label": ID,
                    "kind": 18,
                    "sortText": "000",
                    "labelDetails": {"description": "First 😀 · completed"},
                    "textEditText": f'"{ID}"',
                }
            ],
        }
        await editor.shutdown()


@pytest.fixture
def made(monkeypatch):
    """How many names each table of names had when it was made."""
    found, to_lines = [], names._to_lines
    monkeypatch.setattr(names, "_to_lines", lambda lines: found.append(len(lines)) or to_lines(lines))
    return found


@pytest.mark.slow
async def test_a_large_project_is_made_ready_before_anybody_asks(tmp_path, monkeypatch, made):
    monkeypatch.setattr(name_tables, "LARGE", 2)
    async with in_process() as (editor, server):
        await opened(editor, server, tmp_path, "visual-studio-code")
        await editor.until_true(lambda: len(made) == 2)
        await editor.shutdown()


async def test_a_small_one_is_not(tmp_path, made):
    async with in_process() as (editor, server):
        uri = await opened(editor, server, tmp_path, "visual-studio-code")
        (home,) = server.session.homes
        await name_tables.prepare_names(server, home)
        assert not made
        await ask(editor, uri, HEAD + "informed_by: [not$0]" + TAIL)
        assert made
        await editor.shutdown()


# -- the editor's side


async def opened(editor: Editor, server: Any, root: Path, name: str, **extra: Any) -> str:
    places = write_files(root, PICTURE)
    await start(editor, root, name=name, **extra)
    uri = editor.open(places[".chant/specs/002-second.md"])
    await settled(editor, server)
    return uri


async def ask(editor: Editor, uri: str, text: str) -> tuple[Any, dict[str, int]]:
    """The completion at `$0`, and where that is."""
    before = text[: text.index("$0")]
    editor.change(uri, text.replace("$0", "", 1))
    line = before.rpartition("\n")[2]
    at = {"line": before.count("\n"), "character": units(editor, line)}
    return await editor.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": at}), at


def applied(editor: Editor, text: str, at: dict, answer: dict, item: dict) -> str:
    """The text after the item was accepted."""
    defaults = answer.get("itemDefaults", {})
    edit = item.get("textEdit") or {
        "range": defaults["editRange"],
        "newText": item.get("textEditText", item["label"]),
    }
    start, end = (edit["range"][side] for side in ("start", "end"))
    assert start["line"] == end["line"] == at["line"]
    assert start["character"] <= at["character"] <= end["character"]
    return text[: offset(editor, text, start)] + edit["newText"] + text[offset(editor, text, end) :]


def offset(editor: Editor, text: str, position: dict) -> int:
    lines = text.split("\n")
    line = lines[position["line"]]
    column = next(i for i in range(len(line) + 1) if units(editor, line[:i]) == position["character"])
    return sum(len(each) + 1 for each in lines[: position["line"]]) + column


def units(editor: Editor, text: str) -> int:
    encoding = editor.capabilities["positionEncoding"]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode(f"{encoding}-le" if width > 1 else encoding)) // width
