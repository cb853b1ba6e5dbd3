"""A schema that is not there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import Mention
from chant_lsp.core.rules._edits import remove_mention, replace_mention
from chant_lsp.core.rules._nearest import nearest
from chant_lsp.core.rules._schemas import SCHEMAS_FOLDER
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

ONLY_WITH = ("output_schema",)
READS = ()
WEIGHS = ("is_open", "status")


def missing_schema(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A path in `output_schema` with nothing there. Page: missing_schema.md."""
    for mention in spec.mentions_in("output_schema"):
        kind = index.files.kind(mention.text)
        if kind == "file" or index.files.outside(mention.text):
            continue
        meant = _meant(index, mention)
        fixes = [Fix(f"Change to `{meant}`", replace_mention(spec, mention, meant), True, guess=True)] if meant else []
        edits = remove_mention(spec, mention)
        if edits:
            fixes.append(Fix("Ask for no schema", edits))
        refused = spec.status == "completed" and not spec.archived
        yield Finding(
            "missing-schema",
            Severity.ERROR if refused else while_open(spec, Severity.WARNING),
            mention.span,
            f"`{mention.text}` is {'not there' if kind is None else 'a directory'}, so "
            + (
                "chant's lint refuses this spec."
                if refused
                else "the agent is asked for no format, and nothing checks it."
            )
            + (f" Did you mean `{meant}`?" if meant else ""),
            fixes=tuple(fixes),
        )


def _meant(index: SpecIndex, mention: Mention) -> str | None:
    """The file without the `#part` behind it, or the schema of the most similar name, there or where schemas are."""
    plain = mention.text.partition("#")[0].strip()
    if plain != mention.text and index.files.kind(plain) == "file":
        return plain
    paths = [
        path
        for folder in dict.fromkeys((posixpath.dirname(mention.text), SCHEMAS_FOLDER))
        if index.files.kind(folder or ".") == "dir"
        for path in index.files.glob(posixpath.join(folder, "*.json"))
    ]
    name = posixpath.basename(mention.text).removesuffix(".json")
    names = {posixpath.basename(path).removesuffix(".json"): path for path in reversed(paths)}
    if name in names:
        return names[name]
    return next((names[found] for found in nearest(name, names)), None)
