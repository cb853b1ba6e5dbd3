"""Frontmatter that begins or ends where chant does not see it, and characters that nobody sees."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "no close": (
        """\
---
^^^ frontmatter-unterminated
type: code
status: pending

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
    "no close tight": (
        """\
---
^^^ frontmatter-unterminated
type: code
# Reproduce

Text
""",
        """\
---
type: code
---

# Reproduce

Text
""",
    ),
    "no close rule": (
        """\
---
type: code

# Reproduce
^^^^^^^^^^^ yaml-syntax

Text

---

More
^ missing-title
""",
        """\
---
type: code
---

# Reproduce

Text

---

More
""",
    ),
    "dots close": (
        """\
---
^^^ frontmatter-unterminated
type: code
status: pending
...

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
    "dots close rule": (
        """\
---
type: code
...

# Reproduce

---

More
^ missing-title
""",
        """\
---
type: code
...

# Reproduce

---

# Reproduce

More
""",
    ),
    "four dashes": (
        """\
----
   ^ yaml-syntax
type: code
----

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "four open": (
        """\
----
   ^ yaml-syntax
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
    "four close": (
        """\
---
type: code
----
^^^^ frontmatter-cut

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "two dashes": (
        """\
--
^^ frontmatter-hidden
type: code
--

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "two dashes close": (
        """\
---
^^^ frontmatter-unterminated
type: code
--

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "no open": (
        """\
type: code
^^^^^^^^^^ frontmatter-hidden
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
    "no fences": (
        """\
type: code
^^^^^^^^^^ frontmatter-hidden
status: pending

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
    "leading text": (
        """\
Hello
^^^^^ frontmatter-hidden

---
type: code
---

# Reproduce
""",
        """\
---
type: code
---

Hello

# Reproduce
""",
    ),
    "html first": (
        """\
<!-- note -->
^^^^^^^^^^^^^ frontmatter-hidden
---
type: code
---

# Reproduce
""",
        """\
---
type: code
---

<!-- note -->

# Reproduce
""",
    ),
    "fence yaml": (
        """\
```yaml
^^^^^^^ frontmatter-hidden
---
type: code
---
```

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "fence yaml2": (
        """\
```yaml
^^^^^^^ frontmatter-hidden
type: code
```

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "file in a code block": (
        """\
```markdown
^^^^^^^^^^^ frontmatter-hidden
---
type: code
---

# Reproduce

```sh
make
```

## Acceptance Criteria

- [ ] Add a test
```
""",
        """\
---
type: code
---

# Reproduce

```sh
make
```

## Acceptance Criteria

- [ ] Add a test
""",
    ),
    "file in a code block that is never closed": (
        """\
````md
^^^^^^ frontmatter-hidden
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] Add a test
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] Add a test
""",
    ),
    "file in a code block between words": (
        """\
Here is the spec:
^^^^^^^^^^^^^^^^^ frontmatter-hidden

```markdown
---
type: code
---

# Reproduce
```

Shall I go on?
""",
        """\
---
type: code
---

Here is the spec:

# Reproduce

Shall I go on?
""",
    ),
    "file in a code block below a title": (
        """\
# Write specs so
^ frontmatter-absent

```markdown
---
type: code
---

# Reproduce
```
""",
        """\
---
type: code
status: pending
---

# Write specs so

```markdown
---
type: code
---

# Reproduce
```
""",
    ),
    "file in a code block with its name": (
        """\
```markdown title="002-reproduction.md"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ frontmatter-hidden
---
type: code
---

# Reproduce
```
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "bom": (
        """\
\ufeff---
^ frontmatter-hidden
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
    "equals rule": (
        """\
===
^^^ frontmatter-hidden
type: code
===

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "stars": (
        """\
***
^^^ frontmatter-hidden
type: code
***

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "emdash": (
        """\
—
^ frontmatter-hidden
type: code
—

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "emdash3": (
        """\
———
^^^ frontmatter-hidden
type: code
———

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "close same line": (
        """\
---
type: code ---
           ^^^ frontmatter-cut

# Reproduce
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "open same line": (
        """\
--- type: code
    ^^^^^^^^^^ yaml-syntax
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
    "close title": (
        """\
---
type: code
---# Reproduce
^^^ frontmatter-cut
""",
        """\
---
type: code
---
# Reproduce
""",
    ),
    "close title2": (
        """\
---
type: code
--- # Reproduce
^^^ frontmatter-cut
""",
        """\
---
type: code
---
# Reproduce
""",
    ),
    "zwsp open": (
        """\
\u200b---
^ invisible-character
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
    "nbsp colon": (
        """\
---
status:\xa0pending
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
    "nbsp indent": (
        """\
---
approval:
\xa0\xa0required: true
^^^^^^^^^^ misplaced-key
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
    "nbsp list": (
        """\
---
labels:
-\xa0a
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
    "nbsp value": (
        """\
---
status: pending\xa0
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
    "ideographic space": (
        """\
---
status:\u3000pending
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
    "nul": (
        """\
---
status: pend\x00ing
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
    "ctrl": (
        """\
---
status: pending\x07
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
    "vt": (
        """\
---
status: pending\x0b
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
    "rlo": (
        """\
---
schedule: a\u202eb
           ^ invisible-character
---

# Reproduce
""",
        """\
---
schedule: ab
---

# Reproduce
""",
    ),
    "twice": (
        """\
---
type: code
---
---
^^^ second-frontmatter
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
    "twice blank": (
        """\
---
type: code
---

---
^^^ second-frontmatter
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
    "empty file": (
        """\
^ missing-title
^ frontmatter-absent
""",
        """\
---
type: code
status: pending
---

# Reproduction""",
    ),
    "words behind the dashes": (
        """\
--- yaml
    ^^^^ yaml-syntax
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
    "a line of dashes": (
        """\
---
type: code
--------
^^^^^^^^ frontmatter-cut
status: pending
---

# Reproduce
""",
        """\
---
type: code
#
status: pending
---

# Reproduce
""",
    ),
    "toml": (
        """\
+++
^^^ frontmatter-hidden
type = "code"
labels = ["a", "b"]
+++

# Reproduce
""",
        """\
---
type: "code"
labels: ["a", "b"]
---

# Reproduce
""",
    ),
    "cut in the name of a prompt": (
        """\
---
prompt: stand---ard
             ^^^ frontmatter-cut
labels: [a]
---

# Reproduce
""",
        """\
---
prompt: "standard"
labels: [a]
---

# Reproduce
""",
    ),
    "json without dashes": (
        """\
{
^ frontmatter-hidden
  "type": "code",
  "labels": ["a"]
}

# Reproduce
""",
        """\
---
{
  "type": "code",
  "labels": ["a"]
}
---

# Reproduce
""",
    ),
    "json on one line without dashes": (
        """\
{"type": "code"}
^ frontmatter-hidden

# Reproduce
""",
        """\
---
{"type": "code"}
---

# Reproduce
""",
    ),
}
