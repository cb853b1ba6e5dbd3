"""Hover in a prompt: what a variable becomes, what a key means; and on a prompt's name: what it is for, whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from chant_lsp.core.features.hover import Hover, key_card
from chant_lsp.core.features.prose import code, fenced, size, words
from chant_lsp.core.frontmatter import read_frontmatter
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import CONFIG_PATH, MentionKind, prompt_name, prompt_path
from chant_lsp.core.prompt import join_context, variables
from chant_lsp.core.prompt_file import PROMPT_FIELDS, Placeholder, PromptFile
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source

MAX_LOOKED_AT = 200
"""Specs that are asked whether they take a prompt."""
MAX_CONTEXT = 2000
PREVIEW_CHARACTERS = 4096


def hover_prompt(index: SpecIndex, prompt: PromptFile, source: Source, offset: int) -> Hover | None:
    """What the placeholder or the key at the offset means; None where there is nothing to say."""
    placeholder = prompt.placeholder_at(offset)
    if placeholder is not None:
        return Hover(placeholder.span, placeholder_card(index, prompt, placeholder))
    for entry in prompt.frontmatter.entries:
        on_key, on_value = entry.key.span.touches(offset), entry.value.span.touches(offset)
        if not on_key and not on_value:
            continue
        field = PROMPT_FIELDS.get(entry.key.text)
        if field is not None:
            return Hover(entry.key.span if on_key else entry.value.span, key_card(field))
        if on_key:
            known = ", ".join(f"`{name}`" for name in PROMPT_FIELDS)
            text = f"chant does not know the key {code(entry.key.text)} in a prompt and ignores it. It knows {known}."
            return Hover(entry.key.span, text)
    return None


def placeholder_card(index: SpecIndex, prompt: PromptFile, placeholder: Placeholder) -> str:
    """What stands in the place of a `{{…}}`: its meaning, and its value for a spec that takes the prompt."""
    if prompt.parent_marker is not None and placeholder.inside == prompt.parent_marker.inside:
        return "The place of the parent's text; but no `extends` names a parent."
    variable = prompt.variables.get(placeholder.inside)
    if variable is None:
        shown = code("{{" + placeholder.inside + "}}")
        return f"chant has no such variable: the agent reads {shown} as it stands."
    lines = [f"**{words('{{' + variable.name + '}}')}** · variable", variable.meaning]
    spec = example_spec(index, prompt)
    value = value_of(index, spec, variable.name) if spec is not None else None
    if spec is not None and value is not None:
        lines += _shown(f"For {code(spec.id)}:", value)
    return "\n\n".join(lines)


def _shown(head: str, value: str) -> list[str]:
    text = value.strip("\n")
    if not text:
        return [f"{head} nothing"]
    return [f"{head} {code(text)}"] if "\n" not in text else [head, fenced(text, "value.txt")]


def example_spec(index: SpecIndex, prompt: PromptFile) -> Spec | None:
    """A spec that takes the prompt: the first, by its id, that names it; else one that the project's default is for.

    Cost: a look at MAX_LOOKED_AT specs; where there are more, the first of those.
    """
    takers = (spec for spec in iter_takers(index, prompt) if not spec.archived)
    first = min(takers, key=lambda spec: spec.id, default=None)
    if first is not None:
        return first
    if index.pages.config is None or index.pages.config.prompt != prompt.name:
        return None
    found = [spec for spec in islice(index.specs.values(), MAX_LOOKED_AT) if not spec.archived]
    free = (spec for spec in found if all(mention.kind is not MentionKind.PROMPT for mention in spec.mentions))
    return min(free, key=lambda spec: spec.id, default=None)


def iter_takers(index: SpecIndex, prompt: PromptFile) -> Iterator[Spec]:
    """Specs that name the prompt, MAX_LOOKED_AT at the most."""
    for spec in islice(index.iter_referrers(prompt.path), MAX_LOOKED_AT):
        if any(prompt_path(mention) == prompt.path for mention in spec.mentions):
            yield spec


def value_of(index: SpecIndex, spec: Spec, name: str) -> str | None:
    """What a variable becomes for a spec; None for one that only a run can know, and when the file cannot be read."""
    if name.startswith("worktree."):
        return None
    text = index.files.text(spec.path) or ""
    body = read_frontmatter(text, text.startswith("\ufeff")).body
    project = index.pages.config.text("project.name") if index.pages.config is not None else None
    values = variables(spec, text[body.start : body.end], project or "", _context(index, spec))
    return values.get("{{" + name + "}}")


def _context(index: SpecIndex, spec: Spec) -> str:
    texts = ((path, index.files.text(path, MAX_CONTEXT)) for path in spec.texts("context"))
    return join_context((path, text) for path, text in texts if text is not None)


def prompt_card(index: SpecIndex, path: str) -> str:
    """A prompt in a few lines: what it is for, which it extends, who takes it, and how it begins."""
    there = index.files.kind(path) == "file" and not index.files.outside(path)
    prompt = index.pages.prompts.get(path)
    if not there and prompt is None:
        return f"There is no prompt at {code(path)}."
    text = index.files.text(path, PREVIEW_CHARACTERS) or ""
    lines = [f"**{code(path)}** · {size(index.files.size(path) or 0)}"]
    if prompt is not None:
        lines += _iter_facts(index, prompt)
        text = text[prompt.frontmatter.body.start :]
    if text.strip() and "\0" not in text:
        lines.append(fenced(text, path))
    return "\n\n".join(lines)


def _iter_facts(index: SpecIndex, prompt: PromptFile) -> Iterator[str]:
    if purpose := prompt.text("purpose"):
        yield words(purpose)
    facts = []
    chain = index.pages.ancestry(prompt)
    if prompt.extends is not None:
        steps = [code(each.name) for each in chain[1:]] or [f"{code(prompt.extends.text)}, which is not there"]
        facts.append(f"Extends {', which extends '.join(steps)}")
    takers = ["all specs without a `prompt`"] if _is_default(index, prompt) else []
    count = sum(1 for _ in iter_takers(index, prompt))
    many = "" if count < MAX_LOOKED_AT else "at least "
    by_name = " by name" if takers else ""
    takers += [f"{many}{count} spec{'s' if count > 1 else ''}{by_name}"] if count else []
    takers += [f"the prompt {code(prompt_name(path))}" for path in iter_children(index, prompt)]
    if takers:
        facts.append(f"Taken by {', '.join(takers)}")
    if facts:
        yield "  \n".join(facts)


def _is_default(index: SpecIndex, prompt: PromptFile) -> bool:
    return index.pages.config is not None and index.pages.config.prompt == prompt.name


def iter_children(index: SpecIndex, prompt: PromptFile) -> Iterator[str]:
    """The paths of the prompts that extend this one."""
    return (path for path, _ in index.pages.naming(prompt.path) if path not in (CONFIG_PATH, prompt.path))
