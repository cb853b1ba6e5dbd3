"""The language server: the only ring that imports pygls or lsprotocol."""
