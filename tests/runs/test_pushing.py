"""What an agent can push to: real repositories, a fork that takes everything, an upstream that must get nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from chant_lsp.runs.pushing import find_pushed, git_environment, look_at_pushes

pytestmark = pytest.mark.slow

ME = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


class Stage:
    """A clone with two remotes: `origin`, the fork, and `upstream`."""

    def __init__(self, folder: Path, fork: str | None = "origin") -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        for name in ("fork", "upstream", "fork-upstream"):
            self.git("init", "-q", "--bare", str(self.place(name)), here=folder)
        self.root = folder / "clone"
        self.git("init", "-q", "-b", "main", str(self.root), here=folder)
        self.git("remote", "add", "origin", str(self.place("fork")))
        self.git("remote", "add", "upstream", str(self.place("upstream")))
        self.git("commit", "-q", "--allow-empty", "-m", "one")
        (folder / "run").mkdir()
        self.config = (self.root / ".git/config").read_bytes()
        self.environment = git_environment(self.root, fork, folder / "run")

    def place(self, name: str) -> Path:
        return self.folder / f"{name}.git"

    def git(
        self, *words: str, here: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess:
        base = {"PATH": os.environ["PATH"], "HOME": str(self.home), **ME}
        return subprocess.run(
            ["git", *words], cwd=here or self.root, env=base | (env or {}), capture_output=True, text=True, check=False
        )

    def as_agent(self, *words: str) -> subprocess.CompletedProcess:
        return self.git(*words, env=self.environment)

    def branches(self, name: str) -> list[str]:
        return self.git("branch", "--format=%(refname:short)", here=self.place(name)).stdout.split()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_the_fork_takes_a_push(stage: Stage):
    done = stage.as_agent("push", "origin", "main:staging")
    assert done.returncode == 0, done.stderr
    assert stage.branches("fork") == ["staging"] and (stage.root / ".git/config").read_bytes() == stage.config


UPSTREAM = {
    "by name": ("push", "upstream", "main"),
    "by name without the hook": ("push", "--no-verify", "upstream", "main"),
    "by address": ("push", "{upstream}", "main"),
    "by address without the hook": ("push", "--no-verify", "{upstream}", "main"),
    "by file address": ("push", "file://{upstream}", "main"),
    "everything": ("push", "--mirror", "upstream"),
    "by an alias": ("-c", "alias.send=push upstream main", "send"),
    "another hooks folder": ("-c", "core.hooksPath=/nowhere", "push", "upstream", "main"),
    "an address that begins like the fork's": ("push", "{fork-upstream}", "main"),
    "another rewriting": ("-c", "url.x:.pushInsteadOf=y:", "push", "upstream", "main"),
    "rewritten to itself": ("-c", "url.{upstream}.pushInsteadOf={upstream}", "push", "upstream", "main"),
}


@pytest.mark.parametrize("words", UPSTREAM.values(), ids=UPSTREAM.keys())
def test_nothing_else_does(stage: Stage, words: tuple[str, ...]):
    places = {name: str(stage.place(name)) for name in ("upstream", "fork-upstream")}
    done = stage.as_agent(*(word.format(**places) for word in words))
    assert done.returncode != 0
    assert "only-the-fork" in done.stderr or "Only the fork" in done.stderr, done.stderr
    assert stage.branches("upstream") == stage.branches("fork-upstream") == []


def test_a_remote_with_an_address_for_pushing(stage: Stage):
    stage.git("remote", "set-url", "--push", "upstream", str(stage.place("upstream")))
    for words in (("push", "upstream", "main"), ("push", "--no-verify", "upstream", "main")):
        assert stage.as_agent(*words).returncode != 0
    assert stage.branches("upstream") == []


def test_a_remote_that_the_agent_adds(stage: Stage):
    stage.as_agent("remote", "add", "mine", str(stage.place("upstream")))
    assert stage.as_agent("push", "--no-verify", "mine", "main").returncode != 0
    stage.as_agent("remote", "set-url", "--push", "mine", str(stage.place("upstream")))
    assert "Only the fork" in stage.as_agent("push", "mine", "main").stderr
    assert stage.branches("upstream") == []


def test_without_a_fork_there_is_no_push(tmp_path: Path):
    stage = Stage(tmp_path, fork=None)
    assert stage.as_agent("push", "origin", "main").returncode != 0
    assert stage.branches("fork") == []


def test_reading_still_works(stage: Stage):
    stage.git("push", "-q", "upstream", "main")
    assert stage.as_agent("fetch", "upstream").returncode == 0
    assert stage.as_agent("fetch", str(stage.place("upstream")), "main").returncode == 0
    assert stage.as_agent("log", "-1", "upstream/main").returncode == 0


def test_hooks_of_the_repository_do_not_run(stage: Stage):
    hook = stage.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    assert stage.as_agent("commit", "-q", "--allow-empty", "-m", "two").returncode == 0
    assert not (stage.root / "ran").exists()


def test_a_fork_whose_address_the_user_rewrites(stage: Stage):
    stage.git("config", f"url.{stage.place('fork')}.pushInsteadOf", "fork:here")
    stage.git("remote", "set-url", "origin", "fork:here")
    stage.environment = git_environment(stage.root, "origin", stage.folder / "run")
    assert stage.as_agent("push", "origin", "main").returncode == 0
    assert stage.branches("fork") == ["main"]


def test_what_cannot_be_prevented_is_found_afterwards(stage: Stage):
    stage.git("push", "-q", "upstream", "main:old")
    before = look_at_pushes(stage.root)
    stage.git("fetch", "-q", "upstream")
    assert find_pushed(stage.root, before) == set()
    # A program that throws the environment away, as any program can.
    assert stage.git("push", "upstream", "main").returncode == 0
    assert find_pushed(stage.root, before) == {"upstream/main"}
