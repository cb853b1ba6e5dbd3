"""A key that chant does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chant_lsp.core.config import Config, Setting
from chant_lsp.core.config_schema import IGNORED
from chant_lsp.core.config_schema import setting as find_setting
from chant_lsp.core.findings import Edit, Finding, Fix, Severity
from chant_lsp.core.frontmatter import Mapping, Scalar
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.quoting import scalar
from chant_lsp.core.rules._edits import indentation
from chant_lsp.core.rules.config._names import SILENT, elsewhere_meant, sibling_meant, table_name
from chant_lsp.core.rules.near_miss_key import iter_slips
from chant_lsp.core.text import Span

_JOINED = re.compile(r"(?P<key>[a-z_]+)(?P<sign>[:.])(?P<rest>[\w-]+)")


def unknown_setting(config: Config, index: SpecIndex) -> Iterator[Finding]:
    """A key that is misspelt, in the wrong section, or nobody's. Page: unknown_setting.md."""
    if config.is_agents:
        yield from _of_agents(config)
        return
    slips = set(_iter_slips(config))
    for setting in config.settings:
        if setting.field is not None or not setting.known or setting.name in SILENT or table_name(setting) in IGNORED:
            continue
        if setting.key.text != "<<":
            joined = _joined(setting)
            if joined is not None or setting.key not in slips:
                yield joined or _finding(config, setting)


def _of_agents(config: Config) -> Iterator[Finding]:
    for setting in config.settings:
        if setting.field is None and setting.known and setting.key.text != "<<":
            if sibling_meant(setting) is not None or "[" in setting.name:
                yield _finding(config, setting)
                continue
            known = any(find_setting(name) is not None for name in (setting.name, f"parallel.{setting.name}"))
            message = f"`{setting.name}` has no effect here: chant takes only `parallel.agents` from this file."
            severity = Severity.WARNING if known else Severity.HINT
            yield Finding("unknown-setting", severity, setting.key.span, message, unnecessary=True)


def _joined(setting: Setting) -> Finding | None:
    """`project.name: x`, and `{name:x}` without its blank: one key, to YAML."""
    key, value = setting.entry
    match = _JOINED.fullmatch(key.text)
    field = next((field for field in setting.known if match and field.name == match["key"]), None)
    if match is None or field is None or not isinstance(value, Scalar):
        return None
    name, sign, rest = match.groups()
    if sign == "." and value.text and any(inner.name == rest for inner in field.fields):
        written, span = f"{name}: {{{rest}: {scalar(value.text)}}}", Span(key.span.start, value.span.end)
    elif sign == ":" and not value.text and not field.fields:
        written, span = f"{name}: {rest}", key.span
    else:
        return None
    others = (other.key.text for other in setting.siblings if other is not setting.entry)
    alone = all(other.partition(sign)[0] != name for other in others)
    message = f"To chant `{key.text}` is one key, which it does not know and ignores; write `{written}`."
    fixes = (Fix(f"Write `{written}`", (Edit(span, written),), True),) if alone else ()
    return Finding("unknown-setting", Severity.WARNING, key.span, message, fixes=fixes)


def _iter_slips(config: Config) -> Iterator[Scalar]:
    """The slips that leave a map without a key that it has to have: `missing-field` says both."""
    for fault in config.faults:
        if fault.code == "missing-field" and isinstance(fault.node, Mapping):
            yield from iter_slips(fault.node, fault.found, fault.field)


def _finding(config: Config, setting: Setting) -> Finding:
    said = f"chant does not know `{setting.name}` and ignores it"
    span = setting.key.span
    if (meant := sibling_meant(setting)) is not None:
        taken = any(other.key.text == meant for other in setting.siblings)
        fixes = () if taken else (Fix(f"Rename to `{meant}`", (Edit(span, meant),), True),)
        return Finding("unknown-setting", Severity.WARNING, span, f"{said}. Did you mean `{meant}`?", fixes=fixes)
    if (meant := elsewhere_meant(setting)) is not None:
        message = f"{said}; `{meant}` is what has an effect."
        edits = _indentation(config, setting, meant.partition(".")[0])
        fixes = (Fix("Indent", edits, True),) if edits else ()
        return Finding("unknown-setting", Severity.WARNING, span, message, fixes=fixes)
    message = f"{said}; take it out if nothing else reads it."
    return Finding("unknown-setting", Severity.HINT, span, message, unnecessary=True)


def _indentation(config: Config, setting: Setting, section: str) -> tuple[Edit, ...]:
    """The blanks that make it a key of the section above it, where nothing else stands between them."""
    above = None
    for entry in setting.siblings[: setting.siblings.index(setting.entry)]:
        if any(field.name == entry.key.text for field in setting.known):
            above = entry
    if above is None or "." in setting.name or above.key.text != section:
        return ()
    node = above.value
    is_block = isinstance(node, Mapping) and not node.flow
    if not is_block and not (isinstance(node, Scalar) and not node.text):
        return ()
    indent = node.span.start - config.frontmatter.lines_of(node.span).start if isinstance(node, Mapping) else 2
    whole = Span(setting.key.span.start, max(setting.key.span.end, setting.value.span.end))
    return indentation(config.frontmatter, whole, " " * indent)
