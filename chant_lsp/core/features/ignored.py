"""Which entries of the project's tree nobody means as an input: hidden, ignored by git, machine-made, or secret."""

from __future__ import annotations

import posixpath
import re

from chant_lsp.core.files import Files
from chant_lsp.core.globs import glob_matches

_MACHINE_MADE = frozenset(("node_modules", "__pycache__", "venv", "target", "dist", "build"))
_INSIDE_CHANT = frozenset(("runs", "logs", "processes", "store", "pids", "tmp", "site"))
_SECRET = re.compile(
    r"\.env(?:\.|$)|\.(?:pem|key|p12|pfx|keystore|jks)$|^id_(?:rsa|dsa|ecdsa|ed25519)|^(?:credentials?|secrets?)(?:\.|$)"
    r"|^\.(?:netrc|npmrc|pypirc|git-credentials)$",
    re.IGNORECASE,
)
_MAX_PATTERNS = 200


class Ignored:
    """Judges paths; reads the project's `.gitignore` when it is first asked."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._patterns: list[str] | None = None

    def hides(self, path: str, shown: bool = False) -> bool:
        """Whether an entry is left out; a folder has a slash at its end. `shown`: hidden ones are asked for."""
        plain = path.rstrip("/")
        name = posixpath.basename(plain)
        if name == ".git" or _SECRET.search(name) or (path.endswith("/") and name in _MACHINE_MADE):
            return True
        if plain.startswith(".chant/"):
            return name.startswith(".") or plain.removeprefix(".chant/") in _INSIDE_CHANT
        if name.startswith(".") and not shown:
            return True
        return any(_matches(pattern, path, plain, name) for pattern in self._read())

    def _read(self) -> list[str]:
        if self._patterns is None:
            lines = (self._files.text(".gitignore") or "").splitlines()
            patterns = [line.strip() for line in lines if line.strip() and line.strip()[0] not in "#!"]
            self._patterns = patterns[:_MAX_PATTERNS]
        return self._patterns


def _matches(pattern: str, path: str, plain: str, name: str) -> bool:
    if pattern.endswith("/"):
        if not path.endswith("/"):
            return False
        pattern = pattern.rstrip("/")
    if "/" in pattern:
        return glob_matches(pattern.lstrip("/"), plain)
    return glob_matches(pattern, name)
