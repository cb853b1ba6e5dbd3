"""The disk without a watching client, and what the server remembers of it."""

import asyncio
import os

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.text import Source, between
from chant_lsp.server import watch
from chant_lsp.server.convert import to_uri
from chant_lsp.server.remembered import COMPLETE_LOOKS, RememberedFiles
from chant_lsp.server.session import Session
from chant_lsp.workspace.layout import project_at
from tests.memory_files import MemoryFiles

from .editor import in_process
from .test_diagnostics import ready, settled, start
from .workspace import spec, spec_text, write_files


async def test_a_client_that_watches_is_asked_for_chant_folders(tmp_path):
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        await editor.until(lambda: any(method == "client/registerCapability" for method, _ in editor.asked))
        (registration,) = dict(editor.asked)["client/registerCapability"]["registrations"]
        assert registration["method"] == "workspace/didChangeWatchedFiles"
        assert registration["registerOptions"]["watchers"] == [{"globPattern": "**/.chant/**"}]


async def test_without_a_watching_client_the_server_looks_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "SHORTEST_INTERVAL_S", 0.01)
    monkeypatch.setattr(watch, "IDLE_SHARE", 1.0)
    naming = to_uri(spec(tmp_path, "001-a", depends_on="002-b"))
    async with in_process() as (editor, server):
        capabilities = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": False}}}
        await start(editor, tmp_path, capabilities=capabilities)
        await editor.until(lambda: editor.codes(naming) == ["unknown-dependency"])
        named = spec(tmp_path, "002-b", status="completed")
        await editor.until(lambda: editor.codes(naming) == [])
        named.write_text(spec_text("002-b", status="opne"))
        await editor.until(lambda: "invalid-value" in (editor.codes(to_uri(named)) or []))
        named.unlink()
        await editor.until(lambda: editor.codes(naming) == ["unknown-dependency"])
        await editor.until(lambda: editor.codes(to_uri(named)) == [])
        await settled(editor, server)


async def test_files_outside_chant_are_looked_at_even_when_the_client_watches(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "SHORTEST_INTERVAL_S", 0.01)
    monkeypatch.setattr(watch, "IDLE_SHARE", 1.0)
    uri = to_uri(spec(tmp_path, "001-a", informed_by="docs/notes.md"))
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        await editor.until(lambda: editor.codes(uri) == ["missing-input"])
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "notes.md").write_text("# Notes")
        await editor.until(lambda: editor.codes(uri) == [])


async def test_a_flood_of_events_is_one_look_at_everything(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "MANY_EVENTS", 30)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        spec(tmp_path, "000-first")
        editor.changed_on_disk((tmp_path / ".chant", 1))
        await settled(editor, server)
        places = [spec(tmp_path, f"{number:04}-s", depends_on="nobody") for number in range(watch.MANY_EVENTS + 1)]
        editor.changed_on_disk(*((place, 1) for place in places))
        await editor.until(lambda: editor.codes(to_uri(places[-1])) == ["unknown-dependency"])
        await settled(editor, server)
        assert len(server.session.homes[0].index.specs) == len(places) + 1


async def test_a_chant_folder_that_goes_and_comes_back_is_news_for_what_is_open(tmp_path):
    place = spec(tmp_path, "001-a", depends_on="nobody")
    capabilities = {"workspace": {"codeLens": {"refreshSupport": True}}}

    def refreshes():
        return [method for method, _ in editor.asked].count("workspace/codeLens/refresh")

    async with in_process() as (editor, server):
        await start(editor, tmp_path, capabilities=capabilities)
        uri = editor.open(place)
        await settled(editor, server)
        document = {"textDocument": {"uri": uri}}
        assert await editor.request("textDocument/codeLens", document)
        before = refreshes()
        folder, elsewhere = tmp_path / ".chant", tmp_path / "elsewhere"
        folder.rename(elsewhere)
        editor.changed_on_disk((folder, 3))
        await editor.until(lambda: refreshes() == before + 1)
        assert not await editor.request("textDocument/codeLens", document)
        elsewhere.rename(folder)
        editor.changed_on_disk((folder, 1))
        await editor.until(lambda: refreshes() == before + 2)
        assert await editor.request("textDocument/codeLens", document)
        await editor.until(lambda: editor.codes(uri) == ["unknown-dependency"])


async def test_floods_that_come_together_are_two_scans_at_most_and_read_only_what_differs(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "MANY_EVENTS", 1)
    places = [spec(tmp_path, f"{number:04}-s") for number in range(5)]
    async with ready(tmp_path) as (editor, server):
        scans, read = [], []
        real_scan, reader = watch.scan, server.session.homes[0].reader
        real_read = reader.read_at
        monkeypatch.setattr(watch, "scan", lambda *args: scans.append(args) or real_scan(*args))
        monkeypatch.setattr(reader, "read_at", lambda path, place: read.append(path) or real_read(path, place))
        places[0].write_text(spec_text("0000-s", status="opne"))
        for _ in range(4):
            editor.changed_on_disk(*((place, 2) for place in places))
        await editor.until(lambda: editor.codes(to_uri(places[0])) == ["invalid-value"])
        await settled(editor, server)
        assert len(scans) <= 2
        assert set(read) == {".chant/specs/0000-s.md"}


async def test_rescan_reads_what_no_stamp_would_show(tmp_path):
    place = spec(tmp_path, "001-a", status="failed")
    async with ready(tmp_path) as (editor, _):
        before = place.stat()
        place.write_text(spec_text("001-a", status="failde"))
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        await editor.request("workspace/executeCommand", {"command": "chant.rescan", "arguments": [{}]})
        await editor.until(lambda: editor.codes(to_uri(place)) == ["invalid-value"])


@pytest.mark.slow
async def test_a_document_opened_during_the_scan_is_not_overwritten_by_its_file(tmp_path):
    for number in range(200):
        spec(tmp_path, f"{number:03}-s")
    session = Session()
    home = session.add_project(project_at(tmp_path))
    assert home
    scanning = asyncio.create_task(watch.scan(session, home))
    await asyncio.sleep(0)
    last = tmp_path / ".chant/specs/199-s.md"
    session.open(to_uri(last), 1, spec_text("199-s", status="failed"))
    await scanning
    opened = home.index.spec_of("199-s")
    assert opened and opened.status == "failed"
    assert len(home.index.specs) == 200


async def test_a_file_that_comes_with_its_document_is_news_for_those_who_name_it(tmp_path):
    naming = spec(tmp_path, "001-a")
    naming.write_text(naming.read_text().replace("type: code", "type: code\nprompt: new"))
    write_files(tmp_path, "//- .chant/prompts/old.md\n---\nname: old\n---\nWork.\n")
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        editor.open(naming)
        await editor.until(lambda: "unknown-prompt" in (editor.codes(to_uri(naming)) or []))
        new = naming.parent.parent / "prompts" / "new.md"
        new.write_text("---\nname: new\n---\nWork.\n")
        editor.open(new)
        event = {"uri": to_uri(new), "type": 1}
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [event]})
        await editor.until(lambda: "unknown-prompt" not in editor.codes(to_uri(naming)))
        new.unlink()
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{**event, "type": 3}]})
        await editor.until(lambda: "unknown-prompt" in editor.codes(to_uri(naming)))


def test_files_are_looked_at_once_and_changes_are_told():
    disk = {"a.md": "x", "docs/b.md": "y"}
    files = RememberedFiles(MemoryFiles(disk))
    assert (files.kind("a.md"), files.kind("docs/c.md"), files.glob("docs/*.md")) == ("file", None, ["docs/b.md"])
    assert set(files.iter_changes()) == {None}
    del disk["a.md"]
    disk["docs/c.md"] = "z"
    assert files.kind("a.md") == "file", "remembered"
    assert set(files.iter_changes()) - {None} == {"a.md", "docs/c.md"}
    assert (files.kind("a.md"), files.kind("docs/c.md")) == (None, "file")
    assert files.glob("docs/*.md") == ["docs/b.md", "docs/c.md"]


def test_forgetting_a_path_forgets_what_is_above_and_below_it():
    disk = {"docs/old/b.md": "y", "docs2/b.md": "z"}
    files = RememberedFiles(MemoryFiles(disk))
    for path in ("docs", "docs/old/b.md", "docs2/b.md"):
        files.kind(path)
    disk.clear()
    assert sorted(files.forget("docs/old")) == ["docs", "docs/old/b.md"]
    assert (files.kind("docs"), files.kind("docs/old/b.md"), files.kind("docs2/b.md")) == (None, None, "file")


class Disk(MemoryFiles):
    """Files that count how often they are looked at."""

    looks = 0

    def kind(self, path):
        Disk.looks += 1
        return super().kind(path)


def test_a_look_passes_over_folders_in_which_nothing_came_or_went():
    texts = {f"docs/{number}.md": "x" for number in range(50)} | {"src/a.py": "x"}
    disk, stamps = Disk(texts), {"docs": 1, "src": 1}
    files = RememberedFiles(disk, stamps.get)
    for path in (*texts, "docs/gone.md"):
        files.kind(path)
    assert set(files.iter_changes()) == {None}
    Disk.looks = 0
    assert set(files.iter_changes()) == {None}
    assert Disk.looks == 0
    del texts["src/a.py"]
    stamps["src"] = 2
    assert set(files.iter_changes()) == {None, "src/a.py"}
    assert Disk.looks == 1


def test_a_folder_that_changed_just_now_is_looked_at_again():
    texts = {"docs/a.md": "x"}
    files = RememberedFiles(MemoryFiles(texts), lambda folder: None)
    files.kind("docs/a.md")
    assert set(files.iter_changes()) == {None}
    texts.clear()
    assert set(files.iter_changes()) == {None, "docs/a.md"}


def test_what_leads_elsewhere_is_looked_at_now_and_then():
    texts = {"docs/link.md": "x"}
    files = RememberedFiles(MemoryFiles(texts), lambda folder: 1)
    files.kind("docs/link.md")
    texts.clear()
    seen = [set(files.iter_changes()) - {None} for _ in range(COMPLETE_LOOKS + 1)]
    assert {"docs/link.md"} in seen


def test_what_nobody_names_any_more_is_not_looked_at(tmp_path):
    place = spec(tmp_path, "001-a", informed_by="docs/gone.md")
    session = Session()
    home = session.add_project(project_at(tmp_path))
    document = session.open(to_uri(place), 1, place.read_text())
    assert document.path
    check(home.index, document.path)
    assert "docs/gone.md" in home.files._kinds
    for version, name in enumerate(("docs/a.md", "docs/ab.md", "docs/abc.md"), 2):
        before = session.documents[document.uri].source
        session.change(document.uri, version, between(before, Source(spec_text("001-a", informed_by=name))))
        check(home.index, document.path)
    assert [path for path in home.files._kinds if path.endswith(".md")] == ["docs/abc.md"]
