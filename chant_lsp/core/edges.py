"""What specs name, turned around: from an id, a path or a folder to the specs that have it.

The tables are made for many small entries: of a hundred thousand specs, most are named by one other or by none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from chant_lsp.core.globs import glob_base, glob_matches
from chant_lsp.core.members import driver_of
from chant_lsp.core.mentions import OUTPUT_FIELD, PATHS, PROMPTS_FOLDER, Mention, MentionKind, is_spec_path, spec_id
from chant_lsp.core.path_tree import PathTree
from chant_lsp.core.spec import Spec


class PathsByKey:
    """A table of the paths that share a key; a path that is alone takes no collection of its own."""

    __slots__ = ("_paths",)

    def __init__(self) -> None:
        self._paths: dict[str, str | dict[str, None]] = {}

    def __bool__(self) -> bool:
        return bool(self._paths)

    def __contains__(self, key: str) -> bool:
        return key in self._paths

    def keys(self) -> Collection[str]:
        """The keys that have a path."""
        return self._paths.keys()

    def get(self, key: str) -> Collection[str]:
        """The paths with this key, in the order in which they came."""
        paths = self._paths.get(key, ())
        return (paths,) if isinstance(paths, str) else paths

    def sole(self, key: str) -> str | None:
        """The path with this key where there is exactly one."""
        paths = self._paths.get(key)
        return paths if type(paths) is str else None

    def add(self, key: str, path: str) -> None:
        """Put a path in; again is no harm."""
        paths = self._paths.setdefault(key, path)
        if isinstance(paths, dict):
            paths[path] = None
        elif paths != path:
            self._paths[key] = {paths: None, path: None}

    def discard(self, key: str, path: str) -> None:
        """Take a path out, if it is there."""
        paths = self._paths.get(key)
        if isinstance(paths, dict):
            paths.pop(path, None)
            if len(paths) == 1:
                self._paths[key] = next(iter(paths))
        elif paths == path:
            del self._paths[key]


class Edges:
    """Who names what, and who has which id."""

    def __init__(self) -> None:
        self.by_id = PathsByKey()
        self.mentioning = PathsByKey()
        """Key of a mention (an id, or a path) to the paths of the specs that have it."""
        self.writing = PathsByKey()
        self.written = PathTree()
        self.patterns = PathsByKey()
        """Folder to the paths of the specs with a directory or a glob that begins there."""
        self.beside = PathsByKey()
        """Folder, in small letters, to the paths of the specs that mention a file in it: what they meant may be one of
        its neighbours."""
        self.members = PathsByKey()
        """Id of a driver, there or not, to the paths of the specs that chant takes for its members."""
        self.unresolved = Unresolved()

    def link(self, spec: Spec) -> None:
        """Put in what a spec names."""
        path, by_id = spec.path, self.by_id
        by_id.add(spec.id, path)
        for table, key in self._entries(spec):
            table.add(key, path)
            if table is self.writing:
                self.written.add(key)
        self.unresolved.discard(spec.id)
        for kind, text, _, _ in spec.mentions:
            if kind is MentionKind.SPEC and text not in by_id:
                self.unresolved.add(text)

    def unlink(self, spec: Spec) -> None:
        """Take out what a spec names."""
        path = spec.path
        self.by_id.discard(spec.id, path)
        for table, key in self._entries(spec):
            table.discard(key, path)
            if table is self.writing and key not in table:
                self.written.discard(key)
        for key in {spec.id, *(mention.text for mention in spec.mentions if mention.kind is MentionKind.SPEC)}:
            if key in self.mentioning and key not in self.by_id:
                self.unresolved.add(key)
            else:
                self.unresolved.discard(key)

    def _entries(self, spec: Spec) -> list[tuple[PathsByKey, str]]:
        """In which table a spec is to be found, and under which key."""
        driver = driver_of(spec.id)
        entries = [(self.members, driver)] if driver is not None else []
        for kind, text, _, field in spec.mentions:
            entries.append((self.mentioning, text))
            if kind is MentionKind.FILE:
                if is_spec_path(text):
                    # The file may have moved to the archive since.
                    entries.append((self.mentioning, spec_id(text)))
                entries.append((self.beside, folder_key(text)))
            elif kind is MentionKind.PROMPT:
                entries.append((self.mentioning, f"{PROMPTS_FOLDER}{text}.md"))
                entries.append((self.beside, PROMPTS_FOLDER[:-1]))
            elif kind is MentionKind.DIRECTORY:
                entries.append((self.beside, text.lower()))
                entries.append((self.patterns, text))
            elif kind is MentionKind.GLOB:
                entries.append((self.patterns, glob_base(text)))
            if field == OUTPUT_FIELD and kind in PATHS:
                entries.append((self.writing, text))
        return entries


def folder_key(path: str) -> str:
    """The folder of a path in small letters, as `Edges.beside` knows it."""
    return path.rpartition("/")[0].lower()


def name_the_same(before: Spec, after: Spec) -> bool:
    """Whether two states of a spec name the same in the same order, wherever in the text."""
    return len(before.mentions) == len(after.mentions) and all(
        one.text == other.text and one.kind is other.kind and one.field == other.field
        for one, other in zip(before.mentions, after.mentions, strict=True)
    )


def covers(mention: Mention, path: str) -> bool:
    """Whether a glob or a directory takes in the path."""
    if mention.kind is MentionKind.GLOB:
        return glob_matches(mention.text, path)
    return mention.kind is MentionKind.DIRECTORY and path.startswith(mention.text + "/")


class Unresolved:
    """Keys that are meant for a spec and are no spec's id; each may be a part of one, or a slip away from one."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}
        self._lengths: Counter[int] = Counter()
        self._by_name = PathsByKey()
        """Of keys that are written like a path: the id that this path's spec would have, to the keys."""
        self._by_small = PathsByKey()
        """In small letters."""
        self._parts: dict[str, Collection[str]] = {}
        """Of an id: what `parts_of` has found since any key came or went."""

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def add(self, key: str) -> None:
        """Nothing has this id."""
        if key not in self._keys:
            self._parts.clear()
            self._keys[key] = None
            self._lengths[len(key)] += 1
            self._by_small.add(key.lower(), key)
            if spec_id(key) != key:
                self._by_name.add(spec_id(key), key)

    def discard(self, key: str) -> None:
        """Some spec has this id now, or nobody names it any more."""
        if key in self._keys:
            self._parts.clear()
            del self._keys[key]
            self._lengths[len(key)] -= 1
            self._by_small.discard(key.lower(), key)
            self._by_name.discard(spec_id(key), key)
            if not self._lengths[len(key)]:
                del self._lengths[len(key)]

    def parts_of(self, id: str) -> Collection[str]:
        """The keys that can be meant for a spec with this id, by a part or in other letters.

        Cost: a look-up for each part of the id, once.
        """
        if id not in self._parts:
            self._parts[id] = self._find_parts(id)
        return self._parts[id]

    def _find_parts(self, id: str) -> Collection[str]:
        keys = self._keys
        pieces = (id[at : at + length] for length in self._lengths for at in range(len(id) - length + 1))
        return {*(piece for piece in pieces if piece in keys), *self._by_name.get(id), *self._by_small.get(id.lower())}
