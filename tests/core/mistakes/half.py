"""What is on the way: keys, lists and merges that are not finished yet."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "key on the way, last": (
        """\
---
type: code
depends_on
^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: code
depends_on:
---

# Reproduce
""",
    ),
    "key on the way, in the middle": (
        """\
---
labels: [a]
depends_on  # soon
^^^^^^^^^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
labels: [a]
depends_on:  # soon
status: pending
---

# Reproduce
""",
    ),
    "key on the way, first": (
        """\
---
type
^^^^ yaml-syntax
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
    "key on the way, alone": (
        """\
---
labels
^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels:
---

# Reproduce
""",
    ),
    "key on the way above a list": (
        """\
---
type: code
labels
^^^^^^ yaml-syntax
- a
- b
---

# Reproduce
""",
        """\
---
type: code
labels:
- a
- b
---

# Reproduce
""",
    ),
    "key of the approval on the way": (
        """\
---
approval:
  required: true
  status
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
    "key of the approval on the way, above another": (
        """\
---
approval:
  required
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
    "colon of the approval missing": (
        """\
---
approval:
  required true
  ^^^^^^^^^^^^^ wrong-type
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
    "hard space behind a colon of the approval": (
        """\
---
approval:
  required:\u00a0true
  ^^^^^^^^^^^^^^ wrong-type
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
    "comma missing in the approval": (
        """\
---
approval: {required: true status: pending}
                          ^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval: {required: true, status: pending}
---

# Reproduce
""",
    ),
    "comma missing at the end of a line of the approval": (
        """\
---
approval: {required: true  # who?
  status: pending}
  ^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval: {required: true,  # who?
  status: pending}
---

# Reproduce
""",
    ),
    "approval in a list of its keys": (
        """\
---
approval:
- required: true
^^^^^^^^^^^^^^^^ wrong-type
-   status: pending
type: code
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: pending
type: code
---

# Reproduce
""",
    ),
    "tries in a list": (
        """\
---
retry_state:
  - attempts: 1
  ^^^^^^^^^^^^^ wrong-type
    last_retry_time: 1
  - next_retry_time: 2
---

# Reproduce
""",
        """\
---
retry_state:
    attempts: 1
    last_retry_time: 1
    next_retry_time: 2
---

# Reproduce
""",
    ),
    "list on the way": (
        """\
---
type: code
labels: [
        ^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: code
labels: []
---

# Reproduce
""",
    ),
    "list on the way behind a comma": (
        """\
---
labels: [a, "b",
        ^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: [a, "b"]
---

# Reproduce
""",
    ),
    "map on the way": (
        """\
---
type: code
approval: {
          ^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: code
approval: {}
---

# Reproduce
""",
    ),
    "comma missing before a comment": (
        """\
---
labels: [
  a, # first
  "b"  # second
  "c"
  ^^^ yaml-syntax
]
---

# Reproduce
""",
        """\
---
labels: [
  a, # first
  "b",  # second
  "c"
]
---

# Reproduce
""",
    ),
    "merge of three sides": (
        """\
---
type: code
<<<<<<< HEAD
^^^^^^^ yaml-syntax
status: pending
||||||| base
status: failed
=======
status: completed
>>>>>>> feature
labels: [a]
---

# Reproduce
""",
        None,
    ),
    "value below its key": (
        """\
---
type:
code
^^^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
type:
  code
status: pending
---

# Reproduce
""",
    ),
    "slip below its key": (
        """\
---
type:
docs
^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
type:
  documentation
---

# Reproduce
""",
    ),
    "dependency below its key": (
        """\
---
depends_on:
001-comprehension
^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
depends_on:
  001-comprehension
---

# Reproduce
""",
    ),
    "key twice on its line": (
        """\
---
status: status: pending
        ^^^^^^^ yaml-syntax
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
    "key of a list twice on its line": (
        """\
---
labels: labels: [a]
        ^^^^^^^ yaml-syntax
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
    "dependencies at two indents": (
        """\
---
depends_on:
- 001-comprehension
  ^^^^^^^^^^^^^^^^^ merged-items
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
    "inputs at two indents": (
        """\
---
informed_by:
  - docs/*.md
    ^^^^^^^^^ merged-items
    - data.csv
---

# Reproduce
""",
        """\
---
informed_by:
  - docs/*.md
  - data.csv
---

# Reproduce
""",
    ),
    "outputs at two indents": (
        """\
---
target_files:
- src/store.py
  ^^^^^^^^^^^^ merged-items
  - tests/test_42.py
---

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
    "fields below the end": (
        """\
---
type: code
---
status: pending
^^^^^^ second-frontmatter
labels:
- a
---

# Reproduce
""",
        """\
---
type: code
status: pending
labels:
- a
---

# Reproduce
""",
    ),
    "fields below the end, again": (
        """\
---
type: code
---

type: research
^^^^ second-frontmatter
---

# Reproduce
""",
        None,
    ),
    "dependency by a path of Windows": (
        """\
---
depends_on: .chant\\specs\\001-comprehension.md
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ path-as-id
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
    "input by a path of Windows in quotes": (
        """\
---
informed_by: ["docs\\a.md"]
               ^^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by: ["docs/a.md"]
---

# Reproduce
""",
    ),
    "output by a path of Windows in quotes": (
        """\
---
target_files:
- "src\\new.py"
   ^^^^^^^^^^ output-not-a-path
---

# Reproduce
""",
        """\
---
target_files:
- "src/new.py"
---

# Reproduce
""",
    ),
    "cut in a list": (
        """\
---
labels: [a---b, c]
          ^^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
labels: [a--b, c]
status: pending
---

# Reproduce
""",
    ),
    "cut in a list of several lines": (
        """\
---
labels: [
  a,
  b---c,
   ^^^ yaml-syntax
]
status: pending
---

# Reproduce
""",
        """\
---
labels: [
  a,
  b--c,
]
status: pending
---

# Reproduce
""",
    ),
    "cut in quotes": (
        """\
---
branch: "feature---x"
                ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
branch: "feature--\\x2dx"
---

# Reproduce
""",
    ),
    "cut in a map": (
        """\
---
approval: {required: true, status: pending, note: a---b}
                                                   ^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval: {required: true, status: pending, note: a--b}
---

# Reproduce
""",
    ),
    "cut in a list that is never closed": (
        """\
---
labels: [a, b---
             ^^^ yaml-syntax

# Reproduce
""",
        """\
---
labels: [a, b]
---

# Reproduce
""",
    ),
    "cut in a quote that is never closed": (
        """\
---
prompt: "standard---
                 ^^^ yaml-syntax

# Reproduce
""",
        """\
---
prompt: "standard"
---

# Reproduce
""",
    ),
    "list on the way above a block list": (
        """\
---
labels: [a, "b",
        ^^^^^^^ yaml-syntax
target_files:
- src/store.py
---

# Reproduce
""",
        """\
---
labels: [a, "b"]
target_files:
- src/store.py
---

# Reproduce
""",
    ),
    "quote of an item before other quotes": (
        """\
---
labels: ["a, b]
         ^^ yaml-syntax
prompt: "standard"
---

# Reproduce
""",
        """\
---
labels: ["a", b]
prompt: "standard"
---

# Reproduce
""",
    ),
    "quote of a value before other quotes": (
        """\
---
prompt: "standard
        ^^^^^^^^^ yaml-syntax
labels: ["a"]
branch: "x"
---

# Reproduce
""",
        """\
---
prompt: "standard"
labels: ["a"]
branch: "x"
---

# Reproduce
""",
    ),
    "blank line in a list above another mistake": (
        """\
---
labels:
- a

- b
target_files:
- **/*.md
  ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels:
- a

- b
target_files:
- "**/*.md"
---

# Reproduce
""",
    ),
    "quote of an item of its own before other quotes": (
        """\
---
labels:
- 'a
  ^^ yaml-syntax
- 'b'
---

# Reproduce
""",
        """\
---
labels:
- 'a'
- 'b'
---

# Reproduce
""",
    ),
    "quote of a value before a value that is none": (
        """\
---
schedule: "daily
          ^^^^^^ yaml-syntax
informed_by: ["@docs/a.md"]
labels: [@me]
---

# Reproduce
""",
        """\
---
schedule: "daily"
informed_by: ["docs/a.md"]
labels: ["@me"]
---

# Reproduce
""",
    ),
    "map on the way above a list with tabs": (
        """\
---
approval: {
          ^ yaml-syntax
labels:
  -\ta
---

# Reproduce
""",
        """\
---
approval: {}
labels:
  - a
---

# Reproduce
""",
    ),
    "line end lost behind a word": (
        """\
---
type: codestatus: pending
          ^^^^^^ yaml-syntax
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
    "line end lost behind a list": (
        """\
---
labels: [a]public: true
           ^^^^^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
labels: [a]
public: true
status: pending
---

# Reproduce
""",
    ),
    "line end lost behind quotes": (
        """\
---
prompt: 'standard'approval:
                  ^^^^^^^^ yaml-syntax
  required: true
---

# Reproduce
""",
        """\
---
prompt: 'standard'
approval:
  required: true
---

# Reproduce
""",
    ),
    "line end lost behind a text": (
        """\
---
schedule: dailytarget_files:
               ^^^^^^^^^^^^ yaml-syntax
- src/store.py
---

# Reproduce
""",
        """\
---
schedule: daily
target_files:
- src/store.py
---

# Reproduce
""",
    ),
    "line end lost in the approval": (
        """\
---
approval:
  status: pendingretry_state: {attempts: 1, last_retry_time: 1, next_retry_time: 2}
                 ^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
approval:
  status: pending
retry_state: {attempts: 1, last_retry_time: 1, next_retry_time: 2}
---

# Reproduce
""",
    ),
    "line end lost before a list": (
        """\
---
labels:- a
^^^^^^ yaml-syntax
- b
status: pending
---

# Reproduce
""",
        """\
---
labels:
- a
- b
status: pending
---

# Reproduce
""",
    ),
    "colon missing before braces": (
        """\
---
approval {required: true}
^^^^^^^^^^^^^^^^^^ near-miss-key
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
    "colon missing before a list of the tries": (
        """\
---
retry_state: {attempts:1, last_retry_time: 1, next_retry_time: 2}
              ^^^^^^^^^^ missing-field
---

# Reproduce
""",
        """\
---
retry_state: {attempts: 1, last_retry_time: 1, next_retry_time: 2}
---

# Reproduce
""",
    ),
    "colon missing in the tries": (
        """\
---
retry_state: {attempts: 1, last_retry_time 1, next_retry_time: 2}
                           ^^^^^^^^^^^^^^^^^ missing-field
---

# Reproduce
""",
        """\
---
retry_state: {attempts: 1, last_retry_time: 1, next_retry_time: 2}
---

# Reproduce
""",
    ),
    "dash missing in front of the first item": (
        """\
---
labels:
 storage
 ^^^^^^^ yaml-syntax
- "race"
---

# Reproduce
""",
        """\
---
labels:
- storage
- "race"
---

# Reproduce
""",
    ),
    "dash missing in front of the first path": (
        """\
---
target_files:
  src/store.py
  ^^^^^^^^^^^^ wrong-type
  - tests/test_42.py
status: pending
---

# Reproduce
""",
        """\
---
target_files:
  [src/store.py, tests/test_42.py]
status: pending
---

# Reproduce
""",
    ),
    "colon behind an item of a list": (
        """\
---
labels: [a:, b]
          ^ yaml-syntax
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
    "colon in front of an item of a list": (
        """\
---
depends_on: [:001-comprehension]
             ^ yaml-syntax
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
    "colon behind a list": (
        """\
---
labels: [a, b]:
              ^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
labels: [a, b]
status: pending
---

# Reproduce
""",
    ),
    "comma in front of a key": (
        """\
---
,type: code
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
    "comma in front of a value": (
        """\
---
type: , code
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
    "comma behind a colon": (
        """\
---
type:, code
^^^^ yaml-syntax
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
    "quote in front of a key": (
        """\
---
type: code
"status: pending
^ yaml-syntax
labels: [a]
---

# Reproduce
""",
        """\
---
type: code
status: pending
labels: [a]
---

# Reproduce
""",
    ),
    "word on a line of the approval": (
        """\
---
approval:
  required: true
  oops
  ^^^^ yaml-syntax
---

# Reproduce
""",
        None,
    ),
    "bracket that closes nothing in front of a value": (
        """\
---
type: ]code
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
    "bracket the wrong way round": (
        """\
---
labels: ]a, b]
        ^ yaml-syntax
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
    "brace that closes nothing": (
        """\
---
}type: code
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
    "dependency on the line of the key, and an item": (
        """\
---
depends_on: 001-comprehension
            ^^^^^^^^^^^^^^^^^ unknown-dependency
  - 003-root-cause
---

# Reproduce
""",
        """\
---
depends_on: [001-comprehension, 003-root-cause]
---

# Reproduce
""",
    ),
    "quote of an item above backticks in quotes": (
        """\
---
labels: ["a”, b]
         ^^^ yaml-syntax
informed_by: ["`docs/a.md`"]
               ^^^^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
labels: ["a", b]
informed_by: ["docs/a.md"]
---

# Reproduce
""",
    ),
    "comment of HTML in several lines": (
        """\
---
type: code
<!--
^^^^ yaml-syntax
TODO: find the cause

- then write it down
-->
status: pending
---

# Reproduce
""",
        """\
---
type: code
# TODO: find the cause
# - then write it down
status: pending
---

# Reproduce
""",
    ),
    "comment of HTML in two lines": (
        """\
---
<!-- written by hand,
^^^^ yaml-syntax
     not by an agent -->
type: code
---

# Reproduce
""",
        """\
---
# written by hand,
# not by an agent
type: code
---

# Reproduce
""",
    ),
    "comment of several lines": (
        """\
---
/*
^^ yaml-syntax
type: code
*/
status: pending
---

# Reproduce
""",
        """\
---
#
type: code
status: pending
---

# Reproduce
""",
    ),
    "hash in a list at the end": (
        """\
---
type: code
labels: [storage, #bug]
                  ^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
type: code
labels: [storage, "#bug"]
---

# Reproduce
""",
    ),
    "hash in a list above a block list": (
        """\
---
labels: [#bug, storage]
         ^^^^ yaml-syntax
depends_on:
- 003-root-cause
---

# Reproduce
""",
        """\
---
labels: ["#bug", storage]
depends_on:
- 003-root-cause
---

# Reproduce
""",
    ),
}
