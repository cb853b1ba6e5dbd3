"""What done runs leave behind, made without any agent: journals, outputs, finished specs."""

from __future__ import annotations

from chant_lsp.core.edit import apply_edits, tick
from chant_lsp.core.spec import parse
from chant_lsp.runs.assembly import build_prompt
from chant_lsp.runs.journal import Journal
from chant_lsp.runs.lock import hold
from chant_lsp.runs.manifest import first_line, keep_contents, written_outputs
from chant_lsp.runs.model import EventType
from chant_lsp.runs.status import write_fields
from chant_lsp.runs.store import EVENTS_NAME, make_run_folder, new_run_id
from chant_lsp.workspace.layout import Project
from chant_lsp.workspace.scan import load_index

WRITTEN = "# By {}\n\n- [ ] box\n"
"""What an output says, with the id of its spec."""


def work(project: Project, id: str, result: str = "") -> None:
    """What a run that is done leaves behind; its one output says `result`."""
    index = load_index(project)
    spec = index.spec_of(id)
    assert spec is not None
    prompt = build_prompt(project, index, spec)
    assert not prompt.problems
    with hold(project.runs, id) as lock:
        folder = make_run_folder(project, new_run_id(id))
        keep_contents(folder, prompt.contents)
        journal = Journal(folder / EVENTS_NAME, lock)
        manifest = first_line(project, index, spec, prompt)
        outputs = list(spec.texts("target_files"))
        journal.append(EventType.STARTED, spec=id, path=spec.path, outputs=outputs, **manifest)
        output = project.absolute(spec.outputs[0].text)
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(result or WRITTEN.format(id))
        journal.append(EventType.EVIDENCE, complete=True, missing=[], outputs=written_outputs(project, spec))
        fields = {"status": "completed", "completed_at": "2026-11-22T10:00:00Z", "model": "sonnet"}
        source = write_fields(project, spec.path, fields)
        ticked = apply_edits(source.text, tick(parse(spec.path, source)))
        project.absolute(spec.path).write_bytes(ticked.encode())
        journal.append(EventType.ENDED, state="done", message="")
        journal.close()
