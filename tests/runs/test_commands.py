"""What a command would do, told by its words: the project's tests, a push, a person's part; and secrets, by name."""

from __future__ import annotations

import pytest

from chant_lsp.runs.allowances import Allowance, AllowanceError, parse_allowance
from chant_lsp.runs.commands import is_test_command, line_to_argv, may_set, to_argv, unwrapped, why_never
from chant_lsp.runs.secret_paths import secret_reason
from chant_lsp.runs.tests import SUITES

# line -> a word of the reason; '' where a person may allow it
NEVER = {
    "git push origin main": "",
    "git push --force-with-lease origin HEAD:staging": "",
    "git push -o ci.skip origin": "",
    "git status": "",
    "git log --grep push": "",
    "git stash push": "",
    "grep -rn push docs": "",
    "make deploy": "",
    "gh issue view 42": "",
    "gh pr list": "",
    "chant-lsp check": "",
    "git push upstream": "`upstream`",
    "git push upstream main": "`upstream`",
    "git push": "names no remote",
    "git push https://example.org/x main": "example.org",
    "git push --repo=upstream": "anywhere",
    "git push --mirror origin": "anywhere",
    "git -C other push origin": "anywhere",
    "git -c remote.origin.pushurl=x push origin": "anywhere",
    "git -c alias.x=push x upstream": "alias",
    "git subtree push --prefix x upstream main": "another way",
    "git send-pack upstream": "another way",
    "git send-email x.patch": "another way",
    "/usr/bin/git push upstream": "`upstream`",
    "GIT.EXE push upstream": "`upstream`",
    "env X=1 git push upstream": "`upstream`",
    "X=1 git push upstream": "`upstream`",
    "timeout 5 git push upstream": "`upstream`",
    "sudo -E git push upstream": "`upstream`",
    "bash -c 'git push upstream'": "`upstream`",
    "bash -lc \"sh -c 'cd x && git push upstream'\"": "`upstream`",
    "true; git push upstream": "`upstream`",
    "true && $(git push upstream)": "`upstream`",
    "xargs -I{} sh -c 'git push {}'": "not `{`",
    'python3 -c \'import subprocess; subprocess.run(["git", "push", "upstream"])\'': "inside a program",
    "gh pr create --fill": "forge",
    "gh api -X POST repos/a/b/pulls": "forge",
    "chant-lsp gate approve 006": "person",
    "chant approve 006": "person",
    "python -m chant_lsp work 002": "person",
    "echo " + "x" * 9000: "too long",
}


@pytest.mark.parametrize("line, reason", NEVER.items(), ids=[line[:40] for line in NEVER])
def test_what_nobody_may_allow(line: str, reason: str):
    found = why_never(line_to_argv(line), "origin")
    assert reason in found and bool(found) == bool(reason)


def test_without_a_fork_nothing_is_pushed():
    assert "names none" in why_never(("git", "push", "origin"), None)


ARGV = {
    ("git", ("push", "upstream")): ("git", "push", "upstream"),
    ("git push upstream", ()): ("git", "push", "upstream"),
    ("npm run build && rm -rf x", ()): ("sh", "-c", "npm run build && rm -rf x"),
    ("echo 'a b'", ()): ("echo", "a b"),
    ("echo $HOME", ()): ("sh", "-c", "echo $HOME"),
    ('echo "$HOME"', ()): ("sh", "-c", 'echo "$HOME"'),
    ("a program", ("x",)): ("a program", "x"),
    ("ls *.py", ()): ("sh", "-c", "ls *.py"),
    ("X=1 make", ()): ("sh", "-c", "X=1 make"),
}


NEVER_SET = """
PATH HOME ENV IFS CDPATH PS4 SHELLOPTS BASHOPTS BASH_ENV BASH_FUNC_ls%% PROMPT_COMMAND ZDOTDIR XDG_CONFIG_HOME
LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES GCONV_PATH OPENSSL_CONF
GIT_DIR GIT_CONFIG_COUNT GIT_CONFIG_GLOBAL GIT_SSH_COMMAND GIT_EXEC_PATH SSH_AUTH_SOCK SSH_ASKPASS CHANT_SPEC_ID
PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE PYTHONPYCACHEPREFIX PYTHONBREAKPOINT PYTHONWARNINGS
NODE_OPTIONS NODE_PATH PERL5OPT PERL5LIB RUBYOPT RUBYLIB JAVA_TOOL_OPTIONS _JAVA_OPTIONS
PATH=/evil: LD_PRELOAD=x =PATH
"""
MAY_BE_SET = "ENVIRONMENT PATHS PATH_PREFIX HOMEPAGE NODE_ENV PYTHONHASHSEED LDFLAGS GITHUB_REF my.name"


@pytest.mark.parametrize("name", [*NEVER_SET.split(), "", "A\0B", "A\n=B"])
def test_nobody_is_asked_about_a_variable_that_changes_what_is_run(name):
    assert not may_set(name)


@pytest.mark.parametrize("name", MAY_BE_SET.split())
def test_a_variable_that_is_only_named_like_one_may_be_asked_about(name):
    assert may_set(name)


@pytest.mark.parametrize("said, argv", ARGV.items(), ids=[said[0] for said in ARGV])
def test_a_shell_is_shown_as_one(said, argv):
    assert to_argv(*said) == argv


TESTS = {
    ("pytest", "pytest"): True,
    ("pytest", "pytest -q tests/test_a.py"): True,
    ("pytest", "python -m pytest tests/test_a.py::test_one -x"): True,
    ("pytest", "python3 -m pytest --tb=short"): True,
    ("pytest", "pytest -p evil"): False,
    ("pytest", "pytest -c /etc/x.ini"): False,
    ("pytest", "pytest ../other"): False,
    ("pytest", "./pytest"): False,
    ("pytest", "pytest; rm -rf x"): False,
    ("pytest", "python -m pip install x"): False,
    ("npm", "npm test"): True,
    ("npm", "npm run build"): False,
    ("npm", "npm test -- tests/test_a.py"): True,
    ("go", "go test ./..."): True,
    ("go", "go test -exec x ./..."): False,
    ("cargo", "cargo test"): True,
    ("make", "make test"): True,
    ("make", "make test CC=evil"): False,
    ("make", "make deploy"): False,
    ("unittest", "python -m unittest discover -v"): True,
    ("unittest", "python -m unittest -v tests/test_a.py"): True,
}


@pytest.mark.parametrize("said, allowed", TESTS.items(), ids=[said[1] for said in TESTS])
def test_the_test_command_by_name(said: tuple[str, str], allowed: bool):
    known = {"tests/test_a.py", "tests"}
    assert is_test_command(line_to_argv(said[1]), SUITES[said[0]], known.__contains__) == allowed


UNWRAPPED = {
    ("bash", "-lc", "npm test"): ("npm", "test"),
    ("/bin/sh", "-c", "npm test"): ("npm", "test"),
    ("bash", "-lc", "npm test; rm -rf x"): ("bash", "-lc", "npm test; rm -rf x"),
    ("bash", "-c", "npm test", "x"): ("bash", "-c", "npm test", "x"),
    ("./bash", "-c", "npm test"): ("./bash", "-c", "npm test"),
    ("bash", "-x", "npm test"): ("bash", "-x", "npm test"),
}


@pytest.mark.parametrize("argv, plain", UNWRAPPED.items(), ids=[" ".join(argv) for argv in UNWRAPPED])
def test_a_shell_that_is_given_nothing_but_words(argv, plain):
    assert unwrapped(argv) == plain


SECRETS = """\
.env .env.local config/.env.production prod.env .envrc .netrc .npmrc .pypirc id_rsa keys/id_ed25519 server.pem a/b.key
x.p12 store.jks release.keystore credentials credentials.json aws/credentials gcp-credentials.json secrets.yaml
.git/config .GIT/config sub/.git/HEAD .ssh/known_hosts .gnupg/x .aws/config home/.docker/config.json Server.PEM
terraform.tfvars .git-credentials"""

SHOWN = """\
.env.example .env.sample config/.env.template id_rsa.pub src/env.py src/secrets.py src/credentials.py docs/keys.md
tests/test_tokens.py .github/workflows/ci.yml .gitignore .gitattributes src/environment.ts package.json key.py
credentials.example.json ca.crt"""


@pytest.mark.parametrize("path", SECRETS.split())
def test_what_looks_like_a_secret(path: str):
    assert secret_reason(path)


@pytest.mark.parametrize("path", SHOWN.split())
def test_what_does_not(path: str):
    assert not secret_reason(path)


def test_allowances():
    assert parse_allowance("write:src/**").allows_write("src/a/b.py")
    assert not parse_allowance("write:src/*.py").allows_write("src/a/b.py")
    assert parse_allowance("read:/usr/include/**").allows_read("/usr/include/stdio.h")
    assert parse_allowance("command:npm run build") == Allowance("command", "npm run build", ("npm", "run", "build"))
    assert parse_allowance("command:npm run build").allows_command(("npm", "run", "build"))
    assert not parse_allowance("command:npm run build").allows_command(("npm", "run", "build", "--x"))
    assert parse_allowance("command:npm run *").allows_command(("npm", "run", "build", "--x"))
    assert not parse_allowance("command:npm run *").allows_command(("npm", "install"))
    assert not parse_allowance("write:a").allows_read("a") and not parse_allowance("write:a").allows_command(("a",))


WRONG = {
    "src/**": "`src/**` allows nothing; write `write:GLOB`, `command:WORDS` or `read:GLOB`.",
    "write:": "`write:` allows nothing; write `write:GLOB`, `command:WORDS` or `read:GLOB`.",
    "write:../x": "`write:../x` leads out of the project; name files of the project, such as `write:src/**`.",
    "write:/etc/x": "`write:/etc/x` leads out of the project; name files of the project, such as `write:src/**`.",
    "read:src/x": "`read:src/x` needs an absolute path; in the project everything but secrets may be read.",
    "command:*": "`command:*` names no command; write its words, such as `command:npm run build`.",
    "command:'x": "`command:'x` names no command; write its words, such as `command:npm run build`.",
    "write:src/[a": "`src/[a` in `write:src/[a` is no glob: the `[` is never closed.",
}


@pytest.mark.parametrize("text, message", WRONG.items(), ids=WRONG.keys())
def test_what_allows_nothing(text: str, message: str):
    with pytest.raises(AllowanceError) as caught:
        parse_allowance(text)
    assert str(caught.value) == message
