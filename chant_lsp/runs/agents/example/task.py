"""What a turn is for: the spec, its inputs as they came with the prompt, and its one output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chant_lsp.core.edit import apply_edits
from chant_lsp.core.edit import tick as tick_boxes
from chant_lsp.core.spec import Spec, parse
from chant_lsp.core.text import Source
from chant_lsp.runs.agents.example.inputs import read_inputs
from chant_lsp.runs.agents.example.turn import Stopped, Turn


@dataclass(frozen=True)
class Task:
    """One phase, ready to be played."""

    spec_path: str
    spec_id: str
    inputs: Mapping[str, str]
    """Text by path, in the order of `informed_by`."""
    output: str
    """Project-relative path of the file to write."""

    def find_input(self, ending: str) -> tuple[str, str]:
        """Path and text of the input whose path ends so. Stops the phase if the spec names no such input."""
        for path, text in self.inputs.items():
            if path.endswith(ending):
                return path, text
        raise Stopped(f"This phase needs an input that ends in {ending}; `informed_by` in {self.spec_path} names none.")


def read_task(turn: Turn, spec_file: str) -> Task:
    """The task of the spec at a path, absolute or relative to the project.

    Errors: Stopped, when the spec is elsewhere, is for a person, or names no output, or an input is not in the prompt.
    """
    spec_path = _inside(turn.root, spec_file)
    spec = _read_spec(turn, spec_path)
    if spec.is_human_gate:
        raise Stopped(f"{spec.id} is a human gate. Its decision is a person's; I do not play it.")
    if len(spec.outputs) != 1:
        raise Stopped(f"{spec.id} should name one file under `target_files`; it names {len(spec.outputs)}.")
    delivered = read_inputs(turn.prompt)
    wanted = [mention.text for mention in spec.inputs]
    missing = [path for path in wanted if path not in delivered]
    if missing:
        raise Stopped(
            f"The prompt does not hold {', '.join(missing)}, which {spec.id} is informed by. I do not work without it."
        )
    return Task(spec_path, spec.id, {path: delivered[path] for path in wanted}, spec.outputs[0].text)


async def tick(turn: Turn, task: Task) -> None:
    """Tick the open criteria of the spec as it is now, and touch nothing else in it."""
    text = turn.peek(task.spec_path)
    ticked = apply_edits(text, tick_boxes(parse(task.spec_path, Source(text))))
    if ticked != text:
        await turn.write(task.spec_path, ticked)


def _inside(root: Path, spec_file: str) -> str:
    """The project-relative path of a file; root and file may be spelled with different symlinks."""
    for place, base in ((root / spec_file, root), ((root / spec_file).resolve(), root.resolve())):
        if place.is_relative_to(base):
            return place.relative_to(base).as_posix()
    raise Stopped(f"{spec_file} is not in the project {root}.")


def _read_spec(turn: Turn, path: str) -> Spec:
    try:
        return parse(path, Source(turn.peek(path)))
    except (OSError, UnicodeDecodeError) as error:
        raise Stopped(f"I could not read {Path(path).name}: {error}.") from error
