"""One module a subcommand; each has `run(argv) -> exit code` and imports what it needs when it runs."""
