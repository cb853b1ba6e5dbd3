"""Objects of lsprotocol as JSON, compared with lsprotocol's own converter."""

import json

import attrs
import pytest
from lsprotocol import converters, types

from chant_lsp.server.plain import to_plain

CONVERTER = converters.get_converter()
RANGE = types.Range(types.Position(1, 2), types.Position(3, 4))

OBJECTS = {
    "nested": types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "å"), RANGE),
    "null where the protocol wants it": types.OptionalVersionedTextDocumentIdentifier("u", None),
    "lists": types.CompletionList(False, [types.CompletionItem("a", kind=types.CompletionItemKind.Field, tags=[])]),
    "a name that is a word of Python": types.CallHierarchyIncomingCall(
        types.CallHierarchyItem("n", types.SymbolKind.File, "u", RANGE, RANGE, data={"any": [1, None]}), [RANGE]
    ),
    "a name of several words": types.DocumentSymbol("n", types.SymbolKind.Key, RANGE, RANGE, children=[]),
    "edits": types.WorkspaceEdit(
        document_changes=[
            types.RenameFile("a", "b", options=types.RenameFileOptions(overwrite=False)),
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier("u", 3), [types.TextEdit(RANGE, "x")]),
        ]
    ),
    "an answer of null": types.HoverResponse(7, None),
    "a request": types.RegistrationRequest("id", types.RegistrationParams([types.Registration("a", "b", None)])),
    "a number and text that are enums": types.Diagnostic(
        RANGE, "m", types.DiagnosticSeverity.Hint, tags=[types.DiagnosticTag.Deprecated]
    ),
}


@pytest.mark.parametrize("value", OBJECTS.values(), ids=OBJECTS.keys())
def test_values(value):
    assert json.loads(json.dumps(value, default=to_plain)) == CONVERTER.unstructure(value)


CLASSES = {
    name: kind
    for name, kind in vars(types).items()
    if isinstance(kind, type) and attrs.has(kind) and attrs.fields(kind)
}


@pytest.mark.slow
def test_what_is_sent_of_an_object_without_values():
    compared = 0
    for name, kind in CLASSES.items():
        empty = kind.__new__(kind)
        for field in attrs.fields(kind):
            object.__setattr__(empty, field.name, None)
        try:
            expected = CONVERTER.unstructure(empty)
        except (AttributeError, TypeError):  # a value that must be there is wanted, as in all uses
            continue
        assert to_plain(empty).keys() == expected.keys(), name
        compared += 1
    assert compared > 300


def test_objects_and_plain_values_may_be_mixed():
    assert json.dumps({"a": [RANGE.start, {"line": 5}]}, default=to_plain) == (
        '{"a": [{"line": 1, "character": 2}, {"line": 5}]}'
    )


def test_what_cannot_be_sent_is_refused():
    with pytest.raises(TypeError):
        to_plain(object())
