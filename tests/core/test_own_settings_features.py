"""What an editor shows in `.chant/lsp.yaml`: hovers, completion, fixes."""

import pytest

from chant_lsp.core.edit import apply_edits
from chant_lsp.core.features.actions import actions_in_settings
from chant_lsp.core.features.by_kind import hover_in_page
from chant_lsp.core.features.completion import complete
from chant_lsp.core.features.improvements import FIX_ALL_KEY, carry_out_fixes
from chant_lsp.core.features.offer_cards import offer_card
from chant_lsp.core.features.offers import Surroundings
from chant_lsp.core.features.run_facts import Situation
from chant_lsp.core.mentions import OWN_SETTINGS
from chant_lsp.core.own_settings import read_own_settings
from chant_lsp.core.own_settings_table import LEVELS, PHASE_KEYS, SETTINGS
from chant_lsp.core.rules import CODES
from chant_lsp.core.rules.settings.invalid_setting import invalid_setting
from chant_lsp.core.text import Source, Span
from tests.fixtures import index_of


def at(text):
    offset = text.index("$0")
    return Source(text.replace("$0", "")), offset


def offered_at(text):
    source, offset = at(text)
    return source, complete(Surroundings(index_of({}), OWN_SETTINGS), source, offset)


def findings_in(source):
    return list(invalid_setting(read_own_settings(source)))


HOVERS = {
    "key": (
        "parall$0el: 3\n",
        "parallel",
        "**parallel** · a number from 1 on\n\nHow many runs may go on at the same time.\n\nWithout it: 2",
    ),
    "key in braces": ("timeout: {ru$0n: 60m}\n", "run", "**timeout.run** · a duration, such as"),
    "value": ("timeout:\n  run: 6$00m\n", "60m", "**timeout.run** · a duration, such as"),
    "map": ("timeo$0ut:\n  run: 60m\n", "timeout", "**timeout** · a map with the keys `run` and `silence`"),
    "phase": ("phases:\n  fork-fi$0x:\n    agent: a\n", "fork-fix", "**phases.fork-fix** · a map with keys such as"),
    "of a phase": ("phases:\n  code:\n    comm$0ands: [test]\n", "commands", "**phases.code.commands** · a list of"),
    "code": (
        "diagnostics:\n  severity:\n    missing-ti$0tle: hint\n",
        "missing-title",
        "**missing-title**\n\nA body without a line that starts with `# `.",
    ),
    "code of another file": (
        "diagnostics: {severity: {unknown-varia$0ble: hint}}\n",
        "unknown-variable",
        "**unknown-variable**\n\nA variable, a loop",
    ),
    "level": (
        "diagnostics:\n  severity:\n    missing-title: hi$0nt\n",
        "hint",
        "What has the code `missing-title` is reported as a hint,",
    ),
    "off": (
        "diagnostics:\n  severity:\n    missing-title: of$0f\n",
        "off",
        "What has the code `missing-title` is not looked for,",
    ),
    "windows line ends": (
        "# 🎉\r\nagent: x # 🎉\r\nkeep_ru$0ns: 5\r\n",
        "keep_runs",
        "**keep_runs** · a number from 1 on",
    ),
    "no such key": ("colou$0r: red\n", "", None),
    "no such code": ("diagnostics: {severity: {no$0pe: hint}}\n", "", None),
    "in a comment": ("# agen$0t\nagent: a\n", "", None),
    "nothing there yet": ("agent: $0\n", "", None),
    "no YAML": ("{{{$0\n", "", None),
}


@pytest.mark.parametrize("text, over, expected", HOVERS.values(), ids=HOVERS.keys())
def test_hover(text, over, expected):
    source, offset = at(text)
    found = hover_in_page(index_of({}), OWN_SETTINGS, source, offset)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert source.slice(found.span) == over
    assert found.markdown.startswith(expected)


TOP = [setting.name for setting in SETTINGS]

OFFERED = {
    "an empty file": ("$0", TOP),
    "keys": ("agent: a\n$0\ntimeout: {}\n", [name for name in TOP if name not in ("agent", "timeout")]),
    "half a key": ("ag$0", TOP),
    "keys of a map": ("timeout:\n  run: 5m\n  $0\n", ["silence"]),
    "keys in braces": ("timeout: {$0}\n", ["run", "silence"]),
    "phases": ("phases:\n  $0\n", list(PHASE_KEYS)),
    "keys below a quoted one": ("\"timeout\":\n  'run': 5m\n  $0\n", ["silence"]),
    "keys of a phase": ("phases:\n  code:\n    agent: a\n    $0\n", ["model", "commands", "checks"]),
    "checks": ("phases:\n  code:\n    checks: {red: true, $0}\n", ["runs", "sections", "green", "suite", "impact_map"]),
    "flags": ("phases:\n  code:\n    checks: {red: $0}\n", ["true", "false"]),
    "commands": ("phases:\n  code:\n    commands: [$0]\n", ["test"]),
    "commands that are there": ("phases:\n  code:\n    commands: [test, $0]\n", []),
    "codes": ("diagnostics:\n  severity:\n    $0\n", sorted(CODES)),
    "levels": ("diagnostics:\n  severity:\n    missing-title: $0\n", list(LEVELS)),
    "levels in braces": ("diagnostics: {severity: {missing-title: h$0}}\n", ["hint"]),
    "a free text": ("agent: $0\n", []),
    "in a comment": ("# $0\n", []),
    "below a key that is nobody's": ("colour:\n  $0\n", []),
    "behind a word": ("diagnostics:\n  severity:\n    missing-title: off $0\n", []),
}


@pytest.mark.parametrize("text, expected", OFFERED.values(), ids=OFFERED.keys())
def test_completion(text, expected):
    _, found = offered_at(text)
    assert [offer.label for offer in found.offers] == expected


def test_a_few_words_say_what_is_offered():
    _, found = offered_at("par$0")
    assert next(one.detail for one in found.offers if one.label == "keep_runs") == "How many runs of a spec are kept"


WRITTEN = {
    "key": ("par$0", "parallel", "parallel: "),
    "map": ("tim$0", "timeout", "timeout:"),
    "key with a colon": ("par$0: 3\n", "parallel", "parallel: 3\n"),
    "level": ("diagnostics: {severity: {status-ready:$0}}", "off", "diagnostics: {severity: {status-ready: off}}"),
    "in quotes": ('diagnostics: {severity: {coupled: "o$0"}}', "off", 'diagnostics: {severity: {coupled: "off"}}'),
    "list": ("phases: {code: {commands: $0}}", "test", "phases: {code: {commands: [test]}}"),
    "item": ("phases:\n  code:\n    commands:\n    -$0", "test", "phases:\n  code:\n    commands:\n    - test"),
    "windows line ends": ("timeout:\r\n  $0\r\n", "run", "timeout:\r\n  run: \r\n"),
}  # fmt: skip


@pytest.mark.parametrize("text, label, expected", WRITTEN.values(), ids=WRITTEN.keys())
def test_what_is_written(text, label, expected):
    source, found = offered_at(text)
    (offer,) = [offer for offer in found.offers if offer.label == label]
    assert source.text[: found.span.start] + offer.text + source.text[found.span.end :] == expected


@pytest.mark.parametrize(
    "text", ["$0", "timeout:\n  $0", "phases:\n  code:\n    $0", "diagnostics:\n  severity:\n    $0"]
)
def test_an_offer_tells_more_when_somebody_looks(text):
    _, found = offered_at(text)
    for offer in found.offers:
        card = offer_card(index_of({}), OWN_SETTINGS, offer.kind, offer.label, found.about, Situation())
        assert card is not None and offer.label in card.split("\n")[0]


MENDED = {
    "a list around a word": ("agent: [claude]\n", "agent: claude\n"),
    "a word without its list": ("phases: {code: {commands: test}}\n", "phases: {code: {commands: [test]}}\n"),
    "a text without its list": (
        "phases: {sprawl: {checks: {sections: Root cause}}}\n",
        "phases: {sprawl: {checks: {sections: [Root cause]}}}\n",
    ),
    "yes": ("phases: {code: {checks: {suite: yes}}}\n", "phases: {code: {checks: {suite: true}}}\n"),
    "a flag in quotes": ('phases: {code: {checks: {suite: "false"}}}\n', "phases: {code: {checks: {suite: false}}}\n"),
    "a number in quotes": ('parallel: "2"\r\n', "parallel: 2\r\n"),
    "a duration in words": ("timeout: {run: 1 hour 30 mins}", "timeout: {run: 1h30m}"),
    "a duration with blanks": ("timeout: {run: 1h 30m}", "timeout: {run: 1h30m}"),
    "capitals": ("timeout: {run: 60M}\n", "timeout: {run: 60m}\n"),
    "no time at all": ("timeout: {run: 0s}\n", None),
    "milliseconds": ("timeout: {run: 500ms}\n", None),
    "a bare number": ("timeout: {run: 60}\n", None),
    "several": ("Agent: a\nmodel: [b]\n", "agent: a\nmodel: b\n"),
}


@pytest.mark.parametrize("text, expected", MENDED.values(), ids=MENDED.keys())
def test_what_is_plain_to_see_is_mended_at_once(text, expected):
    source = Source(text)
    findings = findings_in(source)
    assert findings
    actions = actions_in_settings(findings[0].span, findings)
    assert bool(actions) == (expected is not None)
    if expected is not None:
        changes = carry_out_fixes(index_of({}), OWN_SETTINGS, source, FIX_ALL_KEY)
        assert changes is not None
        assert apply_edits(text, changes.edits[OWN_SETTINGS]) == expected
        assert not findings_in(Source(expected))


def test_a_fix_is_offered_where_its_finding_is():
    source = Source("agent: [a]\nparallel: 2\n")
    findings = findings_in(source)
    assert actions_in_settings(Span(9, 9), findings)[0].title == "Change to `a`"
    assert actions_in_settings(Span(15, 15), findings)[0].key == FIX_ALL_KEY
