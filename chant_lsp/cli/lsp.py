"""`chant-lsp lsp`: the language server, on stdio or for one TCP client."""

from __future__ import annotations

import gc
import sys

USAGE = """usage: chant-lsp lsp [--stdio | --tcp HOST:PORT]

Speak the Language Server Protocol on stdin and stdout, or with the first client that connects to HOST:PORT."""


def run(argv: list[str]) -> int:
    """Serve one client; 0 after a proper shutdown, 1 when the client just left, 2 for wrong usage.

    argparse is left out: it would add to what each start of the editor waits for.
    """
    if "-h" in argv or "--help" in argv:
        print(USAGE)
        return 0
    address, problem = _parse(argv)
    if problem:
        print(f"chant-lsp lsp: {problem}\n{USAGE}", file=sys.stderr)
        return 2
    # Importing makes a hundred thousand objects that live as long as the process; looking for garbage among them again
    # and again is a tenth of the start. `settle_memory` switches collection on.
    gc.disable()
    return _serve(address)


def settle_memory() -> None:
    """Leave what there is now out of each later search for garbage; no keystroke shall wait for one over all specs."""
    gc.freeze()
    gc.enable()


def _parse(argv: list[str]) -> tuple[tuple[str, int] | None, str]:
    """(host and port or None for stdio, what is wrong or an empty string)."""
    arguments = [
        argument for argument in argv if argument != "--stdio" and not argument.startswith("--clientProcessId")
    ]
    if not arguments:
        return None, ""
    flag, _, value = arguments[0].partition("=")
    rest = [value, *arguments[1:]] if value else arguments[1:]
    if flag != "--tcp":
        return None, f"unknown argument '{arguments[0]}'."
    host, _, port = (rest[0] if rest else "").rpartition(":")
    if len(rest) != 1 or not host or not port.isdigit() or int(port) > 65535:
        return None, "--tcp wants HOST:PORT."
    return (host, int(port)), ""


def _serve(address: tuple[str, int] | None) -> int:
    import logging

    from chant_lsp.server import transport
    from chant_lsp.server.app import build_server

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    server = build_server()
    server.settle_memory = settle_memory
    protocol = server.protocol
    if address:
        transport.run(transport.serve_tcp(protocol, *address))
    else:
        if sys.stdin.isatty():
            print("chant-lsp lsp waits for an editor on stdin.", file=sys.stderr)
        transport.run(transport.serve_descriptors(protocol, *transport.take_stdio()))
    return protocol.exit_code
