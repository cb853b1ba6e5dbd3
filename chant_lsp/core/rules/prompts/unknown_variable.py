"""A `{{…}}` that chant leaves as it is."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.prompt import PARENT_MARKER
from chant_lsp.core.prompt_file import VARIABLES, Placeholder, PromptFile
from chant_lsp.core.rules._nearest import nearest

_MEANT = {
    "project": "project.name",
    "project_name": "project.name",
    "title": "spec.title",
    "spec_id": "spec.id",
    "spec_title": "spec.title",
    "spec_path": "spec.path",
    "spec_file": "spec.path",
    "spec.file": "spec.path",
    "spec.name": "spec.title",
    "spec.body": "spec.description",
    "spec.content": "spec.description",
    "description": "spec.description",
    "spec.files": "spec.target_files",
    "target_files": "spec.target_files",
    "spec.targets": "spec.target_files",
    "context": "spec.context",
    "branch": "worktree.branch",
    "worktree": "worktree.path",
}
"""What people write for chant's variables."""

_BUNDLED = ("spec.model",)
"""Variables that chant's own prompts have and chant does not know."""

_LOGIC = ("#", "/", "^", "else", "if ", "for ", "each ")


def unknown_variable(prompt: PromptFile, index: SpecIndex) -> Iterator[Finding]:
    """A variable, a loop or a text to take in that chant does not know. Page: unknown_variable.md."""
    markers = prompt.meant_markers
    for placeholder in prompt.placeholders:
        if placeholder.inside in prompt.variables or "{{" + placeholder.inside + "}}" == PARENT_MARKER:
            continue
        yield _marker(placeholder) if placeholder in markers else _finding(prompt, placeholder)
    for placeholder in prompt.uneven:
        written = "{{" + placeholder.inside + "}}"
        yield Finding(
            "unknown-variable",
            Severity.WARNING,
            placeholder.span,
            f"chant fills in `{written}`, with two braces on both sides; the agent reads this as it stands.",
            fixes=(Fix(f"Change to `{written}`", (Edit(placeholder.span, written),), True),),
        )


def _marker(placeholder: Placeholder) -> Finding:
    shown = "{{" + placeholder.inside + "}}"
    guess = placeholder.inside.strip().removeprefix(">").strip().lower() != "parent"
    fixes = (Fix(f"Change to `{PARENT_MARKER}`", (Edit(placeholder.span, PARENT_MARKER),), True, guess),)
    message = f"chant takes no text in for `{shown}`; only `{PARENT_MARKER}` does, for the prompt in `extends`."
    return Finding("unknown-variable", Severity.WARNING, placeholder.span, message, fixes=fixes)


def _finding(prompt: PromptFile, placeholder: Placeholder) -> Finding:
    name = placeholder.inside.strip()
    shown = "{{" + placeholder.inside + "}}"
    if name.startswith(_LOGIC):
        message = f"chant knows no loops and no conditions: the agent reads `{shown}` as it stands."
        return Finding("unknown-variable", Severity.WARNING, placeholder.span, message)
    if name in prompt.variables:
        fixes = (Fix("Remove the spaces", (Edit(placeholder.inner, name),), True),)
        message = f"chant fills `{{{{{name}}}}}` in only without spaces; the agent reads `{shown}` as it stands."
        return Finding("unknown-variable", Severity.WARNING, placeholder.span, message, fixes=fixes)
    meant = _meant(prompt, name)
    spaced = name.startswith(("spec.", "project.", "worktree."))
    matters = name not in _BUNDLED and (spaced or meant is not None)
    hint = f" Did you mean `{meant}`?" if meant else ""
    return Finding(
        "unknown-variable",
        Severity.WARNING if matters else Severity.HINT,
        placeholder.span,
        f"chant has no variable `{name or ' '}`: the agent reads `{shown}` as it stands.{hint}",
        fixes=(Fix(f"Change to `{meant}`", (Edit(placeholder.inner, meant),), True),) if meant else (),
    )


def _meant(prompt: PromptFile, name: str) -> str | None:
    if name in _BUNDLED:
        return None
    plain = name.lower().replace("-", "_").replace(" ", "")
    known = list(prompt.variables)
    if prompt.variables is VARIABLES and plain in _MEANT:
        return _MEANT[plain]
    return next((other for other in known if other == plain), None) or next(iter(nearest(plain, known)), None)
