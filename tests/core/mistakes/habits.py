"""What people bring along from other tools and other files: their words, their quotes, their comments."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "half a member": (
        """\
---
type: driver
members:
- 002-reproduction.1
-
^ unknown-member
---

# Reproduce
""",
        """\
---
type: driver
members:
- 002-reproduction.1
---

# Reproduce
""",
    ),
    "words before the first key": (
        """\
---
rest
^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        None,
    ),
    "equals sign behind another first key": (
        """\
---
title = "Map"
^^^^^^^^^^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        None,
    ),
    "json with a comment": (
        """\
---
{
  "type": "code", // kind
                  ^^ yaml-syntax
  "status": "pending"
}
---

# Reproduce
""",
        """\
---
{
  "type": "code", # kind
  "status": "pending"
}
---

# Reproduce
""",
    ),
    "comment with two dashes": (
        """\
---
type: code
-- the state
^^ yaml-syntax
status: pending
---

# Reproduce
""",
        """\
---
type: code
# the state
status: pending
---

# Reproduce
""",
    ),
    "fence around the keys": (
        """\
---
```yaml
^^^^^^^ yaml-syntax
type: code
status: pending
```
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
    "end of a fence": (
        """\
---
type: code
status: pending
```
^^^ yaml-syntax
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
    "list of quoted items in quotes": (
        """\
---
labels: '["a", "b c"]'
        ^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: ["a", "b c"]
---

# Reproduce
""",
    ),
    "map for a flag": (
        """\
---
approval:
  required:
    status: pending
    ^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "flag in curly quotes": (
        """\
---
public: “true”
        ^^^^^^ wrong-type
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
    "number in curly quotes": (
        """\
---
replay_count: “3”
              ^^^ wrong-type
---

# Reproduce
""",
        """\
---
replay_count: 3
---

# Reproduce
""",
    ),
    "time in curly quotes": (
        """\
---
completed_at: “2026-01-10T10:00:00Z”
              ^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-10T10:00:00Z
---

# Reproduce
""",
    ),
    "time with dashes": (
        """\
---
completed_at: 2026–01–10T10:00:00−05:00
              ^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-10T10:00:00-05:00
---

# Reproduce
""",
    ),
    "quote closed by a curly one": (
        """\
---
prompt: "standard”
        ^^^^^^^^^^ yaml-syntax
type: code
---

# Reproduce
""",
        """\
---
prompt: "standard"
type: code
---

# Reproduce
""",
    ),
    "tag that makes a text": (
        """\
---
depends_on: [002-reproduction.1]
labels: [!!str 12]
         ^^^^^ yaml-feature
---

# Reproduce
""",
        """\
---
depends_on: [002-reproduction.1]
labels: ["12"]
---

# Reproduce
""",
    ),
    "status begun": (
        """\
---
status: comp
        ^^^^ invalid-value
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
    "type begun": (
        """\
---
type: doc
      ^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: documentation
---

# Reproduce
""",
    ),
    "type of two beginnings": (
        """\
---
status: pa
        ^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "link with a title": (
        """\
---
depends_on: ["[[003-root-cause|the cause]]"]
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
---

# Reproduce
""",
        """\
---
depends_on: ["003-root-cause"]
---

# Reproduce
""",
    ),
    "title with the id behind it": (
        """\
---
depends_on:
- The cause (003-root-cause)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown-dependency
---

# Reproduce
""",
        """\
---
depends_on:
- 003-root-cause
---

# Reproduce
""",
    ),
    "member with a dash": (
        """\
---
depends_on: [002-reproduction-1]
             ^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "member in brackets": (
        """\
---
depends_on: [002-reproduction (1)]
             ^^^^^^^^^^^^^^^^^^^^ unknown-dependency
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
    "dependency whole and short": (
        """\
---
depends_on: [003-root-cause, 003]
                             ^^^ short-dependency
---

# Reproduce
""",
        """\
---
depends_on: [003-root-cause]
---

# Reproduce
""",
    ),
    "dependency short and whole": (
        """\
---
depends_on:
- 003
  ^^^ short-dependency
- 003-root-cause
---

# Reproduce
""",
        """\
---
depends_on:
- 003-root-cause
---

# Reproduce
""",
    ),
    "address to read from": (
        """\
---
context: [https://example.org/a]
          ^^^^^^^^^^^^^^^^^^^^^ unread-context
---

# Reproduce
""",
        None,
    ),
    "driver among its members": (
        """\
---
type: driver
members: [002-reproduction.1, 002-reproduction]
                              ^^^^^^^^^^^^^^^^ not-a-member
---

# Reproduce
""",
        """\
---
type: driver
members: [002-reproduction.1]
---

# Reproduce
""",
    ),
    "key completed on": (
        """\
---
completed_on: 2026-01-10T10:00:00Z
^^^^^^^^^^^^ near-miss-key
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-10T10:00:00Z
---

# Reproduce
""",
    ),
    "colon on the second line of a value": (
        """\
---
team: everything
  that calls: set
            ^ yaml-syntax
  or get
type: code
---

# Reproduce
""",
        """\
---
team: "everything that calls: set or get"
type: code
---

# Reproduce
""",
    ),
    "bullets of bold keys": (
        """\
---
- **type**: code
  ^ yaml-syntax
- **status**: pending
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
    "keys of a shell": (
        """\
---
TYPE=code
^^^^ yaml-syntax
STATUS=pending
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
    "list in curly quotes": (
        """\
---
labels: “bug”, “core”
        ^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
labels: [bug, core]
---

# Reproduce
""",
    ),
    "json and a semicolon": (
        """\
---
{ type: "code", labels: ["a"] };
                               ^ yaml-syntax
---

# Reproduce
""",
        """\
---
{ type: "code", labels: ["a"] }
---

# Reproduce
""",
    ),
    "json and a comma": (
        """\
---
{
  "type": "code"
},
 ^ yaml-syntax
---

# Reproduce
""",
        """\
---
{
  "type": "code"
}
---

# Reproduce
""",
    ),
    "label that is nearly the gate's": (
        """\
---
labels: [storage, "human_gate"]
                  ^^^^^^^^^^^^ human-gate-unmarked
---

# Reproduce
""",
        """\
---
labels: [storage, "human-gate"]
---

# Reproduce
""",
    ),
    "input by the name of a spec's file": (
        """\
---
informed_by:
- 003-root-cause.md
  ^^^^^^^^^^^^^^^^^ missing-input
---

# Reproduce
""",
        """\
---
informed_by:
- .chant/specs/003-root-cause.md
---

# Reproduce
""",
    ),
    "input as a link between brackets": (
        """\
---
informed_by:
- "[[003-root-cause]]"
   ^^^^^^^^^^^^^^^^^^ empty-glob
---

# Reproduce
""",
        """\
---
informed_by:
- ".chant/specs/003-root-cause.md"
---

# Reproduce
""",
    ),
}
