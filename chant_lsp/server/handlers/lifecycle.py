"""The session's beginning and end: what the client can and wants, its folders, its settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from chant_lsp.server.background import in_thread
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.convert import from_uri
from chant_lsp.server.hardening import watch_parent

if TYPE_CHECKING:
    from chant_lsp.server.session import Home

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

CLIENT_PATIENCE_S = 10.0
"""How long an answer of the client is waited for; some never answer what they do not know."""

LONG_SCAN_S = 1.0
"""A scan that takes longer is shown."""

WATCHED = "**/.chant/**"


def initialize(ls: ChantServer, params: types.InitializeParams) -> None:
    """initialize: only what the answer needs; the rest is loaded when the answer is on its way."""
    ls.initialize_params = params
    loop = asyncio.get_running_loop()
    if params.process_id is not None:
        # Not by `spawn`, whose tasks end with `shutdown`: the editor may die between that and `exit`.
        ls.parent_watch = loop.create_task(watch_parent(params.process_id, ls.protocol.on_exit))
    if ls.options.get("everyFile"):
        from chant_lsp.server.handlers import other_files

        ls.protocol.revise = other_files.withdraw if other_files.wants_every_file(ls) else ls.protocol.revise
    loop.call_soon(warm_up, ls)


def warm_up(ls: ChantServer) -> None:
    """Load what the first document will need, while the client reads our answer."""
    _ = ls.publisher
    ls.settle_memory()


def initialized(ls: ChantServer, params: types.InitializedParams) -> None:
    """initialized: from here on the client may be asked."""
    folders = [folder.uri for folder in ls.workspace.folders.values()]
    root = ls.workspace.root_uri
    add_folders(ls, folders or ([root] if root else []))
    ls.spawn(watch_files(ls))
    ls.spawn(pull_settings(ls))
    if ls.options.get("everyFile"):
        from chant_lsp.server.handlers import other_files

        if other_files.wants_every_file(ls):
            ls.spawn(other_files.register(ls))


def shutdown(ls: ChantServer, params: None) -> None:
    """shutdown: nothing of ours goes on; runs do, they are processes of their own."""
    ls.cancel_tasks()


# -- settings


def did_change_configuration(ls: ChantServer, params: types.DidChangeConfigurationParams) -> None:
    """workspace/didChangeConfiguration: some clients send the settings along, others want to be asked."""
    settings = params.settings.get("chant") if isinstance(params.settings, dict) else None
    if isinstance(settings, dict):
        set_settings(ls, settings)
    else:
        ls.spawn(pull_settings(ls))


async def pull_settings(ls: ChantServer) -> None:
    """Ask the client for section `chant`."""
    if not ls.session.abilities.configuration:
        return
    wanted = types.ConfigurationParams([types.ConfigurationItem(section="chant")])
    answer = await ask(ls.workspace_configuration_async(wanted))
    # Some clients answer {} for what nobody has set; that must not undo what they sent along with `initialize`.
    if isinstance(answer, (list, tuple)) and answer and isinstance(answer[0], dict) and answer[0]:
        set_settings(ls, answer[0])


def set_settings(ls: ChantServer, section: dict[str, Any]) -> None:
    """Use these values of section `chant` from now on."""
    from chant_lsp.workspace.settings import to_settings

    before = ls.session.settings
    ls.session.settings = to_settings(section)
    if ls.session.settings.severities != before.severities:
        ls.session.forget_severities(ls.session.homes)
        ls.publisher.flush()


async def ask(question: Awaitable[Answer]) -> Answer | None:
    """The client's answer, or None if it refuses or takes too long."""
    try:
        return await asyncio.wait_for(question, CLIENT_PATIENCE_S)
    except (JsonRpcException, asyncio.TimeoutError) as error:
        logger.warning("The client did not answer: %s", str(error) or "no answer in time")
        return None


# -- folders and projects


def did_change_workspace_folders(ls: ChantServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """workspace/didChangeWorkspaceFolders: projects come and go with their folders."""
    for folder in params.event.removed:
        if (gone := from_uri(folder.uri)) is not None:
            ls.session.folders.discard(gone)
    for home in ls.session.iter_strays():
        drop_project(ls, home)
    add_folders(ls, [folder.uri for folder in params.event.added])


def add_folders(ls: ChantServer, uris: Iterable[str]) -> None:
    """Take in what lies in these folders: their own projects now, nested ones when they have been found."""
    for uri in uris:
        folder = from_uri(uri)
        if folder is not None:
            ls.session.folders.add(folder)
            welcome(ls, ls.session.add_folder(folder))
            ls.spawn(find_nested(ls, folder))


async def find_nested(ls: ChantServer, folder: Path) -> None:
    """Look for `.chant` folders below one; walking a large tree takes time, so it is done beside the event loop."""
    from chant_lsp.workspace.layout import find_projects

    projects = await in_thread(find_projects, folder)
    if folder in ls.session.folders:
        welcome(ls, ls.session.add_folder(folder, projects))


def adopt_project_of(ls: ChantServer, uri: str) -> None:
    """Take in the project of a file in a `.chant` folder that no workspace folder led to."""
    from chant_lsp.workspace.layout import project_around

    place = from_uri(uri)
    project = project_around(place) if place else None
    if project and project.chant.is_dir():
        home = ls.session.add_project(project)
        welcome(ls, [home] if home else [])


def look_at_everything(ls: ChantServer) -> None:
    """So much has changed that single changes do not matter: read all projects again, and look for new ones."""
    for home in ls.session.homes:
        start_scan(ls, home)
    for folder in ls.session.folders:
        ls.spawn(find_nested(ls, folder))


def drop_lost_projects(ls: ChantServer) -> None:
    """Forget projects whose `.chant` folder has been deleted."""
    for home in [home for home in ls.session.homes if not home.project.chant.is_dir()]:
        drop_project(ls, home)


def drop_project(ls: ChantServer, home: Home) -> None:
    """Forget a project and clear what was published of it."""
    ls.session.remove_home(home)
    ls.publisher.forget(home)
    ls.gates.forget(home)
    _ask_for_views(ls)


def welcome(ls: ChantServer, homes: Iterable[Home]) -> None:
    """Read new projects, and look after them from now on."""
    from chant_lsp.server import watch

    for home in homes:
        start_scan(ls, home)
        ls.spawn(watch.look_again_for_ever(ls.session, home, ls.publisher.flush))
        if any(document.home is home for document in ls.session.documents.values()):
            _ask_for_views(ls)


def _ask_for_views(ls: ChantServer) -> None:
    for view in ls.views:
        view.outdated()


def start_scan(ls: ChantServer, home: Home, force: bool = False) -> None:
    """Read a project's specs in the background, those that look as they did only if forced, and publish their findings.

    One scan at a time: all that is asked for while one goes on is a single one after it.
    """
    if home.scanning:
        home.scan_wanted = force or bool(home.scan_wanted)
        return
    home.scanning = True
    ls.spawn(scan(ls, home, force))


async def scan(ls: ChantServer, home: Home, force: bool) -> None:
    """Read a project's specs and publish what is wrong with them."""
    from chant_lsp.server import watch
    from chant_lsp.server.name_tables import prepare_names

    first = not home.scanned
    reading = ls.spawn(watch.scan(ls.session, home, force, ls.settle_memory))
    await asyncio.wait({reading}, timeout=LONG_SCAN_S)
    if not reading.done():
        await show_progress(ls, f"Reading the specs of {home.base.name}", reading)
    home.scanning = False
    if home.scan_wanted is not None:
        again, home.scan_wanted = home.scan_wanted, None
        start_scan(ls, home, again)
    if home not in ls.session.homes:
        return
    if first:
        # What was published of open documents so far was said without knowing the other specs.
        ls.publisher.mark(home, home.index.specs)
        ls.settle_memory()
    ls.publisher.flush()
    if first:
        tell_what_is_not_read(ls, home)
        # Loading what runs need takes a while; findings come first.
        ls.runs.follow(home)
        ls.stale.follow(home)
        ls.gates.follow(home)
        await watch.save_cache(ls.session, home, ls.protocol.lull)
    ls.bodies.follow(home)
    if first:
        await prepare_names(ls, home)


def tell_what_is_not_read(ls: ChantServer, home: Home) -> None:
    """Say that specs are behind a link and not known: to those that are open, they seem not to be there."""
    from chant_lsp.workspace.layout import folder_led_out, said_of_led_out

    outside = folder_led_out(home.project)
    if outside is not None:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said_of_led_out(outside)))


async def show_progress(ls: ChantServer, title: str, work: asyncio.Task[Any]) -> None:
    """Show that something takes long, until it is done; nothing where the client cannot."""
    token = f"chant-{id(work)}"
    shown = ls.session.abilities.progress
    if shown:
        try:
            await asyncio.wait_for(ls.work_done_progress.create_async(token), CLIENT_PATIENCE_S)
            ls.work_done_progress.begin(token, types.WorkDoneProgressBegin(title))
        except (JsonRpcException, asyncio.TimeoutError):
            shown = False
    await asyncio.wait({work})
    if shown:
        ls.work_done_progress.end(token, types.WorkDoneProgressEnd())
    ls.work_done_progress.tokens.pop(token, None)


async def watch_files(ls: ChantServer) -> None:
    """Have the client tell of changes in `.chant` folders; if it refuses, we look ourselves."""
    session = ls.session
    if not session.abilities.watch_files:
        return
    watchers = [types.FileSystemWatcher(glob_pattern=WATCHED)]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    registration = types.Registration("chant-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        question = ls.client_register_capability_async(types.RegistrationParams([registration]))
        await asyncio.wait_for(question, CLIENT_PATIENCE_S)
    except (JsonRpcException, asyncio.TimeoutError):
        session.abilities = replace(session.abilities, watch_files=False)
