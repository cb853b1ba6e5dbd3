"""A run's journal as text to read: the same for the live log and for the one that is opened later."""

from __future__ import annotations

from typing import Any

from chant_lsp.runs import journal
from chant_lsp.runs.fold import to_question
from chant_lsp.runs.model import EventType, Run, RunEvent
from chant_lsp.runs.questions import SAID, in_words
from chant_lsp.runs.store import events_path
from chant_lsp.workspace.layout import Project


def render(run: Run, event: RunEvent) -> str:
    """One event, ending with a line end; '' for what says nothing to a person."""
    text = _words(run, event, event.fields)
    return text if not text or text.endswith("\n") else text + "\n"


def _words(run: Run, event: RunEvent, fields: Any) -> str:
    at = event.at.strftime("%H:%M:%SZ")
    if event.type is EventType.OUTPUT:
        return str(fields.get("text", ""))
    if event.type is EventType.STARTED:
        attempt = f", attempt {run.attempt}" if run.attempt > 1 else ""
        return f"{at} {run.spec} started with {run.agent}{attempt}: run {run.id}, process {run.pid}"
    if event.type is EventType.ACTIVITY:
        return f"{at} {fields.get('text', '')}"
    if event.type is EventType.PERMISSION:
        return f"{at} {fields.get('decision', '')}: {_asked(fields)}"
    if event.type is EventType.QUESTION:
        return f"{at} {in_words(run.spec, to_question(fields))}"
    if event.type is EventType.ANSWER:
        return f"{at} {SAID.get(fields.get('decision', ''), '')} by {fields.get('by', '')}"
    if event.type is EventType.STOPPED:
        return f"{at} asked to stop by {fields.get('by', '')}"
    if event.type is EventType.CHECK and fields.get("passed") is True:
        return f"{at} checked: {fields.get('message', '')}"
    if event.type is EventType.EVIDENCE:
        missing = fields.get("missing")
        items = [item for item in missing if isinstance(item, dict)] if isinstance(missing, list) else []
        return (
            "\n".join([f"{at} missing: {item.get('message', '')}" for item in items]) or f"{at} all evidence is there"
        )
    if event.type is EventType.ENDED:
        return f"{at} {fields.get('state', '')}: {fields.get('message', '')}"
    return ""


def _asked(fields: Any) -> str:
    """What was asked for, and why it was allowed or not; most agents name the path in the title already."""
    title, paths = str(fields.get("tool", "")), fields.get("paths")
    where = [str(path) for path in paths if str(path) not in title] if isinstance(paths, list) else []
    why = f" ({fields['reason']})" if fields.get("reason") else ""
    return " ".join([title, *where]) + why


def whole_log(project: Project, run: Run) -> str:
    """Everything that the run's journal has."""
    return "".join(render(run, event) for event in journal.read(events_path(project, run.id)))
