"""A decision in a spec's text: what is added, and that nothing else changes."""

import pytest

from chant_lsp.core.approval_edits import Decree, with_decree
from chant_lsp.core.text import Source

YES = Decree("approved", "Ada", "2026-02-13T09:30:00Z", "2026-02-13 10:30")
NO = Decree("rejected", "Ada", "2026-02-13T09:30:00Z", "2026-02-13 10:30", "The lock is held too long.")
SAID = "\n## Approval Discussion\n\n**Ada** - 2026-02-13 10:30 - APPROVED\n"
HEAD, BODY = "---\nlabels: [human-gate] # a gate\n", "---\n\n# T\n\n- [x] one\n"

PLACES = {
    "a map that waits": (
        "approval:\n  required: true\n  status: pending\n",
        "approval:\n  required: true\n  status: approved\n  by: Ada\n  at: 2026-02-13T09:30:00Z\n",
    ),
    "one that was rejected": (
        "approval:\n  required: true\n  status: rejected\n  by: Bob # he\n  at: 2026-01-01T00:00:00Z\n",
        "approval:\n  required: true\n  status: approved\n  by: Ada # he\n  at: 2026-02-13T09:30:00Z\n",
    ),
    "in one line": (
        "approval: {required: true, status: pending}\n",
        "approval: {required: true, status: approved, by: Ada, at: 2026-02-13T09:30:00Z}\n",
    ),
    "empty values": (
        "approval:\n  required: true\n  by:\n",
        "approval:\n  required: true\n  by: Ada\n  status: approved\n  at: 2026-02-13T09:30:00Z\n",
    ),
    "no map": (
        "",
        "approval:\n  required: true\n  status: approved\n  by: Ada\n  at: 2026-02-13T09:30:00Z\n",
    ),
    "a key alone": (
        "approval:\n",
        "approval:\n  required: true\n  status: approved\n  by: Ada\n  at: 2026-02-13T09:30:00Z\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_decision_in_the_frontmatter(before, after, end):
    written = with_decree("a.md", Source((HEAD + before + BODY).replace("\n", end)), YES)
    assert written is not None and written.text.replace(end, "\n") == HEAD + after + BODY + SAID
    assert written.text.count(end) == written.text.count("\n")


def test_a_rejection_has_its_reason():
    written = with_decree("a.md", Source(HEAD + BODY), NO)
    assert written is not None
    assert written.text.endswith("- REJECTED\nThe lock is held too long.\n")


def test_a_second_decision_follows_the_first():
    text = HEAD + BODY + SAID + "\n## Agent Output\n\nwords\n"
    written = with_decree("a.md", Source(text), NO)
    assert written is not None
    discussion = (
        "APPROVED\n\n**Ada** - 2026-02-13 10:30 - REJECTED\nThe lock is held too long.\n\n## Agent Output\n\nwords\n"
    )
    assert written.text.endswith(discussion)


NOT_THE_DISCUSSION = {
    "in a fence": "```markdown\n## Approval Discussion\n\n**X** - then\n```\n\nMore words.\n",
    "in a sentence": "Read the `## Approval Discussion` at the end.\n\n## Other\n\nwords\n",
    "a longer heading": "## Approval Discussion of last year\n\nwords\n",
    "a deeper heading": "### Approval Discussion\n\nwords\n",
}


@pytest.mark.parametrize("words", NOT_THE_DISCUSSION.values(), ids=NOT_THE_DISCUSSION.keys())
def test_what_only_looks_like_the_discussion_stays_as_it_is(words):
    written = with_decree("a.md", Source(HEAD + BODY + words), YES)
    assert written is not None and written.text.endswith(BODY + words + SAID)


AROUND_THE_DISCUSSION = {
    "a heading in a fence is no end of it": ("```\n## Agent Output\n```\n", ""),
    "a smaller heading is a part of it": ("### Why\n\nIt is good.\n", "\n## Agent Output\n"),
    "a larger heading is its end": ("words\n", "\n# More\n\n## And more\n"),
    "so is an indented one": ("words\n", "\n  ## More\n"),
}


@pytest.mark.parametrize(("said", "behind"), AROUND_THE_DISCUSSION.values(), ids=AROUND_THE_DISCUSSION.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_where_the_discussion_ends(said, behind, end):
    text = f"{HEAD}{BODY}{SAID}\n{said}{behind}"
    written = with_decree("a.md", Source(text.replace("\n", end)), NO)
    assert written is not None
    entry = "\n**Ada** - 2026-02-13 10:30 - REJECTED\nThe lock is held too long.\n"
    assert written.text.replace(end, "\n").endswith(f"{SAID}\n{said}{entry}{behind}")
    assert written.text.count(end) == written.text.count("\n")


def test_names_are_quoted_where_they_must_be():
    written = with_decree("a.md", Source(HEAD + BODY), YES._replace(by="yes: no"))
    assert written is not None and '  by: "yes: no"\n' in written.text


@pytest.mark.parametrize(
    "text", ["# no frontmatter\n", "---\ntype: [\n---\n", "---\napproval: true\n---\n", "---\nno end\n"]
)
def test_what_chant_would_not_read_is_left_alone(text):
    assert with_decree("a.md", Source(text), YES) is None
