"""What a command would do, as far as its words tell: whether it is the project's test command, and whether it pushes,
speaks to a forge, or takes a person's part in chant.

Words are not proof: a script does what its text says, and a shell has many ways to spell a word. What is missed here
meets the environment of the agent (`pushing.py`) and the look at the end of the run.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from chant_lsp.runs.tests import Suite

MAX_ARGV_CHARS = 8 * 1024
"""What is longer cannot be shown to anybody, so nobody is asked."""
_MAX_DEPTH = 6

_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "fish", "busybox"})
_TAKES_COMMANDS = _SHELLS | {
    "env",
    "eval",
    "watch",
    "script",
    "su",
    "xargs",
    "parallel",
    "time",
    "nohup",
    "ssh",
    "flock",
}
"""Programs among whose words a whole command line may stand."""
_PLAIN_SHELL = re.compile(r"(?:(?:/usr)?/bin/)?(?:ba|z|da)?sh")
_INTERPRETER = re.compile(r"(?:python|pypy|perl|ruby|node|deno|bun|php|lua|awk|gawk)[\d.]*")
_PUSH_IN_CODE = re.compile(r"\bgit\b[\s\"',\[\]()+-]+(?:[^;\n]{0,200}?\W)?push\b")
_SHELL_SIGNS = re.compile(r"[|&;<>()$`\\\"'*?\[\]#~!{}\n]")

_GIT_OPTIONS_WITH_VALUE = frozenset(
    {"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env", "--super-prefix"}
)
_PUSHES = frozenset({"push", "send-pack", "http-push", "send-email", "p4", "cvsexportcommit"})
_PUSHES_BELOW = {"subtree": "push", "lfs": "push", "svn": "dcommit", "annex": "sync"}
_PUSH_OPTIONS_WITH_VALUE = frozenset({"-o", "--push-option", "--receive-pack", "--exec", "--repo"})
_PUSH_OPTIONS_ELSEWHERE = ("--receive-pack", "--exec", "--repo", "--mirror", "--all")

_FORGES = {"gh": 2, "glab": 2, "hub": 1, "tea": 2}
"""Programs that act on a forge in the user's name."""
_FORGE_READS = frozenset({"view", "list", "diff", "checks", "status", "show"})
_CHANT_READS = frozenset(
    {
        "check",
        "status",
        "graph",
        "prompt",
        "schema",
        "runs",
        "log",
        "list",
        "show",
        "lint",
        "search",
        "--version",
        "--help",
    }
)

_NEVER_SET = re.compile(
    r"""
    PATH | HOME | ENV | IFS | CDPATH | PS4 | SHELLOPTS | BASHOPTS | BASH_ENV | BASH_FUNC_.* | PROMPT_COMMAND | ZDOTDIR
    | (LD|DYLD|GIT|SSH|CHANT)_.* | XDG_CONFIG_(HOME|DIRS) | GCONV_PATH | OPENSSL_CONF
    | PYTHON(PATH|HOME|STARTUP|USERBASE|PYCACHEPREFIX|BREAKPOINT|WARNINGS) | NODE_(OPTIONS|PATH)
    | PERL5(OPT|LIB|DB) | RUBY(OPT|LIB) | (JAVA_TOOL|JDK_JAVA|_JAVA)_OPTIONS
    | (.*[=\0].*)?  # no name: `A=b` would set another one
    """,
    re.VERBOSE | re.DOTALL,
)
"""Variables that decide which program runs, what runs before it, or where git pushes to."""

_NAMED_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_HARMLESS_ARGUMENT = re.compile(
    r"-q|-v|-vv|-x|-s|--quiet|--verbose|--|-count=1|\./\.\.\.|--no-fail-fast|--tb=\w+|--maxfail=\d+"
)


def to_argv(command: str, arguments: Sequence[str]) -> tuple[str, ...]:
    """What is run for a program and its arguments, or for a whole line that an agent gives as the program.

    Shape: a line that needs a shell becomes one, for all to see: `sh -c LINE`.
    """
    if arguments or not re.search(r"\s", command.strip()):
        return (command.strip(), *arguments)
    return line_to_argv(command)


def may_set(name: str) -> bool:
    """Whether a person may be asked about a variable that an agent sets for a command.

    Shape: not about one with which something else would be run than what the question shows.
    """
    return _NEVER_SET.fullmatch(name) is None


def line_to_argv(line: str) -> tuple[str, ...]:
    """The words of a command line; `sh -c LINE` where it means more than its words."""
    plain = re.sub(r"'[^']*'|\"[^\"$`\\]*\"", "", line)
    if not _SHELL_SIGNS.search(plain) and not _NAMED_VARIABLE.match(plain.lstrip()):
        try:
            return tuple(shlex.split(line)) or ("",)
        except ValueError:
            pass
    return ("sh", "-c", line)


def unwrapped(argv: Sequence[str]) -> tuple[str, ...]:
    """The command itself where a shell is given its words and nothing that needs one, as some agents do with each."""
    if len(argv) == 3 and _PLAIN_SHELL.fullmatch(argv[0]) and argv[1] in ("-c", "-lc"):
        inner = line_to_argv(argv[2])
        return tuple(argv) if inner[:2] == ("sh", "-c") else inner
    return tuple(argv)


def shown(argv: Sequence[str]) -> str:
    """The command in one line, quoted where it has to be."""
    return shlex.join(argv)


def is_test_command(argv: Sequence[str], suite: Suite, is_project_path) -> bool:
    """Whether a command is the project's test command, with nothing but files of the project behind it.

    Shape: `is_project_path(word)` tells whether a word is the path of a file or a folder of the project.
    """
    for head in _heads(suite):
        if tuple(argv[: len(head)]) == head:
            own = {word for word in suite.everything if not word.startswith("-")}
            return all(
                word in own or _HARMLESS_ARGUMENT.fullmatch(word) or _is_path(word, is_project_path)
                for word in argv[len(head) :]
            )
    return False


def _is_path(word: str, is_project_path) -> bool:
    return not word.startswith("-") and is_project_path(word.partition("::")[0])


def _heads(suite: Suite) -> Iterator[tuple[str, ...]]:
    """How a test command begins: `pytest`, `python -m pytest`, `npm test`."""
    words = suite.everything
    if words[0] == "{python}":
        module = words[2]
        for python in ("python", "python3"):
            yield (python, "-m", module)
        if module == "pytest":
            yield (module,)
        return
    head = [words[0]]
    for word in words[1:]:
        if "{" in word or word.startswith("."):
            break
        head.append(word)
    yield tuple(head)
    bare = tuple(word for word in head if not word.startswith("-"))
    yield bare
    if words[0] == "node":
        yield ("node", "--test")


def why_never(argv: Sequence[str], fork: str | None) -> str:
    """Why nobody may allow a command; '' when somebody may.

    Shape: `fork` is the name of the only remote that may be pushed to; None: there is none.
    """
    if sum(len(word) + 1 for word in argv) > MAX_ARGV_CHARS:
        return "too long to be shown"
    for words in _iter_commands(argv, 0):
        if reason := _why_never_alone(words, fork):
            return reason
    return ""


def _iter_commands(argv: Sequence[str], depth: int) -> Iterator[list[str]]:
    """The command, and those that stand in its words."""
    words = list(argv)
    yield words
    names = [_name(word) for word in words]
    if depth >= _MAX_DEPTH or not any(name in _TAKES_COMMANDS for name in names):
        return
    for word in words:
        if re.search(r"\s", word):
            for line in _split(word):
                yield from _iter_commands(line, depth + 1)


def _split(line: str) -> Iterator[list[str]]:
    """The commands of a line for a shell, roughly."""
    lexer = shlex.shlex(re.sub(r"[`\n]|\$\(", " ; ", line), posix=True, punctuation_chars=True)
    lexer.commenters = ""
    words: list[str] = []
    try:
        for word in lexer:
            if word and set(word) <= set("();<>|&"):
                yield words
                words = []
            else:
                words.append(word)
    except ValueError:
        words += line.split()
    yield words


def _name(word: str) -> str:
    return PurePosixPath(word.replace("\\", "/")).name.lower().removesuffix(".exe")


def _why_never_alone(words: Sequence[str], fork: str | None) -> str:
    names = [_name(word) for word in words]
    for at, name in enumerate(names):
        rest = words[at + 1 :]
        if name == "git" and (reason := _why_not_git(rest, fork)):
            return reason
        if name.startswith("git-") and name[4:] in _PUSHES:
            return _why_not_git([name[4:], *rest], fork)
        if name in _FORGES and not _only_reads(rest, _FORGES[name]):
            return f"`{name}` acts on a forge in your name; do that yourself"
        if name in ("chant", "chant-lsp", "chant_lsp") and not _chant_reads(rest):
            return "it takes a person's part in chant"
        if _INTERPRETER.fullmatch(name) and any(_PUSH_IN_CODE.search(word) for word in rest):
            return "it pushes from inside a program"
    return ""


def _only_reads(rest: Sequence[str], count: int) -> bool:
    verbs = [word for word in rest if not word.startswith("-")][:count]
    return not verbs or verbs[-1] in _FORGE_READS


def _chant_reads(rest: Sequence[str]) -> bool:
    return not rest or rest[0] in _CHANT_READS


def _why_not_git(rest: Sequence[str], fork: str | None) -> str:
    """Why a git command may not be run, given the words behind `git`."""
    overrides, at = [], 0
    while at < len(rest) and rest[at].startswith("-"):
        option = rest[at].partition("=")[0]
        overrides.append(option)
        value = rest[at + 1] if rest[at] in _GIT_OPTIONS_WITH_VALUE and at + 1 < len(rest) else ""
        if option in ("-c", "--config-env") and "alias." in (value or rest[at]).lower():
            return "an alias hides what git would do"
        at += 2 if value else 1
    verb, *arguments = [*rest[at:], ""]
    arguments = [word for word in arguments if word]
    if verb not in _PUSHES and _PUSHES_BELOW.get(verb, "-") not in arguments:
        return ""
    if verb != "push":
        return "it pushes in another way than `git push`"
    return _why_not_push(overrides, arguments, fork)


def _why_not_push(overrides: Sequence[str], arguments: Sequence[str], fork: str | None) -> str:
    if fork is None:
        return "no remote may be pushed to: `fork:` in .chant/lsp.yaml names none"
    if overrides:
        return f"a push with `{overrides[0]}` before it could go anywhere"
    positional, skip = [], False
    for word in arguments:
        if skip:
            skip = False
        elif word.startswith("-") and word != "--":
            if word.startswith(_PUSH_OPTIONS_ELSEWHERE):
                return f"a push with `{word}` could go anywhere"
            skip = word in _PUSH_OPTIONS_WITH_VALUE
        elif word != "--":
            positional.append(word)
    if not positional:
        return f"the push names no remote; only `{fork}` may be pushed to"
    return "" if positional[0] == fork else f"only `{fork}` may be pushed to, and not `{positional[0]}`"
