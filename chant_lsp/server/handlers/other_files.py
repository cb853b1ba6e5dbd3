"""Files that are not chant's but that specs may name, research documents and sources: who writes and who reads them.

Their text is never looked at, so that the client need not send it: it registers these features for every file and
synchronises only chant's own.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException

from chant_lsp.server import convert

if TYPE_CHECKING:
    from chant_lsp.server.chant_server import ChantServer
    from chant_lsp.server.session import Home

logger = logging.getLogger(__name__)

PATIENCE_S = 10.0

METHODS = (types.TEXT_DOCUMENT_HOVER, types.TEXT_DOCUMENT_REFERENCES, types.TEXT_DOCUMENT_CODE_LENS)
"""What is offered on every file."""
_ABILITIES = ("hover", "references", "code_lens")


def find_other(ls: ChantServer, uri: str) -> tuple[Home, str] | None:
    """Project and path of a file that is not chant's; None for chant's own, and outside all projects."""
    from chant_lsp.core.kinds import kind_of

    document = ls.session.documents.get(uri)
    if document is None:
        found = ls.session.find_path(uri)
    else:
        found = (document.home, document.path) if document.home and document.path else None
    return found if found is not None and kind_of(found[1]) is None else None


def find_others(ls: ChantServer, uri: str) -> list[tuple[Home, str]]:
    """The same in each project that the file is in, the innermost first."""
    first = find_other(ls, uri)
    return every_home(ls, uri, first) if first is not None else []


def every_home(ls: ChantServer, uri: str, first: tuple[Home, str]) -> list[tuple[Home, str]]:
    """A project that a file is in, with its path there, and those that this project lies in."""
    place = convert.from_uri(uri)
    named = [(home, home.path_of(place)) for home in ls.session.homes if home is not first[0]] if place else []
    return [first, *((home, path) for home, path in named if path is not None)]


def is_about_the_file(path: str, line: int) -> bool:
    """Whether a question at a line is about the whole file: in prose anywhere, in source only at its top."""
    return line == 0 or path.endswith(".md")


def wants_every_file(ls: ChantServer) -> bool:
    """Whether the client wants these features on every file: it said so, and can register them."""
    can = (get_capability(ls.client_capabilities, f"text_document.{name}.dynamic_registration") for name in _ABILITIES)
    return ls.options.get("everyFile") is True and all(can)


def withdraw(capabilities: types.ServerCapabilities) -> None:
    """Take out of the announced capabilities what will be registered for every file, or it would be answered twice."""
    capabilities.hover_provider = None
    capabilities.references_provider = None
    capabilities.code_lens_provider = None


async def register(ls: ChantServer) -> None:
    """Register the features on every file; chant's own are among them."""
    options = {"documentSelector": [{"scheme": "file", "pattern": "**/*"}]}
    registrations = [types.Registration(f"chant-{method}", method, options) for method in METHODS]
    try:
        question = ls.client_register_capability_async(types.RegistrationParams(registrations))
        await asyncio.wait_for(question, PATIENCE_S)
    except (JsonRpcException, asyncio.TimeoutError) as error:
        logger.warning("The client did not register hover, references and lenses: %s", str(error) or "no answer")
