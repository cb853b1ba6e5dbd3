"""Mistakes in the files beside the specs: the config, the agents of a machine, a prompt, `lsp.yaml`."""

CONFIG: dict[str, tuple[str, str | None]] = {
    "name not indented": (
        """\
---
project:
name: demo
^^^^ unknown-setting
defaults:
  prompt: standard
---
""",
        """\
---
project:
  name: demo
defaults:
  prompt: standard
---
""",
    ),
    "section not indented": (
        """\
---
project:
  name: demo
defaults:
  prompt: standard
watch:
failure:
^^^^^^^ unknown-setting
  max_retries: 3
---
""",
        """\
---
project:
  name: demo
defaults:
  prompt: standard
watch:
  failure:
    max_retries: 3
---
""",
    ),
    "name for the project": (
        """\
---
project: demo
         ^^^^ wrong-type
defaults:
  prompt: standard
---
""",
        """\
---
project: {name: demo}
defaults:
  prompt: standard
---
""",
    ),
    "tabs": (
        """\
---
project:
\tname: demo
^ yaml-syntax
defaults:
\tprompt: standard
---
""",
        """\
---
project:
  name: demo
defaults:
  prompt: standard
---
""",
    ),
    "prompt by its file": (
        """\
---
project:
  name: demo
defaults:
  prompt: .chant/prompts/standard.md
          ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-default-prompt
---
""",
        """\
---
project:
  name: demo
defaults:
  prompt: standard
---
""",
    ),
    "extension by its file": (
        """\
---
project: {name: demo}
defaults:
  prompt: standard
  prompt_extensions: [extensions/brief.md]
                      ^^^^^^^^^^^^^^^^^^^ missing-extension
---
""",
        """\
---
project: {name: demo}
defaults:
  prompt: standard
  prompt_extensions: [brief]
---
""",
    ),
    "a map of agents": (
        """\
---
project: {name: demo}
defaults: {prompt: standard, rotation_strategy: random}
parallel:
  agents:
    name: main
    ^^^^^^^^^^ wrong-type
    command: claude
    max_concurrent: 2
---
""",
        """\
---
project: {name: demo}
defaults: {prompt: standard, rotation_strategy: random}
parallel:
  agents:
    - name: main
      command: claude
      max_concurrent: 2
---
""",
    ),
    "a map of agents, among comments": (
        """\
---
project: {name: demo}
defaults: {prompt: standard, rotation_strategy: random}
parallel:
  agents:
    # the first
    name: main  # 🎉
    ^^^^^^^^^^^^^^^ wrong-type

    command: claude
---
""",
        """\
---
project: {name: demo}
defaults: {prompt: standard, rotation_strategy: random}
parallel:
  agents:
    # the first
    - name: main  # 🎉

      command: claude
---
""",
    ),
    "slip of a key that has to be there": (
        """\
---
project: {name: demo}
defaults: {prompt: standard}
repos:
- name: other
  pth: ../other
  ^^^ missing-field
---
""",
        """\
---
project: {name: demo}
defaults: {prompt: standard}
repos:
- name: other
  path: ../other
---
""",
    ),
    "slip in a derived field": (
        """\
---
project: {name: demo}
defaults: {prompt: standard}
enterprise:
  derived:
    labels:
      from: env
      patern: TEAM
      ^^^^^^ missing-field
---
""",
        """\
---
project: {name: demo}
defaults: {prompt: standard}
enterprise:
  derived:
    labels:
      from: env
      pattern: TEAM
---
""",
    ),
    "times with units": (
        """\
---
project: {name: demo}
defaults: {prompt: standard}
watch:
  poll_interval_ms: 5s
                    ^^ wrong-type
  idle_timeout_minutes: 2 hours
                        ^^^^^^^ wrong-type
---
""",
        """\
---
project: {name: demo}
defaults: {prompt: standard}
watch:
  poll_interval_ms: 5000
  idle_timeout_minutes: 120
---
""",
    ),
    "no whole number of minutes": (
        """\
---
project: {name: demo}
defaults: {prompt: standard}
watch:
  idle_timeout_minutes: 90s
                        ^^^ wrong-type
---
""",
        None,
    ),
    "words of other tools": (
        """\
---
project: {name: demo}
defaults: {prompt: standard, provider: anthropic, rotation_strategy: off}
                                       ^^^^^^^^^ invalid-value
                                                                     ^^^ invalid-value
watch:
  failure: {on_permanent_failure: halt}
                                  ^^^^ invalid-value
site:
  timeline: {group_by: weekly}
                       ^^^^^^ invalid-value
---
""",
        """\
---
project: {name: demo}
defaults: {prompt: standard, provider: claude, rotation_strategy: none}
watch:
  failure: {on_permanent_failure: stop}
site:
  timeline: {group_by: week}
---
""",
    ),
    "equals signs": (
        """\
---
project:
  name = demo
  ^^^^^^^^^^^ wrong-type
defaults:
  prompt = standard
  ^^^^^^^^^^^^^^^^^ wrong-type
---
""",
        """\
---
project:
  name: demo
defaults:
  prompt: standard
---
""",
    ),
    "a name without its colon": (
        """\
---
project:
  name demo
  ^^^^^^^^^ wrong-type
defaults:
  prompt: standard
---
""",
        """\
---
project:
  name: demo
defaults:
  prompt: standard
---
""",
    ),
}

AGENTS: dict[str, tuple[str, str | None]] = {
    "slip in an agent": (
        """\
---
parallel:
  agents:
  - nam: main
    ^^^ unknown-setting
---
""",
        """\
---
parallel:
  agents:
  - name: main
---
""",
    ),
    "agents of their own": (
        """\
---
agents:
^^^^^^ unknown-setting
- name: main
---
""",
        None,
    ),
}

PROMPT: dict[str, tuple[str, str | None]] = {
    "parent by its file": (
        """\
---
extends: standard.md
         ^^^^^^^^^^^ missing-parent
---
{{> parent}}
""",
        """\
---
extends: standard
---
{{> parent}}
""",
    ),
    "parent in another case": (
        """\
---
extends: Standard
         ^^^^^^^^ missing-parent
---
{{> parent}}
""",
        """\
---
extends: standard
---
{{> parent}}
""",
    ),
    "two parents": (
        """\
---
extends: standard, verify
         ^^^^^^^^^^^^^^^^ missing-parent
---
{{> parent}}
""",
        None,
    ),
}

OWN_SETTINGS: dict[str, tuple[str, str | None]] = {
    "equals signs": (
        """\
agent = example
^^^^^ invalid-setting

model = m
""",
        """\
agent: example

model: m
""",
    ),
    "no blank": (
        """\
agent:example
^^^^^ invalid-setting
""",
        """\
agent: example
""",
    ),
    "first key indented": (
        """\
 agent: example
 ^^^^^ invalid-setting
model: m
""",
        """\
agent: example
model: m
""",
    ),
    "severity outside": (
        """\
severity:
^^^^^^^^ invalid-setting
  missing-input: error
""",
        None,
    ),
    "severity as in an editor": (
        """\
chant.diagnostics.severity:
^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-setting
  missing-input: error
""",
        None,
    ),
    "agents and an agent": (
        """\
agent: example
agents: {}
^^^^^^ invalid-setting
""",
        None,
    ),
    "conflict": (
        """\
<<<<<<< ours
^^^^^^^ invalid-setting
agent: a
=======
agent: b
>>>>>>> theirs
""",
        None,
    ),
}
