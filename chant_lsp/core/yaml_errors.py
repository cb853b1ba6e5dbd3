"""What libyaml's errors mean to people: the cause, its place, and a way out.

libyaml reports where it gave up, often a line behind the cause, and in the words of its grammar. Each cause here is
one that people really write (chant-reference.md §3.6); what is none of them keeps libyaml's own words.
"""

from __future__ import annotations

from collections.abc import Callable

import yaml

from chant_lsp.core import yaml_flow, yaml_keys, yaml_lines, yaml_lists, yaml_values
from chant_lsp.core.findings import Edit, Fix, Problem
from chant_lsp.core.text import Span
from chant_lsp.core.yaml_trouble import Trouble, fix, from_first_quote


def explain(block: str, error: yaml.YAMLError, base: int) -> Problem:
    """The first error of a frontmatter block that starts at the offset `base`; spans are of the whole text."""
    mark = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None)
    at = min(mark.index if mark is not None else 0, len(block))
    since = min(begun.index, len(block)) if begun is not None else at
    reason = getattr(error, "problem", None) or "the characters cannot be read"
    trouble = Trouble(block, reason, getattr(error, "context", None) or "", at, since)
    # A file that is YAML as a whole, and begins with it, has no line that opens it.
    causes = (cause for cause in _CAUSES if base or cause is not yaml_lines.opening_line)
    trouble = from_first_quote(trouble)
    trouble = trouble._replace(since=yaml_flow.opened(trouble))
    problem = next(filter(None, (cause(trouble) for cause in causes)), None) or _in_own_words(trouble)
    return _moved(problem, base)


def braces_as_map(block: str, start: int, base: int) -> Problem:
    """`{{name}}` without quotes, which YAML takes for a map in a map."""
    trouble = Trouble(block, "", "", start, start)
    problem = yaml_values.special_value(trouble)
    return _moved(problem or trouble.problem(start, start + 1, "A key must be plain text."), base)


def plain_root(block: str, start: int, end: int, base: int) -> Problem:
    """Frontmatter that is one text: a key without its colon, most likely."""
    trouble = Trouble(block, "could not find expected ':'", "", start, start)
    causes = (
        yaml_lines.odd_blank,
        yaml_keys.bare_key,
        yaml_keys.missing_colon,
        yaml_lines.long_comment,
        yaml_lines.comment_line,
    )
    problem = next(filter(None, (cause(trouble) for cause in causes)), None)
    message = "The frontmatter is plain text; write `key: value` lines."
    return _moved(problem or trouble.problem(start, end, message), base)


def list_root(block: str, start: int, end: int, base: int) -> Problem:
    """Frontmatter that is a list: of `- key: value` lines, or because of dashes too many in front."""
    trouble = Trouble(block, "", "", start, start)
    problem = yaml_lines.opening_line(trouble) if base else None
    if problem is None:
        edits = yaml_lists.dashes_before_keys(trouble)
        fixes = (fix("Remove the dashes", *edits),) if edits else ()
        problem = trouble.problem(start, end, "The frontmatter is a list; write `key: value` lines.", *fixes)
    return _moved(problem, base)


def unknown_alias(block: str, start: int, base: int) -> Problem:
    """`*.md`, or `*name` where no `&name` is: a pattern, to people."""
    trouble = Trouble(block, "", "", start, start)
    return _moved(yaml_keys.starred_key(trouble) or yaml_values.unknown_alias(trouble), base)


def _moved(problem: Problem, by: int) -> Problem:
    def moved_fix(one: Fix) -> Fix:
        return one._replace(edits=tuple(Edit(edit.span.moved(by), edit.text) for edit in one.edits))

    return Problem(problem.code, problem.span.moved(by), problem.message, tuple(map(moved_fix, problem.fixes)))


def _in_own_words(trouble: Trouble) -> Problem:
    end = trouble.at
    while end < len(trouble.text) and trouble.text[end] not in "\r\n":
        end += 1
    start = trouble.at
    if end == start:
        start = max(0, len(trouble.text[:start].rstrip()) - 1)
        end = min(start + 1, len(trouble.text))
    if "<document start>" in trouble.reason:
        rest = trouble.text[start:end].rstrip()
        fixes = (fix("Remove it", Edit(Span(start, start + len(rest)), "")),) if rest in (",", ";") else ()
        message = "What stands here belongs to nothing above; remove it, or write `key: value` lines."
        return trouble.problem(start, start + max(len(rest), 1), message, *fixes)
    behind = f", {trouble.context}" if trouble.context else ""
    if trouble.reason == "did not find expected key":
        message = "This line fits no key above it; check the indentation and quotes around it."
        return trouble.problem(start, end, message)
    return trouble.problem(start, max(end, start), f"YAML: {trouble.reason}{behind}.")


_CAUSES: tuple[Callable[[Trouble], Problem | None], ...] = (
    yaml_lines.conflict,
    yaml_lines.document_end,
    yaml_lines.byte_order_mark,
    yaml_lines.opening_line,
    yaml_lines.body_begun,
    yaml_lines.directive,
    yaml_lines.tab,
    yaml_lines.odd_blank,
    yaml_lines.long_comment,
    yaml_lines.comment_line,
    yaml_lines.comment_behind,
    yaml_lines.fence_line,
    yaml_keys.indented_start,
    yaml_values.hash_item,
    yaml_lists.open_item,
    yaml_values.open_quote,
    yaml_flow.open_bracket,
    yaml_flow.extra_comma,
    yaml_flow.stray_colon,
    yaml_values.bad_escape,
    yaml_keys.joined_lines,
    yaml_values.trailing_comma,
    yaml_values.quote_inside,
    yaml_values.bracket_before_text,
    yaml_values.list_in_line,
    yaml_keys.bare_key,
    yaml_keys.missing_colon,
    yaml_keys.glued_value,
    yaml_keys.indented_key,
    yaml_lists.item_below_text,
    yaml_lists.list_indent,
    yaml_lists.missing_dash,
    yaml_lists.tab_behind_dash,
    yaml_keys.starred_key,
    yaml_lists.star_item,
    yaml_lists.other_bullet,
    yaml_lists.glued_item,
    yaml_lines.value_below,
    yaml_values.special_value,
    yaml_values.two_keys,
    yaml_values.colon_inside,
    yaml_lines.text_before_keys,
    yaml_lines.text_line,
)
"""In the order in which they are tried: what explains most first."""
