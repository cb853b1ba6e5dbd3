"""What a hover says about a spec, a file, a glob, a directory, a prompt: short Markdown blocks."""

from __future__ import annotations

from collections.abc import Iterable

from chant_lsp.core.features.durations import ago
from chant_lsp.core.features.prose import code, fenced, size, words
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.features.standing import Stage, standing
from chant_lsp.core.features.targets import BY_ID, WIKI_LINK, spec_named
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import OUTPUT_FIELD, Mention, MentionKind, normal_path, prompt_path
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import HOW
from chant_lsp.core.text import Source

MAX_NAMED = 20
"""Files or specs that a list shows before `and 3 more`."""

PREVIEW_CHARACTERS = 4096


def mention_card(index: SpecIndex, mention: Mention, situation: Situation) -> str:
    """What a mention names and how that stands."""
    if mention.kind is MentionKind.URL:
        return "A web address. A run tells it to the agent and does not fetch it."
    if mention.kind is MentionKind.PROSE:
        return "Words, no path: nothing is read for it."
    if mention.kind is MentionKind.OTHER_REPO:
        return _other_repo_card(index, mention)
    if mention.kind in (MentionKind.PROMPT, MentionKind.EXTENSION):
        return _prompt_card(index, mention)
    if mention.kind is MentionKind.GLOB:
        return _glob_card(index, mention.text)
    spec = spec_named(index, mention)
    if spec is not None:
        return _remark(index, mention, spec) + spec_card(index, spec, None, situation)
    if mention.kind is MentionKind.SPEC and mention.field in BY_ID:
        return _no_spec_card(index, mention)
    return file_card(index, normal_path(mention.text))


def spec_card(index: SpecIndex, spec: Spec, source: Source | None, situation: Situation) -> str:
    """A spec in a few lines: title, type, status, where it stands, criteria, outputs, who depends on it."""
    archived = " · archived" if spec.archived else ""
    lines = [f"**{words(spec.id)}** · {words(spec.type, 40)} · {words(spec.status, 40)}{archived}"]
    if spec.title:
        lines.append(words(spec.title))
    now = standing(index, spec, source, situation)
    if now.stage is not Stage.ARCHIVED:
        lines.append(words(now.line))
    facts = []
    if total := spec.total_criteria:
        facts.append(f"Criteria: {total - spec.open_criteria} of {total} ticked")
    if spec.outputs:
        facts.append(f"Writes {_listed((_output(index, output) for output in spec.outputs), len(spec.outputs))}")
    run = situation.runs.get(spec.id) if now.run is None else None
    if run is not None:
        facts.append(f"Last run: {_run(run, situation.now_s)}")
    dependents = index.dependents(spec)
    if dependents:
        facts.append(f"Needed by {_listed((words(other.id) for other in dependents), len(dependents))}")
    return "\n\n".join([*lines, *(["  \n".join(facts)] if facts else [])])


def file_card(index: SpecIndex, path: str) -> str:
    """A path: whether it is there, who writes and reads it, and how it begins."""
    if index.files.outside(path):
        return f"{code(path)} is outside the project; nothing from there is read or opened."
    kind = index.files.kind(path)
    if kind == "dir":
        return _directory_card(index, path)
    writers = index.producers(path)
    if kind == "file":
        lines = [f"**{code(path)}** · {size(index.files.size(path) or 0)}"]
    else:
        lines = [
            f"**{code(path)}** · not written yet" if writers else f"{code(path)} is not there, and no spec writes it."
        ]
    lines += provenance(index, path)
    text = index.files.text(path, PREVIEW_CHARACTERS) if kind == "file" else None
    if text is not None and text.strip():
        lines.append("Not text." if "\0" in text else fenced(text.lstrip("\ufeff"), path))
    return "\n\n".join(lines)


def since_run(spec: Spec, mention: Mention, situation: Situation) -> list[str]:
    """Whether an input is as it was when its phase ran; nothing where that is not known."""
    facts = situation.stale.get(spec.id)
    reads = mention.field == "informed_by" and (mention.names_path or mention.kind is MentionKind.SPEC)
    if facts is None or not facts.run_id or not reads:
        return []
    changed = [each for each in facts.inputs if each.entry == mention.text]
    if changed:
        shown = _listed((f"{code(each.path)} {HOW[each.how]}" for each in changed), len(changed))
        return [f"**Stale**: {shown}."]
    if facts.valid is not None:
        return [f"**Fresh**: as it was when {words(facts.valid.by, 60)} said that the result is still valid."]
    return ["**Fresh**: as it was when this phase ran."]


def provenance(index: SpecIndex, path: str) -> list[str]:
    """Who writes a file and who reads it; nothing when no spec names it."""
    mentions = list(index.mentions_of(path))
    writers = list({spec.path: spec for spec, mention in mentions if mention.field == OUTPUT_FIELD}.values())
    readers = list({spec.path: spec for spec, mention in mentions if mention.field != OUTPUT_FIELD}.values())
    lines = []
    if writers:
        lines.append(f"Written by {_listed((_with_status(spec) for spec in writers), len(writers))}")
    if readers:
        lines.append(f"Read by {_listed((words(spec.id) for spec in readers), len(readers))}")
    return ["  \n".join(lines)] if lines else []


def _run(run: RunFacts, now_s: float) -> str:
    """A run that the first line does not tell of: `failed 5m ago: a.md was not written`."""
    if run.ended_s is None:
        return f"{run.state}, started{ago(run.started_s, now_s)}" if run.started_s > 0 else run.state
    why = f": {words(run.message)}" if run.message.strip() else ""
    return f"{run.state}{ago(run.ended_s, now_s)}{why}"


def _with_status(spec: Spec) -> str:
    return f"{words(spec.id)} ({words(spec.status, 40)})"


def _output(index: SpecIndex, output: Mention) -> str:
    if output.kind is MentionKind.GLOB:
        return code(output.text)
    there = not index.files.outside(output.text) and index.files.kind(output.text) is not None
    return f"{code(output.text)} ({'there' if there else 'not there yet'})"


def _remark(index: SpecIndex, mention: Mention, spec: Spec) -> str:
    """What chant makes of a mention that is not the full id of an active spec."""
    if mention.field == WIKI_LINK:
        return f"{code(mention.text)} is not a full id. It can only mean:\n\n"
    if mention.field != "depends_on":
        return ""
    if index.target(mention) is None:
        return (
            f"{code(mention.text)} is not a full id: chant finds no such spec and waits for ever. It can only mean:\n\n"
        )
    if not spec.archived:
        return ""
    if spec.status != "completed":
        return f"Archived while {words(spec.status, 40)}: nobody is going to complete it.\n\n"
    return "Archived: it counts as done for a run; chant itself does not look there and waits for ever.\n\n"


def _other_repo_card(index: SpecIndex, mention: Mention) -> str:
    if mention.field not in BY_ID:
        return f"{code(mention.text)} is no file of the project: nothing is read for it."
    repo, _, id = mention.text.partition(":")
    # Loaded when somebody looks at such a mention, as few projects have any.
    from chant_lsp.core.features.other_repos import repo_folder

    named = repo_folder(index.pages.config, repo) is not None
    how = "as `repos` in chant's config names it" if named else "which `repos` in chant's config does not name"
    return f"The spec {code(id)} of the repository {code(repo)}, {how}."


def _no_spec_card(index: SpecIndex, mention: Mention) -> str:
    similar = index.resolve(mention.text)
    if not similar:
        others = [code(id) for id in index.written_in_another_case(mention.text)]
        return f"There is no spec {code(mention.text)}.{f' Did you mean {others[0]}?' if others else ''}"
    names = _listed((words(spec.id) for spec in similar), len(similar))
    return f"{code(mention.text)} is not a full id, and could mean {names}."


def _prompt_card(index: SpecIndex, mention: Mention) -> str:
    path = prompt_path(mention)
    if path is None or index.files.outside(path):
        return f"{code(mention.text)} is no name of a prompt: it leads out of `.chant/prompts`."
    if path not in index.pages.prompts and index.files.kind(path) != "file":
        return f"There is no prompt {code(mention.text)}: {code(path)} is not there."
    # Loaded when somebody looks at a prompt: it builds on hover, which builds on these cards.
    from chant_lsp.core.features.prompt_hover import prompt_card

    return prompt_card(index, path)


def _glob_card(index: SpecIndex, pattern: str) -> str:
    if index.files.outside(pattern):
        return f"{code(pattern)} is outside the project; nothing from there is read or opened."
    found = index.files.glob(pattern)
    if not found:
        return f"{code(pattern)} matches no file."
    count = "1 file" if len(found) == 1 else f"{len(found)} files"
    return f"{code(pattern)} matches {count}:\n\n{_bullets(found)}"


def _directory_card(index: SpecIndex, path: str) -> str:
    found = index.files.glob("*" if path == "." else f"{path}/*")
    head = f"**{code(path + '/')}** · a directory. chant reads nothing from it; name its files, or `*`."
    return f"{head}\n\n{_bullets(found)}" if found else head


def _bullets(paths: list[str]) -> str:
    lines = [f"- {code(path)}" for path in paths[:MAX_NAMED]]
    return "\n".join(lines + ([f"- and {len(paths) - MAX_NAMED} more"] if len(paths) > MAX_NAMED else []))


def _listed(items: Iterable[str], count: int, limit: int = 6) -> str:
    shown = [item for item, _ in zip(items, range(limit), strict=False)]
    return ", ".join(shown) + (f" and {count - limit} more" if count > limit else "")
