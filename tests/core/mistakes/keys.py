"""Keys in another spelling, in another place, twice, or without their colon."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "key case": (
        """\
---
Status: pending
^^^^^^ near-miss-key
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
    "key upper": (
        """\
---
TYPE: code
^^^^ near-miss-key
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
    "key dash": (
        """\
---
depends-on: 001-comprehension
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
    "key camel": (
        """\
---
dependsOn: 001-comprehension
^^^^^^^^^ near-miss-key
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
    "key plural": (
        """\
---
label: [a]
^^^^^ near-miss-key
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
    "key targets": (
        """\
---
targets: [src/store.py]
^^^^^^^ near-miss-key
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
    "key target file": (
        """\
---
target_file: [src/store.py]
^^^^^^^^^^^ near-miss-key
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
    "key typo": (
        """\
---
infromed_by: [src/store.py]
^^^^^^^^^^^ near-miss-key
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
    "key stauts": (
        """\
---
stauts: pending
^^^^^^ near-miss-key
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
    "key space": (
        """\
---
depends on: 001-comprehension
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
    "key no space": (
        """\
---
status:pending
^^^^^^ yaml-syntax
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
    "key no space first": (
        """\
---
type: code
status:pending
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
    "key no colon": (
        """\
---
type: code
status pending
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
    "key equals": (
        """\
---
type: code
status = pending
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
    "key equals first": (
        """\
---
status=pending
^^^^^^ yaml-syntax
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
    "key dup": (
        """\
---
status: pending
type: code
status: completed
^^^^^^ duplicate-key
---

# Reproduce
""",
        """\
---
status: pending
type: code
---

# Reproduce
""",
    ),
    "key dup list": (
        """\
---
labels: [a]
labels: [b]
^^^^^^ duplicate-key
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
    "key dup same": (
        """\
---
type: code
type: code
^^^^ duplicate-key
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
    "key indented": (
        """\
---
type: code
 status: pending
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
    "key first indented": (
        """\
---
 type: code
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
    "key dash key": (
        """\
---
- type: code
^^^^^^^^^^^^ yaml-syntax
- status: pending
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
    "key tab indent": (
        """\
---
labels:
\x09- storage
^ yaml-syntax
---

# Reproduce
""",
        """\
---
labels:
  - storage
---

# Reproduce
""",
    ),
    "key tab lead": (
        """\
---
\x09status: pending
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
    "key tab nested": (
        """\
---
approval:
\x09required: true
^ yaml-syntax
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
    "key fullwidth colon": (
        """\
---
type: code
status：pending
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
    "key smart": (
        """\
---
type: “code”
      ^^^^^^ invalid-value
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
    "key smart single": (
        """\
---
type: ‘code’
      ^^^^^^ invalid-value
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
    "key comma json": (
        """\
---
type: code,
      ^^^^^ invalid-value
status: pending,
        ^^^^^^^^ invalid-value
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
    "key zerowidth": (
        """\
---
status: pend\u200bing
            ^ invisible-character
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
    "key zw in key": (
        """\
---
sta\u200btus: pending
   ^ invisible-character
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
    "key semicolon": (
        """\
---
status: pending; type: code
                 ^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
status: pending
type: code
---

# Reproduce
""",
    ),
    "key two in line": (
        """\
---
status: pending type: code
                ^^^^ yaml-syntax
---

# Reproduce
""",
        """\
---
status: pending
type: code
---

# Reproduce
""",
    ),
    "key plural prompt": (
        """\
---
prompts: standard
^^^^^^^ near-miss-key
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
    "key informed": (
        """\
---
informed-by: [src/store.py]
^^^^^^^^^^^ near-miss-key
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
    "key inputs camel": (
        """\
---
informedBy: [src/store.py]
^^^^^^^^^^ near-miss-key
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
    "key targetFiles": (
        """\
---
targetFiles: [src/store.py]
^^^^^^^^^^^ near-miss-key
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
    "key completedAt": (
        """\
---
completedAt: 2026-01-01T00:00:00Z
^^^^^^^^^^^ near-miss-key
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "key depend": (
        """\
---
depend_on: [001-comprehension]
^^^^^^^^^ near-miss-key
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
    "key dependencies": (
        """\
---
dependencies: [001-comprehension]
^^^^^^^^^^^^ near-miss-key
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
    "key lables": (
        """\
---
lables: [a]
^^^^^^ near-miss-key
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
    "key comits": (
        """\
---
comits: [a]
^^^^^^ near-miss-key
---

# Reproduce
""",
        """\
---
commits: [a]
---

# Reproduce
""",
    ),
    "key aproval": (
        """\
---
aproval:
^^^^^^^ near-miss-key
  required: true
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
    "key trailing space": (
        """\
---
"status ": pending
^^^^^^^^^ near-miss-key
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
    "colon fullwidth all": (
        """\
---
type：code
^^^^ yaml-syntax
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
    "glued list": (
        """\
---
labels:- a
^^^^^^ yaml-syntax
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
    "arrow": (
        """\
---
type => code
^^^^ yaml-syntax
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
    "arrow2": (
        """\
---
type -> code
^^^^ yaml-syntax
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
    "key star": (
        """\
---
*status: pending
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
    "key leading dash": (
        """\
---
-status: pending
^^^^^^^ near-miss-key
type: code
---

# Reproduce
""",
        """\
---
status: pending
type: code
---

# Reproduce
""",
    ),
    "colon key": (
        """\
---
:type: code
^^^^^ near-miss-key
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
    "key blocked by": (
        """\
---
blocked_by: [001-comprehension]
^^^^^^^^^^ near-miss-key
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
    "key blockedBy with a text": (
        """\
---
blockedBy: 001-comprehension
^^^^^^^^^ near-miss-key
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
    "key inputs": (
        """\
---
inputs: docs/a.md
^^^^^^ near-miss-key
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
    "key outputs": (
        """\
---
outputs: [src/store.py]
^^^^^^^ near-miss-key
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
    "approval asked for in one key": (
        """\
---
requires_approval: true # by a maintainer
^^^^^^^^^^^^^^^^^ near-miss-key
---

# Reproduce
""",
        """\
---
approval: {required: true} # by a maintainer
---

# Reproduce
""",
    ),
    "approval asked for in one key, with yes": (
        """\
---
approvalRequired: yes
^^^^^^^^^^^^^^^^ near-miss-key
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
    "fields around the spec": (
        """\
---
metadata:
  type: code # kind
  ^^^^ misplaced-key
  status: in_progress
  labels:
    - core
---

# Reproduce
""",
        """\
---
type: code # kind
status: in_progress
labels:
  - core
---

# Reproduce
""",
    ),
    "fields around the spec, in braces": (
        """\
---
spec: {type: research, status: in_progress}
       ^^^^ misplaced-key
---

# Reproduce
""",
        None,
    ),
    "fields indented below the approval": (
        """\
---
approval:
  required: true
  type: research
  ^^^^ misplaced-key
  labels: [core]
status: in_progress
---

# Reproduce
""",
        """\
---
approval:
  required: true
type: research
labels: [core]
status: in_progress
---

# Reproduce
""",
    ),
    "field indented among those of the approval": (
        """\
---
approval:
  type: research
  ^^^^ misplaced-key
  required: true
---

# Reproduce
""",
        None,
    ),
    "dup case": (
        """\
---
status: pending
Status: completed
^^^^^^ near-miss-key
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
    "dup nested": (
        """\
---
approval:
  required: true
  required: false
  ^^^^^^^^ duplicate-key
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
    "approval not indented, below a status": (
        """\
---
status: pending
approval:
required: true
^^^^^^^^ misplaced-key
status: pending
---

# Reproduce
""",
        """\
---
status: pending
approval:
  required: true
  status: pending
---

# Reproduce
""",
    ),
    "approval colon glued": (
        """\
---
approval: {required:true}
           ^^^^^^^^^^^^^ near-miss-key
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
    "approval dotted": (
        """\
---
approval.required: true
^^^^^^^^^^^^^^^^^ near-miss-key
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
    "approver of a decision": (
        """\
---
approval:
  required: true
  status: approved
  approver: me
  ^^^^^^^^ approval-incomplete
  date: 2026-01-01T00:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: me
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "key in smart quotes": (
        """\
---
“type”: code
^^^^^^ near-miss-key
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
    "decision outside its approval": (
        """\
---
approval:
  required: true
  status: approved
by: ann
^^ approval-incomplete
at: 2026-01-01T10:00:00Z
labels: [a]
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
labels: [a]
---

# Reproduce
""",
    ),
    "half of a decision outside its approval": (
        """\
---
approval:
  required: true
  status: approved
  at: 2026-01-01T10:00:00Z
by: ann
^^ approval-incomplete
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  at: 2026-01-01T10:00:00Z
  by: ann
---

# Reproduce
""",
    ),
}
