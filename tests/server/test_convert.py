"""Between the core's values and LSP's."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from chant_lsp.core.changes import Changes
from chant_lsp.core.findings import Edit, Finding, Related, Severity
from chant_lsp.core.text import Source, Span
from chant_lsp.server import convert
from chant_lsp.server.abilities import Abilities

ALL = Abilities(related_information=True, code_description=True, unnecessary_tag=True, document_changes=True)

POSIX_URIS = {
    "file:///a/b.md": "/a/b.md",
    "file:///with%20space/%C3%A5.md": "/with space/å.md",
    "file://localhost/a.md": "/a.md",
    "file:/a.md": "/a.md",
    "FILE:///a.md": "/a.md",
    "file:///a%23b%3Fc.md": "/a#b?c.md",
    "file:///a.md#L3": "/a.md",
    "file://server/share/a.md": "//server/share/a.md",
    "untitled:Untitled-1": None,
    "git:/a.md?ref": None,
    "a.md": None,
    "file:///nul%00l": None,
    "file:///half/a/character\ud83d.md": None,
    "file://half\ud83d/a.md": None,
}


@pytest.mark.parametrize("uri, path", POSIX_URIS.items())
def test_from_uri(uri, path):
    assert convert.from_uri(uri, windows=False) == (Path(path) if path else None)


@pytest.mark.parametrize(
    "uri", ["file:///c:/x/y.md", "file:///C:/x/y.md", "file:///c%3A/x/y.md", "file:///C%3a/x/y.md"]
)
def test_drive_letters_of_any_spelling_are_one_path(uri):
    assert convert.from_uri(uri, windows=True) == Path("c:/x/y.md")


def test_a_windows_path_becomes_the_uri_that_vs_code_writes():
    assert convert.to_uri(r"C:\with space\y.md", windows=True) == "file:///c:/with%20space/y.md"


# An editor keeps lines of characters; the server, offsets in one text. KEYS: text, range, new text, the text then.
KEYS = {
    "insert": ("ab\ncd\n", (1, 1, 1, 1), "x", "ab\ncxd\n"),
    "delete": ("ab\ncd\n", (0, 1, 1, 1), "", "ad\n"),
    "at the end": ("ab", (0, 2, 0, 2), "\n", "ab\n"),
    "in the last, empty line": ("ab\n", (1, 0, 1, 0), "x", "ab\nx"),
    "behind the end": ("ab\n", (7, 9, 8, 0), "x", "ab\nx"),
    "past the end of a line": ("ab\ncd", (0, 9, 0, 9), "x", "abx\ncd"),
    "behind CRLF": ("ab\r\ncd\r\n", (1, 0, 1, 1), "x", "ab\r\nxd\r\n"),
    "behind what is no line end": ("a\u2028b\x0cc\x85d\n# next", (1, 2, 1, 6), "", "a\u2028b\x0cc\x85d\n# "),
    "behind an emoji": ("😀b\n", (0, 2, 0, 3), "x", "😀x\n"),
    "backwards": ("abcd", (0, 3, 0, 1), "x", "abcxd"),
}


@pytest.mark.parametrize("text, place, new, expected", KEYS.values(), ids=KEYS.keys())
def test_an_edit(text, place, new, expected):
    assert typed_into(text, place, new, "utf-16") == expected


def typed_into(text, place, new, encoding):
    start_line, start, end_line, end = place
    range_ = types.Range(types.Position(start_line, start), types.Position(end_line, end))
    change = types.TextDocumentContentChangePartial(range_, new)
    return convert.from_change(Source(text), change, encoding).new.text


TEXTS = st.text(st.sampled_from("a\n\r😀å\u2028"), max_size=30)


@given(TEXTS, TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_any_edit_that_an_editor_makes(text, new, encoding, data):
    a, b = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    if "\r\n" in (text[a - 1 : a + 1], text[b - 1 : b + 1]):
        return  # no editor has a cursor inside a line end
    place = (*Source(text).position(a, encoding), *Source(text).position(b, encoding))
    assert typed_into(text, place, new, encoding) == text[:a] + new + text[b:]


NAMES = st.text(min_size=1).filter(lambda name: "/" not in name and "\0" not in name and name not in (".", ".."))


@given(NAMES)
def test_any_file_name_survives_the_round_trip(name):
    try:
        path = Path("/folder", name)
        uri = convert.to_uri(path, windows=False)
    except UnicodeEncodeError:  # a lone surrogate that no file system gives
        return
    assert uri.isascii()
    assert convert.from_uri(uri, windows=False) == path


def test_a_name_that_is_no_utf8_survives_the_round_trip():
    path = Path("/folder/caf\udce9.md")
    assert convert.to_uri(path, windows=False) == "file:///folder/caf%E9.md"
    assert convert.from_uri("file:///folder/caf%E9.md", windows=False) == path


@given(st.text(alphabet="a😀å\u2028\x0c\r\n"), st.data(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_spans_survive_the_round_trip_in_every_encoding(text, data, encoding):
    source = Source(text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    inside_crlf = any(text[offset - 1 : offset + 1] == "\r\n" for offset in span if offset)
    if not inside_crlf:  # LSP has no position between the two
        assert convert.from_range(source, convert.to_range(source, span, encoding), encoding) == span


def test_a_diagnostic_says_it_all():
    source = Source("one\ntwo 😀 three\n")
    other = Source("x\nyz")
    finding = Finding(
        "some-code", Severity.WARNING, Span(10, 15), "Message.", (Related("b.md", Span(2, 4), "There."),), (), True
    )
    assert convert.to_diagnostic(finding, source, ALL, lambda path: ("file:///b.md", other)) == {
        "range": {"start": {"line": 1, "character": 7}, "end": {"line": 1, "character": 12}},
        "severity": 2,
        "code": "some-code",
        "source": "chant",
        "message": "Message.",
        "tags": [1],
        "relatedInformation": [
            {
                "location": {
                    "uri": "file:///b.md",
                    "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 2}},
                },
                "message": "There.",
            }
        ],
    }


def test_a_simple_client_gets_a_simple_diagnostic():
    finding = Finding("some-code", Severity.ERROR, Span(0, 1), " ", (Related("b.md", Span(0, 0), ""),), (), True)
    diagnostic = convert.to_diagnostic(finding, Source("x"), Abilities(), lambda path: None)
    assert set(diagnostic) == {"range", "severity", "code", "source", "message"}
    assert diagnostic["message"] == "some-code"


def test_a_diagnostic_links_to_the_page_of_its_rule():
    finding = Finding("missing-title", Severity.ERROR, Span(0, 1), "Message.")
    diagnostic = convert.to_diagnostic(finding, Source("x"), ALL, lambda path: None)
    page = convert.from_uri(diagnostic["codeDescription"]["href"])
    assert page is not None
    assert page.read_text().startswith("# missing-title\n")


def edited(changes: Changes, abilities: Abilities) -> types.WorkspaceEdit:
    def text_at(path: str) -> convert.Versioned:
        return convert.Versioned(f"file:///{path}", 7, Source("a😀b"))

    return convert.to_workspace_edit(changes, text_at, "file:///{}".format, abilities)


EDITS = Changes({"a.md": (Edit(Span(2, 3), "z"), Edit(Span(0, 1), "x"))})
EVERYTHING = replace(EDITS, creates={"c.md": "new"}, renames=(("a.md", "b.md"),))
FILES = replace(ALL, creates_files=True, renames_files=True)


def test_edits_carry_the_version_where_the_client_understands_it():
    change = (edited(EDITS, ALL).document_changes or [])[0]
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document == types.OptionalVersionedTextDocumentIdentifier("file:///a.md", 7)
    assert [each["range"]["start"]["character"] for each in change.edits] == [0, 3]  # type: ignore[index]  # plain
    assert list(edited(EDITS, Abilities()).changes or ()) == ["file:///a.md"]


def test_files_are_made_before_and_renamed_after_the_edits():
    found = edited(EVERYTHING, FILES)
    assert found.changes is None
    assert [type(step).__name__ for step in found.document_changes or ()] == [
        "CreateFile", "TextDocumentEdit", "TextDocumentEdit", "RenameFile",
    ]  # fmt: skip
    # Neovim knows the operations and does not say that it knows `documentChanges`.
    assert edited(EVERYTHING, replace(FILES, document_changes=False)) == found
    assert edited(EDITS, replace(FILES, document_changes=False)).changes


def test_a_client_that_cannot_create_files_gets_their_text_as_an_edit():
    assert list(edited(EVERYTHING, Abilities()).changes or ()) == ["file:///c.md", "file:///a.md"]
    steps = edited(EVERYTHING, ALL).document_changes or ()
    assert [type(step).__name__ for step in steps] == ["TextDocumentEdit", "TextDocumentEdit"]


def test_changes_know_whether_anything_changes():
    assert [bool(each) for each in (EDITS, EVERYTHING, Changes(), Changes({"a.md": ()}))] == [True, True, False, False]


@given(st.text(st.sampled_from("a😀é\n\r\u2028")), st.data())
def test_many_ranges_are_the_same_as_one_by_one(text, data):
    source, end = Source(text), len(text)
    spans = [Span(*sorted(data.draw(st.tuples(st.integers(0, end), st.integers(0, end))))) for _ in range(3)]
    for encoding in ("utf-8", "utf-16", "utf-32"):
        to_range = convert.plain_ranges(Source(text), encoding)
        assert [to_range(span) for span in spans] == [convert.to_plain_range(source, span, encoding) for span in spans]
