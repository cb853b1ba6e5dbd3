"""The examples of what is wrong: each rule for the configuration and for prompts is shown."""

from pathlib import Path

import pytest

from chant_lsp.core.check import check
from chant_lsp.core.kinds import PageKind, kind_of
from chant_lsp.core.mentions import CONFIG_PATH
from chant_lsp.core.rules import code_of, rules_for
from chant_lsp.workspace.layout import project_at
from chant_lsp.workspace.scan import load_index

EXAMPLES = Path(__file__).parents[2] / "examples"


def found(name):
    index = load_index(project_at(EXAMPLES / name))
    return {path: {each.code for each in check(index, path)} for path in index.pages.paths()}


def own_codes(kind):
    folder = f"rules.{kind.value}."
    return {code_of(rule) for rule in rules_for(kind) if folder in rule.__module__}


def test_the_config_shows_each_rule_and_says_where():
    codes = found("broken")[CONFIG_PATH]
    text = (EXAMPLES / "broken" / CONFIG_PATH).read_text("utf-8")
    assert codes == own_codes(PageKind.CONFIG) - {"config-without-frontmatter"}
    assert [code for code in codes if code not in text] == []
    assert found("broken-config") == {CONFIG_PATH: {"config-without-frontmatter"}}


@pytest.mark.parametrize("code", sorted(own_codes(PageKind.PROMPT)))
def test_there_is_a_prompt_for_each_rule(code):
    assert code in found("broken")[f".chant/prompts/{code}.md"]


def test_the_example_that_runs_is_clean():
    codes = found("oss-maintainer-workflow")
    assert {kind_of(path) for path in codes} == {PageKind.CONFIG, PageKind.PROMPT}
    assert set().union(*codes.values()) == set()
