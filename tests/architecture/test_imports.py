"""Invariant 1: imports follow the rings, the core is pure, and the command line never loads LSP."""

import subprocess
import sys

import pytest

from tests.architecture.package import FILES, PACKAGE, imports

RINGS = ("core", "workspace", "runs", "server")
IMPURE = {
    "os",
    "io",
    "pathlib",
    "time",
    "asyncio",
    "logging",
    "random",
    "subprocess",
    "socket",
    "threading",
}
LSP = {"pygls", "lsprotocol"}


def modules(ring):
    return sorted((PACKAGE / ring).rglob("*.py"))


def ring_of(module):
    parts = module.split(".")
    return parts[1] if parts[0] == "chant_lsp" and len(parts) > 1 and parts[1] in RINGS else None


@pytest.mark.parametrize("ring", RINGS)
def test_a_ring_imports_only_itself_and_those_inside_it(ring):
    allowed = RINGS[: RINGS.index(ring) + 1]
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {module}"
        for path in modules(ring)
        for module in imports(path)
        if (ring_of(module) or ring) not in allowed or module.startswith("chant_lsp.cli")
    ]
    assert wrong == []


def test_the_core_is_pure():
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {module}"
        for path in modules("core")
        for module in imports(path)
        if module.split(".")[0] in IMPURE | LSP
    ]
    assert wrong == []


def test_only_the_server_imports_lsp():
    outside = [path for ring in RINGS[:-1] for path in modules(ring)]
    outside += [path for path in (PACKAGE / "cli").rglob("*.py") if path.name != "lsp.py"]
    wrong = [str(path) for path in outside for module in imports(path) if module.split(".")[0] in LSP]
    assert wrong == []


def test_only_the_agents_and_their_runner_import_acp():
    wrong = [
        str(path.relative_to(PACKAGE))
        for path in FILES
        if "agents" not in path.parts and any(module.split(".")[0] == "acp" for module in imports(path))
    ]
    assert wrong == []


OTHER_COMMANDS = [pytest.param(command, marks=pytest.mark.slow) for command in ("work", "prompt", "stop")]


@pytest.mark.parametrize("command", ["check", *OTHER_COMMANDS])
def test_the_command_line_never_loads_lsp(command, tmp_path):
    code = (
        "import sys\n"
        "from chant_lsp.__main__ import main\n"
        f"main([{command!r}, {str(tmp_path / 'nothing')!r}])\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('pygls', 'lsprotocol')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stderr.splitlines()[-1] == "[]"
    assert "Traceback" not in done.stderr
