"""What the policy says to a path: allowed, to be asked, or never."""

from __future__ import annotations

from pathlib import Path

import pytest
from stage import SPEC, make_project

from chant_lsp.core.own_settings import read_own_settings
from chant_lsp.core.spec import parse
from chant_lsp.core.text import Source
from chant_lsp.runs.allowances import parse_allowance
from chant_lsp.runs.profile import Policy, make_policy, may_be_touched, may_read, may_write, undeclarable

PATH = ".chant/specs/001-write.md"
GATE = SPEC.replace("type: research", "type: task\nlabels: [human-gate]")


def policy(root: Path, outputs: str, id: str = "001-write", own: str = "", allow: tuple[str, ...] = ()) -> Policy:
    text = SPEC.replace("[out.md]", outputs)
    path = f".chant/specs/{id}.md"
    project = make_project(root, {path: text, ".chant/specs/006-gate.md": GATE, "src/x.py": "", ".git/config": ""})
    settings = read_own_settings(Source(own))
    return make_policy(project, parse(path, Source(text)), settings, [parse_allowance(one) for one in allow])


def said(policy: Policy, path: str, look=may_write) -> str:
    decision = look(policy, path)
    return "yes" if decision.allowed else "ask" if decision.askable else "never"


# (outputs, path) -> what is said to a write
WRITES = {
    ("[out.md]", "out.md"): "yes",
    ("[out.md]", "./x/../out.md"): "yes",
    ("[out.md]", "other.md"): "ask",
    ("[out.md]", ".chant/research/other.md"): "ask",
    ("[out.md]", "../out.md"): "never",
    ("[out.md]", "/etc/passwd"): "never",
    ("[out.md]", "."): "never",
    ("[out.md]", "a\0b"): "never",
    ("[out.md]", PATH): "never",
    ("[out.md]", ".chant/specs/002-other.md"): "never",
    ("[out.md]", ".Chant/Specs/002-other.md"): "never",
    ("[out.md]", ".chant/templates/x.md"): "never",
    ("[out.md]", "sub/.chant/lsp.yaml"): "never",
    ("[out.md]", "id_ed25519"): "never",
    ('["**"]', "deep/in/it.py"): "yes",
    ('["**"]', ".git/hooks/pre-commit"): "never",
    ('["**"]', ".GIT/config"): "never",
    ('["**"]', ".chant/lsp.yaml"): "never",
    ('["**"]', ".CHANT/LSP.YAML"): "never",
    ('["**"]', ".chant/prompts/x.md"): "never",
    ('["**"]', ".chant/approvals/006.json"): "never",
    ('["**"]', ".chant/specs/006-gate.md"): "never",
    ("[.chant/]", ".chant/config.md"): "never",
    ("[.chant/lsp.yaml]", ".chant/lsp.yaml"): "never",
    ("[.chant/specs/006-gate.md]", ".chant/specs/006-gate.md"): "never",
    ("[.chant/specs/007-new.md]", ".chant/specs/007-new.md"): "yes",
    ("[src/]", "src/a/b.py"): "yes",
    ("[src/]", "srcs/a.py"): "ask",
}


@pytest.mark.parametrize("about, answer", WRITES.items(), ids=[" ".join(about) for about in WRITES])
def test_writes(tmp_path, about, answer):
    assert said(policy(tmp_path, about[0]), about[1]) == answer


READS = {
    "src/x.py": "yes",
    ".": "yes",
    ".chant/config.md": "yes",
    ".env.example": "yes",
    ".env": "never",
    ".git/config": "never",
    ".chant/runs/x/events.jsonl": "never",
    ".CHANT/runs": "never",
    "/etc/hostname": "ask",
    "/proc/self/environ": "never",
    "/root/.ssh/id_rsa": "never",
    "../other/file": "ask",
    "../other/.env": "never",
    "a\0b": "never",
}


@pytest.mark.parametrize("path, answer", READS.items(), ids=[repr(path) for path in READS])
def test_reads(tmp_path, path, answer):
    assert said(policy(tmp_path / "p", "[out.md]"), path, may_read) == answer


def test_a_link_is_what_it_leads_to(tmp_path):
    found = policy(tmp_path / "p", "[out.md]")
    (tmp_path / "p/gate.md").symlink_to(".chant/specs/006-gate.md")
    (tmp_path / "p/hooks").symlink_to(".git")
    (tmp_path / "p/out.md").symlink_to("../elsewhere")
    assert said(found, "gate.md") == said(found, "hooks/x") == said(found, "out.md") == "never"
    assert said(found, "hooks/config", may_read) == "never"


def test_what_no_run_could_be_allowed_to_write(tmp_path):
    found = policy(tmp_path, "[out.md]")
    outputs = "[.chant/specs/006-gate.md, .chant/lsp.yaml, ../x, .git/hooks/x, ok.md]"
    spec = parse(PATH, Source(SPEC.replace("[out.md]", outputs)))
    assert [message.split("`")[1] for message in undeclarable(found.project, spec)] == [
        ".chant/specs/006-gate.md",
        ".chant/lsp.yaml",
        "../x",
        ".git/hooks/x",
    ]


PROFILES = {
    ("002-reproduction", ""): ("reproduction", ("test",)),
    ("005-fork-fix", ""): ("fork-fix", ("test",)),
    ("003-root-cause", ""): ("root-cause", ()),
    ("a-study", ""): ("research", ()),
    ("002-reproduction", "phases: {reproduction: {commands: []}}"): ("reproduction", ()),
    ("a-study", "phases: {research: {commands: [test]}}"): ("research", ("test",)),
}


@pytest.mark.parametrize("about, profile", PROFILES.items(), ids=[" ".join(about) for about in PROFILES])
def test_the_profile_of_a_phase(tmp_path, about, profile):
    found = policy(tmp_path, "[out.md]", about[0], about[1])
    assert (found.profile, found.commands) == profile


def test_what_may_differ_after_a_run(tmp_path):
    found = policy(tmp_path, "[out.md]", allow=("write:docs/**",))
    found.grants.written.add("src/x.py")
    touched = ["out.md", PATH, "docs/a/b.md", "src/x.py", "src/y.py", ".chant/lsp.yaml"]
    assert [may_be_touched(found, path) for path in touched] == [True, True, True, True, False, False]
