"""What is published, when, and what is not: the invariants 5, 6 and 7 of the design, over the wire."""

import random
from contextlib import asynccontextmanager

import pytest

from chant_lsp.core.check import check, check_again, check_anew
from chant_lsp.server import publisher, watch
from chant_lsp.server.convert import to_uri

from .editor import EDITORS, in_process
from .workspace import spec, spec_text

DEBOUNCE_0 = {"initializationOptions": {"settings": {"diagnostics": {"debounce": 0}}}}


async def start(editor, *folders, name="visual-studio-code", **extra):
    editor.answers["workspace/configuration"] = lambda params: [{"diagnostics": {"debounce": 0}}]
    await editor.initialize(*folders, name=name, **{**DEBOUNCE_0, **extra})


BACKGROUND = {"scan", "find_nested", "watch_files", "pull_settings"}


async def settled(editor, server):
    """Wait until what was sent has been handled, every project has been read, and everything has been published."""

    async def barrier():
        arguments = {"command": "chant.explain", "arguments": [{"uri": "file:///x"}]}
        await editor.request("workspace/executeCommand", arguments)

    def at_rest():
        running = {task.get_coro().__name__ for task in server._tasks}
        return server.publisher.idle and not running & BACKGROUND

    await barrier()
    await editor.until_true(at_rest)
    await barrier()


@asynccontextmanager
async def ready(*folders, **extra):
    """An editor that has opened the folders, and its server, which has read and told everything."""
    async with in_process() as (editor, server):
        await start(editor, *folders, **extra)
        await settled(editor, server)
        yield editor, server


@pytest.mark.parametrize("name", EDITORS)
async def test_findings_are_published_for_open_and_closed_specs(tmp_path, name):
    opened = spec(tmp_path, "001-open", status="opne")
    closed = spec(tmp_path, "002-closed", depends_on="003-nobody")
    clean = spec(tmp_path, "004-clean")
    async with in_process() as (editor, server):
        await start(editor, tmp_path, name=name)
        uri = editor.open(opened)
        await editor.until(lambda: editor.codes(uri) == ["invalid-value"])
        await editor.until(lambda: editor.codes(to_uri(closed)) == ["unknown-dependency"])
        await settled(editor, server)
        assert editor.codes(to_uri(clean)) is None
        assert editor.published(uri)[-1]["version"] == 1
        assert "version" not in editor.published(to_uri(closed))[-1]


@pytest.mark.slow
async def test_an_open_spec_is_served_before_the_project_has_been_read(tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "SLICE_S", 0)
    for number in range(300):
        spec(tmp_path, f"{number:03}-filler")
    opened = spec(tmp_path, "500-open", status="opne", depends_on="299-filler")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(opened)
        await editor.until(lambda: editor.published(uri))
        assert not server.session.homes[0].scanned
        assert editor.codes(uri) == ["invalid-value"], "its dependency is known already"
        await settled(editor, server)


async def test_every_edit_gets_its_diagnostics(tmp_path):
    place = spec(tmp_path, "001-a")
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        uri = editor.open(place)
        for status, codes in (("opne", ["invalid-value"]), ("pending", []), ("failed", [])):
            version = editor.change(uri, spec_text("001-a", status=status))
            await editor.until(lambda v=version: editor.version(uri) == v)
            assert editor.codes(uri) == codes


async def test_nothing_is_sent_twice(tmp_path):
    place = spec(tmp_path, "001-a", status="opne")
    other = spec(tmp_path, "002-b", depends_on="nobody")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(place)
        await settled(editor, server)
        before = len(editor.published(uri)), len(editor.published(to_uri(other)))
        editor.changed_on_disk((other, 2), (place, 2))
        await editor.request("workspace/executeCommand", {"command": "chant.rescan", "arguments": [{}]})
        await settled(editor, server)
        editor.close(uri)
        await settled(editor, server)
        assert (len(editor.published(uri)), len(editor.published(to_uri(other)))) == before


async def test_the_last_finding_that_goes_clears(tmp_path):
    place = spec(tmp_path, "001-a", depends_on="002-b")
    uri = to_uri(place)
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        await editor.until(lambda: editor.codes(uri) == ["unknown-dependency"])
        created = spec(tmp_path, "002-b", status="completed")
        editor.changed_on_disk((created, 1))
        await editor.until(lambda: editor.codes(uri) == [])


async def test_what_happens_to_a_spec_reaches_those_who_name_it(tmp_path):
    named = spec(tmp_path, "001-a")
    naming = to_uri(spec(tmp_path, "002-b", depends_on="001-a"))
    async with ready(tmp_path) as (editor, _):
        assert editor.codes(naming) is None
        renamed = named.rename(named.with_name("001-other.md"))
        editor.changed_on_disk((named, 3), (renamed, 1))
        await editor.until(lambda: editor.codes(naming) == ["unknown-dependency"])
        renamed.rename(named)
        editor.changed_on_disk((renamed, 3), (named, 1))
        await editor.until(lambda: editor.codes(naming) == [])
        named.unlink()
        editor.changed_on_disk((named, 3))
        await editor.until(lambda: editor.codes(naming) == ["unknown-dependency"])
        uri = editor.open(named, spec_text("001-a"))
        await editor.until(lambda: editor.codes(naming) == [], "an open document exists before it is saved")
        editor.close(uri)
        await editor.until(lambda: editor.codes(naming) == ["unknown-dependency"])


async def test_a_deleted_folder_is_one_event_for_all_its_specs(tmp_path):
    inner = tmp_path / ".chant" / "specs" / "old"
    spec(tmp_path, "001-a", depends_on="002-b")
    moved = spec(tmp_path, "002-b")
    inner.mkdir()
    moved.rename(inner / moved.name)
    uri = to_uri(tmp_path / ".chant/specs/001-a.md")
    async with ready(tmp_path) as (editor, _):
        assert editor.codes(uri) == ["unseen-dependency"]
        (inner / moved.name).unlink()
        inner.rmdir()
        editor.changed_on_disk((inner, 3))
        await editor.until(lambda: editor.codes(uri) == ["unknown-dependency"])


async def test_open_documents_override_the_disk_and_closing_reads_it_again(tmp_path):
    place = spec(tmp_path, "001-a")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(place, spec_text("001-a", status="opne"))
        await editor.until(lambda: editor.codes(uri) == ["invalid-value"])
        place.write_text(spec_text("001-a", status="failed"))
        editor.changed_on_disk((place, 2))
        await settled(editor, server)
        assert editor.codes(uri) == ["invalid-value"], "what is typed counts"
        editor.close(uri)
        await editor.until(lambda: editor.codes(uri) == [])


async def test_files_that_specs_name_come_and_go(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", informed_by=".chant/research/notes.md"))
    notes = tmp_path / ".chant" / "research" / "notes.md"
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        await editor.until(lambda: editor.codes(uri) == ["missing-input"])
        notes.parent.mkdir()
        notes.write_text("# Notes")
        editor.changed_on_disk((notes, 1))
        await editor.until(lambda: editor.codes(uri) == [])
        notes.unlink()
        notes.parent.rmdir()
        editor.changed_on_disk((notes.parent, 3))
        await editor.until(lambda: editor.codes(uri) == ["missing-input"])


async def test_a_byte_order_mark_on_the_disk_is_found_although_the_editor_hides_it(tmp_path):
    place = spec(tmp_path, "001-a")
    place.write_bytes(b"\xef\xbb\xbf" + place.read_bytes())
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        uri = editor.open(place)
        await editor.until(lambda: editor.codes(uri) == ["frontmatter-hidden"])
        version = editor.change(uri, spec_text("001-a", title="Other"))
        await editor.until(lambda: editor.version(uri) == version)
        assert editor.codes(uri) == ["frontmatter-hidden"]


async def test_a_rule_that_fails_on_one_file_does_not_silence_the_others(tmp_path, monkeypatch, caplog):
    spec(tmp_path, "001-cursed")
    uri = to_uri(spec(tmp_path, "002-b", status="opne"))

    def check_or_fail(index, path, *severities):
        if "cursed" in path:
            raise RecursionError
        return check_anew(index, path, *severities)

    monkeypatch.setattr(publisher, "check_anew", check_or_fail)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        await editor.until(lambda: editor.codes(uri) == ["invalid-value"])
        await settled(editor, server)
        assert "Cannot check .chant/specs/001-cursed.md" in caplog.text


async def test_other_markdown_gets_no_diagnostics(tmp_path):
    spec(tmp_path, "001-a")
    readme = tmp_path / "README.md"
    readme.write_text("---\nstatus: opne\n---\n")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(readme)
        editor.open(tmp_path / "untitled.md", "---\nstatus: opne\n---\n")
        await settled(editor, server)
        assert editor.codes(uri) is None


async def test_a_debounce_waits_for_quiet(tmp_path):
    place = spec(tmp_path, "001-a")
    async with in_process() as (editor, server):
        await editor.initialize(tmp_path, initializationOptions={"settings": {"diagnostics": {"debounce": 30}}})
        uri = editor.open(place)
        await settled(editor, server)
        for status in ("a", "ab", "abc", "failed"):
            version = editor.change(uri, spec_text("001-a", status=status))
        await editor.until(lambda: editor.version(uri) == version)
        assert editor.codes(uri) == []
        assert len(editor.published(uri)) < 6, "not one for each key"


async def test_settings_that_are_pushed_count_at_once(tmp_path):
    place = spec(tmp_path, "001-a")
    async with in_process() as (editor, server):
        editor.answers["workspace/configuration"] = lambda params: [{"diagnostics": {"debounce": 60_000}}]
        await editor.initialize(tmp_path)
        uri = editor.open(place)
        await settled(editor, server)
        editor.notify("workspace/didChangeConfiguration", {"settings": {"chant": {"diagnostics": {"debounce": 0}}}})
        version = editor.change(uri, spec_text("001-a", status="opne"))
        await editor.until(lambda: editor.version(uri) == version)


async def test_edits_of_parts_and_of_the_whole_come_together(tmp_path):
    place = spec(tmp_path, "001-a")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(place)
        edits = [
            {"text": "---\nstatus: 😀pending\n---\n"},
            {"range": {"start": {"line": 1, "character": 8}, "end": {"line": 1, "character": 10}}, "text": "x"},
            {"range": {"start": {"line": 3, "character": 0}, "end": {"line": 99, "character": 0}}, "text": "# T\n"},
            {"range": {"start": {"line": 1, "character": 9}, "end": {"line": 1, "character": 16}}, "text": ""},
        ]
        document = {"uri": uri, "version": 2}
        editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": edits})
        await editor.until(lambda: editor.version(uri) == 2)
        assert server.session.documents[uri].source.text == "---\nstatus: x\n---\n# T\n"
        assert "invalid-value" in (editor.codes(uri) or [])


async def test_a_text_longer_than_what_is_read_is_edited_where_the_editor_says(tmp_path, monkeypatch):
    monkeypatch.setattr("chant_lsp.core.text.MAX_TEXT", 40)
    monkeypatch.setattr("chant_lsp.server.session.MAX_TEXT", 40)
    place = spec(tmp_path, "001-a")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        text = "---\ntype: code\n---\n" + "one\n" * 100
        uri = editor.open(place, text)
        for line in (90, 5, 4):
            place_ = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 3}}
            document = {"uri": uri, "version": 2}
            change = {"range": place_, "text": "two"}
            editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        await settled(editor, server)
        lines = text.split("\n")
        lines[4] = lines[5] = lines[90] = "two"
        document = server.session.documents[uri]
        assert document.source.text + document.behind == "\n".join(lines)
        assert document.source.cut


async def test_each_project_of_a_workspace_is_its_own(tmp_path):
    for folder in ("one", "two", "one/nested"):
        spec(tmp_path / folder, f"001-{folder[-3:]}")
        spec(tmp_path / folder, "002-b", depends_on="001-one")
    uris = [to_uri(tmp_path / folder / ".chant/specs/002-b.md") for folder in ("one", "two", "one/nested")]
    async with in_process() as (editor, server):
        await start(editor, tmp_path / "one", tmp_path / "two")
        await editor.until(lambda: editor.codes(uris[2]) == ["unknown-dependency"])
        await editor.until(lambda: editor.codes(uris[1]) == ["unknown-dependency"])
        await settled(editor, server)
        assert editor.codes(uris[0]) is None
        two = {"uri": to_uri(tmp_path / "two"), "name": "two"}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [two]}})
        await editor.until(lambda: editor.codes(uris[1]) == [])
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [two], "removed": []}})
        await editor.until(lambda: editor.codes(uris[1]) == ["unknown-dependency"])


async def test_a_project_that_appears_is_taken_in_and_one_that_goes_is_cleared(tmp_path):
    async with in_process() as (editor, _):
        await start(editor, tmp_path)
        place = spec(tmp_path, "001-a", status="opne")
        uri = to_uri(place)
        editor.changed_on_disk((place, 1))
        await editor.until(lambda: editor.codes(uri) == ["invalid-value"])
        (tmp_path / ".chant").rename(tmp_path / "gone")
        editor.changed_on_disk((tmp_path / ".chant", 3))
        await editor.until(lambda: editor.codes(uri) == [])


async def test_a_project_that_appears_inside_another_is_its_own(tmp_path):
    spec(tmp_path, "001-a")
    async with ready(tmp_path) as (editor, _):
        place = spec(tmp_path / "packages" / "inner", "002-b", depends_on="001-a")
        editor.changed_on_disk((place, 1))
        await editor.until(lambda: editor.codes(to_uri(place)) == ["unknown-dependency"])


async def test_a_folder_inside_a_project_belongs_to_it(tmp_path):
    uri = to_uri(spec(tmp_path, "001-a", status="opne"))
    inner = tmp_path / "src"
    inner.mkdir()
    async with in_process() as (editor, server):
        await start(editor, inner)
        await editor.until(lambda: editor.codes(uri) == ["invalid-value"])
        await settled(editor, server)
        gone = {"uri": to_uri(inner), "name": "src"}
        editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": [gone]}})
        await editor.until(lambda: editor.codes(uri) == [])


async def test_a_spec_outside_all_folders_brings_its_project_along(tmp_path):
    place = spec(tmp_path / "elsewhere", "001-a", depends_on="002-b, nobody")
    spec(tmp_path / "elsewhere", "002-b", status="completed")
    async with in_process() as (editor, _):
        await start(editor)
        uri = editor.open(place)
        await editor.until(lambda: editor.codes(uri) == ["unknown-dependency"])


async def test_a_workspace_behind_a_link_keeps_the_editors_spelling(tmp_path):
    real = tmp_path / "real"
    spec(real, "001-a", status="opne")
    link = tmp_path / "link"
    link.symlink_to(real)
    async with in_process() as (editor, server):
        await start(editor, link)
        uri = to_uri(link / ".chant/specs/001-a.md")
        await editor.until(lambda: editor.codes(uri) == ["invalid-value"])
        assert editor.open(link / ".chant/specs/001-a.md") == uri
        await settled(editor, server)
        assert editor.codes(to_uri(real / ".chant/specs/001-a.md")) is None


@pytest.mark.parametrize("seed", [2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2))])
async def test_what_is_published_equals_the_last_check_after_any_history(tmp_path, seed):
    chance = random.Random(seed)
    ids = [f"{number:03}-s" for number in range(6)]
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        opened: dict[str, str] = {}
        (tmp_path / ".chant" / "specs").mkdir(parents=True)
        for _ in range(40):
            id = chance.choice(ids)
            place = tmp_path / ".chant" / "specs" / f"{id}.md"
            fields = {
                "status": chance.choice(["pending", "opne", "completed"]),
                "depends_on": chance.choice([*ids, "", "nobody"]),
                "informed_by": chance.choice(["", "notes.md"]),
            }
            step = chance.choice(["write", "delete", "open", "change", "close", "notes"])
            if step == "write":
                known = place.exists()
                editor.changed_on_disk((spec(tmp_path, id, **fields), 2 if known else 1))
            elif step == "delete" and place.exists():
                place.unlink()
                editor.changed_on_disk((place, 3))
            elif step == "open" and id not in opened and place.exists():
                opened[id] = editor.open(place)
            elif step == "change" and id in opened:
                editor.change(opened[id], spec_text(id, **fields))
            elif step == "close" and id in opened:
                editor.close(opened.pop(id))
            elif step == "notes":
                notes = tmp_path / "notes.md"
                kind = 3 if notes.exists() else 1
                notes.unlink() if notes.exists() else notes.write_text("x")
                editor.changed_on_disk((notes, kind))
            await settled(editor, server)
            home = server.session.homes[0]
            for other in ids:
                path = f".chant/specs/{other}.md"
                expected = [finding.code for finding in check(home.index, path)]
                assert (editor.codes(to_uri(tmp_path / path)) or []) == expected, (step, id, other)


async def test_of_one_file_by_two_uris_the_one_that_stays_open_counts(tmp_path):
    path = spec(tmp_path, "001-a")
    other = {"uri": to_uri(path).replace("001-a", "%30%301-a"), "languageId": "markdown", "version": 1}
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(path, "---\nstatus: pending\n---\n# Kept\n")
        editor.notify(
            "textDocument/didOpen", {"textDocument": {**other, "text": "---\nstatus: pending\n---\n# Other\n"}}
        )
        editor.notify("textDocument/didClose", {"textDocument": other})
        await settled(editor, server)
        (home,) = server.session.homes
        assert home.index.spec_of("001-a").title == "Kept"
        editor.change(uri, "---\nstatus: pending\n---\n# Kept, too\n")
        await settled(editor, server)
        assert home.index.spec_of("001-a").title == "Kept, too"


async def test_findings_are_made_anew_only_when_something_has_changed(tmp_path, monkeypatch):
    checked = []

    def counted(index, path, *severities):
        checked.append(path)
        return check_anew(index, path, *severities)

    place = spec(tmp_path, "001-a", status="opne")
    other = spec(tmp_path, "002-b")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri, second = editor.open(place), editor.open(other)
        await settled(editor, server)
        monkeypatch.setattr(publisher, "check_anew", counted)
        start_of_file = {"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}}
        ask = {"textDocument": {"uri": uri}, "range": start_of_file, "context": {"diagnostics": []}}
        titles = [each["title"] for each in await editor.request("textDocument/codeAction", ask)]
        assert "Silence invalid-value in this file" in titles
        assert checked == []
        editor.change(second, spec_text("002-b", title="Other"))
        await editor.request("textDocument/codeAction", ask)
        assert checked == [".chant/specs/002-b.md", ".chant/specs/001-a.md"]


TYPED = """\
---
type: code
status: opne
labels: now
depends_on: [001-a, 009-nobody]
target_files: [docs/a.md, docs/a.md]
---

# Title

Some wörds to type into.

## Acceptance Criteria

- [ ] One
* [ ] Two
"""


PLACES = ("type: ", "status: ", "labels: ", "Some")


@pytest.mark.slow
async def test_what_is_told_while_somebody_types_is_what_is_told_of_a_file_that_is_opened_then(tmp_path):
    place, rng = spec(tmp_path, "001-a", text=TYPED), random.Random(1)
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(place)
        text = before = TYPED
        for step in range(200):
            left, before = before, text
            at = text.index(rng.choice(PLACES)) + rng.randrange(4, 11)
            text = text[:at] + rng.choice(("x", "", "é", "pending")) + text[at + rng.randrange(2) :]
            text = text if all(word in text for word in PLACES) else TYPED
            text = left if rng.random() < 0.3 else text
            version = editor.change(uri, text)
            await editor.until(lambda version=version: editor.version(uri) == version)
            if step % 10 == 9:
                told = editor.published(uri)[-1]["diagnostics"]
                editor.close(uri)
                editor.open(place, text)
                await settled(editor, server)
                assert editor.published(uri)[-1]["diagnostics"] == told


async def test_who_types_waits_for_nothing_but_the_own_document(tmp_path):
    place = spec(tmp_path, "001-open", status="pending")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri = editor.open(place)
        await settled(editor, server)
        order = []
        publish = server.publisher._publish
        server.publisher._publish = lambda *said: order.append("published") or publish(*said)
        server.session.listeners.append(lambda home, touched: order.append("told"))
        at = {"line": next(i for i, line in enumerate(place.read_text("utf-8").splitlines()) if "status" in line)}
        here = {**at, "character": 8}
        edit = {"range": {"start": here, "end": here}, "text": "x"}
        document = {"uri": uri, "version": 2}
        editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [edit]})
        await editor.until(lambda: "told" in order)
        assert order[:2] == ["published", "told"]
        assert editor.codes(uri) == ["invalid-value"]


async def test_what_a_key_takes_back_is_told_as_before_unless_something_else_has_changed(tmp_path, monkeypatch):
    checked = []
    place, other = spec(tmp_path, "001-a", depends_on="002-b"), spec(tmp_path, "002-b")
    async with in_process() as (editor, server):
        await start(editor, tmp_path)
        uri, text = editor.open(place), place.read_text("utf-8")
        wrong = text.replace("status: pending", "status: pendingx")
        await settled(editor, server)
        told = []
        for each in (wrong, text, wrong, text):
            version = editor.change(uri, each)
            await editor.until(lambda version=version: editor.version(uri) == version)
            told.append((editor.codes(uri), server.session.homes[0].index.specs[".chant/specs/001-a.md"]))
            monkeypatch.setattr(publisher, "check_again", lambda *of: checked.append(of) or check_again(*of))
        assert [codes for codes, _ in told] == [["invalid-value"], [], ["invalid-value"], []]
        assert told[0][1] is told[2][1]
        assert told[1][1] is told[3][1]
        assert checked == []
        other.unlink()
        editor.changed_on_disk((other, 3))
        await editor.until(lambda: editor.codes(uri) == ["unknown-dependency"])
        editor.change(uri, wrong)
        await editor.until(lambda: editor.codes(uri) == ["invalid-value", "unknown-dependency"])
