"""What a hover on a field adds about this very spec; the moment is 1970-01-02T00:00:00Z."""

import pytest

from chant_lsp.core.features.commits import CommitFacts, commit_at, commit_card
from chant_lsp.core.features.hover import hover_at
from chant_lsp.core.features.run_facts import RunFacts, Situation
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.fixtures import fixture, index_of

A = "//- .chant/specs/a.md\n"
B = "//- .chant/specs/b.md\n---\nstatus: completed\n---\n# B\n"
NOW = 86400.0

CASES = {
    "long ago": ("---\ncompleted_at: 1970-01-01T22$0:00:00Z\n---\n", "That was 2h ago."),
    "with an offset": ("---\nlast_verified: 1970-01-01T22$0:00:00.123+01:00\n---\n", "That was 3h ago."),
    "to come": ("---\nreplayed_at: 1970-01-02T$000:05:00Z\n---\n", "That is in 5m."),
    "no time": (
        "---\ncompleted_at: yester$0day\n---\n",
        "chant cannot read this as a time and passes over it; write `YYYY-MM-DDTHH:MM:SSZ`.",
    ),
    "on the key, too": ("---\ncompleted$0_at: 1970-01-01T22:00:00Z\n---\n", "That was 2h ago."),
    "milliseconds": (
        "---\nretry_state:\n  attempts: 1\n  last_retry_time: 864$000000\n  next_retry_time: 9\n---\n",
        "That was 0s ago.",
    ),
    "approval, not required": (
        "---\nappro$0val:\n  by: me\n---\n",
        "Here: it stops nothing, as `required` is not `true`.",
    ),
    "approval, waited for": (
        "---\nappro$0val:\n  required: true\n---\n",
        "Here: chant stops before this spec until somebody approves it.",
    ),
    "approval, given": (
        "---\nappro$0val:\n  required: true\n  status: approved\n  by: A <b>\n  at: 1970-01-01T22:00:00Z\n---\n",
        "Here: approved by A \\<b\\> 2h ago.",
    ),
    "approval, refused with a reason": (
        "---\nappro$0val:\n  required: true\n  status: rejected\n  by: Me\n---\n# A\n\n## Approval Discussion\n\n"
        "**Me** - 2026-01-02 03:04 - APPROVED\n\n**Me** - 2026-01-03 03:04 - REJECTED\nNot *yet*\n",
        "Here: rejected by Me.\n\nHere: chant stops before this spec until somebody approves it.\n\n"
        "Me on 2026-01-03 03:04: Not \\*yet\\*",
    ),
    "dependencies": (
        "---\ndepends$0_on: [b, c]\n---\n" + B,
        "Here: 1 of 2 completed.\n\n- b (completed)\n- c (no such spec)",
    ),
    "dependencies that chant does not find": (
        "---\ndepends$0_on: [b1, 'r:x', b]\n---\n//- .chant/specs/b12.md\n",
        "Here: 0 of 3 completed.\n\n- b1 (no full id)\n- r:x (of another repository)\n- b (no full id)",
    ),
    "members": (
        "---\ntype: driver\nmem$0bers: [a.1]\n---\n//- .chant/specs/a.1.md\n---\nstatus: failed\n---\n",
        "Here: 0 of 1 completed.\n\n- a.1 (failed)",
    ),
    "outputs": (
        "---\ntarget$0_files: [x.py, src/y.py, ../z.py]\n---\n//- src/y.py\ny\n",
        "Here: 1 of 3 exist; not yet `x.py`; outside the project `../z.py`.",
    ),
    "inputs, all there": ("---\ninformed$0_by: [x.py]\n---\n//- x.py\nx\n", "Here: the file exists."),
    "gate": (
        "---\nlabels: [human-$0gate]\n---\n",
        "`human-gate`: only a person may do this phase, so it has no Run.",
    ),
    "other labels": ("---\nlabels: [$0x]\n---\n", None),
    "no dependency": ("---\ndepends$0_on: []\n---\n", None),
}


def hover(text, situation=None):
    files, (path, offset) = fixture(A + text)
    source = Source(files[path])
    found = hover_at(index_of(files), parse(path, source), source, offset, situation or Situation(NOW))
    assert found is not None
    return found.markdown


@pytest.mark.parametrize("text, expected", CASES.values(), ids=CASES.keys())
def test_facts(text, expected):
    found = hover(text)
    if expected is None:
        assert "Here" not in found
    else:
        assert found.endswith(f"\n\n{expected}")


def test_the_last_run_of_another_spec():
    runs = {"b": RunFacts("failed", "r", 0.0, NOW - 300, message="x.md is\nmissing")}
    assert "Last run: failed 5m ago: x.md is missing" in hover(
        "---\ndepends_on: [$0b]\n---\n" + B, Situation(NOW, runs)
    )


def test_scores_are_for_what_is_still_to_be_done():
    assert "Criteria: **D**, 0 criteria" in hover("# T$0\n")
    assert "chant scores it" not in hover("---\nstatus: completed\n---\n# T$0\n")


COMMITS = {
    "an item": ("---\ncommits:\n- 81ba$038c\n- dac8138\n---\n", "81ba38c"),
    "in brackets": ('---\ncommits: ["dac$08138"]\n---\n', "dac8138"),
    "older versions": ("---\ncommit: dac$08138\n---\n", "dac8138"),
    "no hash": ("---\ncommits: [ma$0in]\n---\n", None),
    "an option": ("---\ncommits: [--upl$0oad-pack=x]\n---\n", None),
    "too short": ("---\ncommits: [ab$0c]\n---\n", None),
    "elsewhere": ("---\nlabels: [dac$08138]\n---\n", None),
    "not a list": ("---\ncommits: {a: dac$08138}\n---\n", None),
}


@pytest.mark.parametrize("text, expected", COMMITS.values(), ids=COMMITS.keys())
def test_commits(text, expected):
    files, (path, offset) = fixture(A + text)
    found = commit_at(parse(path, Source(files[path])), offset)
    assert (found.hash if found else None) == expected
    assert found is None or expected in files[path][slice(*found.span)]


def test_the_card_of_a_commit():
    files, (path, offset) = fixture(A + COMMITS["an item"][0])
    found = commit_at(parse(path, Source(files[path])), offset)
    facts = CommitFacts("81ba38cffffffffff", "Fix <b> *it*", "A_b", NOW - 7200, "1970-01-01")
    assert commit_card(found, facts, NOW) == "**Fix \\<b\\> \\*it\\***\n\n`81ba38cfff` · A_b · 1970-01-01, 2h ago"
    assert commit_card(found, None, NOW) == "git knows no commit `81ba38c` here."
