"""Hover in `.chant/lsp.yaml`: what a key does, what it takes, what holds without it; of a code, what its rule says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain

from chant_lsp.core.features.hover import Hover
from chant_lsp.core.features.prose import code
from chant_lsp.core.frontmatter import Entry, Mapping, Scalar, read_yaml
from chant_lsp.core.kinds import PageKind
from chant_lsp.core.own_settings_table import LEVELS, SEVERITY, find_setting
from chant_lsp.core.rules import OFF_BY_DEFAULT, code_of, rules_for
from chant_lsp.core.rules.settings.invalid_setting import invalid_setting
from chant_lsp.core.text import Source, Span


def hover_own_settings(source: Source, offset: int) -> Hover | None:
    """What the key or the value at the offset means; None where there is nothing to say."""
    entries, _ = read_yaml(source.text, Span(0, len(source.text)))
    return _hover(entries, (), offset)


def _hover(entries: Sequence[Entry], path: tuple[str, ...], offset: int) -> Hover | None:
    for key, value in entries:
        name = (*path, key.text)
        if key.span.touches(offset):
            return _of(name, key.span)
        if isinstance(value, Mapping) and value.span.touches(offset):
            return _hover(value.entries, name, offset)
        if value.span.touches(offset) and value.span.end > value.span.start:
            if path == SEVERITY and isinstance(value, Scalar):
                return _of_level(key.text, value)
            return _of(name, value.span)
    return None


def _of(name: tuple[str, ...], span: Span) -> Hover | None:
    card = setting_card(name)
    return Hover(span, card) if card is not None else None


def _of_level(rule: str, level: Scalar) -> Hover | None:
    if level.text not in LEVELS or rule_words(rule) is None:
        return None
    said = "is not looked for" if LEVELS[level.text] is None else f"is reported as {_with_article(level.text)}"
    return Hover(level.span, f"What has the code `{rule}` {said}, unless somebody's editor says otherwise.")


def _with_article(word: str) -> str:
    return word if word == "information" else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def setting_card(name: Sequence[str]) -> str | None:
    """What is said of a key, by its full name: `("timeout", "run")`; None for one that there is not."""
    if tuple(name[:-1]) == SEVERITY:
        return rule_words(name[-1])
    setting = find_setting(name)
    if setting is None:
        return None
    lines = [f"**{'.'.join(name)}** · {setting.wanted}", setting.meaning]
    lines += [f"Keys: {', '.join(code(one.name) for one in setting.keys)}"] if setting.keys else []
    lines += [f"Without it: {setting.without}"] if setting.without else []
    return "\n\n".join(lines)


def rule_words(code: str) -> str | None:
    """What a code stands for, in a few words; None for a code that no rule has."""
    words = _words_by_code().get(code)
    off = "\n\nOff unless it is switched on." if code in OFF_BY_DEFAULT else ""
    return f"**{code}**\n\n{words}{off}" if words is not None else None


@cache
def _words_by_code() -> dict[str, str]:
    documented = {code_of(rule): rule.__doc__ for rule in chain.from_iterable(map(rules_for, PageKind))}
    documented["invalid-setting"] = invalid_setting.__doc__
    return {code: (words or "").partition(" Page: ")[0] for code, words in documented.items()}
