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
}
