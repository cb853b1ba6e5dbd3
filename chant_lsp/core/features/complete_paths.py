"""Completion of paths: what the phases before have written, research, the project's tree folder by folder; and names
for what a spec is going to write.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from chant_lsp.core.features.cursor import Spot
from chant_lsp.core.features.ignored import Ignored
from chant_lsp.core.features.offers import MAX_OFFERS, Offer, OfferKind, Offers, Surroundings, as_value
from chant_lsp.core.index import SpecIndex
from chant_lsp.core.mentions import MentionKind, leads_out, spec_id
from chant_lsp.core.phases import RESEARCH_FOLDER, conventional_outputs
from chant_lsp.core.spec import Spec

CONTEXT_FOLDER = ".chant/context"
SCHEMAS_FOLDER = ".chant/schemas"
OUTPUT_FIELDS = ("target_files",)
SOURCE_FIELDS = ("tracks", "conflicting_files")
"""What names the project's own files; what lies below `.chant/` is found there by who types its way into it."""
CHANT = ".chant/"

MAX_RELATED = 50
"""Specs that are looked at on the way back along `depends_on`."""
MAX_DOCUMENTS = 200
MAX_FOLDERS = 20
MAX_IDS = 10
MANY_WRITERS = 4


def complete_paths(around: Surroundings, spot: Spot) -> Offers:
    """Paths for the field at the spot: what it most likely means first, then what is in the folder that is typed."""
    typed = spot.typed.removeprefix("./")
    if leads_out(typed):
        return Offers(spot.span, ())
    found: dict[str, str] = {}
    for path, detail in _iter_paths(around, spot, typed):
        if typed.lower() in path.lower() and path not in spot.siblings:
            found.setdefault(path, detail)
        if len(found) >= MAX_OFFERS:
            break
    dotted = "./" if spot.typed.startswith("./") else ""
    offers = [_path_offer(spot, path, detail, dotted) for path, detail in found.items()]
    if "/" not in typed and typed and spot.key == "informed_by":
        offers += _specs(around, spot, typed)
    return Offers(spot.span, offers, complete=False)


def _path_offer(spot: Spot, path: str, detail: str, dotted: str) -> Offer:
    kind = OfferKind.FOLDER if path.endswith("/") else OfferKind.FILE
    return Offer(path, kind, as_value(spot, path), detail, matched=dotted + path if dotted else "")


def _iter_paths(around: Surroundings, spot: Spot, typed: str) -> Iterator[tuple[str, str]]:
    ignored = Ignored(around.index.files)
    if spot.key in OUTPUT_FIELDS:
        yield from _iter_conventional(around)
    elif spot.key == "output_schema":
        yield from ((path, "schema") for path in iter_files(around.index, SCHEMAS_FOLDER) if path.endswith(".json"))
    else:
        found = _iter_inputs(around, typed)
        yield from found if spot.key not in SOURCE_FIELDS else (one for one in found if not one[0].startswith(CHANT))
    yield from ((path, "") for path in _iter_folder(around.index, typed, ignored))
    if spot.key not in (*OUTPUT_FIELDS, "output_schema"):
        yield from _iter_globs(around.index, typed, ignored)


# -- inputs


def _iter_inputs(around: Surroundings, typed: str) -> Iterator[tuple[str, str]]:
    index, me = around.index, around.spec
    own = {output.text for output in me.outputs} if me else set()
    upstream = iter_upstream(index, me) if me else ()
    yield from ((path, detail) for path, detail in _iter_written(upstream) if path not in own)
    for folder in (RESEARCH_FOLDER, CONTEXT_FOLDER):
        yield from ((path, written_by(index, path)) for path in iter_files(index, folder) if path not in own)
    # Those of the whole project only when somebody looks for one: there may be as many as specs.
    if typed:
        others = (path for path in index.names.outputs(typed, MAX_OFFERS) if path not in own)
        yield from ((path, written_by(index, path)) for path in others)


def iter_upstream(index: SpecIndex, spec: Spec) -> Iterator[Spec]:
    """The specs that it depends on, the nearest first."""
    seen = {spec.path}
    todo = [spec]
    for here in todo:
        for other in index.dependencies(here):
            if other.path not in seen and len(seen) < MAX_RELATED:
                seen.add(other.path)
                todo.append(other)
                yield other


def _iter_written(specs: Iterable[Spec]) -> Iterator[tuple[str, str]]:
    for spec in specs:
        for output in spec.outputs:
            if output.kind is MentionKind.FILE and output.text:
                yield output.text, f"written by {spec.id} ({spec.status})"


def written_by(index: SpecIndex, path: str) -> str:
    """Who writes a path, in a few words; '' for nobody."""
    count = index.writers(path)
    if count > MANY_WRITERS:
        return f"written by {count} specs"
    writer = next(iter(index.producers(path)), None)
    return f"written by {writer.id} ({writer.status})" if writer else ""


def _specs(around: Surroundings, spot: Spot, typed: str) -> list[Offer]:
    """Specs whose outputs are meant, all of them."""
    me = spec_id(around.path)
    ids = [id for id in around.index.names.ids(typed, MAX_IDS + 1) if id != me and typed.lower() in id.lower()]
    offers = []
    for id in ids[:MAX_IDS]:
        spec = around.index.spec_of(id)
        if spec is not None and spec.outputs:
            offers.append(Offer(id, OfferKind.SPEC, as_value(spot, id), f"what it writes · {spec.status}"))
    return offers


# -- outputs


def _iter_conventional(around: Surroundings) -> Iterator[tuple[str, str]]:
    me = around.spec
    issue = issue_of(around)
    type_ = me.type if me else "code"
    for path in conventional_outputs(spec_id(around.path), type_, issue):
        yield path, "there already" if around.index.files.kind(path) else "new"


_ISSUE = re.compile(r"(?:^|/)(?P<issue>[A-Za-z]+-[0-9]+)(?=-|\.|$)")


def issue_of(around: Surroundings) -> str | None:
    """What the investigation is about, as its labels or its documents name it: `issue-42`; None where nothing does."""
    me = around.spec
    if me is None:
        return None
    for spec in (me, *iter_upstream(around.index, me)):
        names = [*spec.labels, *(output.text for output in spec.outputs), *(one.text for one in spec.inputs)]
        found = next((issue for name in names if (issue := issue_in(name))), None)
        if found is not None:
            return found
    return None


def issue_in(name: str) -> str | None:
    """The issue that a label or a path is about: `.chant/context/issue-42.md` -> `issue-42`."""
    match = _ISSUE.search(name)
    return match["issue"] if match else None


# -- the tree


def iter_files(index: SpecIndex, folder: str) -> Iterator[str]:
    """The files below a folder; of very many only some. Cost: a look at each folder."""
    todo = [folder]
    count = 0
    for here in todo:
        for name in index.files.entries(here):
            if name.endswith("/"):
                if len(todo) < MAX_FOLDERS and not name.startswith("."):
                    todo.append(f"{here}/{name[:-1]}")
            elif not name.startswith(".") and count < MAX_DOCUMENTS:
                count += 1
                yield f"{here}/{name}"


def _iter_folder(index: SpecIndex, typed: str, ignored: Ignored) -> Iterator[str]:
    """What is in the folder that is typed, folders with a slash at their ends."""
    folder, _, start = typed.rpartition("/")
    if any(mark in folder for mark in "*?["):
        return
    for name in index.files.entries(folder or "."):
        path = f"{folder}/{name}" if folder else name
        if name.isprintable() and not ignored.hides(path, shown=start.startswith(".")):
            yield path


def _iter_globs(index: SpecIndex, typed: str, ignored: Ignored) -> Iterator[tuple[str, str]]:
    """Globs for the kinds of files that are most frequent in the folder that is typed."""
    folder = posixpath.dirname(re.split(r"[*?\[]", typed)[0])
    if not folder and "*" not in typed:
        return
    names = [name for name in index.files.entries(folder or ".") if not ignored.hides(posixpath.join(folder, name))]
    endings = Counter(posixpath.splitext(name)[1] for name in names if not name.endswith("/"))
    for ending, count in endings.most_common(2):
        if ending:
            files = "1 file" if count == 1 else f"{count} files"
            yield posixpath.join(folder, f"*{ending}"), f"{files} here"
            yield posixpath.join(folder, "**", f"*{ending}"), "here and below"
