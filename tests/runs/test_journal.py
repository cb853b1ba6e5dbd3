"""The journal and what is folded from it; secrets, floods and torn lines on the way."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from stage import make_project

from chant_lsp.runs import journal, lock
from chant_lsp.runs.fold import advance, fold, settle
from chant_lsp.runs.journal import Journal
from chant_lsp.runs.lock import LockTakenError, chant_lock_path, find_chant_holder, hold, is_taken, safe_name
from chant_lsp.runs.model import (
    EventType,
    Evidence,
    Missing,
    RunEvent,
    RunState,
    parse_timestamp,
    timestamp,
)
from chant_lsp.runs.recorder import MAX_OUTPUT_CHARS, MAX_PERMISSIONS, Recorder
from chant_lsp.runs.redaction import redact

AT = datetime(2026, 11, 22, 10, 0, 0, 123000, timezone.utc)


def event(type: EventType, **fields) -> RunEvent:
    return RunEvent(AT, 0, type, fields)


STARTED = event(
    EventType.STARTED, spec="001-a", path=".chant/specs/001-a.md", agent="x", pid=7, host="h", outputs=["o"]
)
ENDED = {state: event(EventType.ENDED, state=state.value, message="m") for state in RunState}

# name -> (events, state)
FOLDS = {
    "started": ([STARTED], RunState.RUNNING),
    "working": ([STARTED, event(EventType.ACTIVITY, text="a")], RunState.RUNNING),
    "done": ([STARTED, ENDED[RunState.DONE]], RunState.DONE),
    "stopped": ([STARTED, event(EventType.STOPPED, by="me"), ENDED[RunState.STOPPED]], RunState.STOPPED),
    "closed by the next": ([STARTED, ENDED[RunState.LOST]], RunState.LOST),
    "nothing follows an end": ([STARTED, ENDED[RunState.FAILED], ENDED[RunState.DONE]], RunState.FAILED),
    "an end of no known kind": ([STARTED, event(EventType.ENDED, state="splendid")], RunState.FAILED),
    "started twice": ([STARTED, STARTED], RunState.RUNNING),
}


@pytest.mark.parametrize("events, state", FOLDS.values(), ids=FOLDS.keys())
def test_a_run_is_what_its_events_tell(events, state):
    run = fold("id", events)
    assert run is not None and run.state is state and run.pid == 7
    first = fold("id", events[:1])
    assert first is not None and advance(first, events[1:]) == run


def test_nothing_is_no_run_and_odd_fields_are_survived():
    assert fold("id", []) is None and fold("id", [event(EventType.ACTIVITY, text="a")]) is None
    run = fold(
        "id", [event(EventType.STARTED, pid="x", inputs=7, outputs={"a": 1}), event(EventType.EVIDENCE, missing=3)]
    )
    assert run is not None and run.pid == 0 and run.evidence == Evidence()


def test_a_run_without_an_end_and_without_a_lock_is_lost():
    run = fold("id", [STARTED])
    assert run is not None
    assert settle(run, lock_taken=True).state is RunState.RUNNING
    assert settle(run, lock_taken=False).state is RunState.LOST


def test_evidence_speaks_in_its_first_sentence():
    outside = Missing("outside", "x", "`x` was created.")
    output = Missing("output", "o", "Output `o` was not written.")
    assert Evidence().complete and not Evidence().only_extras
    assert Evidence((outside,)).only_extras and not Evidence((output, outside)).only_extras
    assert Evidence((output, outside)).summary() == "Output `o` was not written. (1 more)"


def test_times_are_read_back():
    assert timestamp(AT) == "2026-11-22T10:00:00.123Z" and parse_timestamp(timestamp(AT)) == AT


@pytest.fixture
def runs(tmp_path):
    folder = make_project(tmp_path).runs
    folder.mkdir()
    return folder


def test_only_whole_and_sound_lines_are_read(runs):
    path = runs / "events.jsonl"
    with hold(runs, "001-a") as lock:
        written = Journal(path, lock)
        written.append(EventType.STARTED, spec="001-a")
        written.append(EventType.OUTPUT, text="two\nlines \u2028")
        written.close()
    with path.open("ab") as file:
        file.write(
            b'nonsense\n{"at": 1}\n{"at": "2026-11-22T10:00:00.123Z", "seq": 4, "type": "of the future"}\n\xff\n'
        )
        file.write(b'{"at": "2026-11-22T10:0')
    events, offset = journal.follow(path, 0)
    assert [found.type for found in events] == [EventType.STARTED, EventType.OUTPUT]
    assert events[1].fields == {"text": "two\nlines \u2028"}
    assert journal.follow(path, offset) == ([], offset)
    # Whoever holds the lock next does not write into the torn line.
    with hold(runs, "001-a") as lock:
        written = Journal(path, lock)
        written.append(EventType.ENDED, state="lost", message="m")
        written.close()
    events, _ = journal.follow(path, offset)
    assert [found.type for found in events] == [EventType.ENDED]
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_only_the_holder_of_the_lock_writes(runs):
    with hold(runs, "001-a") as lock:
        pass
    with pytest.raises(ValueError, match="only the holder"):
        Journal(runs / "events.jsonl", lock)


def test_the_last_line_of_a_dead_run_is_written_by_whoever_holds_its_lock(runs):
    path = runs / "events.jsonl"
    path.write_bytes(b'{"at": "2026-11-22T10:00:00.000Z", "seq": 0, "type": "started"}\n{"at": "torn')
    with hold(runs, "001") as lock:
        journal.write_end(path, lock, RunState.STOPPED, "Killed.", stopped_by="stop")
    with pytest.raises(ValueError):
        journal.write_end(path, lock, RunState.LOST, "Too late.")
    run = fold("id", journal.read(path))
    assert run is not None and (run.state, run.stopped_by, run.message) == (RunState.STOPPED, "stop", "Killed.")


def test_a_lock_is_held_by_one_and_seen_by_all(runs, monkeypatch):
    monkeypatch.setattr(lock, "_PATIENCE_S", 0.02)
    assert not is_taken(runs, "001-a")
    with hold(runs, "001-a"):
        assert is_taken(runs, "001-a") and not is_taken(runs, "002-b")
        with pytest.raises(LockTakenError), hold(runs, "001-a"):
            pass
    assert not is_taken(runs, "001-a")


def test_an_id_as_long_as_a_file_name_can_be_locked(runs):
    long = "ü" * 120
    with hold(runs, long):
        assert is_taken(runs, long)
    assert safe_name("001-a") == "001-a" and len(safe_name(long).encode()) < 200


# what stands in chant's lock file -> whether somebody lives behind it
CHANT_LOCKS = {"1": True, "": False, "x": False, "-1": False, "99999999999999": False, "0": False}


@pytest.mark.parametrize("content, alive", CHANT_LOCKS.items())
def test_chants_lock_counts_while_its_process_lives(tmp_path, content, alive):
    path = chant_lock_path(tmp_path, "001-a")
    path.parent.mkdir()
    path.write_text(content)
    assert (find_chant_holder(tmp_path, "001-a", lambda pid: False) is not None) is alive
    assert find_chant_holder(tmp_path, "001-a", lambda pid: True) is None


# text -> what reaches the disk
SECRETS = {
    "MY_API_KEY=abcdef123": "MY_API_KEY=[redacted]",
    '{"password": "hunter22"}': '{"password": "[redacted]"}',
    "Authorization: Bearer abc.def.ghi": "Authorization: Bearer [redacted]",
    "curl -H 'x-api-key: 1234567890'": "curl -H 'x-api-key: [redacted]'",
    "git clone https://me:pw123@host/x": "git clone https://me:[redacted]@host/x",
    "found sk-abcdefghijklmnop1234 there": "found [redacted] there",
    "AKIAABCDEFGHIJKLMNOP": "[redacted]",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest": "[redacted]\nrest",
    "the token count is 12, the key is missing": "the token count is 12, the key is missing",
    "src/storage/store.py:35 update()": "src/storage/store.py:35 update()",
}


@pytest.mark.parametrize("text, kept", SECRETS.items())
def test_secrets_are_taken_out(text, kept):
    assert redact(text) == kept


class Memory:
    """Stands where a Journal does."""

    def __init__(self):
        self.lines = []

    def append(self, type, **fields):
        self.lines.append((type.value, *fields.values()))
        return RunEvent(AT, 0, type, fields)


def test_text_is_written_in_whole_lines_so_that_secrets_stay_whole():
    memory = Memory()
    recorder = Recorder(memory)
    for piece in ("key: ghp_", "a1B2" * 9, " end\nsec", "ond\n"):
        recorder.output(piece)
        recorder.tick()
    recorder.flush()
    assert "".join(line[1] for line in memory.lines) == "key: [redacted] end\nsecond\n"


@pytest.mark.slow
def test_floods_are_bounded():
    memory = Memory()
    recorder = Recorder(memory)
    for _ in range(MAX_OUTPUT_CHARS // 1000 + 5000):
        recorder.output("x" * 999 + "\n")
    for number in range(MAX_PERMISSIONS + 50):
        recorder.permission("write", [f"{number}"], False, "no")
        recorder.activity(f"step {number}")
    recorder.flush()
    assert sum(len(json.dumps(line)) for line in memory.lines) < MAX_OUTPUT_CHARS * 1.1
    assert len([line for line in memory.lines if line[0] == "permission"]) == MAX_PERMISSIONS
    assert memory.lines[-1][1] == f"step {MAX_PERMISSIONS + 49}"
