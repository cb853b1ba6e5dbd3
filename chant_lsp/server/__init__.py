"""The language server: the only ring that imports pygls or lsprotocol."""

from chant_lsp.server import lean_types

# Before any module of this package, each of which imports lsprotocol.
lean_types.load()
