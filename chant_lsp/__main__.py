"""The command line: `chant-lsp COMMAND ...`, each command a module of its own, imported only when it is asked for.

Nothing but `sys` is imported here, because the editor waits for `chant-lsp lsp` to answer.
"""

from __future__ import annotations

import sys

COMMANDS = {
    "lsp": "run the language server (stdio by default)",
    "check": "report what is wrong in specs, prompts and settings",
    "status": "say where each phase stands",
    "graph": "draw which spec waits for which",
    "schema": "print the JSON Schema of the frontmatter",
    "work": "run a spec with an agent, or several in a row",
    "agents": "list the agents that can be run here, and which ones the project's specs get",
    "prompt": "print the prompt that a run would send",
    "runs": "list the runs, and how each ended",
    "log": "print what a run did, or follow it",
    "stop": "stop a run, or take a spec out of the queue",
    "valid": "say that a result still holds, although something changed after it",
    "gate": "show a human gate, and decide about it",
    "new": "begin a six-phase investigation of an issue",
    "review": "show what a run changed",
    "discard": "take back what a run changed",
}

EXIT_COULD_NOT_RUN = 2
EXIT_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; a user never meets a traceback.

    Errors: a UsageError is a sentence and exit code 2; so is an unexpected exception, with CHANT_LSP_DEBUG=1 and its
            traceback.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_what_is_closed()
    name, *rest = (sys.argv[1:] if argv is None else argv) or [""]
    if name in ("-h", "--help", "help"):
        print(usage())
        return 0
    if name in ("-V", "--version"):
        from chant_lsp import __version__

        print(f"chant-lsp {__version__}")
        return 0
    if name not in COMMANDS:
        problem = f"chant-lsp: there is no command '{name}'.\n" if name else ""
        print(f"{problem}{usage()}", file=sys.stderr)
        return EXIT_COULD_NOT_RUN
    return _run(name, rest)


def usage() -> str:
    """What is printed for --help and for an unknown command."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {summary}" for name, summary in COMMANDS.items()]
    return "\n".join(["usage: chant-lsp COMMAND [ARGUMENT ...]", "", *lines, "", "chant-lsp COMMAND --help says more."])


def _run(name: str, rest: list[str]) -> int:
    from importlib import import_module

    try:
        code = import_module(f"chant_lsp.cli.{name}").run(rest)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return EXIT_COULD_NOT_RUN
    except Exception as error:
        _explain(name, error)
        return EXIT_COULD_NOT_RUN
    return code


def _open_what_is_closed() -> None:
    """Lead the standard streams that were closed (`>&-`) nowhere: the next file that is opened would be taken for one,
    and what is said to a stream that is None lands in another.
    """
    import os

    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def _silence_stdout() -> None:
    """Whoever read our output has gone (`| head`): the interpreter must not complain while it flushes at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explain(name: str, error: Exception) -> None:
    import os

    from chant_lsp.cli.usage import UsageError

    if isinstance(error, UsageError):
        print(f"chant-lsp {name}: {error}", file=sys.stderr)
        return
    if os.environ.get("CHANT_LSP_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    reason = " ".join(str(error).split()) or type(error).__name__
    hint = "set CHANT_LSP_DEBUG=1 to see where"
    print(f"chant-lsp {name}: could not go on: {reason} ({hint}).", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
