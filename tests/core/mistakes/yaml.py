"""Values and lines that mean something else to YAML, or nothing."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "value colon": (
        """\
---
schedule: fix: the store
             ^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "fix: the store"
---

# Reproduce
""",
    ),
    "value braces": (
        """\
---
source_branch: {{prefix}}/fix
               ^^ yaml-syntax
---

# Reproduce
""",
        """\
---
source_branch: "{{prefix}}/fix"
---

# Reproduce
""",
    ),
    "value backtick": (
        """\
---
prompt: `standard`
        ^ yaml-syntax
---

# Reproduce
""",
        """\
---
prompt: standard
---

# Reproduce
""",
    ),
    "value at": (
        """\
---
source_branch: @{upstream}
               ^ yaml-syntax
---

# Reproduce
""",
        """\
---
source_branch: "@{upstream}"
---

# Reproduce
""",
    ),
    "value star": (
        """\
---
schedule: *
          ^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "*"
---

# Reproduce
""",
    ),
    "value quote inside": (
        """\
---
schedule: 'it's'
              ^^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "it's"
---

# Reproduce
""",
    ),
    "value quote after": (
        """\
---
schedule: "fix" the store
                ^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "\\"fix\\" the store"
---

# Reproduce
""",
    ),
    "value quote open": (
        """\
---
schedule: "fix
          ^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
schedule: "fix"
type: code
---

# Reproduce
""",
    ),
    "value quote open last": (
        """\
---
schedule: 'fix
          ^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: 'fix'
---

# Reproduce
""",
    ),
    "value quote mismatch": (
        """\
---
schedule: "fix'
          ^^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
schedule: "fix"
type: code
---

# Reproduce
""",
    ),
    "value list for text": (
        """\
---
prompt: [standard]
        ^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
prompt: standard
---

# Reproduce
""",
    ),
    "value map for text": (
        """\
---
prompt: {name: standard}
        ^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
prompt: standard
---

# Reproduce
""",
    ),
    "value hash": (
        """\
---
schedule: fix #42
              ^^^ swallowed-by-comment
---

# Reproduce
""",
        """\
---
schedule: "fix #42"
---

# Reproduce
""",
    ),
    "value pipe": (
        """\
---
schedule: | standard
          ^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "| standard"
---

# Reproduce
""",
    ),
    "value gt": (
        """\
---
schedule: > standard
          ^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "> standard"
---

# Reproduce
""",
    ),
    "value bracket lead": (
        """\
---
schedule: [wip] fix
                ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: "[wip] fix"
---

# Reproduce
""",
    ),
    "value dashes": (
        """\
---
schedule: a---b
           ^^^ frontmatter-cut
---

# Reproduce
""",
        """\
---
schedule: "a--\\x2db"
---

# Reproduce
""",
    ),
    "value dashes comment": (
        """\
---
type: code
# --- dependencies ---
  ^^^ frontmatter-cut
depends_on: [001-comprehension]
---

# Reproduce
""",
        """\
---
type: code
# -- dependencies --
depends_on: [001-comprehension]
---

# Reproduce
""",
    ),
    "value anchor": (
        """\
---
labels: &l [a]
        ^^ yaml-feature
---

# Reproduce
""",
        """\
---
labels: [a]
---

# Reproduce
""",
    ),
    "value alias": (
        """\
---
labels: &l [a]
        ^^ yaml-feature
derived_fields: *l
                ^^ yaml-feature
---

# Reproduce
""",
        """\
---
labels: [a]
derived_fields: [a]
---

# Reproduce
""",
    ),
    "value merge": (
        """\
---
<<: {type: code}
^^ yaml-feature
---

# Reproduce
""",
        None,
    ),
    "value tag": (
        """\
---
labels: !!seq [a]
        ^^^^^ yaml-feature
---

# Reproduce
""",
        """\
---
labels: [a]
---

# Reproduce
""",
    ),
    "value tag str": (
        """\
---
schedule: !!str 12
          ^^^^^ yaml-feature
---

# Reproduce
""",
        """\
---
schedule: "12"
---

# Reproduce
""",
    ),
    "value multiline": (
        """\
---
schedule: fix the
store
^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
schedule: fix the
  store
---

# Reproduce
""",
    ),
    "value conflict": (
        """\
---
<<<<<<< HEAD
^^^^^^^ yaml-syntax
status: pending
=======
status: completed
>>>>>>> other
---

# Reproduce
""",
        None,
    ),
    "value dots more": (
        """\
---
type: code
...
^^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
type: code
status: pending
---

# Reproduce
""",
    ),
    "value escape": (
        """\
---
source_branch: "a\\d"
                 ^^ yaml-syntax
---

# Reproduce
""",
        """\
---
source_branch: "a\\\\d"
---

# Reproduce
""",
    ),
    "value percent": (
        """\
---
%YAML 1.2
^^^^^^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "value emoji before": (
        """\
---
labels: [🎉, [b]]
            ^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [🎉, b]
---

# Reproduce
""",
    ),
    "value html comment": (
        """\
---
<!-- note -->
^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
# note
type: code
---

# Reproduce
""",
    ),
    "value slash comment": (
        """\
---
type: code // a comment
      ^^^^^^^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "value slash line": (
        """\
---
// a comment
^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
# a comment
type: code
---

# Reproduce
""",
    ),
    "value block item colon": (
        """\
---
labels:
- area: storage
  ^^^^^^^^^^^^^ wrong-type
- area: race
  ^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels:
- "area: storage"
- "area: race"
---

# Reproduce
""",
    ),
    "value nested list": (
        """\
---
labels:
- - a
  ^^^ wrong-type
- b
---

# Reproduce
""",
        """\
---
labels:
- a
- b
---

# Reproduce
""",
    ),
    "value list dedent": (
        """\
---
labels:
  - a
 - b
 ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels:
  - a
  - b
---

# Reproduce
""",
    ),
    "value list indent": (
        """\
---
labels:
- a
  ^ merged-items
  - b
---

# Reproduce
""",
        """\
---
labels:
- a
- b
---

# Reproduce
""",
    ),
    "value bad outdent": (
        """\
---
approval:
  required: true
 status: pending
 ^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: pending
---

# Reproduce
""",
    ),
    "flow multiline open": (
        """\
---
labels: [
        ^ yaml-syntax
  a,
  b
type: code
---

# Reproduce
""",
        """\
---
labels: [
  a,
  b]
type: code
---

# Reproduce
""",
    ),
    "quote swallows": (
        """\
---
target_branch: "fix
               ^^^^ yaml-syntax
source_branch: "other"
---

# Reproduce
""",
        """\
---
target_branch: "fix"
source_branch: "other"
---

# Reproduce
""",
    ),
    "value double colon": (
        """\
---
status:: pending
^^^^^^^ near-miss-key
---

# Reproduce
""",
        """\
---
status: pending
---

# Reproduce
""",
    ),
    "value colon space before": (
        """\
---
source_branch: a : b
                 ^ yaml-syntax
---

# Reproduce
""",
        """\
---
source_branch: "a : b"
---

# Reproduce
""",
    ),
    "value brace open": (
        """\
---
approval: {required: true
          ^^^^^^^^^^^^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
approval: {required: true}
type: code
---

# Reproduce
""",
    ),
    "value brace close bracket": (
        """\
---
approval: {required: true]
          ^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval: {required: true}
---

# Reproduce
""",
    ),
    "value single in double": (
        """\
---
labels: ["a', b]
         ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["a", b]
---

# Reproduce
""",
    ),
    "tag item": (
        """\
---
labels: [!x a]
         ^^ yaml-feature
---

# Reproduce
""",
        """\
---
labels: [a]
---

# Reproduce
""",
    ),
    "heading in front": (
        """\
---
## Fields
type: code
status pending
^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
## Fields
type: code
status: pending
---

# Reproduce
""",
    ),
    "markdown bullets": (
        """\
---
* type: code
^ yaml-syntax
* status: pending
---

# Reproduce
""",
        """\
---
type: code
status: pending
---

# Reproduce
""",
    ),
    "tab after dash": (
        """\
---
labels:
\x09- a
^ yaml-syntax
\x09- b
type: code
---

# Reproduce
""",
        """\
---
labels:
  - a
  - b
type: code
---

# Reproduce
""",
    ),
    "mixed tabs": (
        """\
---
approval:
  required: true
\x09status: pending
^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: pending
---

# Reproduce
""",
    ),
    "nested too deep": (
        """\
---
approval:
    required: true
      status: pending
      ^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval:
    required: true
    status: pending
---

# Reproduce
""",
    ),
    "list under text": (
        """\
---
labels: a
        ^ yaml-syntax
- b
---

# Reproduce
""",
        """\
---
labels:
- a
- b
---

# Reproduce
""",
    ),
    "glob brackets": (
        """\
---
labels: [[a], [b]]
         ^^^ wrong-type
              ^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [a, b]
---

# Reproduce
""",
    ),
    "empty item flow": (
        """\
---
labels: [, a]
         ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: [ a]
---

# Reproduce
""",
    ),
    "semicolon end": (
        """\
---
status: pending;
        ^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: pending
---

# Reproduce
""",
    ),
    "anchor unused": (
        """\
---
prompt: &p standard
        ^^ yaml-feature
---

# Reproduce
""",
        """\
---
prompt: standard
---

# Reproduce
""",
    ),
    "alias star word": (
        """\
---
labels: [*important*]
         ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["*important*"]
---

# Reproduce
""",
    ),
    "json missing comma": (
        """\
---
{"type": "code" "status": "pending"}
                ^^^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
{"type": "code", "status": "pending"}
---

# Reproduce
""",
    ),
    "json unclosed": (
        """\
---
{"type": "code", "status": "pending"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
{"type": "code", "status": "pending"}
---

# Reproduce
""",
    ),
    "unclosed item quote": (
        """\
---
depends_on:
  - "001-comprehension
    ^^^^^^^^^^^^^^^^^^ yaml-syntax
  - 003-root-cause
---

# Reproduce
""",
        """\
---
depends_on:
  - "001-comprehension"
  - 003-root-cause
---

# Reproduce
""",
    ),
    "comment colon": (
        """\
---
type: code # note: this
status: Pending
        ^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: code # note: this
status: pending
---

# Reproduce
""",
    ),
    "trailing quote": (
        """\
---
type: code"
      ^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "leading quote only": (
        """\
---
type: "code
      ^^^^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
type: "code"
status: pending
---

# Reproduce
""",
    ),
    "blank in list": (
        """\
---
labels:
- a

- b
type: Code
      ^^^^ invalid-value
---

# Reproduce
""",
        """\
---
labels:
- a

- b
type: code
---

# Reproduce
""",
    ),
    "slash key": (
        """\
---
depends/on: 001-comprehension
^^^^^^^^^^ near-miss-key
---

# Reproduce
""",
        """\
---
depends_on: 001-comprehension
---

# Reproduce
""",
    ),
    "empty string": (
        """\
---
status: ""
        ^^ invalid-value
---

# Reproduce
""",
        """\
---
status: pending
---

# Reproduce
""",
    ),
    "empty list status": (
        """\
---
status: []
        ^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "zero": (
        """\
---
approval: 0
          ^ wrong-type
---

# Reproduce
""",
        """\
---
approval: {required: false}
---

# Reproduce
""",
    ),
    "on": (
        """\
---
public: on
        ^^ wrong-type
---

# Reproduce
""",
        """\
---
public: true
---

# Reproduce
""",
    ),
    "glob brace": (
        """\
---
target_files: [src/{a,b}.py]
                   ^ yaml-syntax
---

# Reproduce
""",
        """\
---
target_files: ["src/{a,b}.py"]
---

# Reproduce
""",
    ),
    "space in enum": (
        """\
---
status: needs attention
        ^^^^^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: needs_attention
---

# Reproduce
""",
    ),
    "hyphen enum": (
        """\
---
status: needs-attention
        ^^^^^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: needs_attention
---

# Reproduce
""",
    ),
    "cancel": (
        """\
---
status: cancel
        ^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: cancelled
---

# Reproduce
""",
    ),
    "block": (
        """\
---
status: block
        ^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: blocked
---

# Reproduce
""",
    ),
    "complete cap": (
        """\
---
status: COMPLETED
        ^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: completed
---

# Reproduce
""",
    ),
    "not started": (
        """\
---
status: not started
        ^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: pending
---

# Reproduce
""",
    ),
    "on hold": (
        """\
---
status: on hold
        ^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: paused
---

# Reproduce
""",
    ),
    "in review": (
        """\
---
status: in review
        ^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: needs_attention
---

# Reproduce
""",
    ),
    "100": (
        """\
---
status: 100%
        ^^^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "bold status": (
        """\
---
status: **pending**
        ^ yaml-syntax
---

# Reproduce
""",
        """\
---
status: pending
---

# Reproduce
""",
    ),
    "bold path": (
        """\
---
target_files:
- **src/store.py**
  ^ yaml-syntax
---

# Reproduce
""",
        """\
---
target_files:
- src/store.py
---

# Reproduce
""",
    ),
    "bold labels": (
        """\
---
labels: [**core**, **storage**]
         ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: [core, storage]
---

# Reproduce
""",
    ),
    "done emoji": (
        """\
---
status: ✅
        ^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "json lines": (
        """\
---
"type": "code",
              ^ yaml-syntax
"status": "pending"
---

# Reproduce
""",
        """\
---
"type": "code"
"status": "pending"
---

# Reproduce
""",
    ),
    "comma behind a list": (
        """\
---
labels: [a],
           ^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
labels: [a]
type: code
---

# Reproduce
""",
    ),
    "no colon in the approval": (
        """\
---
approval:
  required true
  ^^^^^^^^ yaml-syntax
  status: pending
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: pending
---

# Reproduce
""",
    ),
    "bold key with its colon": (
        """\
---
**type:** code
^ yaml-syntax
**status:** pending
---

# Reproduce
""",
        """\
---
type: code
status: pending
---

# Reproduce
""",
    ),
    "tag before no type": (
        """\
---
type: !x y
      ^^^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "tag before a type": (
        """\
---
type: !x code
      ^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "tag for the type": (
        """\
---
type: !code
      ^^^^^ yaml-feature
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "tag for the type with more": (
        """\
---
type: !research x
      ^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: research
---

# Reproduce
""",
    ),
    "tag for no type": (
        """\
---
type: !important
      ^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "tag for the verdict": (
        """\
---
approval:
  required: true
  status: !rejected
          ^^^^^^^^^ yaml-feature
  by: ann
  at: 2026-01-01T10:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: rejected
  by: ann
  at: 2026-01-01T10:00:00Z
---

# Reproduce
""",
    ),
    "tag before a dependency": (
        """\
---
depends_on:
- !id 001-comprehension
  ^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
depends_on:
- 001-comprehension
---

# Reproduce
""",
    ),
    "tag before a list": (
        """\
---
depends_on: !ids [001-comprehension]
            ^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
depends_on: [001-comprehension]
---

# Reproduce
""",
    ),
    "tag of yaml before no flag": (
        """\
---
public: !!bool yes
               ^^^ wrong-type
---

# Reproduce
""",
        """\
---
public: true
---

# Reproduce
""",
    ),
    "tag before a text for a list": (
        """\
---
labels: !include labels.yml
                 ^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [labels.yml]
---

# Reproduce
""",
    ),
    "anchor before no status": (
        """\
---
status: &a y
           ^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "anchor before a slip": (
        """\
---
status: &done complete
              ^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: completed
---

# Reproduce
""",
    ),
    "anchor before nothing": (
        """\
---
status: &pending
^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: pending
---

# Reproduce
""",
    ),
    "anchor before no flag": (
        """\
---
approval: &gate
          ^^^^^ yaml-feature
  required: yes
            ^^^ wrong-type
---

# Reproduce
""",
        """\
---
approval:
  required: true
---

# Reproduce
""",
    ),
    "anchor of a key": (
        """\
---
&a type: codes
         ^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "alias of no status": (
        """\
---
labels: [&a foo]
         ^^ yaml-feature
status: *a
        ^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "alias of a flag that is none": (
        """\
---
team: &a yes
      ^^ yaml-feature
public: *a
        ^^ wrong-type
---

# Reproduce
""",
        """\
---
team: yes
public: true
---

# Reproduce
""",
    ),
    "alias of a list for a text": (
        """\
---
labels: &a [x]
        ^^ yaml-feature
prompt: *a
        ^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "quote of the first item": (
        """\
---
labels: ["a, b]
         ^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
labels: ["a", b]
status: pending
---

# Reproduce
""",
    ),
    "quote of the last item": (
        """\
---
labels: ["a", "b, c]
              ^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["a", "b", c]
---

# Reproduce
""",
    ),
    "quote of the first of two": (
        """\
---
depends_on: ["001-comprehension, "003-root-cause"]
             ^^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
depends_on: ["001-comprehension", "003-root-cause"]
---

# Reproduce
""",
    ),
    "quote of an item before a comment": (
        """\
---
labels: ["a, b] # both
         ^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["a", b] # both
---

# Reproduce
""",
    ),
    "quotes that differ in a list": (
        """\
---
labels: ['a", b]
         ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ['a', b]
---

# Reproduce
""",
    ),
    "quote closed by a smart one": (
        """\
---
labels: ["a”, b]
         ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["a", b]
---

# Reproduce
""",
    ),
    "dash missing": (
        """\
---
target_files:
  - src/store.py
  tests/test_42.py
  ^^^^^^^^^^^^^^^^ yaml-syntax
  docs/a.md
labels: [a]
---

# Reproduce
""",
        """\
---
target_files:
  - src/store.py
  - tests/test_42.py
  - docs/a.md
labels: [a]
---

# Reproduce
""",
    ),
    "tab behind a dash": (
        """\
---
labels:
  -	a
   ^ yaml-syntax
  - 	b
---

# Reproduce
""",
        """\
---
labels:
  - a
  - b
---

# Reproduce
""",
    ),
    "keys in backticks": (
        """\
---
`type`: code
^ yaml-syntax
`status`: pending
---

# Reproduce
""",
        """\
---
type: code
status: pending
---

# Reproduce
""",
    ),
    "colons in backticks": (
        """\
---
`type:` code
^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "comment with a percent sign": (
        """\
---
type: code
% the usual
^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: code
# the usual
---

# Reproduce
""",
    ),
    "item a link": (
        """\
---
informed_by:
  - [the guide](docs/a.md)
    ^^^^^^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
informed_by:
  - docs/a.md
---

# Reproduce
""",
    ),
    "value a link": (
        """\
---
informed_by: [the guide](docs/a.md)
             ^^^^^^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
informed_by: [docs/a.md]
---

# Reproduce
""",
    ),
    "list begun on the line of its key": (
        """\
---
depends_on: - 001-comprehension
            ^^^^^^^^^^^^^^^^^^^ yaml-syntax
  - 003-root-cause
---

# Reproduce
""",
        """\
---
depends_on:
  - 001-comprehension
  - 003-root-cause
---

# Reproduce
""",
    ),
    "apostrophe in a quoted item": (
        """\
---
labels: ['it's', b]
         ^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["it's", b]
---

# Reproduce
""",
    ),
    "apostrophe in an open item": (
        """\
---
labels: ['don't, b]
         ^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["don't", b]
---

# Reproduce
""",
    ),
    "unseen in a text for a list": (
        """\
---
labels: a​b
        ^^^ wrong-type
         ^ invisible-character
---

# Reproduce
""",
        """\
---
labels: ["ab"]
---

# Reproduce
""",
    ),
    "unseen in an open quote": (
        """\
---
type: '​code
      ^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: 'code'
---

# Reproduce
""",
    ),
    "unseen in a map for a list": (
        """\
---
labels: {a,​ b}
        ^^^^^^^ wrong-type
           ^ invisible-character
---

# Reproduce
""",
        """\
---
labels: [a, b]
---

# Reproduce
""",
    ),
    "mark before the first key": (
        """\
---
﻿type: code
^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
type: code
status: pending
---

# Reproduce
""",
    ),
    "dash missing at the very end": (
        """\
---
target_files:
  - src/store.py
  tests/test_42.py---
  ^^^^^^^^^^^^^^^^ yaml-syntax
                  ^^^ frontmatter-cut

# Reproduce
""",
        """\
---
target_files:
  - src/store.py
  - tests/test_42.py
---

# Reproduce
""",
    ),
    "hard space behind a list": (
        """\
---
labels: [a]\u00a0
           ^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
labels: [a]
status: pending
---

# Reproduce
""",
    ),
    "hard space behind quotes": (
        """\
---
prompt: "standard"\u00a0
                  ^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
prompt: "standard"
status: pending
---

# Reproduce
""",
    ),
    "colon missing in a map": (
        """\
---
approval:
  required: true
  status: approved
  by ann
  ^^ yaml-syntax
  at: 2026-01-01T10:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ann
  at: 2026-01-01T10:00:00Z
---

# Reproduce
""",
    ),
    "equals sign in a map": (
        """\
---
approval:
  required = true
  ^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
approval:
  required: true
---

# Reproduce
""",
    ),
}
