"""The disk: finds projects, reads specs, writes small edits. Knows chant's folders, and nothing of LSP."""
