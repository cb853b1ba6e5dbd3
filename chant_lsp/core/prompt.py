"""Prompt templates, expanded as chant expands them (chant-reference.md §8.5, §11.1-11.2).

Replacement is literal and sequential, in chant's order: what a value brings in is itself replaced by the variables
that come after it, and an unknown variable stays as it is. A parent's text goes where the child says `{{> parent}}`;
it is dropped where the child does not.

One section of chant's is deliberately not appended, "Required: Commit Your Work": the runner keeps the record itself
and an agent has no business in git. In its place stands what the runner does ask for, see `REQUIRED`.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chant_lsp.core.frontmatter import read_frontmatter
from chant_lsp.core.spec import Spec

PARENT_MARKER = "{{> parent}}"
FALLBACK_NAME = "standard"
DOCUMENTATION_NAME = "documentation"

BUILT_IN = """\
You work on one phase of {{project.name}}: **{{spec.title}}** (`{{spec.id}}`).

The spec is `{{spec.path}}`; it and its inputs follow. Do what its task says, and nothing that it does not ask for.
"""
"""What `standard` says in a project that has no such prompt file and names no other."""

REQUIRED = """\
## Required: Leave Evidence

- Write the files under `target_files` of the spec, and no others.
- Tick a box under `## Acceptance Criteria` in `{path}` once what it says is true, and change nothing else in that file.
- Do not commit: what you wrote is checked and recorded when you are done.
"""

MAX_EXAMPLE_DEPTH = 6

Load = Callable[[str], "str | None"]
"""A prompt's name (`standard`, `extensions/tone`) to its file's text; None when there is no such file."""


class PromptError(Exception):
    """The prompt cannot be put together; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which prompt a spec is run with, and whose word that is."""

    name: str
    reason: str
    """`prompt of the spec`, `documentation spec`, `defaults.prompt of the project` or `built in`."""


def choose_prompt(spec: Spec, default: str | None, load: Load) -> Choice:
    """The prompt that chant would take: the spec's, `documentation` for such specs, the project's default, `standard`.

    Cost: may load one or two prompts to see whether they are there.
    """
    named = spec.text("prompt")
    if named:
        return Choice(named, "prompt of the spec")
    if spec.type == "documentation" and load(DOCUMENTATION_NAME) is not None:
        return Choice(DOCUMENTATION_NAME, "documentation spec")
    if default:
        return Choice(default, "defaults.prompt of the project")
    return Choice(FALLBACK_NAME, "built in")


def read_template(choice: Choice, load: Load) -> str:
    """The template's text with its parents put in. Errors: PromptError."""
    if choice.reason == "built in" and load(choice.name) is None:
        return BUILT_IN
    return _with_parents(choice.name, choice.reason, load, ())


def _with_parents(name: str, reason: str, load: Load, below: tuple[str, ...]) -> str:
    if name in below:
        circle = " -> ".join((*below, name))
        raise PromptError(f"Prompt inheritance goes in a circle, {circle}; take one `extends` out")
    text = load(name)
    if text is None:
        raise PromptError(f"There is no prompt file `.chant/prompts/{name}.md` ({reason}); write it, or name another")
    frontmatter = read_frontmatter(text, text.startswith("\ufeff"))
    for problem in frontmatter.problems:
        raise PromptError(f"The frontmatter of `.chant/prompts/{name}.md` cannot be read: {problem.message}")
    body = text[frontmatter.body.start : frontmatter.body.end]
    entry = frontmatter.get("extends")
    parent = getattr(entry.value, "text", "") if entry else ""
    if not parent:
        return body
    # As chant does: a parent lies in the same folder as its child.
    beside = posixpath.join(posixpath.dirname(name), parent)
    above = _with_parents(beside, f"extended by `{name}`", load, (*below, name))
    return body.replace(PARENT_MARKER, above)


def read_extensions(names: Iterable[str], load: Load) -> str:
    """The bodies of `defaults.prompt_extensions`, each behind a blank line. Errors: PromptError."""
    bodies = []
    for name in names:
        text = load(f"extensions/{name}")
        if text is None:
            file = f".chant/prompts/extensions/{name}.md"
            raise PromptError(f"There is no prompt extension `{file}`; write it, or take it out of the config")
        frontmatter = read_frontmatter(text, text.startswith("\ufeff"))
        bodies.append("\n\n" + text[frontmatter.body.start : frontmatter.body.end])
    return "".join(bodies)


def variables(spec: Spec, body: str, project_name: str, context: str) -> Mapping[str, str]:
    """Every variable and its value, in the order in which chant replaces them.

    Shape: `body` is the spec's whole body; `context` the contents of its context files, see `join_context`.
           A run here has no worktree of its own, so the worktree variables are empty, as in chant's own such runs.
    """
    files = spec.texts("target_files")
    listed = "".join(f"- {name}\n" for name in files)
    whole = f"Spec ID: {spec.id}\n\n{body}" + (f"\n\n## Target Files\n\n{listed}" if files else "")
    return {
        "{{project.name}}": project_name,
        "{{spec.id}}": spec.id,
        "{{spec.title}}": spec.title or "(untitled)",
        "{{spec.description}}": body,
        "{{spec.path}}": spec.path,
        "{{spec}}": whole,
        "{{spec.target_files}}": "\n".join(files),
        "{{spec.context}}": context,
        "{{worktree.path}}": "",
        "{{worktree.branch}}": "",
        "{{worktree.isolated}}": "false",
    }


def expand(template: str, values: Mapping[str, str]) -> str:
    """The template with each variable replaced in turn."""
    for name, value in values.items():
        template = template.replace(name, value)
    return template


def join_context(files: Iterable[tuple[str, str]]) -> str:
    """Context files as chant joins them: path and content of each."""
    return "".join(f"\n--- {path} ---\n{content}\n" for path, content in files)


def output_format(schema: str) -> str:
    """The section that asks for an answer in the form of a JSON Schema; '' when the schema cannot be read."""
    try:
        found = json.loads(schema)
        shown = json.dumps(found, indent=2, ensure_ascii=False)
        example = json.dumps(_example(found, MAX_EXAMPLE_DEPTH), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
    required = found.get("required") if isinstance(found, dict) else None
    names = ", ".join(f"`{name}`" for name in required) if isinstance(required, list) else ""
    fields = f"**Required fields:** {names}\n\n" if names else ""
    return (
        f"## Output Format\n\nYour answer must contain JSON that fits this schema:\n\n```json\n{shown}\n```\n\n"
        f"{fields}For example:\n\n```json\n{example}\n```\n\n"
    )


def _example(schema: Any, depth: int) -> Any:
    """A value of the form that a schema asks for; of very deep ones the outermost levels."""
    if not isinstance(schema, dict) or depth == 0:
        return None
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    for several in ("examples", "enum"):
        if isinstance(schema.get(several), list) and schema[several]:
            return schema[several][0]
    properties, kind = schema.get("properties"), schema.get("type")
    if kind == "object" or isinstance(properties, dict):
        named = properties.items() if isinstance(properties, dict) else ()
        return {name: _example(inner, depth - 1) for name, inner in named}
    if kind == "array":
        return [_example(schema.get("items"), depth - 1)]
    return {"string": "text", "integer": 0, "number": 0.0, "boolean": True}.get(kind) if isinstance(kind, str) else None
