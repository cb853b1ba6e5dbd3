"""textDocument/hover: what stands under the cursor, in a glance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from chant_lsp.core.features.cards import mention_card, provenance, since_run, spec_card
from chant_lsp.core.features.field_facts import facts_of_field
from chant_lsp.core.features.prose import code, words
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.features.standing import Stage, standing
from chant_lsp.core.features.targets import mention_at
from chant_lsp.core.frontmatter import Entry, Scalar
from chant_lsp.core.frontmatter import Mapping as MapNode
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.markdown import CRITERIA_HEADING
from chant_lsp.core.schema import FIELDS, LEGACY_KEYS, Field, Kind, Names
from chant_lsp.core.scores import count, grade
from chant_lsp.core.spec import Spec
from chant_lsp.core.text import Source, Span


class Hover(NamedTuple):
    """An explanation and what it explains."""

    span: Span
    markdown: str
    """Whatever comes from a file is escaped or fenced in it."""


def hover_at(
    index: SpecIndex, spec: Spec, source: Source, offset: int, situation: Situation | None = None
) -> Hover | None:
    """What the text at the offset means; None where there is nothing to say.

    Errors: none. Cost: a look at the disk for a path, one at each input for a status; a glob walks its folder.
    """
    situation = situation or Situation()
    mention = mention_at(index, spec, offset, source)
    if mention is not None:
        card = mention_card(index, mention, situation)
        return Hover(mention.span, "\n\n".join([card, *since_run(spec, mention, situation)]))
    if spec.body.title_span is not None and spec.body.title_span.touches(offset):
        lines = [spec_card(index, spec, source, situation), *_scores(spec, source)]
        return Hover(spec.body.title_span, "\n\n".join(lines))
    found = _at(spec.frontmatter.entries, offset)
    if found is not None:
        return _hover_entry(index, spec, source, offset, situation, found)
    return _hover_criteria(spec, source, offset)


def hover_of_file(index: SpecIndex, path: str) -> str | None:
    """Markdown about a file that is no spec: who writes it and who reads it; None when no spec names it."""
    return "\n\n".join(provenance(index, path)) or None


def _at(entries: tuple[Entry, ...], offset: int) -> Entry | None:
    on_key = (entry for entry in entries if entry.key.span.touches(offset))
    on_value = (entry for entry in entries if entry.value.span.touches(offset))
    return next(on_key, None) or next(on_value, None)


def _hover_entry(
    index: SpecIndex, spec: Spec, source: Source, offset: int, situation: Situation, entry: Entry
) -> Hover | None:
    prefix, fields = "", FIELDS
    field = fields.get(entry.key.text)
    if field is not None and isinstance(entry.value, MapNode) and field.kind is Kind.MAP:
        inner = _at(entry.value.entries, offset)
        if inner is not None and not entry.key.span.touches(offset):
            prefix, fields, entry = f"{field.name}.", {one.name: one for one in field.fields}, inner
            field = fields.get(inner.key.text)
    on_key = entry.key.span.touches(offset)
    if field is None:
        return Hover(entry.key.span, _unknown_key(entry.key.text, prefix, fields)) if on_key else None
    value = entry.value.text if isinstance(entry.value, Scalar) else ""
    here = facts_of_field(index, spec, source, situation, prefix + field.name, value)
    if on_key:
        return Hover(entry.key.span, "\n\n".join([key_card(field, prefix), *here]))
    if field.kind is Kind.CHOICE and isinstance(entry.value, Scalar):
        lines = [_choice_card(field, prefix, entry.value.text)]
        if prefix + field.name == "status":
            lines += _readiness(index, spec, source, situation)
        return Hover(entry.value.span, "\n\n".join(lines))
    return Hover(entry.value.span, "\n\n".join([key_card(field, prefix), *here]))


def _scores(spec: Spec, source: Source) -> list[str]:
    """chant's grades of a spec that is still to be done; they are about form, and nothing depends on them."""
    if spec.archived or spec.status in ("completed", "cancelled"):
        return []
    own, files = source.slice(spec.body.own_words), len(spec.texts("target_files"))
    found, counts = grade(own, spec.total_criteria, files), count(own)
    criteria = _number(spec.total_criteria, "criterion", "criteria")
    size = f"{criteria}, {_number(files, 'output')}, {_number(counts.words, 'word')}"
    wording = (
        f"{_number(counts.bullets, 'bullet')}, {counts.verbs} of them with a verb in front, "
        f"{_number(counts.paragraphs, 'other line')}, {_number(counts.vague, 'vague word')}"
    )
    lines = [
        f"By its form, chant scores it **{found.light}**:\n",
        f"- Complexity: **{found.complexity}**, {size}",
        f"- Confidence: **{found.confidence}**, {wording}",
        f"- Criteria: **{found.criteria}**, {criteria}",
    ]
    return ["\n".join(lines)]


def _number(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def key_card(field: Field, prefix: str = "") -> str:
    """What a key means, takes, is read and written by, and what chant really does with it."""
    lines = [f"**{prefix}{field.name}** · {field.kind.value}", field.meaning]
    if field.kind is Kind.CHOICE:
        lines.append(f"One of {_codes(choice.value for choice in field.choices)}")
    elif field.fields:
        lines.append(f"Keys: {_codes(inner.name for inner in field.fields)}")
    elif field.names not in (Names.NOTHING, Names.OUTPUT):
        lines.append(f"Names {field.names.value}")
    facts = [f"Required in {prefix.rstrip('.')}" if field.required else f"Default: {field.default}"]
    facts += [f"Read by {field.readers}"] if field.readers else []
    facts += [f"Set by {field.writers}"] if field.writers else []
    lines.append("  \n".join(facts))
    if field.caveat:
        lines.append(f"Beware: {field.caveat}")
    return "\n\n".join(lines)


def _unknown_key(name: str, prefix: str, fields: Mapping[str, Field]) -> str:
    if name == "<<":
        return "chant does not merge maps: it takes `<<` for a key that it does not know."
    lines = [f"chant does not know the key {code(prefix + name)}: it ignores it, and deletes it at its next save."]
    if not prefix and name in LEGACY_KEYS:
        lines.append(f"Older versions wrote it; {LEGACY_KEYS[name]}.")
    elif near := get_close_matches(name.lower()[:60], fields, 1, 0.75):
        lines.append(f"Did you mean `{near[0]}`?")
    return "\n\n".join(lines)


def _choice_card(field: Field, prefix: str, value: str) -> str:
    name = prefix + field.name
    choice = next((choice for choice in field.choices if choice.value == value), None)
    if choice is None:
        known = [one.value for one in field.choices]
        near = get_close_matches(value.lower()[:60], known, 1, 0.6)
        meant = f" Did you mean `{near[0]}`?" if near else ""
        return f"{code(value)} is no {name}, and chant refuses the whole file.{meant}\n\nOne of {_codes(known)}"
    lines = [f"**{value}** · {name}", choice.meaning]
    if choice.next:
        lines.append(f"chant can change it to {_codes(choice.next)}")
    return "\n\n".join(lines)


def _readiness(index: SpecIndex, spec: Spec, source: Source, situation: Situation) -> list[str]:
    now = standing(index, spec, source, situation)
    if not now.reasons:
        return [words(now.line)]
    shown = now.reasons[:6]
    bullets = [f"- {_reason(reason.text)}" for reason in shown]
    bullets += [f"- and {len(now.reasons) - len(shown)} more"] if len(now.reasons) > len(shown) else []
    line = "Blocked:" if now.stage is Stage.BLOCKED else f"{words(now.line)}\n\nIn the way:"
    return [f"{line}\n\n" + "\n".join(bullets)]


def _reason(text: str) -> str:
    """A reason's sentence; what stands between backticks in it comes from a file."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return words(text, 400)
    return "".join(code(piece) if i % 2 else _spaced(piece) for i, piece in enumerate(pieces))


def _spaced(text: str) -> str:
    """Safe words that keep the space towards their neighbours."""
    return f"{' ' * text.startswith(' ')}{words(text, 400)}{' ' * (len(text) > 1 and text.endswith(' '))}"


_UNCOUNTED = {
    "heading": f"chant counts only boxes below `{CRITERIA_HEADING}`, in these very letters and marks.",
    "bullet": "chant counts only `- [ ]` and `- [x]`, with a single space before the bracket.",
    "no-heading": f"chant counts boxes only below a heading `{CRITERIA_HEADING}`.",
    "fence": "A fence opens here and never ends; chant sees no criteria in it.",
    "shadowed": "chant counts only below the last heading of this name.",
    "next": "Here the section of the criteria ends for chant.",
    "fenced": "chant counts no boxes in a code block.",
}


def _hover_criteria(spec: Spec, source: Source, offset: int) -> Hover | None:
    body = spec.body
    for uncounted in body.uncounted:
        if uncounted.span.touches(offset):
            return Hover(uncounted.span, _UNCOUNTED.get(uncounted.reason, "chant does not count this."))
    heading = body.criteria_heading
    if heading is None or not heading.span.touches(offset):
        return None
    total = len(body.criteria)
    count = f"{total - body.open_criteria} of {total} criteria ticked" if total else "No criteria"
    lines = [f"**{count}**", "chant counts each `- [ ]` and `- [x]` from here to the next `## `, outside of fences."]
    left_out = sorted({(source.line_of(one.span.start) + 1, one.reason) for one in body.uncounted})
    bullets = [f"- line {line}: {_UNCOUNTED.get(reason, '')}" for line, reason in left_out[:5]]
    if bullets:
        lines.append("Not counted:\n\n" + "\n".join(bullets))
    return Hover(heading.span, "\n\n".join(lines))


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)
