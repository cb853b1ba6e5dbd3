"""Titles and criteria that chant does not find or count."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "criteria heading with an unseen character": (
        """\
---
type: code
---

# Reproduce

## Accept\u200bance Criteria
         ^ invisible-character

- [ ] It fails
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "boxes behind other dashes": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

\u2212 [ ] It fails
^^^^^ uncounted-criteria
-\u2009[x] It is small
^^^^^ uncounted-criteria
- [✔\ufe0f] It is known
^^^^^^ uncounted-criteria
- [_] It is new
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
- [x] It is small
- [x] It is known
- [ ] It is new
""",
    ),
    "title in a fence of tildes": (
        """\
---
type: code
---

~~~sh
# install
^^^^^^^^^ title-in-fence
```
~~~

# Reproduce

Text
""",
        """\
---
type: code
---

# Reproduce

~~~sh
# install
```
~~~

Text
""",
    ),
    "title first": (
        """\
# Reproduce
^^^^^^^^^^^ frontmatter-hidden

---
type: code
---

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
    "title first2": (
        """\
# Reproduce
^^^^^^^^^^^ frontmatter-hidden
---
type: code
status: pending
---
Text
""",
        """\
---
type: code
status: pending
---

# Reproduce
Text
""",
    ),
    "body rlo": (
        """\
---
type: code
---

# Repro\u202educe
       ^ invisible-character
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "body zw": (
        """\
---
type: code
---

# Repro\u200bduce
       ^ invisible-character
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "title in front": (
        """\
---
type: code
# Reproduce
---

Text
^ missing-title
""",
        """\
---
type: code
# Reproduce
---

# Reproduce

Text
""",
    ),
    "title key": (
        """\
---
title: Reproduce
---

Text
^ missing-title
""",
        """\
---
title: Reproduce
---

# Reproduce

Text
""",
    ),
    "title h2": (
        """\
---
type: code
---

## Reproduce
^^^^^^^^^^^^ missing-title
""",
        """\
---
type: code
---

# Reproduction

## Reproduce
""",
    ),
    "title nospace": (
        """\
---
type: code
---

#Reproduce
^ missing-title
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "title setext": (
        """\
---
type: code
---

Reproduce
^ missing-title
=========
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "title bold": (
        """\
---
type: code
---

**Reproduce**
^ missing-title
""",
        """\
---
type: code
---

# Reproduce
""",
    ),
    "title fence": (
        """\
---
type: code
---

```sh
# install
^^^^^^^^^ title-in-fence
make
```

# Reproduce
""",
        """\
---
type: code
---

# Reproduce

```sh
# install
make
```

""",
    ),
    "title empty": (
        """\
---
type: code
---

#\x20
^ missing-title

Text
""",
        """\
---
type: code
---

# Reproduction

#\x20

Text
""",
    ),
    "ac lower": (
        """\
---
type: code
---

# Reproduce

## Acceptance criteria
^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac h3": (
        """\
---
type: code
---

# Reproduce

### Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac h1": (
        """\
---
type: code
---

# Reproduce

# Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac bold": (
        """\
---
type: code
---

# Reproduce

**Acceptance Criteria:**
^^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac label": (
        """\
---
type: code
---

# Reproduce

Acceptance Criteria:
^^^^^^^^^^^^^^^^^^^^ uncounted-criteria
- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria
- [ ] a
""",
    ),
    "ac typo": (
        """\
---
type: code
---

# Reproduce

## Acceptence Criteria
^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac singular": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criterion
^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac nospace": (
        """\
---
type: code
---

# Reproduce

##Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac twospace": (
        """\
---
type: code
---

# Reproduce

## Acceptance  Criteria
^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac criteria": (
        """\
---
type: code
---

# Reproduce

## Criteria

- [ ] a
^^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Criteria

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac dod": (
        """\
---
type: code
---

# Reproduce

## Definition of Done

- [ ] a
^^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Definition of Done

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac setext": (
        """\
---
type: code
---

# Reproduce

Acceptance Criteria
^^^^^^^^^^^^^^^^^^^ uncounted-criteria
-------------------

- [ ] It fails
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "ac star": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

* [ ] a
^^^^^ uncounted-criteria
* [ ] b
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
- [ ] b
""",
    ),
    "ac num": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

1. [ ] a
^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac nospacebox": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [] a
^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac twospacebox": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

-  [ ] a
^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac tilde": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [~] a
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac nogap": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

-[ ] a
^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac check": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [✓] a
^^^^^ uncounted-criteria
- [v] b
^^^^^ uncounted-criteria
- [*] c
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [x] a
- [x] b
- [x] c
""",
    ),
    "ac twospaces": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [  ] a
^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac unicode": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

☐ a
^ uncounted-criteria
☑ b
^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
- [x] b
""",
    ),
    "ac unclosed": (
        """\
---
type: code
---

# Reproduce

```sh
^^^^^ uncounted-criteria
make

## Acceptance Criteria

- [ ] a
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

- [ ] a
""",
    ),
    "ac shadow": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a

## Acceptance Criteria Review

fine
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a

## Review

fine
""",
    ),
    "ac two": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a

## Acceptance Criteria

- [ ] b
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a

- [ ] b
""",
    ),
    "ac none": (
        """\
---
type: code
---

# Reproduce

- [ ] a
^^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac emoji": (
        """\
---
type: code
---

# Reproduce

## ✅ Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "ac numbered heading": (
        """\
---
type: code
---

# Reproduce

## 3. Acceptance Criteria
^^^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "bold in the criteria heading": (
        """\
---
type: code
---

# Reproduce

## **Acceptance Criteria**
^^^^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "no bullet before a box": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

[ ] a
^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "criteria heading with a hyphen": (
        """\
---
type: code
---

# Reproduce

## Acceptance-Criteria
^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] a
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] a
""",
    ),
    "tab in the title": (
        """\
---
type: code
---

#	Reproduce
^^^^^^^^^^^ missing-title

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
    "box with a hard space": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "box behind a hard space": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "box ticked in Cyrillic": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It runs
- [х] It fails
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It runs
- [x] It fails
""",
    ),
    "round box": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- ( ) It fails
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "escaped box": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- \\[ \\] It fails
^^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "wide box": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- ［ ］ It fails
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "box with blanks around its mark": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ X ] It fails
^^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [X] It fails
""",
    ),
    "box with a green tick": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [✅] It fails
^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [x] It fails
""",
    ),
    "criteria letter missing": (
        """\
---
type: code
---

# Reproduce

## Acceptance Critera
^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] It fails
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "criteria letters swapped": (
        """\
---
type: code
---

# Reproduce

### Accetpance Crtieria:
^^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] It fails
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "criteria letter in Cyrillic": (
        """\
---
type: code
---

# Reproduce

## Аcceptance Criteria
^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] It fails
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "criteria leaning": (
        """\
---
type: code
---

# Reproduce

## *Acceptance Criteria*
^^^^^^^^^^^^^^^^^^^^^^^^ uncounted-criteria

- [ ] It fails
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
""",
    ),
    "criteria in a code block": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

```markdown
^^^^^^^^^^^ uncounted-criteria
- [ ] It fails
- [x] It runs
```

## Notes
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] It fails
- [x] It runs

## Notes
""",
    ),
    "criteria in a code block with more": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

```
^^^ uncounted-criteria
Run it:
- [ ] It fails
```
""",
        None,
    ),
    "title behind its name": (
        """\
---
type: code
---

Title: Reproduce the race
^ missing-title

Write it.
""",
        """\
---
type: code
---

# Reproduce the race

Write it.
""",
    ),
    "boxes behind letters": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

a. [ ] Add a test
^^^^^^ uncounted-criteria
b) [x] Find the cause
^^^^^^ uncounted-criteria
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

- [ ] Add a test
- [x] Find the cause
""",
    ),
    "title escaped": (
        """\
---
type: code
---

\\# Reproduce it
^ missing-title

Text.
""",
        """\
---
type: code
---

# Reproduce it

Text.
""",
    ),
    "title with a wide sign": (
        """\
---
type: code
---

＃ Reproduce it
^ missing-title

Text.
""",
        """\
---
type: code
---

# Reproduce it

Text.
""",
    ),
    "title in a tag": (
        """\
---
type: code
---

<h1>Reproduce it</h1>
^ missing-title

Text.
""",
        """\
---
type: code
---

# Reproduce it

Text.
""",
    ),
    "title behind what nobody sees": (
        """\
---
type: code
---

#\u200b Reproduce it
^ missing-title
 ^ invisible-character

Text.
""",
        """\
---
type: code
---

# Reproduce it

Text.
""",
    ),
    "criteria in the next section": (
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

## Must
^^^^^^^ uncounted-criteria

- [ ] It fails

## Notes
""",
        """\
---
type: code
---

# Reproduce

## Acceptance Criteria

### Must

- [ ] It fails

## Notes
""",
    ),
}
