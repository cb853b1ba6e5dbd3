"""The prompt of all specs that name none is not there."""

from __future__ import annotations

from collections.abc import Iterator

from chant_lsp.core.config import DEFAULT_PROMPT, Config
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import PROMPTS_FOLDER, prompt_path
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._edits import set_empty
from chant_lsp.core.rules._nearest import nearest_prompt
from chant_lsp.core.rules.config._edits import add_setting
from chant_lsp.core.rules.config._names import is_meant

FALLBACK = "standard"
"""The prompt that `chant init` installs and writes into the config."""


def missing_default_prompt(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """`defaults.prompt`, or `bootstrap` where it is not set, is no prompt. Page: missing_default_prompt.md."""
    if config.is_agents:
        return
    mention = next((mention for mention in config.mentions if mention.field == "defaults.prompt"), None)
    if mention is None:
        yield from _not_set(config, index)
        return
    path = prompt_path(mention)
    if path is None or index.pages.has_prompt(path, index.files):
        return
    names = [name for name in index.pages.names() if name != mention.text]
    meant = nearest_prompt(mention.text, names)
    instead = meant or next((name for name in names if name == FALLBACK), None)
    setting = config.get("defaults.prompt")
    node = setting.value if setting else None
    edits = (Edit(node.span, scalar(instead)),) if instead is not None and isinstance(node, Scalar) else ()
    way_out = f". Did you mean `{meant}`?" if meant is not None else f"; create `{path}` or name another."
    yield Finding(
        "missing-default-prompt",
        Severity.ERROR,
        mention.span,
        f"There is no prompt `{mention.text}`, so chant starts no spec that names no prompt itself{way_out}",
        fixes=(Fix(f"Change to `{instead}`", edits, True, guess=True),) if edits else (),
    )


def _not_set(config: Config, index: SpecIndex) -> Iterator[Finding]:
    opener = config.frontmatter.opener
    told = any(fault.field.name in ("prompt", "defaults") for fault in config.faults)
    path = f"{PROMPTS_FOLDER}{DEFAULT_PROMPT}.md"
    if not config.is_understood or opener is None or told or index.pages.has_prompt(path, index.files):
        return
    if is_meant(config, "defaults.prompt"):
        return
    names = index.pages.names()
    meant = [name for name in names if name == FALLBACK or len(names) == 1]
    setting = config.get("defaults.prompt")
    edits = add_setting(config, "defaults", "prompt", scalar(meant[0])) if meant and setting is None else ()
    if meant and setting is not None:
        edits = set_empty(setting.entry, scalar(meant[0]))
    where = setting or config.get("defaults")
    yield Finding(
        "missing-default-prompt",
        Severity.ERROR,
        where.key.span if where else opener,
        f"`defaults.prompt` is not set, and what chant takes then, `{DEFAULT_PROMPT}`, is not there: "
        "it starts no spec that names no prompt itself. Set it to a file of `.chant/prompts`.",
        fixes=(Fix(f"Set `defaults.prompt` to `{meant[0]}`", edits, True, guess=True),) if edits else (),
    )
