"""lsprotocol's classes, made when they are first used, against those that an import makes."""

import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

LOAD = "from chant_lsp.server import lean_types\nfrom lsprotocol import types\n"

DESCRIBE = """
import attrs, inspect

def describe(types):
    for name, cls in sorted(vars(types).items()):
        if isinstance(cls, type) and cls.__module__ == types.__name__ and attrs.has(cls):
            attrs.resolve_types(cls, types.ALL_TYPES_MAP, {})
            fields = [(each.name, each.default, each.type, each.validator, each.kw_only) for each in attrs.fields(cls)]
            methods = sorted(each for each in vars(cls) if each in METHODS)
            yield name, fields, str(inspect.signature(cls)), cls.__hash__ is None, methods

METHODS = {"__init__", "__eq__", "__ne__", "__repr__", "__lt__", "__gt__", "__hash__", "__setattr__", "__match_args__"}
"""


def run(code: str) -> str:
    """What a Python of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return re.sub(r" at 0x[0-9a-f]+", "", done.stdout)


PRINT = "for each in describe(types): print(each)"


def test_every_class_is_the_one_that_an_import_makes():
    plain = run(f"from lsprotocol import types\n{DESCRIBE}\n{PRINT}").splitlines()
    lean = run(f"{LOAD}{DESCRIBE}\n{PRINT}").splitlines()
    assert len(plain) > 500
    assert [(a, b) for a, b in zip(plain, lean, strict=True) if a != b] == []


def test_none_is_made_before_it_is_needed():
    count = "classes = [each for each in vars(types).values() if isinstance(each, type)]\n"
    count += 'made = lambda: sum(isinstance(vars(each).get("__attrs_attrs__"), tuple) for each in classes)\n'
    assert run(f"{LOAD}{count}print(made()); types.Position(1, 2); print(made())") == "0\n1\n"


USE = """
import copy, attrs, cattrs
from lsprotocol import converters
def refused(*arguments, kind=types.Position):
    try:
        kind(*arguments)
    except Exception as error:
        return type(error).__name__
a = types.Range(types.Position(1, 2), types.Position(1, 3))
print(a == copy.deepcopy(a), a != types.Range(a.end, a.start), a.start < a.end)
print(repr(a), repr(types.Hover("x", a)))
print(refused(), refused(-1, 0), refused("1", 0), refused(1, kind=types.CreateFile))
print(attrs.asdict(attrs.evolve(a, end=a.start)))
converter = converters.get_converter()
print(converter.unstructure(types.Hover("x", a)))
print(converter.structure({"uri": "u", "range": converter.unstructure(a)}, types.Location))
print(types.CallHierarchyItem.__doc__, types.METHOD_TO_TYPES["textDocument/hover"])
"""


def test_objects_behave_the_same():
    assert run(f"{LOAD}{USE}") == run(f"from lsprotocol import types\n{USE}")


def test_an_lsprotocol_that_is_loaded_already_stays_as_it_is():
    code = "from lsprotocol import types\nbefore = types.Position.__init__\nimport chant_lsp.server\n"
    assert run(f"{code}print(types.Position.__init__ is before)") == "True\n"


def test_attrs_is_itself_again():
    code = "import attrs\nbefore = attrs.define\nimport chant_lsp.server\nprint(attrs.define is before)"
    assert run(code) == "True\n"
