"""Who can have approved something."""

import pytest

from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.people import committers

ID = "0123456789abcdef0123456789abcdef01234567"


def line(name: str) -> str:
    return f"{'0' * 40} {ID} {name} <someone@example.org> 1770000000 +0100\tcommit: a <b> 1 c\n"


LOGS = {
    "the last one first": (line("Ada") + line("Grace") + line("Ada"), ["Ada", "Grace"]),
    "other letters": (line("Åsa Öberg-Ž 😀"), ["Åsa Öberg-Ž 😀"]),
    "nothing": ("", []),
    "something else": ("\0\xff not a log\n" * 100, []),
    "a long one": (line("Old") + line("Ada") * 2000, ["Ada"]),
}


@pytest.mark.parametrize(("log", "expected"), LOGS.values(), ids=LOGS.keys())
def test_committers(tmp_path, log, expected):
    (tmp_path / ".git/logs").mkdir(parents=True)
    (tmp_path / ".git/logs/HEAD").write_text(log, "utf-8")
    assert committers(project_at(tmp_path)) == expected
    (tmp_path / "package").mkdir()
    assert committers(project_at(tmp_path / "package")) == expected


def test_no_repository(tmp_path):
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    assert committers(project_at(tmp_path)) == []
