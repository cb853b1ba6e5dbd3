"""Completion of keys, and of values that are words: choices, flags, times, labels, prompts, branches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from chant_lsp.core.features.cursor import Spot
from chant_lsp.core.features.offers import (
    MAX_OFFERS,
    Offer,
    OfferKind,
    Offers,
    Surroundings,
    as_value,
    in_few_words,
    ranked,
)
from chant_lsp.core.features.value_tokens import Form
from chant_lsp.core.mentions import EXTENSIONS_FOLDER, spec_id
from chant_lsp.core.schema import FIELDS, HUMAN_GATE_LABEL, LISTS, Choice, Field, Kind

WANTED_BY_TYPE = {
    "research": ("informed_by", "target_files"),
    "documentation": ("tracks", "target_files"),
    "driver": ("members",),
    "group": ("members",),
}
"""The keys that chant's lint asks for (chant-reference.md §9), most important first."""

ORDINARY = ("type", "status", "depends_on", "informed_by", "target_files", "labels", "prompt", "approval")
"""The keys that most specs have, in the order in which people think of them."""

MODELS = ("opus", "sonnet", "haiku")
SCHEDULES = ("daily", "weekly", "monthly")
TIMES = ("completed_at", "last_verified", "replayed_at", "original_completed_at", "approval.at")
DEFAULT_BRANCH_PREFIX = "chant/"


def complete_key(around: Surroundings, spot: Spot) -> Offers:
    """The keys that are not there yet: those that the type needs first, those that chant writes itself last."""
    if spot.parent:
        fields: Sequence[Field] = FIELDS[spot.parent].fields
    else:
        spec = around.spec
        fields = sorted(FIELDS.values(), key=lambda field: _rank(field, spec.type if spec else "code"))
    offers = [_key_offer(field, spot) for field in fields if field.name not in spot.siblings]
    return Offers(spot.span, offers)


def _rank(field: Field, type_: str) -> tuple[int, int]:
    wanted = WANTED_BY_TYPE.get(type_, ())
    if field.name in wanted:
        return 0, wanted.index(field.name)
    if field.name in ORDINARY:
        return 1, ORDINARY.index(field.name)
    written_by_chant = bool(field.writers) or "no replay" in field.caveat
    return (3 if written_by_chant else 2), 0


def _key_offer(field: Field, spot: Spot) -> Offer:
    meaning = in_few_words(field.meaning)
    if spot.colon:
        return Offer(field.name, OfferKind.KEY, field.name, meaning)
    return Offer(field.name, OfferKind.KEY, f"{field.name}: ", meaning, f"{field.name}: {_value_snippet(field)}")


def _value_snippet(field: Field) -> str:
    """The shape of a value, with places to fill in."""
    if field.kind is Kind.CHOICE:
        return f"${{1|{','.join(choice.value for choice in field.choices if not _is_trap(choice))}|}}"
    if field.kind is Kind.FLAG:
        return "${1|true,false|}"
    if field.kind in LISTS:
        return "[$1]"
    if field.name == "approval":
        return "{required: ${1|true,false|}}"
    if field.kind is Kind.MAP:
        required = (inner.name for inner in field.fields if inner.required)
        return f"{{{', '.join(f'{name}: ${{{i}:0}}' for i, name in enumerate(required, 1))}}}"
    return "$1"


def complete_choice(field: Field, spot: Spot, text: str) -> Offers:
    """The words that the field takes; of a status, those that can follow the one that is there come first."""
    now = next((choice for choice in field.choices if choice.value == text), None)
    following = now.next if now is not None else ()
    ordered = sorted(
        field.choices, key=lambda choice: (_is_trap(choice), choice.value not in following if following else False)
    )
    # In the middle of a word that is there, another one is looked for; behind it, Enter must not put in another one.
    matched = f"{spot.typed} " if now is not None and spot.typed not in ("", text) else ""
    offers = [
        Offer(
            one.value,
            OfferKind.CHOICE,
            as_value(spot, one.value),
            _choice_detail(one, now),
            matched=matched and matched + one.value,
        )
        for one in ordered
    ]
    return Offers(spot.span, offers)


def _choice_detail(choice: Choice, now: Choice | None) -> str:
    if now is not None and now.next and choice.value not in now.next and choice is not now and not _is_trap(choice):
        return f"not after {now.value} · {in_few_words(choice.meaning)}"
    return in_few_words(choice.meaning)


def _is_trap(choice: Choice) -> bool:
    return choice.meaning.startswith("A trap")


def complete_words(around: Surroundings, spot: Spot) -> Offers | None:
    """Values of fields that name no file and no spec; None for fields that people have their own words for."""
    name = f"{spot.parent}.{spot.key}" if spot.parent else spot.key
    field = spot.field
    if field is None or (spot.form is Form.BELOW and field.kind not in LISTS):
        return None
    if field.kind is Kind.FLAG:
        return _words(spot, ["true", "false"], OfferKind.CHOICE, quoted=False)
    if field.kind is Kind.MAP:
        return Offers(spot.span, [_map_offer(field, spot)]) if not spot.typed else None
    if name in TIMES:
        return _words(spot, [to_time(around.now_s)], detail="now")
    if name == "approval.by":
        return _words(spot, around.people())
    if name == "labels":
        return _labels(around, spot)
    if name == "branch":
        return _branch(around, spot)
    if name == "prompt":
        return _prompts(around, spot)
    words = {"model": MODELS, "schedule": SCHEDULES}.get(name)
    return _words(spot, words) if words else None


def _words(
    spot: Spot, words: Sequence[str], kind: OfferKind = OfferKind.WORD, detail: str = "", quoted: bool = True
) -> Offers:
    return Offers(
        spot.span,
        [Offer(word, kind, as_value(spot, word) if quoted else spot.lead + word, detail) for word in words],
    )


def _map_offer(field: Field, spot: Spot) -> Offer:
    names = [inner.name for inner in field.fields if inner.required] or [field.fields[0].name]
    values = [f"{name}: {'true' if field.name == 'approval' else '0'}" for name in names]
    text = f"{{{', '.join(values)}}}"
    return Offer(text, OfferKind.WORD, spot.lead + text, field.meaning)


def _labels(around: Surroundings, spot: Spot) -> Offers:
    counts = dict(around.index.names.labels())
    known = [*counts, *([HUMAN_GATE_LABEL] if HUMAN_GATE_LABEL not in counts else [])]
    free = [label for label in known if label not in spot.siblings and (label != spot.typed or counts[label] > 1)]
    found = ranked(free, spot.typed)
    offers = [
        Offer(label, OfferKind.WORD, as_value(spot, label), _label_detail(label, counts.get(label, 0)))
        for label in found[:MAX_OFFERS]
    ]
    return Offers(spot.span, offers, len(found) <= MAX_OFFERS)


def _label_detail(label: str, count: int) -> str:
    used = "1 spec" if count == 1 else f"{count} specs"
    return f"{used} · only a person may do it" if label == HUMAN_GATE_LABEL else used


def _branch(around: Surroundings, spot: Spot) -> Offers:
    """What chant calls the branch; before the work, what it puts the id behind."""
    prefix, spec = branch_prefix(around), around.spec
    if spec is None or spec.status == "pending":
        return _words(spot, [prefix], detail="the id is put behind it")
    return _words(spot, [f"{prefix}{spec_id(around.path)}"])


def _prompts(around: Surroundings, spot: Spot) -> Offers:
    offers = [
        Offer(prompt.name, OfferKind.PROMPT, as_value(spot, prompt.name), prompt.text("purpose") or "")
        for prompt in sorted(around.index.pages.prompts.values(), key=lambda prompt: prompt.name)
        if not prompt.path.startswith(EXTENSIONS_FOLDER)
    ]
    return Offers(spot.span, offers)


def branch_prefix(around: Surroundings) -> str:
    """What the project puts before an id to name a branch."""
    config = around.index.pages.config
    return (config.text("defaults.branch_prefix") if config else None) or DEFAULT_BRANCH_PREFIX


def to_time(seconds: float) -> str:
    """A moment as chant writes it: `2026-02-13T10:00:00Z`."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
