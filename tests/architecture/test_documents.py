"""The documents name everything that there is, and nothing else: modules, commands, settings, files."""

import json
import re
from fnmatch import fnmatch
from functools import cache
from itertools import chain

import pytest

from chant_lsp.__main__ import COMMANDS
from chant_lsp.server import protocol
from tests.architecture.package import PACKAGE

REPOSITORY = PACKAGE.parent
RINGS = ("core", "workspace", "runs", "server")
FOR_OUR_OWN_LENSES = {"chant.changedText", "chant.fix", "chant.open", "chant.create"}
"""Commands that nobody but what the server itself shows has the arguments for."""

_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@cache
def read(path):
    return (REPOSITORY / path).read_text("utf-8")


def code_map():
    """By ring, the names of the modules in the README's map of it."""
    text = read("README.md").partition("chant_lsp/\n")[2].partition("\neditor-client/")[0]
    rings = re.split(r"^  (\w+)/ ", text, flags=re.MULTILINE)[1:]
    return {ring: re.findall(r"[\w*]+\.py", lines) for ring, lines in zip(rings[::2], rings[1::2], strict=True)}


@pytest.mark.parametrize("ring", RINGS)
def test_the_code_map_has_each_module(ring):
    modules = {path.name for path in (PACKAGE / ring).glob("*.py")} - {"__init__.py"}
    named = code_map()[ring]
    assert [name for name in sorted(modules) if not any(fnmatch(name, pattern) for pattern in named)] == []


def test_the_code_map_has_nothing_else():
    named = set(chain.from_iterable(code_map().values()))
    assert [name for name in sorted(named) if not any(PACKAGE.rglob(name))] == []


def test_each_subcommand_is_told_and_no_other():
    assert set(re.findall(r"^chant-lsp (\w+)", read("README.md"), re.MULTILINE)) == set(COMMANDS)


def test_each_command_of_the_server_is_told_and_no_other():
    names = {value for name, value in vars(protocol).items() if name.startswith("COMMAND_")}
    text = read("README.md").partition("The commands take one object")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(chant\.\w+)`", text)) == names - FOR_OUR_OWN_LENSES


def test_each_command_and_setting_of_the_client_is_told():
    contributes = json.loads(read("editor-client/package.json"))["contributes"]
    titles = {f"{command['category']}: {command['title']}" for command in contributes["commands"]}
    text = read("editor-client/README.md")
    assert set(re.findall(r"^\| (Chant: [^|]+?) \|", text, re.MULTILINE)) == titles
    settings = set(contributes["configuration"]["properties"])
    for rows in (text, read("README.md").partition("\n## In the editor")[0]):
        first = "".join(re.findall(r"^\| (`chant\.[^|]+) \|", rows, re.MULTILINE))
        assert set(re.findall(r"`(chant\.[\w.]+)`", first)) == settings


PAGES = sorted(
    str(path.relative_to(REPOSITORY))
    for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("editor-client/*.md"))
)


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leads_nowhere(page):
    folder = (REPOSITORY / page).parent
    assert [link for link in _LINK.findall(read(page)) if not (folder / link).exists()] == []
