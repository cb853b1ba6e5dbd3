"""One phase's inputs, text and prompt as they are now, beside how they were when its result was right.

A file that is gone is looked for under another name: among what is read now, then near its old place. What was found
so is no change, and neither is a text in which nothing but such names differ.
"""

from __future__ import annotations

import posixpath
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from chant_lsp.core.globs import literal
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.inputs import find_input, takes_in
from chant_lsp.core.mentions import Mention, MentionKind
from chant_lsp.core.order import is_before
from chant_lsp.core.spec import Spec
from chant_lsp.core.stale import ChangedInput
from chant_lsp.runs.baseline import Baseline
from chant_lsp.runs.hashes import Hashes
from chant_lsp.runs.instructions import Instructions
from chant_lsp.runs.manifest import kept_content
from chant_lsp.runs.measure import measure
from chant_lsp.runs.model import Run, RunInput
from chant_lsp.runs.store import run_folder
from chant_lsp.workspace.files import DiskFiles
from chant_lsp.workspace.layout import Project

MAX_CANDIDATES = 50
"""Files that one lost input is compared with."""
MAX_CANDIDATE_BYTES = 1024 * 1024
SHORTEST_PAUSE_S = 1.0
PAUSE_PER_COST = 200
"""Between two searches for one lost file: what the first took, so many times."""


class Searched(NamedTuple):
    """The end of a search for a lost file."""

    found: str | None
    again_at: float
    """When a search that found nothing may be made again; of the monotonic clock."""


class Present(NamedTuple):
    """One input as it is now."""

    entry: Mention
    """The item of `informed_by` that it is read for."""
    found: RunInput | None
    """None: it is there no more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found."""

    spec: Spec
    baseline: Baseline
    present: Mapping[str, Present]
    """What is read now, by path."""
    changed: tuple[ChangedInput, ...]
    own: RunInput | None
    """Its own text as it is now."""
    own_changed: bool
    template: RunInput | None
    template_changed: bool

    @property
    def is_fresh(self) -> bool:
        """Whether nothing at all has changed."""
        return not (self.changed or self.own_changed or self.template_changed)


@dataclass
class Comparison:
    """Compares the phases of one project, in one look."""

    project: Project
    index: SpecIndex
    hashes: Hashes
    instructions: Instructions
    done: Mapping[str, Run]
    """The last done run of each spec, by id."""
    searched: dict[tuple[str, str], Searched]
    """What was found of lost files, by path and hash, in this look and those before."""
    names: dict[str, str] = field(default_factory=dict)
    """New names to old ones, of specs and files; whoever looks at all phases learns them on the way."""

    def compare(self, spec: Spec, baseline: Baseline) -> Compared:
        """Compare one phase with its baseline; files that got other names are noted in `names`."""
        present = self._present(spec)
        changed = self._changed(spec, baseline, present)
        own, template = self.hashes.of_own_text(spec.path), self.instructions.of(spec)
        own_changed = _differs(baseline.own, own)
        if own_changed:
            self._note_renamed_outputs(spec, baseline.run)
        template_changed = _differs(baseline.template, template)
        return Compared(spec, baseline, present, tuple(changed), own, own_changed, template, template_changed)

    def settle(self, found: Compared) -> Compared:
        """The same once all names are known: what differs only by them has not changed."""
        if not self.names or found.is_fresh:
            return found
        changed = tuple(each for each in found.changed if each.how != "changed" or not self._only_names(found, each))
        own_changed = found.own_changed and _differs(
            found.baseline.own, self.hashes.by_old_names(found.spec.path, True, self.names)
        )
        return replace(found, changed=changed, own_changed=own_changed)

    def _only_names(self, found: Compared, changed: ChangedInput) -> bool:
        then = found.baseline.inputs.get(self.names.get(changed.path, changed.path))
        return then is not None and not _differs(then, self.hashes.by_old_names(changed.path, False, self.names))

    def _present(self, spec: Spec) -> dict[str, Present]:
        present: dict[str, Present] = {}
        for mention in spec.inputs:
            for path in find_input(self.index, spec, mention).paths:
                found = self.hashes.of(path)
                present.setdefault(found.path if found else path, Present(mention, found))
        return present

    def _changed(self, spec: Spec, baseline: Baseline, present: Mapping[str, Present]) -> Iterator[ChangedInput]:
        written = {found.path: found for found in baseline.run.written} if baseline.valid is None else {}
        then = dict(baseline.inputs)
        then.update({path: written[path] for path in present if path in written})
        lost = {path: found for path, found in then.items() if path not in present or present[path].found is None}
        new = {path: one for path, one in present.items() if path not in then and self._is_news(spec, path, one)}
        self._follow(spec, lost, new)
        for path, found in then.items():
            now = present.get(path)
            if now and now.found and _differs(found, now.found) and not self._is_expected(spec, baseline, found, now):
                yield ChangedInput(path, "changed", now.entry.text)
        yield from _replaced(self.index, spec, lost, new)

    def _follow(self, spec: Spec, lost: dict[str, RunInput], new: dict[str, Present]) -> None:
        """Take out of both what has only got another name."""
        for path, then in list(lost.items()):
            moved = next((name for name, one in new.items() if self._is_moved(spec, path, then, one.found)), None)
            if moved is not None:
                del new[moved]
            else:
                moved = self._find_elsewhere(path, then)
            if moved is not None:
                del lost[path]
                self.names[moved] = path

    def _is_moved(self, spec: Spec, path: str, then: RunInput, now: RunInput | None) -> bool:
        """Whether a file is one that had another path."""
        if now is None:
            return False
        if not _differs(then, now) or self._is_made_of_it(spec, now, path):
            return True
        return bool(self.names) and not _differs(then, self.hashes.by_old_names(now.path, False, self.names))

    def _find_elsewhere(self, path: str, then: RunInput) -> str | None:
        """Where a lost file is now, as far as anybody would move it; not searched for at each look."""
        if not then.bytes or path.endswith("/"):
            return None
        known = self.searched.get((path, then.normal))
        if known is not None and known.found is not None and self._is_same(known.found, then):
            return known.found
        begun = time.monotonic()
        if known is None or begun > known.again_at:
            found = next((other for other in self._near(path) if other != path and self._is_same(other, then)), None)
            pause_s = max(SHORTEST_PAUSE_S, (time.monotonic() - begun) * PAUSE_PER_COST)
            known = self.searched[path, then.normal] = Searched(found, time.monotonic() + pause_s)
            return known.found
        return None

    def _near(self, path: str) -> Iterator[str]:
        """Files of the same name, then those in the same folder."""
        # Not through the index: what that is asked for is watched from then on.
        files = DiskFiles(self.project)
        folder, name = posixpath.dirname(path), literal(posixpath.basename(path))
        patterns = (f"**/{name}", f".chant/**/{name}", f"{literal(folder)}/*" if folder else "*")
        found = dict.fromkeys(other for pattern in patterns for other in files.glob(pattern))
        return (other for other in islice(found, MAX_CANDIDATES) if (files.size(other) or 0) <= MAX_CANDIDATE_BYTES)

    def _is_same(self, path: str, then: RunInput) -> bool:
        found = self.hashes.of(path)
        return found is not None and not _differs(then, found)

    def _note_renamed_outputs(self, spec: Spec, run: Run) -> None:
        """Outputs that the run wrote under another name than the spec gives them now."""
        missing = [found for found in run.written if self.hashes.of(found.path) is None]
        now = [self.hashes.of(output.text) for output in spec.outputs] if missing else []
        for then in missing:
            moved = next((found for found in now if found is not None and not _differs(then, found)), None)
            if moved is not None and moved.path != then.path:
                self.names[moved.path] = then.path

    def _is_news(self, spec: Spec, path: str, one: Present) -> bool:
        """Whether a file that was no input is more than what a phase behind this one has put beside the others."""
        return one.found is not None and not self._is_made_of_it(spec, one.found, path)

    def _is_expected(self, spec: Spec, baseline: Baseline, then: RunInput, now: Present) -> bool:
        """Whether an input differs only by what this phase, or those behind it, have made of it."""
        if now.found is None or not then.path.endswith("/"):
            return now.found is not None and self._is_made_of_it(spec, now.found, then.path)
        kept = kept_content(run_folder(self.project, baseline.run.id), then.sha256)
        try:
            before, after = _names_of(kept or b""), _names_of(measure(self.project, then.path).content)
        except OSError:
            return False
        return (
            kept is not None
            and before <= after
            and all(self._writes(spec, then.path + name) for name in after - before)
        )

    def _writes(self, spec: Spec, path: str) -> bool:
        """Whether a file is an output of this phase, or of one behind it."""
        writers = self.index.producers(path)
        return any(writer.path == spec.path or is_before(self.index, spec, writer) for writer in writers)

    def _is_made_of_it(self, spec: Spec, now: RunInput, path: str) -> bool:
        """Whether an input is what a phase behind this one has made of the file at a path, as phases do."""
        for writer in self.index.producers(now.path):
            run = self.done.get(writer.id)
            wrote = run is not None and any(found.path == path and not _differs(found, now) for found in run.written)
            if wrote and writer.path != spec.path and is_before(self.index, spec, writer):
                return True
        return False


def _names_of(listing: bytes) -> set[str]:
    return set(listing.decode("utf-8", "replace").split("\n"))


def _differs(then: RunInput | None, now: RunInput | None) -> bool:
    if then is None:
        return False  # nothing was recorded
    if now is None:
        return True
    return then.normal != now.normal if then.normal else then.sha256 != now.sha256


def _replaced(
    index: SpecIndex, spec: Spec, lost: Mapping[str, RunInput], new: Mapping[str, Present]
) -> Iterator[ChangedInput]:
    """What went and what came; one for the other under the same item is a change."""
    left = dict(new)
    ids = [mention for mention in spec.inputs if mention.kind is MentionKind.SPEC]
    for path in lost:
        entries = [mention for mention in spec.inputs if _names(index, mention, path)] or ids
        other = next((each for each, one in left.items() if one.entry in entries), None)
        if other is not None and left[other].entry.kind is not MentionKind.GLOB:
            yield ChangedInput(other, "changed", left.pop(other).entry.text, path)
        elif entries and entries is not ids:
            yield ChangedInput(path, "gone", entries[0].text)
        else:
            yield ChangedInput(path, "dropped")
    for path, one in left.items():
        yield ChangedInput(path, "new", one.entry.text)


def _names(index: SpecIndex, mention: Mention, path: str) -> bool:
    """Whether an item of `informed_by` is about a path; an id is about what that spec writes."""
    target = index.target(mention) if mention.kind is MentionKind.SPEC else None
    named = (mention,) if target is None else target.outputs
    return any(one.names_path and takes_in(one, path.rstrip("/")) for one in named)
