"""A prompt that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import PROMPTS_FOLDER, normal_path
from chant_lsp.core.quoting import one_line
from chant_lsp.core.rules._dependencies import NO_WORDS
from chant_lsp.core.rules._edits import remove_mention, replace_mention
from chant_lsp.core.rules._nearest import nearest_prompt
from chant_lsp.core.rules._weight import while_open
from chant_lsp.core.spec import Spec

_FOLDER = PROMPTS_FOLDER[:-1]

ONLY_WITH = ("prompt",)
READS = ()
WEIGHS = ("is_open",)


def unknown_prompt(spec: Spec, index: SpecIndex) -> Iterator[Finding]:
    """A name in `prompt` without its file. Page: unknown_prompt.md."""
    for mention in spec.mentions_in("prompt"):
        path = normal_path(f"{PROMPTS_FOLDER}{mention.text}.md")
        if index.files.kind(path) == "file" or index.files.kind(_FOLDER) != "dir":
            continue
        meant = _meant(index, mention.text)
        fixes = [Fix(f"Change to `{meant}`", replace_mention(spec, mention, meant), True, guess=True)] if meant else []
        edits = remove_mention(spec, mention)
        if edits:
            none_meant = not mention.text or mention.text.lower() in NO_WORDS
            fixes.append(Fix("Leave the prompt to the project", edits, none_meant))
        yield Finding(
            "unknown-prompt",
            while_open(spec, Severity.WARNING),
            mention.span,
            f"There is no `{one_line(path)}`; chant notices when the spec is in progress already, and leaves it there."
            + (f" Did you mean `{meant}`?" if meant else ""),
            fixes=tuple(fixes),
        )


def _meant(index: SpecIndex, name: str) -> str | None:
    """The prompt that is most alike, or the one whose file was named."""
    paths = index.files.glob(f"{PROMPTS_FOLDER}**/*.md")
    names = [path.removeprefix(PROMPTS_FOLDER).removesuffix(".md") for path in paths]
    names = [one for one in names if not one.startswith("extensions/")]
    return nearest_prompt(name, names)
