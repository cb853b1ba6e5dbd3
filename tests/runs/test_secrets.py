"""Secrets of many kinds, planted wherever an agent can put them: none of them reaches the disk, whole or in halves."""

from __future__ import annotations

import os
import time

import pytest
from stage import SPEC, last_run, make_project, perform

from chant_lsp.runs.journal import Journal, follow
from chant_lsp.runs.lock import hold
from chant_lsp.runs.recorder import Recorder, one_line
from chant_lsp.runs.redaction import redact, settled_length
from chant_lsp.runs.store import run_folder
from tests.families import family

HEX = "0123456789abcdef"
LETTERS = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zZ"

# name -> (what is said, what must not be on the disk); written so that no scanner takes this file for a leak
SECRETS = {
    "OpenAI": (f"sk-proj-{LETTERS}", LETTERS),
    "Stripe": (f"sk_live_{LETTERS}", LETTERS),
    "GitHub": (f"ghp_{LETTERS}", LETTERS),
    "GitHub, fine-grained": (f"github_pat_{LETTERS}", LETTERS),
    "GitLab": (f"glpat-{LETTERS}", LETTERS),
    "Slack": (f"xoxb-1234567890-{LETTERS}", LETTERS),
    "Slack hook": (f"https://hooks.slack.com/services/T000/B000/{LETTERS}", LETTERS),
    "AWS id": ("AKIA" + "ABCDEFGHIJ234567", "ABCDEFGHIJ234567"),
    "AWS key": (f"aws_secret_access_key = {LETTERS}/+x", LETTERS),
    "Google": (f"AIza{LETTERS}", LETTERS),
    "Google session": (f"ya29.{LETTERS}", LETTERS),
    "npm": (f"//registry.example.org/:_authToken={LETTERS}", LETTERS),
    "PyPI": (f"pypi-{LETTERS}", LETTERS),
    "Hugging Face": (f"hf_{LETTERS}", LETTERS),
    "Vault": (f"hvs.{LETTERS}", LETTERS),
    "SendGrid": (f"SG.{LETTERS}.{LETTERS}", LETTERS),
    "Azure": (f"AccountName=me;AccountKey={LETTERS}==;", LETTERS),
    "JWT": (f"eyJ{LETTERS}.eyJ{LETTERS}.{LETTERS}", LETTERS),
    "bearer": (f"Authorization: Bearer {LETTERS}", LETTERS),
    "basic": (f"authorization: basic {LETTERS}", LETTERS),
    "cookie": (f"Set-Cookie: session={LETTERS}", LETTERS),
    "JSON": (f'{{"password": "{LETTERS}"}}', LETTERS),
    "JSON in JSON": (f'"{{\\"client_secret\\": \\"{LETTERS}\\"}}"', LETTERS),
    "passphrase": ('passphrase = "correct horse battery staple"', "battery staple"),
    "variable": (f"export MY_API_KEY='{LETTERS}'", LETTERS),
    "URL": (f"postgres://me:{LETTERS}@db/x", LETTERS),
    "URL without a user": (f"redis://:{LETTERS}@db/x", LETTERS),
    "private key": (f"-----BEGIN OPENSSH PRIVATE KEY-----\n{LETTERS}\n-----END OPENSSH PRIVATE KEY-----", LETTERS),
    "age": ("AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3", "QPZRY9X8GF2TVDW0S3JN54"),
}

SOME = ("GitHub", "bearer", "JSON", "URL", "passphrase", "private key")

CLEAN = (
    "The token is read from the file.",
    "password: see your manager"[:18],
    "tokens: 1234",
    "key = value",
    "https://example.org/path:80/x",
    "def secret(self): pass",
    "sk-short",
)


def halves(secret: str) -> list[str]:
    """What would give it away: any twelve characters of it in a row."""
    return [secret[at : at + 12] for at in range(0, max(len(secret) - 11, 1), 4)]


def leaks(text: str, secret: str) -> list[str]:
    return [half for half in halves(secret) if half in text]


@pytest.mark.parametrize("said, secret", SECRETS.values(), ids=SECRETS.keys())
def test_it_is_known_by_its_form(said, secret):
    for text in (said, f"before {said} after", f"({said})", f"\x1b[31m{said}\x1b[0m"):
        assert not leaks(redact(text), secret), redact(text)


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


@pytest.fixture
def recorded(tmp_path):
    """A recorder, and all that it wrote."""
    project = make_project(tmp_path)
    project.runs.mkdir()
    path = project.runs / "events.jsonl"
    with hold(project.runs, "001-a") as lock:
        journal = Journal(path, lock)
        yield Recorder(journal), lambda: path.read_text("utf-8")
        journal.close()


@pytest.mark.parametrize("size", [7, *(pytest.param(size, marks=pytest.mark.slow) for size in (1, 3, 16))])
@pytest.mark.parametrize("said, secret", family(SECRETS, SOME))
def test_it_is_found_in_pieces_with_events_in_between(recorded, monkeypatch, said, secret, size):
    recorder, written = recorded
    clock = [time.monotonic()]
    monkeypatch.setattr("chant_lsp.runs.recorder.time.monotonic", lambda: clock[0])
    text = f"It says {said} there.\n"
    for at in range(0, len(text), size):
        recorder.output(text[at : at + size])
        clock[0] += 5  # so long that an unfinished line is written
        recorder.tick()
        recorder.permission("read", ["a.md"], True, "in the project")
    recorder.flush()
    assert not leaks(written(), secret)
    assert '"It ' in written()


@pytest.mark.parametrize("said, secret", family(SECRETS, SOME))
def test_it_is_found_where_a_text_is_cut(recorded, said, secret):
    recorder, written = recorded
    for before in (100, 140, 150, 158):
        recorder.activity("x" * before + " " + said)
        recorder.permission("y" * (before + 40) + " " + said, ["z" * 380 + " " + said], False, said)
        assert not leaks(one_line("w" * before + " " + said, 160), secret)
    recorder.output("v" * (32 * 1024 - 20) + " " + said)
    recorder.output(" and more\n")
    recorder.flush()
    assert not leaks(written(), secret)


def test_a_line_without_an_end_is_written_but_for_its_last_words():
    assert settled_length("a b c d e f g h") == 4
    assert settled_length("whole\nand more words that go on and on") == len("whole\nand more ")
    assert settled_length("whole\nhalf") == 6 and settled_length("") == 0
    long = "x" * 100_000
    assert 80_000 < settled_length(long) < 100_000


@pytest.mark.slow
def test_nothing_of_them_is_in_any_file_of_a_run(tmp_path):
    spec = SPEC.replace("[out.md]", "[out.md]\ninformed_by: [in.md]")
    kinds = {name: pair for name, pair in SECRETS.items() if "\n" not in pair[0]}
    document = "\n".join(said for said, _ in SECRETS.values())
    project = make_project(tmp_path / "p", {".chant/specs/001-write.md": spec, "in.md": document})
    steps = [step for said, _ in kinds.values() for step in (f"say={said}", f"ask=edit:{said}")]
    said = next(iter(kinds.values()))[0]
    perform(project, f"prompt={tmp_path / 'sent'}", *steps, f"complain={said}", "exit=1")
    # What is sent is what was previewed; only what is kept is redacted.
    assert all(secret in (tmp_path / "sent").read_text() for _, secret in SECRETS.values())
    folder = run_folder(project, last_run(project).id)
    # Copies of the user's own files stay as they are: they are there to be compared with, and to be brought back.
    own = {"inputs", "kept"}
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name not in own]
    kept = {path.name: path.read_bytes().decode("utf-8", "replace") for path in files}
    assert {"events.jsonl", "prompt.md"} <= kept.keys()
    leaked = [
        (file, name) for file, text in kept.items() for name, (_, secret) in SECRETS.items() if leaks(text, secret)
    ]
    assert leaked == []
    for place in folder.rglob("*"):
        assert place.stat().st_mode & 0o077 == 0, place
    assert oct(os.stat(folder).st_mode & 0o777) == "0o700"
    assert follow(folder / "events.jsonl", 0)[0]
