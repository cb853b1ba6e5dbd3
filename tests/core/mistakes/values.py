"""Words, numbers, flags, maps and times that people write where chant takes others."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "word behind a dash": (
        """\
---
prompt:
- standard
^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
prompt:
  standard
---

# Reproduce
""",
    ),
    "type story": (
        """\
---
type: story
      ^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: task
---

# Reproduce
""",
    ),
    "type bug fix": (
        """\
---
type: Bug Fix
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
    "type enhancement": (
        """\
---
type: enhancement
      ^^^^^^^^^^^ invalid-value
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
    "status to-do": (
        """\
---
status: to-do
        ^^^^^ invalid-value
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
    "status proposed": (
        """\
---
status: proposed
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
    "status done with a tick": (
        """\
---
status: ✅ Done
        ^^^^^^ invalid-value
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
    "status between signs": (
        """\
---
status: 🚧 in progress 🚧
        ^^^^^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: in_progress
---

# Reproduce
""",
    ),
    "approval human": (
        """\
---
approval: human
          ^^^^^ wrong-type
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
    "number of times": (
        """\
---
replay_count: 3 times
              ^^^^^^^ wrong-type
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
    "number and x": (
        """\
---
replay_count: 3x
              ^^ wrong-type
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
    "no prompt in words": (
        """\
---
type: code
prompt: None
        ^^^^ unknown-prompt
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
    "status capital": (
        """\
---
type: code
status: Pending
        ^^^^^^^ invalid-value
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
    "status two words": (
        """\
---
status: in progress
        ^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: in_progress
---

# Reproduce
""",
    ),
    "status dash": (
        """\
---
status: in-progress
        ^^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: in_progress
---

# Reproduce
""",
    ),
    "status done": (
        """\
---
status: done # yesterday
        ^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: completed # yesterday
---

# Reproduce
""",
    ),
    "status todo": (
        """\
---
status: TODO
        ^^^^ invalid-value
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
    "status complete": (
        """\
---
status: "complete"
        ^^^^^^^^^^ invalid-value
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
    "status canceled": (
        """\
---
status: canceled
        ^^^^^^^^ invalid-value
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
    "status wip": (
        """\
---
status: WIP
        ^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: in_progress
---

# Reproduce
""",
    ),
    "status open": (
        """\
---
status: open
        ^^^^ invalid-value
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
    "status closed": (
        """\
---
status: closed
        ^^^^^^ invalid-value
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
    "status ready": (
        """\
---
status: ready
        ^^^^^ status-ready
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
    "status empty": (
        """\
---
status:
^^^^^^ invalid-value
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
    "status null": (
        """\
---
status: null
        ^^^^ invalid-value
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
    "status tilde": (
        """\
---
status: ~
        ^ invalid-value
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
    "status list": (
        """\
---
status: [pending]
        ^^^^^^^^^ wrong-type
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
    "status list block": (
        """\
---
status:
  - pending
  ^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
status:
    pending
---

# Reproduce
""",
    ),
    "status bool": (
        """\
---
status: true
        ^^^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "status trailing dot": (
        """\
---
status: pending.
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
    "status inprogress": (
        """\
---
status: inprogress
        ^^^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: in_progress
---

# Reproduce
""",
    ),
    "status started": (
        """\
---
status: started
        ^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
status: in_progress
---

# Reproduce
""",
    ),
    "status review": (
        """\
---
status: review
        ^^^^^^ invalid-value
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
    "status quote single": (
        """\
---
status: 'Completed'
        ^^^^^^^^^^^ invalid-value
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
    "status nonsense": (
        """\
---
status: banana
        ^^^^^^ invalid-value
---

# Reproduce
""",
        None,
    ),
    "type docs": (
        """\
---
type: docs
      ^^^^ invalid-value
target_files: [docs/a.md]
tracks: [src/store.py]
---

# Reproduce
""",
        """\
---
type: documentation
target_files: [docs/a.md]
tracks: [src/store.py]
---

# Reproduce
""",
    ),
    "type doc": (
        """\
---
type: doc
      ^^^ invalid-value
target_files: [docs/a.md]
tracks: [src/store.py]
---

# Reproduce
""",
        """\
---
type: documentation
target_files: [docs/a.md]
tracks: [src/store.py]
---

# Reproduce
""",
    ),
    "type feature": (
        """\
---
type: feature
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
    "type implementation": (
        """\
---
type: implementation
      ^^^^^^^^^^^^^^ invalid-value
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
    "type conflict": (
        """\
---
type: conflict
      ^^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: task
---

# Reproduce
""",
    ),
    "type bug": (
        """\
---
type: bug
      ^^^ invalid-value
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
    "type capital": (
        """\
---
type: Code
      ^^^^ invalid-value
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
    "type placeholder": (
        """\
---
type: code | task | driver | group
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-value
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
    "type comma": (
        """\
---
type: code, research
      ^^^^^^^^^^^^^^ invalid-value
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
    "type empty": (
        """\
---
type:
^^^^ invalid-value
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
    "type research slip": (
        """\
---
type: reserach
      ^^^^^^^^ invalid-value
informed_by: [src/store.py]
target_files: [notes.md]
---

# Reproduce
""",
        """\
---
type: research
informed_by: [src/store.py]
target_files: [notes.md]
---

# Reproduce
""",
    ),
    "origin string": (
        """\
---
origin: data.csv
        ^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
origin: [data.csv]
---

# Reproduce
""",
    ),
    "context string": (
        """\
---
context: docs/a.md
         ^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
context: [docs/a.md]
---

# Reproduce
""",
    ),
    "context anchor": (
        """\
---
context: [docs/a.md#intro]
          ^^^^^^^^^^^^^^^ unread-context
---

# Reproduce
""",
        """\
---
context: [docs/a.md]
---

# Reproduce
""",
    ),
    "members string": (
        """\
---
members: 002-reproduction.1
         ^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
members: [002-reproduction.1]
---

# Reproduce
""",
    ),
    "commits string": (
        """\
---
commits: 72e5526
         ^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
commits: ["72e5526"]
---

# Reproduce
""",
    ),
    "commits both": (
        """\
---
commits: abc1234, def5678
         ^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
commits: [abc1234, def5678]
---

# Reproduce
""",
    ),
    "public yes": (
        """\
---
public: yes
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
    "public no": (
        """\
---
public: No
        ^^ wrong-type
---

# Reproduce
""",
        """\
---
public: false
---

# Reproduce
""",
    ),
    "public quoted": (
        """\
---
public: "true"
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
    "public one": (
        """\
---
public: 1
        ^ wrong-type
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
    "count negative": (
        """\
---
replay_count: -1
              ^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "count float": (
        """\
---
replay_count: 1.5
              ^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "count word": (
        """\
---
replay_count: two
              ^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "count quoted": (
        """\
---
replay_count: "2"
              ^^^ wrong-type
---

# Reproduce
""",
        """\
---
replay_count: 2
---

# Reproduce
""",
    ),
    "count large": (
        """\
---
replay_count: 4294967296
              ^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "approval true": (
        """\
---
approval: true
          ^^^^ wrong-type
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
    "approval required": (
        """\
---
approval: required
          ^^^^^^^^ wrong-type
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
    "approval yes": (
        """\
---
approval: yes
          ^^^ wrong-type
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
    "approval pending": (
        """\
---
approval: pending
          ^^^^^^^ wrong-type
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
    "approval approved": (
        """\
---
approval: approved
          ^^^^^^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "approval req yes": (
        """\
---
approval:
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
    "approval req quoted": (
        """\
---
approval:
  required: "true"
            ^^^^^^ wrong-type
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
    "approval status": (
        """\
---
approval:
  required: true
  status: ok
          ^^ invalid-value
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "approval status cap": (
        """\
---
approval:
  required: true
  status: Approved
          ^^^^^^^^ invalid-value
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "approval typo": (
        """\
---
approval:
  requird: true
  ^^^^^^^ near-miss-key
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
    "approval case": (
        """\
---
approval:
  Required: true
  ^^^^^^^^ near-miss-key
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
    "approval unknown": (
        """\
---
approval:
  required: true
  status: approved
  approver: ada
  ^^^^^^^^ approval-incomplete
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "approval flat indent": (
        """\
---
approval:
required: true
^^^^^^^^ misplaced-key
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
    "approval list": (
        """\
---
approval:
  - required: true
  ^^^^^^^^^^^^^^^^ wrong-type
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
    "approval noindent key": (
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
    "approval null required": (
        """\
---
approval:
  required:
  ^^^^^^^^ wrong-type
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
    "approval by list": (
        """\
---
approval:
  required: true
  status: approved
  by: [ada]
      ^^^^^ wrong-type
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "approval nospace": (
        """\
---
approval:
  required:true
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
    "retry missing": (
        """\
---
retry_state:
^^^^^^^^^^^ missing-field
  attempts: 1
---

# Reproduce
""",
        """\
---
retry_state:
  attempts: 1
  last_retry_time: 0
  next_retry_time: 0
---

# Reproduce
""",
    ),
    "retry quoted": (
        """\
---
retry_state: {attempts: "1", last_retry_time: 0, next_retry_time: 0}
                        ^^^ wrong-type
---

# Reproduce
""",
        """\
---
retry_state: {attempts: 1, last_retry_time: 0, next_retry_time: 0}
---

# Reproduce
""",
    ),
    "retry typo": (
        """\
---
retry_state: {attempt: 1, last_retry_time: 0, next_retry_time: 0}
              ^^^^^^^ missing-field
---

# Reproduce
""",
        """\
---
retry_state: {attempts: 1, last_retry_time: 0, next_retry_time: 0}
---

# Reproduce
""",
    ),
    "retry number": (
        """\
---
retry_state: 3
             ^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "time nozone": (
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00
              ^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00Z
---

# Reproduce
""",
    ),
    "time date": (
        """\
---
status: completed
completed_at: 2026-01-22
              ^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T00:00:00Z
---

# Reproduce
""",
    ),
    "time space": (
        """\
---
status: completed
completed_at: 2026-01-22 10:00:00
              ^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00Z
---

# Reproduce
""",
    ),
    "time german": (
        """\
---
status: completed
completed_at: 22.01.2026
              ^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T00:00:00Z
---

# Reproduce
""",
    ),
    "time yesterday": (
        """\
---
status: completed
completed_at: yesterday
              ^^^^^^^^^ invalid-time
---

# Reproduce
""",
        None,
    ),
    "time month13": (
        """\
---
status: completed
completed_at: 2026-13-22T10:00:00Z
              ^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        None,
    ),
    "time utc": (
        """\
---
status: completed
completed_at: 2026-01-22 10:00:00 UTC
              ^^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00Z
---

# Reproduce
""",
    ),
    "time nocolon": (
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00+0200
              ^^^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00+02:00
---

# Reproduce
""",
    ),
    "time noseconds": (
        """\
---
status: completed
completed_at: 2026-01-22T10:00Z
              ^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00Z
---

# Reproduce
""",
    ),
    "time epoch": (
        """\
---
status: completed
completed_at: 1769076000
              ^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-01-22T10:00:00Z
---

# Reproduce
""",
    ),
    "time verified": (
        """\
---
last_verified: today
               ^^^^^ invalid-time
---

# Reproduce
""",
        None,
    ),
    "time approval": (
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-22
      ^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-22T00:00:00Z
---

# Reproduce
""",
    ),
    "approval by no": (
        """\
---
approval: no
          ^^ wrong-type
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
    "approval one line": (
        """\
---
approval: required: true
          ^^^^^^^^^^^^^^ yaml-syntax
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
    "approval status done": (
        """\
---
approval:
  required: true
  status: accepted
          ^^^^^^^^ invalid-value
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01T00:00:00Z
---

# Reproduce
""",
    ),
    "approval at human": (
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01 10:00
      ^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
approval:
  required: true
  status: approved
  by: ada
  at: 2026-01-01T10:00:00Z
---

# Reproduce
""",
    ),
    "verification": (
        """\
---
verification_status: success
                     ^^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
verification_status: passed
---

# Reproduce
""",
    ),
    "verification cap": (
        """\
---
verification_status: Passed
                     ^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
verification_status: passed
---

# Reproduce
""",
    ),
    "failures string": (
        """\
---
verification_failures: the test is red
                       ^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
verification_failures: [the test is red]
---

# Reproduce
""",
    ),
    "derived string": (
        """\
---
derived_fields: team
                ^^^^ wrong-type
---

# Reproduce
""",
        """\
---
derived_fields: [team]
---

# Reproduce
""",
    ),
    "blocked string": (
        """\
---
blocked_specs: 001-comprehension
               ^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
blocked_specs: [001-comprehension]
---

# Reproduce
""",
    ),
    "conflicting": (
        """\
---
conflicting_files: src/store.py
                   ^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
conflicting_files: [src/store.py]
---

# Reproduce
""",
    ),
    "branch list": (
        """\
---
source_branch: [main]
               ^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
source_branch: main
---

# Reproduce
""",
    ),
    "replay null": (
        """\
---
replay_count: "two"
              ^^^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "retry neg": (
        """\
---
retry_state: {attempts: -1, last_retry_time: 0, next_retry_time: 0}
                        ^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "retry date": (
        """\
---
retry_state:
  attempts: 1
  last_retry_time: 2026-01-01
                   ^^^^^^^^^^ wrong-type
  next_retry_time: 0
---

# Reproduce
""",
        """\
---
retry_state:
  attempts: 1
  last_retry_time: 1767225600000
  next_retry_time: 0
---

# Reproduce
""",
    ),
    "null list": (
        """\
---
depends_on: [null]
             ^^^^ wrong-type
---

# Reproduce
""",
        None,
    ),
    "yes list": (
        """\
---
depends_on: [yes]
             ^^^ unknown-dependency
---

# Reproduce
""",
        None,
    ),
    "status yaml list inline": (
        """\
---
status: pending, blocked
        ^^^^^^^^^^^^^^^^ invalid-value
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
    "status paren": (
        """\
---
status: pending (waits)
        ^^^^^^^^^^^^^^^ invalid-value
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
    "status emoji": (
        """\
---
status: ✅ completed
        ^^^^^^^^^^^ invalid-value
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
    "status blocked by": (
        """\
---
status: blocked by 001
        ^^^^^^^^^^^^^^ invalid-value
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
    "type research cap": (
        """\
---
type: RESEARCH
      ^^^^^^^^ invalid-value
informed_by: [src/store.py]
target_files: [notes.md]
---

# Reproduce
""",
        """\
---
type: research
informed_by: [src/store.py]
target_files: [notes.md]
---

# Reproduce
""",
    ),
    "type tests": (
        """\
---
type: test
      ^^^^ invalid-value
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
    "type epic": (
        """\
---
type: epic
      ^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: driver
---

# Reproduce
""",
    ),
    "type spike": (
        """\
---
type: spike
      ^^^^^ invalid-value
informed_by: [src/store.py]
target_files: [notes.md]
---

# Reproduce
""",
        """\
---
type: research
informed_by: [src/store.py]
target_files: [notes.md]
---

# Reproduce
""",
    ),
    "type quoted": (
        """\
---
type: "Task"
      ^^^^^^ invalid-value
---

# Reproduce
""",
        """\
---
type: task
---

# Reproduce
""",
    ),
    "commits number": (
        """\
---
commits: 1234567
         ^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
commits: ["1234567"]
---

# Reproduce
""",
    ),
    "null word": (
        """\
---
informed_by: none
             ^^^^ wrong-type
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
    "time unquoted tz": (
        """\
---
completed_at: 2026-01-22T10:00:00 Z
              ^^^^^^^^^^^^^^^^^^^^^ invalid-time
status: completed
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-22T10:00:00Z
status: completed
---

# Reproduce
""",
    ),
    "time slash": (
        """\
---
completed_at: 2026/01/22
              ^^^^^^^^^^ invalid-time
status: completed
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-22T00:00:00Z
status: completed
---

# Reproduce
""",
    ),
    "time words": (
        """\
---
completed_at: Jan 22, 2026
              ^^^^^^^^^^^^ invalid-time
status: completed
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-22T00:00:00Z
status: completed
---

# Reproduce
""",
    ),
    "time list": (
        """\
---
completed_at: [2026-01-22T10:00:00Z]
              ^^^^^^^^^^^^^^^^^^^^^^ wrong-type
status: completed
---

# Reproduce
""",
        """\
---
completed_at: 2026-01-22T10:00:00Z
status: completed
---

# Reproduce
""",
    ),
    "status comma key": (
        """\
---
status, pending
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
    "type block": (
        """\
---
type: |
      ^ invalid-value
  code
labels: [a]
---

# Reproduce
""",
        """\
---
type: code
labels: [a]
---

# Reproduce
""",
    ),
    "status folded last": (
        """\
---
status: >
        ^ invalid-value
  Pending
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
    "prompt block": (
        """\
---
prompt: >
        ^ unknown-prompt
  standard
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
    "prompt blank in quotes": (
        """\
---
prompt: "standard "
         ^^^^^^^^^ unknown-prompt
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
    "flag misspelt": (
        """\
---
public: ture
        ^^^^ wrong-type
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
    "number with zeros in front": (
        """\
---
replay_count: 007
              ^^^ wrong-type
---

# Reproduce
""",
        """\
---
replay_count: 7
---

# Reproduce
""",
    ),
    "number with a line in it": (
        """\
---
replay_count: 1_000
              ^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
replay_count: 1000
---

# Reproduce
""",
    ),
    "number with a point": (
        """\
---
replay_count: 3.0
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
    "status in wide letters": (
        """\
---
status: ｐｅｎｄｉｎｇ
        ^^^^^^^ invalid-value
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
    "prompt empty": (
        """\
---
prompt: ""
        ^^ unknown-prompt
---

# Reproduce
""",
        """\
---
---

# Reproduce
""",
    ),
    "outputs with what becomes of them": (
        """\
---
target_files:
- create: src/new.py
  ^^^^^^^^^^^^^^^^^^ wrong-type
- "delete": src/store.py
  ^^^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
target_files:
- src/new.py
- src/store.py
---

# Reproduce
""",
    ),
    "input with a word behind it in a map": (
        """\
---
informed_by:
- "docs/a.md": yes
  ^^^^^^^^^^^^^^^^ wrong-type
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
    "approval as JSON in quotes": (
        """\
---
approval: '{"required": true}'
          ^^^^^^^^^^^^^^^^^^^^ wrong-type
---

# Reproduce
""",
        """\
---
approval: {"required": true}
---

# Reproduce
""",
    ),
    "schema that is a directory": (
        """\
---
output_schema: docs/
               ^^^^^ missing-schema
---

# Reproduce
""",
        None,
    ),
    "schema outside": (
        """\
---
output_schema: ../schema.json
               ^^^^^^^^^^^^^^ outside-workspace
---

# Reproduce
""",
        None,
    ),
    "time of a mail": (
        """\
---
status: completed
completed_at: Sun, 08 Feb 2026 10:00:00 +0100
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-02-08T10:00:00+01:00
---

# Reproduce
""",
    ),
    "time of git": (
        """\
---
status: completed
completed_at: Sun Feb 8 10:00:00 2026 +0100
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-02-08T10:00:00+01:00
---

# Reproduce
""",
    ),
    "time with a half of the day": (
        """\
---
status: completed
completed_at: 2026-02-08 3:15 PM
              ^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-02-08T15:15:00Z
---

# Reproduce
""",
    ),
    "time without dashes": (
        """\
---
status: completed
completed_at: 20260208T100000Z
              ^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        """\
---
status: completed
completed_at: 2026-02-08T10:00:00Z
---

# Reproduce
""",
    ),
    "time on a day that is none": (
        """\
---
status: completed
completed_at: 31 Feb 2026
              ^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        None,
    ),
    "time in a zone with a name": (
        """\
---
status: completed
completed_at: Sun Feb 8 10:00:00 CET 2026
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid-time
---

# Reproduce
""",
        None,
    ),
}
