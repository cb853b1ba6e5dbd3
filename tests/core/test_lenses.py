"""Line 1 in every state, its explanation, and the remarks on title and criteria."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chant_lsp.core.features.explain import explain
from chant_lsp.core.features.lenses import LINE_1, file_lenses, lenses
from chant_lsp.core.features.run_facts import PromptSize, RunFacts, Situation
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from tests.chance import tries
from tests.fixtures import ONLY_FILE, fixture, index_of

NOW_S = 1_800_000_000.0

A = "//- .chant/specs/a.md\n"
B = "//- .chant/specs/b.md\n"
BODY = "# T\n\n## Acceptance Criteria\n\n- [ ] one\n"
TICKED = BODY.replace("[ ]", "[x]")


def spec(fields: str = "", body: str = BODY) -> str:
    return f"---\n{fields}\n---\n\n{body}"


def run(state, seconds_ago=300.0, **facts) -> RunFacts:
    ended = None if state in ("running", "elsewhere", "lost") else NOW_S - seconds_ago
    return RunFacts(state, "r1", NOW_S - seconds_ago - (0 if ended is None else 60), ended, **facts)


PENDING = A + spec("status: pending")
WAITS = A + spec("depends_on: [b]")

PREVIEW_WHY = " | Preview prompt [previewPrompt] | Why? [explain]"
NOT_YET = " | Run (not yet) [explain]" + PREVIEW_WHY
READY = "Ready | Run (example) [run] | Preview prompt [previewPrompt]"

CASES = {
    # -- ready
    "ready": (PENDING, {}, READY),
    "ready without frontmatter": (A + BODY, {}, READY),
    "blocked written, nothing in the way": (A + spec("status: blocked"), {}, READY),
    "ready, dependency completed": (WAITS + B + spec("status: completed"), {}, READY),
    "ready, dependency archived": (WAITS + "//- .chant/archive/b.md\n" + spec("status: completed"), {}, READY),
    "ready, failed before and reset": (PENDING, {"a": run("failed", message="x")}, READY),
    # -- blocked and waiting
    "blocked: the dependency can run": (
        WAITS + B + spec("status: pending"),
        {},
        "Blocked: waiting for b (pending) | Run b [run b]" + PREVIEW_WHY,
    ),
    "blocked: what has to run first": (
        WAITS + B + spec("depends_on: [c]") + "//- .chant/specs/c.md\n" + spec(),
        {},
        "Blocked: waiting for b (pending) | Run c [run c]" + PREVIEW_WHY,
    ),
    "blocked: what has to run first is running": (
        WAITS + B + spec("depends_on: [c]") + "//- .chant/specs/c.md\n" + spec("status: in_progress"),
        {"c": run("running")},
        "Blocked: waiting for b (pending)" + NOT_YET,
    ),
    "blocked: several": (
        A + spec("depends_on: [b, c, z]") + B + spec() + "//- .chant/specs/c.md\n" + spec(),
        {},
        "Blocked: waiting for b (pending), and 2 more | Run b [run b]" + PREVIEW_WHY,
    ),
    "blocked: no such spec": (A + spec("depends_on: [z]"), {}, "Blocked: waiting for 'z', which is no spec" + NOT_YET),
    "blocked: by a gate": (WAITS + B + spec("labels: [human-gate]"), {}, "Blocked: waiting for b (pending)" + NOT_YET),
    "blocked: by a cancelled spec": (
        WAITS + B + spec("status: cancelled"),
        {},
        "Blocked: waiting for b (cancelled)" + NOT_YET,
    ),
    "blocked: by a spec that cannot be read": (
        WAITS + B + spec("status: opne"),
        {},
        "Blocked: waiting for b (cannot be read)" + NOT_YET,
    ),
    "blocked: by itself": (A + spec("depends_on: [a]"), {}, "Blocked: it depends on itself" + NOT_YET),
    "blocked: in a circle": (WAITS + B + spec("depends_on: [a]"), {}, "Blocked: waiting for b (pending)" + NOT_YET),
    "blocked: an input and its writer are one cause": (
        A + spec("depends_on: [b]\ninformed_by: [d/x.md]") + B + spec("target_files: [d/x.md]"),
        {},
        "Blocked: waiting for b (pending) | Run b [run b]" + PREVIEW_WHY,
    ),
    "blocked: an input, with its writer": (
        A + spec("informed_by: [d/x.md]") + B + spec("target_files: [d/x.md]"),
        {},
        "Blocked: its input 'd/x.md' is not there; b (pending) writes it | Run b [run b]" + PREVIEW_WHY,
    ),
    "blocked: an input": (A + spec("informed_by: [d/x.md]"), {}, "Blocked: its input 'd/x.md' is not there" + NOT_YET),
    "blocked: an approval": (
        A + spec("approval: {required: true}"),
        {},
        "Blocked: waiting for a person's approval" + NOT_YET,
    ),
    "blocked: status ready": (
        A + spec("status: ready"),
        {},
        "Blocked: its status is 'ready', which chant cannot start" + NOT_YET,
    ),
    "blocked: nothing to prove": (
        A + spec("", "# T\n"),
        {},
        "Blocked: it has neither target_files nor criteria, so nothing could show that it is done" + NOT_YET,
    ),
    "blocked: the dependency failed": (
        WAITS + B + spec("status: failed"),
        {"b": run("failed", 720, message="no test")},
        "Blocked: b failed 12m ago | Open log [openLog b] | Re-run b [run b]" + PREVIEW_WHY,
    ),
    "blocked: the dependency failed, nobody knows when": (
        WAITS + B + spec("status: failed"),
        {},
        "Blocked: b failed | Re-run b [run b]" + PREVIEW_WHY,
    ),
    "waiting": (
        WAITS + B + spec("status: in_progress"),
        {"b": run("running", 185)},
        "Waiting: b running 3m | Run when it finishes [runWhenFinished] | Open its log [openLog b]",
    ),
    "waiting for one that runs elsewhere": (
        WAITS + B + spec("status: in_progress"),
        {"b": RunFacts("elsewhere")},
        "Waiting: b running | Run when it finishes [runWhenFinished] | Open its log [openLog b]",
    ),
    # -- a run that changed something
    "done, with changes": (
        A + spec("status: completed", TICKED),
        {"a": run("done", can_review=True)},
        "Done 5m ago, evidence complete | Review changes [reviewChanges] | Re-run [run]",
    ),
    "failed, with changes": (
        A + spec("status: failed"),
        {"a": run("failed", message="x", can_review=True)},
        "Failed 5m ago: x | Review changes [reviewChanges] | Re-run [run] | Open log [openLog]",
    ),
    "stopped, with changes": (
        A + spec("status: paused"),
        {"a": run("stopped", can_review=True)},
        "Stopped 5m ago | Review changes [reviewChanges] | Re-run [run] | Open log [openLog]",
    ),
    "taken back: what the run says is over": (PENDING, {"a": run("done", can_review=True)}, READY),
    # -- running
    "running": (
        A + spec("status: in_progress"),
        {"a": run("running", 102, activity="reads src/store.py")},
        "Running 1m 42s - reads src/store.py | Stop [stop] | Open log [openLog]",
    ),
    "running, and asking": (
        A + spec("status: in_progress"),
        {"a": run("running", 60, activity="reads src/store.py", question="run `npm install`")},
        "Running 1m 00s - asks to run 'npm install' | Answer… [answer] | Stop [stop] | Open log [openLog]",
    ),
    "running, just started": (
        A + spec("status: in_progress"),
        {"a": run("running", 0)},
        "Running 0s | Stop [stop] | Open log [openLog]",
    ),
    "running while its file is being broken": (
        A + spec("status: [x"),
        {"a": run("running", 5)},
        "Running 5s | Stop [stop] | Open log [openLog]",
    ),
    "running, activity of several lines": (
        A + spec("status: in_progress"),
        {"a": run("running", 9, activity="one\n two `three`")},
        "Running 9s - one two 'three' | Stop [stop] | Open log [openLog]",
    ),
    "running, and silent": (
        A + spec("status: in_progress"),
        {"a": run("running", 102, activity="reading x", silent_s=75.0)},
        "Running 1m 42s - reading x, silent for 1m 15s | Stop [stop] | Open log [openLog]",
    ),
    "running, by chant itself": (
        A + spec("status: in_progress"),
        {"a": run("elsewhere", 0, pid=123, host="h", by="chant")},
        "Running elsewhere (chant, pid 123, host h, since 08:00) | Open log [openLog]",
    ),
    "running elsewhere": (
        A + spec("status: in_progress"),
        {"a": run("elsewhere", 0, pid=123, host="h")},
        "Running elsewhere (pid 123, host h, since 08:00) | Open log [openLog]",
    ),
    "running elsewhere, nothing known": (
        A + spec("status: in_progress"),
        {"a": RunFacts("elsewhere")},
        "Running elsewhere | Open log [openLog]",
    ),
    # -- ended
    "failed": (
        A + spec("status: failed"),
        {"a": run("failed", message="`d/x.md` was not written. (2 more)")},
        "Failed 5m ago: 'd/x.md' was not written. (2 more) | Re-run [run] | Open log [openLog]",
    ),
    "failed, no run known": (A + spec("status: failed"), {}, "Failed | Re-run [run] | Why? [explain]"),
    "failed, and blocked since": (
        A + spec("status: failed\ndepends_on: [z]"),
        {"a": run("failed", 90000)},
        "Failed 1d ago | Re-run (not yet) [explain] | Open log [openLog]",
    ),
    "needs attention": (
        A + spec("status: needs_attention"),
        {"a": run("failed", 7200, message="src/other.py was touched, too.")},
        "Needs attention 2h ago: src/other.py was touched, too. | Re-run [run] | Open log [openLog]",
    ),
    "stopped": (
        A + spec("status: paused"),
        {"a": run("stopped")},
        "Stopped 5m ago | Re-run [run] | Open log [openLog]",
    ),
    "paused by chant": (A + spec("status: paused"), {}, "Stopped | Re-run [run] | Why? [explain]"),
    "done": (
        A + spec("status: completed", TICKED),
        {"a": run("done", 1080)},
        "Done 18m ago, evidence complete | Re-run [run]",
    ),
    "done, and what is next": (
        A + spec("status: completed", TICKED) + "//- .chant/specs/c.md\n" + spec("depends_on: [a]"),
        {"a": run("done", 1080)},
        "Done 18m ago, evidence complete | Re-run [run] | Next: c [open c]",
    ),
    "failed, and it can be seen where": (
        A + spec("status: failed\ntarget_files: [d/x.md]") + "//- (last-run)/a\noutput d/x.md absent\n",
        {"a": run("failed", message="`d/x.md` was not written.")},
        "Failed 5m ago: 'd/x.md' was not written. | Show problem [showProblem] | Re-run [run] | Open log [openLog]",
    ),
    "done, and it is the fix": (
        "//- .chant/specs/005-fork-fix.md\n" + spec("status: completed", TICKED),
        {"005-fork-fix": run("done", 1080)},
        "Done 18m ago, evidence complete | Re-run [run 005-fork-fix] | Into the fork… [handOver 005-fork-fix]",
    ),
    "done by chant": (
        A + spec("status: completed\ncompleted_at: 2027-01-15T07:00:00Z", TICKED),
        {},
        "Done 1h ago | Re-run [run]",
    ),
    "done, boxes open": (A + spec("status: completed"), {}, "Done, but 1 of 1 criteria are open | Re-run [run]"),
    "done, completed by hand after a failure": (
        A + spec("status: completed", TICKED),
        {"a": run("failed")},
        "Done | Re-run [run]",
    ),
    "lost": (
        A + spec("status: in_progress"),
        {"a": run("lost")},
        "Lost: process gone, status says in_progress | Mark failed [markFailed] | Re-run [run] | Open log [openLog]",
    ),
    "in progress, no run known": (
        A + spec("status: in_progress"),
        {},
        "In progress: no run of it is known here | Re-run [run] | Why? [explain]",
    ),
    "in progress, but its run has ended": (
        A + spec("status: in_progress"),
        {"a": run("stopped")},
        "In progress: its last run stopped 5m ago | Re-run [run] | Open log [openLog]",
    ),
    # -- never run
    "gate": (
        A + spec("labels: [human-gate]", BODY + "- [x] two\n- [ ] three\n"),
        {},
        "Human gate: 2 of 3 boxes open | Open review [openReview] | Approve… [approve] | Reject… [reject]",
    ),
    "gate, all ticked": (
        A + spec("labels: [human-gate]", TICKED + "- [x] two\n"),
        {},
        "Human gate: all boxes ticked | Open review [openReview] | Approve… [approve] | Reject… [reject]",
    ),
    "gate without checks": (
        A + spec("labels: [human-gate]", "# T\n"),
        {},
        "Human gate: no boxes to tick | Open review [openReview] | Approve… [approve] | Reject… [reject]",
    ),
    "gate, passed": (
        A + spec("labels: [human-gate]\nstatus: completed", TICKED),
        {},
        "Human gate: completed | Open review [openReview]",
    ),
    "gate in progress": (
        A + spec("labels: [human-gate]\nstatus: in_progress"),
        {},
        "Human gate: 1 of 1 boxes open | Open review [openReview] | Approve… [approve] | Reject… [reject]",
    ),
    "cancelled": (A + spec("status: cancelled"), {}, "Cancelled | Why? [explain]"),
    "driver": (A + spec("type: driver"), {}, "Driver: its members do the work | Why? [explain]"),
    "group": (A + spec("type: group"), {}, "Group: its members do the work | Why? [explain]"),
    "archived": (
        "//- .chant/archive/x/a.md\n" + spec("status: completed"),
        {"a": run("done")},
        "Archived (completed) | Why? [explain]",
    ),
    # -- broken
    "broken: wrong type": (
        A + "---\ntype: code\nstatus: pending\n\n\ntarget_files: a.py\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 6, expected a list",
    ),
    "broken: item of a list": (
        A + "---\nlabels:\n- a: b\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 3, expected a text",
    ),
    "broken: value": (
        A + "---\nstatus: opne\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 2, 'opne' is no status",
    ),
    "broken: no value": (A + "---\nstatus:\n---\n" + BODY, {}, "Cannot read frontmatter: line 2, status has no value"),
    "broken: twice": (
        A + "---\ntype: code\ntype: code\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 3, type is there twice",
    ),
    "broken: nested": (
        A + "---\napproval:\n  status: ok\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 3, 'ok' is no approval.status",
    ),
    "broken: missing": (
        A + "---\nretry_state:\n  attempts: 1\n  next_retry_time: 1\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 2, retry_state.last_retry_time is missing",
    ),
    "broken: text before it": (
        A + "Hello\n---\nlabels: [human-gate]\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 1, hidden by the text before it",
    ),
    "broken: never ends": (A + "---\nstatus: pending\n" + BODY, {}, "Cannot read frontmatter: line 1, it never ends"),
    "broken: the first of several": (
        A + "---\ntype: x\nstatus: y\n---\n" + BODY,
        {},
        "Cannot read frontmatter: line 2, 'x' is no type",
    ),
    "broken, whatever the run": (
        A + "---\ntype: x\n---\n" + BODY,
        {"a": run("failed")},
        "Cannot read frontmatter: line 2, 'x' is no type",
    ),
}


@pytest.mark.parametrize(("text", "runs", "expected"), CASES.values(), ids=CASES.keys())
def test_line_1(text, runs, expected):
    state, *buttons = row(text, Situation(NOW_S, runs))
    assert state.command == "chant.explain"
    shown = " | ".join([state.title, *map(drawn, buttons)])
    # Whether a broken file has a Fix is its rule's affair.
    assert shown == expected or (expected.startswith("Cannot") and shown.startswith(f"{expected} | "))


QUEUED = {
    "queued": (WAITS + B + spec(), "Queued: runs when b finishes | Cancel [stop] | Preview prompt [previewPrompt]"),
    "failed, and queued again": (A + spec("status: failed"), "Queued: runs when b finishes | Cancel [stop]"),
    "a gate is never queued": (A + spec("labels: [human-gate]"), "Human gate: "),
    "broken": (A + spec("status: ["), "Cannot read frontmatter: "),
}


@pytest.mark.parametrize(("text", "expected"), QUEUED.values(), ids=QUEUED.keys())
def test_what_waits_to_be_run_by_itself(text, expected):
    state, *buttons = row(text, Situation(NOW_S, queued={"a": "runs when b finishes"}))
    assert " | ".join([state.title, *map(drawn, buttons)]).startswith(expected)


BROKEN_YAML = {
    "flow list that never ends": "---\nlabels: [a\n---\n",
    "tab": "---\nstatus: pending\n\tlabels: []\n---\n",
    "colon in a value": "---\nprompt: a: b\n---\n",
    "no mapping": "---\njust text\n---\n",
    "second document": "---\nstatus: pending\n...\ntype: code\n---\n",
    "too deep": "---\nlabels: " + "[" * 10_000 + "\n---\n",
}


@pytest.mark.parametrize("text", BROKEN_YAML.values(), ids=BROKEN_YAML.keys())
def test_broken_yaml_has_a_line_number_and_no_run(text):
    found = row(A + text, Situation(NOW_S))
    assert found[0].title.startswith("Cannot read frontmatter: line ")
    assert len(found) == 2
    assert found[1].command in ("chant.explain", "chant.fix")


def test_a_byte_order_mark_hides_the_frontmatter():
    source = Source(spec("status: completed"), bom=True)
    index = index_of({ONLY_FILE: source.text})
    found = lenses(index, parse(ONLY_FILE, source), source, Situation(NOW_S))
    assert found[0].title == "Cannot read frontmatter: line 1, hidden by a byte order mark"


SIZES = {
    PromptSize(0, 0): "Preview prompt (0 inputs, ~0 tokens)",
    PromptSize(1, 1234): "Preview prompt (1 input, ~1.2k tokens)",
    PromptSize(3, 4100): "Preview prompt (3 inputs, ~4.1k tokens)",
    PromptSize(3, 123_456): "Preview prompt (3 inputs, ~123k tokens)",
}


@pytest.mark.parametrize(("size", "expected"), SIZES.items(), ids=SIZES.values())
def test_the_prompt_says_its_size(size, expected):
    assert row(PENDING, Situation(NOW_S), size)[-1].title == expected


def test_the_agent_is_named():
    assert row(PENDING, Situation(NOW_S, agent="opencode"))[1].title == "Run (opencode)"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (PENDING, "Run (workspace not trusted)"),
        (A + spec("status: failed"), "Re-run (workspace not trusted)"),
        (WAITS + B + spec(), "Run b (workspace not trusted)"),
    ],
)
def test_nothing_runs_in_an_untrusted_workspace(text, title):
    found = row(text, Situation(NOW_S, trusted=False))
    assert "chant.run" not in [lens.command for lens in found]
    assert (title, "chant.explain", ".chant/specs/a.md") in [(lens.title, lens.command, lens.path) for lens in found]


REMARKS = {
    "criteria": (A + spec("", BODY + "- [x] two\n"), ["## Acceptance Criteria: 1 of 2 criteria ticked"]),
    "no criteria": (A + spec("", "# T\n\n## Acceptance Criteria\n"), []),
    "used": (
        PENDING + B + spec("depends_on: [a]\nmembers: [a]"),
        ["# T: used by 2", "## Acceptance Criteria: 0 of 1 criteria ticked"],
    ),
    "used, without a title": (A + "x\n" + B + spec("depends_on: [a]"), []),
}


@pytest.mark.parametrize(("text", "expected"), REMARKS.values(), ids=REMARKS.keys())
def test_remarks(text, expected):
    index, one, source = first(text)
    found = [lens for lens in lenses(index, one, source, Situation()) if lens.span != LINE_1]
    assert [f"{source.slice(lens.span)}: {lens.title}" for lens in found] == expected
    assert all(lens.command is None for lens in found)


def test_lenses_of_a_document():
    files, _ = fixture(A + spec("target_files: [d/x.md]") + B + spec("informed_by: ['d/*']") + "//- d/x.md\nx\n")
    found = file_lenses(index_of(files), "d/x.md")
    assert [(lens.title, lens.command) for lens in found] == [
        ("Written by a (pending)", "chant.open"),
        ("Read by b (pending)", "chant.open"),
    ]
    assert file_lenses(index_of(files), "d/y.txt")[0].title == "Read by b (pending)"
    assert file_lenses(index_of(files), "other.md") == []


@settings(deadline=None, max_examples=tries(150))
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.text(st.sampled_from("-:[]{}*# \n'ab"), max_size=80).map(lambda text: "---\nstatus: " + text),
        st.text(st.sampled_from("-:[] \nxab."), max_size=60).map(lambda text: f"---\ndepends_on: {text}\n---\n"),
    ),
    state=st.sampled_from([None, "running", "elsewhere", "done", "failed", "stopped", "lost"]),
    message=st.text(max_size=30),
    seconds=st.floats(),
)
def test_any_text_has_a_state_in_one_line(text, state, message, seconds):
    source = Source(text)
    index = index_of({ONLY_FILE: text})
    runs = {} if state is None else {"001-spec": RunFacts(state, "r", seconds, seconds, message, message)}
    one = index.get(ONLY_FILE)
    assert one is not None
    found = lenses(index, one, source, Situation(seconds, runs))
    assert found[0].span == LINE_1
    assert all(lens.title == " ".join(lens.title.split()) for lens in found)
    assert explain(index, one, source, Situation(seconds, runs))


def first(text):
    files, _ = fixture(text)
    index = index_of(files)
    path = next(iter(files))
    one = index.get(path)
    assert one is not None
    return index, one, Source(files[path])


def row(text, situation, size=None):
    index, one, source = first(text)
    return [lens for lens in lenses(index, one, source, situation, size) if lens.span == LINE_1]


def drawn(lens):
    """`Title [command]`, with the spec that it is about where that is another one."""
    name = lens.path.rpartition("/")[2].removesuffix(".md")
    return f"{lens.title} [{(lens.command or '').removeprefix('chant.')}{'' if name == 'a' else ' ' + name}]"
