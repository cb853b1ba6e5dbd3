"""A new investigation from an issue, as new files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from chant_lsp.server import convert
from chant_lsp.server import protocol as p
from chant_lsp.server.chant_server import ChantServer
from chant_lsp.server.handlers.commands import refuse, show_document

if TYPE_CHECKING:
    from chant_lsp.core.investigations import Investigation, Issue
    from chant_lsp.server.session import Home
    from chant_lsp.workspace.layout import Project


async def new_investigation(ls: ChantServer, args: p.NewInvestigationArgument) -> p.NewInvestigationResult:
    """chant.newInvestigation: the report and the six specs; the first of them is shown."""
    from chant_lsp.core.investigations import read_issue
    from chant_lsp.workspace.create import CreateError

    home = find_home(ls, args.uri)
    if home is None:
        return refuse(ls, "There is no chant project here: no folder of the workspace has a `.chant` folder.")
    issue = read_issue(args.issue, args.report or "")
    if issue is None:
        return refuse(ls, "Which issue? Give its number, its address or its title.")
    try:
        planned = await asyncio.to_thread(create, home.project, issue, args.report or "")
    except CreateError as error:
        return refuse(ls, str(error))
    ls.session.reread(home, [path for path, _ in planned.files])
    ls.publisher.flush()
    await show_document(ls, ls.session.uri_of(home, planned.files[-len(planned.specs)][0]))
    return {"specs": list(planned.specs), "report": planned.report}


def create(project: Project, issue: Issue, report: str) -> Investigation:
    """Write the files of an investigation. Errors: CreateError."""
    from chant_lsp.core.investigations import plan
    from chant_lsp.workspace.create import create_files
    from chant_lsp.workspace.scan import load_index

    planned = plan(load_index(project), issue, report)
    create_files(project, planned.files)
    return planned


def find_home(ls: ChantServer, uri: str) -> Home | None:
    """The project that a file or folder is in, else the first one below it, else the only one."""
    from chant_lsp.workspace.layout import CHANT

    # What would lie in it, because it may be the project's own folder.
    found = ls.session.find_path(convert.append_to_uri(uri, CHANT))
    if found is not None:
        return found[0]
    here, homes = convert.from_uri(uri), ls.session.homes
    below = (home for home in reversed(homes) if here in (*home.base.parents, *home.project.root.parents))
    return next(below, homes[0] if len(homes) == 1 else None)
