"""The real specs that tests read where they lie: not ours to commit, and a visible skip when they are not there."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("CHANT_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")

needs_corpus = pytest.mark.skipif(
    not (CORPUS / "oracle.jsonl").is_file(), reason=f"no real specs in {CORPUS}; set CHANT_CORPUS to their folder"
)


def verdicts() -> list[dict]:
    """chant's own verdict on each document: `file`, `verdict`, `title`, `ac_unchecked`, …"""
    path = CORPUS / "oracle.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def traps() -> list[dict[str, str]]:
    """The forms found in the documents, with the reaction expected: `file`, `class`, `expect`, `line`, `detail`."""
    path = CORPUS / "traps.csv"
    return list(csv.DictReader(path.open(encoding="utf-8", newline=""))) if path.is_file() else []


def text_of(file: str) -> str:
    """A document's text with its line ends as they are."""
    return (CORPUS / file).read_bytes().decode("utf-8")
