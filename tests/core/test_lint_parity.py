"""Errors are what chant itself refuses: what it cannot read, and what its lint calls an error.

Lint is told here once more in a few lines, from chant-reference.md §9.2, with the archive known to it. Beside it only
what keeps a spec from ever starting is an error, in specs that are still to be done.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.check import check
from chant_lsp.core.findings import Severity
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.mentions import is_archived, spec_id
from tests.corpus import CORPUS, needs_corpus
from tests.fixtures import index_of
from tests.random_specs import CONFIGS, PATHS, config_texts, spec_texts

NEVER_STARTS = {"dependency-cycle", "self-dependency", "own-driver-dependency"}
NULLS = ("", "~", "null", "Null", "NULL")


def linted(index: SpecIndex, files: dict[str, str]) -> set[str]:
    """The paths of the specs that chant cannot read, or for which its lint reports an error."""
    specs = [path for path in files if kind_of(path) is PageKind.SPEC]
    readable = {path: _frontmatter(files[path]) for path in specs if index.specs[path].readable}
    archived = {spec_id(path) for path in specs if is_archived(path)}
    known = archived | {spec_id(path) for path in readable if path == f".chant/specs/{spec_id(path)}.md"}
    required = _required(files.get(".chant/config.md", ""))
    refused = {path for path in specs if path not in readable}
    for path, fields in readable.items():
        if is_archived(path):
            continue
        ids = fields.get("depends_on") or []
        # That a spec waits for itself is an error of its own, wherever it is.
        ids = [id for id in ([ids] if isinstance(ids, str) else ids) if id != spec_id(path)]
        ids += fields.get("members") or []
        wrong = not all(id in known for id in ids) or index.specs[path].title is None
        wrong = wrong or any(fields.get(name) is None for name in required if name not in ("type", "status"))
        wrong = wrong or _approval_is_wrong(fields.get("approval") or {})
        schema = fields.get("output_schema")
        if fields.get("status") == "completed" and schema is not None:
            answered = f".chant/logs/{spec_id(path)}.log" in files
            wrong = wrong or schema not in files or (answered and not _is_json(files[schema]))
        if wrong:
            refused.add(path)
    return refused


def _frontmatter(text: str) -> dict:
    """As chant splits it, every value a text; where chant sees no frontmatter there is none."""
    text = text.strip()
    end = text.find("---", 3)
    fields = yaml.load(text[3:end], yaml.BaseLoader) if text.startswith("---") and end > 0 else None
    return {key: None if value in NULLS else value for key, value in (fields or {}).items()}


def _required(config: str) -> list[str]:
    fields = _frontmatter(config).get("enterprise") or {}
    # `team` is no field that chant's lint could find anywhere.
    return fields.get("required") or []


def _approval_is_wrong(approval: dict) -> bool:
    decided = approval.get("status", "pending") in ("approved", "rejected")
    by, at = (approval.get(name) for name in ("by", "at"))
    return (by is None or at is None) if decided else by is not None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def assert_same(files: dict[str, str]) -> None:
    index = index_of(files)
    found = {path: [f for f in check(index, path) if f.severity is Severity.ERROR] for path in index.specs}
    refused = {path for path, errors in found.items() if any(error.code not in NEVER_STARTS for error in errors)}
    expected = linted(index, files)
    assert refused == expected, {path: found[path] for path in refused ^ expected}


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from(PATHS), spec_texts(), max_size=6),
    st.dictionaries(st.sampled_from(CONFIGS), config_texts(), max_size=1),
    st.booleans(),
)
@settings(deadline=None)
def test_random_projects(specs, config, has_schema):
    files = {".chant/schemas/a.json": "{", ".chant/logs/001-a.log": ""} if has_schema else {}
    assert_same({**specs, **config, **files})


# -- real workspaces, and what may become of them


def workspace(folder: Path) -> dict[str, str]:
    """The files of a snapshot; those that are no specs and no config are empty."""
    root = folder / "ws" / json.loads((folder / "meta.json").read_text("utf-8"))["root"]
    files = dict.fromkeys(filter(None, (folder / "tree.txt").read_text("utf-8").splitlines()), "")
    return {
        path: (root / path).read_bytes().decode("utf-8", "replace") if kind_of(path) and (root / path).is_file() else ""
        for path in files
    }


SNAPSHOTS = sorted(CORPUS.glob("snapshots/*"))


@needs_corpus
@pytest.mark.parametrize("folder", SNAPSHOTS, ids=lambda path: path.name)
def test_real_workspaces(folder: Path):
    assert_same(workspace(folder))


@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize("folder", SNAPSHOTS, ids=lambda path: path.name)
def test_real_workspaces_that_people_went_on_with(folder: Path):
    chance = random.Random(7)
    for _ in range(8):
        files = workspace(folder)
        for _ in range(chance.randint(1, 8)):
            change(files, chance)
        assert_same(files)


def change(files: dict[str, str], chance: random.Random) -> None:
    """One thing that happens to a workspace."""
    path = chance.choice([path for path in files if kind_of(path) is PageKind.SPEC])
    other = spec_id(chance.choice([path for path in files if kind_of(path) is PageKind.SPEC]))
    name = path.rpartition("/")[2]
    happens = chance.randrange(9)
    if happens == 0:
        files[f".chant/archive/{name[:10]}/{name}"] = files.pop(path)
    elif happens == 1:
        files[f".chant/specs/{name}"] = files.pop(path)
    elif happens == 2:
        files[f".chant/specs/later/{name}"] = files.pop(path)
    elif happens == 3 and len(files) > 40:
        del files[path]
    elif happens == 4:
        files[path] = files[path].replace("\ntype: ", "\ntype: x", 1)
    elif happens == 5:
        files[path] = files[path].replace("\n# ", "\n", 1)
    else:
        # An id as it is, cut short, or in capital letters.
        id = (other, other[3:], other.upper())[happens - 6]
        key = chance.choice(("depends_on", "members"))
        if f"\n{key}:" not in files[path]:
            files[path] = files[path].replace("---\n", f"---\n{key}: [{id}]\n", 1)
