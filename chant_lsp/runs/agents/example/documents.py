"""The files that the phases write: what was found goes into the texts beside this module.

A text is a `string.Template`; all that depends on the project comes in through its `$names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from string import Template

from chant_lsp.runs.agents.example.sources import Function, module_of


def comprehension(
    *,
    source: str,
    symptom: str,
    expected: str | None,
    hint: str | None,
    suspect: Function,
    writers: Iterable[Function],
    concurrent_tests: Iterable[str],
) -> str:
    """Phase 1: what the report says, and which code it is about."""
    guess = f'other keys are affected, too: "{hint}"' if hint else f"not only `{suspect.short_name}` is affected."
    return _fill(
        "comprehension",
        source=source,
        symptom=symptom,
        expected=expected or "The report does not say.",
        suspect=suspect.name,
        place=suspect.place,
        summary=suspect.summary,
        class_name=suspect.class_name,
        path=suspect.path,
        operations=_table(
            ("operation", "defined at", "writes at"),
            ((f"`{f.name}`", f"`{f.place}`", f"`{f.at(f.write_line)}`") for f in writers),
        ),
        assumption=f"that {guess}",
        concurrent_tests=", ".join(f"`{path}`" for path in concurrent_tests) or "none.",
    )


def regression_test(suspect: Function) -> str:
    """Phase 2: two processes that meet in the middle of the operation."""
    return _fill(
        "regression_test",
        module=module_of(suspect.path),
        class_name=suspect.class_name,
        operation=suspect.short_name,
    )


def root_cause(
    *,
    sources: Iterable[str],
    suspect: Function,
    code: Iterable[tuple[int, str]],
    others: Sequence[Function],
    tests: Iterable[str],
    ruled_out: Iterable[tuple[str, str]],
) -> str:
    """Phase 3: the interleaving. `code` holds the lines from the read to the write, with their numbers."""
    return _fill(
        "root_cause",
        sources=", ".join(f"`{source}`" for source in sources),
        tests=", ".join(f"`{test}`" for test in tests),
        path=suspect.path,
        suspect=suspect.name,
        class_name=suspect.class_name,
        read=suspect.at(suspect.read_line),
        write=suspect.at(suspect.write_line),
        code="\n".join(f"{number:4}  {line}" for number, line in code),
        others=_list(
            f"`{f.name}` at `{f.place}`: reads at line {f.read_line}, writes back at line {f.write_line}"
            for f in others
        ),
        ruled_out=_table(("explanation", "what speaks against it"), ruled_out),
        known=", ".join(f"`{f.place}`" for f in (suspect, *others)),
    )


def sprawl(
    *,
    source: str,
    known: Sequence[Function],
    found: Sequence[Function],
    sound: Iterable[tuple[Function, str]],
    fix_path: str,
    importers: Iterable[str],
) -> str:
    """Phase 4: where else, and what the fix touches. `sound` says why each of its functions is."""
    return _fill(
        "sprawl",
        source=source,
        known=_list(f"`{f.name}` at `{f.place}`" for f in known),
        found=_table(
            ("place", "reads at", "writes back at"),
            ((f"`{f.name}`, `{f.place}`", f"`{f.at(f.read_line)}`", f"`{f.at(f.write_line)}`") for f in found),
        ),
        sound=_table(
            ("place", "why it is sound"),
            ((f"`{f.name}`, `{f.place}`", reason) for f, reason in sound),
        ),
        fix_path=fix_path,
        operations=", ".join(f"`{f.name}`" for f in known if f.path == fix_path),
        importers=_list(f"`{path}`" for path in importers),
        stay=_list(f"`{path}`" for path in sorted({f.path for f in found})),
    )


def _fill(name: str, **values: str) -> str:
    text = (resources.files(__spec__.parent) / "texts" / f"{name}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items) or "- none"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
