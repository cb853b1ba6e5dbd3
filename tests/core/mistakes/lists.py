"""Lists that are none, and items that chant does not take."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "deps dash line": (
        """\
---
depends_on: - 001-comprehension
            ^^^^^^^^^^^^^^^^^^^ yaml-syntax
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
    "deps two dash line": (
        """\
---
depends_on: - 001-comprehension - 003-root-cause
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ yaml-syntax
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
    "deps comma": (
        """\
---
depends_on: 001-comprehension, 003-root-cause
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "deps comma list": (
        """\
---
depends_on: [001-comprehension 003-root-cause]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "deps number": (
        """\
---
depends_on: 1
            ^ wrong-type
---

# Reproduce
""",
        """\
---
depends_on: 002-reproduction.1
---

# Reproduce
""",
    ),
    "deps number list": (
        """\
---
depends_on: [1]
             ^ wrong-type
---

# Reproduce
""",
        """\
---
depends_on: [002-reproduction.1]
---

# Reproduce
""",
    ),
    "deps short": (
        """\
---
depends_on: [001]
             ^^^ short-dependency
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
    "deps short text": (
        """\
---
depends_on: 001
            ^^^ short-dependency
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
    "deps md": (
        """\
---
depends_on: [001-comprehension.md]
             ^^^^^^^^^^^^^^^^^^^^ path-as-id
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
    "deps path": (
        """\
---
depends_on: [.chant/specs/001-comprehension.md]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ path-as-id
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
    "deps wiki": (
        """\
---
depends_on: [[001-comprehension]]
             ^^^^^^^^^^^^^^^^^^^ wrong-type
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
    "deps wiki scalar": (
        """\
---
depends_on:
- [[001-comprehension]]
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
    "deps wiki quoted": (
        """\
---
depends_on: ["[[001-comprehension]]"]
              ^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
---

# Reproduce
""",
        """\
---
depends_on: ["001-comprehension"]
---

# Reproduce
""",
    ),
    "deps hash": (
        """\
---
depends_on: #001-comprehension
            ^^^^^^^^^^^^^^^^^^ swallowed-by-comment
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
    "deps hash item": (
        """\
---
depends_on: [#001-comprehension]
             ^^^^^^^^^^^^^^^^^^ yaml-syntax
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
    "deps map": (
        """\
---
depends_on:
  - id: 001-comprehension
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
    "deps map name": (
        """\
---
depends_on:
  spec: 001-comprehension
  ^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
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
    "input by its name alone": (
        """\
---
informed_by:
- issue-42
  ^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by:
- .chant/research/issue-42.md
---

# Reproduce
""",
    ),
    "input by its file's name alone": (
        """\
---
informed_by:
- issue-42.md
  ^^^^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by:
- .chant/research/issue-42.md
---

# Reproduce
""",
    ),
    "input without its ending": (
        """\
---
informed_by:
- docs/a
  ^^^^^^ missing-input
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
    "no input in words": (
        """\
---
informed_by: [none]
              ^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by: []
---

# Reproduce
""",
    ),
    "patterns in one item": (
        """\
---
informed_by:
- "src/*.py, docs/*.md"
   ^^^^^^^^^^^^^^^^^^^ empty-glob
---

# Reproduce
""",
        """\
---
informed_by:
- "src/*.py"
- "docs/*.md"
---

# Reproduce
""",
    ),
    "arrow item": (
        """\
---
informed_by:
→ docs/a.md
^ yaml-syntax
→ data.csv
---

# Reproduce
""",
        """\
---
informed_by:
- docs/a.md
- data.csv
---

# Reproduce
""",
    ),
    "deps null item": (
        """\
---
depends_on:
- 001-comprehension
-
^ wrong-type
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
    "deps typo": (
        """\
---
depends_on: [001-comprehensoin]
             ^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "deps title": (
        """\
---
depends_on: [Comprehension]
             ^^^^^^^^^^^^^ unknown-dependency
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
    "deps case": (
        """\
---
depends_on: [001-Comprehension]
             ^^^^^^^^^^^^^^^^^ wrong-case
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
    "deps self": (
        """\
---
depends_on: [002-reproduction]
             ^^^^^^^^^^^^^^^^ self-dependency
---

# Reproduce
""",
        """\
---
depends_on: []
---

# Reproduce
""",
    ),
    "deps star": (
        """\
---
depends_on:
  * 001-comprehension
  ^ yaml-syntax
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
    "deps bool": (
        """\
---
depends_on: true
            ^^^^ wrong-type
---

# Reproduce
""",
        """\
---
---

# Reproduce
""",
    ),
    "deps braces": (
        """\
---
depends_on: {001-comprehension}
            ^^^^^^^^^^^^^^^^^^^ wrong-type
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
    "deps parens": (
        """\
---
depends_on: (001-comprehension)
            ^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "deps none": (
        """\
---
depends_on: none
            ^^^^ unknown-dependency
---

# Reproduce
""",
        """\
---
---

# Reproduce
""",
    ),
    "deps quotes unclosed": (
        """\
---
depends_on: ["001-comprehension]
             ^^^^^^^^^^^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
depends_on: ["001-comprehension"]
---

# Reproduce
""",
    ),
    "deps no space": (
        """\
---
depends_on:
-001-comprehension
^^^^^^^^^^^^^^^^^^ yaml-syntax
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
    "deps at": (
        """\
---
depends_on: @001-comprehension
            ^ yaml-syntax
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
    "labels commas": (
        """\
---
labels: a, b
        ^^^^ wrong-type
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
    "labels one": (
        """\
---
labels: storage
        ^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [storage]
---

# Reproduce
""",
    ),
    "labels spaces": (
        """\
---
labels: storage race
        ^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [storage race]
---

# Reproduce
""",
    ),
    "labels hash": (
        """\
---
labels: [#bug, storage]
         ^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["#bug", storage]
---

# Reproduce
""",
    ),
    "labels hash line": (
        """\
---
labels:
- #bug
  ^^^^ swallowed-by-comment
- storage
---

# Reproduce
""",
        """\
---
labels:
- "#bug"
- storage
---

# Reproduce
""",
    ),
    "labels quotes": (
        """\
---
labels: "a, b"
        ^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: ["a", "b"]
---

# Reproduce
""",
    ),
    "labels braces": (
        """\
---
labels: {a, b}
        ^^^^^^ wrong-type
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
    "labels unclosed": (
        """\
---
labels: [a, b
        ^^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
labels: [a, b]
type: code
---

# Reproduce
""",
    ),
    "labels unopened": (
        """\
---
labels: a, b]
        ^^^^^ wrong-type
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
    "labels double comma": (
        """\
---
labels: [a,, b]
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
    "labels at": (
        """\
---
labels: [@me, you]
         ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["@me", you]
---

# Reproduce
""",
    ),
    "labels semicolon": (
        """\
---
labels: a; b
        ^^^^ wrong-type
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
    "labels paren close": (
        """\
---
labels: [a, b)
        ^^^^^^ yaml-syntax
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
    "labels map": (
        """\
---
labels:
  a: true
  ^^^^^^^ wrong-type
  b: true
---

# Reproduce
""",
        """\
---
labels:
  [a, b]
---

# Reproduce
""",
    ),
    "labels key colon": (
        """\
---
labels: [area: storage]
         ^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: ["area: storage"]
---

# Reproduce
""",
    ),
    "targets string": (
        """\
---
target_files: "a.rs"
              ^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
target_files: ["a.rs"]
---

# Reproduce
""",
    ),
    "targets plain": (
        """\
---
target_files: src/store.py
              ^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
target_files: [src/store.py]
---

# Reproduce
""",
    ),
    "targets star": (
        """\
---
target_files:
- *.rs
  ^ yaml-syntax
---

# Reproduce
""",
        """\
---
target_files:
- "*.rs"
---

# Reproduce
""",
    ),
    "targets starstar": (
        """\
---
target_files: [**/*.py]
               ^ yaml-syntax
---

# Reproduce
""",
        """\
---
target_files: ["**/*.py"]
---

# Reproduce
""",
    ),
    "targets path map": (
        """\
---
target_files:
- path: src/store.py
  ^^^^^^^^^^^^^^^^^^ wrong-type
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
    "targets paren": (
        """\
---
informed_by:
- src/store.py (sha256: 12ab)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
informed_by:
- src/store.py
---

# Reproduce
""",
    ),
    "targets backticks": (
        """\
---
target_files:
- `src/store.py`
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
    "targets windows": (
        """\
---
target_files: ["src\\store.py"]
                   ^^ yaml-syntax
---

# Reproduce
""",
        """\
---
target_files: ["src\\\\store.py"]
---

# Reproduce
""",
    ),
    "informed string": (
        """\
---
informed_by: .chant/research/issue-42.md
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
informed_by: [.chant/research/issue-42.md]
---

# Reproduce
""",
    ),
    "informed no space dash": (
        """\
---
informed_by:
 -src/store.py
 ^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
informed_by:
 [src/store.py]
---

# Reproduce
""",
    ),
    "informed at": (
        """\
---
informed_by: [@src/store.py]
              ^ yaml-syntax
---

# Reproduce
""",
        """\
---
informed_by: [src/store.py]
---

# Reproduce
""",
    ),
    "informed url colon": (
        """\
---
informed_by: [https://example.org/a: b]
              ^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
informed_by: ["https://example.org/a: b"]
---

# Reproduce
""",
    ),
    "informed bang": (
        """\
---
labels: [!important]
         ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["!important"]
---

# Reproduce
""",
    ),
    "informed percent": (
        """\
---
prompt: %standard
        ^ yaml-syntax
---

# Reproduce
""",
        """\
---
prompt: "standard"
---

# Reproduce
""",
    ),
    "labels multiline": (
        """\
---
labels:
  storage
  ^^^^^^^ wrong-type
  race
---

# Reproduce
""",
        """\
---
labels:
  [storage, race]
---

# Reproduce
""",
    ),
    "targets scalar then items": (
        """\
---
target_files: src/store.py
              ^^^^^^^^^^^^ wrong-type
  - tests/test_42.py
---

# Reproduce
""",
        """\
---
target_files: [src/store.py, tests/test_42.py]
---

# Reproduce
""",
    ),
    "targets spaces": (
        """\
---
target_files: src/store.py tests/test_42.py
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
target_files: [src/store.py, tests/test_42.py]
---

# Reproduce
""",
    ),
    "item colon in text": (
        """\
---
verification_failures:
- the test: is red
  ^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
verification_failures:
- "the test: is red"
---

# Reproduce
""",
    ),
    "item dash only": (
        """\
---
labels:
-a
^^ yaml-syntax
-b
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
    "item hash": (
        """\
---
depends_on:
- #001-comprehension
  ^^^^^^^^^^^^^^^^^^ swallowed-by-comment
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
    "item pound labels": (
        """\
---
labels: #bug
        ^^^^ swallowed-by-comment
---

# Reproduce
""",
        """\
---
labels: ["#bug"]
---

# Reproduce
""",
    ),
    "item star glob quoted": (
        """\
---
target_files:
  - **/*.md
    ^ yaml-syntax
  - src/store.py
---

# Reproduce
""",
        """\
---
target_files:
  - "**/*.md"
  - src/store.py
---

# Reproduce
""",
    ),
    "item at": (
        """\
---
labels:
  - @me
    ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels:
  - "@me"
---

# Reproduce
""",
    ),
    "item percent": (
        """\
---
labels:
  - %done
    ^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels:
  - "%done"
---

# Reproduce
""",
    ),
    "item amp": (
        """\
---
labels: [&me]
         ^^^ yaml-feature
---

# Reproduce
""",
        """\
---
labels: ["&me"]
---

# Reproduce
""",
    ),
    "item question": (
        """\
---
labels: [?why]
         ^^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "quoted commas": (
        """\
---
labels: "a", "b"
        ^^^^^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels: ["a", "b"]
---

# Reproduce
""",
    ),
    "deps quoted commas": (
        """\
---
depends_on: "001-comprehension", "003-root-cause"
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ yaml-syntax
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
    "deps spaces": (
        """\
---
depends_on: 001-comprehension 003-root-cause
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "deps unopened": (
        """\
---
depends_on: 001-comprehension]
            ^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "extra bracket": (
        """\
---
labels: [a, b]]
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
    "extra brace": (
        """\
---
approval: {required: true}}
                          ^ yaml-syntax
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
    "dash commas": (
        """\
---
labels: - a, - b
        ^^^^^^^^ yaml-syntax
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
    "item note": (
        """\
---
informed_by:
- src/store.py: the store
  ^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
informed_by:
- src/store.py
---

# Reproduce
""",
    ),
    "double dash item": (
        """\
---
labels:
-- a
^^ yaml-syntax
-- b
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
    "plus item": (
        """\
---
labels:
+ a
^ yaml-syntax
+ b
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
    "bullet item": (
        """\
---
labels:
• a
^ yaml-syntax
• b
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
    "number item": (
        """\
---
labels:
1. a
^^ yaml-syntax
2. b
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
    "box item": (
        """\
---
labels:
- [ ] a
  ^^^^^ yaml-syntax
- [x] b
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
    "paren list": (
        """\
---
labels: (a, b)
        ^^^^^^ wrong-type
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
    "angle list": (
        """\
---
labels: <a, b>
        ^^^^^^ wrong-type
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
    "pipe list": (
        """\
---
labels: a | b
        ^^^^^ wrong-type
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
    "and list": (
        """\
---
labels: a and b
        ^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [a and b]
---

# Reproduce
""",
    ),
    "linked dependency": (
        """\
---
depends_on: ['[[001-comprehension]]']
              ^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
---

# Reproduce
""",
        """\
---
depends_on: ["001-comprehension"]
---

# Reproduce
""",
    ),
    "dependency in curly quotes": (
        """\
---
depends_on: [“001-comprehension”]
             ^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "dependencies with and": (
        """\
---
depends_on: 001-comprehension and 003-root-cause
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "two dependencies in a block item": (
        """\
---
depends_on:
  - 001-comprehension, 003-root-cause
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "input in backticks": (
        """\
---
informed_by: ["`docs/a.md`"]
               ^^^^^^^^^^^ missing-input
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
    "input with a line": (
        """\
---
informed_by: [src/store.py:12]
              ^^^^^^^^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by: [src/store.py]
---

# Reproduce
""",
    ),
    "input with a remark": (
        """\
---
informed_by:
- docs/a.md (the design)
  ^^^^^^^^^^^^^^^^^^^^^^ missing-input
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
    "two inputs in an item": (
        """\
---
informed_by:
- docs/a.md, src/store.py
  ^^^^^^^^^^^^^^^^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by:
- docs/a.md
- src/store.py
---

# Reproduce
""",
    ),
    "input with at": (
        """\
---
informed_by: ["@docs/a.md"]
               ^^^^^^^^^^ missing-input
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
    "no dependency in quotes": (
        """\
---
depends_on: ['']
             ^^ unknown-dependency
---

# Reproduce
""",
        """\
---
depends_on: []
---

# Reproduce
""",
    ),
    "colon behind a dependency": (
        """\
---
depends_on:
- 001-comprehension:
  ^^^^^^^^^^^^^^^^^^ wrong-type
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
    "dots for dashes": (
        """\
---
labels:
  • a
  ^^^ wrong-type
  • b
---

# Reproduce
""",
        """\
---
labels:
  [a, b]
---

# Reproduce
""",
    ),
    "numbered list": (
        """\
---
labels:
  1. a
  ^^^^ wrong-type
  2. b
---

# Reproduce
""",
        """\
---
labels:
  [a, b]
---

# Reproduce
""",
    ),
    "input from the root": (
        """\
---
informed_by: [/docs/a.md]
              ^^^^^^^^^^ outside-workspace
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
    "member of another repository": (
        """\
---
type: driver
members: [kv:zzz]
          ^^^^^^ unknown-member
---

# Reproduce
""",
        None,
    ),
    "dependency block": (
        """\
---
depends_on: |
            ^ unknown-dependency
  001-comprehension
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
    "dependencies block": (
        """\
---
depends_on: |
            ^ unknown-dependency
  001-comprehension
  003-root-cause
labels: [a]
---

# Reproduce
""",
        """\
---
depends_on: [001-comprehension, 003-root-cause]
labels: [a]
---

# Reproduce
""",
    ),
    "dependency blank in quotes": (
        """\
---
depends_on: ["001-comprehension "]
              ^^^^^^^^^^^^^^^^^^ unknown-dependency
---

# Reproduce
""",
        """\
---
depends_on: ["001-comprehension"]
---

# Reproduce
""",
    ),
    "input block item": (
        """\
---
informed_by:
  - >
    ^ missing-input
    docs/a.md
  - src/store.py
---

# Reproduce
""",
        """\
---
informed_by:
  - docs/a.md
  - src/store.py
---

# Reproduce
""",
    ),
    "input blank in quotes": (
        """\
---
informed_by: [" docs/a.md"]
               ^^^^^^^^^^ missing-input
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
    "two outputs in an item": (
        """\
---
target_files:
  - src/store.py, docs/a.md
    ^^^^^^^^^^^^^^^^^^^^^^^ output-not-a-path
  - tests/test_42.py
---

# Reproduce
""",
        """\
---
target_files:
  - src/store.py
  - docs/a.md
  - tests/test_42.py
---

# Reproduce
""",
    ),
    "two outputs in quotes": (
        """\
---
target_files: ["src/store.py; docs/a.md"]
                ^^^^^^^^^^^^^^^^^^^^^^^ output-not-a-path
---

# Reproduce
""",
        """\
---
target_files: ["src/store.py", "docs/a.md"]
---

# Reproduce
""",
    ),
    "dependency with its title": (
        """\
---
depends_on:
  - 001-comprehension: Comprehend it
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
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
    "list in quotes": (
        """\
---
labels: "[a, b]"
        ^^^^^^^^ wrong-type
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
    "braces with nothing in them": (
        """\
---
labels: {}
        ^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: []
---

# Reproduce
""",
    ),
    "outputs on two lines of an item": (
        """\
---
target_files:
  - src/store.py
    ^^^^^^^^^^^^ output-not-a-path
    docs/a.md
---

# Reproduce
""",
        """\
---
target_files:
  - src/store.py
  - docs/a.md
---

# Reproduce
""",
    ),
    "outputs without commas": (
        """\
---
target_files: [
  src/store.py
  ^^^^^^^^^^^^ output-not-a-path
  docs/a.md
]
---

# Reproduce
""",
        """\
---
target_files: [
  src/store.py, docs/a.md
]
---

# Reproduce
""",
    ),
    "inputs on two lines of an item": (
        """\
---
informed_by:
  - docs/a.md
    ^^^^^^^^^ missing-input
    src/store.py
---

# Reproduce
""",
        """\
---
informed_by:
  - docs/a.md
  - src/store.py
---

# Reproduce
""",
    ),
    "dash and nothing": (
        """\
---
depends_on: -
            ^ yaml-syntax
---

# Reproduce
""",
        """\
---
depends_on: []
---

# Reproduce
""",
    ),
    "inputs with names": (
        """\
---
informed_by:
  issue: .chant/research/issue-42.md
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
  guide: docs/a.md
---

# Reproduce
""",
        """\
---
informed_by:
  [.chant/research/issue-42.md, docs/a.md]
---

# Reproduce
""",
    ),
    "outputs with remarks": (
        """\
---
target_files:
  src/store.py: the store
  ^^^^^^^^^^^^^^^^^^^^^^^ wrong-type
  tests/test_42.py: red
---

# Reproduce
""",
        """\
---
target_files:
  [src/store.py, tests/test_42.py]
---

# Reproduce
""",
    ),
    "key in a list above braces": (
        """\
---
labels: [name: core]
         ^^^^^^^^^^ wrong-type
approval: {required: yes}
                     ^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [core]
approval: {required: true}
---

# Reproduce
""",
    ),
    "path in a list above braces": (
        """\
---
informed_by: [path: docs/a.md]
              ^^^^^^^^^^^^^^^ wrong-type
type: docs
      ^^^^ invalid-value
approval: {required: true}
---

# Reproduce
""",
        """\
---
informed_by: [docs/a.md]
type: documentation
approval: {required: true}
---

# Reproduce
""",
    ),
}
